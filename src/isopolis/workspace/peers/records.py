"""Between what is stored and the records that the wing matches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from isopolis.learn.peers.peer import Peer
from isopolis.learn.peers.peer import Subject as Record
from isopolis.learn.practices.vocabulary import Mechanism, Theme
from isopolis.workspace.peers.models import Exchange, PeerCity, Subject
from isopolis.workspace.people.models import Partnership


def active_cities(partnership: Partnership) -> list[PeerCity]:
    """The cities that have not withdrawn, with their subjects."""
    return list(partnership.peer_cities.filter(withdrawn_on=None).prefetch_related("subjects__practice"))


def peer_of(city: PeerCity, *, exchanges: int | None = None, met: Iterable[str] = ()) -> Peer:
    """The record of a city; ``exchanges`` and ``met`` as what is agreed already leaves them."""
    subjects = list(city.subjects.all())
    return Peer(
        id=city.key,
        name=city.name,
        country=city.country,
        population=city.population,
        languages=tuple(city.languages),
        needs=tuple(_subject(one) for one in subjects if not one.is_offer),
        offers=tuple(_subject(one) for one in subjects if one.is_offer),
        exchanges=city.exchanges if exchanges is None else exchanges,
        partner=city.organisation_id is not None,
        met=tuple(met),
        latitude=city.latitude,
        longitude=city.longitude,
    )


def _subject(one: Subject) -> Record:
    return Record(
        theme=Theme(one.theme),
        mechanism=Mechanism(one.mechanism) if one.mechanism else None,
        text=one.text or None,
        practice=one.practice.name if one.practice else None,
    )


def peers_to_match(partnership: Partnership) -> list[Peer]:
    """The cities as they are to be matched: without the exchanges that are agreed, and never the same twice.

    Whoever agreed to an exchange has one less to give; pairs that agreed, declined, or lost each other by a
    withdrawal do not meet again.
    """
    taken: Counter[str] = Counter()
    met: dict[str, set[str]] = {}
    rows = partnership.exchanges.exclude(state__in=(Exchange.State.PROPOSED, Exchange.State.REPLACED))
    for exchange in rows.select_related("one", "other"):
        one, other = exchange.one.key, exchange.other.key
        met.setdefault(one, set()).add(other)
        met.setdefault(other, set()).add(one)
        if exchange.state == Exchange.State.AGREED:
            taken.update((one, other))
    return [
        peer_of(
            city,
            exchanges=max(0, city.exchanges - taken[city.key]),
            met=sorted(met.get(city.key, ())),
        )
        for city in active_cities(partnership)
    ]
