"""The first stage: how many addresses to write to in each neighbourhood, and which.

Where few people answer, more letters are needed for the same number of volunteers. The letters are shared
out so that the expected volunteers of each neighbourhood are in proportion to its people, as far as its
addresses reach.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from isopolis.errors import InputError


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A neighbourhood: its people, its addresses, and the share of letters that bring a volunteer."""

    name: str
    people: float
    addresses: int
    response: float


@dataclass(frozen=True, slots=True)
class Letters:
    """Letters to one neighbourhood.

    Attributes
    ----------
    number
        Letters to send.
    expected
        Volunteers to be expected from them.
    chance
        Probability of an address of being written to.
    oversampling
        That probability divided by the city's mean: above 1 where more is asked than elsewhere.
    """

    name: str
    number: int
    expected: float
    chance: float
    oversampling: float


def share_out(neighbourhoods: Sequence[Neighbourhood], letters: int) -> list[Letters]:
    """Share letters out in proportion to people / response; none gets more than it has addresses.

    >>> [one.number for one in share_out([Neighbourhood("North", 1000, 500, 0.02),
    ...                                   Neighbourhood("South", 1000, 500, 0.04)], 300)]
    [200, 100]
    """
    for one in neighbourhoods:
        if not 0 < one.response <= 1 or one.people < 0 or one.addresses < 0:
            raise InputError(
                "“{name}” has {people} people, {addresses} addresses and a response of {response}",
                expected="people and addresses from 0, and a response above 0 and up to 1 (e.g. 0.04)",
                name=one.name,
                people=one.people,
                addresses=one.addresses,
                response=one.response,
            )
    available = np.array([one.addresses for one in neighbourhoods], dtype=float)
    if not 1 <= letters <= available.sum():
        raise InputError(
            "{letters} letters",
            expected="from 1 to {most}, the number of addresses",
            letters=letters,
            most=int(available.sum()),
        )
    wanted = np.array([one.people / one.response for one in neighbourhoods])
    exact = np.zeros(len(wanted))
    open_ = (available > 0) & (wanted > 0)
    while True:
        # Those that would need more letters than they have addresses get them all; the others share the rest.
        left = letters - exact[~open_].sum()
        exact[open_] = left * wanted[open_] / wanted[open_].sum() if open_.any() else 0.0
        over = open_ & (exact > available)
        if not over.any():
            break
        exact[over] = available[over]
        open_ &= ~over
    number = np.floor(exact + 1e-9).astype(int)
    for i in np.argsort(-(exact - number), kind="stable"):
        if number.sum() < min(letters, round(exact.sum())) and number[i] < available[i]:
            number[i] += 1
    mean = number.sum() / available.sum()
    return [
        Letters(
            one.name,
            int(n),
            float(n * one.response),
            float(n / one.addresses) if one.addresses else 0.0,
            float(n / one.addresses / mean) if one.addresses else 0.0,
        )
        for one, n in zip(neighbourhoods, number, strict=True)
    ]


def draw_addresses(
    addresses: Mapping[str, Sequence[str]], letters: Sequence[Letters], seed: int
) -> dict[str, list[str]]:
    """Draw addresses at random, each of a neighbourhood equally likely; the same seed draws the same."""
    rng = np.random.default_rng(seed)
    out = {}
    for one in letters:
        every = sorted(addresses.get(one.name, ()))
        if len(every) < one.number:
            raise InputError(
                "“{name}” has {number} addresses in the list",
                expected="at least the {wanted} to write to",
                name=one.name,
                number=len(every),
                wanted=one.number,
            )
        chosen = rng.choice(len(every), size=one.number, replace=False)
        out[one.name] = [every[i] for i in sorted(chosen)]
    return out
