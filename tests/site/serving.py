"""A small web server for a built site: what GitHub Pages does, on this machine alone."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

# Named here and not looked up, since the system's own table differs from machine to machine.
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".xml": "application/xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
    ".csv": "text/csv; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".vtt": "text/vtt; charset=utf-8",
    ".zip": "application/zip",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    **dict.fromkeys((".pagefind", ".pf_meta", ".pf_index", ".pf_filter", ".pf_fragment"), "application/octet-stream"),
}


@dataclass(frozen=True)
class Ways:
    """How a server answers."""

    compressed: bool = False  # texts
    kept: bool = False  # browsers keep all but pages, as those of GitHub Pages; only where the port is never given away
    slow: float = 0.0  # seconds that each script takes


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or each file waits up to 40 ms between its head and its content

    def __init__(self, folder: Path, base: str, ways: Ways, *args: Any) -> None:
        self._folder, self._base, self._ways = folder, base, ways
        super().__init__(*args)

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        file = self._folder / path.removeprefix(self._base)
        if not path.startswith(self._base) or ".." in path:
            self._answer(404, b"outside the site", "text/plain")
        elif file.is_dir() and not path.endswith("/"):
            self._answer(301, b"", "text/plain", location=f"{path}/")
        else:
            self._send(file / "index.html" if path.endswith("/") else file)

    def _send(self, file: Path) -> None:
        if file.is_file() and file.suffix in TYPES:
            self._answer(200, file.read_bytes(), TYPES[file.suffix])
        else:
            self._answer(404, (self._folder / "404.html").read_bytes(), TYPES[".html"])

    def _answer(self, status: int, content: bytes, kind: str, **headers: str) -> None:
        if kind == TYPES[".js"]:
            time.sleep(self._ways.slow)
        if self._ways.kept and status == 200 and kind != TYPES[".html"]:
            headers["cache-control"] = "max-age=600"
        if self._ways.compressed and ("charset" in kind or "svg" in kind):
            content, headers["content-encoding"] = gzip.compress(content), "gzip"
        self.send_response(status)
        for name, value in {**headers, "content-type": kind, "content-length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Say nothing: a failing test says more."""


@contextmanager
def serving(folder: Path, base: str = "/library/", ways: Ways = Ways()) -> Iterator[str]:
    """Serve ``folder`` below ``base`` on a free port of the loopback, in ``ways``; gives the site's address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, folder, base, ways))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{base}"
    finally:
        server.shutdown()
        server.server_close()
