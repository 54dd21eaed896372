r"""Rank-order and ordinal indices corrected for small counts, threshold by threshold.

H and R of both families (:mod:`..rank_order`, :mod:`..ordinal`) are linear in the two-group indices at the
thresholds, and those have nearly unbiased estimators whatever the areas are: Grassberger's for H, pairs of
different people for R (:mod:`.small_counts`). No assumption about how areas differ is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np

from isopolis.measure.segregation.inference.small_counts import corrected_entropy, corrected_exposure
from isopolis.measure.segregation.ordinal import mean_weights
from isopolis.measure.segregation.rank_order import ENTROPY, VARIANCE, quadrature
from isopolis.measure.segregation.registry import Floats


def _corrected(
    weights: Callable[[Floats], Floats], pairwise: Callable[[Floats], float]
) -> Callable[[Floats], float]:
    """The corrected index of (n, g) people by class, from the corrected index of two groups."""

    def value(counts: Floats) -> float:
        below = np.cumsum(counts, axis=1)
        everybody = below[:, -1:]
        ranks = below.sum(axis=0) / below[:, -1].sum()
        # An empty class repeats a threshold: one of the two is enough.
        inner = [k for k, rank in enumerate(ranks) if 0.0 < rank < 1.0 and rank not in ranks[:k]]
        values = [pairwise(np.column_stack([below[:, k], everybody[:, 0] - below[:, k]])) for k in inner]
        return float(weights(ranks[inner]) @ np.array(values)) if inner else float("nan")

    return value


def _entropy(pair: Floats) -> float:
    return corrected_entropy(pair)[1]


def _variance(pair: Floats) -> float:
    share = float(pair[:, 0].sum() / pair.sum())
    return (float(corrected_exposure(pair)[0, 0]) - share) / (1.0 - share)


CORRECTED: Mapping[str, Callable[[Floats], float]] = {
    "ordinal_h": _corrected(partial(mean_weights, diversity=ENTROPY[0]), _entropy),
    "ordinal_r": _corrected(partial(mean_weights, diversity=VARIANCE[0]), _variance),
    "rank_order_h": _corrected(partial(quadrature, weight=ENTROPY), _entropy),
    "rank_order_r": _corrected(partial(quadrature, weight=VARIANCE), _variance),
}
"""Estimators of (n, g) people by class, by the name of the index."""
