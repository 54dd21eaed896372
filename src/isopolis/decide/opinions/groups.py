"""Opinion groups: people who stand near each other, in as many groups as the picture really shows.

Polis gathers people in base clusters and divides those. Here the division of the base clusters is only the
start: k-means then goes on with the people themselves, which is the same picture but more stable when
people are drawn again (figures in the manual). ``polish=False`` gives Polis's way.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from isopolis.decide.opinions.clusters import ROUNDS, _lloyd, _numbered, base_clusters, cluster, silhouette
from isopolis.decide.opinions.votes import Floats, Integers

MOST = 5
"""Groups at most: more cannot be explained in a meeting."""
MARGIN = 0.02
"""How much better the silhouette must be for more groups to be shown."""


@dataclass(frozen=True, slots=True)
class Groups:
    """People divided by opinion.

    Parameters
    ----------
    member
        (n,) group of each person, 0 the largest.
    center
        (k, 2) middle of each group.
    people
        (k,) people in each.
    silhouettes
        For each number of groups that was tried, how well it separates people (-1..1).
    """

    member: Integers
    center: Floats
    people: Integers
    silhouettes: dict[int, float]


def find_groups(
    places: Floats,
    *,
    number: int | None = None,
    most: int = MOST,
    margin: float = MARGIN,
    base: int = 100,
    polish: bool = True,
    seed: int = 0,
) -> Groups:
    """Divide people by where they stand.

    From two groups to ``most`` (fewer where few places differ), the number with the best silhouette; one
    group more must be better by ``margin``. ``number`` fixes it.

    >>> two = np.array([[0.0, 0.0], [0.1, 0.0], [0.0, 0.1], [5.0, 5.0], [5.1, 5.0]])
    >>> find_groups(two).people.tolist()
    [3, 2]
    """
    gathered = base_clusters(places, base)
    points, weight = gathered.center, gathered.weight
    tried = range(2, min(most, 2 + len(points) // 12) + 1) if number is None else [number]
    best, chosen, silhouettes = -np.inf, None, {}
    for k in tried:
        found = cluster(points, weight, k, seed=seed)
        member, center = found.member[gathered.member], found.center
        if polish and len(points) < len(places):
            member, _ = _lloyd(places, np.ones(len(places)), center.copy(), ROUNDS)
            center = _numbered(places, np.ones(len(places)), member, 0.0).center
        value = silhouette(points, weight, _nearest(points, center))
        silhouettes[k] = value
        if chosen is None or value > best + margin:
            best, chosen = value, member
    if chosen is None:
        chosen = np.zeros(len(places), dtype=np.int64)
    final = _numbered(places, np.ones(len(places)), chosen, 0.0)
    return Groups(final.member, final.center, final.weight.astype(np.int64), silhouettes)


def _nearest(points: Floats, center: Floats) -> Integers:
    member, _ = _lloyd(points, np.ones(len(points)), center.copy(), 1)
    return member
