"""Learn: how well search ranks (nDCG@10 on judged queries), how fast it is among 50,000 practices, how long
eligibility of 1,000 cities, matching of 500 cities, and the counterfactual over all towns take.

    python -m bench.learn [--practices N] [--cities N] [--queries]

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
from datetime import date
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from isopolis.learn.advice.counterfactual import counterfactuals
from isopolis.learn.finding.documents import Document, document_of, query_of
from isopolis.learn.finding.matching import CityProfile, match, need_from_text
from isopolis.learn.finding.ndcg import ndcg
from isopolis.learn.funds.city import City, complete
from isopolis.learn.funds.combination import best_combination
from isopolis.learn.funds.eligibility import verdicts
from isopolis.learn.funds.fund import funds
from isopolis.learn.funds.project import Project
from isopolis.learn.peers.matching import match_peers
from isopolis.learn.peers.peer import Peer, Subject
from isopolis.learn.practices.catalogue import catalogue
from isopolis.learn.practices.vocabulary import Theme
from isopolis.measure.atlas.towns import towns
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
    parser.add_argument("--cities", type=int, default=500)
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
    money()
    exchanges(arguments.cities)
    return 0


def money() -> None:
    """Print the times of eligibility and of the counterfactual."""
    facts = [(fund, part) for fund in funds() for part in (fund.money, *fund.rules, *fund.calls)]
    read = sum(part.checked_on is not None for _, part in facts)
    whole = sum(fund.verified for fund in funds())
    print(f"facts of funds read in a source: {read} of {len(facts)}; whole funds: {whole} of {len(funds())}")
    project = Project(cost=500_000.0, months=24, partners=4, countries=3, on=date(2026, 11, 26))
    cities = complete(towns())
    thousand = cities.head(1000)
    verdicts(funds(), thousand, project)
    begun = process_time()
    verdicts(funds(), thousand, project)
    spent = process_time() - begun
    print(f"eligibility, {len(funds())} funds x {len(thousand):,} cities: {spent:.3f} s of CPU")
    begun = process_time()
    found = counterfactuals(funds(), cities, project)
    spent = process_time() - begun
    print(f"counterfactual, {len(cities):,} cities, {len(found)} changes: {spent:.2f} s of CPU")
    combination(300)


def combination(number: int) -> None:
    """Print the time of the best combination of funds for a plan of many actions."""
    chance = random.Random(1)
    plan = {
        f"action-{i}": Project(
            themes=(chance.choice(list(Theme)),), cost=10 ** chance.uniform(4.5, 6.5), months=24,
            partners=4, countries=3, on=date(2026, 11, 26),
        )
        for i in range(number)
    }  # fmt: skip
    city = City("A city", "FR", population=180_000, degurba=1, region_class="transition", article_11=True)
    wall, cpu = perf_counter(), process_time()
    found = best_combination(plan, city, funds(), own=5e6, cash=2e7, unknown=True)
    spent = process_time() - cpu
    print(
        f"best combination for {number} actions: {len(found.ways)} paid, {perf_counter() - wall:.1f} s"
        f" ({spent:.1f} s of CPU)"
    )


def exchanges(number: int) -> None:
    """Print the time of an exact matching of many cities, and of the one after a withdrawal."""
    chance = random.Random(1)
    themes = list(Theme)
    countries = ("FR", "IT", "DE", "PL", "ES", "NL", "RO", "SE")
    peers = [
        Peer(
            id=f"city-{i}",
            name=f"City {i}",
            country=chance.choice(countries),
            population=10 ** chance.uniform(4, 6),
            languages=tuple(chance.sample(["en", "fr", "de", "es"], 2)),
            needs=tuple(Subject(theme=theme) for theme in chance.sample(themes, 2)),
            offers=tuple(Subject(theme=theme) for theme in chance.sample(themes, 2)),
            exchanges=chance.randint(1, 2),
            partner=chance.random() < 0.7,
        )
        for i in range(number)
    ]
    begun = process_time()
    before = match_peers(peers)
    spent = process_time() - begun
    print(f"matching {number} cities exactly: {len(before.exchanges)} exchanges, {spent:.1f} s of CPU")
    begun = process_time()
    after = match_peers(peers[1:], keep=before.pairs)
    changed = len({pair for pair in before.pairs if "city-0" not in pair} - after.pairs)
    spent = process_time() - begun
    print(f"  after one withdrew: {changed} exchanges of others changed, {spent:.1f} s of CPU")


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
