"""Invented barriers to funding: enough cities say the same for it to be shown."""

from __future__ import annotations

from isopolis.workspace.funds.models import FundingBarrier
from isopolis.workspace.people.models import Partnership, User
from isopolis.workspace.people.tokens import keyed_hash

SAID = (
    ("eui-innovative-actions", "too-small", 3),
    ("cerv-networks-of-towns", "staff", 4),
    ("erdf-programmes", "advance", 3),
    ("", "language", 5),
    ("elena", "own-money", 1),
)
"""Fund, obstacle, how many of the cities say so."""


def fill_funds(partnership: Partnership, people: dict[str, User]) -> None:
    """What the cities of the demonstration say kept them from money."""
    cities = list(partnership.organisations.filter(kind="city").order_by("pk"))
    FundingBarrier.objects.bulk_create(
        FundingBarrier(
            partnership=partnership,
            city=keyed_hash("funding barrier", str(city.pk)),
            fund=fund,
            obstacle=obstacle,
            size="50k-250k",
        )
        for fund, obstacle, number in SAID
        for city in cities[:number]
    )
