"""`isopolis serve` as a process: it starts, answers, and loses nothing when it is killed."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import sys
import threading
import time
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

import pytest

from isopolis.errors import InputError
from isopolis.workspace.demonstration import fill
from isopolis.workspace.people.models import Organisation, User
from isopolis.workspace.serve import check_free
from server import running
from ugly_inputs import GOOD

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="gunicorn does not run on Windows")


class Browser:
    """The least of a browser: cookies and forms."""

    def __init__(self, port: int) -> None:
        self.port, self.cookies = port, {}

    def ask(self, method: str, path: str, answers: dict[str, str] | None = None) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if answers is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = f"http://127.0.0.1:{self.port}"
            body = urlencode({"csrfmiddlewaretoken": self.cookies["csrftoken"], **answers})
        return self._exchange(connection, method, path, body, headers)

    def sign_in(self, said: str) -> None:
        """As the coordinator of the demonstration, with the password that the server said."""
        self.ask("GET", "/sign-in/")
        password = re.search(r"password (\S+)", said)[1]
        answers = {"email": "coordinator@demonstration.invalid", "password": password}
        assert self.ask("POST", "/sign-in/", answers)[0] == 302

    def send_file(self, path: str, name: str, content: bytes) -> int:
        """Send one file with the form's token; the status of the answer."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        token = self.cookies["csrftoken"]
        parts = [
            f'Content-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}'.encode(),
            f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode() + content,
        ]
        headers = {
            "Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items()),
            "Content-Type": "multipart/form-data; boundary=between",
            "Origin": f"http://127.0.0.1:{self.port}",
        }
        body = b"".join(b"--between\r\n" + part + b"\r\n" for part in parts) + b"--between--\r\n"
        return self._exchange(connection, "POST", path, body, headers)[0]

    def _exchange(
        self, connection: HTTPConnection, method: str, path: str, body: object, headers: dict[str, str]
    ) -> tuple[int, str]:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        page = answer.read().decode()
        connection.close()
        return answer.status, page


def test_the_first_start_offers_the_way_in_and_serves_its_own_style(tmp_path) -> None:
    with running(tmp_path / "data", "--no-worker") as server:
        path = re.search(r"(/invitations/\S+)", server.said)[1]
        visitor = Browser(server.port)
        assert visitor.ask("GET", path)[0] == 200
        status, page = visitor.ask("GET", "/")
        assert status == 200
        style = re.search(r'href="(/static/isopolis/workspace\.\w+\.css)"', page)[1]
        assert visitor.ask("GET", style)[0] == 200
        assert (tmp_path / "data" / "workspace.sqlite3").exists()
        assert claim_ten_gigabytes(server.port) == (403, "close")  # no token came first


def test_a_port_that_is_taken_is_said_before_anything_is_prepared() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        with pytest.raises(
            InputError, match=r"cannot listen on 127\.0\.0\.1, port \d+: Address already in use"
        ):
            check_free("127.0.0.1", other.getsockname()[1])
        free = other.getsockname()[1]
    check_free("127.0.0.1", free)


def claim_ten_gigabytes(port: int) -> tuple[int, str | None]:
    """Say that a file of 10 GB comes, send none of it: the status, and what becomes of the connection."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.putrequest("POST", "/sign-in/")
        connection.putheader("Content-Type", "multipart/form-data; boundary=between")
        connection.putheader("Content-Length", "10000000000")
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.getheader("Connection")


def test_a_demonstration_fills_an_empty_workspace_and_refuses_one_with_real_people(db) -> None:
    fill()
    assert User.objects.count() == 6
    assert Organisation.objects.count() == 12
    assert "password" in fill()
    assert User.objects.count() == 6
    User.objects.create_user("someone@example.org", "Someone")
    with pytest.raises(InputError, match="real people"):
        fill()


HOME = "/partnerships/demonstration-partnership/"
WRITES = {
    "deadline": (f"{HOME}deadlines/new/", {"phase": "1", "due_on": "2030-01-01"}),
    "barrier": (f"{HOME}barriers/new/", {"status": "open", "type": "cost"}),
    "proposal": (f"{HOME}decide/rounds/1/propose/", {"problem": "p", "idea": "i", "sure": "1"}),
    "vote": (f"{HOME}decide/rounds/2/vote/", {}),
}
"""Kinds of write: where, and what is sent beside the title."""
KEPT = {
    "deadline": ("SELECT title FROM process_deadline", "deadline set"),
    "barrier": ("SELECT title FROM barriers_barrier", "barrier added"),
    "proposal": ("SELECT title FROM decide_proposal", "proposal put"),
}
"""Where the titles are kept, and what the log calls the write."""
LOGGED = "SELECT count(*) FROM people_auditentry WHERE action = ?"
CYCLE = ("agree", "pass", "disagree")
STATEMENTS = 20


def written(visitor: Browser, kind: str, number: int) -> bool:
    """Send one write, the ``number``-th of its kind; whether the server confirmed it."""
    path, form = WRITES[kind]
    if kind == "vote":  # on each statement in turn, every time another answer
        value = CYCLE[number // STATEMENTS % 3]
        form = {"statement": str(number % STATEMENTS + 1), "value": value, "sent": str(number + 1)}
    try:
        return visitor.ask("POST", path, {"title": f"write {number}", **form})[0] == 302
    except (OSError, HTTPException):
        return False


def test_killing_the_server_during_200_writes_loses_none_that_was_confirmed(tmp_path) -> None:
    confirmed: dict[str, list[int]] = {kind: [] for kind in WRITES}
    with running(tmp_path / "data", "--demo", "--no-worker") as server:
        visitor = Browser(server.port)
        visitor.sign_in(server.said)
        before = {action: ask_once(server.data, LOGGED, action) for _question, action in KEPT.values()}

        def write(kind: str) -> None:
            for number in range(50):
                if not written(visitor, kind, number):
                    return
                confirmed[kind].append(number)

        writers = [threading.Thread(target=write, args=(kind,)) for kind in WRITES]
        for writer in writers:
            writer.start()
        while min(map(len, confirmed.values())) < 10 and any(writer.is_alive() for writer in writers):
            time.sleep(0.005)
        os.killpg(server.process.pid, signal.SIGKILL)
        for writer in writers:
            writer.join()
    assert min(map(len, confirmed.values())) >= 10
    assert sum(map(len, confirmed.values())) < 200
    with closing(sqlite3.connect(tmp_path / "data" / "workspace.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        for kind, (question, action) in KEPT.items():
            kept = [title for (title,) in database.execute(question) if title.startswith("write ")]
            assert {f"write {number}" for number in confirmed[kind]} <= set(kept), kind
            assert database.execute(LOGGED, (action,)).fetchone()[0] - before[action] == len(kept), kind
        # Of the votes the last confirmed one counts, or the one that was on its way.
        sent = dict(
            database.execute("SELECT statement_id, sent FROM decide_vote WHERE sent BETWEEN 1 AND 50")
        )
        last = {number % STATEMENTS + 1: number + 1 for number in confirmed["vote"]}
        on_its_way = len(confirmed["vote"])
        assert sent == last or sent == last | {on_its_way % STATEMENTS + 1: on_its_way + 1}


def ask_once(data: Path, question: str, *values: object) -> object:
    """The first cell of the answer of the database of a workspace that may be running."""
    with closing(sqlite3.connect(data / "workspace.sqlite3", timeout=20)) as database:
        return database.execute(question, values).fetchone()[0]


def wait_until(data: Path, question: str, wanted: object, seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while ask_once(data, question) != wanted:
        assert time.monotonic() < end, (question, ask_once(data, question))
        time.sleep(0.2)


def test_a_task_that_was_killed_in_its_middle_is_done_after_the_restart(tmp_path) -> None:
    data = tmp_path / "data"
    with running(data, "--demo") as server:
        wait_until(data, "SELECT status FROM tasks_task WHERE id = 1", "running")
        visitor = Browser(server.port)
        visitor.sign_in(server.said)
        place = "/partnerships/demonstration-partnership/measure/tessemar/upload/"
        visitor.ask("GET", place)
        assert visitor.send_file(place, "table.csv", GOOD.encode()) == 302
        assert ask_once(data, "SELECT status FROM tasks_task WHERE id = 1") == "running"
        os.killpg(server.process.pid, signal.SIGKILL)
    uploaded = ask_once(data, "SELECT max(id) FROM tasks_task WHERE kind = 'measure.inspect'")
    # The other two cities of the demonstration prove nothing more, and take two thirds of the time.
    with closing(sqlite3.connect(data / "workspace.sqlite3", timeout=20)) as database, database:
        database.execute("UPDATE tasks_task SET status = 'done' WHERE id IN (2, 3)")
    with running(data, "--demo"):
        wait_until(data, f"SELECT status FROM tasks_task WHERE id = {uploaded}", "done")
        assert ask_once(data, "SELECT status || attempts FROM tasks_task WHERE id = 1") == "done2"
    kept = ask_once(data, "SELECT id FROM measure_dataset WHERE name = 'table.csv'")
    assert (data / "measure" / "datasets" / str(kept) / "file").read_bytes() == GOOD.encode()
    # Of the generated files none is missing and none is there twice.
    assert ask_once(data, "SELECT count(*) FROM measure_dataset WHERE city_id = 1") == 4
    assert list((data / "incoming").iterdir()) == []
