"""Which partnerships fit a fund: no match is made out of silence, and pages and table say the same."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from macros.data.catalog import Catalog, load_catalog
from macros.data.models import Fund
from macros.pages.macro_context import Context
from macros.pages.outputs import Page, Site
from macros.subjects.grants import fund_pages, joint_pages, matching
from macros.subjects.grants.matching import Fit, PointAnswer, Verdict

SITE = Site(today=date(2026, 3, 5))


@pytest.fixture
def fund(made_up: Catalog) -> Fund:
    """A fund that says in lists alone who it is for: companies in boat building, in Alder County, at a steady stage."""
    given = made_up.funds["harbor-fund"]
    return replace(given, applicants_note="", match_percent=None, match_note="", rules=())


def fit(fund: Fund, catalog: Catalog, partnership: str) -> Fit:
    match = matching.match(fund, catalog)
    (found,) = [each for each in (*match.known, *match.may_fit, *match.ruled_out) if each.partnership.id == partnership]
    return found


def answers(found: Fit) -> dict[str, PointAnswer]:
    return {each.point.field: each.answer for each in found.checks}


def table(catalog: Catalog) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(joint_pages.joint_csv(catalog, SITE))))


def plain(html: object) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", str(html)))


def page(catalog: Catalog, fund: str) -> str:
    (found,) = [
        each
        for each in joint_pages.outputs(catalog, SITE)
        if isinstance(each, Page) and each.path == f"grants/joint/{fund}/"
    ]
    return str(found.make().body)


# --- one point ----------------------------------------------------------------------


def test_a_partnership_that_meets_each_point_is_known_to_fit_and_each_fact_has_its_source(
    fund: Fund, made_up: Catalog
) -> None:
    found = fit(fund, made_up, "boats")
    assert found.verdict is Verdict.KNOWN
    assert [(each.point.field, each.fact, [source.id for source in each.sources]) for each in found.checks] == [
        ("applicants", "Oar & Sons Boat Works (leader)", ["yearbook"]),
        ("industries", "Boat building", ["yearbook", "handout"]),
        ("counties", "Alder Parish and Cedar Parish", ["yearbook", "handout"]),
        ("stages", "Steady", ["yearbook", "handout"]),
    ]
    assert all(each.point.sources == fund.sources for each in found.checks)


@pytest.mark.parametrize(
    ("role", "answer"), [("leader", PointAnswer.MET), ("helper", PointAnswer.MET), ("host", PointAnswer.FIND_OUT)]
)
def test_a_member_could_apply_only_where_its_role_says_that_it_takes_part(
    own_state: Path, role: str, answer: PointAnswer
) -> None:
    members = own_state / "partnerships/members.csv"
    members.write_text(members.read_text("utf-8").replace("oar-works,leader", f"oar-works,{role}"), "utf-8")
    catalog = load_catalog(own_state)
    found = fit(catalog.funds["harbor-fund"], catalog, "boats")
    names = [each.name for each in found.applicants]
    assert answers(found)["applicants"] is answer
    assert names == (["Oar & Sons Boat Works"] if answer is PointAnswer.MET else [])
    (row,) = [each for each in table(catalog) if (each["fund"], each["partnership"]) == ("harbor-fund", "boats")]
    assert (row["members_that_can_apply"], row["applicants_check"]) == ("; ".join(names), "to find out")
    assert ("Oar &amp; Sons" in page(catalog, "harbor-fund")) is (answer is PointAnswer.MET)


def test_what_a_record_does_not_state_is_to_find_out_and_never_met(fund: Fund, made_up: Catalog) -> None:
    silent = made_up.partnerships["wind"]
    assert not silent.members and not silent.is_placed and silent.stage is None
    found = fit(replace(fund, industries=silent.industries), made_up, "wind")
    assert answers(found) == {
        "applicants": PointAnswer.FIND_OUT,
        "industries": PointAnswer.MET,
        "counties": PointAnswer.FIND_OUT,
        "stages": PointAnswer.FIND_OUT,
    }
    assert found.verdict is Verdict.MAY


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda catalog: {"industries": (catalog.industries["tides"],)}, "industries"),
        (lambda catalog: {"counties": (catalog.counties["birch"],)}, "counties"),
        (lambda catalog: {"stages": (catalog.stages["first"],)}, "stages"),
    ],
)
def test_what_a_record_states_otherwise_is_not_met_and_rules_out(
    fund: Fund, made_up: Catalog, change: object, field: str
) -> None:
    changed = replace(fund, **change(made_up))
    found = fit(changed, made_up, "boats")
    assert [name for name, answer in answers(found).items() if answer is PointAnswer.NOT_MET] == [field]
    assert found.verdict is Verdict.NOT and found in matching.match(changed, made_up).ruled_out


def test_a_statewide_partnership_works_in_each_county(fund: Fund, made_up: Catalog) -> None:
    assert made_up.partnerships["kelp"].is_statewide
    assert answers(fit(fund, made_up, "kelp"))["counties"] is PointAnswer.MET


def test_words_alone_are_to_find_out_for_everybody(fund: Fund, made_up: Catalog) -> None:
    """Notes, the match and the rules: nobody can compare them with a record."""
    said = replace(
        fund,
        applicants_note="Companies in a harbor town.",
        match_percent=made_up.funds["harbor-fund"].match_percent,
        match_note="Cash or work.",
        rules=made_up.funds["harbor-fund"].rules,
    )
    match = matching.match(said, made_up)
    assert [(each.field, each.words) for each in match.in_words] == [
        ("applicants_note", "Companies in a harbor town."),
        ("match_percent", "25 percent. Cash or work."),
        ("rules", "The company is in a harbor town."),
    ]
    assert not match.known and [each.partnership.id for each in match.may_fit] == ["boats"]
    for found in (*match.may_fit, *match.ruled_out):
        assert all(each.answer is PointAnswer.FIND_OUT for each in found.checks if each.point in match.in_words)


def test_a_match_of_nothing_is_no_point(fund: Fund, made_up: Catalog) -> None:
    assert "match_percent" not in {
        each.field for each in matching.match(replace(fund, match_percent=0, match_note="None."), made_up).points
    }


# --- a fund that does not say who ---------------------------------------------------


def test_a_fund_is_matched_with_nobody_where_no_source_says_who_can_apply(fund: Fund, made_up: Catalog) -> None:
    match = matching.match(replace(fund, applicants=()), made_up)
    assert not match.says_who and match.points and not (match.known or match.may_fit or match.ruled_out)
    in_words = matching.match(replace(fund, applicants=(), applicants_note="Companies."), made_up)
    assert in_words.says_who and not in_words.known and [each.partnership.id for each in in_words.may_fit] == ["boats"]


def test_a_fund_without_who_stands_apart_in_the_list_on_its_pages_and_in_the_table(made_up: Catalog) -> None:
    listed = str(joint_pages.joint_applications(Context(made_up, SITE, "")))
    matched, apart = listed.split("No source says who can apply")
    assert "joint/harbor-fund/" in matched and "joint/kelp-fund/" not in matched
    assert "joint/kelp-fund/" in apart and "joint/old-fund/" in apart and "these 2 funds with no partnership" in apart
    assert "No source says who can apply. So we match this fund with no partnership." in page(made_up, "kelp-fund")
    (own,) = [each for each in fund_pages.outputs(made_up, SITE) if each.path == "grants/funding/kelp-fund/"]
    assert "who can apply" in re.search(r"Not on record: (.*?)\.", str(own.make().foot))[1]
    (row,) = [each for each in table(made_up) if each["fund"] == "kelp-fund"]
    assert (row["partnership"], row["answer"]) == ("", "no source says who can apply")


# --- pages and table ------------------------------------------------------------------


def test_page_list_and_table_count_the_same(made_up: Catalog) -> None:
    listed = plain(joint_pages.joint_applications(Context(made_up, SITE, "")))
    rows = table(made_up)
    for each in made_up.funds.values():
        if not each.applicants:
            continue
        counted = Counter(row["answer"] for row in rows if row["fund"] == each.id)
        known, may_fit, not_fit = (counted[verdict.value] for verdict in (Verdict.KNOWN, Verdict.MAY, Verdict.NOT))
        assert known + may_fit + not_fit == len(made_up.partnerships)
        shown = plain(page(made_up, each.id))
        assert f"Known to fit {known} May fit {may_fit} Do not fit {not_fit} " in shown
        (own,) = [one for one in fund_pages.outputs(made_up, SITE) if one.path == each.path]
        assert f"{known} known to fit, {may_fit} may fit" in plain(own.make().body)
        partly = len(matching.match(each, made_up).partly)
        assert re.search(rf"Open checked [\w ,]+ {known} {may_fit} {partly} {not_fit} ", listed)


def test_the_table_has_each_part_of_the_checklist(made_up: Catalog) -> None:
    (row,) = [each for each in table(made_up) if (each["fund"], each["partnership"]) == ("harbor-fund", "boats")]
    assert row["answer"] == "may fit"
    assert [row[f"{field}_check"] for field in joint_pages.CHECKED] == [
        "to find out",  # a note says more than the list
        "met",
        "met",
        "met",
        "to find out",
        "to find out",
    ]
    assert row["applicants_why"] == (
        "Company (met: Oar & Sons Boat Works (leader)); Companies in a harbor town. (to find out)"
    )
    assert row["rules_sources"] == "yearbook" and row["stages_sources"] == "yearbook; handout"
    (kelp,) = [each for each in table(made_up) if (each["fund"], each["partnership"]) == ("harbor-fund", "kelp")]
    assert (kelp["answer"], kelp["industries_check"]) == ("does not fit", "not met")


def test_what_a_page_shows_leads_to_its_sources(made_up: Catalog) -> None:
    shown = page(made_up, "harbor-fund")
    led_to = set(re.findall(r'href="#(source-\d+)"', shown))
    assert led_to == set(re.findall(r'<li id="(source-\d+)">', shown)) and len(led_to) == 2
    assert "Who can apply : Oar &amp; Sons Boat Works (leader)" in plain(shown)
    assert "3 points to ask about" in shown and "2 partnerships do not fit" in shown


def test_a_page_leads_with_what_is_known(fund: Fund, made_up: Catalog) -> None:
    def lead(each: Fund) -> str:
        return " ".join(
            re.search(
                r'class="lead"[^>]*>(.*?)</p>', str(joint_pages._page(each, made_up, SITE).make().body), re.DOTALL
            )[1].split()
        )

    wide = replace(fund, industries=(), counties=(), stages=())
    assert lead(wide) == "1 partnership is known to fit. 2 more may fit."
    in_words = replace(wide, applicants_note="Or others.")
    assert lead(in_words) == "No partnership is known to fit. 3 may fit, and 1 of them meets a point that we can check."
    assert lead(replace(fund, applicants=())).startswith("No source says who can apply.")


def test_a_long_list_is_cut_and_the_table_has_all(
    fund: Fund, made_up: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joint_pages, "MOST_SHOWN", 1)
    wide = replace(fund, industries=(), counties=(), stages=(), applicants_note="Or others.")
    context = joint_pages._context(wide, made_up, SITE)
    assert (len(context["unknown"]), len(context["match"].unknown)) == (1, 2)
    html = plain(joint_pages._page(wide, made_up, SITE).make().body)
    assert "These are the first 1 of 2." in html
