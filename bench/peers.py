"""Isopolis beside PySAL `segregation` on the same generated cities, in one run.

    python -m bench.peers [--full] [WORD ...]

Both sides start from the same table of squares (GeoPandas). Each side of each case runs in a process of its
own, after a warm-up on a small city: processor seconds of one thread, the best of three or, where one run
takes ten seconds, of one, and the memory that the process grew by. Both figures are printed; where the
definitions agree, the command ends with 1 if they do not. docs/methods/agreement.md says where and why they
differ: the work is then of the same kind, not the same. The cities are of a size that PySAL finishes in
about a minute; --full takes the sizes of the table in docs/methods/speed.md, for which it needs 12 GB and a
quarter of an hour.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
from bench.segregation import FIVE, GROUPS, SMALL, City
from shapely import box

from isopolis.measure.segregation import INDICES, profile
from isopolis.measure.segregation import measure as measured
from isopolis.measure.segregation.environments import Shape
from isopolis.measure.segregation.inference.randomisation import null_values

RUNS, LONG = 3, 10.0
"""Runs of each side, and seconds from which one is enough."""


@dataclass(frozen=True, slots=True)
class Case:
    """The same work for both; ``agree`` where both figures should be the same."""

    name: str
    areas: int
    full: int
    groups: int
    ours: Callable[[Any], float]
    theirs: Callable[[Any], float]
    agree: bool = True
    times: int = 1
    """How much more of the work we do than they, e.g. 500 replicates against 50."""


def _frame(city: City) -> Any:
    """The city as PySAL reads it: a table of squares."""
    x, y = np.asarray(city.locations.x), np.asarray(city.locations.y)
    squares = box(x - 50, y - 50, x + 50, y + 50)
    columns = {name: city.counts[:, m] for m, name in enumerate(GROUPS[: city.counts.shape[1]])}
    return gpd.GeoDataFrame(columns | {"total": city.counts.sum(axis=1)}, geometry=list(squares), crs=3035)


def _all(frame: Any) -> list[str]:
    """The groups of a table."""
    return [name for name in GROUPS if name in frame]


def _counts(frame: Any) -> Any:
    return frame[_all(frame)].to_numpy(float)


def _index(name: str) -> Callable[[Any], float]:
    """The index itself, of the columns of the table."""
    return lambda frame: float(INDICES[name].city(_counts(frame)))


def _several(name: str) -> Callable[[Any], float]:
    """One of PySAL's classes for many groups."""

    def value(frame: Any) -> float:
        import segregation.multigroup as several  # noqa: PLC0415

        return float(getattr(several, name)(frame, groups=_all(frame)).statistic)

    return value


def _single(name: str) -> Callable[[Any], float]:
    """One of PySAL's classes for a group among all people."""

    def value(frame: Any) -> float:
        import segregation.singlegroup as single  # noqa: PLC0415

        return float(getattr(single, name)(frame, group_pop_var="A", total_pop_var="total").statistic)

    return value


def _our_table(frame: Any) -> float:
    """H of all groups and of each against the rest, with their statuses."""
    return float(measured(frame, _all(frame), ["theil_h"])["value"].sum())


def _their_table(frame: Any) -> float:
    from segregation.multigroup import MultiInfoTheory  # noqa: PLC0415
    from segregation.singlegroup import Entropy  # noqa: PLC0415

    each = [Entropy(frame, group, "total").statistic for group in _all(frame)]
    return float(MultiInfoTheory(frame, groups=_all(frame)).statistic + sum(each))


def _our_profile(frame: Any) -> float:
    found = profile(frame, _all(frame), ["theil_h"], FIVE, kernel=Shape.TRIANGULAR)
    return float(found["value"].iloc[-1])


def _their_profile(frame: Any) -> float:
    from segregation.dynamics import compute_multiscalar_profile  # noqa: PLC0415
    from segregation.multigroup import MultiInfoTheory  # noqa: PLC0415

    found = compute_multiscalar_profile(frame, MultiInfoTheory, groups=_all(frame), distances=FIVE)
    return float(found.iloc[-1])


def _our_proximity(frame: Any) -> float:
    return float(measured(frame, _all(frame), ["spatial_proximity"])["value"].iloc[0])


def _our_null(frame: Any) -> float:
    return float(np.mean(null_values(_counts(frame), "dissimilarity", replicates=500)))


def _their_null(frame: Any) -> float:
    from segregation.inference import SingleValueTest  # noqa: PLC0415
    from segregation.singlegroup import Dissim  # noqa: PLC0415

    index = Dissim(frame, group_pop_var="A", total_pop_var="total")
    test = SingleValueTest(
        index, iterations_under_null=50, null_approach="evenness", n_jobs=1, index_kwargs=None
    )
    return float(np.mean(test.est_sim))


CASES = (
    Case("H, multigroup", 100_000, 100_000, 6, _index("theil_h"), _several("MultiInfoTheory")),
    Case("D, multigroup", 100_000, 100_000, 6, _index("dissimilarity"), _several("MultiDissim")),
    Case("H of all and of each group", 100_000, 100_000, 6, _our_table, _their_table),
    Case("Gini, two groups", 10_000, 10_000, 2, _index("gini"), _single("Gini")),
    Case("H profile, 5 distances", 2_500, 10_000, 6, _our_profile, _their_profile, agree=False),
    Case("spatial proximity", 2_500, 10_000, 2, _our_proximity, _single("SpatialProximity"), agree=False),
    Case("null of D: 500 draws against 50", 2_500, 10_000, 2, _our_null, _their_null, times=10),
)


def measure(case: Case, side: str, full: bool) -> dict[str, float]:
    """Processor seconds, megabytes grown by, and the figure, of one side of one case."""
    warnings.simplefilter("ignore")
    areas = case.full if full else case.areas
    work = case.ours if side == "ours" else case.theirs
    small, frame = _frame(City.of(SMALL, case.groups)), _frame(City.of(areas, case.groups))
    work(small)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    times: list[float] = []
    while len(times) < RUNS and sum(times) < LONG:
        start = time.process_time()
        value = work(frame)
        times.append(time.process_time() - start)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return {"seconds": min(times), "megabytes": grown / 1024, "value": value}


def main(words: list[str]) -> int:
    """Print the table; 1 where figures that should agree do not."""
    full, words = "--full" in words, [word for word in words if word != "--full"]
    threads = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
    environment = os.environ | dict.fromkeys(threads, "1")
    wrong = 0
    header = (
        f"{'work':32} {'areas':>8} {'Isopolis s':>10} {'PySAL s':>9} {'ratio':>8} {'MB':>6} {'PySAL MB':>9}"
    )
    print(header + "  figures")
    for number, case in enumerate(CASES):
        if words and not any(word.lower() in case.name.lower() for word in words):
            continue
        both = []
        for side in ("ours", "theirs"):
            command = [sys.executable, "-m", "bench.peers", "--case", str(number), side, str(int(full))]
            done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
            both.append(json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else None)
            if done.returncode:
                print(done.stderr.strip().splitlines()[-1])
        areas = case.full if full else case.areas
        if None in both:
            print(f"{case.name:32} {areas:8,} one side failed: no ratio")
            wrong += both[0] is None
            continue
        ours, theirs = both
        differ = case.agree and abs(ours["value"] - theirs["value"]) > (1e-6 if case.times == 1 else 5e-3)
        wrong += differ
        ratio = theirs["seconds"] * case.times / max(ours["seconds"], 1e-9)
        note = "DIFFER" if differ else "agree" if case.agree else "other definition"
        print(
            f"{case.name:32} {areas:8,} {ours['seconds']:10.4f} {theirs['seconds']:9.2f} {ratio:7,.0f}x"
            f" {ours['megabytes']:6.0f} {theirs['megabytes']:9.0f}"
            f"  {ours['value']:.4f} {theirs['value']:.4f} {note}",
            flush=True,
        )
    return int(wrong > 0)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--case"]:
        print(json.dumps(measure(CASES[int(sys.argv[2])], sys.argv[3], sys.argv[4] == "1")))
    else:
        sys.exit(main(sys.argv[1:]))
