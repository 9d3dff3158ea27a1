"""Room packs: pages and files of a finished site as a zip file that opens without a network.

A pack is made of the built site alone, so it shows what the site shows. Its
pages have their own small frame. Their scripts come along as classic scripts,
since browsers load no modules from a disk; those that fetch what only the site
has stay behind, and the page says so. Links lead within the pack, else to the
site's full address.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import unescape
from pathlib import Path

from markupsafe import Markup

from macros.data.catalog import Catalog
from macros.data.models.toolkit import RoomPack
from macros.formats import classic_scripts
from macros.formats.zip_writer import zipped
from macros.pages import download_sizes, templating
from macros.pages.outputs import Site, SiteFile, base_of

# What is never closed goes to the end of the page, as in a browser; a tag holds no other tag: nothing is read twice.
_MAIN = re.compile(r"<main\b[^<>]*>(.*?)(?:</main>|\Z)", re.DOTALL)
_TITLE = re.compile(r"<h1\b[^<>]*>(.*?)(?:</h1>|\Z)", re.DOTALL)
_STYLES = re.compile(r'<link rel="stylesheet" href="([^"<>]+)"([^<>]*)>')
_SCRIPTS = re.compile(r"<script\b.*?(?:</script>|\Z)", re.DOTALL)
_MARKUP = re.compile(
    r'<a class="headerlink".*?(?:</a>|\Z)|<[^<>]*>', re.DOTALL
)  # and the sign that links to the heading itself
_MODULES = re.compile(r'<script type="module" src="([^"]+)"></script>')
_ZONE = re.compile(r'<html\b[^<>]*?\bdata-zone="([^"<>]*)"')
_LINK = re.compile(r'\b(href|src)="([^"]*)"')
_IN_CSS = re.compile(r'url\("?([^"()]+)"?\)')
_OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_KINDS = {".docx": "Word", ".xlsx": "Excel", ".pdf": "PDF", ".csv": "CSV"}
_SEARCH = "search.js"  # belongs to the site's header, which a pack hasn't


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What goes into a pack: headings with the addresses of pages and files below the site's root."""

    name: str
    summary: str
    groups: Sequence[tuple[str, Sequence[str]]]

    @property
    def paths(self) -> list[str]:
        """Every address, once."""
        return list(dict.fromkeys(path for _, paths in self.groups for path in paths))


def outputs(site_dir: Path, catalog: Catalog, site: Site) -> Iterator[SiteFile]:
    """The packs, made of the pages and files that are in the site."""
    for pack in catalog.room_packs.values():
        contents = contents_of(pack, site_dir)
        data = packed(site_dir, contents, url=site.url, made=site.today, site_name=catalog.program.site_name)
        yield SiteFile(pack.zip_file, data)


def contents_of(pack: RoomPack, site_dir: Path) -> Contents:
    """A pack of the data, as contents; a page brings the Word files that lie beside it in the site."""
    sheets = pack.worksheets
    return Contents(
        name=pack.name,
        summary=pack.summary,
        groups=(
            ("Steps", [each.path for each in pack.steps]),
            ("Worksheets and sample texts", [each.path for each in sheets]),
            ("More pages", list(pack.pages)),
            ("Word files", [*(f"{each.path}{each.id}.docx" for each in sheets), *_word_files(site_dir, pack.pages)]),
        ),
    )


def _word_files(site_dir: Path, pages: Iterable[str]) -> list[str]:
    return [
        each.relative_to(site_dir).as_posix() for page in pages for each in sorted((site_dir / page).glob("*.docx"))
    ]


def packed(site_dir: Path, contents: Contents, *, url: str, made: date, site_name: str) -> bytes:
    """The zip file. What the site doesn't have is left out; see ``missing``."""
    there = [path for path in contents.paths if _file(site_dir, path).is_file()]
    page = _Pages(site_dir, there, url=url, made=made, contents=contents, site_name=site_name)
    files = {_name(path): page.of(path) if path.endswith("/") else _file(site_dir, path).read_bytes() for path in there}
    files |= {name: (site_dir / name).read_bytes() for name in _with_parts(site_dir, page.styles)}
    files |= {path.relative_to(site_dir).as_posix(): classic_scripts.classic(path).encode() for path in page.scripts}
    files["index.html"] = page.index()
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    files["checksums.txt"] = sums.encode()
    names = sorted(files, key=lambda name: (name != "index.html", name))
    return zipped({name: files[name] for name in names})


def missing(site_dir: Path, contents: Contents) -> list[str]:
    """The addresses that the site doesn't have."""
    return [path for path in contents.paths if not _file(site_dir, path).is_file()]


def _file(site_dir: Path, path: str) -> Path:
    return site_dir / _name(path)


def _name(path: str) -> str:
    return f"{path}index.html" if path.endswith("/") or not path else path


class _Pages:
    """Pages of the site in the frame of a pack."""

    def __init__(
        self, site_dir: Path, there: Sequence[str], *, url: str, made: date, contents: Contents, site_name: str
    ) -> None:
        self.site_dir, self.there, self.url, self.made = site_dir, set(there), url, made
        self.files = [each for each in there if not each.endswith("/")]
        self.contents, self.site_name = contents, site_name
        self.styles: dict[str, str] = {}  # address -> the rest of the link's tag
        self.scripts: dict[Path, None] = {}  # modules that any page needs, each once
        self.titles: dict[str, str] = {}

    def of(self, path: str) -> bytes:
        """A page with its links led within the pack, or out to the site."""
        html = download_sizes.filled(_file(self.site_dir, path).read_text(encoding="utf-8"), self.site_dir)
        for href, rest in _STYLES.findall(html):
            self.styles.setdefault(_resolved(href, path), rest)
        main = _MAIN.search(html)
        body = _STYLES.sub("", _SCRIPTS.sub("", main[1] if main else ""))
        title = _TITLE.search(body)
        self.titles[path] = " ".join(unescape(_MARKUP.sub(" ", title[1] if title else path)).split())
        body = _LINK.sub(lambda link: self._led(link, path), body)
        return self._framed(path, self.titles[path], Markup(body), html)

    def _scripts(self, html: str, path: str) -> tuple[list[str], bool]:
        """The addresses of a page's scripts in their order, and whether any of them stays behind."""
        named = [self.site_dir / _resolved(src, path) for src in _MODULES.findall(html)]
        entries = [each for each in named if each.name != _SEARCH]
        taken = [
            each for each in entries if not any(map(classic_scripts.needs_the_site, classic_scripts.in_order([each])))
        ]
        ordered = classic_scripts.in_order(taken)
        self.scripts |= dict.fromkeys(ordered)
        return [each.relative_to(self.site_dir).as_posix() for each in ordered], len(taken) < len(entries)

    def _led(self, link: re.Match[str], path: str) -> str:
        """A link as it works from the pack."""
        address = unescape(link[2])
        if not address or address.startswith("#") or _OUTSIDE.match(address):
            return link[0]
        plain, sign, fragment = address.partition("#")
        target = _resolved(plain.partition("?")[0], path)
        if target in self.there:
            return templating.part("_pack.html", "link")(link[1], base_of(path) + _name(target) + sign + fragment)
        if self.url:
            return templating.part("_pack.html", "link")(link[1], f"{self.url}{target}{sign}{fragment}")
        return templating.part("_pack.html", "left_out")()

    def index(self) -> bytes:
        """The page of contents: a file is listed with its page, where the pack has that."""
        beside = {path: [each for each in self.files if f"{posixpath.dirname(each)}/" == path] for path in self.titles}
        taken = {each for files in beside.values() for each in files}
        groups = [
            (
                name,
                [self._entry(path, beside.get(path, [])) for path in paths if path in self.there and path not in taken],
            )
            for name, paths in self.contents.groups
        ]
        body = templating.render(
            "pack_index.html", contents=self.contents, groups=[each for each in groups if each[1]], made=self.made
        )
        return self._framed("", self.contents.name, body)

    def _entry(self, path: str, files: Sequence[str]) -> dict[str, object]:
        """A line of the contents: name and title of a page, or of a file that has no page, with the files beside it."""
        listed = [
            (each, _KINDS.get(Path(each).suffix, "File"), _file(self.site_dir, each).stat().st_size) for each in files
        ]
        return {"name": _name(path), "title": self.titles.get(path, posixpath.basename(path)), "files": listed}

    def _framed(self, path: str, title: str, body: Markup, html: str = "") -> bytes:
        scripts, is_reduced = self._scripts(html, path)
        zone = _ZONE.search(html)
        made = templating.render(
            "pack_page.html",
            title=title,
            body=body,
            base=base_of(path) if path else "",
            pack=self.contents.name,
            styles=self.styles.items(),
            address=f"{self.url}{path}" if self.url else "",
            made=self.made,
            site_name=self.site_name,
            scripts=scripts,
            is_reduced=is_reduced,
            zone=unescape(zone[1]) if zone else "",
        )
        return made.encode()


def _resolved(link: str, path: str) -> str:
    """A relative link of the page at ``path``, as an address below the site's root."""
    target = posixpath.normpath(posixpath.join(path, link)) if link else path
    slash = "/" if link.endswith("/") and target != "." else ""
    return "" if target == "." else target.lstrip("./") + slash if target.startswith("..") else target + slash


def _with_parts(site_dir: Path, styles: Iterable[str]) -> Iterator[str]:
    """Stylesheets, and what they load."""
    seen: set[str] = set()
    waiting = list(styles)
    while waiting:
        name = waiting.pop()
        if name in seen or not (site_dir / name).is_file():
            continue
        seen.add(name)
        yield name
        if name.endswith(".css"):
            text = (site_dir / name).read_text(encoding="utf-8")
            parts = (each for each in _IN_CSS.findall(text) if not _OUTSIDE.match(each))
            waiting += [posixpath.normpath(posixpath.join(posixpath.dirname(name), each)) for each in parts]
