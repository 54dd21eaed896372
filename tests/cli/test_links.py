"""Dead links: what is surely gone is flagged, what may be a server's mood is not."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from click.testing import CliRunner

from isopolis.cli import cli
from isopolis.cli.learn.links import check, flagged
from isopolis.learn.practices.exchange import practice_from, practices_to_json, read_practices


class Pages(BaseHTTPRequestHandler):
    """/200 is there, /404 is not, /503 is tired, /moved leads to /200."""

    def do_GET(self) -> None:
        code = 302 if self.path == "/moved" else int(self.path[1:])
        self.send_response(code)
        if code == 302:
            self.send_header("Location", "/200")
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Pages) as made:
        thread = threading.Thread(target=made.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{made.server_port}"
        made.shutdown()
        thread.join()


def practice(*addresses: str, **more: object):
    sources = [{"key": f"s{i}", "title": "S", "url": url, **more} for i, url in enumerate(addresses)]
    texts = {"title": {"en": "A case"}, "summary": {"en": "Something was done."}}
    return practice_from({"id": "case", "themes": ["housing"], "sources": sources, **texts})


def test_what_is_gone_is_told_from_what_is_there_or_tired(server) -> None:
    found = check(f"{server}/{path}" for path in ("200", "404", "410", "503", "403", "moved"))
    assert {url.rpartition("/")[2] for url, problem in found.items() if problem} == {"404", "410"}


def test_a_server_that_does_not_exist_is_dead() -> None:
    assert check(["http://127.0.0.1:9/"])["http://127.0.0.1:9/"]


def test_the_first_day_stays_and_an_address_that_answers_again_loses_the_flag(server) -> None:
    gone, there = f"{server}/404", f"{server}/200"
    day = date(2026, 11, 26)
    once = flagged([practice(gone, there)], check([gone, there]), day)
    assert [source.dead_since for source in once[0].sources] == [day, None]
    again = flagged(once, check([gone, there]), date(2027, 1, 1))
    assert again[0].sources[0].dead_since == day
    healed = flagged([practice(there, dead_since="2026-01-01")], check([there]), day)
    assert healed[0].sources[0].dead_since is None


def test_the_command_names_them_and_writes_the_flag(server, tmp_path) -> None:
    file, out = tmp_path / "cases.json", tmp_path / "checked.json"
    file.write_text(practices_to_json([practice(f"{server}/404", f"{server}/200")]), encoding="utf-8")
    words = ["learn", "practices", "--file", str(file), "--check-links", "--out", str(out)]
    said = CliRunner().invoke(cli, words, catch_exceptions=False).output
    assert "case:" in said
    assert "1 of 2 addresses are dead." in said
    assert [bool(source.dead_since) for source in read_practices(out)[0].sources] == [True, False]
