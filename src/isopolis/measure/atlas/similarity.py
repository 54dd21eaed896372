r"""Similarity: which cities are like a given one, by a distance that can be read.

Three blocks count alike: size (:math:`\log_{10}` people), who lives there (the share of each group,
:math:`\arcsin\sqrt p`, so that 1 and 2% differ as much as 20 and 25%), and how apart they live (D of each
group against the rest, and H at every scale). Each feature is divided by its standard deviation over all
cities; the distance of two cities is

.. math:: d = \sqrt{\tfrac13 \sum_{blocks} \tfrac1{|B|} \sum_{f \in B} \frac{(x_f - y_f)^2}{s_f^2}}

over the features that both have. 0: alike in all; 1: a standard deviation apart in every feature. Cities that
share less than half of the features of a block are not compared.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]


def features_of(figures: pd.DataFrame, people: pd.Series[float]) -> dict[str, pd.DataFrame]:
    """The features of each city, by block.

    Parameters
    ----------
    figures
        Figures of all cities.
    people
        Inhabitants, by city.
    """
    plain = figures["scale"].isna()
    blocks = {"size": pd.DataFrame({"people": np.log10(people)})}
    shares = figures[plain & (figures["index"] == "share")]
    table = shares.pivot_table(index="city", columns="groups", values="value", aggfunc="first")
    angles = np.arcsin(np.sqrt(table.clip(0, 1).to_numpy(float)))
    blocks["people"] = pd.DataFrame(angles, table.index, table.columns).reindex(people.index)
    apart = figures[
        (plain & (figures["index"] == "dissimilarity")) | (~plain & (figures["index"] == "theil_h"))
    ]
    names = apart["groups"] + " · " + apart["scale"].fillna("").astype(str)
    table = apart.assign(feature=names).pivot_table(
        index="city", columns="feature", values="value", aggfunc="first"
    )
    blocks["segregation"] = table.reindex(people.index)
    return blocks


def most_similar(figures: pd.DataFrame, people: pd.Series[float], number: int = 6) -> pd.DataFrame:
    """The ``number`` cities nearest to each city: ``city``, ``other``, ``distance``, nearest first."""
    cities = people.index.to_numpy()
    squared = np.zeros((len(cities), len(cities)))
    comparable = np.ones((len(cities), len(cities)), dtype=bool)
    blocks = features_of(figures, people)
    for table in blocks.values():
        values = table.to_numpy(float)
        if values.shape[1] == 0 or len(cities) < 2:
            continue
        mean, both = _mean_squared_difference(values)
        squared += np.nan_to_num(mean) / len(blocks)
        comparable &= 2 * both >= values.shape[1]
    distance = np.where(comparable, np.sqrt(squared), np.inf)
    np.fill_diagonal(distance, np.inf)
    order = np.argsort(distance, axis=1, kind="stable")[:, :number]
    near = np.take_along_axis(distance, order, axis=1)
    out = pd.DataFrame(
        {
            "city": np.repeat(cities, order.shape[1]),
            "other": cities[order.ravel()],
            "distance": near.ravel(),
        }
    )
    finite = np.flatnonzero(np.isfinite(near.ravel()))
    return out.take(finite).reset_index(drop=True)


def _mean_squared_difference(values: Floats) -> tuple[Floats, Floats]:
    """(n, n) mean over the features that two rows share, in standard deviations; and how many they share."""
    known = np.isfinite(values)
    count = known.sum(axis=0)
    filled = np.where(known, values, 0.0)
    mean = filled.sum(axis=0) / np.maximum(count, 1)
    centred = np.where(known, values - mean, 0.0)
    spread = np.sqrt((centred**2).sum(axis=0) / np.maximum(count - 1, 1))
    z = np.divide(centred, spread, out=np.zeros_like(centred), where=spread > 0)
    have = known.astype(float)
    square = z**2 @ have.T
    total = square + square.T - 2.0 * z @ z.T
    both = have @ have.T
    return np.maximum(total, 0.0) / np.maximum(both, 1.0), both
