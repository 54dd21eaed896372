"""Many people voting at once on one machine with SQLite: is a vote lost, and how long does an answer take?

    python -m bench.voting [PEOPLE] [SECONDS BETWEEN TWO VOTES]

A server of the workspace is started in a folder of its own. PEOPLE (500) come within twenty seconds, begin by
the open link and vote on five statements of the demonstration, one every ten seconds, as fast as people
read; nothing leaves this machine. At the end the votes in the database are counted against those that were
confirmed. The server answers from ISOPOLIS_WORKERS processes (2 here).
"""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np


def serve(data: Path) -> tuple[subprocess.Popen[str], int]:
    """Start the server and wait for it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from isopolis.cli import main; main()", "serve", "--demo"]
    log = data.parent / "server.log"
    environment = {"ISOPOLIS_WORKERS": "2", **os.environ, "PYTHONUNBUFFERED": "1"}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    process = subprocess.Popen(
        [*command, "--port", str(port), "--data", str(data)],
        stdout=log.open("w"), stderr=subprocess.STDOUT, text=True, start_new_session=True,
        env=environment,
    )  # fmt: skip
    while f":{port}/ (" not in log.read_text():
        if process.poll() is not None:
            raise SystemExit(log.read_text())
        time.sleep(0.2)
    return process, port


def used(server: subprocess.Popen[str]) -> float:
    """Processor seconds of the server, its workers and its helper so far (Linux; 0 elsewhere)."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended in between
            continue
        if int(fields[2]) == server.pid:  # of its group
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def settle(server: subprocess.Popen[str]) -> None:
    """Wait until the server has started in full: its helper loads compiled functions beside it."""
    before = used(server)
    for _second in range(120):
        time.sleep(1)
        now = used(server)
        if now - before < 0.1:
            return
        before = now


async def ask(port: int, method: str, path: str, body: str = "", headers: str = "") -> tuple[int, str]:
    """One request on a connection of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    kind = "Content-Type: application/x-www-form-urlencoded\r\n" if method == "POST" else ""
    writer.write(
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n{kind}{headers}"
        f"Content-Length: {len(body)}\r\n\r\n{body}".encode()
    )
    answer = (await reader.read()).decode(errors="replace")
    writer.close()
    return int(answer[9:12]), answer


async def person(  # noqa: PLR0917  (what everybody shares)
    number: int, port: int, path: str, pause: float, times: list[float], confirmed: list[int]
) -> None:
    """Come within two pauses, begin, and vote on everything that comes."""
    random = np.random.default_rng(number)
    await asyncio.sleep(random.uniform(0, 2 * pause))
    _status, page = await ask(port, "GET", path)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    cookie = re.search(r"csrftoken=([^;]+)", page)
    if token is None or cookie is None:
        raise SystemExit(page[:600])
    headers = f"Cookie: csrftoken={cookie[1]}\r\n"
    _status, begun = await ask(port, "POST", path, f"begin=1&csrfmiddlewaretoken={token[1]}", headers)
    mine = re.search(r"(isopolis_take_part_\d+)=([^;]+)", begun)
    if mine is None:
        raise SystemExit(begun[:600])
    headers = f"Cookie: csrftoken={cookie[1]}; {mine[1]}={mine[2]}\r\n"
    _status, page = await ask(port, "GET", path, headers=headers)
    queue = [int(one) for one in re.findall(r'data-id="(\d+)"', page)]
    headers += "Accept: application/json\r\n"
    for value in ("agree", "disagree", "pass", "agree", "disagree"):
        if not queue:
            break
        statement = queue.pop(0)
        body = f"statement={statement}&value={value}&csrfmiddlewaretoken={token[1]}"
        start = time.perf_counter()
        status, _answer = await ask(port, "POST", path, body, headers)
        times.append(time.perf_counter() - start)
        confirmed[0] += status == 200
        await asyncio.sleep(pause * random.uniform(0.5, 1.5))


async def everybody(port: int, path: str, people: int, pause: float) -> tuple[list[float], int]:
    """All of them at once."""
    times: list[float] = []
    confirmed = [0]
    await asyncio.gather(*(person(i, port, path, pause, times, confirmed) for i in range(people)))
    return times, confirmed[0]


def main(people: int, pause: float) -> int:
    """Run it; 1 where a vote is lost or the 95th percentile is above 200 ms."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        process, port = serve(data)
        try:
            base = sqlite3.connect(data / "workspace.sqlite3")
            row = "SELECT id, link_token FROM decide_round WHERE kind = 'votes'"
            number, token = base.execute(row).fetchone()
            # All come from one address here; in the world they do not.
            from_here = "CREATE TRIGGER spread AFTER INSERT ON decide_participant BEGIN "
            base.execute(from_here + "UPDATE decide_participant SET origin = NEW.id WHERE id = NEW.id; END")
            base.commit()
            count = f"SELECT count(*) FROM decide_vote WHERE round_id = {number}"
            before = base.execute(count).fetchone()[0]
            settle(process)
            start, spent = time.perf_counter(), used(process)
            times, confirmed = asyncio.run(everybody(port, f"/take-part/{token}/", people, pause))
            clock, spent = time.perf_counter() - start, used(process) - spent
            after = base.execute(count).fetchone()[0]
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()
    half, late, worst = np.quantile(times, [0.5, 0.95, 1.0]) * 1000
    print(f"{people} people, {len(times)} votes in {clock:.0f} s ({len(times) / clock:.0f} a second)")
    print(f"server: {spent / len(times) * 1000:.1f} ms of CPU a vote, the pages before it included")
    print(f"confirmed {confirmed}, in the database {after - before}, lost {confirmed - (after - before)}")
    print(f"answer: median {half:.0f} ms, 95 of 100 within {late:.0f} ms (at most 200), worst {worst:.0f} ms")
    return int(confirmed != after - before or confirmed < len(times) or late > 200)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 500, float(sys.argv[2]) if sys.argv[2:] else 10.0))
