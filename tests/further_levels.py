"""The made-up state with three further levels: towns, planning districts made of counties, and villages in towns."""

from __future__ import annotations

from pathlib import Path

from library import Library

LEVELS = """id,name,plural,address,description
town,town,towns,towns,Cities and towns.
planning-district,planning district,planning districts,districts,
village,village,villages,villages,
"""
PLACES = {
    "kelpton": "level: town\nname: Kelpton\ncounties:\n  - alder\nwebsite: https://example.org/kelpton\n",
    "oarfield": "level: town\nname: Oarfield\ncounties:\n  - birch\n  - cedar\n",
    "farwater": "level: town\nname: Farwater\ndescription: A town of which little is known.\n",
    "north": "level: planning-district\nname: North\nwhole_counties:\n  - alder\n  - birch\n",
    "pier": "level: village\nname: The Pier\nwithin:\n  - kelpton\n",
    "quay": "level: village\nname: The Quay\nwithin:\n  - oarfield\n",
}
# What each further partnership names, and so its reach; of the made-up state itself, boats names two parishes, kelp is
# statewide, and of wind no place is known.
NAMED = {
    "docks": ("workforce_areas", "west"),
    "kites": ("places", "quay"),
    "nets": ("places", "farwater"),
    "ropes": ("places", "kelpton"),
    "sails": ("places", "north"),
}
RECORD = """id: {id}
title: {id} group
summary: They work together.
kind: partnership
purpose: They work together.
industries:
  - tides
reach: {reach}
{field}:
  - {place}
status: going
status_as_of: 2025
status_source: handout
sources:
  - handout
as_of: 2025
last_reviewed: 2026-01-31
"""


def with_further_levels(folder: Path) -> Library:
    """Add the levels, their places and four partnerships to a copy of the made-up state."""
    library = Library(folder)
    library.write("program/place_levels.csv", LEVELS)
    for id, text in PLACES.items():
        library.write(f"program/places/{id}.yaml", f"id: {id}\n{text}")
    reaches = (folder / "program/reaches.csv").read_text(encoding="utf-8")
    library.write("program/reaches.csv", f"{reaches}places,Named places,The places that a source names.\n")
    for id, (field, place) in NAMED.items():
        text = RECORD.format(id=id, reach=field.replace("_", "-"), field=field, place=place)
        library.write(f"partnerships/records/{id}.yaml", text)
    return library
