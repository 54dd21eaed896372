"""Local Moran: where a group's share is high among neighbours where it is high, and low among low."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd
from numba import njit

from isopolis.errors import InputError
from isopolis.measure.segregation.environments.borders import Borders
from isopolis.measure.segregation.inference.streams import key_of, stream, uniform
from isopolis.measure.segregation.registry import Floats
from isopolis.measure.segregation.threads import share_out

Integers = npt.NDArray[np.int64]

_PURPOSE = 31
"""Sets these random numbers apart from those drawn for other purposes with the same seed."""


class Quadrant(StrEnum):
    """An area's share and its neighbours', against the mean."""

    HIGH_HIGH = "high among high"
    LOW_LOW = "low among low"
    HIGH_LOW = "high among low"
    LOW_HIGH = "low among high"
    NONE = "no neighbours or nobody"


def local_moran(
    counts: Floats,
    borders: Borders,
    *,
    group: int = 0,
    steady: bool = False,
    permutations: int = 999,
    level: float = 0.05,
    seed: int = 0,
) -> pd.DataFrame:
    r"""Local indicators of spatial association (LISA) of the share of one group.

    .. math:: I_i = \frac{z_i}{m_2} \sum_j w_{ij} z_j, \qquad m_2 = \frac1n \sum_i z_i^2,
              \qquad \sum_j w_{ij} = 1

    with z the difference of an area's share from the mean share of all areas; the mean of the
    :math:`I_i` is Moran's I. Each is tested by conditional permutation: the area keeps its share, and
    its neighbours' are drawn without replacement from all other areas. Since every area is a test, those
    marked ``significant`` are chosen so that at most ``level`` of them are expected to be false.

    Areas where nobody lives have no share: they are nobody's neighbours and are not drawn.

    Parameters
    ----------
    counts
        (n, g) people.
    borders
        Which areas touch.
    group
        Column of the group.
    steady
        Standardise shares by what chance alone does to areas of few people (empirical Bayes), so that
        small areas do not stand out for being small.
    permutations
        Draws for each area.
    level
        Expected share of false areas among the significant ones.
    seed
        The same seed gives the same bits on any number of threads.

    Returns
    -------
    One row an area: ``share``, ``around`` (mean share of its neighbours), ``moran`` (I), ``p_value``
    (that of the nearer tail, as is usual for this statistic), ``quadrant`` and ``significant``.

    Raises
    ------
    InputError
        Fewer than three areas with people, or no difference between them; borders of other areas.

    Source: Anselin (1995), Geographical Analysis 27; Assunção & Reis (1999), Statistics in Medicine 18;
    Benjamini & Hochberg (1995), JRSS B 57; Caldas de Castro & Singer (2006), Geographical Analysis 38.

    >>> from isopolis.measure.segregation.environments.locations import find_lattice
    >>> from isopolis.measure.segregation.environments.borders import lattice_borders
    >>> row = lattice_borders(find_lattice(np.arange(6.0), np.zeros(6)))
    >>> counts = np.array([[9.0, 1.0], [8.0, 2.0], [9.0, 1.0], [1.0, 9.0], [2.0, 8.0], [1.0, 9.0]])
    >>> local_moran(counts, row)["quadrant"].tolist()[:2]
    ['high among high', 'high among high']
    """
    if len(borders) != len(counts) or not 0 <= group < counts.shape[1] or permutations < 1:
        raise InputError(
            f"borders of {len(borders)} areas, counts of {len(counts)} areas and {counts.shape[1]} groups, "
            f"group {group}, {permutations} permutations",
            expected="the same areas, one of the groups counted from 0, and at least one permutation",
        )
    people = counts.sum(axis=1)
    lived_in = np.flatnonzero(people > 0)
    share = np.full(len(counts), np.nan)
    share[lived_in] = counts[lived_in, group] / people[lived_in]
    kept = borders.take(lived_in)
    z = _steady(counts[lived_in, group], people[lived_in]) if steady else share[lived_in]
    z = z - z.mean()
    spread = float((z * z).mean())
    if len(z) < 3 or spread < 1e-24:
        raise InputError(
            f"{len(z)} areas with people, whose shares differ by {np.ptp(z):.2g}",
            expected="three areas or more whose shares differ",
        )
    neighbours = np.diff(kept.start)
    around = _mean_around(share[lived_in], kept)
    lag = _mean_around(z, kept)
    beyond = np.zeros(len(z), dtype=np.int64)
    work = permutations * len(kept.neighbour)
    draws = key_of(seed, _PURPOSE), permutations
    share_out(_permuted, len(z), work, z, np.nan_to_num(lag), neighbours, *draws, beyond)
    tail = np.minimum(beyond, permutations - beyond)
    p_value = np.where(neighbours > 0, (tail + 1) / (permutations + 1), np.nan)

    table = pd.DataFrame({"share": share})
    for name, values in (("around", around), ("moran", z * lag / spread), ("p_value", p_value)):
        whole = np.full(len(counts), np.nan)
        whole[lived_in] = values
        table[name] = whole
    quadrants = np.full(len(counts), Quadrant.NONE.value, dtype=object)
    quadrants[lived_in] = _quadrants(z, lag)
    significant = np.zeros(len(counts), dtype=bool)
    significant[lived_in] = _false_discovery(p_value, level)
    return table.assign(quadrant=quadrants, significant=significant)


def _steady(group: Floats, people: Floats) -> Floats:
    """Shares in units of the spread that chance and true differences give to areas of this size."""
    city = group.sum() / people.sum()
    share = group / people
    between = (people * (share - city) ** 2).sum() / people.sum() - city / people.mean()
    variance = max(between, 0.0) + city / people
    return np.asarray((share - city) / np.sqrt(variance))


def _mean_around(values: Floats, borders: Borders) -> Floats:
    """Mean of the neighbours; NaN where there are none."""
    n = len(values)
    total = np.bincount(borders.area, weights=values[borders.neighbour], minlength=n)
    count = np.diff(borders.start)
    return np.asarray(np.divide(total, count, out=np.full(n, np.nan), where=count > 0))


def _quadrants(z: Floats, lag: Floats) -> npt.NDArray[np.object_]:
    choices = [
        (np.isnan(lag), Quadrant.NONE),
        ((z > 0) & (lag > 0), Quadrant.HIGH_HIGH),
        ((z <= 0) & (lag <= 0), Quadrant.LOW_LOW),
        (z > 0, Quadrant.HIGH_LOW),
    ]
    conditions, names = zip(*choices, strict=True)
    chosen = np.select(conditions, np.arange(len(names)), len(names))
    return np.asarray(np.array([name.value for name in (*names, Quadrant.LOW_HIGH)], dtype=object)[chosen])


def _false_discovery(p_value: Floats, level: float) -> npt.NDArray[np.bool_]:
    """Benjamini & Hochberg's choice of tests, among those that were made."""
    ascending = np.sort(p_value[~np.isnan(p_value)])
    ranks = np.arange(1, len(ascending) + 1)
    passed = ascending[ascending <= level * ranks / max(len(ascending), 1)]
    return np.asarray(p_value <= (passed[-1] if len(passed) else -1.0))


@njit(nogil=True, cache=True)
def _permuted(  # noqa: PLR0917  (compiled: no keywords)
    first: int,
    stop: int,
    z: Floats,
    lag: Floats,
    neighbours: Integers,
    key: np.uint64,
    permutations: int,
    beyond: Integers,
) -> None:
    """How many draws of neighbours give each area at least the local Moran observed."""
    n = len(z)
    for i in range(first, stop):
        k = neighbours[i]
        if k > 0:
            state = stream(key, i)
            drawn = np.empty(k, dtype=np.int64)
            # What a draw must add up to, on the area's own side, less a hair for the rounding of ties.
            side = np.sign(z[i])
            observed = side * lag[i] * k - 1e-12 * (1.0 + abs(lag[i]) * k)
            for _ in range(permutations):
                total = 0.0
                taken = 0
                while taken < k:
                    j = int(uniform(state) * (n - 1))
                    j += j >= i
                    fresh = True
                    for t in range(taken):
                        fresh = fresh and drawn[t] != j
                    if fresh:
                        drawn[taken] = j
                        total += z[j]
                        taken += 1
                if side * total >= observed:
                    beyond[i] += 1
