"""From text to index terms: folded, without stop words, stemmed; the same for documents and queries.

One light stemmer serves all languages: it takes off plural and feminine endings and brings the learned words
that English and French share to one form (participation, ségrégation, diversité). Words of other languages
pass almost untouched, on both sides alike.
"""

from __future__ import annotations

import re
import unicodedata
from importlib.resources import files

WORD = re.compile(r"[^\W_]+")
STOP = frozenset((files(__package__) / "stop_words.txt").read_text("utf-8").split())
"""Folded English and French words that carry no meaning of their own."""


def fold(text: str) -> str:
    """Small letters without accents.

    >>> fold("Égalité, cœur, Straße")
    'egalite, coeur, strasse'
    """
    spelt = unicodedata.normalize("NFKD", text).casefold().replace("œ", "oe").replace("æ", "ae")
    letters = unicodedata.normalize("NFKD", spelt)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


ENDINGS = (
    ("ies", "y"),
    ("eaux", "eau"),
    ("aux", "al"),
    ("sses", "ss"),
    ("ques", "c"),
    ("que", "c"),
    ("ites", "it"),
    ("ite", "it"),
    ("ity", "it"),
    ("ees", ""),
    ("ing", ""),
    ("ed", ""),
    ("ee", ""),
    ("es", ""),
    ("e", ""),
)
"""Endings and what takes their place, tried in this order on words that stay at least four letters long."""


def stem(word: str) -> str:
    """The stem of a folded word.

    >>> [stem(word) for word in ("schools", "ecoles", "housing", "houses", "numerique", "diversite")]
    ['school', 'ecol', 'hous', 'hous', 'numeric', 'diversit']
    """
    for ending, replacement in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) + len(replacement) >= 4:
            return word[: len(word) - len(ending)] + replacement
    if len(word) > 3 and word[-1] in "sx" and word[-2] not in "su":
        return stem(word[:-1])
    return word


def terms(text: str) -> list[str]:
    """The index terms of a text, in its order.

    >>> terms("Who gets the social homes?")
    ['get', 'social', 'home']
    """
    return [stem(word) for word in WORD.findall(fold(text)) if word not in STOP]
