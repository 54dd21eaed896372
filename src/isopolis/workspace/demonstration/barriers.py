"""Invented barriers, their evidence and residents' reports, linked to the figures of the thread."""

from __future__ import annotations

from datetime import timedelta

import geopandas as gpd
import numpy as np
from django.utils import timezone

from isopolis.demo.site import CRS
from isopolis.workspace.barriers.models import (
    Barrier,
    Document,
    Group,
    Place,
    PlaceTable,
    Report,
    ReportDoor,
    Testimony,
    groups_of,
)
from isopolis.workspace.barriers.register import note_changes, snapshot, take_up
from isopolis.workspace.barriers.reporting import receipt_hash
from isopolis.workspace.measure.cities import city_of_organisation
from isopolis.workspace.measure.models import City
from isopolis.workspace.people.models import Partnership, User
from isopolis.workspace.thread.links import connect
from isopolis.workspace.thread.models import Figure

CENTRE = np.array([3_200_000.0, 2_498_000.0])
"""The middle of the generated city, in metres of its own system."""
RECEIPT = "demo-demo-demo"
"""The code of the first report."""
S, T = Barrier.Severity, Barrier.Status
BARRIERS = (
    ("Newcomers cannot see a doctor without booking online in a language they do not read", ("migrants",),
     False, "health centre", "language", "Tessemar", "Quayside", S.GRAVE, 2400, T.WORKED_ON),
    ("Counters for papers and allowances close before anybody with a job can come", ("lone-parents", "poor"),
     False, "town hall counter", "time", "Tessemar", "", S.SERIOUS, 5100, T.CONFIRMED),
    ("There is no step-free way from the estate to the library", ("disabled", "older"), False,
     "library", "physical", "Tessemar", "North Estate", S.SERIOUS, 640, T.OPEN),
    ("Landlords turn Roma families away before they see the flat", ("roma",), False,
     "housing", "discrimination", "Valcorrente", "", S.RIGHT, 900, T.CONFIRMED),
    ("Women with a migrant background stay away from digital help that is open in the evening only",
     ("women", "migrants"), True, "digital help", "time", "Brunnau", "Station Quarter", S.SERIOUS, 1100,
     T.OPEN),
    ("Enrolling a child asks for a lease that subtenants do not have", ("migrants", "poor"), False,
     "primary school", "legal", "Ostervik", "", S.GRAVE, 350, T.REMOVED),
    ("Older people do not know that the transport pass is free for them", ("older",), False,
     "public transport", "information", "Kastellos", "", S.NUISANCE, 3000, T.OPEN),
    ("People without a home cannot vote because the list asks for an address", ("homeless",), False,
     "vote", "legal", "", "", S.RIGHT, 210, T.SET_ASIDE),
)  # fmt: skip
TESTIMONIES = (
    "I stood at the door of the health centre with my son. They gave me a paper with a web address.",
    "The counter closes at half past four. I work until five. I have lost two months of allowance.",
    "My neighbour carries my chair down the stairs. When he is away I stay in.",
)
REPORTS = (
    ("The form to enrol at the music school exists on a screen only. My mother has no computer.", "digital",
     "music school", "Heath", "older people"),
    ("At the pool they ask for a card with an address. We live in a shelter.", "legal",
     "swimming pool", "", ""),
    ("It is bad", "", "", "", ""),
)  # fmt: skip


def fill_barriers(partnership: Partnership, people: dict[str, User]) -> None:
    """Fill the register, the queue of reports and a table of places."""
    groups = {group.key: group for group in groups_of(partnership)}
    made = [_barrier(partnership, people, groups, *row) for row in BARRIERS]
    for barrier, words in zip(made, TESTIMONIES, strict=False):
        Testimony.objects.create(barrier=barrier, words=words, year=2025)
    Document.objects.create(
        barrier=made[3],
        title="Testing in the housing market (invented)",
        address="https://www.example.org/testing",
        added_by=people["expert"],
    )
    for figure, barrier in zip(Figure.objects.filter(partnership=partnership), made, strict=False):
        connect(partnership, figure, "supports", barrier, by=people["expert"], note="Where most of them live")
    for figure in Figure.objects.filter(partnership=partnership)[1:]:
        connect(partnership, figure, "supports", made[0], by=people["expert"])
    _reports(partnership, people, made[5])
    _places(partnership, people)


def _barrier(
    partnership: Partnership, people: dict[str, User], groups: dict[str, Group], *row: object
) -> Barrier:
    title, keys, together, service, kind, city, place, severity, reach, status = row
    barrier = Barrier.objects.create(
        partnership=partnership,
        title=title,
        together=together,
        service=service,
        type=kind,
        city=_city(partnership, str(city)) if city else None,
        place=place,
        severity=severity,
        reach=reach,
        owner=people["partner"],
        made_by=people["coordinator"],
    )
    barrier.groups.set(groups[key] for key in keys)  # type: ignore[attr-defined]
    if status != Barrier.Status.OPEN:
        before = snapshot(barrier)
        barrier.status = str(status)
        barrier.save(update_fields=["status"])
        note_changes(barrier, before, people["moderator"])
    return barrier


def _city(partnership: Partnership, name: str) -> City | None:
    """The city of a partner; a city that nobody has measured yet can have barriers too."""
    partner = partnership.organisations.filter(name=name).first()
    return city_of_organisation(partnership, partner) if partner else None


def _reports(partnership: Partnership, people: dict[str, User], enrolling: Barrier) -> None:
    ReportDoor.objects.create(partnership=partnership, key="demonstration", is_open=True)
    today = timezone.now().date()
    codes = (RECEIPT, "demo-demo-open", "demo-demo-none")
    for at, (words, kind, service, place, group) in enumerate(REPORTS):
        report = Report.objects.create(
            partnership=partnership,
            words=words,
            type=kind,
            service=service,
            place=place,
            group=group,
            receipt_hash=receipt_hash(codes[at]),
            received_on=today - timedelta(days=3 - at),
        )
        if at == 0:
            report.answer = "Thank you. It concerns more than the music school; we added it."
            take_up(report, enrolling, people["moderator"], testimony=True)


def _places(partnership: Partnership, people: dict[str, User]) -> None:
    """Invented places where Tessemar lies: in the sea, so that nobody takes them for real ones."""
    for seed, (service, number) in enumerate((("library", 5), ("town hall counter", 4)), 1):
        table = PlaceTable.objects.create(
            partnership=partnership,
            city=_city(partnership, "Tessemar"),
            service=service,
            file="invented.csv",
            sha256="0" * 64,
            read_by=people["expert"],
        )
        spread = CENTRE + np.random.default_rng(seed).normal(0, 1500, (number, 2))
        degrees = gpd.GeoSeries(gpd.points_from_xy(*spread.T), crs=CRS).to_crs("EPSG:4326")
        Place.objects.bulk_create(
            Place(
                table=table,
                code=f"{seed}-{at}",
                name=f"{service.capitalize()} {at} (invented)",
                longitude=point.x,
                latitude=point.y,
            )
            for at, point in enumerate(degrees, 1)
        )
