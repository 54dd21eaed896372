"""The whole census grid of Europe: time and memory from the file to its urban centres and their figures.

    python -m bench.europe [GRID.parquet]

Each step is timed after a first run on a small file, so that compiled kernels are there; memory is the
peak of the whole process. In the end the command that does all of it, with intervals, briefs and tables:
`isopolis measure GRID.parquet --by urban-centre`, in a process of its own.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from isopolis.errors import InputError
from isopolis.measure.areas import compose
from isopolis.measure.areas.areas import Areas
from isopolis.measure.areas.formats import read
from isopolis.measure.areas.urban_centres import ATTRIBUTE, UrbanCentres, urban_centres
from isopolis.measure.segregation.evenness import dissimilarity

DATA = Path(os.environ.get("ISOPOLIS_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
GRID = DATA / "europe" / "census2021_grid_1km.parquet"
CITIES = DATA / "europe" / "census2021_1km_12cities.csv.gz"
GROUPS = ("OTH", "NAT")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it was, seconds on the clock and of the processors, and what came out."""

    name: str
    clock: float
    processor: float
    result: str


def timed(name: str, work: Callable[[], T], say: Callable[[T], str], steps: list[Step]) -> T:
    clock, processor = time.perf_counter(), time.process_time()
    result = work()
    steps.append(Step(name, time.perf_counter() - clock, time.process_time() - processor, say(result)))
    return result


def figures(areas: Areas) -> dict[str, float]:
    """Dissimilarity of the non-EU-born and the native-born in every urban centre where both are known."""
    out = {}
    for centre, people in areas.by(ATTRIBUTE):
        try:
            counts = compose(people, GROUPS).counts
        except InputError:  # both are suppressed in the whole centre
            continue
        out[centre] = float(dissimilarity(counts, counts).sum())
    return out


def run(path: Path = GRID) -> list[Step]:
    """Read the grid, find its centres, compute one index in each."""
    steps: list[Step] = []
    if CITIES.is_file():  # compile
        small = read(CITIES)
        figures(urban_centres(small).assign(small))
    areas = timed("read the grid", lambda: read(path), lambda a: f"{len(a):,} cells", steps)
    found: UrbanCentres = timed(
        "find urban centres", lambda: urban_centres(areas), lambda u: f"{len(u.table)} centres", steps
    )
    timed(
        "dissimilarity in each",
        lambda: figures(found.assign(areas)),
        lambda values: f"{len(values)} values",
        steps,
    )
    return steps


def peak() -> float:
    """Largest memory of this process so far, in gigabytes."""
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size / (1e9 if sys.platform == "darwin" else 1e6)


def main() -> None:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else GRID
    print(f"{'step':<24}{'clock s':>9}{'cpu s':>9}  result")
    for step in run(path):
        print(f"{step.name:<24}{step.clock:>9.2f}{step.processor:>9.2f}  {step.result}")
    print(f"peak memory {peak():.2f} GB")
    clock, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    with TemporaryDirectory() as folder:
        words = ["measure", str(path), "--by", "urban-centre", "--out", folder]
        command = [sys.executable, "-c", "from isopolis.cli import main; main()", *words]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{'the whole command':<24}{time.perf_counter() - clock:>9.2f}{processor:>9.2f}")
    print(f"peak memory {after.ru_maxrss / (1e9 if sys.platform == 'darwin' else 1e6):.2f} GB")


if __name__ == "__main__":
    main()
