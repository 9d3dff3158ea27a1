"""The check of other sites' addresses, against a server on this machine that fails in every way."""

from __future__ import annotations

import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from macros.data import validation
from macros.data.record_writer import TableChange, change_table
from scripts import links
from scripts.links import LinkAnswer, Strike

TODAY = date(2026, 11, 21)
TIMEOUT = 0.4


class Site(BaseHTTPRequestHandler):
    """Answers as its path says; notes what it was asked for."""

    asked: list[tuple[str, str, float]]

    def do_GET(self) -> None:
        self.asked.append((self.command, self.path, time.monotonic()))
        kind = self.path.strip("/").partition("/")[0]
        if kind == "slow":
            time.sleep(TIMEOUT * 2)
        if kind == "broken":
            self.connection.close()
            return
        if kind == "head-refused" and self.command == "HEAD":
            return self.answer(405)
        if kind == "head-missing" and self.command == "HEAD":
            return self.answer(404)
        if kind == "loop":
            return self.answer(302, "/loop")
        if kind == "long":
            return self.answer(302, f"/long/{int(self.path.rpartition('/')[2]) + 1}")
        if kind == "moved":
            return self.answer(301, "/fine")
        if kind == "moved-to-nowhere":
            return self.answer(301, "/404")
        self.answer(int(kind) if kind.isdigit() else 200)

    do_HEAD = do_GET  # noqa: N815

    def answer(self, status: int, location: str = "") -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    Site.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


FAILURES = {
    "fine": LinkAnswer(),
    "moved": LinkAnswer(),
    "head-refused": LinkAnswer(),
    "head-missing": LinkAnswer(),
    "404": LinkAnswer("The page is not there (404)."),
    "410": LinkAnswer("The page is gone for good (410)."),
    "moved-to-nowhere": LinkAnswer("The page is not there (404)."),
    "500": LinkAnswer("The site has a fault (500)."),
    "loop": LinkAnswer("It leads in a circle, or on too many times."),
    "long/1": LinkAnswer("It leads in a circle, or on too many times."),
    "slow": LinkAnswer("The site did not answer in time."),
    "broken": LinkAnswer("The site broke off."),
    "403": LinkAnswer("The site refuses programs (403).", is_known=False),
    "429": LinkAnswer("The site refuses programs (429).", is_known=False),
    "503": LinkAnswer("The site refuses programs (503).", is_known=False),
}


@pytest.mark.parametrize("kind", FAILURES)
def test_every_failure_is_told_apart(kind: str, site: str) -> None:
    assert links.check_one(f"{site}/{kind}", TIMEOUT) == FAILURES[kind]


def test_a_site_that_is_not_there_or_no_address_is_a_failure(site: str) -> None:
    assert links.check_one("http://127.0.0.1:9/", TIMEOUT).reason == "The site takes no connections."
    assert links.check_one("http://nowhere.invalid/", TIMEOUT).reason == "There is no site at this address."
    assert links.check_one("http://[::1/", TIMEOUT).reason == "This is no address."


def test_a_certificate_that_nobody_signed_is_a_failure(tmp_path: Path) -> None:
    names = [tmp_path / "key.pem", tmp_path / "certificate.pem"]
    words = f"openssl req -x509 -newkey rsa:2048 -nodes -keyout {names[0]} -out {names[1]} -days 2 -subj /CN=localhost"
    subprocess.run(words.split(), check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(names[1], names[0])
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    found = links.check_one(f"https://127.0.0.1:{server.server_port}/", 2)
    server.shutdown()
    server.server_close()
    assert found == LinkAnswer("The site's certificate is not right.")


def test_one_site_is_asked_slowly_and_one_thing_at_a_time(site: str) -> None:
    pause = 0.15
    links.check_all([f"{site}/a", f"{site}/b", f"{site}/c"], pause=pause, timeout=TIMEOUT)
    times = [at for _, _, at in Site.asked]
    assert [path for _, path, _ in Site.asked] == ["/a", "/b", "/c"]
    assert all(later - earlier >= pause for earlier, later in pairwise(times))


def test_what_is_behind_a_number_sign_is_not_sent(site: str) -> None:
    assert links.check_one(f"{site}/fine#part", TIMEOUT) == LinkAnswer()
    assert [path for _, path, _ in Site.asked] == ["/fine"]


# --- counting ----------------------------------------------------------------------

URL = "https://example.org/x"
BAD = LinkAnswer("The page is not there (404).")


def after(*results: LinkAnswer, days: int = 7) -> list[Strike]:
    found: list[Strike] = []
    for number, each in enumerate(results):
        found = links.counted(found, {URL: each}, TODAY + timedelta(days=days * number))
    return found


def test_four_failures_in_a_row_are_needed() -> None:
    assert [each.strikes for each in after(BAD, BAD, BAD)] == [3]
    (strike,) = after(BAD, BAD, BAD, BAD)
    assert (strike.strikes, strike.since, strike.last) == (links.DEAD, TODAY, TODAY + timedelta(days=21))


def test_what_opens_again_begins_from_nothing() -> None:
    assert after(BAD, BAD, BAD, LinkAnswer()) == []
    assert [each.strikes for each in after(BAD, BAD, BAD, LinkAnswer(), BAD)] == [1]


def test_a_refusal_neither_counts_nor_forgives() -> None:
    refused = LinkAnswer("The site refuses programs (429).", is_known=False)
    assert after(refused) == []
    assert [each.strikes for each in after(BAD, refused, BAD)] == [2]


def test_two_checks_on_a_day_are_one_strike() -> None:
    assert [each.strikes for each in after(BAD, BAD, BAD, BAD, BAD, days=0)] == [1]


# --- the whole ----------------------------------------------------------------------


@pytest.fixture
def content(own_state: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The made-up state, whose addresses are all at example.org, a page, and who keeps what."""
    owners = own_state / "program" / "owners.csv"
    owners.write_text("id,path,keeper,account,note\nall,/,Engineers,,\ndata,/data/,Program staff,,\n", encoding="utf-8")
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "index.md").write_text("See [it](https://example.org/410), https://example.org/fine.\n", encoding="utf-8")
    return own_state, docs


YEARBOOK = "https://example.org/yearbook?a=1&b=2"


def test_addresses_of_records_and_pages_are_found_with_their_files(content: tuple[Path, Path]) -> None:
    data, docs = content
    found = links.addresses(validation.check(data, TODAY), docs)
    assert found["https://example.org/410"] == ["docs/index.md"] == found["https://example.org/fine"]
    assert "data/program/sources.csv" in found[YEARBOOK]
    assert any(files == ["data/partnerships/records/boats.yaml"] for files in found.values()), "lists are looked into"


def test_the_command_counts_in_the_table_and_writes_an_issue_for_each_keeper(
    content: tuple[Path, Path],
    tmp_path: Path,
    site: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    data, docs = content
    look, paths = links.check_one, {YEARBOOK: "404", "https://example.org/410": "410"}
    monkeypatch.setattr(links, "check_one", lambda url, timeout: look(f"{site}/{paths.get(url, 'fine')}", timeout))
    words = ["--data", str(data), "--docs", str(docs), "--to", str(tmp_path / "to"), "--pause", "0", "--timeout", "1"]
    for week in range(links.DEAD):
        assert list((tmp_path / "to").glob("*")) == []
        assert links.main([*words, "--today", (TODAY + timedelta(days=7 * week)).isoformat()]) == 0
    rows = (data / links.TABLE).read_text(encoding="utf-8").splitlines()
    assert [row.split(",")[2] for row in rows[1:]] == ["4", "4"]
    assert [str(each) for each in validation.check(data, date(2027, 1, 1)).problems if each.severity == "error"] == []
    assert sorted(path.name for path in (tmp_path / "to").iterdir()) == [
        "links-engineers.md",
        "links-engineers.title",
        "links-program-staff.md",
        "links-program-staff.title",
    ]
    text = (tmp_path / "to" / "links-program-staff.md").read_text(encoding="utf-8")
    assert (
        "4 checks since 2026-11-21" in text
        and "web.archive.org" in text
        and r"data/program/sources.csv" in text.replace("\\", "")
    )
    assert "2 are dead" in capsys.readouterr().out


def test_the_table_is_written_with_the_least_difference(tmp_path: Path) -> None:
    table = tmp_path / "link_checks.csv"
    header = "id,url,strikes,since,last,reason\n"
    row = {"id": "l-1", "url": "https://a.example", "strikes": 1, "since": TODAY, "last": TODAY, "reason": "x"}
    table.write_text(change_table(header, TableChange(added=[(None, row)])), encoding="utf-8")
    kept = Strike("l-1", "https://a.example", 1, TODAY, TODAY, "x")
    links._write(table, [kept], [kept])
    assert table.read_text(encoding="utf-8") == header + "l-1,https://a.example,1,2026-11-21,2026-11-21,x\n"
    links._write(table, [kept], [])
    assert table.read_text(encoding="utf-8") == header
