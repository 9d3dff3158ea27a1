"""Write the issue forms of GitHub from the Table Schemas: ``python -m scripts.forms``; with ``--check``, only compare.

The forms stand in ``.github/ISSUE_TEMPLATE/``: one for each kind of record that people add or change, and one
by which staff say that records are still right. Labels, descriptions, examples and menus come from the schemas and
vocabularies. "Correct a fact" asks for words alone and is written by hand.

Exit status: 0 when the forms are current, 1 when ``--check`` found one that isn't, 2 for wrong usage.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml

from macros.data import disk, forms, validation
from macros.data.forms import FormQuestion, RecordForm
from macros.data.tables import Field
from macros.data.validation import Checked

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(".github/ISSUE_TEMPLATE")
TEXTS = Path(__file__).parent / "texts"
HEAD = "# Written by python -m scripts.forms from the schemas and vocabularies. A change made here does not stay.\n"
PUBLIC = "I gave no person's own phone number, e-mail or home address."
Element = dict[str, Any]


@disk.told
def main(arguments: Sequence[str] | None = None) -> int:
    """Write the forms that are not current, or only name them; return the exit status."""
    given = _parser().parse_args(arguments)
    folder = given.to or ROOT / FOLDER
    checked = validation.check(given.data)
    old, left = stale(folder, checked), left_over(folder, checked)
    for name, text in old.items():
        if given.check:
            print(f"{FOLDER / name}: the form is not current. Run: python -m scripts.forms")
        else:
            disk.write_whole(folder / name, text.encode())
            print(f"{FOLDER / name} is written.")
    for name in left:
        if given.check:
            print(f"{FOLDER / name}: the form is of a subject without data. Run: python -m scripts.forms")
        else:
            (folder / name).unlink()
            print(f"{FOLDER / name} is deleted: its subject has no data.")
    return int(given.check and bool(old or left))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.forms", description="Write the issue forms of GitHub from the schemas."
    )
    parser.add_argument("--data", type=Path, default=ROOT / "data", metavar="DIR", help="the data folder")
    parser.add_argument("--to", type=Path, metavar="DIR", help="the folder of the forms, if not GitHub's")
    parser.add_argument("--check", action="store_true", help="write nothing, and say which form is not current")
    return parser


def stale(folder: Path, checked: Checked) -> dict[str, str]:
    """The forms that are missing or read otherwise than they should: the file's name, and its right text."""
    return {name: text for name, text in made(checked).items() if _text(folder / name) != text}


def left_over(folder: Path, checked: Checked) -> list[str]:
    """The written forms of kinds that the data no longer has: names of files; a form written by hand stays."""
    right = made(checked)
    return sorted(
        path.name for path in folder.glob("*.yml") if path.name not in right and (_text(path) or "").startswith(HEAD)
    )


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def made(checked: Checked) -> dict[str, str]:
    """Every form as a file of GitHub, by the file's name."""
    known = forms.of_checked(checked)
    ids = {kind: [row.id for row in rows] for kind, rows in checked.rows.items()}
    texts = {each.template: _yaml(_record_form(each, ids)) for each in known.values()}
    return texts | {forms.STILL_RIGHT: _yaml(_review_form())}


# --- the form as GitHub has it ------------------------------------------------------
# https://docs.github.com/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-issue-forms


def _record_form(form: RecordForm, ids: dict[str, list[str]]) -> Element:
    word = form.word.capitalize()
    questions = [_element(each, ids) for each in (*form.questions, forms.EVIDENCE, forms.NOTE)]
    return {
        "name": form.name,
        "description": f"Send a new {form.word}, or say what has changed in one.",
        "title": f"{word}: ",
        "body": [
            _markdown("form_intro"),
            _key(form),
            *questions,
            _boxes("read", forms.READ_LABEL, forms.READ, is_required=False),
            _boxes("public", forms.SEND_LABEL, PUBLIC),
        ],
    }


def _review_form() -> Element:
    return {
        "name": "Still right?",
        "description": "For staff: say that up to 50 records are still right.",
        "title": "Still right: ",
        "body": [_markdown("review_intro"), _element(forms.RECORDS, {}), _element(forms.NOTE, {})],
    }


def _markdown(name: str) -> Element:
    text = (TEXTS / f"{name}.md").read_text(encoding="utf-8")
    return {"type": "markdown", "attributes": {"value": text}}


def _key(form: RecordForm) -> Element:
    about = (
        "To change a record: the last part of the address of its page. For a new one: lowercase words joined by "
        "hyphens, which never change."
    )
    attributes = {"label": form.key_label, "description": about}
    return {"type": "input", "id": "record", "attributes": attributes, "validations": {"required": True}}


def _boxes(name: str, label: str, option: str, *, is_required: bool = True) -> Element:
    options = [{"label": option, "required": True} if is_required else {"label": option}]
    return {"type": "checkboxes", "id": name, "attributes": {"label": label, "options": options}}


def _element(question: FormQuestion, ids: dict[str, list[str]]) -> Element:
    attributes: Element = {"label": question.label, "description": _about(question, ids)}
    if question.choices:
        attributes |= {"multiple": question.is_list, "options": _options(question)}
    elif example := _example(question):
        attributes |= {"placeholder": example}
    # Of a record, nothing is required here: who changes one may leave all the rest empty.
    is_required = question.is_required and question in (forms.EVIDENCE, forms.RECORDS)
    kind = "dropdown" if question.choices else "textarea" if question.is_long else "input"
    return {"type": kind, "id": question.name, "attributes": attributes, "validations": {"required": is_required}}


def _options(question: FormQuestion) -> list[str]:
    return [*question.choices.values(), *([] if question.is_required else [forms.EMPTIED])]


def _about(question: FormQuestion, ids: dict[str, list[str]]) -> str:
    needed = (
        "A new record needs it." if question.is_required and question not in (forms.EVIDENCE, forms.RECORDS) else ""
    )
    words = "" if question.choices else _words(question.about, ids)
    found = [question.about["description"], needed, *_how(question), words]
    return " ".join(filter(None, found))


def _how(question: FormQuestion) -> Iterable[str]:
    """How an answer with several entries is written, where people write it."""
    if question.columns:
        yield "One on each line, with bars between the parts:"
        yield f"{' | '.join(each['title'] for each in question.columns)}."
    elif question.is_list and not question.choices and question is not forms.RECORDS:
        yield "One on each line."
    if question.table == forms.SOURCES:
        yield "Only sources that we do not have yet. Other fields name a source by its id."
    elif question.table == forms.CONTACTS:
        yield "Only a phone or mailbox of an office that we do not publish yet. Leave the id empty: begin with a bar."
    elif question.table:
        yield "A new row needs no id: begin it with a bar. A row that is missing here stays as it is."
        yield f'To take one out, write "{forms.REMOVE}" and its id.'


def _words(each: Field, ids: dict[str, list[str]]) -> str:
    """The words to choose from where people write them: of a field, or of each part of a row."""
    target = each.get("references", "")
    columns = each.get("items", {}).get("fields", ())
    if columns:
        told = [f"{part['title']}: {words[:1].lower()}{words[1:]}" for part in columns if (words := _words(part, ids))]
        return " ".join(told)
    if not target:
        return ""
    known = ids.get(target, [])
    if 0 < len(known) <= forms.MOST_CHOICES and target not in (*forms.KINDS, forms.SOURCES):
        return f"One of {', '.join(known)}."
    return f"An id or a name of {target.replace('_', ' ')}."


def _example(question: FormQuestion) -> str:
    if question.columns:
        cells = [_shown(each.get("example", "")) for each in question.columns]
        return " | ".join(["", *cells[1:]] if question.table not in ("", forms.SOURCES) else cells).strip()
    example = question.about.get("example", "")
    return "\n".join(map(_shown, example)) if isinstance(example, list) else _shown(example)


def _shown(example: Any) -> str:
    return str(example).strip()


# --- YAML ---------------------------------------------------------------------------


class _Dumper(yaml.SafeDumper):
    """Writes a text of several lines as one, and shares nothing by an anchor."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text_node(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text_node)


def _yaml(form: Element) -> str:
    return HEAD + yaml.dump(form, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1_000)


if __name__ == "__main__":
    sys.exit(main())
