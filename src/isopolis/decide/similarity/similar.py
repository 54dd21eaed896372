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

import numpy as np
import numpy.typing as npt

from isopolis.decide.similarity.words import features

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
_NOTHING: tuple[Integers, Floats] = (np.empty(0, np.int64), np.empty(0))
LIKELY = 0.45
"""Similarity from which two proposals are worth looking at side by side."""


@dataclass(frozen=True, slots=True)
class Match:
    """A text (its position) and how similar it is, 0..1."""

    position: int
    similarity: float


@dataclass(slots=True)
class Texts:
    """Texts that can be searched for similar ones; texts are added, replaced and taken out at any time.

    Whatever happened before, the answers are those of the texts that are there.

    >>> texts = Texts(["More buses at night", "A garden for the school", "Des bus la nuit"])
    >>> [match.position for match in texts.similar("night buses")]
    [0, 2]
    >>> texts.take_out(0)
    >>> [match.position for match in texts.similar("night buses")]
    [2]
    """

    texts: Iterable[str] = ()
    _features: list[dict[str, float]] = field(default_factory=list, init=False)
    _numbers: dict[str, int] = field(default_factory=dict, init=False)
    _having: list[dict[int, float]] = field(default_factory=list, init=False)
    _vectors: list[tuple[Integers, Floats]] = field(default_factory=list, init=False)
    _out: set[int] = field(default_factory=set, init=False)
    _rarity: Floats | None = field(default=None, init=False)
    _sizes: Floats = field(default_factory=lambda: np.empty(0), init=False)

    def __post_init__(self) -> None:
        """Take in the first texts."""
        for text in self.texts:
            self.add(text)

    def __len__(self) -> int:
        return len(self._features) - len(self._out)

    def add(self, text: str) -> int:
        """Take in one more text; its position."""
        self._features.append({})
        self._vectors.append(_NOTHING)
        self._put(len(self._features) - 1, text)
        return len(self._features) - 1

    def replace(self, position: int, text: str) -> None:
        """Put another text in the place of one."""
        self.take_out(position)
        self._out.discard(position)
        self._put(position, text)

    def take_out(self, position: int) -> None:
        """Forget a text; the others keep their positions."""
        for name in self._features[position]:
            del self._having[self._numbers[name]][position]
        self._features[position], self._vectors[position] = {}, _NOTHING
        self._out.add(position)
        self._rarity = None

    def _put(self, position: int, text: str) -> None:
        found = self._features[position] = {name: sqrt(weight) for name, weight in features(text).items()}
        for name, weight in found.items():
            number = self._numbers.setdefault(name, len(self._numbers))
            if number == len(self._having):
                self._having.append({})
            self._having[number][position] = weight
        numbers = np.fromiter((self._numbers[name] for name in found), np.int64, len(found))
        self._vectors[position] = numbers, np.fromiter(found.values(), np.float64, len(found))
        self._rarity = None

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

    def _rarities(self) -> Floats:
        """How much each feature counts, and the size of each text by that; made once after the last text."""
        if self._rarity is None:
            having = np.fromiter(map(len, self._having), np.float64, len(self._having))
            self._rarity = 1.0 + np.log((len(self) + 1) / (having + 1))
            lengths = np.array([len(numbers) for numbers, _weights in self._vectors], dtype=np.int64)
            numbers = np.concatenate([_NOTHING[0], *(one[0] for one in self._vectors)])
            weights = np.concatenate([_NOTHING[1], *(one[1] for one in self._vectors)])
            text = np.repeat(np.arange(len(lengths)), lengths)
            squares = (weights * self._rarity[numbers]) ** 2
            self._sizes = np.sqrt(np.bincount(text, weights=squares, minlength=len(lengths)))
        return self._rarity

    def _matches(self, asked: dict[str, float], least: float, most: int, without: int | None) -> list[Match]:
        rarities, unheard = self._rarities(), 1.0 + log(len(self) + 1)
        product: dict[int, float] = defaultdict(float)
        size = 0.0
        for name, weight in asked.items():
            number = self._numbers.get(name)
            rarity = unheard if number is None else float(rarities[number])
            size += (weight * rarity) ** 2
            counts = weight * rarity**2
            for position, there in self._having[number].items() if number is not None else ():
                product[position] += counts * there
        found = [
            Match(position, min(1.0, float(total / (sqrt(size) * self._sizes[position]))))
            for position, total in product.items()
            if position != without
        ]
        found = [match for match in found if match.similarity >= least]
        return sorted(found, key=lambda match: (-match.similarity, match.position))[:most]


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
