"""The library's generator. mkdocs-macros loads this package and asks it for the macros; everything else is below."""

from __future__ import annotations

from typing import Any


def define_env(env: Any) -> None:
    """Give the macros to mkdocs-macros (https://mkdocs-macros-plugin.readthedocs.io/en/latest/macros/)."""
    from macros.build import page_macros  # only here: a command that reads data needs none of it

    page_macros.define_env(env)
