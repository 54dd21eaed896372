r"""Agreement as if those who took part were the city, with its uncertainty, beside the raw one.

The share is :math:`\hat p_j = \sum w_i a_{ij} / \sum w_i s_{ij}` over those who saw statement j. Its
interval comes from the bootstrap over participants, who are drawn again and weighted again, so that it
holds what the weighting itself does not know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from isopolis.decide.opinions.votes import Votes
from isopolis.decide.representation.margins import Floats, Margin, coded
from isopolis.decide.representation.raking import Weights, rake_coded

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
    n = len(votes.people)
    codes = [coded(people.get(margin.name, [None] * n), margin) for margin in margins]
    weights = rake_coded(n, codes, margins)
    drawn = np.zeros((draws if n else 0, n))
    random = np.random.default_rng([seed, 603])
    for row in drawn:
        again = np.sort(random.integers(0, n, n))
        new = rake_coded(n, [column[again] for column in codes], margins)
        row[:] = np.bincount(again, weights=new.weight, minlength=n)
    agree, seen = _sums(votes, np.vstack([weights.weight, np.ones(n), drawn]))
    share = _share(agree, seen)
    raw_seen = seen[1]
    tail = (1.0 - level) / 2.0
    voted = raw_seen > 0
    low, high = np.full(len(voted), np.nan), np.full(len(voted), np.nan)
    if n and draws:
        low[voted], high[voted] = np.nanquantile(share[2:, voted], [tail, 1.0 - tail], axis=0)
    weighted, raw = share[0], share[1]
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
    """(draws, statements) weights of those who agree, and of those who saw it, from (draws, people)."""
    out = []
    for counts in (votes.value > 0, np.ones(len(votes), dtype=bool)):
        table = csr_matrix((counts.astype(np.float64), votes.statement, votes.start), shape=votes.shape)
        out.append(np.asarray((table.T @ weight.T).T))
    return out[0], out[1]


def _share(agree: Floats, seen: Floats) -> Floats:
    return np.asarray(np.divide(agree, seen, out=np.full(agree.shape, np.nan), where=seen > 0))
