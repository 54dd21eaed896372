"""Derivatives of H, D and isolation by the people of surroundings, and what curvature adds to their means."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from numba import njit

from isopolis.measure.segregation.margins import entropy, group_totals, interaction, people
from isopolis.measure.segregation.registry import Floats
from isopolis.measure.segregation.threads import share_out

_PARTS = 16
"""Parts that sums over areas are made of, whatever the number of threads."""


def clipped_variance(sums: Floats, around: Floats) -> Floats:
    """Variance of environments, without what a transform's rounding made of it where nobody is.

    Weights are 1 at most, so it is no more than the people around.
    """
    out, least = np.empty(sums.shape), 1e-9 * around.max(initial=0.0)
    share_out(_clip, len(out), out.size, sums, around, least, out)
    return out


def theil_slopes(counts: Floats, around: Floats, variance: Floats) -> tuple[Floats, Floats, float]:
    """Of H: by the people of each group (g,) and of their environments (c, g - 1), and the bias.

    All are of a person of a group in the place of one of the first.
    """
    totals = group_totals(counts)
    everybody, shares = float(totals.sum()), totals / totals.sum()
    diversity = entropy(shares)
    weight = people(counts) / (everybody * diversity)
    slopes, mixed, bias = np.empty((len(counts), counts.shape[1] - 1)), np.empty(len(counts)), weight.copy()
    share_out(_theil, len(counts), 20 * counts.size, around, variance, weight, slopes, mixed, bias)
    logarithms = np.log(np.where(shares > 0, shares, 1.0))
    own = -float(mixed.sum()) / (diversity * everybody) * (logarithms - logarithms[0])
    return own, slopes, 0.5 * float(bias.sum())


def dissimilarity_slopes(counts: Floats, around: Floats, variance: Floats) -> tuple[Floats, Floats, float]:
    """The same of D."""
    totals, here = group_totals(counts), people(counts)
    everybody, shares = float(totals.sum()), totals / totals.sum()
    mixed = interaction(shares)
    weight = here / (2.0 * everybody * mixed)
    ends = np.arange(_PARTS + 1) * len(counts) // _PARTS
    sums = np.zeros((_PARTS, 4, len(shares)))
    slopes, bias = np.empty((len(counts), counts.shape[1] - 1)), np.empty(len(counts))
    share_out(_apart, _PARTS, 10 * counts.size, ends, around, variance, here, weight, shares, slopes, sums)
    seen, chance, signs, distances = (sums[:, k].sum(axis=0) for k in range(4))
    # At a distance of 0 all that is seen is noise: taken as far as the group's distances exceed theirs.
    beyond = np.sqrt(np.maximum(1.0 - np.divide(chance, seen, out=np.ones_like(seen), where=seen > 0), 0.0))
    share_out(_folded_bias, len(counts), 50 * counts.size, around, variance, weight, shares, beyond, bias)
    own = (2.0 * float(distances.sum()) / mixed * shares - signs) / everybody
    return own - own[0], slopes, float(bias.sum())


def isolation_slopes(
    counts: Floats, around: Floats, own_weight: Floats, column: int
) -> tuple[Floats, Floats, float]:
    """Of the isolation of a group, by its people and those of their environments (c, 1), and the bias.

    Members are part of the environment of the area that they live in, with ``own_weight`` (c,).
    """
    c, size = len(counts), float(group_totals(counts)[column])
    own, slopes, parts = np.empty((c, 1)), np.empty((c, 1)), np.empty((2, c))
    share_out(_isolated, c, 5 * counts.size, counts, around, own_weight, column, size, own, slopes, parts)
    own -= float(parts[0].sum()) / size
    return own, slopes, float(parts[1].sum())


def covariance(first: Floats, second: Floats, shares: Floats, inhabitants: Floats) -> float:
    """Of two figures whose moves (n, k) are by a person of k groups in the place of one of the others.

    ``shares`` (n, k) of those groups in the areas, ``inhabitants`` (n,) people of the areas.
    """
    out = np.empty(len(inhabitants))
    share_out(_covary, len(out), 5 * first.size, first, second, shares, inhabitants, out)
    return float(out.sum())


@njit(nogil=True, cache=True)
def _clip(  # noqa: PLR0917  (compiled: no keywords)
    first: int, stop: int, sums: Floats, around: Floats, least: float, out: Floats
) -> None:
    for i in range(first, stop):
        for m in range(sums.shape[1]):
            inside = min(max(sums[i, m], 0.0), around[i, m])
            out[i, m] = inside if around[i, m] > least else 0.0


@njit(cache=True)
def _held(around: Floats, i: int) -> float:
    total = 0.0
    for m in range(around.shape[1]):
        total += around[i, m]
    return total


@njit(nogil=True, cache=True)
def _isolated(  # noqa: PLR0917  (compiled: no keywords)
    first: int,
    stop: int,
    counts: Floats,
    around: Floats,
    own_weight: Floats,
    column: int,
    size: float,
    own: Floats,
    slopes: Floats,
    parts: Floats,
) -> None:
    """Shares near each area over the group's size, slopes, and parts of the figure and of its bias."""
    for i in range(first, stop):
        group, held, living = counts[i, column], _held(around, i), _held(counts, i)
        near = around[i, column] / held if held > 0.0 else 0.0
        weight = group / (size * held) if held > 0.0 else 0.0
        own[i, 0], slopes[i, 0] = near / size, weight
        parts[0, i] = group * near / size
        parts[1, i] = own_weight[i] * weight * (1.0 - (group / living if living > 0.0 else 0.0))


@njit(nogil=True, cache=True)
def _theil(  # noqa: PLR0917  (compiled: no keywords)
    first: int,
    stop: int,
    around: Floats,
    variance: Floats,
    weight: Floats,
    slopes: Floats,
    mixed: Floats,
    bias: Floats,
) -> None:
    g = around.shape[1]
    logarithm = np.empty(g)
    for i in range(first, stop):
        held = _held(around, i)
        local, curved = 0.0, 0.0
        for m in range(g):
            logarithm[m] = 0.0
            if around[i, m] > 0.0:
                share = around[i, m] / held
                logarithm[m] = math.log(share)
                local -= share * logarithm[m]
                curved += variance[i, m] / share
        some = held > 0.0
        for m in range(1, g):
            slopes[i, m - 1] = weight[i] / held * (logarithm[m] - logarithm[0]) if some else 0.0
        mixed[i] = weight[i] * local
        bias[i] = weight[i] * curved / (held * held) if some else 0.0


@njit(nogil=True, cache=True)
def _apart(  # noqa: PLR0917  (compiled: no keywords)
    first_part: int,
    last_part: int,
    ends: npt.NDArray[np.int64],
    around: Floats,
    variance: Floats,
    here: Floats,
    weight: Floats,
    shares: Floats,
    slopes: Floats,
    sums: Floats,
) -> None:
    """Slopes of D; squared distances, their noise, signs and distances, summed over the areas of a part."""
    g = around.shape[1]
    sign = np.empty(g)
    for part in range(first_part, last_part):
        for i in range(ends[part], ends[part + 1]):
            held = _held(around, i)
            for m in range(g):
                away = (around[i, m] / held if held > 0.0 else 0.0) - shares[m]
                sign[m] = np.sign(away)
                sums[part, 0, m] += here[i] * away * away
                sums[part, 1, m] += here[i] * variance[i, m] / (held * held) if held > 0.0 else 0.0
                sums[part, 2, m] += weight[i] * sign[m]
                sums[part, 3, m] += weight[i] * abs(away)
            for m in range(1, g):
                slopes[i, m - 1] = weight[i] / held * (sign[m] - sign[0]) if held > 0.0 else 0.0


@njit(nogil=True, cache=True)
def _folded_bias(  # noqa: PLR0917  (compiled: no keywords)
    first: int,
    stop: int,
    around: Floats,
    variance: Floats,
    weight: Floats,
    shares: Floats,
    beyond: Floats,
    bias: Floats,
) -> None:
    """Mean absolute value of a normal deviate with this mean and spread, less the absolute mean."""
    for i in range(first, stop):
        held, total = _held(around, i), 0.0
        for m in range(around.shape[1]):
            if held > 0.0 and variance[i, m] > 0.0:
                spread = math.sqrt(variance[i, m]) / held
                distance = abs(around[i, m] / held - shares[m]) * beyond[m]
                z = distance / spread
                total += spread * math.sqrt(2.0 / math.pi) * math.exp(-0.5 * z * z)
                total += distance * (math.erf(z / math.sqrt(2.0)) - 1.0)
        bias[i] = weight[i] * total


@njit(nogil=True, cache=True)
def _covary(  # noqa: PLR0917  (compiled: no keywords)
    start: int, stop: int, first: Floats, second: Floats, shares: Floats, inhabitants: Floats, out: Floats
) -> None:
    for j in range(start, stop):
        one, two, others = 0.0, 0.0, 1.0
        for k in range(shares.shape[1]):
            one += shares[j, k] * first[j, k]
            two += shares[j, k] * second[j, k]
            others -= shares[j, k]
        total = max(others, 0.0) * one * two
        for k in range(shares.shape[1]):
            total += shares[j, k] * (first[j, k] - one) * (second[j, k] - two)
        out[j] = inhabitants[j] * total
