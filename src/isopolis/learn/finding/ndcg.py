"""nDCG: how well a ranked list puts the relevant first (Järvelin & Kekäläinen 2002)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log2


def ndcg(found: Sequence[str], grades: Mapping[str, int], at: int = 10) -> float:
    r"""Normalised discounted cumulative gain of the first ``at`` found, from 0 to 1.

    .. math:: DCG = \sum_{i=1}^{k} \frac{2^{g_i} - 1}{\log_2(i + 1)}

    divided by the same of the best possible order. ``grades`` gives the relevance of what is relevant: 1
    somewhat, 2 very; what is not in it counts 0.

    >>> ndcg(["b", "a"], {"a": 2, "b": 1})
    0.796...
    """
    best = _gain(sorted(grades.values(), reverse=True)[:at])
    if best == 0.0:
        raise ValueError("nothing is relevant")
    return _gain([grades.get(name, 0) for name in found[:at]]) / best


def _gain(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1.0) / log2(place + 2) for place, grade in enumerate(grades))
