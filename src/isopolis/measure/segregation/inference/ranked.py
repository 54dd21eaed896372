r"""Rank-order indices corrected for small counts, threshold by threshold.

:math:`H^R` and :math:`R^R` are linear in the two-group indices at the thresholds (:mod:`..rank_order`), and
those have nearly unbiased estimators whatever the areas are: Grassberger's for H, pairs of different people
for R (:mod:`.small_counts`). No assumption about how areas differ is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from isopolis.measure.segregation.inference.small_counts import corrected_entropy, corrected_exposure
from isopolis.measure.segregation.rank_order import ENTROPY, VARIANCE, Weight, quadrature
from isopolis.measure.segregation.registry import Floats


def _corrected(weight: Weight, pairwise: Callable[[Floats], float]) -> Callable[[Floats], float]:
    """The corrected index of (n, g) people by class, from the corrected index of two groups."""

    def value(counts: Floats) -> float:
        below = np.cumsum(counts, axis=1)
        everybody = below[:, -1:]
        ranks = below.sum(axis=0) / below[:, -1].sum()
        # An empty class repeats a threshold: one of the two is enough.
        inner = [k for k, rank in enumerate(ranks) if 0.0 < rank < 1.0 and rank not in ranks[:k]]
        values = [pairwise(np.column_stack([below[:, k], everybody[:, 0] - below[:, k]])) for k in inner]
        return float(quadrature(ranks[inner], weight) @ np.array(values)) if inner else float("nan")

    return value


def _entropy(pair: Floats) -> float:
    return corrected_entropy(pair)[1]


def _variance(pair: Floats) -> float:
    share = float(pair[:, 0].sum() / pair.sum())
    return (float(corrected_exposure(pair)[0, 0]) - share) / (1.0 - share)


CORRECTED: Mapping[str, Callable[[Floats], float]] = {
    "rank_order_h": _corrected(ENTROPY, _entropy),
    "rank_order_r": _corrected(VARIANCE, _variance),
}
"""Estimators of (n, g) people by class, by the name of the index."""
