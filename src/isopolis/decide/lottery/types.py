"""People whom the quotas cannot tell apart, merged into types: the lottery then decides about numbers only.

Two people are of one type when they have the same features and live with people of the same features.
Whatever is fair to one of them is then fair to the other, so both get the same probability, and a panel is
described by how many of each type it holds. Of a household at most one person is drawn: the types that live
together in households of one kind share its number of households.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from isopolis.decide.lottery.pool import Pool
from isopolis.decide.lottery.quotas import Quotas
from isopolis.errors import InputError

Floats = npt.NDArray[np.float64]
Features = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Types:
    """The types of a pool under quotas, and what a panel must satisfy.

    Attributes
    ----------
    features
        (T) features of each type.
    members
        (T) positions in the pool of the people of each type.
    counts
        (T,) number of people of each type.
    most
        (T,) most people of the type that one panel can hold.
    matrix, low, high
        A panel of ``x`` people of each type is allowed when low <= matrix @ x <= high: the size of the
        panel first, then one row a quota, then one row for each kind of household.
    quota_rows
        Number of rows of ``matrix`` that are quotas; they follow the first.
    """

    features: tuple[Features, ...]
    members: tuple[tuple[int, ...], ...]
    counts: Floats
    most: Floats
    matrix: Floats
    low: Floats
    high: Floats
    quota_rows: int

    def __len__(self) -> int:
        """Number of types."""
        return len(self.features)

    def of_people(self) -> npt.NDArray[np.int64]:
        """(n,) the type of each person."""
        out = np.empty(int(self.counts.sum()), dtype=np.int64)
        for number, members in enumerate(self.members):
            out[list(members)] = number
        return out


def merge(pool: Pool, quotas: Quotas, size: int) -> Types:
    """Merge the pool into types for a panel of ``size``.

    >>> from isopolis.decide.lottery.quotas import Quota
    >>> quotas = Quotas((Quota("sex", "f", 1, 1), Quota("sex", "m", 1, 1)))
    >>> merge(Pool(("a", "b", "c"), (("f",), ("m",), ("f",)), ("sex",)), quotas, 2).counts
    array([2., 1.])
    """
    if pool.categories != quotas.categories:
        raise ValueError("pool and quotas have different categories")
    if size > len(pool):
        raise InputError(
            "the panel has {size} members and the pool {number} people",
            expected="a pool that is larger than the panel",
            size=size,
            number=len(pool),
        )
    members: dict[tuple[tuple[Features, ...], Features], list[int]] = defaultdict(list)
    homes: dict[tuple[Features, ...], int] = defaultdict(int)
    for home in _households(pool):
        kind = tuple(sorted(pool.features[i] for i in home))
        homes[kind] += 1
        for i in home:
            members[kind, pool.features[i]].append(i)
    keys = sorted(members)
    counts = np.array([len(members[key]) for key in keys], dtype=float)
    shared = [kind for kind in sorted(homes) if len(set(kind)) > 1]
    rows = [np.ones(len(keys))]
    low, high = [float(size)], [float(size)]
    for quota in quotas:
        place = quotas.categories.index(quota.category)
        rows.append(np.array([float(features[place] == quota.feature) for _, features in keys]))
        low.append(float(quota.low))
        high.append(float(quota.high))
    for kind in shared:
        rows.append(np.array([float(one == kind) for one, _ in keys]))
        low.append(0.0)
        high.append(float(homes[kind]))
    return Types(
        features=tuple(features for _, features in keys),
        members=tuple(tuple(members[key]) for key in keys),
        counts=counts,
        most=np.minimum([float(homes[kind]) for kind, _ in keys], float(size)),
        matrix=np.array(rows),
        low=np.array(low),
        high=np.array(high),
        quota_rows=len(quotas.rows),
    )


def _households(pool: Pool) -> list[list[int]]:
    """Positions of the people of each household."""
    if not pool.households:
        return [[i] for i in range(len(pool))]
    together: dict[str, list[int]] = defaultdict(list)
    alone = []
    for i, home in enumerate(pool.households):
        if home:
            together[home].append(i)
        else:
            alone.append([i])
    return [*together.values(), *alone]
