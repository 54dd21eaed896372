r"""Latent classes: a city whose areas are of a few kinds, those of a kind nearly alike.

An area of class c has the shares :math:`\mu_c`. Classes, and how likely an area belongs to each, are found by
expectation and maximisation (Lazarsfeld & Henry 1968; Dempster, Laird & Rubin 1977), one class after the
other: the class whose areas differ most along one direction is cut across it, as long as

.. math:: \ell - \tfrac12 p \ln n + \sum_{ic} r_{ic} \ln r_{ic}

grows, :math:`\ell` being the log likelihood of the n areas, p the number of parameters and r how likely area
i is of class c (Biernacki, Celeux & Govaert 2000). The last term refuses classes that overlap: on a gradient,
too, a few classes describe the areas well, but many areas lie between them. How likely the people of an area
are given the *other* areas is the same with p for the parameters (Stone 1977: what leaving each area out
costs).

How much areas of a class still differ, :math:`\rho`, is what pairs of different people of an area have in
common beyond their class:

.. math:: \hat\rho = \frac{\sum_{ic} r_{ic} [\sum_m x_{im}(x_{im}-1)/(t_i-1) - b_c t_i]}
    {\sum_{ic} r_{ic} (1 - b_c) t_i}, \qquad b_c = \frac{\sum_m X_{cm}(X_{cm}-1)}{X_c (X_c-1)},

with :math:`X_{cm}` the people of a class. Few people cannot tell :math:`\rho = 0` from a little, so each draw
has its own, by the error of :math:`\hat\rho`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from numba import njit
from scipy.special import ndtri

from isopolis.measure.segregation.inference.sample import evenly_chosen
from isopolis.measure.segregation.inference.streams import gamma, key_of, stream, uniform
from isopolis.measure.segregation.registry import Floats
from isopolis.measure.segregation.threads import share_out

_AREAS = 2000  # at most, spread evenly over the city, from which classes are found
_MOST = 8  # classes
_STEPS = 100  # of expectation and maximisation; classes that lie apart need five to ten
_ENOUGH = 1e-4  # gain in log likelihood per area under which they end
_ALIKE = 1e-7  # variation within a class that makes no difference
_GAMMA = 30  # what a gamma deviate costs, in numbers worked through


@dataclass(frozen=True, slots=True)
class LatentClasses:
    """A few kinds of areas.

    ``counts`` (n, g) people of all areas; ``weights`` (c,) shares of areas; ``people`` (c, g) people of each
    class; ``shares`` (c, g); ``spread``, ``error`` how much areas of a class differ, and its standard error;
    ``cost`` of parameters and overlap in log likelihood, per area.
    """

    counts: Floats
    weights: Floats
    people: Floats
    shares: Floats
    spread: float
    error: float
    cost: float

    def log_likelihood(self, counts: Floats) -> float:
        """How likely the (k, g) people of some areas are given the others."""
        found = np.empty((len(counts), len(self.weights)))
        return _expect(counts, *self._logs(), found) - self.cost * len(counts)

    def draws(self, replicates: int, seed: int) -> Iterator[Floats]:
        """Draws (n, g) of the shares of all areas given their people, one replicate after the other."""
        for spread, city in self._cities(replicates, seed):
            yield city(max(spread, 0.0))

    def values(self, figures: Callable[[Floats], Floats], replicates: int, seed: int) -> Floats:
        """(replicates, ...) ``figures`` of the draws, carried past those of areas that are all alike.

        A variation within classes below 0, which the error of a small one allows for, takes off what as much
        above 0 adds. Cut at 0, the draws of areas that are alike would lie too high.
        """
        found = []
        for spread, city in self._cities(replicates, seed):
            value = figures(city(abs(spread)))
            found.append(value if spread >= 0.0 else 2.0 * figures(city(0.0)) - value)
        return np.array(found)

    def _cities(self, replicates: int, seed: int) -> Iterator[tuple[float, Callable[[float], Floats]]]:
        """How much areas of a class differ in each replicate, and what gives their shares (n, g)."""
        n = len(self.counts)
        likely = np.empty((n, len(self.weights)))
        _expect(self.counts, *self._logs(), likely)
        np.cumsum(likely, axis=1, out=likely)
        rng = np.random.default_rng([seed, 9])
        # One value from each of as many equal parts of the distribution: few draws show all of it.
        levels = (rng.permutation(replicates) + 0.5) / replicates
        size = self.counts.sum(axis=1).mean()
        key = key_of(seed, 8)
        for r, spread in enumerate(np.clip(self.spread + self.error * ndtri(levels), -0.99, 0.99)):
            known = self.people / (1.0 + (size - 1.0) * abs(spread))
            shares = np.maximum(rng.standard_gamma(known), 1e-300)
            shares /= shares.sum(axis=1, keepdims=True)
            yield float(spread), partial(self._city, likely, shares, key + np.uint64(r))

    def _city(self, likely: Floats, shares: Floats, key: np.uint64, spread: float) -> Floats:
        out = np.empty_like(self.counts)
        share_out(_draw, len(out), _GAMMA * out.size, self.counts, likely, shares, spread, key, out)
        return out

    def _logs(self) -> tuple[Floats, Floats]:
        return np.log(self.shares), np.log(np.maximum(self.weights, 1e-300))


def latent_classes(counts: Floats) -> LatentClasses | None:
    """The classes that (n, g) people of areas fall into; None where one class says as much.

    >>> counts = np.array([[50.0, 10.0]] * 30 + [[10.0, 50.0]] * 10)
    >>> latent_classes(counts).weights.round(2).tolist()
    [0.75, 0.25]
    """
    some = np.ascontiguousarray(counts[evenly_chosen(counts.sum(axis=1), _AREAS)])
    if len(some) < 4:
        return None
    city = some.sum(axis=0) / some.sum()
    found = _found(some, city, np.ones((len(some), 1)))
    best = found
    for _ in range(_MOST - 1):
        found = _found(some, city, _cut(some, found.likely))
        if found.value <= best.value:
            break
        best = found
    if best.likely.shape[1] == 1:
        return None
    spread, error = _spread(some, best.likely)
    people = np.einsum("ic,im->cm", best.likely, some) + city
    cost = (best.parameters + best.overlap) / len(some)
    weights = best.likely.mean(axis=0)
    return LatentClasses(counts, weights, people, _shares(people), spread, error, cost)


@dataclass(frozen=True, slots=True)
class _Found:
    likely: Floats
    log_likelihood: float
    parameters: int
    overlap: float

    @property
    def value(self) -> float:
        """The integrated completed likelihood, in logarithms."""
        return self.log_likelihood - 0.5 * self.parameters * math.log(len(self.likely)) - self.overlap


def _found(counts: Floats, city: Floats, likely: Floats) -> _Found:
    """Expectation and maximisation from a first guess of how likely areas (n, c) are of each class."""
    n, classes = likely.shape
    last = -math.inf
    for _ in range(_STEPS):
        shares = _shares(np.einsum("ic,im->cm", likely, counts) + city)  # one person more, of the city
        weights = np.log(np.maximum(likely.mean(axis=0), 1e-300))
        likely = np.empty((n, classes))
        now = _expect(counts, np.log(shares), weights, likely)
        if now - last < _ENOUGH * n:
            break
        last = now
    parameters = classes * counts.shape[1] - 1
    overlap = -float((likely * np.log(np.maximum(likely, 1e-300))).sum())
    return _Found(likely, now, parameters, overlap)


def _shares(people: Floats) -> Floats:
    """Shares of (c, g) people, none of them quite 0."""
    return np.asarray(np.maximum(people, 1e-9) / people.sum(axis=1, keepdims=True))


def _cut(counts: Floats, likely: Floats) -> Floats:
    """One class more: the one whose areas differ most along one direction is cut across it."""
    people = counts.sum(axis=1)
    directions = []
    for c in range(likely.shape[1]):
        weight = likely[:, c] * people
        away = counts / people[:, None] - np.einsum("i,im->m", likely[:, c], counts) / weight.sum()
        values, vectors = np.linalg.eigh(np.einsum("i,im,ik->mk", weight, away, away))
        directions.append((values[-1], (away * vectors[:, -1]).sum(axis=1)))
    widest = int(np.argmax([value for value, _ in directions]))
    beyond = directions[widest][1] > 0.0
    return np.column_stack(
        [
            np.where((np.arange(likely.shape[1]) == widest) & beyond[:, None], 0.0, likely),
            np.where(beyond, likely[:, widest], 0.0),
        ]
    )


def _spread(counts: Floats, likely: Floats) -> tuple[float, float]:
    """How much the areas (n, g) of one class differ beyond chance, and its standard error.

    The error is that of a sum over areas, less what each area does through the shares of its class.
    """
    people = counts.sum(axis=1)
    pairs = (counts * (counts - 1.0)).sum(axis=1) / np.maximum(people - 1.0, 1.0)
    known = np.where(people > 1.0, people, 0.0)
    inside = np.einsum("ic,im->cm", likely, counts)
    total = inside.sum(axis=1)
    alike = (inside * np.maximum(inside - 1.0, 0.0)).sum(axis=1) / (total * np.maximum(total - 1.0, 1.0))
    beyond = likely * (pairs[:, None] - alike * known[:, None])
    room = likely * (1.0 - alike) * known[:, None]
    scale = float(room.sum())
    if scale <= 0.0:
        return 0.0, 0.0
    spread = float(beyond.sum()) / scale
    shares = inside / total[:, None]
    own = np.einsum("im,cm->ic", counts, shares) - people[:, None] * (shares**2).sum(axis=1)
    rest = (beyond - spread * room - 2.0 * (1.0 - spread) * likely * own).sum(axis=1)
    return spread, math.sqrt(float((rest**2).sum())) / scale


@njit(nogil=True, cache=True, error_model="numpy")
def _expect(counts: Floats, log_shares: Floats, log_weights: Floats, out: Floats) -> float:
    """Write how likely each area is of each class (n, c); return the log likelihood."""
    n, g = counts.shape
    classes = len(log_weights)
    total = 0.0
    for i in range(n):
        highest = -np.inf
        for c in range(classes):
            value = log_weights[c]
            for m in range(g):
                value += counts[i, m] * log_shares[c, m]
            out[i, c] = value
            highest = max(highest, value)
        added = 0.0
        for c in range(classes):
            out[i, c] = math.exp(out[i, c] - highest)
            added += out[i, c]
        for c in range(classes):
            out[i, c] /= added
        total += highest + math.log(added)
    return total


@njit(nogil=True, cache=True, error_model="numpy")
def _draw(  # noqa: PLR0917  (compiled: no keywords)
    first: int,
    stop: int,
    counts: Floats,
    likely: Floats,
    shares: Floats,
    spread: float,
    key: np.uint64,
    out: Floats,
) -> None:
    """Draw the class of each area and its shares (n, g) within it; ``likely`` is cumulative."""
    classes, g = shares.shape
    for i in range(first, stop):
        state = stream(key, i)
        level = uniform(state)
        c = 0
        while c < classes - 1 and likely[i, c] <= level:
            c += 1
        if spread <= _ALIKE:
            for m in range(g):
                out[i, m] = shares[c, m]
            continue
        strength = (1.0 - spread) / spread
        total = 0.0
        for m in range(g):
            out[i, m] = gamma(state, counts[i, m] + strength * shares[c, m])
            total += out[i, m]
        for m in range(g):
            out[i, m] /= total
