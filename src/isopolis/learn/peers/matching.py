r"""Matching: who meets whom, so that the least well served city comes first; exact, by integer programming.

With :math:`x_{ij} \in \{0,1\}` for every pair that can meet and is worth something to both, and at most
:math:`c_i` exchanges a city, three questions are answered one after the other, each answer binding the next:

1. how many cities can have an exchange at all;
2. how good can the exchange of the least well served of them be (the highest threshold at which as many
   still have one, found by bisection over the worths that occur);
3. which exchanges, under both, are worth most in all.

When a city withdraws, one question comes before the second: how many of the exchanges already planned can be
kept; so as little as possible changes. Solved to optimality by HiGHS (Huangfu & Hall 2018).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array, vstack

from isopolis.errors import InputError
from isopolis.learn.peers.affinity import affinity
from isopolis.learn.peers.peer import Peer
from isopolis.measure.segregation.registry import Floats

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Exchange:
    """Two cities that meet: their ids, what each gets, and what it is worth to the two."""

    one: str
    other: str
    worth: float
    gains: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Matching:
    """The exchanges, the cities without one, and the worth that every matched city has at least."""

    exchanges: tuple[Exchange, ...]
    without: tuple[str, ...]
    least: float

    @property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """The pairs of ids, each in the order of the alphabet."""
        return frozenset((min(e.one, e.other), max(e.one, e.other)) for e in self.exchanges)


def match_peers(
    peers: Sequence[Peer],
    *,
    abroad: bool = True,
    outsiders: int = 0,
    keep: Iterable[tuple[str, str]] = (),
) -> Matching:
    """The best set of exchanges.

    Parameters
    ----------
    peers
        Cities with needs and offers.
    abroad
        Between countries only.
    outsiders
        How many exchanges must be with a city outside the partnership, at least.
    keep
        Pairs of ids already planned: as few of them as possible are changed. Withdrawn cities are those that
        are no longer among ``peers``.

    Raises
    ------
    InputError
        More exchanges with outsiders are asked for than can be had.
    """
    if not peers and not outsiders:
        return Matching((), (), 0.0)
    found = affinity(peers, abroad=abroad)
    worth = found.worth
    one, other = np.nonzero(np.triu(worth, 1) > 0)
    kept = {(min(pair), max(pair)) for pair in keep}
    pairs = zip(one.tolist(), other.tolist(), strict=True)
    planned = np.array([_names(peers, i, j) in kept for i, j in pairs], dtype=bool)
    model = _Model.of(peers, (one, other), worth[one, other], planned, outsiders)
    if outsiders and not model.feasible():
        raise InputError(
            "there cannot be {number} exchanges with cities outside the partnership",
            remedy="ask for fewer, or invite more cities",
            number=outsiders,
        )
    matched = model.most_matched()
    held = model.most_kept(matched)
    threshold = model.best_threshold(matched, held)
    chosen = model.chosen(matched, held, threshold)
    exchanges = tuple(
        Exchange(
            peers[i].id, peers[j].id, float(worth[i, j]), (float(found.gain[i, j]), float(found.gain[j, i]))
        )
        for i, j in zip(one[chosen], other[chosen], strict=True)
    )
    met = {name for exchange in exchanges for name in (exchange.one, exchange.other)}
    return Matching(exchanges, tuple(peer.id for peer in peers if peer.id not in met), threshold)


def _names(peers: Sequence[Peer], i: int, j: int) -> tuple[str, str]:
    one, other = peers[i].id, peers[j].id
    return min(one, other), max(one, other)


@dataclass(frozen=True, slots=True)
class _Model:
    """Variables: an exchange for each pair (m), and whether each city is matched (n)."""

    worth: Floats
    planned: npt.NDArray[np.bool_]
    cities: int
    matrix: csr_array
    upper: Floats

    @classmethod
    def of(
        cls,
        peers: Sequence[Peer],
        ends: tuple[Integers, Integers],
        worth: Floats,
        planned: npt.NDArray[np.bool_],
        outsiders: int,
    ) -> _Model:
        """Capacities, matched only with an exchange, enough outsiders."""
        one, other = ends
        n, m = len(peers), len(worth)
        pairs = np.arange(m)
        touches = coo_array(
            (np.ones(2 * m), (np.concatenate([one, other]), np.concatenate([pairs, pairs]))), shape=(n, m)
        )
        identity = coo_array((np.ones(n), (np.arange(n), np.arange(n))), shape=(n, n))
        nothing = coo_array((n, n))
        capacity = np.array([peer.exchanges for peer in peers], dtype=np.float64)
        outside = np.array([not peer.partner for peer in peers], dtype=bool)
        with_outsider = (outside[one] | outside[other]).astype(np.float64) if m else np.empty(0)
        rows = [
            _beside(touches, nothing),
            _beside(-1.0 * touches, identity),
            _beside(coo_array(-with_outsider.reshape(1, m)), coo_array((1, n))),
        ]
        upper = np.concatenate([capacity, np.zeros(n), [-float(outsiders)]])
        return cls(worth, planned, n, csr_array(vstack(rows)), upper)

    def _solved(
        self, objective: Floats, matched: int = 0, kept: int = 0, threshold: float = 0.0
    ) -> tuple[Floats, float] | None:
        """The best solution and its value: so many cities matched and planned exchanges kept, at least."""
        high = np.ones(len(objective))
        high[: len(self.worth)][self.worth < threshold] = 0.0
        rows = [LinearConstraint(self.matrix, ub=self.upper)]
        for total, least in ((self._counts_cities, matched), (self._counts_kept, kept)):
            if least:
                rows.append(LinearConstraint(total.reshape(1, -1), lb=least))
        found = milp(
            -objective,
            constraints=rows,
            integrality=np.ones(len(objective), dtype=np.int64),
            bounds=Bounds(0, high),
            options={"mip_rel_gap": 0.0},
        )
        return None if found.x is None else (np.asarray(found.x), -float(found.fun))

    @property
    def _counts_cities(self) -> Floats:
        return np.concatenate([np.zeros(len(self.worth)), np.ones(self.cities)])

    @property
    def _counts_kept(self) -> Floats:
        return np.concatenate([self.planned.astype(np.float64), np.zeros(self.cities)])

    def feasible(self) -> bool:
        """Whether the outsiders that are asked for can be had."""
        return self.cities > 0 and self._solved(0.0 * self._counts_cities) is not None

    def most_matched(self, kept: int = 0, threshold: float = 0.0) -> int:
        """How many cities can have an exchange worth at least the threshold."""
        found = self._solved(self._counts_cities, kept=kept, threshold=threshold)
        return 0 if found is None else round(found[1])

    def most_kept(self, matched: int) -> int:
        """How many planned exchanges can be kept while so many cities are matched."""
        found = self._solved(self._counts_kept, matched) if self.planned.any() else None
        return 0 if found is None else round(found[1])

    def best_threshold(self, matched: int, kept: int) -> float:
        """The highest worth that every exchange can have under both."""
        values = np.unique(self.worth)
        low, high = 0, len(values) - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self.most_matched(kept, float(values[middle])) >= matched:
                low = middle
            else:
                high = middle - 1
        return float(values[low]) if len(values) else 0.0

    def chosen(self, matched: int, kept: int, threshold: float) -> npt.NDArray[np.bool_]:
        """(m,) the exchanges that are worth most in all under the three."""
        worth = np.concatenate([self.worth, np.zeros(self.cities)])
        found = self._solved(worth, matched, kept, threshold)
        if found is None:
            return np.zeros(len(self.worth), dtype=bool)
        return np.asarray(found[0][: len(self.worth)] > 0.5)


def _beside(left: coo_array, right: coo_array) -> coo_array:
    """The two matrices side by side."""
    left, right = left.tocoo(), right.tocoo()
    shift = left.shape[1]
    return coo_array(
        (
            np.concatenate([left.data, right.data]),
            (np.concatenate([left.row, right.row]), np.concatenate([left.col, right.col + shift])),
        ),
        shape=(left.shape[0], shift + right.shape[1]),
    )
