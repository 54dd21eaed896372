r"""The empirical Bayes posterior of the shares of single areas.

The other areas tell how much areas differ. The largest group takes its part of everybody, the next of whoever
is left, and so on (a generalised Dirichlet distribution). The parts of area i are drawn around those of some
other area j of the city,

.. math:: z_{ik} \mid x_i, j \sim \operatorname{Beta}\Bigl(x_{ik} + f\alpha_k \mu_{jk},\;
    \sum_{m>k} x_{im} + f\alpha_k (1 - \mu_{jk})\Bigr), \qquad \pi_{ik} = z_{ik} \prod_{m<k} (1 - z_{im}),

with :math:`\alpha_k = (1 - \rho_k) / \rho_k` of the groups k and later,
:math:`\rho = \operatorname{tr} S / \operatorname{tr}(S + N)` from the spread S between areas and the noise N
of one person (:mod:`.shrinkage`): rare groups may differ from area to area more than large ones, or less. The
centres :math:`\mu_{jk} = q_k + \sqrt{1 - 1/f}\,(z_{jk} - q_k)`, :math:`q_k` being the city's part and
:math:`z_{jk}` that of the constrained shares of j, leave the spread of all areas what it is whatever f. With
f = 1 there is one centre, the city, and areas differ in any direction; the larger f, the closer an area is to
being like some other one, as on a gradient along which all groups change together. f is the one
under which each area is most likely given the others; how likely each j is follows from the people of i.

Connor & Mosimann (1969), J. Am. Stat. Assoc. 64; Morris (1983), J. Am. Stat. Assoc. 78; Silverman (1986),
*Density Estimation*, sec. 6.4, for centres that keep the spread.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from isopolis.measure.segregation.inference.shrinkage import between_and_within, constrained_shares
from isopolis.measure.segregation.inference.streams import gamma, key_of, stream, uniform
from isopolis.measure.segregation.registry import Floats
from isopolis.measure.segregation.threads import share_out

Integers = npt.NDArray[np.int64]

_LARGEST = 1e6  # concentration that stands for areas which do not differ
_FACTORS = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)
_CENTRES = 200  # areas at most that others are compared with, spread evenly over the city
_LOGARITHM = 20  # what a logarithm of a gamma function costs, in numbers worked through


def posterior_shares(counts: Floats, replicates: int, seed: int) -> Iterator[Floats]:
    """Draws (n, g) of the shares of all areas given their (n, g) people, one replicate after the other.

    >>> drawn = list(posterior_shares(np.array([[90.0, 10.0], [50.0, 50.0], [10.0, 90.0]]), 50, 0))
    >>> np.mean(drawn, axis=0)[:, 0].round(1).tolist()
    [0.9, 0.5, 0.1]
    """
    order = np.argsort(-counts.sum(axis=0), kind="stable")
    sticks = _Sticks.of(np.ascontiguousarray(counts[:, order]))
    prior = sticks.prior()
    chosen = sticks.choose(prior, replicates, key_of(seed, 7))
    key = key_of(seed, 4)
    for r in range(replicates):
        yield _draw(sticks.part, sticks.rest, *prior, chosen[r], order, key + np.uint64(r))


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
        lived_in = np.flatnonzero(left[:, 0] > 0)
        evenly = np.linspace(0, len(lived_in) - 1, min(_CENTRES, len(lived_in))).astype(np.int64)
        areas = lived_in[evenly] if len(lived_in) else lived_in
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

    def prior(self) -> tuple[Floats, Floats]:
        """The shapes under which each area is most likely, given the others."""
        best = self.shapes(1.0)
        if len(self.areas) < 3:
            return best
        part, rest = self.part[self.areas], self.rest[self.areas]
        themselves, highest = np.arange(len(self.areas)), -math.inf
        for factor in _FACTORS:
            shapes = self.shapes(factor)
            likely = np.empty(len(self.areas))
            work = _LOGARITHM * len(self.areas) * shapes[0].size
            share_out(_log_likelihood, len(likely), work, part, rest, *shapes, themselves, likely)
            if likely.sum() > highest:
                best, highest = shapes, float(likely.sum())
        return best

    def choose(self, prior: tuple[Floats, Floats], replicates: int, key: np.uint64) -> Integers:
        """(replicates, n) which centre each area is drawn around."""
        chosen = np.zeros((replicates, len(self.part)), dtype=np.int64)
        if len(prior[0]) > 1:
            own = np.full(len(self.part), -1)
            own[self.areas] = np.arange(len(self.areas))
            work = _LOGARITHM * len(self.part) * prior[0].size
            share_out(_choose, len(self.part), work, self.part, self.rest, *prior, own, key, chosen)
        return chosen


@njit(nogil=True, cache=True, error_model="numpy")
def _likelihoods(  # noqa: PLR0917  (compiled: no keywords)
    part: Floats, rest: Floats, first: Floats, second: Floats, own: int, out: Floats
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
                a, b, x, y = first[j, k], second[j, k], part[k], rest[k]
                if x > 0.0:
                    total += math.lgamma(x + a) - math.lgamma(a)
                if y > 0.0:
                    total += math.lgamma(y + b) - math.lgamma(b)
                if x + y > 0.0:
                    total -= math.lgamma(x + y + a + b) - math.lgamma(a + b)
        out[j] = total
        highest = max(highest, total)
    for j in range(len(out)):
        out[j] = math.exp(out[j] - highest)
    return highest


@njit(nogil=True, cache=True, error_model="numpy")
def _log_likelihood(  # noqa: PLR0917  (compiled: no keywords)
    start: int,
    stop: int,
    part: Floats,
    rest: Floats,
    first: Floats,
    second: Floats,
    own: Integers,
    out: Floats,
) -> None:
    """Log likelihood of each area's people given the centres of the others."""
    centres = len(first)
    likely = np.empty(centres)
    for i in range(start, stop):
        itself = own[i] if centres > 1 else -1
        highest = _likelihoods(part[i], rest[i], first, second, itself, likely)
        out[i] = highest + math.log(likely.sum() / (centres - 1 if itself >= 0 else centres))


@njit(nogil=True, cache=True, error_model="numpy")
def _choose(  # noqa: PLR0917  (compiled: no keywords)
    start: int,
    stop: int,
    part: Floats,
    rest: Floats,
    first: Floats,
    second: Floats,
    own: Integers,
    key: np.uint64,
    chosen: Integers,
) -> None:
    """Draw the centre of each area, for every replicate, by how likely its people are around it."""
    likely = np.empty(len(first))
    for i in range(start, stop):
        _likelihoods(part[i], rest[i], first, second, own[i], likely)
        for j in range(1, len(likely)):
            likely[j] += likely[j - 1]
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
