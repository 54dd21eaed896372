"""Has this been planned before? Actions that resemble each other or one of an earlier plan.

Likeness is the cosine of the tf-idf weights of two texts' words (Salton & Buckley, Information Processing &
Management 24:513, 1988): 1 for the same words in the same proportions, 0 for none in common. Words of all
texts count little. Words are cut to their first six letters, which joins most forms of a word in European
languages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from isopolis.plan.actions.action import Action
from isopolis.plan.actions.plan import EarlierAction, Plan

LIKENESS = 0.35
"""From this cosine on two texts are worth a comparison by a person."""
_STEM = 6
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two actions that resemble each other; ``other`` is a key of the plan or stands in an earlier plan."""

    action: str
    other: str
    plan: str
    title: str
    likeness: float


def terms(text: str) -> list[str]:
    """The beginnings of the words that carry meaning.

    >>> terms("Mapping the segregation of cities")
    ['mappin', 'segreg', 'cities']
    """
    return [word[:_STEM] for word in re.findall(r"[^\W\d_]+", text.casefold()) if len(word) >= _SHORTEST]


def likenesses(texts: Sequence[str]) -> csr_array:
    """The cosines between all pairs of texts (n x n)."""
    words = [terms(text) for text in texts]
    numbers = {term: i for i, term in enumerate(sorted({term for one in words for term in one}))}
    rows = np.repeat(np.arange(len(words)), [len(one) for one in words])
    columns = np.array([numbers[term] for one in words for term in one], dtype=int)
    counts = csr_array((np.ones(len(columns)), (rows, columns)), shape=(len(texts), max(len(numbers), 1)))
    counts.sum_duplicates()
    inside = np.bincount(counts.indices, minlength=counts.shape[1])
    weights = (1 + np.log(counts.data)) * np.log((1 + len(texts)) / (1 + inside[counts.indices]) + 1e-12)
    weighted = csr_array((np.maximum(weights, 0), counts.indices, counts.indptr), shape=counts.shape)
    lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    scale = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    weighted.data *= np.repeat(scale, np.diff(weighted.indptr))
    return csr_array(weighted @ weighted.T)


def overlaps(plan: Plan, least: float = LIKENESS) -> tuple[Overlap, ...]:
    """The pairs of actions, within the plan and with earlier ones, that resemble each other, likest first."""
    actions, earlier = plan.standing, plan.earlier
    compared: tuple[Action | EarlierAction, ...] = (*actions, *earlier)
    texts = [_text(one) for one in compared]
    if not texts:
        return ()
    matrix = likenesses(texts).tocoo()
    out = []
    for i, j, likeness in zip(matrix.row, matrix.col, matrix.data, strict=True):
        if i >= j or i >= len(actions) or likeness < least:
            continue
        if j < len(actions):
            other, of, title = actions[j].key, "", actions[j].title
        else:
            before = earlier[j - len(actions)]
            other, of, title = "", before.plan, before.title
        out.append(Overlap(actions[i].key, other, of, title, round(float(likeness), 3)))
    return tuple(sorted(out, key=lambda one: (-one.likeness, one.action, one.title)))


def _text(one: Action | EarlierAction) -> str:
    """The title counts twice."""
    if isinstance(one, Action):
        return f"{one.title} {one.title} {one.objective} {one.needed}"
    return f"{one.title} {one.title} {one.text}"
