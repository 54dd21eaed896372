r"""Agreement as if those who took part were the city, with its uncertainty, beside the raw one.

The share is :math:`\hat p_j = \sum w_i a_{ij} / \sum w_i s_{ij}` over those who saw statement j. Its
interval comes from the bootstrap over participants, who are drawn again and weighted again, so that it
holds what the weighting itself does not know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from isopolis.decide.opinions.votes import Votes
from isopolis.decide.representation.margins import Floats, Margin
from isopolis.decide.representation.raking import Weights, rake

DRAWS = 200


def weighted_agreement(
    votes: Votes,
    people: Mapping[str, Sequence[str | None]],
    margins: Sequence[Margin],
    *,
    draws: int = DRAWS,
    level: float = 0.95,
    seed: int = 0,
) -> tuple[pd.DataFrame, Weights]:
    """One row a statement: ``raw`` and ``weighted`` share of agreement, interval, and whether the sign
    changes.

    Parameters
    ----------
    votes
        The votes; ``people`` has one answer for each of its people, in their order.
    people
        Attribute -> answers.
    margins
        The city.
    draws, level, seed
        Of the bootstrap.

    Returns
    -------
    Table with ``raw``, ``weighted``, ``low``, ``high``, ``seen``, ``turns`` (more than half agree in the raw
    votes and surely not in the weighted ones, or the other way round), and the weights.
    """
    weights = rake(people, margins)
    agree, seen = _sums(votes, weights.weight)
    raw_agree, raw_seen = _sums(votes, np.ones(len(votes.people)))
    drawn = np.full((draws, len(votes.statements)), np.nan)
    random = np.random.default_rng([seed, 603])
    n = len(votes.people)
    columns = {name: np.array(answers, dtype=object) for name, answers in people.items()}
    for draw in range(draws if n else 0):
        times = np.bincount(random.integers(0, n, n), minlength=n)
        again = np.repeat(np.arange(n), times)
        new = rake({name: column[again].tolist() for name, column in columns.items()}, margins)
        weight = np.asarray(np.bincount(again, weights=new.weight, minlength=n), dtype=np.float64)
        a, s = _sums(votes, weight)
        drawn[draw] = _share(a, s)
    tail = (1.0 - level) / 2.0
    voted = raw_seen > 0
    low, high = np.full(len(voted), np.nan), np.full(len(voted), np.nan)
    if n and draws:
        low[voted], high[voted] = np.nanquantile(drawn[:, voted], [tail, 1.0 - tail], axis=0)
    raw, weighted = _share(raw_agree, raw_seen), _share(agree, seen)
    table = pd.DataFrame(
        {
            "raw": raw,
            "weighted": weighted,
            "low": low,
            "high": high,
            "seen": raw_seen.astype(int),
            "turns": voted & (((raw > 0.5) & (high < 0.5)) | ((raw <= 0.5) & (low > 0.5))),
        },
        index=pd.Index(votes.statements, name="statement"),
    )
    return table, weights


def _sums(votes: Votes, weight: Floats) -> tuple[Floats, Floats]:
    each: npt.NDArray[np.float64] = np.repeat(weight, votes.cast)
    m = len(votes.statements)
    agree = np.bincount(votes.statement, weights=each * (votes.value > 0), minlength=m)
    seen = np.bincount(votes.statement, weights=each, minlength=m)
    return np.asarray(agree, dtype=np.float64), np.asarray(seen, dtype=np.float64)


def _share(agree: Floats, seen: Floats) -> Floats:
    return np.asarray(np.divide(agree, seen, out=np.full(len(agree), np.nan), where=seen > 0))
