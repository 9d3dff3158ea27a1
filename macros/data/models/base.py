"""What every record has, and the shape of a vocabulary."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar


def grouped(resource: str, by: str) -> Any:
    """A field that is not in the record's own file: the rows of ``resource`` whose ``by`` is its id."""
    return field(default=(), metadata={"resource": resource, "by": by})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Record:
    """What every record of a table has: a lasting id, and where it was read.

    ``folder`` is the part of the site that holds a page for each record of the
    kind, and ``""`` where a kind has no pages of its own. ``list_path`` is the
    address of the page that lists the records of the kind, where that isn't the
    folder's own page.
    """

    folder: ClassVar[str] = ""
    list_path: ClassVar[str] = ""

    id: str
    file: str = ""  # below the data folder, with forward slashes
    line: int = 0

    @classmethod
    def listed_at(cls) -> str:
        """The address of the page that lists the records of this kind, below the site's root."""
        return cls.list_path or f"{cls.folder}/"

    @property
    def path(self) -> str:
        """The address of the record's page, below the site's root: ``counties/york/``."""
        return f"{self.folder}/{self.id}/"

    @property
    def looked_at(self) -> date | None:
        """The last day on which the record was compiled or reviewed; None where its kind has no such days."""
        days = (getattr(self, "compiled", None), getattr(self, "last_reviewed", None))
        return max((each for each in days if each), default=None)

    @property
    def last_look(self) -> date:
        """The same, of a kind that must have such a day. Raises ValueError where there is none."""
        if self.looked_at is None:
            raise ValueError(f"{type(self).__name__} {self.id} was neither compiled nor reviewed on a day")
        return self.looked_at

    @property
    def is_reviewed(self) -> bool:
        """Whether staff looked at the record as it is: one that was compiled again since then waits for them."""
        return self.looked_at is not None and getattr(self, "last_reviewed", None) == self.looked_at


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Term(Record):
    """One word of a vocabulary, with the label and the help text that people see."""

    name: str
    description: str = ""
