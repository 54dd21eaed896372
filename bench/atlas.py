"""The atlas: what a city costs, and how the cost grows with the cells of the continent.

    python -m bench.atlas [CELLS ...]

Continents of 10,000 to 1,000,000 cells of 1 km, or as many as are asked for, are generated, with a city of
64 cells in every 1,600, and three partitions of three groups as in Eurostat's census grid. Each is worked
through in a process of its own with one thread, as a worker of `isopolis measure atlas` does: find the urban
centres, cut out the cities with the 15 km around them, measure each at 8 scales with 200 replicates. Of a
large continent so many cities are measured as :data:`MOST`, and their cost is multiplied; everything else is
done in full. Processor seconds.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from itertools import islice
from math import ceil

import numpy as np

from isopolis.measure.areas import Areas
from isopolis.measure.areas.grid import Cells
from isopolis.measure.areas.status import status_of
from isopolis.measure.areas.urban_centres import urban_centres
from isopolis.measure.atlas import Parameters, measure_city, tasks_of

CELLS = (10_000, 100_000, 1_000_000)
SIDE, CITY = 40, 8
"""Kilometres of the square around each city, and of the city."""
MOST = 60
"""Cities measured at most."""
PARTITIONS = {
    "birthplace": (("NAT", "EU_OTH", "OTH"), (0.80, 0.08, 0.12)),
    "age": (("Y_LT15", "Y_1564", "Y_GE65"), (0.16, 0.64, 0.20)),
    "residence_change": (("SAME", "CHG_IN", "CHG_OUT"), (0.90, 0.08, 0.02)),
}


def continent(cells: int, seed: int = 0) -> Areas:
    """About so many cells: squares with a city in the middle, in rows of a hundred."""
    rng = np.random.default_rng(seed)
    squares = ceil(cells / SIDE**2)
    square, place = np.divmod(np.arange(squares * SIDE**2), SIDE**2)
    x, y = place % SIDE, place // SIDE
    first = (SIDE - CITY) // 2
    inside = (x >= first) & (x < first + CITY) & (y >= first) & (y < first + CITY)
    people = np.where(inside, rng.integers(1_600, 4_000, len(x)), rng.integers(3, 60, len(x)))
    parts, groups = [], []
    for names, shares in PARTITIONS.values():
        # The first group is scarcer towards the east of every square.
        tilt = 1.0 + 0.5 * (x / SIDE - 0.5)
        left, rest = people.astype(np.int64), np.ones(len(x))
        for share in shares[1:]:
            taken = rng.binomial(left, np.minimum(share * tilt / rest, 1.0))
            parts.append(taken)
            left, rest = left - taken, rest - share * tilt
        parts.insert(len(parts) - 2, left)
        groups += names
    counts = np.column_stack(parts).astype(np.float64)
    total = people.astype(np.float64)
    place_of = Cells(
        (square % 100 * SIDE + x + 1_000) * 1_000,
        (square // 100 * SIDE + y + 1_000) * 1_000,
        np.full(len(x), 1_000),
    )
    return Areas(
        ids=place_of.ids(),
        groups=tuple(groups),
        counts=counts,
        status=status_of(counts),
        total=total,
        total_status=status_of(total),
        partitions={name: names for name, (names, _) in PARTITIONS.items()},
        cells=place_of,
    )


def work_through(cells: int, replicates: int = 200) -> dict[str, float]:
    """Processor seconds of each step for one continent, and the peak of memory in megabytes."""
    parameters = Parameters(replicates=replicates)
    small = continent(1)
    for task in tasks_of(small, urban_centres(small), parameters):  # compile
        measure_city(task)
    areas = continent(cells)
    start = time.process_time()
    centres = urban_centres(areas)
    found = time.process_time()
    cities = len(centres.table)
    seconds = {"cut out": 0.0, "measure": 0.0}
    tasks = tasks_of(areas, centres, parameters)
    measured = 0
    before = time.process_time()
    for task in islice(tasks, MOST):
        cut = time.process_time()
        measure_city(task)
        after = time.process_time()
        # The first task also sorts the cells of the whole continent: that is done once.
        seconds["cut out"] += (cut - before) * (1.0 if measured == 0 else cities / min(cities, MOST))
        seconds["measure"] += (after - cut) * cities / min(cities, MOST)
        before, measured = after, measured + 1
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    return {
        "cells": len(areas),
        "cities": cities,
        "measured": measured,
        "centres": found - start,
        **seconds,
        "megabytes": peak,
    }


def main(sizes: list[int]) -> None:
    """Print a line for each continent."""
    print(
        f"{'cells':>12}{'cities':>8}{'measured':>10}{'centres s':>11}{'cut out s':>11}{'measure s':>11}"
        f"{'µs a cell':>11}{'MB':>8}"
    )
    for size in sizes:
        command = [sys.executable, "-m", "bench.atlas", "--one", str(size)]
        one_thread = os.environ | {"NUMBA_NUM_THREADS": "1"}
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=one_thread)
        one = json.loads(done.stdout)
        whole = one["centres"] + one["cut out"] + one["measure"]
        print(
            f"{one['cells']:>12,}{one['cities']:>8,}{one['measured']:>10,}{one['centres']:>11.2f}"
            f"{one['cut out']:>11.2f}{one['measure']:>11.1f}{1e6 * whole / one['cells']:>11.1f}"
            f"{one['megabytes']:>8,.0f}",
            flush=True,
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(work_through(int(sys.argv[2]))))
    else:
        main([int(word) for word in sys.argv[1:]] or list(CELLS))
