"""The links and pictures of the written pages: each leads to something that is there, and says in words what it is.

Works on the pages as they were rendered, so that what is a link, and which headings can be
linked to, is what readers get.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from macros.build.page_check.rendered import PageLink, Rendered
from macros.build.page_check.rules import WrittenPage
from macros.data.reading import Problem, near, quote


@dataclass(frozen=True, slots=True)
class CheckedPage:
    """A page without a problem of its own: its path below the docs folder, its text, and what it renders to."""

    path: str
    page: WrittenPage
    rendered: Rendered

    @property
    def address(self) -> str:
        """The page's address below the site's root, with a slash at its end; empty for the home page."""
        return address_of(self.path)


def address_of(path: str) -> str:
    """Return the address of the page that the file at ``path`` becomes: ``grants/index.md`` -> ``grants/``."""
    place = path.removesuffix(".md")
    return "" if place == "index" else f"{place.removesuffix('/index')}/"


@dataclass(frozen=True, slots=True)
class LinkTargets:
    """What links may lead to.

    ``files`` are paths below the docs folder. ``made`` are the addresses of what the site makes out of the
    data, and ``macro_ids`` the ids in the HTML of each page's macros, by address; both are None where the
    data can't be read, and then nothing is said about them.
    """

    pages: Mapping[str, CheckedPage]  # by path
    files: Collection[str]
    made: Collection[str] | None = None
    macro_ids: Mapping[str, Collection[str]] | None = None


def problems(site: LinkTargets) -> Iterator[Problem]:
    """Yield every problem of the pages' links and pictures, with the line that each stands on."""
    for page in site.pages.values():
        seen: Counter[str] = Counter()
        for link in page.rendered.links:
            at = _place(page.page.body, link.target, seen[link.target])
            seen[link.target] += 1
            for message, hint in _faults(site, page, link):
                yield page.page.at(at, message, hint, link.target)


def _place(body: str, target: str, number: int) -> int:
    """Return the offset of the ``number``-th time that a target is written in a page, or of the nearest before it."""
    at = body.find(target) if target else body.find("]()")
    for _ in range(number):
        following = body.find(target, at + 1) if target else -1
        at = following if following >= 0 else at
    return max(at, 0)


def _faults(site: LinkTargets, page: CheckedPage, link: PageLink) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with one link, and the cure."""
    what = "picture" if link.is_picture else "link"
    if not link.words.strip() and not link.is_decoration:
        if link.is_picture:
            yield (
                "A picture must have an alternative text: what it shows, in words.",
                "Write  ![A map of the counties](assets/map.png)",
            )
        else:
            yield "A link must have words that say where it leads.", "Write  [Directory](partnerships/index.md)"
    if not link.target:
        yield f"A {what} must have an address.", "Write it in the round brackets."
        return
    parts = urlsplit(link.target)
    if parts.scheme or parts.netloc:
        return  # the rules of the text have judged it
    path = unquote(parts.path)
    if not path:
        yield from _anchor(site, page, page, unquote(parts.fragment))
    elif link.is_picture:
        yield from _picture(site, page, link, path)
    else:
        yield from _target(site, page, link, path, unquote(parts.fragment))


def _picture(site: LinkTargets, page: CheckedPage, link: PageLink, path: str) -> Iterator[tuple[str, str]]:
    """A picture is a file in docs."""
    place = _from(page.path if link.is_markdown else page.address, path)
    if place not in site.files:
        yield f"There is no picture {quote(link.target)}.", _hint(place, site.files)


def _target(
    site: LinkTargets, page: CheckedPage, link: PageLink, path: str, fragment: str
) -> Iterator[tuple[str, str]]:
    """A link leads to a page or a file in docs, or to what the site makes of the data."""
    place = _from(page.path, path)
    if link.is_markdown and place in site.files:
        if place in site.pages and fragment:
            yield from _anchor(site, page, site.pages[place], fragment)
        return
    if place.endswith(".md"):
        if place in site.files:
            yield (
                "In an HTML tag, a link must name the page's address, not its file.",
                "Write it as a Markdown link: [words](page.md)",
            )
        else:
            yield f"There is no page {quote(link.target)}.", _hint(place, site.pages)
        return
    address = _from(page.address, path)
    target = next((each for each in site.pages.values() if each.address in (address, f"{address}/")), None)
    if target:
        yield from _anchor(site, page, target, fragment)
    elif address not in site.files and site.made is not None and address not in site.made:
        hint = (
            "Write the path of a page, like  ../about.md  "
            'For a record\'s page use the macro, like  {{ link("counties", "york") }}'
        )
        yield f"There is nothing at {quote(link.target)}.", hint


def _anchor(site: LinkTargets, page: CheckedPage, target: CheckedPage, fragment: str) -> Iterator[tuple[str, str]]:
    """The part after # is a heading, or another id, of the page."""
    macro_ids = None if site.macro_ids is None else site.macro_ids.get(target.address, ())
    if not fragment or fragment in target.rendered.ids or (target.page.calls and macro_ids is None):
        return
    known = [*target.rendered.ids, *(macro_ids or ())]
    if fragment not in known:
        where = "this page" if target is page else target.path
        better = near(fragment, known)
        yield (
            f"There is no part {quote('#' + fragment)} in {where}.",
            f"Did you mean '#{better}'?" if better else _ids_hint(target),
        )


def _ids_hint(target: CheckedPage) -> str:
    ids = sorted(target.rendered.ids)
    return (
        f"Its headings are: {', '.join('#' + each for each in ids[:12])}." if ids else "It has no headings to link to."
    )


def _hint(place: str, known: Collection[str]) -> str:
    better = near(place, known) or next(
        (each for each in sorted(known) if posixpath.basename(each) == posixpath.basename(place)), ""
    )
    return f"Did you mean '{better}'?" if better else "The path is as seen from this page's folder."


def _from(path: str, link: str) -> str:
    """Return where a relative link leads, below the root that ``path`` is below; keeps a slash at the end."""
    parts: list[str] = path.split("/")[:-1]
    for part in link.split("/"):
        if part == ".." and not parts:
            return f"../{link}"  # out of the site: nothing is there
        parts = parts[:-1] if part == ".." else parts if part in ("", ".") else [*parts, part]
    joined = "/".join(parts)
    return f"{joined}/" if joined and link.endswith(("/", "/.", "..")) else joined


def collisions(pages: Mapping[str, CheckedPage], made: Collection[str]) -> Iterator[Problem]:
    """A written page doesn't take the address of a page that the site makes of the data."""
    for page in pages.values():
        if page.address in made:
            message = f"The site makes a page of its own at {page.address}"
            yield Problem(page.page.file, 0, 0, "", page.path, f"{message}.", "Give this file another name.")
