r"""Weights that make those who took part look like the city: raking (iterative proportional fitting).

Each participant starts with weight 1. Again and again, for each attribute, the weights in a category are
multiplied so that they add up to its share in the city, until all attributes fit. Whoever did not say what
they are keeps the mean weight for that attribute. Weights are bounded to :data:`LARGEST` times the mean.

The effective sample size says what the weighting costs (Kish 1965): :math:`n_e = (\sum w)^2 / \sum w^2`.
Results of fewer than :data:`FEW` effective people, or with weights at the bound, come with a warning.
Weighting corrects for the attributes that are asked for, and for nothing else: people who take part differ
from those who do not also within a group.

Source: Deming & Stephan (1940), Annals of Mathematical Statistics 11; Deville, Särndal & Sautory (1993),
JASA 88.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from isopolis.decide.representation.margins import Floats, Margin, coded

LARGEST = 5.0
"""Weight of a person at most, in units of the mean."""
FEW = 30.0
"""Effective people below which weighted results are not relied upon."""
ROUNDS, TOLERANCE = 500, 1e-9


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights and what they cost.

    Parameters
    ----------
    weight
        (n,) mean 1.
    effective
        Effective sample size.
    distance
        Greatest difference between a weighted share and the city's; not 0 where the bound was reached.
    bounded
        People whose weight is at the bound.
    empty
        Categories (attribute, category) in which nobody took part: no weight can stand for them.
    """

    weight: Floats
    effective: float
    distance: float
    bounded: int
    empty: tuple[tuple[str, str], ...]

    @property
    def carries(self) -> bool:
        """Whether weighted results can be relied upon."""
        return self.effective >= FEW and self.distance < 0.01 and not self.empty


def rake(
    people: Mapping[str, Sequence[str | None]], margins: Sequence[Margin], *, largest: float = LARGEST
) -> Weights:
    """Weights of the participants.

    >>> city = Margin("age", {"young": 50.0, "old": 50.0})
    >>> found = rake({"age": ["young"] * 1 + ["old"] * 3}, [city])
    >>> found.weight.round(3).tolist(), round(found.effective, 2)
    ([2.0, 0.667, 0.667, 0.667], 3.0)
    """
    n = max((len(answers) for answers in people.values()), default=0)
    codes = [coded(people.get(margin.name, [None] * n), margin) for margin in margins]
    return rake_coded(n, codes, margins, largest=largest)


def rake_coded(
    n: int, places: Sequence[npt.NDArray[np.int64]], margins: Sequence[Margin], *, largest: float = LARGEST
) -> Weights:
    """The same of n participants of whom the place of the category in each margin is known, or -1."""
    weight = np.ones(n)
    targets = []
    empty: list[tuple[str, str]] = []
    for margin, codes in zip(margins, places, strict=True):
        there = np.bincount(codes[codes >= 0], minlength=len(margin.people)) > 0
        shares = np.array(list(margin.shares.values()))
        empty += [(margin.name, name) for name, some in zip(margin.people, there, strict=True) if not some]
        if there.any():
            targets.append((codes, np.where(there, shares, 0.0) / shares[there].sum()))
    for _ in range(ROUNDS if n else 0):
        before = weight.copy()
        for codes, target in targets:
            weight = _fit(weight, codes, target)
        weight = np.minimum(weight / weight.mean(), largest)
        weight = weight / weight.mean()
        if np.abs(weight - before).max() < TOLERANCE:
            break
    distance = max((_distance(weight, codes, target) for codes, target in targets), default=0.0)
    effective = float(weight.sum() ** 2 / (weight**2).sum()) if n else 0.0
    bounded = int((weight >= largest * (1 - 1e-6)).sum())
    return Weights(weight, effective, distance, bounded, tuple(empty))


def post_stratify(cells: npt.NDArray[np.int64], people: Sequence[float]) -> Weights:
    """Weights from the city's joint counts: each cell (a combination of attributes) is given its share.

    Parameters
    ----------
    cells
        (n,) cell of each participant, -1 if it is not known.
    people
        People of the city in each cell.
    """
    shares = np.asarray(people, dtype=float) / float(np.sum(people))
    there = np.bincount(cells[cells >= 0], minlength=len(shares)) > 0
    target = np.where(there, shares, 0.0) / shares[there].sum() if there.any() else shares
    weight = _fit(np.ones(len(cells)), cells, target) if there.any() else np.ones(len(cells))
    weight = weight / weight.mean() if len(weight) else weight
    effective = float(weight.sum() ** 2 / (weight**2).sum()) if len(weight) else 0.0
    empty = tuple(("cell", str(place)) for place in np.flatnonzero(~there))
    return Weights(weight, effective, _distance(weight, cells, target) if there.any() else 0.0, 0, empty)


def _fit(weight: Floats, codes: npt.NDArray[np.int64], target: Floats) -> Floats:
    known = codes >= 0
    total = weight[known].sum()
    now = np.bincount(codes[known], weights=weight[known], minlength=len(target))
    factor = np.divide(target * total, now, out=np.ones(len(target)), where=now > 0)
    out = weight.copy()
    out[known] *= factor[codes[known]]
    return out


def _distance(weight: Floats, codes: npt.NDArray[np.int64], target: Floats) -> float:
    known = codes >= 0
    now = np.bincount(codes[known], weights=weight[known], minlength=len(target)) / weight[known].sum()
    return float(np.abs(now - target).max())
