r"""Would the same groups come out if other people had taken part? Groups without this figure are not shown.

The picture is made again from four fifths of the people, drawn at random, many times. Each time the new
groups of those people are compared with the published ones: the adjusted Rand index over all pairs of
people (1 the same groups, 0 what chance would give), and for each group the best match among the new ones
(Jaccard index; Hennig's rule of thumb: from 0.75 on a group is stable, below 0.6 it should not be relied
upon).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from isopolis.decide.opinions.opinion_map import OpinionMap, map_opinions
from isopolis.decide.opinions.votes import Floats, Integers

SHARE = 0.8
"""Share of the people in each new draw."""
DRAWS = 40
LARGE = 4_000
"""People in a new draw at most."""
STABLE, DOUBTFUL = 0.75, 0.6


@dataclass(frozen=True, slots=True)
class Stability:
    """How far groups stay the same when people are drawn again.

    Parameters
    ----------
    rand
        Mean adjusted Rand index.
    low, high
        The middle 90 % of its values.
    by_group
        (k,) mean Jaccard index of each group with its best match.
    numbers
        How many draws gave how many groups.
    draws
        Number of draws.
    """

    rand: float
    low: float
    high: float
    by_group: Floats
    numbers: dict[int, int]
    draws: int

    @property
    def word(self) -> str:
        """“stable”, “doubtful” or “unstable”."""
        return "stable" if self.rand >= STABLE else "doubtful" if self.rand >= DOUBTFUL else "unstable"


def adjusted_rand(one: Integers, other: Integers) -> float:
    """Adjusted Rand index of two divisions of the same people.

    Source: Hubert & Arabie (1985), Journal of Classification 2.

    >>> adjusted_rand(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0]))
    1.0
    """
    if len(one) == 0:
        return 1.0
    table = _cross(one, other)
    pairs = (table * (table - 1) / 2).sum()
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    in_rows, in_columns = (rows * (rows - 1) / 2).sum(), (columns * (columns - 1) / 2).sum()
    everything = len(one) * (len(one) - 1) / 2
    expected = in_rows * in_columns / everything if everything else 0.0
    most = (in_rows + in_columns) / 2
    return 1.0 if most == expected else float((pairs - expected) / (most - expected))


def stability(
    picture: OpinionMap, *, draws: int = DRAWS, share: float = SHARE, large: int = LARGE, seed: int = 0
) -> Stability:
    """Draw people again and compare the groups. Of very many people, ``large`` are drawn each time.

    Source: Hennig (2007), Computational Statistics & Data Analysis 52; Lange et al. (2004), Neural
    Computation 16.
    """
    people = len(picture.votes.people)
    size = max(2, min(int(share * people), large))
    k = len(picture.groups.people)
    values, jaccard, numbers = [], [], []
    random = np.random.default_rng([seed, 602])
    for _ in range(draws if people > 2 else 0):
        drawn = np.sort(random.choice(people, size, replace=False))
        again = map_opinions(picture.votes.take(drawn), picture.hidden, picture.settings)
        old, new = picture.member[drawn], again.member
        common = (old >= 0) & (new >= 0)
        values.append(adjusted_rand(old[common], new[common]))
        jaccard.append(_best_match(old[common], new[common], k))
        numbers.append(len(again.groups.people))
    if not values:
        return Stability(0.0, 0.0, 0.0, np.zeros(k), {}, 0)
    found, times = np.unique(numbers, return_counts=True)
    low, high = np.quantile(values, [0.05, 0.95])
    return Stability(
        float(np.mean(values)),
        float(low),
        float(high),
        np.asarray(np.mean(jaccard, axis=0)),
        {int(number): int(count) for number, count in zip(found, times, strict=True)},
        len(values),
    )


def _cross(one: Integers, other: Integers) -> Floats:
    k, q = int(one.max()) + 1, int(other.max()) + 1
    return np.bincount(one * q + other, minlength=k * q).reshape(k, q).astype(float)


def _best_match(old: Integers, new: Integers, k: int) -> Floats:
    if len(old) == 0:
        return np.zeros(k)
    table = np.zeros((k, int(new.max()) + 1))
    np.add.at(table, (old, new), 1.0)
    union = table.sum(axis=1)[:, None] + table.sum(axis=0)[None, :] - table
    return np.asarray((table / np.maximum(union, 1.0)).max(axis=1))
