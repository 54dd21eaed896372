r"""Texts that may say the same: cosine of weighted features, rare features counting more.

.. math:: s(a, b) = \frac{\sum_f x_{af} x_{bf}}{\lVert x_a \rVert \lVert x_b \rVert}, \qquad
          x_{af} = \sqrt{n_{af}}\,\left(1 + \ln \frac{N + 1}{d_f + 1}\right)

with :math:`n_{af}` the weight of a feature in a text and :math:`d_f` the number of the N texts that have
it. A person decides whether two texts are the same; this only says which ones to look at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import log, sqrt

from isopolis.decide.similarity.words import features

LIKELY = 0.45
"""Similarity from which two proposals are worth looking at side by side."""


@dataclass(frozen=True, slots=True)
class Match:
    """A text (its position) and how similar it is, 0..1."""

    position: int
    similarity: float


@dataclass(slots=True)
class Texts:
    """Texts that can be searched for similar ones; texts are added at any time.

    >>> texts = Texts(["More buses at night", "A garden for the school", "Des bus la nuit"])
    >>> [match.position for match in texts.similar("night buses")]
    [0, 2]
    """

    texts: Iterable[str] = ()
    _features: list[dict[str, float]] = field(default_factory=list, init=False)
    _having: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set), init=False)
    _rarity: dict[str, float] = field(default_factory=dict, init=False)
    _sizes: list[float] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        """Take in the first texts."""
        for text in self.texts:
            self.add(text)

    def __len__(self) -> int:
        return len(self._features)

    def add(self, text: str) -> int:
        """Take in one more text; its position."""
        position = len(self._features)
        found = {name: sqrt(weight) for name, weight in features(text).items()}
        self._features.append(found)
        for name in found:
            self._having[name].add(position)
        self._rarity = {}
        return position

    def similar(self, text: str, *, least: float = LIKELY, most: int = 5) -> list[Match]:
        """The texts most similar to this one, best first."""
        asked = {name: sqrt(weight) for name, weight in features(text).items()}
        return self._matches(asked, least, most, without=None)

    def pairs(self, *, least: float = LIKELY) -> list[tuple[int, int, float]]:
        """All pairs that are worth looking at, most similar first."""
        out = []
        for position, asked in enumerate(self._features):
            matches = self._matches(asked, least, len(self), without=position)
            out += [(position, one.position, one.similarity) for one in matches if one.position > position]
        return sorted(out, key=lambda pair: (-pair[2], pair[0], pair[1]))

    def _rarities(self) -> dict[str, float]:
        """How much each feature counts, and the size of each text by that; made once after the last text."""
        if not self._rarity:
            count = len(self) + 1
            self._rarity = {name: 1.0 + log(count / (len(at) + 1)) for name, at in self._having.items()}
            self._sizes = [_size(found, self._rarity, 0.0) for found in self._features]
        return self._rarity

    def _matches(self, asked: dict[str, float], least: float, most: int, without: int | None) -> list[Match]:
        rarities, unheard = self._rarities(), 1.0 + log(len(self) + 1)
        product: dict[int, float] = defaultdict(float)
        for name, weight in asked.items():
            counts = weight * rarities.get(name, unheard) ** 2
            for position in self._having.get(name, ()):
                product[position] += counts * self._features[position][name]
        size = _size(asked, rarities, unheard)
        found = [
            Match(position, min(1.0, total / (size * self._sizes[position])))
            for position, total in product.items()
            if position != without
        ]
        found = [match for match in found if match.similarity >= least]
        return sorted(found, key=lambda match: (-match.similarity, match.position))[:most]


def _size(found: dict[str, float], rarities: dict[str, float], unheard: float) -> float:
    """The length of a text's vector; features that no text has count ``unheard``."""
    return sqrt(sum((weight * rarities.get(name, unheard)) ** 2 for name, weight in found.items())) or 1.0


def clusters(texts: Sequence[str], *, least: float = LIKELY) -> list[list[int]]:
    """Texts in heaps: two are in one heap if a chain of similar pairs joins them; largest heap first.

    >>> clusters(["night bus", "bus at night", "a school garden"])
    [[0, 1], [2]]
    """
    leader = list(range(len(texts)))

    def find(position: int) -> int:
        while leader[position] != position:
            leader[position] = leader[leader[position]]
            position = leader[position]
        return position

    for one, other, _ in Texts(texts).pairs(least=least):
        first, second = sorted((find(one), find(other)))
        leader[second] = first
    heaps: dict[int, list[int]] = defaultdict(list)
    for position in range(len(texts)):
        heaps[find(position)].append(position)
    return sorted(heaps.values(), key=lambda heap: (-len(heap), heap[0]))
