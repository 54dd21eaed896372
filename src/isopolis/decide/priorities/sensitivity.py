"""Which actions are beaten on every criterion, and which weight would change the first place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def dominated(mean: Floats) -> list[tuple[int, int]]:
    """Pairs (action, by): ``by`` is at least as good on every criterion, and better on one.

    >>> dominated(np.array([[0.9, 0.5], [0.8, 0.5], [0.1, 0.9]]))
    [(1, 0)]
    """
    out = []
    for i, one in enumerate(mean):
        better = [j for j, other in enumerate(mean) if (other >= one).all() and (other > one).any()]
        if better:
            out.append((i, max(better, key=lambda j: (mean[j].sum(), -j))))
    return out


@dataclass(frozen=True, slots=True)
class Swap:
    """With ``weight`` on ``criterion`` (the others scaled to the rest), ``action`` takes the first place."""

    criterion: int
    weight: float
    action: int


def swaps(mean: Floats, weights: Floats) -> list[Swap]:
    r"""For each criterion, the nearest weight at which another action comes first; the nearest change first.

    With weight w on criterion c, an action is worth :math:`w m_c + (1 - w) r`, with r its value on the
    others alone: a straight line, and first places change where lines cross.
    """
    values = mean @ weights
    first = int(np.argmax(values))
    found = []
    for c in range(len(weights)):
        rest = 1.0 - weights[c]
        if rest <= 1e-12:
            continue
        others = (values - weights[c] * mean[:, c]) / rest
        slope = (mean[:, c] - others) - (mean[first, c] - others[first])
        gap = others[first] - others
        with np.errstate(divide="ignore", invalid="ignore"):
            crossing = np.where(np.abs(slope) > 1e-12, gap / slope, np.nan)
        crossing[first] = np.nan
        crossing[(crossing < -1e-12) | (crossing > 1 + 1e-12)] = np.nan
        if np.isfinite(crossing).any():
            nearest = int(np.nanargmin(np.abs(crossing - weights[c])))
            found.append(Swap(c, float(np.clip(crossing[nearest], 0.0, 1.0)), nearest))
    return sorted(found, key=lambda swap: abs(swap.weight - weights[swap.criterion]))
