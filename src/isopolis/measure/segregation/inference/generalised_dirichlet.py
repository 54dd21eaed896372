r"""Areas that differ from each other by degrees: a generalised Dirichlet distribution of their shares.

The largest group takes its part of everybody, the next of whoever is left, and so on. The parts of area i are
drawn around those of some other area j of the city,

.. math:: z_{ik} \mid x_i, j \sim \operatorname{Beta}\Bigl(x_{ik} + f\alpha_k \mu_{jk},\;
    \sum_{m>k} x_{im} + f\alpha_k (1 - \mu_{jk})\Bigr), \qquad \pi_{ik} = z_{ik} \prod_{m<k} (1 - z_{im}),

with :math:`\alpha_k = (1 - \rho_k) / \rho_k` of the groups k and later,
:math:`\rho = \operatorname{tr} S / \operatorname{tr}(S + N)` from the spread S between areas and the noise N
of one person (:mod:`.shrinkage`): rare groups may differ from area to area more than large ones, or less. The
centres :math:`\mu_{jk} = q_k + \sqrt{1 - 1/f}\,(z_{jk} - q_k)`, :math:`q_k` being the city's part and
:math:`z_{jk}` that of the constrained shares of j, leave the spread of all areas what it is whatever f. With
f = 1 there is one centre, the city, and areas differ in any direction; the larger f, the closer an area is to
being like some other one, as on a gradient along which all groups change together. f is the one
under which each area is most likely given the others. How often areas lie near each centre is then found from
all of them by a few steps of expectation and maximisation: the constrained shares still have the shape of
chance, which these steps take off (Kiefer & Wolfowitz 1956 and Laird 1978 for mixtures of any form; few steps
instead of many, so that nothing is made of chance alone).

Connor & Mosimann (1969), J. Am. Stat. Assoc. 64; Kiefer & Wolfowitz (1956), Ann. Math. Stat. 27; Laird
(1978), J. Am. Stat. Assoc. 73; Morris (1983), J. Am. Stat. Assoc. 78; Silverman (1986), *Density Estimation*,
sec. 6.4, for centres that keep the spread.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit
from scipy.special import betaln

from isopolis.measure.segregation.inference.sample import evenly_chosen
from isopolis.measure.segregation.inference.shrinkage import between_and_within, constrained_shares
from isopolis.measure.segregation.inference.streams import gamma, key_of, stream, uniform
from isopolis.measure.segregation.registry import Floats
from isopolis.measure.segregation.threads import share_out

Integers = npt.NDArray[np.int64]

_LARGEST = 1e6  # concentration that stands for areas which do not differ
_FACTORS = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0)
_CENTRES = 200  # areas at most that others are compared with, spread evenly over the city
_STEPS = 10  # of expectation and maximisation: more would make differences out of chance
_LOGARITHM = 10  # what a logarithm of a gamma function costs, in numbers worked through


def concentration(counts: Floats) -> float:
    r"""How alike areas are: :math:`\alpha` of the Dirichlet distribution that their shares are drawn from.

    >>> concentration(np.array([[30.0, 30.0], [30.0, 30.0]]))
    1000000.0
    """
    _, between, noise = between_and_within(counts, counts.sum(axis=1))
    spread, all_spread = float(np.trace(between)), float(np.trace(between) + np.trace(noise))
    if spread <= all_spread / (1.0 + _LARGEST):
        return _LARGEST
    return max(all_spread / spread - 1.0, 1e-3)


@dataclass(frozen=True, slots=True)
class GeneralisedDirichlet:
    """Centres around which the shares of areas lie, fitted to a city.

    ``order`` (g,) the groups, the largest first; ``part``, ``rest`` (n, g - 1) people of each group and of
    the later ones; ``areas`` (J,) those that others are compared with; ``first``, ``second`` (c, g - 1)
    shapes of the Beta distributions around each centre, one or as many as ``areas``; ``weights`` (c,) how
    often areas lie near it; ``log_likelihood`` of the people of ``areas``, each given the others.
    """

    order: Integers
    part: Floats
    rest: Floats
    areas: Integers
    first: Floats
    second: Floats
    weights: Floats
    log_likelihood: float

    @classmethod
    def of(cls, counts: Floats) -> GeneralisedDirichlet:
        """Find the factor f and the weights of the centres for (n, g) people."""
        order = np.argsort(-counts.sum(axis=0), kind="stable")
        sticks = _Sticks.of(np.ascontiguousarray(counts[:, order]))
        shapes, likely, value = sticks.most_likely()
        weights = np.full(len(shapes[0]), 1.0 / len(shapes[0]))
        for _ in range(_STEPS if len(weights) > 1 else 0):
            near = likely * weights
            weights = (near / near.sum(axis=1, keepdims=True)).mean(axis=0)
        return cls(order, sticks.part, sticks.rest, sticks.areas, *shapes, weights, value)

    def draws(self, replicates: int, seed: int) -> Iterator[Floats]:
        """Draws (n, g) of the shares of all areas given their people, one replicate after the other."""
        n, centres = len(self.part), len(self.weights)
        chosen = np.zeros((replicates, n), dtype=np.int64)
        if centres > 1:
            own = np.full(n, -1)
            own[self.areas] = np.arange(centres)
            logs = _logarithms(self.first, self.second)
            work = _LOGARITHM * n * self.first.size
            key = key_of(seed, 7)
            share_out(_choose, n, work, self.part, self.rest, *logs, self.weights, own, key, chosen)
        key = key_of(seed, 4)
        for r in range(replicates):
            yield _draw(
                self.part, self.rest, self.first, self.second, chosen[r], self.order, key + np.uint64(r)
            )


@dataclass(frozen=True, slots=True)
class _Sticks:
    """The people of areas, group by group, the largest first.

    ``part``, ``rest`` (n, g - 1) people of each group and of the later ones; ``city`` (g - 1,) the group's
    part of both in the city; ``alike`` (g - 1,) their concentration; ``areas`` (J,) those that others are
    compared with, and ``parts`` (J, g - 1) the groups' parts there, as varied as the underlying ones.
    """

    part: Floats
    rest: Floats
    city: Floats
    alike: Floats
    areas: Integers
    parts: Floats

    @classmethod
    def of(cls, counts: Floats) -> _Sticks:
        g = counts.shape[1]
        left = np.ascontiguousarray(counts[:, ::-1].cumsum(axis=1)[:, ::-1])
        part, rest = np.ascontiguousarray(counts[:, :-1]), np.ascontiguousarray(left[:, 1:])
        one, both = part.sum(axis=0), left[:, :-1].sum(axis=0)
        city = np.divide(one, both, out=np.full(g - 1, 0.5), where=both > 0)
        alike = np.array([concentration(np.column_stack([part[:, k], rest[:, k]])) for k in range(g - 1)])
        shares = np.empty_like(counts)
        constrained_shares(counts, left[:, 0], shares)
        areas = evenly_chosen(left[:, 0], _CENTRES)
        some = shares[areas]
        ahead = some[:, ::-1].cumsum(axis=1)[:, ::-1][:, :-1]
        parts = np.divide(some[:, :-1], ahead, out=np.tile(city, (len(areas), 1)), where=ahead > 1e-9)
        return cls(part, rest, city, alike, areas, parts)

    def shapes(self, factor: float) -> tuple[Floats, Floats]:
        """Shapes (J, g - 1) of the Beta distributions around every centre; around the city for factor 1."""
        parts = self.parts if factor > 1.0 else self.city[None, :]
        centres = np.clip(self.city + math.sqrt(1.0 - 1.0 / factor) * (parts - self.city), 1e-6, 1.0 - 1e-6)
        if factor == 1.0:
            centres = parts
        return factor * self.alike * centres, factor * self.alike * (1.0 - centres)

    def most_likely(self) -> tuple[tuple[Floats, Floats], Floats, float]:
        """Shapes under which each area is most likely given the others.

        With (J, J) how likely the people of each are around each centre, relative to the likeliest, and the
        log likelihood of all.
        """
        part, rest, areas = self.part[self.areas], self.rest[self.areas], len(self.areas)
        best, best_likely, highest = self.shapes(1.0), np.ones((areas, 1)), -math.inf
        for factor in _FACTORS:
            if factor > 1.0 and areas < 3:
                break
            shapes = self.shapes(factor)
            likely, log_likelihood = np.empty((areas, len(shapes[0]))), np.empty(areas)
            work = _LOGARITHM * areas * shapes[0].size
            share_out(_compare, areas, work, part, rest, *_logarithms(*shapes), likely, log_likelihood)
            if log_likelihood.sum() > highest:
                best, best_likely, highest = shapes, likely, float(log_likelihood.sum())
        return best, best_likely, highest


def _logarithms(first: Floats, second: Floats) -> tuple[Floats, Floats, Floats]:
    """Both shapes, and the logarithm of the beta function of them."""
    return first, second, betaln(first, second)


@njit(nogil=True, cache=True, error_model="numpy")
def _likelihoods(  # noqa: PLR0917  (compiled: no keywords)
    part: Floats, rest: Floats, first: Floats, second: Floats, log_beta: Floats, own: int, out: Floats
) -> float:
    """Write how likely the people of one area are around each centre, relative to the likeliest; its log.

    The chance of a person's group given the part of it, a beta-binomial distribution; nought around the
    area's own centre.
    """
    highest = -np.inf
    for j in range(len(out)):
        total = -np.inf
        if j != own:
            total = 0.0
            for k in range(len(part)):
                x, y = part[k], rest[k]
                if x + y > 0.0:
                    a, b = x + first[j, k], y + second[j, k]
                    total += math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b) - log_beta[j, k]
        out[j] = total
        highest = max(highest, total)
    for j in range(len(out)):
        out[j] = math.exp(out[j] - highest)
    return highest


@njit(nogil=True, cache=True, error_model="numpy")
def _compare(  # noqa: PLR0917  (compiled: no keywords)
    start: int,
    stop: int,
    part: Floats,
    rest: Floats,
    first: Floats,
    second: Floats,
    log_beta: Floats,
    likely: Floats,
    log_likelihood: Floats,
) -> None:
    """How likely each area's people are around the centres of the others, and the log likelihood."""
    centres = len(first)
    for i in range(start, stop):
        own = i if centres > 1 else -1
        highest = _likelihoods(part[i], rest[i], first, second, log_beta, own, likely[i])
        log_likelihood[i] = highest + math.log(likely[i].sum() / (centres - 1 if own >= 0 else centres))


@njit(nogil=True, cache=True, error_model="numpy")
def _choose(  # noqa: PLR0917  (compiled: no keywords)
    start: int,
    stop: int,
    part: Floats,
    rest: Floats,
    first: Floats,
    second: Floats,
    log_beta: Floats,
    weights: Floats,
    own: Integers,
    key: np.uint64,
    chosen: Integers,
) -> None:
    """Draw the centre of each area, for every replicate, by how likely its people are around it."""
    likely = np.empty(len(first))
    for i in range(start, stop):
        _likelihoods(part[i], rest[i], first, second, log_beta, own[i], likely)
        likely[0] *= weights[0]
        for j in range(1, len(likely)):
            likely[j] = likely[j - 1] + likely[j] * weights[j]
        state = stream(key, i)
        for r in range(len(chosen)):
            chosen[r, i] = min(np.searchsorted(likely, uniform(state) * likely[-1], "right"), len(first) - 1)


@njit(nogil=True, cache=True, error_model="numpy")
def _draw(  # noqa: PLR0917  (compiled: no keywords)
    part: Floats,
    rest: Floats,
    first: Floats,
    second: Floats,
    chosen: Integers,
    order: Integers,
    key: np.uint64,
) -> Floats:
    """Shares (n, g) of all areas, the groups in their own ``order``."""
    n, sticks = part.shape
    out = np.empty((n, sticks + 1))
    state = stream(key, 0)
    for i in range(n):
        left, j = 1.0, chosen[i]
        for k in range(sticks):
            one, other = gamma(state, part[i, k] + first[j, k]), gamma(state, rest[i, k] + second[j, k])
            taken = one / (one + other) if one + other > 0.0 else 0.0
            out[i, order[k]] = left * taken
            left *= 1.0 - taken
        out[i, order[sticks]] = left
    return out
