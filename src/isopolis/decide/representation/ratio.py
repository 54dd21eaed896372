r"""Representation: the share of a group among those who took part, over its share in the city.

.. math:: R_g = \frac{a_g / a}{P_g / P}

1 is as many as in the city, 0.5 half as many. The interval is that of the share among those who took part
and said what they are (Wilson); the census is taken as exact. Of groups with fewer than ``least`` people
nothing is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from scipy.stats import norm

from isopolis.decide.representation.margins import Floats, Margin, coded

LEAST = 5


def wilson(count: int, of: int, level: float = 0.95) -> tuple[float, float]:
    """Interval of a share.

    Source: Wilson (1927), JASA 22.

    >>> low, high = wilson(5, 50)
    >>> round(low, 4), round(high, 4)
    (0.0435, 0.2136)
    """
    if of == 0:
        return 0.0, 1.0
    z = float(norm.ppf((1.0 + level) / 2.0))
    share = count / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * (share * (1 - share) / of + z * z / (4 * of * of)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)


def representation(
    people: Mapping[str, Sequence[str | None]],
    margins: Sequence[Margin],
    *,
    least: int = LEAST,
    level: float = 0.95,
) -> pd.DataFrame:
    """One row a category of each attribute: those who took part against the city.

    Parameters
    ----------
    people
        Attribute -> the answer of each participant, None or empty where it was not given.
    margins
        The city.
    least
        Participants below which nothing is said about a category; a single small category takes the next
        smallest with it, so that it cannot be found by subtraction.
    level
        Of the intervals.

    Returns
    -------
    ``attribute``, ``category``, ``took_part`` (NaN where withheld), ``share``, ``city_share``, ``ratio``,
    ``low``, ``high``, ``missing`` (people more that would make the ratio 1; NaN where withheld) and
    ``reading``: “as in the city”, “too few”, “more than in the city” where the interval says so, or
    “withheld”.

    >>> city = Margin("age", {"young": 50.0, "old": 50.0})
    >>> table = representation({"age": ["young"] * 10 + ["old"] * 30}, [city])
    >>> table["ratio"].tolist(), table["reading"].tolist()
    ([0.5, 1.5], ['too few', 'more than in the city'])
    """
    rows: list[dict[str, object]] = []
    for margin in margins:
        codes = coded(people.get(margin.name, ()), margin)
        counts = np.bincount(codes[codes >= 0], minlength=len(margin.people))
        total = int(counts.sum())
        kept = protected(counts, least)
        for place, (category, city) in enumerate(margin.shares.items()):
            rows.append(
                {"attribute": margin.name, "category": category}
                | _row(int(counts[place]), total, city, kept=bool(kept[place]), level=level)
            )
    return pd.DataFrame(rows)


def combined(
    people: Mapping[str, Sequence[str | None]], margins: Sequence[Margin], joint: Sequence[Margin]
) -> pd.DataFrame:
    """The same for combinations of two attributes, where the city's joint counts are known.

    ``joint`` are margins named “A × B” with categories “a × b”, as :func:`cross` writes them. People of a
    combination that is not among them count as those who did not answer.
    """
    crossed = dict(people)
    for one, other in combinations(margins, 2):
        name = cross(one.name, other.name)
        known = {category for margin in joint if margin.name == name for category in margin.people}
        crossed[name] = [
            cross(a, b) if a and b and cross(a, b) in known else None
            for a, b in zip(people.get(one.name, ()), people.get(other.name, ()), strict=True)
        ]
    return representation(crossed, joint)


def cross(one: str, other: str) -> str:
    """The name of a combination.

    >>> cross("young", "Quayside")
    'young × Quayside'
    """
    return f"{one} × {other}"


def protected(counts: np.ndarray[tuple[int], np.dtype[np.int64]], least: int) -> Floats:
    """Which counts may be shown: not those under ``least``, and never a single one withheld."""
    kept = (counts >= least) | (counts == 0)
    if (~kept).sum() == 1 and kept.any():
        rest = np.flatnonzero(kept & (counts > 0))
        if len(rest):
            kept[rest[np.argmin(counts[rest])]] = False
    return np.asarray(kept, dtype=np.float64)


def _row(count: int, total: int, city: float, *, kept: bool, level: float) -> dict[str, object]:
    if not kept:
        nothing = dict.fromkeys(("took_part", "share", "ratio", "low", "high", "missing"), np.nan)
        return {**nothing, "city_share": city, "reading": "withheld"}
    share = count / total if total else np.nan
    low, high = wilson(count, total, level)
    reading = "as in the city"
    if total and high < city:
        reading = "too few"
    elif total and low > city:
        reading = "more than in the city"
    # To reach the city's share, x newcomers of this group alone: (a + x) / (n + x) = P.
    missing = max(0.0, (city * total - count) / (1.0 - city))
    return {
        "took_part": float(count),
        "share": share,
        "city_share": city,
        "ratio": share / city,
        "low": low / city,
        "high": high / city,
        "missing": max(0.0, float(np.ceil(missing - 1e-9))),
        "reading": reading,
    }
