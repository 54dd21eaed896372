"""A full workspace for :mod:`bench.workspace`: the demonstration, made as large as a partnership may get."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

BATCH = 5_000
SETTINGS = {"groups": ["outside_eu", "native"], "threshold": 10, "replicates": 20, "publish": True}
YEARS = (2016, 2024)
STATEMENTS = 100
CENSUS = {
    "Age": {"young": 20_000, "middle": 50_000, "old": 30_000},
    "Where": {"North": 30_000, "South": 30_000, "East": 20_000, "West": 20_000},
}
"""People of the city of whom the voters are a part."""


@dataclass(frozen=True)
class Size:
    """How much is put in beside the demonstration."""

    cities: int = 100
    barriers: int = 2_000
    proposals: int = 10_000
    votes: int = 1_000_000


def enlarge(partnership: Any, person: Any, size: Size, folder: Path) -> list[str]:
    """Fill a partnership up to a size; the addresses of the largest of what was made."""
    from django.db import transaction  # noqa: PLC0415  (once Django is set up)

    city = add_cities(partnership, size.cities, folder)
    with transaction.atomic():
        barriers = add_barriers(partnership, size.barriers)
        board, proposals = add_proposals(partnership, person, size.proposals)
        add_links(partnership, proposals, barriers)
        conversation = add_votes(partnership, size.votes)
    place = partnership.get_absolute_url()
    neighbourhood = f"{city.url('neighbourhood')}?code=0101A"
    return [
        city.url("city"), f"{city.url('city')}?figure=contribution:theil_h&sort=low&page=2", neighbourhood,
        city.url("city-versions"), *(one.get_absolute_url() for one in (board, conversation)),
        *(f"{conversation.get_absolute_url()}{page}/" for page in ("vote", "results", "heard", "margins")),
        proposals[0].get_absolute_url(), f"{proposals[0].get_absolute_url()}merge/",
        barriers[0].get_absolute_url(), f"{place}barriers/?words=number+77",
        f"{place}thread/?about=barrier-{barriers[0].pk}", f"{place}thread/barrier/{barriers[0].pk}/link/",
        f"{place}thread/proposal/{proposals[0].pk}/link/",
    ]  # fmt: skip


def keep(model: Any, rows: Iterable[Any], *, give: bool = True) -> list[Any]:
    """Store rows in batches; those stored, unless they are too many to hold."""
    out: list[Any] = []
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        made = model._default_manager.bulk_create(batch)
        if give:
            out += made
    return out


def add_cities(partnership: Any, number: int, folder: Path) -> Any:
    """So many measured cities with two versions each; the last of them.

    The demonstration city is measured once by the real task; its result is stored for each city with figures
    that differ a little.
    """
    from isopolis.workspace.measure.generated import generate_city  # noqa: PLC0415
    from isopolis.workspace.measure.measuring import measure  # noqa: PLC0415
    from isopolis.workspace.measure.models import City  # noqa: PLC0415

    room = folder / "once"
    room.mkdir()
    wanted = {"seed": None, "name": "City", "files": [("neighbourhoods", "profile", "polygons")]}
    looked = generate_city(wanted, room, _silent)["files"][0]
    payload = {**looked, **SETTINGS, "seed": 0, "title": "City", "day": "2025-01-01"}
    result = measure(payload, room, _silent)
    for at in range(number):
        city = City.objects.create(partnership=partnership, name=f"City {at}", slug=f"city-{at}")
        for year in YEARS:
            off = 1 + 0.002 * at + 0.0001 * (year - YEARS[0])
            figures = [_moved(row, off) for row in result["figures"]]
            add_version(city, looked, {**result, "figures": figures}, year, room)
    return city


def add_version(city: Any, looked: dict[str, Any], result: dict[str, Any], year: int, room: Path) -> None:
    """Store a result as the task does when it has computed one."""
    from isopolis.workspace.measure.jobs import MEASURE, begin_diagnosis  # noqa: PLC0415
    from isopolis.workspace.measure.models import Dataset  # noqa: PLC0415
    from isopolis.workspace.tasks.kinds import KINDS  # noqa: PLC0415

    fields = ("sha256", "size", "known", "columns", "problem", "profile", "checked")
    dataset = Dataset.objects.create(
        city=city, number=city.datasets.count() + 1, name="city.xlsx",
        **{name: looked[name] for name in fields},
    )  # fmt: skip
    diagnosis = begin_diagnosis(dataset, {**SETTINGS, "year": year}, 0, None)
    scratch = room / f"{city.pk}-{year}"
    shutil.copytree(room / "kept", scratch / "kept")
    task = diagnosis.task
    KINDS[MEASURE].finish(task, result, scratch)
    task.status = task.Status.DONE
    task.save()


def _moved(row: dict[str, Any], off: float) -> dict[str, Any]:
    return row | {name: row[name] * off for name in ("value", "low", "high") if isinstance(row[name], float)}


def _silent(done: int, of: int) -> None:
    """Say nothing."""


def add_barriers(partnership: Any, number: int) -> list[Any]:
    """So many barriers, each of one group."""
    from isopolis.workspace.barriers.models import Barrier, groups_of  # noqa: PLC0415

    groups = list(groups_of(partnership))
    made = keep(
        Barrier,
        (Barrier(partnership=partnership, title=f"Barrier number {at}", reach=at) for at in range(number)),
    )
    through = Barrier.groups.through
    keep(through, (through(barrier=one, group=groups[one.pk % len(groups)]) for one in made))
    return made


def add_proposals(partnership: Any, person: Any, number: int) -> tuple[Any, list[Any]]:
    """A round of ideas with so many proposals, a twentieth of them waiting for a moderator."""
    from isopolis.workspace.decide.models import Proposal, Round, State  # noqa: PLC0415

    board = Round.objects.create(partnership=partnership, kind="ideas", title="Many ideas", question="What?")
    words = ("buses", "flats", "schools", "counters", "parks", "clinics", "benches", "courses")
    made = keep(
        Proposal,
        (
            Proposal(
                partnership=partnership, round=board, author=person, receipt_hash=f"bench {at}",
                title=f"Better {words[at % 8]} for quarter {at}",
                problem=f"There are too few {words[at % 8]} in quarter {at // 8}.",
                idea=f"More {words[at % 8]} and {words[at // 8 % 8]}, paid by the city.",
                state=State.WAITING if at % 20 == 0 else State.SHOWN,
            )
            for at in range(number)
        ),
    )  # fmt: skip
    return board, made[1:]


def add_links(partnership: Any, proposals: list[Any], barriers: list[Any]) -> None:
    """A fifth of the proposals answer a barrier."""
    from isopolis.workspace.thread.models import Link  # noqa: PLC0415

    keep(
        Link,
        (
            Link(
                partnership=partnership, source_kind="proposal", source_id=one.pk, relation="answers",
                target_kind="barrier", target_id=barriers[at % len(barriers)].pk,
            )
            for at, one in enumerate(proposals[::5])
        ),
    )  # fmt: skip


def add_votes(partnership: Any, number: int) -> Any:
    """A round of a hundred statements with so many votes, by two camps with a share of chance."""
    from isopolis.workspace.decide import models  # noqa: PLC0415

    conversation = models.Round.objects.create(
        partnership=partnership, kind="votes", title="Many votes", question="Which?",
        questions=[{"name": name, "choices": list(people)} for name, people in CENSUS.items()],
        margins=[{"name": name, "counts": people} for name, people in CENSUS.items()],
    )  # fmt: skip
    statements = keep(
        models.Statement,
        (
            models.Statement(round=conversation, text=f"Statement {at}", state=models.State.SHOWN)
            for at in range(STATEMENTS)
        ),
    )
    voters = keep(
        models.Participant,
        (
            models.Participant(
                round=conversation,
                key=f"bench {conversation.pk} {at}",
                channel=models.Channel.values[at % 4],
                answers={name: list(people)[at * 7 // 3 % len(people)] for name, people in CENSUS.items()},
            )
            for at in range(-(-number // STATEMENTS))
        ),
    )
    each = (
        models.Vote(round=conversation, participant=voter, statement=one, value=_opinion(voter.pk, one.pk))
        for voter in voters
        for one in statements
    )
    keep(models.Vote, islice(each, number), give=False)
    return conversation


def _opinion(voter: int, statement: int) -> int:
    mixed = (voter * 2_654_435_761 ^ statement * 40_503) >> 7
    if mixed % 4 == 0:
        return mixed // 4 % 3 - 1
    return 1 if (voter + statement) % 2 else -1
