"""Those who took part, by channel or by round, against the same city.

What is withheld must not be found by subtraction: a category is shown for all parts or for none. It is
withheld where a part has a few of its people (fewer than ``least``, not none); where that hides a single
category of an attribute, the next smallest is withheld with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from isopolis.decide.representation.margins import Margin, coded
from isopolis.decide.representation.ratio import LEAST, protected, wilson


def by_part(
    people: Mapping[str, Sequence[str | None]],
    parts: Sequence[str],
    margins: Sequence[Margin],
    *,
    least: int = LEAST,
) -> pd.DataFrame:
    """One row an attribute, category and part.

    Parameters
    ----------
    people
        Attribute -> the answer of each participant, None or empty where it was not given.
    parts
        The part of each participant: a channel, a round.

    Returns
    -------
    ``attribute``, ``category``, ``part``, ``ratio`` of the share in this part to the share in the city, with
    ``low`` and ``high``; NaN where withheld, or where nobody of the part answered.

    >>> city = Margin("age", {"young": 50.0, "old": 50.0})
    >>> table = by_part({"age": ["young", "old"] * 10}, ["link"] * 20, [city])
    >>> table["ratio"].tolist()
    [1.0, 1.0]
    """
    names = list(dict.fromkeys(parts))
    where = np.array([names.index(part) for part in parts], dtype=np.int64)
    rows: list[dict[str, object]] = []
    for margin in margins:
        codes = coded(people.get(margin.name, ()), margin)
        known = codes >= 0
        counts = np.zeros((len(names), len(margin.people)), dtype=np.int64)
        np.add.at(counts, (where[known], codes[known]), 1)
        shown = _shown(counts, least)
        totals = counts.sum(axis=1)
        for place, (category, city) in enumerate(margin.shares.items()):
            for part, name in enumerate(names):
                ratio, low, high = np.nan, np.nan, np.nan
                if shown[place] and totals[part]:
                    ratio = counts[part, place] / totals[part] / city
                    low, high = (end / city for end in wilson(int(counts[part, place]), int(totals[part])))
                rows.append(
                    {"attribute": margin.name, "category": category, "part": name,
                     "ratio": ratio, "low": low, "high": high}
                )  # fmt: skip
    return pd.DataFrame(rows, columns=["attribute", "category", "part", "ratio", "low", "high"])


def _shown(counts: np.ndarray[tuple[int, int], np.dtype[np.int64]], least: int) -> list[bool]:
    """Which categories are shown, from (parts, categories) counts."""
    whole = counts.sum(axis=0)
    few = ((counts > 0) & (counts < least)).any(axis=0) | ~protected(whole, least).astype(bool)
    if few.sum() == 1:
        rest = np.flatnonzero(~few & (whole > 0))
        if len(rest):
            few[rest[np.argmin(whole[rest])]] = True
    return [bool(one) for one in ~few]
