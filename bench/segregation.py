"""Segregation: time and memory of each piece of work on generated cities, against the most they may take.

    python -m bench.segregation [WORD ...]

Every case runs in a process of its own: a small city first, so that compiled kernels are there, then the
city itself with one thread (processor seconds) and with two (clock), in turn, so that what else the machine
does meets both; the best of three times each, or of as many as there are in two seconds. Memory is what the
process grew by while the case ran. WORDs choose the cases whose name holds one of them.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt
from bench import cases

from isopolis.measure.segregation import FIRST_FLOOR, INDICES, profile
from isopolis.measure.segregation.clustering import (
    absolute_clustering,
    decaying,
    distance_decay_isolation,
    relative_clustering,
    spatial_proximity,
)
from isopolis.measure.segregation.environments import (
    Kernel,
    Locations,
    NearestPeople,
    Shape,
    at_points,
    environments,
)
from isopolis.measure.segregation.inference import intervals
from isopolis.measure.segregation.inference.randomisation import null_values
from isopolis.measure.segregation.multiscalar import multiscalar_lens

Floats = npt.NDArray[np.float64]
GROUPS = ["A", "B", "C", "D", "E", "F"]
FIVE = [500, 1000, 1500, 2000, 4000]
TEN = [250, 500, 750, 1000, 1500, 2000, 3000, 5000, 7500, 10_000]
PEOPLE = [NearestPeople(100 * 2**j) for j in range(9)]
SMALL, RUNS, ENOUGH, LONG = 400, 3, 2.0, 5.0
"""Areas of the warm-up, fewest runs, seconds of runs, and seconds from which one run is enough."""


@dataclass(frozen=True, slots=True)
class City:
    """A generated city: 100 m cells, or as many points as cells thrown over the same ground."""

    counts: Floats
    locations: Locations

    @classmethod
    def of(cls, areas: int, groups: int = 6, *, grid: bool = True, seed: int = 0) -> City:
        """About 60 people an area; the first group thins out from north to south."""
        rng = np.random.default_rng(seed)
        side = round(areas**0.5)
        row, column = np.divmod(np.arange(areas), side)
        x, y = column * 100.0, row * 100.0
        if not grid:
            x, y = rng.uniform(0, 100.0 * side, (2, areas))
        mean = np.full((areas, groups), 60.0 / groups)
        mean[:, 0] *= 2.0 - y / y.max() * 1.9
        return cls(rng.poisson(mean).astype(float), at_points(x, y, np.full(areas, 1e4)))


@dataclass(frozen=True, slots=True)
class Case:
    """One piece of work, the city it is done for, and the most it may take."""

    name: str
    areas: int
    run: Callable[[City], object]
    seconds: float
    megabytes: float = float("inf")
    groups: int = 6
    grid: bool = True


def _contributions(city: City) -> None:
    for name in ("dissimilarity", "theil_h"):
        INDICES[name].areas(city.counts)


def _profile(city: City, scales: list[int]) -> None:
    profile(city.counts, GROUPS, ["theil_h"], scales, locations=city.locations, kernel=Shape.TRIANGULAR)


def _sure_profile(city: City) -> None:
    """Figures of surroundings with their intervals."""
    scales = [500, 1000, 2000, 4000, "k=400"]
    indices = ["theil_h", "dissimilarity", "isolation"]
    profile(city.counts, GROUPS, indices, scales, locations=city.locations, intervals=True)


def _walk_through(city: City, scales: list[NearestPeople] | list[Kernel]) -> None:
    for _ in environments(city.counts, city.locations, scales):
        pass


def _clustering(city: City) -> None:
    pair = city.counts[:, :2]
    near = decaying(pair, city.locations)
    for index in (spatial_proximity, absolute_clustering, relative_clustering, distance_decay_isolation):
        index(pair, near)


def _intervals(city: City) -> None:
    names = [name for name in FIRST_FLOOR if name != "location_quotient"]
    intervals(city.counts, names, replicates=200)


CASES = (
    Case("D and H with contributions", 100_000, _contributions, 0.010),
    Case("H profile, 5 triangular kernels", 10_000, lambda city: _profile(city, FIVE), 0.05, 300),
    Case("H profile, 10 triangular kernels", 100_000, lambda city: _profile(city, TEN), 1.0),
    Case("kernels among points, 5", 100_000, lambda city: _walk_through(city, [Kernel(h) for h in FIVE]),
         7.0, grid=False),
    Case("9 k-nearest-people environments", 100_000, lambda city: _walk_through(city, PEOPLE), 4.0),
    Case("9 k-nearest-people environments", 50_000, lambda city: _walk_through(city, PEOPLE), 15.0,
         grid=False),
    Case("intervals of 3 indices, 5 scales", 100_000, _sure_profile, 10.0, 500),
    Case("intervals of 3 indices, 5 scales", 50_000, _sure_profile, 10.0, 300, grid=False),
    Case("Gini", 10_000, lambda city: INDICES["gini"].city(city.counts[:, :2]), 0.01),
    Case("null of D, 500 replicates", 10_000,
         lambda city: null_values(city.counts, "dissimilarity", replicates=500), 0.8, groups=2),
    Case("null of H, 500 replicates", 10_000,
         lambda city: null_values(city.counts, "theil_h", replicates=500), 3.0),
    Case("intervals, 11 indices, 200 replicates", 10_000, _intervals, 3.0, groups=2),
    Case("SP, ACL, RCL and DPxx", 10_000, _clustering, 0.5, 300),
    Case("SP, ACL, RCL and DPxx", 10_000, _clustering, 0.5, 300, grid=False),
    Case("SP, ACL, RCL and DPxx", 100_000, _clustering, 5.0, 300),
    Case("SP, ACL, RCL and DPxx", 100_000, _clustering, 60.0, 300, grid=False),
    Case("multiscalar lens, every step", 10_000,
         lambda city: multiscalar_lens(city.counts, city.locations), 8.0, 500),
    Case("multiscalar lens, every step", 10_000,
         lambda city: multiscalar_lens(city.counts, city.locations), 8.0, 500, grid=False),
    Case("multiscalar lens, 80 steps", 100_000,
         lambda city: multiscalar_lens(city.counts, city.locations, steps=80), 20.0),
)  # fmt: skip


def measure(case: Case) -> dict[str, float]:
    """Processor seconds with one thread, clock with one and with two, and megabytes grown by."""
    city = City.of(case.areas, case.groups, grid=case.grid)
    case.run(City.of(SMALL, case.groups, grid=case.grid))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    out: dict[str, float] = {}
    run, spent = 0, 0.0
    while run == 0 or (spent < LONG and (run < RUNS or spent < ENOUGH)):
        for threads in (1, min(2, numba.config.NUMBA_NUM_THREADS)):
            numba.set_num_threads(threads)
            clock, processor = time.perf_counter(), time.process_time()
            case.run(city)
            took = {"processor": time.process_time() - processor, "clock": time.perf_counter() - clock}
            for what, seconds in took.items():
                name = f"{what} {threads}"
                out[name] = min(seconds, out.get(name, seconds))
            spent += took["clock"]
        run += 1
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return out | {"megabytes": grown / 1024}


def main(words: list[str]) -> int:
    """Print the table; 1 where something took more than it may."""
    late = 0
    print(f"{'work':34} {'areas':>14} {'CPU s':>8} {'at most':>8} {'ratio':>7} {'2 threads':>10} {'MB':>6}")
    for case, found in cases.run("bench.segregation", CASES, words):
        one, two = found["clock 1"], found.get("clock 2", float("nan"))
        late += cases.is_late(case, found["processor 1"], found["megabytes"])
        where = f"{case.areas:,} {'cells' if case.grid else 'points'}"
        ratio = case.seconds / found["processor 1"]
        print(
            f"{case.name:34} {where:>14} {found['processor 1']:8.3f} {case.seconds:8.3f} {ratio:6.1f}x"
            f" {one / two:9.2f}x {found['megabytes']:6.0f}",
            flush=True,
        )
    return int(late > 0)


if __name__ == "__main__":
    sys.exit(main(cases.asked(CASES, measure)))
