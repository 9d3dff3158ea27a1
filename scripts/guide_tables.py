"""Write the tables of the guides that follow the code: ``python -m scripts.guide_tables``.

The table of page macros comes from their docstrings and examples; the table of folders from
the packages' docstrings and from the import rule in ``pyproject.toml``. A guide holds each
between two comments that name it.
"""

from __future__ import annotations

import argparse
import ast
import sys
import tomllib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from macros.build.page_macros import MACROS
from macros.data import disk

ROOT = Path(__file__).resolve().parent.parent


@disk.told
def main(arguments: Sequence[str] | None = None) -> int:
    """Write the tables that are not current, and name their guides; with ``--check`` only name them, and 1 for any."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.guide_tables", description="Write the tables of the guides that follow the code."
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit status 1 when a table is not current")
    only_check, old = parser.parse_args(arguments).check, stale(ROOT)
    for guide, text in old.items():
        if only_check:
            print(f"{guide}: its table is not current. Run python -m scripts.guide_tables")
        else:
            (ROOT / guide).write_text(text, encoding="utf-8")
            print(f"{guide}: written")
    return 1 if old and only_check else 0


def stale(root: Path) -> dict[str, str]:
    """The guides whose tables are not current, by their paths below ``root``, each with the text that it should have.

    Raises SystemExit for a guide without the comments between which a table stands.
    """
    found = {}
    for guide, (name, table) in GUIDES.items():
        text = (root / guide).read_text(encoding="utf-8")
        before, between, after = _parts(text, name, guide)
        if between != (made := table(root)):
            found[guide] = f"{before}{made}{after}"
    return found


def _parts(text: str, name: str, guide: str) -> tuple[str, str, str]:
    """A guide's text before a table, the table, and the text after it."""
    begin, end = (
        f"<!-- begin table {name}; python -m scripts.guide_tables writes it -->\n\n",
        f"\n<!-- end table {name} -->",
    )
    before, begins, rest = text.partition(begin)
    between, ends, after = rest.partition(end)
    if not begins or not ends:
        raise SystemExit(f"{guide} must have the table '{name}' between two comments:\n{begin}{end.strip()}")
    return before + begins, between, ends + after


def macro_table(_: Path) -> str:
    """Every page macro: what it gives, an example, and the module that makes it."""
    rows = [
        (f"`{each.name}`", each.description, f"`{{{{ {each.example} }}}}`", f"`{_place(each.function.__module__)}`")
        for each in sorted(MACROS.values(), key=lambda each: (each.function.__module__, each.name))
    ]
    return _table(("Macro", "What it gives", "For instance", "Made in"), rows)


def layer_table(root: Path) -> str:
    """Every layer of the import rule, the highest first: what it has, and what it may import."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    first, *others = project["tool"]["importlinter"]["contracts"]
    layers = [each.split(" | ") for each in first["layers"]]
    rows = [
        (f"`{_place(name)}`", _docstring(root, name), ", ".join(f"`{each}`" for each in _below(layers, place)))
        for place, names in enumerate(layers)
        for name in names
    ]
    exceptions = "".join(f"\n{each['name']}.\n" for each in others)
    return _table(("Layer", "What it has", "May import"), rows) + exceptions


def _below(layers: Sequence[Sequence[str]], place: int) -> list[str]:
    return [name.rpartition(".")[2] for names in layers[place + 1 :] for name in names]


def _docstring(root: Path, module: str) -> str:
    """The first line of a module's docstring, read without importing it: hooks change the path."""
    path = root / module.replace(".", "/")
    source = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    tree = ast.parse(source.read_text(encoding="utf-8"))
    return (ast.get_docstring(tree) or "").partition("\n")[0].replace("``", "`")


def _place(module: str) -> str:
    path = module.replace(".", "/")
    return f"{path}/" if (ROOT / path).is_dir() else f"{path}.py"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *([cell.replace("|", r"\|") for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


GUIDES: dict[str, tuple[str, Callable[[Path], str]]] = {
    "HACKING.md": ("layers", layer_table),
    "macros/subjects/README.md": ("macros", macro_table),
}


if __name__ == "__main__":
    sys.exit(main())
