"""Make a room pack out of a built site: ``python -m scripts.roompack OUT.zip --pack emerging``.

A room pack is a zip file that opens from a USB stick without a network. ``--pack``
takes one that the data describes; ``--page``, ``--worksheet``, ``--file`` and
``--partnership`` add to it, or make one from nothing. Exit status: 0 when the
pack is written, 1 when something that was asked for is not in the site.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from macros.build.build_date import day, the_day
from macros.data import disk
from macros.data.catalog import Catalog, load_catalog
from macros.sitewide import room_packs
from macros.sitewide.room_packs import Contents


@disk.told
def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    options = _parser().parse_args(arguments)
    catalog = load_catalog(options.data, options.today)
    unknown = [*_unknown(catalog, options)]
    contents = _contents(catalog, options) if not unknown else None
    if contents:
        unknown = [
            f"The site in {options.site_dir} has no {each or 'home page'}."
            for each in room_packs.missing(options.site_dir, contents)
        ]
    if unknown or not contents:
        print("\n".join(unknown), file=sys.stderr)
        return 1
    url = options.site_url or catalog.program.site_url
    data = room_packs.packed(
        options.site_dir,
        contents,
        url=f"{url.rstrip('/')}/" if url else "",
        made=options.today,
        site_name=catalog.program.site_name,
    )
    disk.write_whole(options.out, data)
    print(f"The pack is {options.out} ({len(data) / 1_000_000:.1f} MB, {len(contents.paths)} pages and files).")
    return 0


def _unknown(catalog: Catalog, options: argparse.Namespace) -> list[str]:
    asked = [
        ("room_packs", (options.pack and [options.pack]) or []),
        ("worksheets", options.worksheet),
        ("partnerships", options.partnership),
    ]
    return [
        f"There is no {each} among the {kind}."
        for kind, ids in asked
        for each in ids
        if each not in catalog.tables[kind]
    ]


def _contents(catalog: Catalog, options: argparse.Namespace) -> Contents:
    sheets = [catalog.worksheets[each] for each in options.worksheet]
    own = room_packs.contents_of(catalog.room_packs[options.pack], options.site_dir) if options.pack else None
    groups = [*own.groups] if own else []
    groups += [
        ("Worksheets", [path for each in sheets for path in (each.path, f"{each.path}{each.id}.docx")]),
        ("Partnerships", [catalog.partnerships[each].path for each in options.partnership]),
        ("Chosen pages and files", [*options.page, *options.file]),
    ]
    name = options.name or (own.name if own else "Room pack")
    return Contents(name=name, summary=own.summary if own else "Pages and files to take along.", groups=groups)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.roompack", description="Make a room pack out of a built site."
    )
    parser.add_argument("out", type=Path, help="the zip file to write")
    parser.add_argument("--data", type=Path, default=Path("data"), help="the folder of data packages (data)")
    parser.add_argument("--site-dir", type=Path, default=Path("site"), help="the built site (site)")
    parser.add_argument("--site-url", default="", help="the site's own address, for links out of the pack")
    parser.add_argument("--today", type=day, default=the_day(), help="the day on the pages, YYYY-MM-DD")
    parser.add_argument("--pack", default="", help="a pack of the data to begin with")
    parser.add_argument("--name", default="", help="the pack's name")
    parser.add_argument(
        "--worksheet", action="append", default=[], help="add a worksheet by its id, with its Word file"
    )
    parser.add_argument("--partnership", action="append", default=[], help="add a partnership's profile by its id")
    parser.add_argument("--page", action="append", default=[], help="add a page by its address, like toolkit/glossary/")
    parser.add_argument("--file", action="append", default=[], help="add a file by its address")
    return parser


if __name__ == "__main__":
    sys.exit(main())
