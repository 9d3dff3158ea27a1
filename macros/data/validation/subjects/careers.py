"""What careers must keep: official codes and entry facts, pathways that lead somewhere, credentials without circles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from macros.data.reading import Problem, quote
from macros.data.validation.record import IsFor, RawRecord, Rule, RuleFaults
from macros.data.validation.running import CollectionRule, Fault, Run

CODES, WAGES, OCCUPATIONS, CREDENTIALS = "onet_codes", "wages", "occupations", "credentials"
ENTRY, TITLES, STARTS = "occupation_entry", "reported_titles", "starting_points"
BASES = "way_in_bases"
SOC_LENGTH = 7  # an O*NET-SOC code begins with its SOC code: 29-1292.00
WHOLE = ".00"  # the end of an O*NET-SOC code that is all of its SOC code, not a part of it
LEVELS = ("education", "experience", "training")


# --- occupations and their pay ------------------------------------------------


def _code_is_official(record: RawRecord) -> RuleFaults:
    """An occupation's code stands in the official list, under the title that the list gives it."""
    codes, code = record.run.resources.get(CODES), record.values.get("onet_code")
    if codes is None or not codes.known or not code:
        return
    titles = {row.values["code"]: row.values["title"] for row in codes.rows}
    if code not in titles:
        near = record.run.near(code, titles)
        hint = f"Did you mean {near}?" if near else "Copy the code from onet_codes.csv."
        yield ("onet_code",), code, Fault(f"must be a code of the official list, not {quote(code)}.", hint)
    elif record.values.get("official_title") not in (None, titles[code]):
        given = record.values["official_title"]
        message = f"must be the title that the official list gives to {code}, not {quote(given)}."
        yield ("official_title",), given, Fault(message, f"Write {titles[code]}")


def _codes_agree(record: RawRecord) -> RuleFaults:
    """The SOC code is the first part of the O*NET-SOC code."""
    long, short = record.values.get("onet_code"), record.values.get("soc_code")
    if long and short and long[:SOC_LENGTH] != short:
        message = f"must be the first seven signs of 'onet_code', not {quote(short)}."
        yield ("soc_code",), short, Fault(message, f"Write {long[:SOC_LENGTH]}")


def _pay_is_the_occupations_own(record: RawRecord) -> RuleFaults:
    """The pay row has the occupation's SOC code, or a note says why it is another."""
    row, code = record.values.get("wage"), record.values.get("soc_code")
    if row and code and row != code and not record.values.get("wage_note"):
        message = f"must be {code}, the occupation's own SOC code, not {quote(row)}."
        yield ("wage",), row, Fault(message, "If there is no such row, say in 'wage_note' what the figure covers.")


def _empty_cells_say_why(record: RawRecord) -> RuleFaults:
    """A wage that was not released says so."""
    values = record.values
    if None in (values.get("mean_hourly"), values.get("mean_annual")) and not values.get("note"):
        hint = "Write for instance: The official file leaves this cell empty."
        yield ("note",), "", Fault("must say why a cell is empty.", hint)


def _wages_and_occupations_meet(run: Run) -> Iterator[Problem]:
    """Each row of pay belongs to an occupation, but for the one row of all occupations."""
    wages, occupations = run.resources.get(WAGES), run.resources.get(OCCUPATIONS)
    if not wages or not occupations or not wages.rows or not occupations.is_whole:
        return  # problems of the occupations come first
    used = {row.values.get("wage") for row in occupations.rows}
    every = [row for row in wages.rows if row.values.get("scope") == "all"]
    for row in wages.rows:
        if row.values.get("scope") == "occupation" and row.id not in used:
            message = f"'id' must be the pay of an occupation, but none has {quote(row.id)}."
            hint = "Delete the row, or write the code into an occupation's 'wage'."
            yield Problem(run.name(row.file), row.line, 1, "id", row.id, message, hint)
    if len(every) != 1 and wages.is_sound:
        file = run.name(wages.folder, wages.path)
        message = f"Exactly one row must have the scope all, not {len(every)}."
        yield Problem(file, every[1].line if every else 1, 1, "scope", "", message, "It is what pay is compared with.")


# --- how people start in a job ---------------------------------------------------


def _entry_facts_are_whole(record: RawRecord) -> RuleFaults:
    """A row has code, levels, edition, area and source of the one table, or none of them and a note that says why."""
    own = ("code", *LEVELS, "edition", "area", "source")
    yield from _all_or_none(record, own, "The official table gives all of these, or none.")
    if not record.values.get("code") and not record.values.get("note"):
        yield ("note",), "", Fault("must say why there is no code.", "Write for instance: No table has this job.")


def _zones_are_whole(record: RawRecord) -> RuleFaults:
    """A Job Zone stands with its edition and source, and they with it."""
    yield from _all_or_none(record, ("job_zone", "zone_edition", "zone_source"), "They belong to the Job Zone.")


def _all_or_none(record: RawRecord, names: tuple[str, ...], why: str) -> RuleFaults:
    empty = [name for name in names if not record.values.get(name)]
    if record.is_right and len(empty) < len(names):  # a cell that is wrong counts as empty, and has been told
        given = ", ".join(f"'{name}'" for name in names if name not in empty)
        for name in empty:
            yield (name,), "", Fault(f"must be filled, since there is something in {given}.", why)


def _entry_code_is_the_occupations_own(record: RawRecord) -> RuleFaults:
    """The code is the job's SOC code, or a note says which group it is; a part of a SOC code has none."""
    code, job = record.values.get("code"), record.word("occupation")
    if not code or not job or not job.get("onet_code"):
        return
    if not job["onet_code"].endswith(WHOLE):
        message = f"must be empty, not {quote(code)}: the job, {job['onet_code']}, is only a part of that group."
        yield ("code",), code, Fault(message, "Empty it and the levels, and say in 'note' why.")
    elif code != job.get("soc_code") and not record.values.get("note"):
        message = f"must be {job.get('soc_code')}, the job's own SOC code, not {quote(code)}."
        yield (
            ("code",),
            code,
            Fault(message, "If the table has another code for the job, say in 'note' what it has."),
        )


def _titles_are_there(record: RawRecord) -> RuleFaults:
    """A row of titles has a title."""
    if not record.values.get("titles") and not record.values.get("alternate_titles"):
        yield ("titles",), "", Fault("must have a title.", "Or delete the row.")


# --- credentials ----------------------------------------------------------------


def _credentials_do_not_need_themselves(run: Run) -> Iterator[Problem]:
    """A credential does not need itself, whatever stands between."""
    credentials = run.resources.get(CREDENTIALS)
    if credentials is None:
        return
    needs = {row.id: tuple(row.values.get("builds_on") or ()) for row in credentials.rows}
    circle = circle_in(needs)
    for each in run.references:
        if circle and each.resource == CREDENTIALS == each.target and (each.row, each.value) == circle[:2]:
            file, line, column = each.place
            shown = " > ".join(circle[:9])
            message = f"'{each.path}' must not lead in a circle: {shown}."
            yield Problem(file, line, column, each.path, each.value, message, "Delete one step of it.")


def circle_in(leads: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """A circle of ids that lead to each other, its first at both ends; empty where there is none."""
    try:
        TopologicalSorter(leads).prepare()
    except CycleError as error:
        return tuple(reversed(error.args[1]))
    return ()


# --- pathways -------------------------------------------------------------------

Step = Mapping[str, Any]


def _steps(record: RawRecord) -> list[tuple[int, Step]]:
    """The steps that could be read, with their places in the list."""
    listed = enumerate(record.values.get("steps") or ())
    return [(number, step) for number, step in listed if step and step.get("id")]


def _moves(step: Step) -> list[tuple[int, Mapping[str, Any]]]:
    return [(number, move) for number, move in enumerate(step.get("moves") or ()) if move and move.get("to")]


def _steps_stand_once(record: RawRecord) -> RuleFaults:
    """A step's word stands once in its pathway, and the step has a job or a title."""
    seen: set[str] = set()
    for number, step in _steps(record):
        if step["id"] in seen:
            yield (
                ("steps", number, "id"),
                step["id"],
                Fault(f"must stand once: {quote(step['id'])}.", "Choose another word."),
            )
        seen.add(step["id"])
        if not step.get("occupation") and not step.get("title"):
            yield ("steps", number, "title"), "", Fault("must be filled when the step is no job.", "Name the step.")


def _times_have_sources(record: RawRecord) -> RuleFaults:
    """A typical time is given only where a source says so."""
    for number, step in _steps(record):
        if step.get("typical_time") and not step.get("time_source"):
            yield (
                ("steps", number, "time_source"),
                "",
                Fault("must name where the time was read.", "Or empty the time."),
            )


def _moves_lead_to_steps(record: RawRecord) -> RuleFaults:
    """A move leads to another step of the pathway, and to each only once."""
    known = [step["id"] for _, step in _steps(record)]
    for number, step in _steps(record):
        seen: set[str] = set()
        for place, move in _moves(step):
            to, at = move["to"], ("steps", number, "moves", place, "to")
            if to == step["id"]:
                yield at, to, Fault("must not be the step itself.", "Name another step, or delete the move.")
            elif to not in known:
                near = record.run.near(to, known)
                hint = f"Did you mean '{near}'?" if near else f"The steps are: {', '.join(known)}."
                yield at, to, Fault(f"must be a step of this pathway, not {quote(to)}.", hint)
            elif to in seen:
                yield (
                    at,
                    to,
                    Fault(f"must stand once among the moves of a step: {quote(to)}.", "Delete one of the two."),
                )
            seen.add(to)


def _way_up_has_no_circle(record: RawRecord) -> RuleFaults:
    """Steps up do not come back to where they began; sideways moves may."""
    leads = {
        step["id"]: [move["to"] for _, move in _moves(step) if move.get("kind") == "next"] for _, step in _steps(record)
    }
    circle = circle_in(leads)
    if not circle:
        return
    for number, step in _steps(record):
        for place, move in _moves(step):
            if (step["id"], move["to"]) == circle[:2] and move.get("kind") == "next":
                hint = "Delete one of these moves, or make it sideways."
                message = f"must not lead in a circle: {' > '.join(circle[:9])}."
                yield ("steps", number, "moves", place, "to"), move["to"], Fault(message, hint)
                return


def _every_step_can_be_reached(record: RawRecord) -> RuleFaults:
    """Each step is a way in, or other steps lead to it."""
    steps = _steps(record)
    reached = {move["to"] for _, step in steps for _, move in _moves(step)}
    reached |= {step["id"] for _, step in steps for _, move in _moves(step) if move.get("kind") == "sideways"}
    if steps and not any(step.get("open_to") for _, step in steps):
        yield ("steps",), "", Fault("must have a way in.", "Fill 'open_to' in at least one step.")
    for number, step in steps:
        if not step.get("open_to") and step["id"] not in reached:
            hint = "Fill its 'open_to', or let another step move to it."
            yield ("steps", number, "id"), step["id"], Fault(f"cannot be reached: {quote(step['id'])}.", hint)


def _openings(record: RawRecord) -> Iterator[tuple[int, Mapping[str, Any], int, Mapping[str, Any]]]:
    """Each step with its number, and each of its ways in with its number."""
    for number, step in _steps(record):
        for place, each in enumerate(step.get("open_to") or ()):
            yield number, step, place, each


def _ways_in_name_their_source(record: RawRecord) -> RuleFaults:
    """A way in that a source states names it, one that is our own view names none, and each group stands once."""
    bases = record.run.resources.get(BASES)
    sourced = {row.id for row in bases.rows if row.values.get("is_sourced")} if bases else set()
    seen: set[tuple[int, str]] = set()
    for number, _, place, each in _openings(record):
        at, basis, source = ("steps", number, "open_to", place), each.get("basis"), each.get("source")
        if basis in sourced and not source:
            yield (*at, "source"), "", Fault("must name the source that says so.", "Or choose another 'basis'.")
        if basis not in sourced and source:
            yield (*at, "source"), source, Fault(f"must be empty where the basis is {quote(basis)}.", "Empty it.")
        if (number, each["group"]) in seen:
            message = f"must stand once among the ways in of a step: {quote(each['group'])}."
            yield (*at, "group"), each["group"], Fault(message, "Delete one of the two.")
        seen.add((number, each["group"]))


def _ways_in_have_entry_facts(record: RawRecord) -> RuleFaults:
    """A step is open to people with little schooling only where its job's entry facts or another source say so."""
    starts, entry = record.run.resources.get(STARTS), record.run.resources.get(ENTRY)
    if not starts or not entry or len(entry.rows) < len(entry.ids):  # its own problems come first
        return
    wanted = {row.id: row.values.get("education") or () for row in starts.rows}
    known = {row.values.get("occupation"): row.values for row in entry.rows}
    for number, step, place, each in _openings(record):
        facts = known.get(step.get("occupation"), {})
        levels, found = wanted.get(each["group"], ()), facts.get("education")
        if not levels or found in levels or each.get("source") not in (None, facts.get("source")):
            continue
        what = f"its job starts with {quote(found)}" if found else "no entry fact says so"
        hint = "Delete it, or name in 'source' another source that says so."
        message = f"must not be {quote(each['group'])}: {what}."
        yield ("steps", number, "open_to", place, "group"), each["group"], Fault(message, hint)


RECORD_RULES: tuple[tuple[Rule, IsFor], ...] = (
    (_code_is_official, lambda resource: resource.name == OCCUPATIONS),
    (_codes_agree, lambda resource: resource.name == OCCUPATIONS),
    (_pay_is_the_occupations_own, lambda resource: resource.name == OCCUPATIONS),
    (_empty_cells_say_why, lambda resource: resource.name == WAGES),
    (_entry_facts_are_whole, lambda resource: resource.name == ENTRY),
    (_zones_are_whole, lambda resource: resource.name == ENTRY),
    (_entry_code_is_the_occupations_own, lambda resource: resource.name == ENTRY),
    (_titles_are_there, lambda resource: resource.name == TITLES),
    (_steps_stand_once, lambda resource: resource.name == "pathways"),
    (_times_have_sources, lambda resource: resource.name == "pathways"),
    (_moves_lead_to_steps, lambda resource: resource.name == "pathways"),
    (_way_up_has_no_circle, lambda resource: resource.name == "pathways"),
    (_every_step_can_be_reached, lambda resource: resource.name == "pathways"),
    (_ways_in_name_their_source, lambda resource: resource.name == "pathways"),
    (_ways_in_have_entry_facts, lambda resource: resource.name == "pathways"),
)
COLLECTION_RULES: tuple[CollectionRule, ...] = (
    _wages_and_occupations_meet,
    _credentials_do_not_need_themselves,
)
