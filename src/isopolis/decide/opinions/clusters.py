"""Clusters of points in the plane: weighted k-means with seeded starts, and the silhouette that judges it.

Nothing here depends on the order of the points, on threads or on an earlier result: points are sorted first,
and every start draws from its own random stream.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from isopolis.decide.opinions.votes import Floats, Integers
from isopolis.measure.segregation.inference.streams import key_of, stream, uniform

_PURPOSE = 601
"""Sets these random numbers apart from those drawn for other purposes with the same seed."""
ROUNDS = 100
"""Rounds of k-means at most."""
BASE_ROUNDS = 3
"""Rounds for base clusters, which only have to be small and round."""


@dataclass(frozen=True, slots=True)
class Clusters:
    """A division of points.

    Parameters
    ----------
    member
        (n,) cluster of each point, numbered from the heaviest to the lightest.
    center
        (k, 2) weighted means.
    weight
        (k,) sum of the weights.
    inertia
        Weighted sum of squared distances to the centres.
    """

    member: Integers
    center: Floats
    weight: Floats
    inertia: float


def cluster(points: Floats, weights: Floats, k: int, *, seed: int = 0, starts: int = 32) -> Clusters:
    """Divide points into k clusters: the best of several k-means, each started by k-means++.

    Fewer than k where there are fewer distinct points.

    Source: Lloyd (1982), IEEE Trans. Inf. Theory 28; Arthur & Vassilvitskii (2007), SODA.

    >>> line = np.array([[0.0, 0.0], [0.1, 0.0], [5.0, 0.0]])
    >>> cluster(line, np.ones(3), 2).member.tolist()
    [0, 0, 1]
    """
    order, back, distinct = _sorted(points)
    wanted = min(k, distinct)
    if wanted == 0:
        return Clusters(np.zeros(0, np.int64), np.zeros((0, 2)), np.zeros(0), 0.0)
    ordered, mass = np.ascontiguousarray(points[order]), weights[order]
    member, inertia = _best(ordered, mass, wanted, key_of(seed, _PURPOSE, wanted), starts)
    return _numbered(points, weights, member[back], float(inertia))


def base_clusters(points: Floats, count: int = 100) -> Clusters:
    """Gather many people in about ``count`` small clusters of neighbours, as one point each (as Polis does).

    Up to ``count`` distinct points are left as they are. Otherwise the points are halved again and again at
    the median of their longer side, and k-means rounds the pieces off.
    """
    order, back, distinct = _sorted(points)
    weights = np.ones(len(points))
    ordered = np.ascontiguousarray(points[order])
    if distinct <= count:
        new = np.any(ordered[1:] != ordered[:-1], axis=1) if len(ordered) else np.zeros(0, dtype=bool)
        member = np.concatenate([[0], np.cumsum(new)])[: len(points)].astype(np.int64)
        return _numbered(points, weights, member[back], 0.0)
    center = _pieces(ordered, count)
    member, _ = _lloyd(ordered, weights, center, BASE_ROUNDS)
    return _numbered(points, weights, member[back], 0.0)


def silhouette(points: Floats, weights: Floats, member: Integers) -> float:
    """Weighted mean silhouette (Rousseeuw 1987): 1 well apart, 0 on the border, below 0 with the wrong
    cluster.

    A point of weight w counts as w people at the same place. 0 for a single cluster.

    >>> points = np.array([[0.0, 0.0], [0.0, 1.0], [9.0, 0.0]])
    >>> round(silhouette(points, np.array([1.0, 1.0, 2.0]), np.array([0, 0, 1])), 3)
    0.945
    """
    k = int(member.max()) + 1 if len(member) else 0
    if k < 2:
        return 0.0
    return float((_silhouettes(points, weights, member, k) * weights).sum() / weights.sum())


def _sorted(points: Floats) -> tuple[Integers, Integers, int]:
    order = np.argsort(points[:, 0], kind="stable")
    across = points[order, 0]
    if np.any(across[1:] == across[:-1]):  # equal ones by their height
        order = np.lexsort((points[:, 1], points[:, 0]))
    back = np.empty(len(points), dtype=np.int64)
    back[order] = np.arange(len(points))
    ordered = points[order]
    distinct = 1 + int(np.any(ordered[1:] != ordered[:-1], axis=1).sum()) if len(points) else 0
    return order, back, distinct


def _numbered(points: Floats, weights: Floats, member: Integers, inertia: float) -> Clusters:
    """Number clusters by weight, equal ones from left to right; measure them."""
    k = int(member.max()) + 1 if len(member) else 0
    weight = np.bincount(member, weights=weights, minlength=k)
    center = np.column_stack(
        [np.bincount(member, weights=weights * points[:, d], minlength=k) for d in (0, 1)]
    )
    center = np.divide(center, weight[:, None], out=np.zeros((k, 2)), where=weight[:, None] > 0)
    rank = np.lexsort((center[:, 1], center[:, 0], -weight))
    rank = rank[weight[rank] > 0]
    place = np.zeros(k, dtype=np.int64)
    place[rank] = np.arange(len(rank))
    return Clusters(
        place[member],
        np.asarray(center[rank], dtype=np.float64),
        np.asarray(weight[rank], dtype=np.float64),
        inertia,
    )


def _best(points: Floats, weights: Floats, k: int, key: np.uint64, starts: int) -> tuple[Integers, float]:
    """The start with the least inertia; of nearly equal ones the first."""
    best = np.zeros(len(points), np.int64)
    least = np.inf
    for start in range(starts):
        center = _spread(points, weights, k, stream(key, start))
        member, inertia = _lloyd(points, weights, center, ROUNDS)
        if inertia < least * (1.0 - 1e-9) or start == 0:
            best, least = member, inertia
    return best, least


@njit(cache=True)
def _spread(points: Floats, weights: Floats, k: int, state: npt.NDArray[np.uint64]) -> Floats:
    """k-means++: each further centre is drawn in proportion to the squared distance from those there are."""
    n = len(points)
    center = np.empty((k, 2))
    near = weights.copy()
    for c in range(k):
        target = uniform(state) * near.sum()
        chosen = n - 1
        passed = 0.0
        for i in range(n):
            passed += near[i]
            if passed > target and near[i] > 0.0:
                chosen = i
                break
        center[c, 0], center[c, 1] = points[chosen, 0], points[chosen, 1]
        for i in range(n):
            distance = weights[i] * ((points[i, 0] - center[c, 0]) ** 2 + (points[i, 1] - center[c, 1]) ** 2)
            near[i] = distance if c == 0 else min(near[i], distance)
    return center


@njit(cache=True)
def _lloyd(points: Floats, weights: Floats, center: Floats, rounds: int) -> tuple[Integers, float]:
    """k-means from given centres; an empty cluster keeps its centre."""
    n, k = len(points), len(center)
    member = np.full(n, -1, np.int64)
    inertia = 0.0
    for _ in range(rounds):
        changed = 0
        inertia = 0.0
        total = np.zeros((k, 3))
        for i in range(n):
            x, y = points[i, 0], points[i, 1]
            nearest = 0
            least = np.inf
            for c in range(k):
                distance = (x - center[c, 0]) ** 2 + (y - center[c, 1]) ** 2
                if distance < least:
                    least, nearest = distance, c
            if member[i] != nearest:
                changed += 1
                member[i] = nearest
            inertia += weights[i] * least
            total[nearest, 0] += weights[i] * x
            total[nearest, 1] += weights[i] * y
            total[nearest, 2] += weights[i]
        if changed == 0:
            break
        for c in range(k):
            if total[c, 2] > 0.0:
                center[c, 0] = total[c, 0] / total[c, 2]
                center[c, 1] = total[c, 1] / total[c, 2]
    return member, inertia


def _pieces(points: Floats, count: int) -> Floats:
    """Centres of about ``count`` pieces of equal size, cut at medians; of equal values the first go left.

    Not compiled: numpy's selection is, and it would take seconds to compile another.
    """
    across, up = np.ascontiguousarray(points[:, 0]), np.ascontiguousarray(points[:, 1])
    pieces = [np.arange(len(points))]
    sizes = [len(points)]
    while len(pieces) < count and max(sizes) > 1:
        widest = sizes.index(max(sizes))
        inside = pieces[widest]
        x, y = across[inside], up[inside]
        side = x if x.max() - x.min() >= y.max() - y.min() else y
        middle = len(side) // 2
        cut = np.partition(side, middle)[middle]
        left = side < cut
        left[np.flatnonzero(side == cut)[: middle - np.count_nonzero(left)]] = True
        pieces[widest], sizes[widest] = inside[left], middle
        pieces.append(inside[~left])
        sizes.append(len(side) - middle)
    return np.array([[across[inside].mean(), up[inside].mean()] for inside in pieces])


@njit(cache=True)
def _silhouettes(points: Floats, weights: Floats, member: Integers, k: int) -> Floats:
    n = len(points)
    out = np.zeros(n)
    mass = np.zeros(k)
    for i in range(n):
        mass[member[i]] += weights[i]
    for i in range(n):
        away = np.zeros(k)
        for j in range(n):
            distance = np.sqrt((points[i, 0] - points[j, 0]) ** 2 + (points[i, 1] - points[j, 1]) ** 2)
            away[member[j]] += weights[j] * distance
        own = member[i]
        if mass[own] > 1.0:
            inside = away[own] / (mass[own] - 1.0)
            outside = np.inf
            for c in range(k):
                if c != own and mass[c] > 0.0:
                    outside = min(outside, away[c] / mass[c])
            wider = max(inside, outside)
            out[i] = (outside - inside) / wider if wider > 0.0 else 0.0
    return out
