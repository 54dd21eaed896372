"""Work is shared out over threads without a figure depending on it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from isopolis.measure.segregation import INDICES, threads
from isopolis.measure.segregation.environments import (
    ContiguityOrder,
    Kernel,
    NearestPeople,
    at_points,
    environments,
)
from isopolis.measure.segregation.inference import intervals
from isopolis.measure.segregation.inference.randomisation import null_values
from isopolis.measure.segregation.multiscalar import multiscalar_lens


@pytest.fixture
def always_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two threads for the smallest work, also where there is one processor."""
    monkeypatch.setattr(threads, "WORTH_SHARING", 1)
    monkeypatch.setattr(threads.numba, "get_num_threads", lambda: 2)


def test_every_row_is_done_once(always_shared: None) -> None:
    for rows in (0, 1, 2, 7, 16, 1000):
        done = np.zeros(rows, dtype=int)

        def mark(first: int, stop: int, done: np.ndarray = done) -> None:
            done[first:stop] += 1

        threads.share_out(mark, rows, 10**9)
        assert (done == 1).all()


def test_a_task_may_wait_for_an_earlier_one_and_none_is_done_twice(always_shared: None) -> None:
    done: list[int] = []

    def follow(number: int, before: Callable[[], int]) -> int:
        done.append(number)
        return before() + 1

    with threads.Tasks(10**9) as tasks:
        last = tasks.submit(int, 0)
        for number in range(200):
            last = tasks.submit(follow, number, last)
        assert last() == 200
    assert sorted(done) == list(range(200))
    assert not threads._busy


def test_an_error_of_a_task_belongs_to_whoever_asks_for_its_result(always_shared: None) -> None:
    with threads.Tasks(10**9) as tasks:
        wrong, right = tasks.submit(int, "x"), tasks.submit(int, "7")
        assert right() == 7
        with pytest.raises(ValueError, match="invalid literal"):
            wrong()


def test_tasks_that_nobody_has_begun_are_forgotten(always_shared: None) -> None:
    begun: list[int] = []
    with threads.Tasks(10**9) as tasks:
        tasks.submit(time.sleep, 0.05)
        for number in range(50):
            tasks.submit(lambda one: (time.sleep(0.01), begun.append(one)), number)
    assert len(begun) < 50


def test_an_error_in_a_thread_is_an_error(always_shared: None) -> None:
    def fail(first: int, stop: int) -> None:
        raise ValueError(f"{first}")

    with pytest.raises(ValueError, match=r"^\d+$"):
        threads.share_out(fail, 100, 10**9)


def test_nobody_writes_after_an_error_has_ended_the_work(always_shared: None) -> None:
    written: list[int] = []

    def slow(first: int, stop: int) -> None:
        if threading.current_thread() is threading.main_thread():
            raise ValueError(f"{first}")
        time.sleep(0.02)
        written.append(first)

    with pytest.raises(ValueError, match=r"^\d+$"):
        threads.share_out(slow, 100, 10**9)
    before = len(written)
    time.sleep(0.1)
    assert len(written) == before


def test_work_is_done_where_the_other_threads_are_all_taken(always_shared: None) -> None:
    free = threading.Event()
    taken = [threads._others().submit(free.wait) for _ in range(os.cpu_count())]
    done = np.zeros(1000, dtype=int)

    def mark(first: int, stop: int) -> None:
        done[first:stop] += 1

    threads.share_out(mark, 1000, 10**9)
    assert (done == 1).all()
    free.set()
    assert all(one.result() for one in taken)


def _figures() -> list[np.ndarray]:
    rng = np.random.default_rng(3)
    counts = rng.multinomial(50, [0.6, 0.3, 0.1], size=150).astype(float)
    x, y = rng.uniform(0, 3000, (2, 150))
    points, grid = at_points(x, y), at_points(np.arange(150) % 15 * 100.0, np.arange(150) // 15 * 100.0)
    table = intervals(counts, ["dissimilarity", "gini", "theil_h", "isolation"], replicates=40)
    out = [table.iloc[:, 1:].to_numpy(), null_values(counts, "gini", replicates=30)]
    out += [INDICES[name].areas(counts) for name in ("dissimilarity", "theil_h")]
    for places in (points, grid):
        out += [found.people for found in environments(counts, places, [Kernel(500), NearestPeople(400)])]
        lens = multiscalar_lens(counts, places)
        out += [lens.distortion, lens.focal_share, lens.focal_distance]
    out += [found.people for found in environments(counts, grid, [ContiguityOrder(2)])]
    return out


def test_figures_are_the_same_bits_on_one_thread_and_on_several(
    always_shared: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = _figures()
    monkeypatch.setattr(threads, "WORTH_SHARING", 10**12)
    for one, several in zip(_figures(), shared, strict=True):
        assert_array_equal(one, several)
