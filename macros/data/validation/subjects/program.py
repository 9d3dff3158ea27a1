"""What the record of the program must keep."""

from __future__ import annotations

from collections.abc import Mapping

from macros.data import sections
from macros.data.models import KINDS, LEVELS, address_field
from macros.data.reading import quote
from macros.data.validation.record import IsFor, RawRecord, Rule, RuleFaults
from macros.data.validation.running import CollectionRule, Fault


def _levels_have_their_own_addresses(record: RawRecord) -> RuleFaults:
    """The pages of a level of the geography are at an address that no other pages and no files have."""
    given: Mapping[str, str | None] = record.values.get("geography") or {}
    seen: dict[str, str] = {}
    for level in LEVELS:
        name = address_field(level)
        address = given.get(name) or KINDS[level].folder
        where, hint = ("geography", name), "Choose another word, such as what the places are called."
        if address in sections.taken():
            message = f"must be an address of its own, not {quote(address)}: other pages of the site have it."
            yield where, address, Fault(message, hint)
        elif address in record.run.reserved:
            message = f"must not be the reserved word {quote(address)}."
            yield where, address, Fault(message, f"{record.run.reserved[address]} {hint}".strip())
        elif address in seen:
            message = f"must differ from 'geography.{seen[address]}', but both are {quote(address)}."
            yield where, address, Fault(message, hint)
        seen.setdefault(address, name)


RECORD_RULES: tuple[tuple[Rule, IsFor], ...] = (
    (_levels_have_their_own_addresses, lambda resource: "geography" in resource.fields),
)
COLLECTION_RULES: tuple[CollectionRule, ...] = ()
