"""Comments that say the same in the same words: duplicates of one sender, campaigns of many.

Two texts are alike where their sets of three-word sequences (shingles) overlap: Jaccard's index, the share of
all sequences that both have (Broder, Compression and Complexity of Sequences, 1997). Alike comments form a
group, also through a third one. They are answered once and counted apart from single voices; none is deleted.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from isopolis.plan.consultation.comment import Comment

ALIKE = 0.6
"""From this share of common three-word sequences on, two comments count as the same text."""
CAMPAIGN = 5
"""A group of at least this many alike comments is called a campaign."""
_COMMON = 2_000
"""A sequence of words in more comments than this tells nothing apart."""


@dataclass(frozen=True, slots=True)
class Group:
    """Comments that are alike; the first of them stands for all."""

    comments: tuple[Comment, ...]

    @property
    def is_campaign(self) -> bool:
        """Whether there are many of them."""
        return len(self.comments) >= CAMPAIGN


def shingles(text: str) -> frozenset[str]:
    """The three-word sequences of a text; the words themselves where there are fewer than three.

    >>> sorted(shingles("Open the hall, please"))
    ['open the hall', 'the hall please']
    """
    words = re.findall(r"\w+", text.casefold())
    if len(words) < 3:
        return frozenset(words)
    return frozenset(" ".join(words[i : i + 3]) for i in range(len(words) - 2))


def likeness(first: str, second: str) -> float:
    """Jaccard's index of two texts: 1 for the same words in the same order, 0 for nothing in common."""
    one, other = shingles(first), shingles(second)
    return len(one & other) / len(one | other) if one | other else 0.0


def grouped(comments: Sequence[Comment], alike: float = ALIKE) -> tuple[Group, ...]:
    """All comments in groups of alike ones, in the order in which the first of each came.

    Only comments on the same action are compared; comments without text stand alone.
    """
    # The same words on the same action are one text: only different texts are compared pair by pair.
    texts: dict[tuple[str, object], int] = {}
    place = [texts.setdefault((one.action, shingles(one.text) or one.key), len(texts)) for one in comments]
    labels = _connected(list(texts), alike)
    groups: dict[int, list[Comment]] = {}
    for comment, text in zip(comments, place, strict=True):
        groups.setdefault(labels[text], []).append(comment)
    return tuple(Group(tuple(group)) for group in groups.values())


def _connected(texts: Sequence[tuple[str, object]], alike: float) -> list[int]:
    """A number for each text; texts of the same action that are alike, also through others, share one."""
    sets = [own if isinstance(own, frozenset) else frozenset() for _action, own in texts]
    holders: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, (action, _own) in enumerate(texts):
        for shingle in sets[i]:
            holders[action, shingle].append(i)
    common: Counter[tuple[int, int]] = Counter()
    for places in holders.values():
        if len(places) <= _COMMON:
            common.update(combinations(places, 2))
    edges = [
        (i, j)
        for (i, j), shared in common.items()
        if shared / (len(sets[i]) + len(sets[j]) - shared) >= alike
    ]
    if not edges:
        return list(range(len(texts)))
    ends = np.array(edges).T
    graph = csr_array((np.ones(len(edges)), (ends[0], ends[1])), shape=(len(texts), len(texts)))
    _, labels = connected_components(graph, directed=False)
    return [int(label) for label in labels]
