"""A server of the workspace in a process of its own, for the tests that need a real one."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Running:
    """A server that runs: where, its folder, what it said, its process."""

    port: int
    data: Path
    said: str
    process: subprocess.Popen[str]


@contextmanager
def running(data: Path, *options: str) -> Iterator[Running]:
    """Start `isopolis serve` in a folder; end its whole process group afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("ISOPOLIS_", "DJANGO_"))
    }
    kept.pop("DATABASE_URL", None)
    command = [sys.executable, "-c", "from isopolis.cli import main; main()", "serve"]
    log = data.parent / f"{data.name}-{port}.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [*command, "--port", str(port), "--data", str(data), *options],
            stdout=out,
            stderr=subprocess.STDOUT,
            text=True,
            env={**kept, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUNBUFFERED": "1"},
            start_new_session=True,
        )
    try:
        end = time.monotonic() + 240  # other work may run beside the tests
        while f"http://127.0.0.1:{port}/ (" not in log.read_text():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.1)
        yield Running(port, data, log.read_text(), process)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
