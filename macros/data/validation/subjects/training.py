"""What sessions, recordings, presenters and learning paths must keep."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from macros.data import event_times
from macros.data.clock_times import seconds
from macros.data.reading import Problem, quote
from macros.data.validation.record import IsFor, RawRecord, Rule, RuleFaults
from macros.data.validation.running import CollectionRule, Fault, Run

SESSIONS = "sessions"
_TIMES = ("start", "end", "time_zone")


# --- dates ------------------------------------------------------------------


def _date_is_as_known(record: RawRecord) -> RuleFaults:
    """What is known of the date says which of its fields are filled: none too few, and none too many."""
    state = record.word("date_state")
    if state is None:
        return
    wanted = {**dict.fromkeys(_TIMES, state["has_times"]), "month": state["has_month"]}
    for name, is_wanted in wanted.items():
        given = record.values.get(name)
        if is_wanted and not given and not record.is_given(name):
            hint = record.resource.fields[name].description
            yield (name,), "", Fault(f"must be filled when 'date_state' is {state['id']}.", hint)
        elif given and not is_wanted and name != "time_zone":
            fault = Fault(f"must be empty when 'date_state' is {state['id']}.", "Empty it, or correct 'date_state'.")
            yield (name,), str(given), fault


def _times_exist(record: RawRecord) -> RuleFaults:
    """A time of day is one that daylight saving neither skips nor repeats."""
    zone = _zone(record)
    for path, written in _written(record):
        moment = datetime.fromisoformat(written).replace(tzinfo=zone)
        if zone and event_times.is_skipped(moment):
            yield (
                path,
                written,
                Fault(f"must be a time that there is: daylight saving skips {written}.", "Choose another."),
            )
        elif zone and event_times.is_repeated(moment):
            fault = Fault(
                f"must be a time that comes once: {written} comes twice, as daylight saving ends.", "Choose another."
            )
            yield path, written, fault


def _written(record: RawRecord) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every day and time that a session's record names."""
    for name in ("start", "end"):
        if written := record.values.get(name):
            yield (name,), written
    for number, day in enumerate(record.values.get("days") or ()):
        for name in ("start", "end"):
            if written := (day or {}).get(name):
                yield ("days", number, name), written
    if written := (record.values.get("registration") or {}).get("deadline"):
        yield ("registration", "deadline"), written


def _zone_is_there(record: RawRecord) -> RuleFaults:
    """Times have a zone."""
    path, written = next(_written(record), ((), ""))
    if written and not record.values.get("time_zone") and not (record.word("date_state") or {}).get("has_times"):
        yield (
            ("time_zone",),
            "",
            Fault(f"must be filled, since '{path[0]}' has a time.", "Without a zone, nobody knows when it is."),
        )


def _ends_after_it_starts(record: RawRecord) -> RuleFaults:
    """A session ends after it starts, and so does each of its days; the days are in order and within it."""
    start, end = record.values.get("start"), record.values.get("end")
    if start and end and start[:10] <= end[:10] and start >= end:
        yield ("end",), end, Fault(f"must be after 'start', {start}, but it is {end}.", "Correct one of the two.")
    before = ""
    listed = [(number, day) for number, day in enumerate(record.values.get("days") or ()) if _is_whole(day)]
    for number, day in listed:
        if day["start"] >= day["end"]:
            fault = Fault(
                f"must be after the day's start, {day['start']}, but it is {day['end']}.", "Correct one of the two."
            )
            yield ("days", number, "end"), day["end"], fault
        if before and day["start"] < before:
            fault = Fault(f"must not be before the end of the day above it, {before}.", "Put the days in order.")
            yield ("days", number, "start"), day["start"], fault
        before = day["end"]
    days = [day for _, day in listed]
    if days and start and end and (days[0]["start"], days[-1]["end"]) != (start, end):
        shown = f"{days[0]['start']} to {days[-1]['end']}"
        fault = Fault(
            f"must reach from 'start' to 'end', {start} to {end}, but they reach from {shown}.", "Correct one of them."
        )
        yield ("days",), "", fault


def _is_whole(day: Mapping[str, Any] | None) -> bool:
    return bool(day and day.get("start") and day.get("end"))


def _deadline_comes_first(record: RawRecord) -> RuleFaults:
    """People sign up, and ask for what they need, before a session starts."""
    start = record.values.get("start")
    deadline = (record.values.get("registration") or {}).get("deadline")
    if start and deadline and deadline > start:
        fault = Fault(f"must not be after 'start', {start}, but it is {deadline}.", "Correct one of the two.")
        yield ("registration", "deadline"), deadline, fault
    ask_by = (record.values.get("accessibility") or {}).get("ask_by")
    if start and ask_by and str(ask_by) > start[:10]:
        fault = Fault(f"must not be after 'start', {start}, but it is {ask_by}.", "Correct one of the two.")
        yield ("accessibility", "ask_by"), str(ask_by), fault


# --- status -----------------------------------------------------------------


def _status_fits_the_date(record: RawRecord) -> RuleFaults:
    """People sign up for a session with a day and a way to sign up; one that was held is not planned."""
    status, state = record.word("status"), record.word("date_state")
    if status is None or state is None:
        return
    if status["takes_sign_ups"] and not state["has_times"]:
        fault = Fault(
            f"must not be {status['id']} while there is no day and time.", "Set the date, or choose another status."
        )
        yield ("status",), status["id"], fault
    registration = record.values.get("registration") or {}
    if status["takes_sign_ups"] and not (registration.get("url") or registration.get("note")):
        hint = "Fill in a link, or say in the note how people sign up."
        yield ("registration",), "", Fault(f"must say how people sign up when 'status' is {status['id']}.", hint)
    if state["is_over"] and not status["is_over"]:
        fault = Fault(
            f"must not be {status['id']} when 'date_state' is {state['id']}.",
            "Choose the status of a session that was held.",
        )
        yield ("status",), status["id"], fault


# --- recordings -------------------------------------------------------------


def _recording_follows_the_session(record: RawRecord) -> RuleFaults:
    """A recording is of a session that took place: it is not older, and a cancelled session has none."""
    recording, status = record.values.get("recording"), record.word("status")
    if not recording:
        return
    if status and status["is_cancelled"]:
        yield (
            ("recording",),
            "",
            Fault("must be empty, since the session was cancelled.", "Delete it, or correct 'status'."),
        )
    first = (record.values.get("end") or record.values.get("month") or "")[:10]
    published = str(recording.get("published") or "")
    if first and published and published < first:
        fault = Fault(f"must not be before the session, {first}, but it is {published}.", "Correct one of the two.")
        yield ("recording", "published"), published, fault


def _recording_has_captions(record: RawRecord) -> RuleFaults:
    """A recording has captions, or a reason why not and a day by which they come (WCAG 2.2, 1.2.2)."""
    recording = record.values.get("recording") or {}
    if recording.get("captions") is not False:
        return
    for name in ("captions_reason", "captions_due"):
        if not recording.get(name):
            hint = "A recording without captions needs a reason, and a day by which they come."
            yield ("recording", name), "", Fault("must be filled while 'captions' is false.", hint)


def _chapters_in_order(record: RawRecord) -> RuleFaults:
    """The chapters of a recording stand in order, within its length."""
    recording = record.values.get("recording") or {}
    last = seconds(recording["length"]) if recording.get("length") else None
    before = -1
    for number, chapter in enumerate(recording.get("chapters") or ()):
        shown = (chapter or {}).get("at")
        if not shown:
            continue
        path, at = ("recording", "chapters", number, "at"), seconds(shown)
        if at <= before:
            yield path, shown, Fault("must be later than the chapter above it.", "Put the chapters in order.")
        if last is not None and at >= last:
            yield (
                path,
                shown,
                Fault(f"must be within the recording, which is {recording['length']} long.", "Correct one of the two."),
            )
        before = at


# --- presenters and paths -----------------------------------------------------


def _people_have_agreed(record: RawRecord) -> RuleFaults:
    """A person stands among the presenters only with consent."""
    if record.values.get("is_person") and not record.values.get("consent_given"):
        hint = "Ask the person, and write the day here. Until then, leave the row out."
        yield ("consent_given",), "", Fault("must be filled for a person.", hint)


def _step_leads_to_one_place(record: RawRecord) -> RuleFaults:
    """A step of a learning path leads to one place at most."""
    for number, step in enumerate(record.values.get("steps") or ()):
        given = [name for name in ("session", "page", "url") if (step or {}).get(name)]
        for name in given[1:]:
            fault = Fault(f"must be empty, since '{given[0]}' is given.", "Make two steps of it.")
            yield ("steps", number, name), step[name], fault


# --- looking up ---------------------------------------------------------------


def _zone(record: RawRecord) -> ZoneInfo | None:
    word = record.word("time_zone")
    try:
        return ZoneInfo(word["zone"]) if word else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _zone_is_known(record: RawRecord) -> RuleFaults:
    """A time zone has the name that the time zone database gives it."""
    name = record.values.get("zone")
    try:
        ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield (
            ("zone",),
            name,
            Fault(f"must be a name of the time zone database, not {quote(name)}.", "Example: America/New_York"),
        )


def _is_session(resource: Any) -> bool:
    return resource.name == SESSIONS and "date_state" in resource.fields


RECORD_RULES: tuple[tuple[Rule, IsFor], ...] = (
    (_date_is_as_known, _is_session),
    (_zone_is_there, _is_session),
    (_times_exist, _is_session),
    (_ends_after_it_starts, _is_session),
    (_deadline_comes_first, _is_session),
    (_status_fits_the_date, _is_session),
    (_recording_follows_the_session, _is_session),
    (_recording_has_captions, _is_session),
    (_chapters_in_order, _is_session),
    (_people_have_agreed, lambda resource: "consent_given" in resource.fields),
    (_step_leads_to_one_place, lambda resource: resource.name == "learning_paths"),
    (_zone_is_known, lambda resource: resource.name == "time_zones"),
)


# --- sessions together ----------------------------------------------------------


def _no_session_twice(run: Run) -> Iterator[Problem]:
    """No two sessions of the same title take place at the same time."""
    sessions = run.resources.get(SESSIONS)
    by_title: dict[str, list[Any]] = defaultdict(list)
    for row in sessions.rows if sessions and "date_state" in sessions.fields else ():
        by_title[row.values["title"].casefold()].append(row)
    for rows in by_title.values():
        for at, second in enumerate(rows):
            for first in rows[:at]:
                if _overlap(first.values, second.values):
                    message = f"'title' must not be that of {run.name(first.file)}, which takes place at the same time."
                    hint = "Delete one of the two, or correct a time."
                    yield Problem(run.name(second.file), second.line, 1, "title", second.values["title"], message, hint)


def _overlap(first: dict[str, Any], second: dict[str, Any]) -> bool:
    if first.get("start") and second.get("start"):
        return first["start"] < second["end"] and second["start"] < first["end"]
    return bool(first.get("month")) and first.get("month") == second.get("month")


COLLECTION_RULES: tuple[CollectionRule, ...] = (_no_session_twice,)
