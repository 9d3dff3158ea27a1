"""What the record of the program must keep, and the levels of its geography."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from macros.data import sections
from macros.data.models import KINDS, LEVELS, address_field
from macros.data.reading import Problem, quote
from macros.data.validation.circles import circles, in_a_circle
from macros.data.validation.record import IsFor, RawRecord, Rule, RuleFaults
from macros.data.validation.running import PROGRAM, CheckedRow, CollectionRule, Fault, Run

OTHER_WORD = "Choose another word, such as what the places are called."
LEVEL, PLACE = "place_levels", "places"


def _levels_have_their_own_addresses(record: RawRecord) -> RuleFaults:
    """The pages of a level of the geography are at an address that no other pages and no files have."""
    given: Mapping[str, str | None] = record.values.get("geography") or {}
    seen: dict[str, str] = {}
    for level in LEVELS:
        name = address_field(level)
        address = given.get(name) or KINDS[level].folder
        if fault := _taken(address, record.run):
            yield ("geography", name), address, fault
        elif address in seen:
            message = f"must differ from 'geography.{seen[address]}', but both are {quote(address)}."
            yield ("geography", name), address, Fault(message, OTHER_WORD)
        seen.setdefault(address, name)


def _taken(address: str, run: Run) -> Fault | None:
    """What is wrong with an address of a level that other pages or files of the site have."""
    if address in sections.taken():
        message = f"must be an address of its own, not {quote(address)}: other pages of the site have it."
        return Fault(message, OTHER_WORD)
    if address in run.reserved:
        message = f"must not be the reserved word {quote(address)}."
        return Fault(message, f"{run.reserved[address]} {OTHER_WORD}".strip())
    return None


def _further_level_has_its_own_address(record: RawRecord) -> RuleFaults:
    """The pages of a further level, too, are at an address that no other pages and no files have."""
    address = record.values.get("address")
    if address and (fault := _taken(address, record.run)):
        yield ("address",), address, fault


def _level_is_no_other_filter(record: RawRecord) -> RuleFaults:
    """Lists have a filter for each level under its id, which is no other word of their addresses."""
    if record.id in sections.FILTERS:
        message = f"must not be {quote(record.id)}: lists have something else of that name in their addresses."
        yield ("id",), record.id, Fault(message, OTHER_WORD)


def _levels_do_not_share_an_address(run: Run) -> Iterator[Problem]:
    """A further level is not where counties or workforce areas are."""
    program, levels = run.resources.get(PROGRAM), run.resources.get(LEVEL)
    given = (program.rows[0].values.get("geography") if program and program.rows else None) or {}
    usual = {given.get(address_field(level)) or KINDS[level].folder: level for level in LEVELS}
    for row in levels.rows if levels and given else ():
        address = row.values["address"]
        if address in usual:
            message = f"'address' must differ from that of {given[usual[address]]}, but both are {quote(address)}."
            yield Problem(run.name(row.file), row.line, 1, "address", address, message, OTHER_WORD)


def _place_lies_in_other_levels(run: Run) -> Iterator[Problem]:
    """A place lies in places of other levels than its own."""
    table = run.resources.get(PLACE)
    for each in run.references:
        if not (table and each.resource == PLACE == each.target):
            continue
        inner, outer = table.row(each.row), table.row(each.value)
        if inner and outer and inner is not outer and inner.values["level"] == outer.values["level"]:
            message = f"'{each.path}' must be a place of another level than {quote(inner.values['level'])}, not "
            hint = "Name what holds it, or correct the level of one of the two."
            yield Problem(*each.place, each.path, each.value, f"{message}{quote(each.value)}.", hint)


def _places_lie_in_no_circle(run: Run) -> Iterator[Problem]:
    """What a place lies in does not lie in that place, however many steps are between."""
    steps = _within_circles(_lies_in(run))
    for circle in circles({inner: next(iter(outer)) for inner, outer in steps.items()}):
        pairs = zip(circle, [*circle[1:], circle[0]], strict=True)
        row, field, outer = next((*steps[one][next_], next_) for one, next_ in pairs if steps[one][next_][1] in _LINKS)
        known = (each for each in run.references if (each.resource, each.row) == (PLACE, row.id))
        place = next(
            (each.place for each in known if outer == f"{PLACE}/{each.value}"), (run.name(row.file), row.line, 1)
        )
        shown = in_a_circle([each.partition("/")[2] for each in circle])
        hint = "Each lies in the next. Delete one step of it."
        yield Problem(*place, field, row.id, f"'{field}' must not lead in a circle: {shown}.", hint)


# The fields of a place that say what it lies in, or of what it is made, with the kinds that they name.
_LINKS = {
    "counties": "counties",
    "workforce_areas": "workforce_areas",
    "within": PLACE,
    "whole_counties": "counties",
    "whole_workforce_areas": "workforce_areas",
}
_Steps = Mapping[str, Mapping[str, tuple[CheckedRow, str]]]  # what lies in what, and the row and field that say so


def _lies_in(run: Run) -> _Steps:
    """What each place lies in, one step up; both by kind and id."""
    found: dict[str, dict[str, tuple[CheckedRow, str]]] = {}
    for kind in (*LEVELS, PLACE) if run.resources.keys() >= {*LEVELS, PLACE} else ():
        for row in run.resources[kind].rows:
            for inner, outer, field in _links(kind, row):
                found.setdefault(inner, {})[outer] = (row, field)
    return found


def _links(kind: str, row: CheckedRow) -> Iterator[tuple[str, str, str]]:
    """What a row says lies in what, and the field that says so; a place within itself is told by another rule."""
    own = f"{kind}/{row.id}"
    if kind == "counties" and row.values.get("workforce_area"):
        yield own, f"workforce_areas/{row.values['workforce_area']}", "workforce_area"
    if kind == PLACE:
        told = ((each, other, id) for each, other in _LINKS.items() for id in row.values[each] or ())
        for each, other, id in told:
            inner, outer = (f"{other}/{id}", own) if each.startswith("whole_") else (own, f"{other}/{id}")
            if inner != outer:
                yield inner, outer, each


def _within_circles(steps: _Steps) -> _Steps:
    """The steps that lead into a circle, without those that come to an end."""
    before = -1
    while len(steps) != before:
        before = len(steps)
        kept = {inner: {each: told for each, told in outer.items() if each in steps} for inner, outer in steps.items()}
        steps = {inner: outer for inner, outer in kept.items() if outer}
    return steps


RECORD_RULES: tuple[tuple[Rule, IsFor], ...] = (
    (_levels_have_their_own_addresses, lambda resource: "geography" in resource.fields),
    (_further_level_has_its_own_address, lambda resource: resource.name == LEVEL),
    (_level_is_no_other_filter, lambda resource: resource.name == LEVEL),
)
COLLECTION_RULES: tuple[CollectionRule, ...] = (
    _levels_do_not_share_an_address,
    _place_lies_in_other_levels,
    _places_lie_in_no_circle,
)
