r"""Intervals of indices of environments, where one person's home changes the surroundings of many areas.

An environment pools people, so that the noise in it is small, but errors of neighbours are shared. Shrinking
areas towards the city would flatten the surroundings; here only what is *rough* is shrunk. With K the
environment as a smoother of shares,

.. math:: r = (I - K)^2 \hat\pi

is what remains of an area after its surroundings are taken off (twice, so that K hardly sees it: Tukey's
twicing). The spread of r beyond chance gives :math:`\pi^c = \hat\pi - r + A r`, A as in :mod:`.shrinkage`,
and counts drawn from :math:`\pi^c` show what the people drawn do to the index. Where an environment is little
more than the area itself, wider powers of K are used, in the end the city.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from isopolis.measure.segregation.inference.estimator import Estimator, power_of
from isopolis.measure.segregation.inference.pivot import INNER, Interval, Power
from isopolis.measure.segregation.inference.sample import Sample, drawn
from isopolis.measure.segregation.inference.shrinkage import between_and_within, principal_spread
from isopolis.measure.segregation.inference.streams import key_of
from isopolis.measure.segregation.registry import Floats, Index

Environment = Callable[[Floats], Floats]
"""People (n, g) -> the composition around each area (n, g), as people; linear in the people."""

_ROUGH = 0.5  # share of the noise that must be left in r for its spread to tell noise from difference
_WIDEST = 8  # highest power of K tried before the city itself


def within(environment: Environment, rows: npt.NDArray[np.bool_]) -> Environment:
    """The environment of the areas at ``rows`` (n,); nobody lives in the others."""
    if rows.all():
        return environment

    def some(people: Floats) -> Floats:
        every = np.zeros((len(rows), people.shape[1]))
        every[rows] = people
        return np.ascontiguousarray(environment(every)[rows])

    return some


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A sample with its environment, and how wide a smoother is needed to tell noise from difference.

    ``around`` (n, g) people around each area, in each column all of them; ``power`` of K that is used, 0 for
    the city; ``kept`` share of the noise that r keeps.
    """

    sample: Sample
    environment: Environment
    around: Floats
    power: int = 0
    kept: float = 1.0

    @classmethod
    def of(cls, sample: Sample, environment: Environment, key: np.uint64) -> Surroundings:
        """Find the smallest power of K that leaves at least half of the noise in r."""
        weight = sample.people[:, None]
        city = sample.counts.sum(axis=0) / weight.sum()
        flat = np.ascontiguousarray(np.broadcast_to(city, sample.observed.shape))
        around = environment(np.ascontiguousarray(np.broadcast_to(weight, flat.shape)))
        noise = drawn(flat, sample.people, key, 0) / weight - city
        power = 1
        while power <= _WIDEST:
            rough = cls(sample, environment, around, power).rough(noise)
            kept = float((weight * rough**2).sum() / (weight * noise**2).sum())
            if kept >= _ROUGH:
                return cls(sample, environment, around, power, kept)
            power *= 2
        return cls(sample, environment, around)

    def smooth(self, shares: Floats) -> Floats:
        """K applied ``power`` times; power 0 is the city's mean."""
        people = self.sample.people[:, None]
        if self.power == 0:
            mean = (people * shares).sum(axis=0) / people.sum()
            return np.ascontiguousarray(np.broadcast_to(mean, shares.shape))
        for _ in range(self.power):
            shares = self.environment(people * shares) / self.around
        return shares

    def rough(self, shares: Floats) -> Floats:
        """(I - K)^2 of the shares."""
        first = shares - self.smooth(shares)
        return first - self.smooth(first)

    def underlying(self, counts: Floats) -> Floats:
        """Shares (n, g) that vary as much as the underlying ones, near and far."""
        people = self.sample.people
        observed = counts / people[:, None]
        rough = self.rough(observed)
        city, _, noise = between_and_within(counts, people)
        spread = (people[:, None] * rough).T @ rough / people.sum()
        beyond = spread - self.kept * len(people) / people.sum() * noise
        shrunk = np.empty_like(rough)
        _shrink(rough, people, city, beyond, noise, self.kept, shrunk)
        shares = np.maximum(observed - rough + shrunk, 0.0)
        return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def surrounding_intervals(
    sample: Sample,
    indices: Sequence[Index],
    environment: Environment,
    *,
    replicates: int,
    seed: int,
    level: float,
    city: int = 0,
) -> dict[str, Interval]:
    """The corrected value and interval of each index of environments, by name; none without value."""
    if not sample.drawable or not indices:
        return {}
    people = sample.people[:, None]

    def values(counts: Floats) -> Floats:
        around = environment(counts)
        return np.array([index.city(counts, around) for index in indices])

    key = key_of(seed, 5, city)
    surroundings = Surroundings.of(sample, environment, key_of(seed, 6, city))
    shares = surroundings.underlying(sample.counts)
    flat = np.ascontiguousarray(np.broadcast_to(sample.counts.sum(axis=0) / people.sum(), shares.shape))
    naive, truth, even = values(sample.counts), values(people * shares), values(people * flat)
    half = values(people * 0.5 * (sample.observed + flat))
    outer = np.array([values(drawn(shares, sample.people, key, r)) for r in range(replicates)])
    every: Floats | None = None
    found: dict[str, Interval] = {}
    for c, index in enumerate(indices):
        if not np.isfinite([naive[c], truth[c], even[c]]).all():
            continue
        power = power_of(naive[c], even[c], half[c])
        bias = _scaled(outer[:, c].mean(), even[c], power) - _scaled(truth[c], even[c], power)
        estimate = float(_less(naive[c], bias, even[c], power))
        estimator = Estimator(estimate, naive[c], truth[c], even[c], power)
        corrected = _less(outer[:, c], bias, even[c], power)
        found[index.name] = estimator.interval(corrected, level)
        if estimator.needs_inner_draws(found[index.name]):
            if every is None:
                every = _inner(surroundings, values, shares, key, outer)
            shifted = _less(every[:, :, c], bias, even[c], power)
            shifted[:, 1] = every[:, 1, c]  # the value of known shares has no bias to take off
            found[index.name] = estimator.interval(corrected, level, shifted)
    return found


def _inner(
    surroundings: Surroundings,
    values: Callable[[Floats], Floats],
    shares: Floats,
    key: np.uint64,
    outer: Floats,
) -> Floats:
    """(r, 4, indices) of some draws: each, the shares found in it, and two draws from those."""
    replicates = len(outer)
    people = surroundings.sample.people
    every = np.empty((min(replicates, INNER), 4, outer.shape[1]))
    for r in range(len(every)):
        again = surroundings.underlying(drawn(shares, people, key, r))
        every[r, 0], every[r, 1] = outer[r], values(people[:, None] * again)
        for k in range(2):
            every[r, 2 + k] = values(drawn(again, people, key, replicates + 2 * r + k))
    return every


def _scaled(values: Floats | float, even: float, power: Power) -> Floats:
    u = np.asarray(values) - even
    return u * np.abs(u) if power is Power.DISTANCE else u


def _less(values: Floats | float, bias: Floats | float, even: float, power: Power) -> Floats:
    """Values of the index less a bias, on the scale that is quadratic in small differences."""
    u = _scaled(values, even, power) - bias
    return (np.sign(u) * np.sqrt(np.abs(u)) if power is Power.DISTANCE else u) + even


@njit(nogil=True, cache=True, error_model="numpy")
def _shrink(  # noqa: PLR0917  (compiled: no keywords)
    rough: Floats, people: Floats, city: Floats, beyond: Floats, noise: Floats, kept: float, out: Floats
) -> None:
    """Shrink what is rough (n, g) to its spread ``beyond`` chance."""
    n, g = rough.shape
    reference = int(np.argmax(city))
    d = g - 1
    values, forth, back = np.empty(d), np.empty((d, d)), np.empty((d, d))
    sign = principal_spread(city, beyond, noise, reference, values, forth, back)
    scores = np.empty(d)
    for i in range(n):
        for k in range(d):
            score = 0.0
            for m in range(d):
                score += back[k, m] * rough[i, m if m < reference else m + 1]
            part = values[k] / (values[k] + kept / people[i]) if sign > 0.0 else 0.0
            scores[k] = score * math.sqrt(part)
        rest = 0.0
        for m in range(d):
            change = 0.0
            for k in range(d):
                change += forth[m, k] * scores[k]
            out[i, m if m < reference else m + 1] = change
            rest -= change
        out[i, reference] = rest
