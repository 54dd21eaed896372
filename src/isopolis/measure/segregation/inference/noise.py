r"""Noisy counts: indices of counts that the publisher has rounded or perturbed.

Rounding and cell-key noise make areas look more different than they are, as few people do, and the correction
is the same: with noise of variance v in every count the observed shares vary by

.. math:: \operatorname{Var}\hat\pi_i = S + N / t_i
    + \frac{v}{t_i^2}\,(I - P 1')(I - P 1')',

of which S is wanted. The shares are shrunk to that spread, and the replicates do to counts what the
publisher did: draw people, perturb, shrink, compute. The errors of the replicates give correction
and interval (:mod:`.pivot`): a deconvolution by simulation. Where noise is cut off at 0 or counts are
rounded to 0 the city's margins move too; the shares that replicates are drawn from are matched to the
published table first (indirect inference).

Fuller (1987); Cook & Stefanski (1994); Gourieroux, Monfort & Renault (1993).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from isopolis.errors import InputError
from isopolis.measure.segregation.inference.estimator import Estimator, power_of
from isopolis.measure.segregation.inference.sample import checked_counts, drawn
from isopolis.measure.segregation.inference.shrinkage import between_and_within, diagonalised
from isopolis.measure.segregation.inference.streams import key_of
from isopolis.measure.segregation.margins import one_group_only
from isopolis.measure.segregation.registry import INDICES, Floats, Setting


@dataclass(frozen=True, slots=True)
class Rounding:
    """Counts rounded to multiples of ``base``: to the nearest, or at random up or down without bias.

    >>> Rounding(5).variance, Rounding(3, random=True).variance
    (2.0, 1.3333333333333333)
    """

    base: int
    random: bool = False

    def __post_init__(self) -> None:
        if self.base < 1:
            raise InputError(f"a rounding base of {self.base}", expected="a whole number from 1")

    @property
    def variance(self) -> float:
        """Of the noise in one count, its last digits being anything."""
        if self.random:
            return sum(r * (self.base - r) for r in range(self.base)) / self.base
        return (self.base**2 - 1) / 12.0 if self.base % 2 else (self.base**2 + 2) / 12.0

    def perturb(self, counts: Floats, rng: np.random.Generator) -> Floats:
        """Do to whole counts what the publisher did."""
        lower = np.floor(counts / self.base) * self.base
        if self.random:
            return np.asarray(lower + self.base * (rng.random(counts.shape) * self.base < counts - lower))
        return np.asarray(np.floor(counts / self.base + 0.5) * self.base)


@dataclass(frozen=True, slots=True)
class CellKey:
    """Whole noise of variance ``variance``, no larger than ``largest``; zeros stay zero, no count below 0.

    The noise is drawn from the distribution with the greatest entropy among those (the rule by which
    statistical offices make their tables: Marley & Leaver 2011).

    >>> CellKey(2.0, 5).chances.round(3).tolist()[5:8]
    [0.282, 0.22, 0.104]
    """

    variance: float
    largest: int = 5

    def __post_init__(self) -> None:
        if not 0 < self.variance < self.largest**2 / 2:
            raise InputError(
                f"noise of variance {self.variance} no larger than {self.largest}",
                expected="a variance above 0 and below half the square of the largest noise",
            )

    @property
    def chances(self) -> Floats:
        """Of the noise -largest, ..., largest."""
        steps = np.arange(-self.largest, self.largest + 1.0)
        low, high = -1.0, 50.0
        for _ in range(80):  # the rate at which chances fall, by bisection
            rate = 0.5 * (low + high)
            weights = np.exp(-rate * steps**2)
            chances = weights / weights.sum()
            low, high = (rate, high) if (chances @ steps**2) > self.variance else (low, rate)
        return np.asarray(chances)

    def perturb(self, counts: Floats, rng: np.random.Generator) -> Floats:
        """Do to whole counts what the publisher did."""
        steps = np.arange(-self.largest, self.largest + 1.0)
        noise = rng.choice(steps, size=counts.shape, p=self.chances)
        return np.where(counts > 0, np.maximum(counts + noise, 0.0), 0.0)


@dataclass(frozen=True, slots=True)
class Gaussian:
    """Independent noise of a known standard deviation in every count, as in sample estimates."""

    deviation: float

    def __post_init__(self) -> None:
        if not 0 <= self.deviation < np.inf:
            raise InputError(f"a standard deviation of {self.deviation}", expected="a number from 0")

    @property
    def variance(self) -> float:
        """Of the noise in one count."""
        return self.deviation**2

    def perturb(self, counts: Floats, rng: np.random.Generator) -> Floats:
        """Add the noise; what falls below 0 is 0, as published estimates are."""
        return np.maximum(counts + rng.normal(0.0, self.deviation, counts.shape), 0.0)


_MATCHING = 6  # rounds of indirect inference
_MATCHED = 1_000_000  # numbers of their draws, apart from those of the replicates

Mechanism = Rounding | CellKey | Gaussian


_COLUMNS = ("index", "value", "corrected", "bias", "low", "high", "se")


def noisy_intervals(
    counts: Floats,
    indices: Sequence[str],
    mechanism: Mechanism,
    *,
    replicates: int = 200,
    seed: int = 0,
    level: float = 0.95,
) -> pd.DataFrame:
    """Each index corrected for small counts and for the publisher's noise, with its interval.

    Parameters
    ----------
    counts
        (n, g) people as published.
    indices
        Names from the registry, of indices without environments.
    mechanism
        What the publisher did: :class:`Rounding`, :class:`CellKey` or :class:`Gaussian`.
    replicates, seed, level
        As in :func:`~isopolis.measure.segregation.inference.intervals.intervals`.

    Returns
    -------
    One row an index: ``index``, ``value`` of the published counts, ``corrected``, ``bias``, ``low``,
    ``high``, ``se``. NaN where the index has no value.

    >>> counts = np.random.default_rng(0).multinomial(40, [0.7, 0.3], size=200).astype(float)
    >>> published = Rounding(5).perturb(counts, np.random.default_rng(1))
    >>> table = noisy_intervals(published, ["theil_h"], Rounding(5))
    >>> bool(table.low[0] == 0.0 and table.corrected[0] < 0.3 * table.value[0])
    True
    """
    counts = checked_counts(counts)
    counts = np.ascontiguousarray(counts[counts.sum(axis=1) > 0])
    if one_group_only(counts.sum(axis=0)):
        return pd.DataFrame([(name, *[np.nan] * 6) for name in indices], columns=list(_COLUMNS))
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, 8])))
    key = key_of(seed, 9)
    sign, shares = denoised_shares(counts, mechanism.variance)
    population, people = _matched(counts, shares if sign > 0 else _even(counts), mechanism, rng, key)
    tables = []
    for r in range(replicates):
        table = mechanism.perturb(drawn(population, people, key, r), rng)
        tables.append(np.ascontiguousarray(table[table.sum(axis=1) > 0]))
    again = [denoised_shares(table, mechanism.variance) for table in tables]
    rows = []
    for name in indices:
        index = INDICES[name]
        value = index.city(counts)
        if index.setting is not Setting.ENVIRONMENT or not np.isfinite(value):
            rows.append((name, value, *[np.nan] * 5))
            continue

        def of(shares: Floats, counts: Floats, name: str = name) -> float:
            return INDICES[name].city(np.ascontiguousarray(shares * counts.sum(axis=1, keepdims=True)))

        flat = _even(counts)
        even, half = of(flat, counts), of(0.5 * (flat + counts / counts.sum(axis=1, keepdims=True)), counts)
        estimate = even + sign * (of(shares, counts) - even)
        truth = index.city(np.ascontiguousarray(population * people[:, None]))
        values = np.array([even + s * (of(p, t) - even) for (s, p), t in zip(again, tables, strict=True)])
        found = Estimator(estimate, value, truth, even, power_of(value, even, half)).interval(values, level)
        ends = np.clip([found.corrected, found.low, found.high], index.low, index.high)
        rows.append((name, value, ends[0], value - ends[0], ends[1], ends[2], found.se))
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _even(counts: Floats) -> Floats:
    city = counts.sum(axis=0) / counts.sum()
    return np.ascontiguousarray(np.broadcast_to(city, counts.shape))


def _matched(
    counts: Floats, shares: Floats, mechanism: Mechanism, rng: np.random.Generator, key: np.uint64
) -> tuple[Floats, Floats]:
    """Underlying shares (n, g) and people (n,) that look like the published counts once they are perturbed.

    Noise that is cut off at 0, or rounding to 0, moves the city's margins too: group totals and spreads are
    moved until what is simulated has those of the published counts (indirect inference).
    """
    wanted_city, wanted_spread = _margins(counts, mechanism.variance)
    start = counts.sum(axis=1)
    size, city = 1.0, shares.T @ start / start.sum()
    scale = np.ones_like(city)
    deviations = shares - city
    people = np.maximum(np.rint(start), 1.0)
    for step in range(_MATCHING):
        seen = [
            _margins(
                mechanism.perturb(drawn(shares, people, key, _MATCHED + 4 * step + k), rng),
                mechanism.variance,
            )
            for k in range(4)
        ]
        seen_city = np.mean([a for a, _ in seen], axis=0)
        seen_spread = np.mean([b for _, b in seen], axis=0)
        if seen_city.sum() <= 0.0:
            break  # the noise leaves nobody: there is nothing to match
        size *= wanted_city.sum() / seen_city.sum()
        city = city * (wanted_city / wanted_city.sum()) / np.maximum(seen_city / seen_city.sum(), 1e-9)
        city /= city.sum()
        with np.errstate(invalid="ignore", divide="ignore"):
            ratio = np.sqrt(np.maximum(wanted_spread, 0.0) / seen_spread)
        scale *= np.clip(np.where(np.isfinite(ratio), ratio, 1.0), 0.5, 2.0)
        shares = np.maximum(city + deviations * scale, 0.0)
        shares = np.ascontiguousarray(shares / shares.sum(axis=1, keepdims=True))
        people = np.maximum(np.rint(start * size), 1.0)
    return shares, people


def _margins(counts: Floats, variance: float) -> tuple[Floats, Floats]:
    """Group totals (g,) and the spread (g,) of the groups' shares beyond chance and noise."""
    counts = np.ascontiguousarray(counts[counts.sum(axis=1) > 0])
    _, between, _ = _spread(counts, variance)
    return counts.sum(axis=0), np.diag(between)


def _spread(counts: Floats, variance: float) -> tuple[Floats, Floats, Floats]:
    """City shares, the spread between areas less people's and the publisher's noise, and people's noise."""
    people = counts.sum(axis=1)
    city, between, noise = between_and_within(np.ascontiguousarray(counts), people)
    # The products x(x - 1) that S is estimated from carry the publisher's variance too.
    some = people > 1
    rate = float((1.0 / (people[some] - 1.0)).sum() / people[some].sum()) if some.any() else 0.0
    return city, between - rate * variance * _projection(city), noise


def _projection(city: Floats) -> Floats:
    project = np.eye(len(city)) - np.outer(city, np.ones(len(city)))
    return np.asarray(project @ project.T)


def denoised_shares(counts: Floats, variance: float) -> tuple[float, Floats]:
    """The sign of the variance beyond chance and noise, and shares (n, g) that vary by that much."""
    people, g = counts.sum(axis=1), counts.shape[1]
    city, between, noise = _spread(counts, variance)
    perturbed = variance * _projection(city)
    reference = int(np.argmax(city))
    keep = np.delete(np.arange(g), reference)
    sign, values, forth, back = diagonalised(city, between, noise, reference)
    scores = (counts[:, keep] / people[:, None] - city[keep]) @ back.T
    # In this basis one person's noise is the identity; the publisher's is not, but only its size is used.
    extra = np.diag(back @ perturbed[np.ix_(keep, keep)] @ back.T)
    chance = 1.0 / people[:, None] + extra / people[:, None] ** 2
    with np.errstate(invalid="ignore"):
        part = np.where(values > 0, values / (values + chance), 0.0)
    shares = np.empty_like(counts)
    shares[:, keep] = city[keep] + (scores * np.sqrt(part)) @ forth.T
    shares[:, reference] = 1.0 - shares[:, keep].sum(axis=1)
    shares = np.maximum(shares, 0.0)
    return sign, np.ascontiguousarray(shares / shares.sum(axis=1, keepdims=True))
