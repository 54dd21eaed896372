"""How fast the workspace's pages are, empty and full: 100 cities, 10,000 proposals, a million votes.

    python -m bench.workspace                    # the demonstration, then full; every page of both
    python -m bench.workspace --votes 10000 --proposals 500
    python -m bench.workspace --profile gaps     # where the time of one page goes, when full

Every page is found as a coordinator finds it, by following links from the first page; of each kind a few are
asked, and the slowest counts. What is timed is the server's processor time between a request and its answer,
once the page has been asked before: neither the network nor what else the machine does is in it. The median
must stay under 100 ms with the demonstration and under 200 ms when full. Files (documents, tables, maps) are
listed, and have no limit.
"""

from __future__ import annotations

import argparse
import cProfile
import html
import os
import pstats
import re
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.full_partnership import Size, enlarge
from rich.console import Console
from rich.table import Table

LIMITS = {"demonstration": 100.0, "full": 200.0}
EACH = 4
"""Pages of one kind that are asked."""
STOP = 2000.0
"""A page that takes longer is asked once more only."""
NOT_FOLLOWED = frozenset({"account-data", "calendar"})


@dataclass(frozen=True)
class Timed:
    """A page: its kind, address, median milliseconds of processor and clock, questions to the database."""

    kind: str
    address: str
    milliseconds: float
    clock: float
    queries: int
    is_page: bool


def main() -> int:
    """Fill, ask, print; 1 where a page is too slow."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, default in vars(Size()).items():
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--profile", metavar="KIND", help="print the profile of the slowest page of a kind")
    parser.add_argument("--data", type=Path, help="keep the filled folder here, or use what was kept")
    asked = parser.parse_args()
    size = Size(**{name: getattr(asked, name) for name in vars(Size())})
    with tempfile.TemporaryDirectory(prefix="isopolis-bench-") as temporary:
        folder = asked.data or Path(temporary)
        open_workspace(folder)
        table = measure(folder, size, asked.times, asked.profile)
    return report(table)


def open_workspace(folder: Path) -> None:
    """A workspace in this process that answers Django's own client."""
    os.environ |= {"ISOPOLIS_DATA_DIR": str(folder), "ISOPOLIS_SECOND_FACTOR": "nobody"}
    os.environ.pop("DATABASE_URL", None)
    from isopolis.workspace.serve import open_database  # noqa: PLC0415  (once the folder is known)

    open_database()
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    settings.ALLOWED_HOSTS.append("testserver")
    call_command("collectstatic", interactive=False, verbosity=0)


def measure(folder: Path, size: Size, times: int, profile: str | None) -> dict[str, list[Timed]]:
    """The pages of the demonstration, and those of the same partnership when it is full."""
    from isopolis.workspace.demonstration import fill  # noqa: PLC0415
    from isopolis.workspace.people.models import Partnership, User  # noqa: PLC0415
    from isopolis.workspace.tasks.worker import work_once  # noqa: PLC0415

    marked = folder / "largest.txt"
    out = {}
    if not marked.exists():
        fill()
        while work_once():
            pass
        out["demonstration"] = ask([], times, None)
        partnership = Partnership.objects.get()
        person = User.objects.get(email__startswith="expert@")
        began = time.process_time()
        marked.write_text("\n".join(enlarge(partnership, person, size, folder)))
        print(f"filled in {time.process_time() - began:.0f} CPU seconds", flush=True)
    out["full"] = ask(marked.read_text().split("\n"), times, profile)
    return out


def ask(first: list[str], times: int, profile: str | None) -> list[Timed]:
    """Ask some addresses, and all that is found from the first page on; the slowest of each kind."""
    from django.test import Client  # noqa: PLC0415

    from isopolis.workspace.people.models import User  # noqa: PLC0415

    client = Client()
    client.force_login(User.objects.get(email__startswith="coordinator@"))
    waiting, seen, timed = [*first, "/", *operations(client)], set(), defaultdict(list)
    while waiting:
        address = waiting.pop(0)
        kind = kind_of(address)
        if address in seen or kind is None or kind in NOT_FOLLOWED or len(timed[kind]) >= EACH:
            continue
        seen.add(address)
        answer = client.get(address)
        if answer.status_code == 200:
            timed[kind].append(time_page(client, kind, address, times, answer))
            if not answer.streaming and answer.headers["Content-Type"].startswith("text/html"):
                waiting += [one for one in links(answer.content.decode()) if one not in seen]
    slowest = [max(pages, key=lambda one: one.milliseconds) for pages in timed.values() if pages]
    if profile:
        address = next(one.address for one in slowest if one.kind == profile)
        with cProfile.Profile() as watched:
            client.get(address)
        print(address)
        pstats.Stats(watched).sort_stats("cumulative").print_stats(70)
    return slowest


def operations(client: Any) -> list[str]:
    """Addresses of the API: its lists, and the first item of each."""
    from isopolis.workspace.people.models import Partnership  # noqa: PLC0415

    slug = Partnership.objects.get().slug
    paths = [
        path.replace("{slug}", slug)
        for path, methods in client.get("/api/v1/openapi.json").json()["paths"].items()
        if "get" in methods
    ]
    lists = [path for path in paths if "{" not in path]
    found = list(lists)
    for path in paths:
        above, brace, _rest = path.partition("/{")
        if brace and above in lists:
            items = client.get(above).json().get("items", [])
            field = path.partition("{")[2].partition("}")[0]
            names = {"pk": "id"}
            found += [re.sub(r"\{\w+\}", str(one.get(names.get(field, field))), path, count=1)
                      for one in items[:1]]  # fmt: skip
    return [path for path in found if "{" not in path]


def kind_of(address: str) -> str | None:
    """The name of the page at an address; None where it leads elsewhere."""
    from django.urls import Resolver404, resolve  # noqa: PLC0415

    try:
        found = resolve(address.partition("?")[0])
    except Resolver404:
        return None
    return f"{':'.join(found.namespaces)}:{found.route}" if found.namespaces else found.url_name


def links(page: str) -> list[str]:
    """Where a page leads to."""
    found = (html.unescape(one).partition("#")[0] for one in re.findall(r'href="(/[^"]*)"', page))
    return [one for one in dict.fromkeys(found) if one and not one.startswith(("/static/", "//"))]


def time_page(client: Any, kind: str, address: str, times: int, answer: Any) -> Timed:
    """The median over some requests, after the one that has been made."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    processor, clock = [], []
    while len(processor) < times and sum(processor) < STOP:
        begin, began = time.process_time(), time.perf_counter()
        again = client.get(address)
        b"".join(again.streaming_content) if again.streaming else again.content
        processor.append(1000 * (time.process_time() - begin))
        clock.append(1000 * (time.perf_counter() - began))
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    sort = answer.headers["Content-Type"]
    is_page = "Content-Disposition" not in answer.headers and not answer.streaming
    is_page = is_page and sort.startswith(("text/html", "application/json"))
    return Timed(kind, address, statistics.median(processor), statistics.median(clock), len(queries), is_page)


def report(found: dict[str, list[Timed]]) -> int:
    """Print the times; 1 where a page is over its limit."""
    rows: dict[str, dict[str, Timed]] = defaultdict(dict)
    for state, pages in found.items():
        for one in pages:
            rows[one.kind][state] = one
    table = Table(title="Milliseconds of the processor for a page (by the clock; questions to the database)")
    table.add_column("page")
    for state in found:
        table.add_column(state, justify="right")
    late = []
    for kind, states in sorted(
        rows.items(), key=lambda row: -max(one.milliseconds for one in row[1].values())
    ):
        cells = []
        for state in found:
            one = states.get(state)
            cells.append(f"{one.milliseconds:.0f} ({one.clock:.0f}; {one.queries})" if one else "")
            if one and one.is_page and one.milliseconds > LIMITS[state]:
                late.append(f"{state}: {one.address} {one.milliseconds:.0f} ms")
        table.add_row(kind if next(iter(states.values())).is_page else f"{kind} (file)", *cells)
    Console(width=120).print(table)
    for state in found:
        pages = [states[state].milliseconds for states in rows.values() if state in states]
        print(f"{state}: {len(pages)} kinds of pages, median {statistics.median(pages):.0f} ms")
    print("\n".join(["too slow:", *late]) if late else "every page is under its limit")
    return int(bool(late))


if __name__ == "__main__":
    sys.exit(main())
