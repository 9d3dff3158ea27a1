"""The macros, a module for each subject, each with a tuple ``MACROS``.

A macro takes the page's context and literal arguments, and gives escaped HTML.
Its docstring is one sentence with an example.
"""

from __future__ import annotations

from macros.calls import careers, data, grants, metrics, partnerships, program, toolkit, training

SUBJECTS = (program, partnerships, careers, toolkit, data, grants, metrics, training)
