r"""Whom to invite next: the groups whose newcomers would bring those who took part closest to the city.

The distance of those who took part from the city is :math:`D = \tfrac12 \sum_g |a_g/n - P_g|` for each
attribute, summed. Invitations are planned one person at a time: the group whose next person lowers D most
comes first, until the places are used. Where answers are expected from a share of those invited only, more
are invited.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from isopolis.decide.representation.margins import Margin, coded
from isopolis.errors import InputError


def outreach(
    people: Mapping[str, Sequence[str | None]],
    margin: Margin,
    places: int,
    *,
    response: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """A plan for ``places`` more people, by category of one attribute (a neighbourhood, an age, a
    combination).

    Returns one row a category, most needed first: ``category``, ``more`` (people to win), ``invite``
    (people to invite, at the expected ``response``) and ``distance`` (from the city once they are won,
    0..1).

    >>> city = Margin("place", {"Quayside": 50.0, "Hill": 50.0})
    >>> outreach({"place": ["Quayside"] * 2 + ["Hill"] * 8}, city, 6)["more"].to_dict()
    {0: 6}
    """
    if places < 1:
        raise InputError("{places} places", expected="one or more", places=places)
    expected = dict(response or {})
    wrong = [name for name, share in expected.items() if not 0 < share <= 1]
    if wrong:
        raise InputError(
            "a response of {share} in “{category}”",
            expected="above 0, at most 1",
            share=expected[wrong[0]],
            category=wrong[0],
        )
    codes = coded(people.get(margin.name, ()), margin)
    counts = np.bincount(codes[codes >= 0], minlength=len(margin.people)).astype(float)
    shares = np.array(list(margin.shares.values()))
    won = np.zeros(len(shares), dtype=int)
    for _ in range(places):
        total = counts.sum() + 1.0
        gain = [np.abs((counts + np.eye(len(shares))[g]) / total - shares).sum() for g in range(len(shares))]
        chosen = int(np.argmin(np.round(gain, 12)))
        counts[chosen] += 1.0
        won[chosen] += 1
    distance = float(np.abs(counts / counts.sum() - shares).sum() / 2)
    names = list(margin.people)
    invite = [to_invite(int(won[g]), expected.get(name, 1.0)) for g, name in enumerate(names)]
    table = pd.DataFrame({"category": names, "more": won, "invite": invite, "distance": distance})
    table = table[table["more"] > 0].sort_values(["more", "category"], ascending=[False, True])
    return table.reset_index(drop=True)


def to_invite(people: int, response: float) -> int:
    """How many to invite so that ``people`` come, where a share of ``response`` of those invited does.

    >>> to_invite(10, 0.25), to_invite(3, 0.3), to_invite(0, 0.1)
    (40, 10, 0)
    """
    return int(np.ceil(people / response - 1e-9))
