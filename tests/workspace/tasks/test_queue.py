"""The queue: each task is done once, by one worker; what was interrupted is done again."""

from __future__ import annotations

import multiprocessing
import os
import socket
import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils import timezone

from isopolis.workspace.tasks import kinds, worker
from isopolis.workspace.tasks.kinds import Kind, register
from isopolis.workspace.tasks.models import Task
from isopolis.workspace.tasks.queue import MOST_ATTEMPTS, beat, enqueue, release_lost, take, worker_name

HERE = "isopolis_test_computations"


@pytest.fixture
def finished(db, monkeypatch, tmp_path):
    """A kind for each function of the module of computations below; the names of what was finished."""
    (tmp_path / f"{HERE}.py").write_text(COMPUTATIONS)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *sys.path]))
    monkeypatch.setattr(kinds, "KINDS", kinds.KINDS.copy())
    monkeypatch.setattr("isopolis.workspace.tasks.kinds.KINDS", kinds.KINDS)
    out: list[str] = []
    for name in NAMES:
        register(
            Kind(
                name,
                f"{HERE}:{name}",
                lambda task, result, folder: out.append(f"{task.kind} done"),
                lambda task: out.append(f"{task.kind} failed"),
                seconds=2,
            )
        )
    yield out
    for name in NAMES:
        kinds.KINDS.pop(name, None)


NAMES = ("add", "refuse", "break_down", "swallow_memory", "spin", "vanish", "fill_the_room", "call_home")
COMPUTATIONS = """
import os, signal
from isopolis.errors import InputError

def add(payload, folder, report):
    report(1, 2)
    return {"sum": sum(payload["numbers"])}

def refuse(payload, folder, report):
    raise InputError("this is no table", file="/srv/secret/table.csv", row=3, remedy="give a table")

def break_down(payload, folder, report):
    return {"share": 1 / 0}

def swallow_memory(payload, folder, report):
    return {"size": len(bytearray(20_000_000_000))}

def spin(payload, folder, report):
    while True:
        pass

def vanish(payload, folder, report):
    os.kill(os.getpid(), signal.SIGKILL)

def fill_the_room(payload, folder, report):
    import tempfile
    with tempfile.NamedTemporaryFile(delete=False) as stream:
        stream.write(b"left behind")
    inside = os.path.dirname(stream.name) == str(folder)
    return {"inside": inside, "key": os.environ.get("ISOPOLIS_SECRET_KEY", "")}

def call_home(payload, folder, report):
    import ctypes, socket, struct
    try:
        socket.create_connection(("127.0.0.1", payload["port"]), 5)
        python = "connected"
    except PermissionError:
        python = "refused"
    # As a library in C would, of which Python knows nothing.
    name = struct.pack("=HH4s8x", socket.AF_INET, socket.htons(payload["port"]), bytes([127, 0, 0, 1]))
    with socket.socket() as plain:
        c = ctypes.CDLL(None).connect(plain.fileno(), name, len(name))
    with open("/proc/self/net/dev") as devices:
        alone = [line.split(":")[0].strip() for line in devices if ":" in line] == ["lo"]
    return {"python": python, "c": c, "alone": alone}
"""


def done(kind: str, **payload: object) -> Task:
    task = enqueue(kind, payload, None, None)
    assert worker.work_once()
    task.refresh_from_db()
    return task


def test_a_task_is_computed_and_finished(finished) -> None:
    task = done("add", numbers=[2, 3, 4])
    assert (task.status, task.result, task.percent) == ("done", {"sum": 9}, 100)
    assert finished == ["add done"]
    assert not worker.work_once()


def test_what_cannot_be_used_is_told_without_the_servers_folders(finished) -> None:
    task = done("refuse")
    assert task.status == "failed"
    assert task.error == {
        "place": "table.csv, row 3",
        "places": ["table.csv", {"source": "row {row}", "values": {"row": 3}}],
        "found": "this is no table",
        "remedy": "give a table",
        "phrases": {},
    }
    assert finished == ["refuse failed"]


def test_a_bug_is_logged_and_not_shown(finished, caplog) -> None:
    task = done("break_down")
    assert task.error["found"] == "something broke on our side"
    assert "ZeroDivisionError" in caplog.text


def test_memory_beyond_the_limit_ends_the_child_only(finished) -> None:
    task = done("swallow_memory")
    assert task.status == "failed"
    assert "memory" in task.error["found"]
    assert done("add", numbers=[1]).status == "done"


def test_time_beyond_the_limit_ends_the_child_only(finished) -> None:
    task = done("spin")
    assert task.status == "failed"
    assert "too much time" in task.error["found"]


def test_a_child_that_is_killed_fails_its_task(finished) -> None:
    assert done("vanish").status == "failed"
    assert finished == ["vanish failed"]


def test_a_child_knows_no_secret_and_leaves_nothing_behind(finished, settings) -> None:
    assert done("fill_the_room").result == {"inside": True, "key": ""}
    assert list((settings.DATA / "tasks").iterdir()) == []


def test_a_task_whose_end_cannot_be_stored_fails_whole(finished, caplog) -> None:
    def burst(task, result, folder) -> None:
        Task.objects.create(kind="half a change")
        raise RuntimeError("no room")

    kind = kinds.KINDS["add"]
    register(Kind("add", kind.compute, burst, kind.fail, seconds=2))
    assert done("add", numbers=[1]).status == "failed"
    assert not Task.objects.filter(kind="half a change").exists()


def test_two_workers_never_take_the_same_task(db) -> None:
    first, second = (enqueue("add", {}, None, None) for _ in range(2))
    assert take("one/1") == first
    assert take("two/2") == second
    assert take("one/1") is None


def test_a_task_without_a_sign_of_life_is_taken_again_and_the_first_worker_is_told(db) -> None:
    enqueue("add", {}, None, None)
    mine = take("elsewhere/1")
    assert beat(mine, 1, 2)
    Task.objects.update(heartbeat_at=timezone.now() - timedelta(minutes=5))
    theirs = take("another/2")
    assert theirs == mine
    assert theirs.attempts == 2
    assert not beat(mine, 2, 2)


def test_after_a_restart_the_tasks_of_the_dead_worker_are_free_at_once(db) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    machine = worker_name().partition("/")[0]
    enqueue("add", {}, None, None)
    take(f"{machine}/{ended.pid}")
    assert take("another/2") is None
    assert release_lost() == 1
    assert take("another/2").attempts == 2


def test_a_task_that_kills_its_workers_is_given_up(db) -> None:
    task = enqueue("add", {}, None, None)
    for number in range(MOST_ATTEMPTS):
        assert take(f"worker/{number}") == task
        Task.objects.update(heartbeat_at=timezone.now() - timedelta(minutes=5))
    assert take("worker/9") is None
    task.refresh_from_db()
    assert task.status == "failed"
    assert "interrupted" in task.error["found"]


def test_a_child_ends_when_its_worker_is_gone(finished) -> None:
    from isopolis.workspace.tasks.child import run  # noqa: PLC0415

    context = multiprocessing.get_context("forkserver")
    ours, theirs = context.Pipe()
    child = context.Process(target=run, args=(f"{HERE}:spin", {}, os.curdir, (60, 4000), theirs))
    child.start()
    theirs.close()
    ours.close()  # what the system does with the pipe of a killed worker
    child.join(20)
    assert child.exitcode == 1


@pytest.mark.skipif(sys.platform != "linux", reason="reads what Linux says of its network")
def test_a_child_reaches_no_network(finished) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        task = done("call_home", port=listening.getsockname()[1])
    assert task.result["python"] == "refused"
    assert task.result["c"] == (-1 if task.result["alone"] else 0)
