"""The directory and the comparison, used in a browser."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from random import Random
from urllib.parse import parse_qs, urlsplit

import building
import pytest
from playwright.sync_api import Locator, Page, expect
from visiting import Built, Visitor

from macros.data import faceting
from macros.data.models import Partnership

NARROW = {"viewport": {"width": 390, "height": 844}}


# --- what a visitor does ----------------------------------------------------


def tick(page: Page, name: str, option: str) -> None:
    """Open the groups of filters that a box is in, if they are closed, and change the box."""
    box = page.locator(f"[data-facet] input[name='{name}'][value='{option}']")
    for group in box.locator("xpath=ancestor::details[not(@open)]").all():
        group.locator("> summary").click()
    box.click()


def shown(page: Page) -> list[str]:
    """The ids of the records in the list, in its order."""
    expect(page.locator("[data-list]")).not_to_have_attribute("aria-busy", "true")  # the last one is drawn
    items = page.locator("[data-list] > [data-record]")
    return items.evaluate_all("items => items.map(each => each.dataset.record)")


def state(page: Page) -> dict[str, list[str]]:
    """What the address says, once the answer is on the screen."""
    return parse_qs(page.evaluate(QUERY))


QUERY = "new Promise(done => requestAnimationFrame(() => setTimeout(() => done(location.search.slice(1)))))"


def counts(page: Page) -> dict[str, tuple[int, bool]]:
    """Each option of the form, with its number and whether it can be chosen."""
    boxes = page.locator("[data-facet] input").evaluate_all(
        """boxes => boxes.map(box => {
          const count = box.closest("label").querySelector("[data-count]").textContent.replace(",", "");
          return [`${box.name}=${box.value}`, [Number(count), !box.disabled]];
        })"""
    )
    return {option: tuple(found) for option, found in boxes}


def expect_counts(page: Page, wanted: dict[str, tuple[int, bool]]) -> None:
    """Those out of view follow when those in view are on the screen."""
    for _ in range(100):
        if counts(page) == wanted:
            break
        page.wait_for_timeout(20)
    assert counts(page) == wanted


def count_line(page: Page) -> Locator:
    return page.locator("[role=status][data-count-line]")


# --- what must come out -----------------------------------------------------


def expected(site: Built, filters: faceting.Filters, by: str = "name") -> list[str]:
    """The ids that pass and then those that may, as Python chooses and sorts them."""
    known, maybe = (_sorted(site, part, by) for part in parts(site, site.catalog.partnerships.values(), filters))
    return [each.id for each in (*known, *maybe)]


def parts(site: Built, items: Iterable[Partnership], filters: faceting.Filters) -> tuple[list[Partnership], ...]:
    """What is known to pass the filters, and what may pass since it does not say."""
    facets, items = every_facet(site), list(items)
    known = faceting.select(items, facets, filters)
    return known, [each for each in faceting.select(items, facets, filters, may_fit=True) if each not in known]


def every_facet(site: Built) -> list[faceting.Facet]:
    """Those of the form, and those that became parts of one of them."""
    found = (
        *faceting.form_facets(site.catalog, building.the_day()),
        *faceting.facets(site.catalog, building.the_day()),
    )
    return list({each.id: each for each in found}.values())


def _sorted(site: Built, found: list[Partnership], by: str) -> list[Partnership]:
    sorting = next(each for each in faceting.sortings(site.catalog) if each.id == by)
    return sorted(found, key=sorting.key, reverse=sorting.reverse)


def expected_counts(site: Built, filters: faceting.Filters) -> dict[str, tuple[int, bool]]:
    facets = faceting.form_facets(site.catalog, building.the_day())
    found = faceting.choices(site.catalog.partnerships.values(), facets, filters, may_fit=True)
    return {
        facet.address(choice.option): (choice.count, choice.count > 0 or choice.chosen)
        for facet in facets
        for choice in found[facet.id]
    }


def common(site: Built, facet_id: str, filters: faceting.Filters | None = None) -> list[str]:
    """The options of a facet that leave some and not all of what ``filters`` leave, the commonest first."""
    total = len(expected(site, filters or {}))
    found = faceting.choices(
        site.catalog.partnerships.values(), faceting.facets(site.catalog, building.the_day()), filters or {}
    )
    splitting = [each for each in found[facet_id] if 0 < each.count < total]
    return [each.option.id for each in sorted(splitting, key=lambda each: -each.count)]


def two(site: Built) -> tuple[str, str]:
    """An industry, and a kind that narrows its partnerships further."""
    for industry in common(site, "industry"):
        if kinds := common(site, "kind", {"industry": frozenset([industry])}):
            return industry, kinds[0]
    raise AssertionError("the data has no two filters that can be tested")


def rarest(site: Built) -> tuple[Partnership, str, str]:
    """A partnership, a word of its title that few others have, and another word beside it."""
    every = site.catalog.partnerships.values()
    counts = Counter(
        word for each in every for word in set(re.findall(r"[a-z]{5,}", f"{each.title} {each.summary}".lower()))
    )
    for each in every:
        words = sorted(re.findall(r"\b[a-z]{5,}\b", each.title.lower()), key=lambda word: counts[word])
        if len(words) > 1 and words[0] != words[1] and counts[words[0]] < len(every) / 4:
            return each, words[0], words[1]
    raise AssertionError("no partnership has two words of its own")


# --- filters ----------------------------------------------------------------


def test_filters_narrow_and_counts_follow_the_other_filters(site: Built, visit: Visitor):
    page = visit(f"{site.url}partnerships/")
    expect_counts(page, expected_counts(site, {}))
    industry, kind = two(site)
    tick(page, "industry", industry)
    expect(page.locator("[data-applied] button")).to_have_count(1)
    filters = {"industry": frozenset([industry])}
    assert shown(page) == expected(site, filters)
    expect_counts(page, expected_counts(site, filters))
    tick(page, "kind", kind)
    expect(page.locator("[data-applied] button")).to_have_count(2)
    filters |= {"kind": frozenset([kind])}
    assert shown(page) == expected(site, filters)
    expect_counts(page, expected_counts(site, filters))
    assert state(page) == {"industry": [industry], "kind": [kind]}
    assert False in {can_be_chosen for _, can_be_chosen in counts(page).values()}


def test_two_options_of_one_facet_widen(site: Built, visit: Visitor):
    first, second = common(site, "industry")[:2]
    page = visit(f"{site.url}partnerships/?industry={first}&industry={second}")
    expect(page.locator("[data-applied] button")).to_have_count(2)
    assert shown(page) == expected(site, {"industry": frozenset([first, second])})


def test_the_count_is_announced(site: Built, visit: Visitor):
    page = visit(f"{site.url}partnerships/")
    total = len(site.catalog.partnerships)
    expect(count_line(page)).to_have_text(f"{total} partnerships")
    industry = common(site, "industry")[0]
    tick(page, "industry", industry)
    number = len(expected(site, {"industry": frozenset([industry])}))
    expect(count_line(page)).to_have_text(f"{number} of {total} partnerships")


def test_reload_back_and_forward_restore_the_state(site: Built, visit: Visitor):
    page = visit(f"{site.url}partnerships/")
    everything = shown(page)
    industry, kind = two(site)
    tick(page, "industry", industry)
    one = expected(site, {"industry": frozenset([industry])})
    expect(page.locator("[data-list] > [data-record]")).to_have_count(len(one))
    tick(page, "kind", kind)
    expect(page.locator("[data-applied] button")).to_have_count(2)
    both = shown(page)
    page.reload()
    expect(page.locator("[data-applied] button")).to_have_count(2)
    assert shown(page) == both
    page.go_back()
    expect(page.locator("[data-applied] button")).to_have_count(1)
    assert shown(page) == one and not page.locator(f"[name=kind][value='{kind}']").is_checked()
    page.go_back()
    expect(page.locator("[data-applied] button")).to_have_count(0)
    assert shown(page) == everything
    page.go_forward()
    expect(page.locator("[data-applied] button")).to_have_count(1)
    assert shown(page) == one


# Ticks the boxes one right after the other, and tells the query and the steps in the history before, right after, and
# when the answers are on the screen.
TICK_AT_ONCE = """async names => {
  const told = () => [location.search.slice(1), history.length];
  const before = told();
  for (const name of names) document.querySelector(`[data-facet] input[name="${name[0]}"][value="${name[1]}"]`).click();
  const after = told();
  await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  return [before, after, told()];
}"""


def test_the_step_in_the_history_waits_until_the_answer_is_shown(site: Built, visit: Visitor):
    """It takes longer than to find the answer. Each change still makes a step, however soon the next one comes."""
    industry, kind = two(site)
    page = visit(f"{site.url}partnerships/")
    (_, steps), after, then = page.evaluate(TICK_AT_ONCE, [["industry", industry]])
    assert after == ["", steps] and then == [f"industry={industry}", steps + 1]
    page.go_back()
    expect(page.locator("[data-applied] button")).to_have_count(0)
    *_, then = page.evaluate(TICK_AT_ONCE, [["industry", industry], ["kind", kind]])
    assert then == [f"industry={industry}&kind={kind}", steps + 2]
    page.go_back()
    expect(page.locator("[data-applied] button")).to_have_count(1)
    assert state(page) == {"industry": [industry]}


LEAVE = {
    "by a link": "document.querySelector('[data-view]').click()",
    "for another tab": "document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))",
    "by a key": "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'l', bubbles: true }))",
}


@pytest.mark.parametrize("way", LEAVE)
def test_whoever_leaves_at_once_takes_the_filter_along(way: str, site: Built, visit: Visitor):
    industry = two(site)[0]
    page = visit(f"{site.url}partnerships/")
    box = f"document.querySelector('[data-facet] input[name=industry][value={industry}]').click()"
    told = page.evaluate(f"() => {{ {box}; {LEAVE[way]}; return location.search; }}")
    assert told == f"?industry={industry}"
    expect(page).to_have_url(re.compile(rf"/{'table/' if way == 'by a link' else ''}\?industry={industry}$"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"/partnerships/\?" if way == "by a link" else "/partnerships/$"))


def test_back_from_a_record_finds_the_same_list(made_up_site: Built, visit: Visitor):
    industry = next(iter(made_up_site.catalog.partnerships.values())).industries[0].id
    page = visit(f"{made_up_site.url}partnerships/?industry={industry}&sort=stage")
    expect(page.locator("[data-applied] button")).to_have_count(1)
    before = shown(page)
    page.locator("[data-list] a").first.click()
    page.wait_for_url(f"**/partnerships/{before[0]}/")
    page.go_back()
    expect(page.locator("[data-applied] button")).to_have_count(1)
    assert shown(page) == before
    assert page.locator("#sort-by").input_value() == "stage"


def test_a_filter_in_use_removes_itself(site: Built, visit: Visitor):
    industry, kind = two(site)
    page = visit(f"{site.url}partnerships/?industry={industry}&kind={kind}")
    buttons = page.locator("[data-applied] button")
    expect(buttons).to_have_count(2)
    assert all("Remove filter" in each for each in buttons.evaluate_all("all => all.map(b => b.ariaLabel)"))
    buttons.first.click()
    expect(buttons).to_have_count(1)
    expect(buttons.first).to_be_focused()
    assert len(state(page)) == 1
    buttons.first.click()
    expect(buttons).to_have_count(0)
    assert shown(page) == expected(site, {}) and state(page) == {}
    assert page.evaluate("document.activeElement !== document.body"), "focus is not lost with the last button"


def test_clear_takes_everything_away(site: Built, visit: Visitor):
    page = visit(f"{site.url}partnerships/?industry={two(site)[0]}&q=maine")
    expect(page.locator("[data-applied] button")).not_to_have_count(0)
    page.get_by_role("button", name="Clear all filters").first.click()
    expect(page.locator("[data-list] > [data-record]")).to_have_count(len(site.catalog.partnerships))
    assert state(page) == {} and page.locator("#filter-text").input_value() == ""


def test_nothing_found_says_what_to_do(site: Built, visit: Visitor):
    page = visit(f"{site.url}partnerships/")
    page.locator("#filter-text").fill("zzzzzz")
    empty = page.locator("[data-empty]")
    expect(empty).to_be_visible()
    expect(count_line(page)).to_have_text(re.compile("^0 of"))
    assert shown(page) == []
    empty.get_by_role("button").click()
    expect(empty).to_be_hidden()
    assert len(shown(page)) == len(site.catalog.partnerships)


WAYS = {
    "one word": lambda first, second: first,
    "capitals": lambda first, second: first.upper(),
    "accents": lambda first, second: first.translate(str.maketrans("aeiou", "áéíóú")),
    "two spaces": lambda first, second: f"{first}  {second}",
    "another order": lambda first, second: f"{second} {first}",
}


@pytest.mark.parametrize("way", WAYS)
def test_words_find_in_any_case_order_and_with_accents(way: str, site: Built, visit: Visitor):
    record, first, second = rarest(site)
    words = WAYS[way](first, second)
    page = visit(f"{site.url}partnerships/")
    page.locator("#filter-text").press_sequentially(words)
    expect(page.locator(f"[data-list] > [data-record={record.id}]")).to_be_visible()
    expect(count_line(page)).to_contain_text(" of ")
    assert len(shown(page)) < len(site.catalog.partnerships)
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query).get("q") == [words])


def test_typing_makes_one_step_in_the_history(site: Built, visit: Visitor):
    _, word, _ = rarest(site)
    page = visit(f"{site.url}partnerships/")
    page.locator("#filter-text").press_sequentially(word, delay=150)
    expect(count_line(page)).to_contain_text(" of ")
    page.wait_for_url(f"**/?q={word}")
    page.go_back()
    expect(page.locator("[data-list] > [data-record]")).to_have_count(len(site.catalog.partnerships))
    assert state(page) == {}


@pytest.mark.parametrize("by", ["name", "stage", "reviewed"])
def test_the_list_is_sorted(by: str, made_up_site: Built, visit: Visitor):
    site = made_up_site
    page = visit(f"{site.url}partnerships/?sort=stage" if by == "name" else f"{site.url}partnerships/")
    page.locator("#sort-by").select_option(by)
    expect(page.locator("#sort-by")).to_have_value(by)
    order = expected(site, {}, by)
    for place, record in enumerate(order):  # the first may be so in both orders
        expect(page.locator("[data-list] > [data-record]").nth(place)).to_have_attribute("data-record", record)
    assert shown(page) == order
    assert state(page) == ({} if by == "name" else {"sort": [by]})


def test_the_tables_own_buttons_sort_it(made_up_site: Built, visit: Visitor):
    site = made_up_site
    page = visit(f"{site.url}partnerships/table/")
    for label, by in (("Stage", "stage"), ("Last looked at", "reviewed")):
        page.get_by_role("columnheader", name=label).get_by_role("button").click()
        first = expected(site, {}, by)[0]
        expect(page.locator("[data-list] > [data-record]").first).to_have_attribute("data-record", first)
        assert shown(page) == expected(site, {}, by)
        marked = page.locator("th[aria-sort]")
        assert marked.evaluate_all("all => all.map(th => th.dataset.sortColumn)") == [by]


def test_cards_and_table_keep_the_state(site: Built, visit: Visitor):
    industry = two(site)[0]
    page = visit(f"{site.url}partnerships/")
    tick(page, "industry", industry)
    expect(page.locator("[data-applied] button")).to_have_count(1)
    wanted = expected(site, {"industry": frozenset([industry])})
    for name, folder in (("Table", "table/"), ("Cards", "")):
        page.locator("[data-view]", has_text=name).click()
        page.wait_for_url(f"**/partnerships/{folder}?industry={industry}")
        expect(page.locator("[data-applied] button")).to_have_count(1)
        assert shown(page) == wanted


def test_on_a_phone_the_filters_are_closed_and_say_how_many_are_in_use(site: Built, visit: Visitor):
    industry, kind = two(site)
    page = visit(f"{site.url}partnerships/?industry={industry}", **NARROW)
    expect(page.locator("[data-applied-count]")).to_have_text("(1)")
    disclosure = page.locator("[data-filters-disclosure]")
    assert disclosure.get_attribute("open") is None
    disclosure.locator("summary").first.click()
    tick(page, "kind", kind)
    expect(page.locator("[data-applied-count]")).to_have_text("(2)")


def test_on_a_phone_a_bar_that_stays_in_view_leads_to_the_list(site: Built, visit: Visitor):
    industry = two(site)[0]
    page = visit(f"{site.url}partnerships/", reduced_motion="reduce", **NARROW)
    page.locator("[data-filters-disclosure] > summary").click()
    bar = page.locator("[data-show-results]")
    expect(bar).to_have_text(f"Show {len(site.catalog.partnerships)} results")
    expect(bar).to_be_in_viewport(ratio=1)
    tick(page, "industry", industry)
    number = len(expected(site, {"industry": frozenset([industry])}))
    expect(bar).to_have_text(f"Show {number} result{'' if number == 1 else 's'}")
    for box in page.locator("[data-facet]:not([hidden])").first.locator("input:enabled:visible").all():
        box.focus()
        expect(bar).to_be_in_viewport(ratio=1)
        assert box.bounding_box()["y"] < bar.bounding_box()["y"], "the bar hides what has the focus"  # type: ignore[index]
    bar.click()
    expect(bar).to_be_hidden()
    expect(count_line(page)).to_be_focused()
    expect(page.locator("[data-list] a").first).to_be_in_viewport()


def test_the_bar_tells_apart_what_fits_and_what_may(site: Built, visit: Visitor):
    county, known, maybe = silent_choice(site)
    page = visit(f"{site.url}partnerships/?county={county}", **NARROW)
    page.locator("[data-filters-disclosure] > summary").click()
    words = f"Show {len(known)} result{'' if len(known) == 1 else 's'}, {len(maybe)} may fit"
    expect(page.locator("[data-show-results]")).to_have_text(words)


ASK = """query => {
  history.pushState(null, "", location.pathname + query);
  dispatchEvent(new PopStateEvent("popstate"));
}"""


def test_every_address_of_every_facet_is_answered(made_up_site: Built, visit: Visitor):
    """Also of one that no longer shows: each part of the place, a facet without two values, an option nobody has."""
    site = made_up_site
    page = visit(f"{site.url}partnerships/?industry=none")
    asked = [
        (facet.id, option.id) for facet in faceting.facets(site.catalog, building.the_day()) for option in facet.options
    ]
    boxes = page.locator("[data-facet] input")
    assert boxes.count() > boxes.filter(visible=True).count()
    for facet, option in asked:
        page.evaluate(ASK, f"?{facet}={option}")
        expect(page.locator("[data-applied] button")).to_have_count(1)
        assert shown(page) == expected(site, {facet: frozenset([option])}), (facet, option)
        group = page.locator("[data-facet]", has=page.locator(":checked"))
        expect(group.locator(":checked")).to_be_visible()
    page.evaluate(ASK, "")
    expect(page.locator("[data-applied] button")).to_have_count(0)


def test_an_unknown_option_in_the_address_does_no_harm(site: Built, visit: Visitor):
    page = visit(f"{site.url}partnerships/?stage=nonsense&nothing=1&sort=nothing&q=")
    expect(count_line(page)).to_have_text(f"{len(site.catalog.partnerships)} partnerships")
    assert shown(page) == expected(site, {})


def silent_choice(site: Built) -> tuple[str, list[str], list[str]]:
    """A county, what is known to serve it, and what may."""
    found = faceting.answers(site.catalog, "county")
    county = max(found, key=lambda each: (bool(found[each].may_fit), len(found[each].known)))
    if not found[county].may_fit:
        pytest.skip("every partnership states its place")
    known, maybe = (
        _sorted(site, part, "name")
        for part in parts(site, site.catalog.partnerships.values(), {"county": frozenset([county])})
    )
    return county, [each.id for each in known], [each.id for each in maybe]


@pytest.mark.parametrize("view", ["", "table/"])
def test_what_states_no_place_stands_apart_and_can_be_left_out(view: str, site: Built, visit: Visitor):
    county, known, maybe = silent_choice(site)
    page = visit(f"{site.url}partnerships/{view}?county={county}")
    line = re.compile(rf"^{len(known)} of .* {len(maybe)} more may fit: (they state|it states) no place\.$")
    expect(count_line(page)).to_have_text(line)
    assert shown(page) == known + maybe
    children = page.locator("[data-list] > *").evaluate_all("all => all.map(each => each.dataset.record ?? 'divider')")
    assert children == [*known, "divider", *maybe]
    page.locator("[data-unstated]").uncheck()
    expect(count_line(page)).to_have_text(re.compile(rf"^{len(known)} of [^.]*$"))
    assert shown(page) == known
    assert state(page) == {"county": [county], "unstated": ["no"]}
    page.reload()
    expect(count_line(page)).to_have_text(re.compile(rf"^{len(known)} of [^.]*$"))
    assert not page.locator("[data-unstated]").is_checked()
    assert shown(page) == known
    page.go_back()
    expect(page.locator("[data-unstated]")).to_be_checked()
    expect(count_line(page)).to_have_text(line)
    assert shown(page) == known + maybe


# --- JavaScript and Python choose alike -------------------------------------

NARROW_ALL = """async ([index, questions]) => {
  const { narrow, prepare } = await import(new URL("../assets/ours/js/facet-rules.js", location));
  const ready = prepare(await (await fetch(index)).json());
  return questions.map(({ options, words, withSilent }) => {
    const chosen = new Set(options.map((each) => ready.number.get(each)));
    const { found, maybe, counts } = narrow(ready, chosen, words, withSilent);
    return [...[found, maybe].map((part) => part.map((record) => ready.id[record])), [...counts]];
  });
}"""


def questions(site: Built, number: int, seed: int = 7) -> Iterator[tuple[dict[str, frozenset[str]], str]]:
    """Random filters, with a word of some title in every third."""
    random = Random(seed)
    facets = faceting.form_facets(site.catalog, building.the_day())
    titles = [each.title for each in site.catalog.partnerships.values()]
    for turn in range(number):
        by = random.sample(facets, random.choice((0, 1, 1, 2, 2, 3, 4)))
        filters = {facet.id: frozenset(_some([each.id for each in facet.options], random)) for facet in by}
        yield filters, random.choice(random.choice(titles).split()) if turn % 3 == 0 else ""


def _some(options: list[str], random: Random) -> list[str]:
    return random.sample(options, min(len(options), random.randint(1, 3)))


WITH_WORDS = """async ([index, words]) => {
  const { narrow, prepare } = await import(new URL("../assets/ours/js/facet-rules.js", location));
  const ready = prepare(await (await fetch(index)).json());
  return words.map((each) => narrow(ready, new Set(), each, false).found.map((record) => ready.id[record]));
}"""


def compare_with_python(site: Built, page: Page, number: int) -> None:
    facets = {each.id: each for each in faceting.form_facets(site.catalog, building.the_day())}
    address = {(id, option.id): facet.address(option) for id, facet in facets.items() for option in facet.options}
    asked = list(questions(site, number))
    told = [
        {
            "options": [address[facet, each] for facet in filters for each in filters[facet]],
            "words": words,
            "withSilent": number % 2 == 0,
        }
        for number, (filters, words) in enumerate(asked)
    ]
    answers = page.evaluate(NARROW_ALL, ["directory.json", told])
    with_words = page.evaluate(WITH_WORDS, ["directory.json", [words for _, words in asked]])
    for question, (filters, _), (found, maybe, numbers), spoken in zip(told, asked, answers, with_words, strict=True):
        may_fit = question["withSilent"]
        fitting = [each for each in site.catalog.partnerships.values() if each.id in spoken]
        known, silent = parts(site, fitting, filters)
        assert found == [each.id for each in known], question
        assert maybe == ([each.id for each in silent] if may_fit else []), question
        wanted = faceting.choices(fitting, tuple(facets.values()), filters, may_fit)
        assert numbers == [choice.count for facet in facets for choice in wanted[facet]], question


def test_the_script_chooses_and_counts_as_python_does(site: Built, visit: Visitor):
    compare_with_python(site, visit(f"{site.url}partnerships/"), 300)


def test_the_script_chooses_and_counts_as_python_does_on_big_data(big: Built, visit: Visitor):
    compare_with_python(big, visit(f"{big.url}partnerships/"), 40)


# --- a long list ------------------------------------------------------------


def test_without_javascript_the_pager_leads_through_all_records(big: Built, visit: Visitor):
    page = visit(f"{big.url}partnerships/", java_script_enabled=False)
    found = shown(page)
    while page.locator("[data-pager] a[rel=next]").count():
        page.locator("[data-pager] a[rel=next]").click()
        found += shown(page)
    assert found == list(big.catalog.partnerships)


def test_show_more_adds_to_the_list_and_moves_the_focus_on(big: Built, visit: Visitor):
    page = visit(f"{big.url}partnerships/?sort=reviewed")
    more = page.get_by_role("button", name="Show more")
    expect(more).to_be_visible()
    wanted = expected(big, {}, "reviewed")
    before = shown(page)
    assert before == wanted[: len(before)]
    more.press("Enter")  # a click could miss it: cards that come into view get their own height, and it moves
    expect(page.locator("[data-list] > [data-record]")).not_to_have_count(len(before))
    assert shown(page) == wanted[: len(shown(page))] and len(shown(page)) > len(before)
    expect(page.locator(f"[data-record='{wanted[len(before)]}'] a").first).to_be_focused()
    assert page.locator("[data-pager]").is_hidden()


LOOK = """item => {
  const made = item.cloneNode(true);
  const links = [...item.querySelectorAll("a")].map((each) => each.href);
  made.querySelectorAll("a").forEach((each, at) => { each.href = links[at]; });
  for (const each of made.querySelectorAll("[class]")) each.className = each.className.trim();
  return made.outerHTML.replace(/\\s+/g, " ").replace(/> | </g, (sign) => sign.trim());
}"""


@pytest.mark.parametrize("layout", ["", "table/"])
def test_items_of_other_pages_look_as_the_server_makes_them(layout: str, big: Built, visit: Visitor):
    page = visit(f"{big.url}partnerships/{layout}page/3/")
    made = {each: page.locator(f"[data-record='{each}']").evaluate(LOOK) for each in shown(page)[::12]}
    page.goto(f"{big.url}partnerships/{layout}")
    for record, look in made.items():
        page.locator("#filter-text").fill(big.catalog.partnerships[record].title)
        item = page.locator(f"[data-list] > [data-record='{record}']")
        expect(item).to_be_visible()
        assert item.evaluate(LOOK) == look


def test_a_filter_answers_at_once(big: Built, visit: Visitor):
    page = visit(f"{big.url}partnerships/")
    page.locator("#filter-text").focus()
    tick(page, "stage", common(big, "stage")[0])
    expect(count_line(page)).to_contain_text(" of ")
    took = page.evaluate(
        """async () => {
          const { narrow, prepare } = await import(new URL("../assets/ours/js/facet-rules.js", location));
          const ready = prepare(await (await fetch("directory.json")).json());
          const started = performance.now();
          for (let turn = 0; turn < 20; turn += 1) narrow(ready, new Set([turn]), "a");
          return (performance.now() - started) / 20;
        }"""
    )
    assert took < 15  # as long as 50 for a thousand partnerships


# Ticks a box of the second facet, while the end of the first is in view, whose counts follow. Tells which box it is, and
# what the click itself changed: how many items of the list, how many counts, and how many of these are in view.
CHANGED_BY_A_CLICK = """async () => {
  const [first, facet] = document.querySelectorAll("[data-facet]:not([hidden])");
  const box = [...facet.querySelectorAll("input:enabled")].find(({ name }) => name === facet.dataset.facet);
  [...first.querySelectorAll("label:not([hidden])")].at(-1).scrollIntoView({ block: "center", behavior: "instant" });
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))));
  const watcher = new MutationObserver(() => {});
  watcher.observe(document.querySelector("[data-directory]"), { subtree: true, childList: true, characterData: true });
  box.click();
  const changes = watcher.takeRecords();
  watcher.disconnect();
  const counts = changes.map(({ target }) => target.parentElement?.closest("[data-count]")).filter(Boolean);
  const inView = counts.filter((each) => each.getBoundingClientRect().bottom > 0 && each.getBoundingClientRect().top < innerHeight);
  const items = changes.filter(({ target }) => target.matches?.("[data-list]")).length;
  const all = document.querySelectorAll("[data-count]").length;
  return { box: [box.name, box.value], items, counts: counts.length, inView: inView.length, all };
}"""


def test_a_click_draws_what_is_in_view_and_the_rest_follows(big: Built, visit: Visitor):
    """On a phone the list lies far below the filters."""
    page = visit(f"{big.url}partnerships/", **NARROW)
    page.locator("[data-filters-disclosure] > summary").click()
    page.evaluate("for (const each of document.querySelectorAll('[data-facet]')) each.open = true")
    page.locator("#filter-text").focus()  # by which the index comes
    page.wait_for_load_state("networkidle")
    changed = page.evaluate(CHANGED_BY_A_CLICK)
    assert changed["items"] == 0
    assert changed["inView"] > 0 and changed["counts"] < changed["all"] / 2
    expect(page.locator("[data-applied] button")).to_have_count(1)
    name, value = changed["box"]
    filters = {name: frozenset([value])}
    expect_counts(page, expected_counts(big, filters))
    assert shown(page) == expected(big, filters)[: len(shown(page))] != []


# Scrolls far down the list, sorts it, and tells how far down the page still is in each frame until all is drawn.
SORTED_FAR_DOWN = """async () => {
  const [list, sort] = [document.querySelector("[data-list]"), document.querySelector("#sort-by")];
  list.lastElementChild.scrollIntoView({ block: "center", behavior: "instant" });
  const far = [scrollY];
  sort.value = "reviewed";
  sort.dispatchEvent(new Event("change", { bubbles: true }));
  do {
    await new Promise(done => requestAnimationFrame(done));
    far.push(scrollY);
  } while (list.getAttribute("aria-busy") === "true");
  return far;
}"""


def test_the_page_does_not_jump_while_a_long_list_is_drawn(big: Built, visit: Visitor):
    """What was in the list stays until its place is taken."""
    page = visit(f"{big.url}partnerships/")
    page.locator("#filter-text").focus()
    page.wait_for_load_state("networkidle")
    start, *later = page.evaluate(SORTED_FAR_DOWN)
    assert len(later) > 2 and min(later) > start * 0.8
    assert shown(page) == expected(big, {}, "reviewed")[: len(shown(page))]


# Each rule for the screen by which the root, or what lies around all of the page, looks for something in it.
LOOKING_ROOTS = r"""() => {
  const found = [];
  const search = (rules) => {
    for (const rule of rules) {
      if (rule.media && !matchMedia(rule.media.mediaText.replaceAll(/\([^)]*\)/g, "all")).matches) continue;
      if (rule.selectorText?.match(/(^|,\s*)(html|:root|body|main)[^\s,]*:has\(/)) found.push(rule.selectorText);
      if (rule.cssRules?.length) search(rule.cssRules);
    }
  };
  for (const sheet of document.styleSheets) if (matchMedia(sheet.media.mediaText || "all").matches) search(sheet.cssRules);
  return found;
}"""


def test_no_rule_of_the_root_looks_through_the_whole_page(site: Built, visit: Visitor):
    """After each change of a page, such a rule is asked again, which takes a long page longer than all other rules."""
    page = visit(f"{site.url}partnerships/")
    assert page.evaluate(LOOKING_ROOTS) == []
    page.add_style_tag(content="@media (min-width: 1px) { html.js:has(.nothing) { color: red; } }")
    assert page.evaluate(LOOKING_ROOTS) == ["html.js:has(.nothing)"]


# --- comparing --------------------------------------------------------------


def choose(page: Page, records: list[str]) -> None:
    for each in records:
        page.locator(f"[data-record='{each}'] [data-compare]").check()


def headings(page: Page) -> list[str]:
    return page.locator("[data-compare-wrap] thead a").all_inner_texts()


def test_three_are_chosen_on_cards_and_compared(site: Built, visit: Visitor):
    page = visit(f"{site.url}partnerships/")
    chosen = list(site.catalog.partnerships)[:3]
    choose(page, chosen)
    boxes = page.locator("[data-compare]")
    assert boxes.evaluate_all("all => all.filter(box => !box.disabled).map(box => box.value)") == chosen
    expect(page.locator("[data-compare-count]")).to_contain_text("3")
    page.locator("[data-compare-link]").click()
    page.wait_for_url("**/partnerships/compare/?**")
    expect(page.locator("[data-compare-wrap] thead a")).to_have_count(3)
    assert headings(page) == [site.catalog.partnerships[each].title for each in chosen]
    page.go_back()
    expect(page.locator("[data-compare-count]")).to_contain_text("3")


def test_the_choice_survives_filters_and_reload(site: Built, visit: Visitor):
    page = visit(f"{site.url}partnerships/")
    first = next(iter(site.catalog.partnerships))
    choose(page, [first])
    page.locator("#filter-text").fill("zzzz")
    expect(page.locator("[data-empty]")).to_be_visible()
    page.reload()
    expect(page.locator("[data-compare-count]")).to_contain_text("1")
    page.locator("[data-compare-clear]").click()
    expect(page.locator("[data-compare-bar]")).to_be_hidden()
    assert "compare" not in state(page)
    assert page.evaluate("document.activeElement !== document.body")


def test_the_address_says_what_is_compared(site: Built, visit: Visitor):
    ids = list(site.catalog.partnerships)[:2]
    page = visit(f"{site.url}partnerships/compare/?ids={ids[0]}&ids={ids[1]}")
    expect(page.locator("[data-compare-wrap] thead a")).to_have_count(2)
    rows = page.locator("[data-compare-wrap] tbody tr")
    assert rows.evaluate_all("all => new Set(all.map(row => row.children.length)).size") == 1
    names = page.locator("[data-compare-wrap] tbody th").all_inner_texts()
    assert len(names) == len(set(names)) > 3
    for each in ids:
        assert site.catalog.partnerships[each].summary in page.locator("[data-compare-wrap]").inner_text()


def test_a_phone_shows_two_records_side_by_side(site: Built, visit: Visitor):
    page = visit(
        f"{site.url}partnerships/compare/?" + "&".join(f"ids={each}" for each in list(site.catalog.partnerships)[:3]),
        **NARROW,
    )
    heads = page.locator("[data-compare-wrap] thead th")
    expect(heads).to_have_count(3)
    ends = [round(box["x"] + box["width"]) for each in heads.all() if (box := each.bounding_box())]
    assert ends[0] < ends[1] <= 390 < ends[2]
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_where_records_are_too_many_for_a_menu_they_are_chosen_in_the_list(site: Built, visit: Visitor):
    """The form is left out as a large site leaves it out; an address still can't make another page look like a record."""
    folder = site.folder / "partnerships/compare/index.html"
    html = re.sub(r"(?s)<form class=\"compare__form.*?</form>", "", folder.read_text(encoding="utf-8"))
    first, second = list(site.catalog.partnerships)[:2]
    page = visit()
    page.route("**/partnerships/compare/*", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(f"{site.url}partnerships/compare/?ids={first}&ids={second}&ids=map")
    expect(page.locator("[data-compare-wrap] thead a")).to_have_count(2)
    expect(page.locator("[data-compare-status]")).to_contain_text("One that was asked for could not be found.")


def test_compared_links_lead_where_the_records_links_lead(site: Built, visit: Visitor):
    """Facts are taken from pages at another depth."""
    ids = list(site.catalog.partnerships)[:3]
    page = visit(f"{site.url}partnerships/compare/?" + "&".join(f"ids={each}" for each in ids))
    expect(page.locator("[data-compare-wrap] thead a")).to_have_count(3)
    links = page.locator("[data-compare-wrap] a").evaluate_all("all => all.map(a => a.href)")
    here = [each for each in links if each.startswith(site.url)]
    assert here and all((site.folder / each.removeprefix(site.url) / "index.html").is_file() for each in here)


def test_add_remove_and_back(site: Built, visit: Visitor):
    first, second = list(site.catalog.partnerships.values())[:2]
    page = visit(f"{site.url}partnerships/{first.id}/")
    page.get_by_role("link", name="Compare with others").click()
    expect(page.locator("[data-compare-wrap] thead a")).to_have_text([first.title])
    page.get_by_label("Add a partnership").select_option(second.id)
    page.get_by_role("button", name="Add").click()
    expect(page.locator("[data-compare-wrap] thead a")).to_have_text([first.title, second.title])
    page.get_by_role("button", name=f"Remove {first.title}").click()
    expect(page.locator("[data-compare-wrap] thead a")).to_have_text([second.title])
    expect(page.get_by_label("Add a partnership")).to_be_focused()
    page.go_back()
    expect(page.locator("[data-compare-wrap] thead a")).to_have_text([first.title, second.title])
    page.go_back()
    expect(page.locator("[data-compare-wrap] thead a")).to_have_text([first.title])


def test_no_fourth_can_be_added(site: Built, visit: Visitor):
    ids = list(site.catalog.partnerships)[:4]
    page = visit(f"{site.url}partnerships/compare/?" + "&".join(f"ids={each}" for each in ids))
    expect(page.locator("[data-compare-wrap] thead a")).to_have_count(3)
    expect(page.get_by_role("button", name="Add")).to_be_disabled()


def test_an_unknown_record_is_told(site: Built, visit: Visitor):
    page = visit(f"{site.url}partnerships/compare/?ids={next(iter(site.catalog.partnerships))}&ids=nowhere")
    status = page.locator("[role=status][data-compare-status]")
    expect(status).to_contain_text("could not be found")
    expect(page.locator("[data-compare-wrap] thead a")).to_have_count(1)


def test_only_unknown_records_are_told_too(site: Built, visit: Visitor):
    page = visit(f"{site.url}partnerships/compare/?ids=nowhere&ids=../about")
    status = page.locator("[role=status][data-compare-status]")
    expect(status).to_contain_text("2 that were asked for could not be found")
    expect(page.locator("[data-compare-wrap]")).to_be_hidden()


def test_a_page_that_is_no_record_is_not_compared(site: Built, visit: Visitor):
    page = visit(f"{site.url}partnerships/compare/?ids=table&ids=map&ids=join")
    expect(page.locator("[role=status][data-compare-status]")).to_contain_text("could not be found")
    expect(page.locator("[data-compare-wrap]")).to_be_hidden()
