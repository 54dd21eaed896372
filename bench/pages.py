"""How long the server takes for the pages of the cities: a partnership of 100 measured cities.

The demonstration city is measured once by the real tasks; its result is stored a hundred times with figures
that differ. What is timed is the processor time between a request and its answer (another program on the
machine does not change it); the time on the clock stands beside it.
"""

from __future__ import annotations

import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

CITIES, ROUNDS = 100, 15
LIMIT_MS = 200.0
SETTINGS = {"groups": ["outside_eu", "native"], "threshold": 10, "replicates": 20, "publish": True}


def main() -> None:
    """Fill, ask, print."""
    with tempfile.TemporaryDirectory(prefix="isopolis-bench-") as folder:
        os.environ |= {
            "ISOPOLIS_DATA_DIR": folder,
            "ISOPOLIS_SECOND_FACTOR": "nobody",
            "DJANGO_SETTINGS_MODULE": "isopolis.workspace.settings",
        }
        import django  # noqa: PLC0415

        django.setup()
        from django.conf import settings  # noqa: PLC0415
        from django.core.management import call_command  # noqa: PLC0415

        settings.ALLOWED_HOSTS.append("testserver")
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        fill(Path(folder))
        report(ask())


def fill(folder: Path) -> None:
    """A public partnership of 100 cities, two versions each."""
    from isopolis.workspace.measure.generated import generate_city  # noqa: PLC0415
    from isopolis.workspace.measure.measuring import measure  # noqa: PLC0415
    from isopolis.workspace.people.joining import found  # noqa: PLC0415
    from isopolis.workspace.people.models import Membership, User  # noqa: PLC0415

    room = folder / "once"
    room.mkdir()
    files = {
        "seed": None,
        "name": "Tessemar",
        "files": [("neighbourhoods", "profile", "polygons")],
    }
    looked = generate_city(files, room, _silent)["files"][0]
    payload = {**looked, **SETTINGS, "seed": 0, "title": "Tessemar", "day": "2025-01-01"}
    result = measure(payload, room, _silent)
    user = User.objects.create_user("bench@example.org", "Bench")
    partnership = found("Bench", user)
    partnership.is_public = True
    partnership.save()
    Membership.objects.create(user=user, partnership=partnership, role="coordinator")
    for number in range(CITIES):
        store(partnership, number, looked, result, room)


def store(partnership: Any, number: int, looked: dict[str, Any], result: dict[str, Any], room: Path) -> None:
    """One city, with two versions whose figures are a little off the first city's."""
    from isopolis.workspace.measure.jobs import MEASURE, begin_diagnosis  # noqa: PLC0415
    from isopolis.workspace.measure.models import City, Dataset  # noqa: PLC0415
    from isopolis.workspace.tasks.kinds import KINDS  # noqa: PLC0415

    city = City.objects.create(partnership=partnership, name=f"City {number}", slug=f"city-{number}")
    fields = ("sha256", "size", "known", "columns", "problem", "profile", "checked")
    dataset = Dataset.objects.create(
        city=city, number=1, name="city.xlsx", **{name: looked[name] for name in fields}
    )
    for year in (2016, 2024):
        diagnosis = begin_diagnosis(dataset, {**SETTINGS, "year": year}, 0, None)
        scratch = room / f"{number}-{year}"
        shutil.copytree(room / "kept", scratch / "kept")
        off = 1 + 0.002 * number + 0.0001 * (year - 2016)
        figures = [
            {
                name: value * off if name in ("value", "low", "high") and value is not None else value
                for name, value in row.items()
            }
            for row in result["figures"]
        ]
        KINDS[MEASURE].finish(diagnosis.task, {**result, "figures": figures}, scratch)


def ask() -> list[tuple[str, float, float]]:
    """Each page: its name, the median in milliseconds of processor time, and of the clock."""
    from django.test import Client  # noqa: PLC0415

    from isopolis.workspace.people.models import User  # noqa: PLC0415

    client = Client()
    client.force_login(User.objects.get())
    place = "/partnerships/bench/measure/"
    city = f"{place}city-50/"
    pages = {
        "first page of the verb": "/measure/",
        "cities": place,
        "city": city,
        "city, another figure": f"{city}?figure=contribution:theil_h&sort=low&page=2",
        "neighbourhood": f"{city}area/?code=0101A",
        "columns": f"{city}data/1/columns/",
        "quality sheet": f"{city}data/1/quality/",
        "versions": f"{city}versions/",
        "tile": f"{city}versions/2/tiles/10/499/368",
        "download": f"{city}versions/2/files/figures.csv",
    }
    rows = []
    for name, address in pages.items():
        times, clock = [], []
        for _ in range(ROUNDS + 1):
            begin, began = time.process_time(), time.perf_counter()
            answer = client.get(address)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            times.append(1000 * (time.process_time() - begin))
            clock.append(1000 * (time.perf_counter() - began))
            assert answer.status_code in {200, 204}, (address, answer.status_code)
            assert content is not None
        rows.append((name, statistics.median(times[1:]), statistics.median(clock[1:])))
    if profile := os.environ.get("ISOPOLIS_BENCH_PROFILE"):
        import cProfile  # noqa: PLC0415
        import pstats  # noqa: PLC0415

        with cProfile.Profile() as seen:
            client.get(pages[profile])
        pstats.Stats(seen).sort_stats("cumulative").print_stats(60)
    return rows


def report(rows: list[tuple[str, float, float]]) -> None:
    """Print the times; fail if a median is over the limit."""
    table = Table(title=f"Pages of {CITIES} cities: milliseconds in the server")
    for heading in ("page", "median", "on the clock"):
        table.add_column(heading, justify="left" if heading == "page" else "right")
    for name, median, clock in rows:
        table.add_row(name, f"{median:.0f}", f"{clock:.0f}")
    Console().print(table)
    late = [name for name, median, _ in rows if median > LIMIT_MS]
    if late:
        raise SystemExit(f"over {LIMIT_MS:.0f} ms: {', '.join(late)}")


def _silent(done: int, of: int) -> None:
    """Say nothing."""


if __name__ == "__main__":
    main()
