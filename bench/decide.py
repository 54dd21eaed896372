"""Opinion groups: time and memory of each piece of work on generated votes, against the most they may take.

    python -m bench.decide [WORD ...]

Votes of a hundred thousand people on a thousand statements, an update after one vote at a million votes,
and the stability of the groups of public conversations (ISOPOLIS_DATA), as Polis makes them and as Isopolis
does. Beside red-dwarf where it is installed. Processor seconds of one process with two threads; what it
grew by.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numba
import numpy as np
from bench import cases

from isopolis.decide.formats import Conversation, read_conversation
from isopolis.decide.opinions import (
    POLIS,
    Settings,
    add_vote,
    collect,
    count_pairs,
    map_opinions,
    stability,
)


def generated(people: int, statements: int, each: int, seed: int = 0) -> tuple[np.ndarray, ...]:
    """Three camps with noise; every person votes on ``each`` statements drawn at random, some twice."""
    random = np.random.default_rng(seed)
    person = np.repeat(np.arange(people, dtype=np.int32), each)
    statement = random.integers(0, statements, len(person), dtype=np.int32)
    lean = random.normal(size=(3, statements)).astype(np.float32)
    opinion = lean[random.integers(0, 3, people)[person], statement]
    opinion += random.normal(size=len(person)).astype(np.float32)
    return person, statement, np.where(opinion > 0.4, 1, np.where(opinion < -0.4, -1, 0)).astype(np.int8)


def whole(people: int, statements: int, each: int) -> Callable[[], object]:
    """From three columns to the picture."""
    columns = generated(people, statements, each)
    return lambda: map_opinions(collect(*columns))


def after_one_vote(people: int, statements: int, each: int) -> Callable[[], object]:
    """The votes and the pairs with one more vote, and the picture made again: the bits of a fresh start."""
    votes = collect(*generated(people, statements, each))
    kept = [votes, count_pairs(votes)]

    def update() -> object:
        kept[:] = add_vote(kept[0], kept[1], 5, 7, 1)
        return map_opinions(kept[0], pairs=kept[1])

    return update


@dataclass(frozen=True, slots=True)
class Case:
    """One piece of work and the most that it may take."""

    name: str
    make: Callable[..., Callable[[], object]]
    size: tuple[int, int, int]
    seconds: float
    megabytes: float


CASES = (
    Case("picture of 10 million votes", whole, (100_000, 1_000, 100), 5.0, 1000),
    Case("picture of 1 million votes", whole, (10_000, 1_000, 100), 1.0, 600),
    Case("one more vote at 1 million, 100 statements", after_one_vote, (10_000, 100, 200), 0.05, 600),
    Case("one more vote at 1 million, 300 statements", after_one_vote, (5_000, 300, 320), 0.05, 600),
    Case("one more vote at 1 million, 1,000 statements", after_one_vote, (10_000, 1_000, 106), 0.05, 600),
)  # fmt: skip


def measure(case: Case) -> dict[str, float]:
    """Processor seconds (the best of three), clock, and megabytes of the whole process at its peak."""
    numba.set_num_threads(min(2, numba.config.NUMBA_NUM_THREADS))
    case.make(300, 40, 20)()
    run = case.make(*case.size)
    best: tuple[float, float] = (float("inf"), float("inf"))
    for _ in range(3):
        clock, processor = time.perf_counter(), time.process_time()
        run()
        best = min(best, (time.process_time() - processor, time.perf_counter() - clock))
        if best[0] > 3:
            break
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"processor": best[0], "clock": best[1], "megabytes": peak / 1024}


def recorded(folder: Path) -> Conversation:
    """Votes that were recorded with the answers of a Polis server."""
    cast = json.loads((folder / "votes.json").read_text())
    out = json.loads((folder / "math-pca2.json").read_text())["mod-out"]
    who, what = ("pid", "tid") if "pid" in cast[0] else ("participant_id", "statement_id")
    rows = [(one[who], one[what], one["vote"]) for one in cast]
    votes = collect(*zip(*rows, strict=True))
    return Conversation(votes, {}, votes.position(out))


def conversations() -> None:
    """Stability of the groups of public conversations, over 20 new draws."""
    folder = Path(os.environ.get("ISOPOLIS_DATA", "../shared/data")) / "polis"
    if not folder.is_dir():
        print("no public conversations here; set ISOPOLIS_DATA")
        return
    print(f"\n{'conversation':28} {'people':>7} {'votes':>8} {'as Polis':>14} {'Isopolis':>14}")
    exports = [one for one in sorted(folder.iterdir()) if (one / "votes.csv").is_file()]
    recordings = [folder / "math_fixtures" / f"{name}-100-ptpts" for name in ("above", "below")]
    for path in [*exports, *(one for one in recordings if one.is_dir())]:
        read = recorded(path) if path in recordings else read_conversation(path)
        found = []
        for settings in (POLIS, Settings()):
            picture = map_opinions(read.votes, read.hidden, settings)
            stable = stability(picture, draws=20)
            found.append(f"{len(picture.groups.people)} at {stable.rand:.2f}")
        people = len(read.votes.people)
        print(f"{path.name:28} {people:7,} {len(read.votes):8,} {found[0]:>14} {found[1]:>14}", flush=True)


def red_dwarf(people: int, statements: int, each: int) -> None:
    """The same votes in red-dwarf, if it is here, and in Isopolis (few: red-dwarf makes dense copies)."""
    try:
        from reddwarf.implementations.polis import run_pipeline  # noqa: PLC0415
    except ImportError:
        print("\nred-dwarf is not installed: no comparison (pip install 'isopolis[bench]')")
        return
    votes = collect(*generated(people, statements, each))
    row = np.repeat(np.arange(len(votes.people)), votes.cast)
    records = [
        {"participant_id": int(p), "statement_id": int(s), "vote": int(v)}
        for p, s, v in zip(row, votes.statement, votes.value, strict=True)
    ]
    map_opinions(votes)
    start = time.process_time()
    map_opinions(votes).statements()
    ours, start = time.process_time() - start, time.process_time()
    run_pipeline(votes=records)
    theirs = time.process_time() - start
    print(
        f"\nthe same {len(votes):,} votes of {people:,} people on {statements:,} statements: "
        f"Isopolis {ours:.3f} s of CPU, red-dwarf {theirs:.1f} s ({theirs / ours:,.0f} times)"
    )


def main(words: list[str]) -> int:
    """Print the tables; 1 where something took more than it may."""
    late = 0
    print(f"{'work':46} {'CPU s':>8} {'at most':>8} {'clock':>8} {'MB':>6}")
    for case, found in cases.run("bench.decide", CASES, words):
        late += cases.is_late(case, found["processor"], found["megabytes"])
        print(
            f"{case.name:46} {found['processor']:8.3f} {case.seconds:8.3f} {found['clock']:8.3f}"
            f" {found['megabytes']:6.0f}",
            flush=True,
        )
    if not words:
        conversations()
        red_dwarf(5_000, 300, 50)
    return int(late > 0)


if __name__ == "__main__":
    sys.exit(main(cases.asked(CASES, measure)))
