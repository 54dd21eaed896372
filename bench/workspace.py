"""How fast the workspace's pages are when it is full: 100 cities, 10,000 proposals, a million votes.

    python -m bench.workspace                # fill a new folder, ask every page, print the server's medians
    python -m bench.workspace --votes 10000 --proposals 500

Pages are asked through Django's own client: what is measured is the server's work, without the network.
Each page is asked once to warm up, then several times; the median must stay under 200 ms.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from itertools import islice
from typing import Any

LIMIT = 0.2
BATCH = 5_000
PAGES = (
    "", "members/", "log/", "barriers/", "barriers/?words=number+77", "barriers/1/", "barriers/measured/",
    "barriers/places/", "barriers/reports/", "thread/", "thread/?about=barrier-1", "thread/barrier/1/link/",
    "measure/", "decide/", "plan/", "exchange/",
)  # fmt: skip
API = ("barriers", "barriers?size=500", "figures", "phases", "thread/barrier/1")


def main() -> int:
    """Fill, ask, print; 1 where a page is too slow."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cities", type=int, default=100)
    parser.add_argument("--barriers", type=int, default=2_000)
    parser.add_argument("--proposals", type=int, default=10_000)
    parser.add_argument("--votes", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="isopolis-bench-") as folder:
        os.environ |= {"ISOPOLIS_DATA_DIR": folder, "ISOPOLIS_SECOND_FACTOR": "nobody"}
        from isopolis.workspace.serve import open_database  # noqa: PLC0415  (once the folder is known)

        open_database()
        start = time.process_time()
        partnership, person = fill(asked)
        print(f"filled in {time.process_time() - start:.0f} CPU seconds")
        return ask(partnership, person, asked.times)


def fill(asked: argparse.Namespace) -> tuple[Any, Any]:
    """A partnership with so many cities, barriers, proposals and votes; links between a fifth of them."""
    from django.db import transaction  # noqa: PLC0415

    from isopolis.workspace.barriers.models import Barrier, groups_of  # noqa: PLC0415
    from isopolis.workspace.decide import models as decide  # noqa: PLC0415
    from isopolis.workspace.measure.models import City  # noqa: PLC0415
    from isopolis.workspace.people.joining import found  # noqa: PLC0415
    from isopolis.workspace.people.models import Membership, User  # noqa: PLC0415
    from isopolis.workspace.thread.models import Link  # noqa: PLC0415

    with transaction.atomic():
        person = User.objects.create_user("bench@example.org", "Bench")
        partnership = found("Bench", person)
        Membership.objects.update_or_create(
            user=person, partnership=partnership, defaults={"role": "coordinator"}
        )
        keep(
            City,
            (
                City(partnership=partnership, name=f"City {at}", slug=f"city-{at}")
                for at in range(asked.cities)
            ),
        )
        groups = list(groups_of(partnership))
        made = keep(
            Barrier,
            (Barrier(partnership=partnership, title=f"Barrier number {at}") for at in range(asked.barriers)),
        )
        through = Barrier.groups.through
        keep(through, (through(barrier=one, group=groups[one.pk % len(groups)]) for one in made))
        ideas = decide.Round.objects.create(
            partnership=partnership, kind="ideas", title="Ideas", question="What?"
        )
        proposals = keep(
            decide.Proposal,
            (
                decide.Proposal(
                    partnership=partnership, round=ideas, title=f"Proposal {at}", problem="p", idea="i",
                    receipt_hash=str(at), state=decide.State.SHOWN,
                )
                for at in range(asked.proposals)
            ),
        )  # fmt: skip
        keep(
            Link,
            (
                Link(
                    partnership=partnership, source_kind="proposal", source_id=one.pk, relation="answers",
                    target_kind="barrier", target_id=made[at % len(made)].pk,
                )
                for at, one in enumerate(proposals[::5])
            ),
        )  # fmt: skip
        votes = decide.Round.objects.create(
            partnership=partnership, kind="votes", title="Votes", question="Which?"
        )
        statements = keep(
            decide.Statement,
            (
                decide.Statement(round=votes, text=f"Statement {at}", state=decide.State.SHOWN)
                for at in range(100)
            ),
        )
        voters = keep(
            decide.Participant,
            (
                decide.Participant(round=votes, key=str(at), channel=decide.Channel.ACCOUNT)
                for at in range(-(-asked.votes // len(statements)))
            ),
        )
        each = (
            decide.Vote(round=votes, participant=voter, statement=one, value=(voter.pk * one.pk) % 3 - 1)
            for voter in voters
            for one in statements
        )
        keep(decide.Vote, islice(each, asked.votes))
    return partnership, person


def keep(model: Any, rows: Any) -> list[Any]:
    """Store rows in batches; those stored, but not those of votes, which are too many to hold."""
    out: list[Any] = []
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        made = model._default_manager.bulk_create(batch)
        if model.__name__ != "Vote":
            out += made
    return out


def ask(partnership: Any, person: Any, times: int) -> int:
    """Ask every page and print its median."""
    from django.conf import settings  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    client = Client()
    client.force_login(person)
    place, api = f"/partnerships/{partnership.slug}/", f"/api/v1/partnerships/{partnership.slug}/"
    slow = 0
    for path in ["/", *(place + page for page in PAGES), *(api + page for page in API)]:
        status = client.get(path).status_code
        seconds = []
        for _ in range(times):
            start = time.perf_counter()
            client.get(path)
            seconds.append(time.perf_counter() - start)
        median = statistics.median(seconds)
        if status == 404:
            print(f"{'':>9}  {path} is not there")
            continue
        slow += median > LIMIT
        print(f"{1000 * median:6.0f} ms  {path}{'  TOO SLOW' if median > LIMIT else ''}")
    return int(slow > 0)


if __name__ == "__main__":
    sys.exit(main())
