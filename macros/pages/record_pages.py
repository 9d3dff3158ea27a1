"""The one way to make a record's page: a subject says what differs, and what all pages share is decided here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from markupsafe import Markup

from macros.data import tables
from macros.data.catalog import Catalog
from macros.data.models import Record, Source
from macros.pages import components, search_words, templating
from macros.pages.outputs import Content, Page, Site, base_of
from macros.pages.record_facts import AboutRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPage:
    """What a page of ``record`` has of its own.

    ``template`` gets what ``context`` returns, and besides it ``base``,
    ``program``, ``label`` (a field's name and how many values it has -> its title in the schema),
    ``report_url`` and ``about``, which takes the facts and says at the foot which
    of them are not on record; ``finish`` may change the rendered body. ``above`` holds
    names and addresses of the pages above this one.

    ``name``, ``title`` and ``description`` are the record's own, unless given:
    its name is what its foot and other sites call it, its title is the page's.
    ``path`` is given for a further page of a record, such as a sheet to print.

    ``kind`` is what a search calls the page; search leaves a page without a kind
    out. ``facets``, ``other_names`` and ``more_words`` say under what else it is
    found (see ``Content``).

    ``json_ld`` returns the record as linked data (https://schema.org), ``embed``
    is the address of what other sites can show of it, ``script`` the name of the
    script that the page needs, and ``head`` what else goes into its head. A page
    that ``offers_files`` says how large they are. ``sources`` gives those of all that
    the page shows, where these are more than the record's own.
    """

    record: Record
    template: str
    above: Sequence[tuple[str, str]]
    context: Callable[[], Mapping[str, Any]]
    name: str = ""
    title: str = ""
    description: str = ""
    path: str = ""
    kind: str = ""
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    other_names: Sequence[str] = ()
    more_words: Sequence[str] = ()
    json_ld: Callable[[], Mapping[str, Any]] | None = None
    embed: str = ""
    script: str = ""
    head: Markup | None = None
    as_of: str | None = None
    offers_files: bool = False
    finish: Callable[[Markup], Markup] | None = None
    sources: Callable[[], Sequence[Source]] | None = None

    def page(self, catalog: Catalog, site: Site) -> Page:
        """The page, whose content is made when its turn comes."""
        record: Any = self.record
        return Page(
            path=self._path,
            title=self._title,
            description=self.description or record.summary,
            make=lambda: self._content(catalog, site),
            breadcrumb=tuple(self.above),
            modified=record.looked_at,
            offers_files=self.offers_files,
        )

    @property
    def _path(self) -> str:
        return self.path or self.record.path

    @property
    def _title(self) -> str:
        return self.title or self._name

    @property
    def _name(self) -> str:
        return self.name or str(getattr(self.record, "title", "") or getattr(self.record, "name", ""))

    def _content(self, catalog: Catalog, site: Site) -> Content:
        base, about = base_of(self._path), AboutRecord()
        body, head = self._body(base, about, catalog, site), self._head(base, site)
        foot = components.foot(
            self.record, self._name, catalog, site, about=about, sources=self._sources(), as_of=self.as_of, base=base
        )
        if not self.kind:
            return Content(body, head, foot)
        return Content(
            body,
            head,
            foot,
            facets={"kind": [self.kind]} | {facet: words for facet, words in self.facets.items() if words},
            other_names=self._other_names(),
            same_names=self._same_names(catalog),
            search_words=search_words.words_of(self.record, catalog, *self.more_words),
        )

    def _sources(self) -> Sequence[Source]:
        own = getattr(self.record, "sources", ()) or filter(None, [getattr(self.record, "source", None)])
        return tuple(self.sources() if self.sources else own)

    def _other_names(self) -> tuple[str, ...]:
        """Other names of the record than the page's title."""
        own = (self._name, *(getattr(self.record, field, "") for field in ("short_title", "short_name")))
        return tuple(each for each in dict.fromkeys((*self.other_names, *own)) if each not in ("", self._title))

    def _same_names(self, catalog: Catalog) -> tuple[str, ...]:
        """Words that mean the same as one of its names."""
        names = (self._title, *self._other_names())
        found = (word for name in names for word in search_words.same_as(name, catalog))
        return tuple(each for each in dict.fromkeys(found) if each not in names)

    def _body(self, base: str, about: AboutRecord, catalog: Catalog, site: Site) -> Markup:
        kind = tables.kind_of(self.record)
        shared = {
            "base": base,
            "about": about,
            "program": catalog.program,
            "label": partial(catalog.label, kind),
            "report_url": components.report_url(self.record, self._name, catalog, site),
        }
        body = templating.render(self.template, **shared | dict(self.context()))
        return self.finish(body) if self.finish else body

    def _head(self, base: str, site: Site) -> Markup:
        data = templating.render("_json_ld.html", data=self.json_ld()) if self.json_ld else Markup()
        script = templating.render("_script.html", base=base, name=self.script) if self.script else Markup()
        return data + script + (self.head or "") + components.oembed_link(self.embed, self._name, site)
