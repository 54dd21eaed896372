"""The people of chosen groups, in the areas where all of them are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from isopolis.errors import InputError
from isopolis.measure.areas.areas import REST, Areas, Floats
from isopolis.measure.areas.status import CountStatus, StatusArray, known


class NobodyCountedError(InputError):
    """No area has a count for all the groups asked for: here they were not collected or are hidden."""


@dataclass(frozen=True, slots=True)
class Composition:
    """The people of chosen groups in the areas where all of them are known.

    An area where one of the groups is suppressed or was not collected is left out of the figures and
    counted in ``left_out``; it is never read as zero.

    Attributes
    ----------
    groups
        Names of the groups, ``"rest"`` among them where it was asked for.
    counts
        (k, g) people, C-contiguous, no NaN.
    rows
        (k,) positions of these areas in the :class:`Areas` they came from.
    status
        (k, g) status of each count.
    left_out
        Number of areas left out, by the status that caused it.
    population_left_out
        People known to live in the areas left out (0 where even that is not known); households where
        the groups are of households.
    """

    groups: tuple[str, ...]
    counts: Floats
    rows: npt.NDArray[np.intp]
    status: StatusArray
    left_out: Mapping[CountStatus, int]
    population_left_out: float


def compose(areas: Areas, groups: tuple[str, ...]) -> Composition:
    """Counts of ``groups`` for the areas where all of them are known.

    ``"rest"`` among the groups is everybody else: the area's published total (of the groups' universe,
    where they are not of people) less the other groups. Where noise makes that negative it is set to 0
    and marked perturbed.

    Raises
    ------
    InputError
        An unknown group, a group named twice, or groups of two universes.
    NobodyCountedError
        No area where all groups are known.
    """
    if len(set(groups)) != len(groups):
        raise InputError("a group is named twice", expected="different groups")
    named = [areas.column(group) for group in groups if group != REST or REST in areas.groups]
    total, total_status = universe_of(areas, groups)
    counts, status = areas.counts.take(named, axis=1), areas.status.take(named, axis=1)
    if REST in groups and REST not in areas.groups:
        position = groups.index(REST)
        rest, rest_status = _rest(total, total_status, counts, status)
        counts, status = _beside(counts, position, rest), _beside(status, position, rest_status)
    hidden = ~known(status)
    # To look along rows of a few columns is slow, and most tables hide nothing.
    complete = ~hidden.any(axis=1) if hidden.any() else np.ones(len(status), dtype=np.bool_)
    if not complete.any():
        raise NobodyCountedError(
            "no area has a count for all of " + ", ".join(groups),
            file=areas.source.file or None,
            expected="at least one area where every group was counted and published",
            remedy="choose other groups; the quality sheet shows which were not collected here",
        )
    suppressed = (status[~complete] == np.uint8(CountStatus.SUPPRESSED)).any(axis=1)
    lost = total[~complete]
    kept = slice(None) if complete.all() else complete
    return Composition(
        groups=groups,
        counts=np.ascontiguousarray(counts[kept]),
        rows=np.flatnonzero(complete),
        status=np.ascontiguousarray(status[kept]),
        left_out={
            CountStatus.SUPPRESSED: int(suppressed.sum()),
            CountStatus.NOT_COLLECTED: int((~suppressed).sum()),
        },
        population_left_out=float(np.nansum(lost)),
    )


def rounded_away(counts: Floats) -> float:
    """Share of the people that would be others if counts were rounded to whole people; 0 where nobody is.

    >>> rounded_away(np.array([[0.4, 0.6]])), rounded_away(np.array([[12.0, 30.0]]))
    (0.8, 0.0)
    """
    people = float(counts.sum())
    return float(np.abs(counts - np.rint(counts)).sum()) / people if people > 0 else 0.0


NOT_PEOPLE = 0.1
"""Estimates of people, as of areas that were split, lose less than this; shares and thousands more."""


def refuse_totals(areas: Areas, groups: Sequence[str]) -> None:
    """Refuse groups that count people twice: one that holds those of the others, or several that overlap.

    A group is told to be all people where it is the published total, or the sum of two other groups or more,
    in five areas or more but for one percent, which is left to rounding and noise; groups are told to overlap
    where there are a twentieth more people in them than in all.

    Raises
    ------
    InputError
        The group that is all people, or groups that overlap.
    """
    named = [group for group in groups if group in areas.groups]
    if len(named) < 2:
        return
    counts = areas.counts[:, [areas.column(group) for group in named]]
    complete = bool(np.isfinite(counts).all())
    sums, total = np.nansum(counts, axis=0), float(areas.total.sum())
    for m, group in enumerate(named):
        # Who has fewer people than the whole, and than the others together, holds neither.
        if complete and sums[m] < (1.0 - _NOISE) * min(total, float(sums.sum() - sums[m])):
            continue
        others = np.delete(sums, m)
        if not others.sum() > _PEOPLE * sums[m] > 0:
            continue  # a group that nearly everybody belongs to is no total
        rest = np.delete(counts, m, axis=1).sum(axis=1)
        wholes = [areas.total] if areas.universe.get(group) is None else []
        wholes += [rest] if (others > _PEOPLE * sums[m]).sum() > 1 else []
        for whole in wholes:
            both = np.isfinite(whole) & np.isfinite(counts[:, m]) & (whole > 0)
            if both.sum() >= _AREAS and (
                np.abs(whole - counts[:, m])[both].sum() <= _NOISE * whole[both].sum()
            ):
                raise InputError(
                    "“{group}” holds the people of the other groups, who would be counted twice",
                    file=areas.source.file or None,
                    expected="groups that nobody is in two of",
                    remedy="leave it out; it may be the total of all people",
                    group=areas.label(group),
                )
    known = areas.total > 0
    if not complete:
        known &= np.isfinite(counts).all(axis=1)
    kept = slice(None) if known.all() else known
    everybody, counted = areas.total[kept].sum(), counts[kept].sum()
    of_people = all(areas.universe.get(group) is None for group in named)
    if of_people and known.sum() >= _AREAS and counted > (1.0 + _OVERLAP) * everybody:
        raise InputError(
            "of 100 people, {counted} are in {groups}",
            file=areas.source.file or None,
            expected="groups that nobody is in two of",
            remedy="choose groups that divide the people in one way",
            counted=round(100.0 * counted / everybody),
            groups=", ".join(areas.label(group) for group in named),
        )


_AREAS, _PEOPLE, _NOISE, _OVERLAP = 5, 0.02, 0.01, 0.05


def universe_of(areas: Areas, groups: tuple[str, ...]) -> tuple[Floats, StatusArray]:
    """Everything that the groups are parts of, and its status: all people unless ``universe`` says else.

    Raises
    ------
    InputError
        Groups of two universes.
    """
    wholes = {areas.universe.get(group) for group in groups if group != REST or REST in areas.groups}
    if len(wholes) > 1:
        names = sorted(areas.label(whole) if whole else "people" for whole in wholes)
        raise InputError(
            "the groups do not count the same: {universes}",
            file=areas.source.file or None,
            expected="groups that are parts of one whole",
            remedy="compare people with people, and households with households",
            universes=", ".join(names),
        )
    whole = next(iter(wholes), None)
    if whole is None:
        return areas.total, areas.total_status
    column = areas.column(whole)
    return areas.counts[:, column], areas.status[:, column]


# What a sum or a difference of counts is worth is the worst of what it is made of.
_FROM_WORST = np.array(
    [
        CountStatus.OBSERVED,
        CountStatus.PERTURBED,
        CountStatus.IMPUTED,
        CountStatus.NOT_COLLECTED,
        CountStatus.SUPPRESSED,
    ],
    dtype=np.uint8,
)
_HOW_BAD = np.zeros(len(CountStatus), dtype=np.uint8)
_HOW_BAD[_FROM_WORST] = np.arange(len(_FROM_WORST))


def _rest(
    total: Floats, total_status: StatusArray, counts: Floats, status: StatusArray
) -> tuple[Floats, StatusArray]:
    """Everybody who is not counted in ``counts``, and the status of that."""
    rest = total - counts.sum(axis=1)
    worst = np.maximum(_HOW_BAD[status].max(axis=1, initial=0), _HOW_BAD[total_status])
    out = _FROM_WORST[worst]
    out[(rest == 0) & (worst == 0)] = np.uint8(CountStatus.ZERO)
    negative = rest < 0
    out[negative] = np.uint8(CountStatus.PERTURBED)
    return np.where(negative, 0.0, rest), out


def _beside(
    columns: npt.NDArray[np.generic], position: int, one: npt.NDArray[np.generic]
) -> npt.NDArray[Any]:
    """``columns`` with ``one`` put in at ``position``."""
    out = np.empty((len(columns), columns.shape[1] + 1), dtype=columns.dtype)
    out[:, :position], out[:, position], out[:, position + 1 :] = (
        columns[:, :position],
        one,
        columns[:, position:],
    )
    return out
