r"""How much a city gets from another, and whether the two can meet at all.

What city i gets from city j is

.. math:: g_{ij} = p_{ij} \,(0.6 + 0.25\, s_{ij} + 0.15\, d_{ij}),

with p the share of i's needs that an offer of j answers (a need with a mechanism that the offer shares counts
fully, with the theme alone by half), s the likeness of size, :math:`1 - |\log_{10} P_i/P_j| / 1.5` not below
0, and d the nearness: 1 up to 500 km, 0 from 2,500 km (0.5 where a place is not known). So nobody is sent to
a city that has no answer, however near or alike. An exchange is worth :math:`\sqrt{g_{ij} g_{ji}}` to the
two: nothing unless both get something (reciprocal).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from isopolis.language import Language, message
from isopolis.learn.peers.peer import Peer, Subject
from isopolis.measure.segregation.registry import Floats

PROBLEM, SIZE, TRAVEL = 0.6, 0.25, 0.15
NEAR_KM, FAR_KM = 500.0, 2500.0
_EARTH_KM = 6371.0


@dataclass(frozen=True, slots=True)
class Affinity:
    """What peers get from one another.

    Attributes
    ----------
    gain
        (n, n) what the city of the row gets from the city of the column, 0..1.
    possible
        (n, n) whether the two can meet: another country if that is asked, a language in common, not met
        before, nobody avoids the other.
    distance
        (n, n) kilometres; NaN where a place is not known.
    """

    gain: Floats
    possible: npt.NDArray[np.bool_]
    distance: Floats

    @property
    def worth(self) -> Floats:
        """(n, n) what an exchange is worth to the two, symmetric; 0 where they cannot meet."""
        return np.where(self.possible, np.sqrt(self.gain * self.gain.T), 0.0)


def answers(need: Subject, offer: Subject) -> float:
    """How far an offer answers a need: 1 by mechanism and theme, 0.5 by theme alone, 0 not at all.

    >>> from isopolis.learn.practices.vocabulary import Mechanism, Theme
    >>> rents = Subject(theme=Theme.HOUSING, mechanism=Mechanism.DISPLACEMENT)
    >>> answers(rents, Subject(theme=Theme.HOUSING)), answers(rents, rents)
    (0.5, 1.0)
    """
    if need.theme != offer.theme:
        return 0.0
    if need.mechanism is None or need.mechanism == offer.mechanism:
        return 1.0
    return 0.5


def affinity(peers: Sequence[Peer], *, abroad: bool = True) -> Affinity:
    """What every peer gets from every other.

    Parameters
    ----------
    abroad
        Whether exchanges are between countries only, as European ones are.
    """
    n = len(peers)
    gain = _answered(peers)
    population = np.log10([peer.population for peer in peers])
    size = np.maximum(0.0, 1.0 - np.abs(population[:, None] - population[None, :]) / 1.5)
    distance = _kilometres(peers)
    nearness = np.clip((FAR_KM - distance) / (FAR_KM - NEAR_KM), 0.0, 1.0)
    gain = gain * (PROBLEM + SIZE * size + TRAVEL * np.where(np.isnan(distance), 0.5, nearness))
    spoken = [set(peer.languages) for peer in peers]
    country = np.array([peer.country for peer in peers])
    possible = np.array([[bool(one & other) for other in spoken] for one in spoken], dtype=bool)
    possible = possible.reshape(n, n)
    if abroad:
        possible &= country[:, None] != country[None, :]
    at = {peer.id: number for number, peer in enumerate(peers)}
    for number, peer in enumerate(peers):
        for other in (*peer.met, *peer.avoids):
            if other in at:
                possible[number, at[other]] = possible[at[other], number] = False
    np.fill_diagonal(possible, val=False)
    return Affinity(gain, possible, distance)


def _answered(peers: Sequence[Peer]) -> Floats:
    """(n, n) share of the needs of the row that the offers of the column answer."""
    needs = sorted({need for peer in peers for need in map(_kind, peer.needs)}, key=str)
    offers = sorted({offer for peer in peers for offer in map(_kind, peer.offers)}, key=str)
    kinds = np.array([[_kinds_answer(need, offer) for offer in offers] for need in needs]).reshape(
        len(needs), len(offers)
    )
    n = len(peers)
    best = np.zeros((n, len(needs)))
    for number, peer in enumerate(peers):
        has = [offers.index(_kind(offer)) for offer in peer.offers]
        if has and needs:
            best[number] = kinds[:, has].max(axis=1)
    out = np.zeros((n, n))
    for number, peer in enumerate(peers):
        wanted = [needs.index(_kind(need)) for need in peer.needs]
        if wanted:
            out[number] = best[:, wanted].mean(axis=1)
    return out


def _kind(subject: Subject) -> tuple[str, str]:
    return str(subject.theme), str(subject.mechanism or "")


def _kinds_answer(need: tuple[str, str], offer: tuple[str, str]) -> float:
    if need[0] != offer[0]:
        return 0.0
    return 1.0 if not need[1] or need[1] == offer[1] else 0.5


def _kilometres(peers: Sequence[Peer]) -> Floats:
    """(n, n) great-circle distances."""
    places = np.radians(
        [
            [
                np.nan if peer.latitude is None else peer.latitude,
                np.nan if peer.longitude is None else peer.longitude,
            ]
            for peer in peers
        ]
    ).reshape(len(peers), 2)
    lat, lon = places[:, 0], places[:, 1]
    chord = (
        np.sin((lat[:, None] - lat) / 2) ** 2
        + np.cos(lat)[:, None] * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    )
    return np.asarray(2 * _EARTH_KM * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0))))


SENTENCES = (
    message("{host} offers what {guest} needs: {what}."),
    message("They can work in: {languages}."),
    message("They are alike in size: {one} and {two} inhabitants."),
    message("They differ in size: {one} and {two} inhabitants."),
    message("It is about {km} km from one to the other."),
    message("{guest} gets little: no offer of {host} answers its needs."),
)


def reasons(one: Peer, other: Peer, language: Language | None = None) -> list[str]:
    """Why the two were matched, in words, and what speaks against."""
    speaks = language or Language()
    said = []
    for guest, host in ((one, other), (other, one)):
        what = [
            speaks.text(offer.theme.label)
            for offer in host.offers
            if any(answers(need, offer) > 0 for need in guest.needs)
        ]
        if what:
            topics = ", ".join(dict.fromkeys(what))
            said.append(speaks.text(SENTENCES[0], host=host.name, guest=guest.name, what=topics))
        else:
            said.append(speaks.text(SENTENCES[5], host=host.name, guest=guest.name))
    common = sorted(set(one.languages) & set(other.languages))
    said.append(speaks.text(SENTENCES[1], languages=", ".join(map(speaks.tongue, common))))
    alike = abs(np.log10(one.population / other.population)) < 0.5
    said.append(
        speaks.text(
            SENTENCES[2 if alike else 3],
            one=speaks.number(round(one.population)),
            two=speaks.number(round(other.population)),
        )
    )
    km = float(_kilometres([one, other])[0, 1])
    if np.isfinite(km):
        said.append(speaks.text(SENTENCES[4], km=speaks.number(round(km, -1))))
    return said
