r"""What chance alone gives: the value to expect if people were spread over the areas at random.

The areas keep their size and the city its groups; who lives where is shuffled. A group's people in an
area are then hypergeometric, and the expected values of the additive indices are exact sums, not simulations:

* D: the mean deviation of a hypergeometric number has a closed form (as De Moivre's for the binomial),
  :math:`E|x-\mu| = 2\nu\,(T - X - t + \nu)\,h(\nu)/T` with :math:`\nu = \lfloor\mu\rfloor + 1`, h its
  probabilities: Winship's (1977) expected D without his approximations, for any number of groups.
* M, H: :math:`E[x \ln x]` summed over the distribution; Miller's :math:`(n-1)(g-1)/2T` is the
  limit for many people.
* Isolation, exposure: the hypergeometric variance and covariance; the normalised exposure and the
  correlation ratio are expected at exactly :math:`(n-1)/(T-1)`.

Any other index is the mean of random spreadings. Winship (1977), Am. J. Sociol. 82; Cortese, Falk & Cohen
(1976); Carrington & Troske (1997).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numba import njit

from isopolis.measure.areas import NOT_PEOPLE, rounded_away
from isopolis.measure.segregation.inference.randomisation import null_statistics, null_values
from isopolis.measure.segregation.inference.replicates import COLUMN
from isopolis.measure.segregation.registry import INDICES, Floats

_DRAWS = 100  # of an index without a closed form
_MANY = 200.0  # expected people from which on a series gives E[x ln x] to nine digits


def expected(
    counts: Floats,
    index: str,
    *,
    settings: Mapping[str, Any] | None = None,
    replicates: int = _DRAWS,
    seed: int = 0,
) -> float:
    """Value of ``index`` to expect where people are spread over the areas at random.

    Parameters
    ----------
    counts
        (n, g) people; areas keep their size, the city its groups.
    index
        Name in the registry.
    settings
        What the index reads beside the people, by the name of its setting.
    replicates, seed
        Random spreadings for an index without a closed form.

    Returns
    -------
    The expected value; NaN where the index has none, or the counts are no people (shares, thousands).

    >>> round(expected(np.full((100, 2), 5.0), "dissimilarity"), 4)
    0.2449
    """
    return expected_values(counts, [index], settings=settings, replicates=replicates, seed=seed)[index]


def expected_values(
    counts: Floats,
    indices: Sequence[str],
    *,
    settings: Mapping[str, Any] | None = None,
    replicates: int = _DRAWS,
    seed: int = 0,
) -> dict[str, float]:
    """:func:`expected` of several indices, by name: the margins are looked at once, people spread once."""
    margins = _Margins.of(counts)
    if int((margins.groups > 0).sum()) < 2 or rounded_away(counts) > NOT_PEOPLE:
        return dict.fromkeys(indices, math.nan)
    found = {name: _CLOSED[name](margins) for name in indices if name in _CLOSED}
    simulated = [name for name in indices if name not in _CLOSED]
    fused = [name for name in simulated if name in COLUMN]
    if fused:
        drawn = null_statistics(counts, replicates=replicates, seed=seed, gini="gini" in fused)
        found |= {name: float(drawn[:, COLUMN[name]].mean()) for name in fused}
    for name in simulated:
        if name not in COLUMN:
            found[name] = _simulated(counts, name, settings or {}, replicates, seed)
    return found


@dataclass(frozen=True)
class _Margins:
    """Sizes of areas (k,) with how many ``areas`` (k,) have each, people of the ``groups`` (g,), of all."""

    people: Floats
    areas: Floats
    groups: Floats
    total: float

    @classmethod
    def of(cls, counts: Floats) -> _Margins:
        whole = np.rint(counts)
        sizes = whole.sum(axis=1)
        people, areas = np.unique(sizes[sizes > 0], return_counts=True)
        return cls(people, areas.astype(np.float64), whole.sum(axis=0), float(sizes.sum()))

    @property
    def shares(self) -> Floats:
        return np.asarray(self.groups / self.total)

    @property
    def entropy(self) -> float:
        some = self.shares[self.shares > 0]
        return -float((some * np.log(some)).sum())

    @cached_property
    def information(self) -> float:
        """Expected M, which H and the divergence are made from too."""
        return _expected_information(self)

    @property
    def free(self) -> float:
        """Mean of (T - t) / (T - 1) over areas, times areas over people: the part that is chance."""
        return float(self.areas @ (self.total - self.people)) / (self.total - 1) / self.total


def _dissimilarity(margins: _Margins) -> float:
    deviation = float(_mean_deviation(margins.people, margins.areas, margins.groups, margins.total))
    return deviation / float(2.0 * margins.total * (margins.shares * (1.0 - margins.shares)).sum())


def _information(margins: _Margins) -> float:
    return margins.information


def _expected_information(margins: _Margins) -> float:
    whole = float(margins.areas @ (margins.people * np.log(margins.people)))
    parts = float(_mean_x_ln_x(margins.people, margins.areas, margins.groups, margins.total))
    # With one area it is nothing, which rounding can leave below 0.
    return max(0.0, margins.entropy - (whole - parts) / margins.total)


def _normalised(margins: _Margins) -> float:
    shares = margins.shares[margins.shares < 1]
    return (float(margins.areas.sum()) - 1) / (margins.total - 1) * float(shares.sum())


def _isolation(margins: _Margins) -> float:
    share = float(margins.shares[0])
    return share + (1 - share) * margins.free if share > 0 else math.nan


def _exposure(margins: _Margins) -> float:
    return float(margins.shares[1]) * (1 - margins.free) if margins.shares[0] > 0 else math.nan


_CLOSED: dict[str, Callable[[_Margins], float]] = {
    "dissimilarity": _dissimilarity,
    "mutual_information": _information,
    "divergence": _information,
    "theil_h": lambda margins: _information(margins) / margins.entropy,
    "normalised_exposure": _normalised,
    "correlation_ratio": _normalised,
    "isolation": _isolation,
    "exposure": _exposure,
    "share": lambda margins: float(margins.shares[0]),
}


def _simulated(counts: Floats, index: str, settings: Mapping[str, Any], replicates: int, seed: int) -> float:
    if INDICES[index].contributions is None and INDICES[index].value is None:
        return math.nan
    return float(null_values(counts, index, settings=settings, replicates=replicates, seed=seed).mean())


@njit(nogil=True, cache=True, error_model="numpy")
def _log_chance(x: float, t: float, group: float, total: float) -> float:
    """Logarithm of the hypergeometric chance of x people of the group among t."""
    return (
        math.lgamma(group + 1.0)
        - math.lgamma(x + 1.0)
        - math.lgamma(group - x + 1.0)
        + math.lgamma(total - group + 1.0)
        - math.lgamma(t - x + 1.0)
        - math.lgamma(total - group - t + x + 1.0)
        - math.lgamma(total + 1.0)
        + math.lgamma(t + 1.0)
        + math.lgamma(total - t + 1.0)
    )


@njit(nogil=True, cache=True, error_model="numpy")
def _mean_deviation(people: Floats, areas: Floats, groups: Floats, total: float) -> float:
    out = 0.0
    for k in range(len(people)):
        t = people[k]
        for group in groups:
            nu = math.floor(t * group / total) + 1.0
            if nu <= min(t, group) and total - group - t + nu >= 0.0:
                chance = math.exp(_log_chance(nu, t, group, total))
                out += areas[k] * 2.0 * nu * (total - group - t + nu) * chance / total
    return out


@njit(nogil=True, cache=True, error_model="numpy")
def _mean_x_ln_x(people: Floats, areas: Floats, groups: Floats, total: float) -> float:
    out = 0.0
    for k in range(len(people)):
        t = people[k]
        for group in groups:
            if group <= 0.0:
                continue
            mean = t * group / total
            spread = (total - t) / (total - 1.0) if total > 1.0 else 0.0
            variance = mean * (1.0 - group / total) * spread
            if mean > _MANY:
                skew = variance * (1.0 - 2.0 * group / total) * (1.0 - 2.0 * t / total)
                out += areas[k] * (
                    mean * math.log(mean)
                    + variance / (2.0 * mean)
                    - skew / (6.0 * mean**2)
                    + variance**2 / (4.0 * mean**3)
                )
            else:
                out += areas[k] * _summed_x_ln_x(t, group, total, mean, variance)
    return out


@njit(nogil=True, cache=True, error_model="numpy")
def _summed_x_ln_x(t: float, group: float, total: float, mean: float, variance: float) -> float:
    lowest = max(0.0, t - (total - group))
    highest = min(t, group)
    reach = 9.0 * math.sqrt(variance) + 30.0
    start = max(lowest, math.floor(mean - reach))
    stop = min(highest, math.ceil(mean + reach))
    x = start
    chance = math.exp(_log_chance(x, t, group, total))
    if chance == 0.0:  # so far out that it underflows: begin nearer to the mean
        while chance < 1e-290 and x < mean:
            x += 1.0
            chance = math.exp(_log_chance(x, t, group, total))
    out = 0.0
    while x <= stop:
        if x > 1.0:
            out += chance * x * math.log(x)
        chance *= (group - x) * (t - x) / ((x + 1.0) * (total - group - t + x + 1.0))
        x += 1.0
    return out
