"""Search of practices: how well it ranks (nDCG@10 on judged queries) and how fast it is among 50,000.

The many practices are made of the catalogue: each takes its title, its summary and its text from three
records, so every term is far more frequent than in 50,000 real ones. With DATABASE_URL=postgresql://...,
PostgreSQL is measured beside SQLite.
"""

from __future__ import annotations

import argparse
import os
import random
import sqlite3
import statistics
import sys
import tomllib
from collections import Counter
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from isopolis.learn.finding.documents import Document, document_of, query_of
from isopolis.learn.finding.matching import CityProfile, match, need_from_text
from isopolis.learn.finding.ndcg import ndcg
from isopolis.learn.practices.catalogue import catalogue
from isopolis.workspace.learn.search import Fts5, Postgres, Store

JUDGED = Path(__file__).parents[1] / "tests" / "learn" / "finding" / "judged_queries.toml"


def judged() -> list[dict[str, Any]]:
    """Queries and the grades of what answers them."""
    return tomllib.loads(JUDGED.read_text("utf-8"))["query"]


def quality(store: Store) -> list[float]:
    """nDCG@10 of every judged query over the catalogue in this store."""
    practices = catalogue()
    for key, practice in enumerate(practices, 1):
        store.put(key, document_of(practice))
    found = [[practices[key - 1].id for key in store.find(query_of(one["text"]))] for one in judged()]
    return [ndcg(names, one["grades"]) for names, one in zip(found, judged(), strict=True)]


def speed(store: Store, number: int, commit: Any) -> None:
    """Fill a store and print the times of the judged queries, facets counted."""
    chance = random.Random(1)
    practices = catalogue()
    known = [document_of(practice) for practice in practices]
    drawn = [chance.choices(range(len(known)), k=3) for _ in range(number)]
    begun = process_time()
    for key, (one, two, three) in enumerate(drawn, 1):
        parts = (known[one].title, known[two].summary, known[three].body, known[one].marks)
        store.put(key, Document(*parts))
    store.settle()
    commit()
    print(f"  storing {number:,} practices: {process_time() - begun:.1f} s of CPU here")
    walls, cpus = [], []
    for one in judged():
        wall, cpu = perf_counter(), process_time()
        keys = store.find(query_of(one["text"]))
        Counter(theme for key in keys for theme in practices[drawn[key - 1][0]].themes)
        walls.append((perf_counter() - wall) * 1000)
        cpus.append((process_time() - cpu) * 1000)
    print(
        f"  search among {number:,}: median {statistics.median(walls):.1f} ms "
        f"({statistics.median(cpus):.1f} ms of CPU here), slowest {max(walls):.0f} ms"
    )


def main() -> int:
    """Print what is measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--practices", type=int, default=50_000)
    parser.add_argument("--queries", action="store_true", help="print each query's nDCG")
    arguments = parser.parse_args()
    for name, store, commit in stores():
        print(name)
        values = quality(store)
        print(f"  nDCG@10 over {len(values)} judged queries: {statistics.mean(values):.3f}")
        if arguments.queries:
            for value, one in sorted(zip(values, judged(), strict=True), key=lambda pair: pair[0]):
                print(f"    {value:.2f}  {one['text']}")
        speed(store, arguments.practices, commit)
    city, need = CityProfile(country="FR", inhabitants=60_000), need_from_text("loyers et mixité scolaire")
    begun = process_time()
    for _ in range(100):
        match(city, need, catalogue())
    print(f"matching a need to the catalogue: {(process_time() - begun) * 10:.2f} ms of CPU")
    return 0


def stores() -> list[tuple[str, Store, Any]]:
    """Empty stores to measure."""
    connection = sqlite3.connect(":memory:")
    cursor = connection.cursor()
    for statement in Fts5.create:
        cursor.execute(statement)
    out: list[tuple[str, Store, Any]] = [("SQLite FTS5", Fts5(cursor), connection.commit)]
    if url := os.environ.get("DATABASE_URL"):
        import psycopg  # noqa: PLC0415

        other = psycopg.connect(url)
        place = other.cursor()
        for statement in (*Postgres.drop, *Postgres.create):
            place.execute(statement)
        out.append(("PostgreSQL", Postgres(place), other.commit))
    return out


if __name__ == "__main__":
    sys.exit(main())
