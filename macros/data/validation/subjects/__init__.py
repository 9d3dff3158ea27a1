"""Rules that only one subject has, a module for each.

A module has ``RECORD_RULES``, each with a word on which resources it is for,
and ``COLLECTION_RULES``, which see the whole of the data.
"""

from __future__ import annotations

from macros.data.validation.subjects import careers, grants, metrics, partnerships, program, toolkit, training

SUBJECTS = (
    careers,
    grants,
    metrics,
    partnerships,
    program,
    toolkit,
    training,
)
