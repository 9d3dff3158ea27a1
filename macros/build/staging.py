"""The site's place: a new site is built beside the old one and takes its place in the end.

What fails or is killed leaves the old site whole. A folder that is being built
in is locked by the process that builds, and the folder around the site is locked
for the instant in which sites are moved. Such a lock (flock) ends with the
process however that ends, leaves no file behind, and works wherever Unix does;
on a disk that knows no locks there is none, and nothing of others is cleared away.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# What every site has that this project ever made, with plain ``mkdocs build`` too.
MARKS = ("index.html", "404.html", "assets/ours")


class PlaceRefused(Exception):
    """The site can't be there; the message says why, for people."""


class Staging:
    """A folder to build a site in, until ``finish`` puts it where the site belongs or ``discard`` clears it away.

    ``finish`` discards what isn't whole.

    ``sources`` are folders that the site is made from; it may neither lie in one
    of them nor hold one. Raises Refused and OSError.
    """

    def __init__(self, site: Path, sources: Iterable[Path]) -> None:
        self.is_whole = False  # whoever builds says when it is
        self._site = _real(site)
        prepare(self._site, sources)
        self._site.parent.mkdir(parents=True, exist_ok=True)
        self._past = _beside(self._site, OLD)
        self.folder = _beside(self._site, BUILDING)
        with _locked(self._site.parent):
            self.folder.mkdir()
            self._lock = _lock(self.folder)

    def finish(self) -> None:
        """Put the new site where the old one is; for an instant there is none, never half a one.

        Raises Refused when something else has come to stand there, and OSError;
        the old site is then as it was.
        """
        try:
            if self.is_whole:
                self._swap()
        finally:
            self.discard()

    def _swap(self) -> None:
        with _locked(self._site.parent):
            _check_content(self._site)
            has_old = self._site.exists()
            if has_old:
                self._site.rename(self._past)
            try:
                self.folder.rename(self._site)
            except OSError:
                if has_old:
                    self._past.rename(self._site)
                raise
            # Under the name of a site in the making it is never taken for one that is to be put back.
            if has_old:
                self._past.rename(self.folder)

    def discard(self) -> None:
        """Clear away what was built, or what was there before; does nothing the second time."""
        shutil.rmtree(self.folder, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


# --- where a site may be ----------------------------------------------------------


def prepare(site: Path, sources: Iterable[Path]) -> None:
    """Check that a site can be there, and clean up what builds that were killed have left.

    Refused is a place that holds, or lies in, one of the ``sources``, or that has
    anything but a site. Raises Refused and OSError.
    """
    site = _real(site)
    for source in map(_real, sources):
        if site == source or site in source.parents:
            raise PlaceRefused(f"The site can't be {site}: it would take the place of {source}. Choose another folder.")
        if source in site.parents:
            raise PlaceRefused(f"The site can't be in {source}, which it is made from. Choose a folder outside it.")
    if site.parent.is_dir():
        with _locked(site.parent):
            _check_content(site)
            _put_back(site)
            _clear(site)


def _real(path: Path) -> Path:
    """Where a path leads in the end: where a link leads, the site stands."""
    return Path(os.path.realpath(path))


def _check_content(site: Path) -> None:
    if not site.exists():
        return
    if not site.is_dir():
        raise PlaceRefused(f"The site can't be {site}: a file stands there. Choose a folder, or delete the file.")
    if is_site(site):
        return
    if any(site.iterdir()):
        raise PlaceRefused(
            f"The site can't be {site}: the folder holds something else than a site. Choose another, or empty it."
        )


def is_site(folder: Path) -> bool:
    """Whether a folder holds a site of this project, of any version, and no repository with more than that."""
    return all((folder / each).exists() for each in MARKS) and not (folder / ".git").exists()


# --- what was left by builds that were killed ---------------------------------------


# Names that nobody gives to a folder of their own, since folders with such names are cleared away.
OLD, BUILDING = "old-build", "building"


def _beside(site: Path, what: str) -> Path:
    return site.with_name(f"{site.name}.{what}-{secrets.token_hex(4)}")


def _put_back(site: Path) -> None:
    """Where a build was killed between two moves there is no site: the old one is next to it, whole."""
    olds = [each for each in _left(site, OLD) if is_site(each)]
    if olds and not (site.exists() and any(site.iterdir())):
        max(olds, key=lambda each: each.stat().st_mtime).rename(site)


def _clear(site: Path) -> None:
    """Clear away what nobody works on any more."""
    for left in _left(site, OLD):
        shutil.rmtree(left, ignore_errors=True)
    for left in _left(site, BUILDING):
        lock = _lock(left)
        if lock is not None:
            shutil.rmtree(left, ignore_errors=True)
            os.close(lock)


def _left(site: Path, what: str) -> list[Path]:
    """The folders beside the site that builds have left, of one kind."""
    start = f"{site.name}.{what}-"
    named = [
        each
        for each in site.parent.iterdir()
        if each.name.startswith(start) and _NUMBER.fullmatch(each.name[len(start) :])
    ]
    return [each for each in named if each.is_dir() and not each.is_symlink()]


_NUMBER = re.compile("[0-9a-f]+")


# --- locks --------------------------------------------------------------------------


def _lock(folder: Path) -> int | None:
    """Lock a folder; None where somebody else has it or has cleared it away, or the disk knows no locks."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Wait until nobody else moves sites in a folder, and keep others waiting."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
