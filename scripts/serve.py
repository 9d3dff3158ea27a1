"""Serve the site with live reload: ``python -m scripts.serve``."""

from __future__ import annotations

import argparse
import logging
import socket
import sys
from pathlib import Path

from macros.build import mkdocs_adapter
from macros.build.build_date import the_day
from macros.data import disk


@disk.told
def main(arguments: list[str] | None = None) -> int:
    """Serve until interrupted; a problem in the data is told, and the pages stay as they were."""
    parser = argparse.ArgumentParser(prog="python -m scripts.serve", description="Serve the site, live.")
    parser.add_argument("--data", type=Path, default=Path("data"), help="the folder of data packages (data)")
    parser.add_argument("--docs", type=Path, default=Path("docs"), help="the folder of written pages (docs)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to serve at (127.0.0.1)")
    parser.add_argument("--port", type=_port, default=8000, help="the port to serve at (8000)")
    options = parser.parse_args(arguments)
    _try_address(options.host, options.port)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logging.getLogger("mkdocs.plugins").setLevel(logging.WARNING)  # they tell much about themselves
    mkdocs_adapter.serve(
        (options.host, options.port),
        data_dir=options.data,
        docs_dir=options.docs,
        today=the_day(),
    )
    return 0


def _try_address(host: str, port: int) -> None:
    """Say now and not after a whole build that the site can't be served there. Raises OSError."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))


def _port(text: str) -> int:
    if not (text.isdigit() and 0 < int(text) < 65_536):
        raise argparse.ArgumentTypeError(f"must be a number from 1 to 65535, not '{text}'")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
