r"""Complementary suppression: withhold more areas, so that no total gives a withheld one away.

Whoever reads a total and every area but some can work out what those have *together*: the sum of their
people, and the sum of their contributions to every index. None of these sums says which area is which:
exchange two withheld areas and all that was published stays the same. So what can be worked out about a
withheld area is never narrower than the range of the withheld areas, whatever sums are published, linear
in the counts or not. Hence one rule, for people, for each group and for everybody else:

    a set of withheld areas with a value :math:`0 < v < k` in a column also holds two values of that
    column that are at least :math:`k` apart, :math:`k` being the threshold.

It implies that more than one area is withheld, and that the withheld have at least :math:`k` people together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.intp]

TOLERANCE = 1e-9
"""Counts made from rates are not whole numbers; this much is no difference."""


@dataclass(frozen=True, slots=True)
class Suppression:
    """Which areas are withheld, and which totals with them.

    Attributes
    ----------
    areas
        (n,) True where an area is withheld.
    totals
        For each level of ``levels``, the codes whose total has to be withheld too.
    """

    areas: Flags
    totals: tuple[tuple[int, ...], ...]


def suppress(
    values: Floats, sensitive: Flags, levels: Sequence[Codes], people: Floats, threshold: float
) -> Suppression:
    """Withhold every area with a sensitive value, and as few others as the rule above needs.

    Parameters
    ----------
    values, sensitive
        (n, c) what each column of each area is about, NaN where unknown; whether it has to be hidden.
    levels
        (n,) code of the set whose total is published, the smallest sets first (district, then city).
    people
        (n,) people, the cost of withholding an area.
    threshold
        Fewest people that a published figure may be about.

    Where a set is too small for the rule, all its areas are withheld, and its total as well if that is
    below the threshold; its areas then hide among those of the next level. Linear in the number of areas.
    """
    withheld: Flags = np.asarray(sensitive.any(axis=1))
    exposed: Flags = withheld.copy()
    hidden_totals: list[set[int]] = [set() for _ in levels]
    for depth, codes in enumerate(levels):
        if not exposed.any():
            break
        failing = _failing(values, sensitive, codes, exposed, threshold)
        order = np.argsort(codes, kind="stable")
        starts = np.searchsorted(codes[order], failing)
        ends = np.searchsorted(codes[order], failing, side="right")
        safe = np.ones(len(values), dtype=bool)
        for code, start, end in zip(failing, starts, ends, strict=True):
            rows = order[start:end]
            needed = sensitive[rows[exposed[rows]]].any(axis=0)
            inside = _Set(values[rows][:, needed], exposed[rows], ~withheld[rows], people[rows])
            chosen, protected = _join(inside, threshold)
            withheld[rows[chosen]] = True
            for finer in range(depth):
                hidden_totals[finer].update(levels[finer][rows[chosen]].tolist())
            if not protected:
                hidden_totals[depth].add(int(code))
                exposed[rows] = withheld[rows]
                safe[rows] = False
        exposed = np.logical_and(exposed, ~safe)
    return Suppression(withheld, tuple(tuple(sorted(codes)) for codes in hidden_totals))


def _failing(
    values: Floats, sensitive: Flags, codes: Codes, exposed: Flags, threshold: float
) -> npt.NDArray[np.intp]:
    """Codes of the sets whose exposed areas break the rule."""
    rows = np.flatnonzero(exposed)
    rows = rows[np.argsort(codes[rows], kind="stable")]
    present, starts = np.unique(codes[rows], return_index=True)
    low = np.fmin.reduceat(values[rows], starts, axis=0)
    high = np.fmax.reduceat(values[rows], starts, axis=0)
    needed = np.logical_or.reduceat(sensitive[rows], starts, axis=0)
    return np.asarray(present[(needed & ~_apart(low, high, threshold)).any(axis=1)])


def _apart(low: Floats, high: Floats, threshold: float) -> Flags:
    return np.asarray(high - low >= threshold - TOLERANCE)


@dataclass(frozen=True, slots=True)
class _Set:
    """The areas of one published total: the columns with something to hide, and what may be withheld."""

    columns: Floats
    exposed: Flags
    free: Flags
    people: Floats


def _join(inside: _Set, threshold: float) -> tuple[npt.NDArray[np.intp], bool]:
    """Areas of one set to withhold beside the exposed ones, and whether the set's total may be published.

    Greedy: the area that mends most columns, among these the one with the fewest people, among these the
    first; then whichever turned out to be superfluous goes back. All areas where no choice is enough.
    """
    columns, people = inside.columns, inside.people
    low = np.fmin.reduce(columns[inside.exposed], axis=0)
    high = np.fmax.reduce(columns[inside.exposed], axis=0)
    free = inside.free & ~np.isnan(columns).any(axis=1)
    chosen: list[int] = []
    while not (mended := _apart(low, high, threshold)).all():
        candidates = np.flatnonzero(free)
        reach = np.fmax(high, columns[candidates]) - np.fmin(low, columns[candidates])
        reach = np.minimum(reach, threshold)[:, ~mended]
        fixes = (reach >= threshold - TOLERANCE).sum(axis=1)
        progress = reach.sum(axis=1)
        if len(candidates) == 0 or progress.max() <= np.minimum(high - low, threshold)[~mended].sum():
            together = np.nansum(columns, axis=0)
            return np.arange(len(columns)), bool((together >= threshold - TOLERANCE).all())
        merit = fixes if fixes.max() > 0 else progress
        best = candidates[merit == merit.max()]
        pick = int(best[np.argmin(people[best])])
        low, high = np.fmin(low, columns[pick]), np.fmax(high, columns[pick])
        free[pick] = False
        chosen.append(pick)
    return _needed(columns, np.flatnonzero(inside.exposed), chosen, people, threshold), True


def _needed(
    columns: Floats, exposed: npt.NDArray[np.intp], chosen: list[int], people: Floats, threshold: float
) -> npt.NDArray[np.intp]:
    """``chosen`` without the areas that the rule does not need, the largest looked at first."""
    kept = list(chosen)
    for area in sorted(chosen, key=lambda row: -people[row]):
        rest = columns[np.concatenate([exposed, [row for row in kept if row != area]]).astype(np.intp)]
        if _apart(np.fmin.reduce(rest, axis=0), np.fmax.reduce(rest, axis=0), threshold).all():
            kept.remove(area)
    return np.asarray(kept, dtype=np.intp)
