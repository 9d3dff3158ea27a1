"""What stops a command, as one sentence for people; and files that are written whole or not at all.

Every command goes through ``told``: a disk, a folder, a port or a program that fails it, and a terminal
that can't show a letter, end in words and never in a traceback.
"""

from __future__ import annotations

import codecs
import errno
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

# What went wrong -> why, in words, and the cure.
_FULL = ("the disk is full", "Free some space there")
_NOT_YOURS = ("you have no right to do that there", "Ask who looks after the folder, or choose another")
_PORT_TAKEN = ("the port is in use", "Choose another one with --port, or end the other program")
_NO_ADDRESS = ("this machine has no such address", "Choose another one with --host")
_ADDRESSES = {errno.EADDRINUSE: _PORT_TAKEN, errno.EADDRNOTAVAIL: _NO_ADDRESS}
_REASONS: dict[int, tuple[str, str]] = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: ("the file is larger than this disk or your account allows", "Choose a folder on another disk"),
    errno.EROFS: ("the disk can only be read, not written", "Choose a folder on another disk"),
    errno.EACCES: _NOT_YOURS,
    errno.EPERM: _NOT_YOURS,
    errno.ENOENT: ("there is no such file or folder", "Check how it is spelled"),
    errno.ENOTDIR: ("a file stands where a folder is wanted", "Choose another place, or move the file away"),
    errno.EEXIST: ("something else stands there", "Choose another place, or move it away"),
    errno.EISDIR: ("a folder stands where a file is wanted", "Choose another name, or move the folder away"),
    errno.ENAMETOOLONG: ("the name is too long", "Choose a shorter one"),
    errno.EBUSY: ("it is in use, or a disk of its own", "Close what uses it, or choose a folder inside it"),
    errno.EXDEV: ("it is a disk of its own", "Choose a folder inside it"),
    errno.EIO: ("the disk has a fault", "Choose a folder on another disk"),
    errno.EMFILE: ("too many files are open", "Close other programs"),
}


def in_words(error: OSError) -> str:
    """What failed, why, and what to do, in one line without a traceback."""
    if error.errno in _ADDRESSES or isinstance(error, socket.gaierror):
        why, cure = _ADDRESSES.get(error.errno or 0, _NO_ADDRESS)
        return f"The site could not be served: {why}. {cure}, then run the command again."
    why, cure = _REASONS.get(error.errno or 0, (error.strerror or "the system gave no reason", "Look at that place"))
    where = f" at {os.fsdecode(error.filename)}" if isinstance(error.filename, (str, bytes, os.PathLike)) else ""
    return f"A file could not be read or written{where}: {why}. {cure}, then run the command again."


INTERRUPTED = 130  # the exit status of a command that Ctrl+C ended


class CommandFailed(Exception):
    """A command can't go on; the message says why, for people, and is empty where that has been said."""


_Arguments = ParamSpec("_Arguments")


def told(main: Callable[_Arguments, int]) -> Callable[_Arguments, int]:
    """A command that ends with a sentence and status 1 where it can't go on, or something that it needs fails it.

    That is a disk, a folder, a port, or another program. What it prints is shown on every terminal.
    """

    @wraps(main)
    def run(*arguments: _Arguments.args, **options: _Arguments.kwargs) -> int:
        show_everywhere()
        try:
            return main(*arguments, **options)
        except KeyboardInterrupt:
            return INTERRUPTED
        except BrokenPipeError:
            stop_printing()
        except CommandFailed as error:
            print(error, file=sys.stderr, end="\n" if str(error) else "")
        except subprocess.CalledProcessError as error:
            print(f"{_name(error.cmd)} did not do its part: it ended with status {error.returncode}.", file=sys.stderr)
        except OSError as error:
            print(in_words(error), file=sys.stderr)
        return 1

    return run


def run_program(words: Sequence[str], **options: Any) -> subprocess.CompletedProcess[Any]:
    """Run another program as ``subprocess.run`` does. Raises CommandFailed where it isn't installed."""
    if shutil.which(words[0]) is None:
        raise CommandFailed(f"The program {words[0]} is needed and is not installed. Install it, then try again.")
    return subprocess.run(words, **options)


def _name(command: Any) -> str:
    """The program of a command, without its folder."""
    return Path(str(command if isinstance(command, (str, Path)) else command[0])).name


# --- what is printed ------------------------------------------------------------------

# What a terminal without these signs gets instead; a letter that it doesn't have is shown as its code.
_PLAIN = {"…": "...", "–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "\xa0": " ", "→": "->", "×": "x"}


def show_everywhere() -> None:
    """Let standard output and error take every text, whatever the terminal's encoding."""
    codecs.register_error("plainly", _plainly)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="plainly")


def _plainly(error: UnicodeError) -> tuple[str, int]:
    """The signs to show for characters that an encoding lacks (https://docs.python.org/3/library/codecs.html#codecs.register_error)."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lost = error.object[error.start : error.end]
    return "".join(_PLAIN.get(c) or c.encode("ascii", "backslashreplace").decode() for c in lost), error.end


def stop_printing() -> None:
    """Print no more: who reads what a command prints has seen enough, as ``| head`` has."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that its place has the old content or the new one, never half of it. Raises OSError."""
    path = path.resolve()
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    fresh = Path(name)
    try:
        with open(handle, "wb") as file:
            file.write(content)
        fresh.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def _umask() -> int:
    """What new files are kept from, which can only be read by setting it."""
    now = os.umask(0o077)
    os.umask(now)
    return now
