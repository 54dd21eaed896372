"""What a text is about, as features that survive spelling and, as far as words allow, the language.

Each word gives three kinds of features: its concept, if the glossary of city words (English and French) has
it; its stem; and the runs of four letters in it, which cognates share (“discrimination”, “administration”).
Accents, case and words without content are dropped. The glossary is small on purpose: it can be read and
corrected by anybody.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from functools import cache
from importlib.resources import files

EMPTY = frozenset((files("isopolis.decide.similarity") / "empty_words.txt").read_text("utf-8").split())
"""Words that say nothing about the subject, English and French, without accents."""
ENDINGS = (
    "ements",
    "ement",
    "ations",
    "ation",
    "ings",
    "ing",
    "ies",
    "ees",
    "ee",
    "es",
    "ed",
    "er",
    "s",
    "e",
)
CONCEPT, STEM, RUN = 2.0, 1.0, 0.25
"""How much the three kinds of features weigh."""
_WORD = re.compile(r"[a-z0-9]+")


def plain(text: str) -> str:
    """Small letters without accents and spaces around; “ß” is “ss”.

    >>> plain(" Éclairage À L’École"), plain("Straße")
    ('eclairage a l’ecole', 'strasse')
    """
    apart = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(one for one in apart if not unicodedata.combining(one))


def stem(word: str) -> str:
    """The word without a usual ending; at least four letters stay.

    >>> stem("buildings"), stem("logements"), stem("bus")
    ('build', 'logement', 'bus')
    """
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


@cache
def glossary() -> dict[str, str]:
    """Word without accents -> concept; both languages."""
    found: dict[str, str] = {}
    text = (files("isopolis.decide.similarity") / "glossary.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        for word in f"{row['en']} {row['fr']}".split():
            found.setdefault(word, row["concept"])
    return found


def features(text: str) -> Counter[str]:
    """Weighted features of a text.

    >>> sorted(one for one in features("Le logement") if one.startswith("="))
    ['=housing']
    """
    out: Counter[str] = Counter()
    known = glossary()
    for word in _WORD.findall(plain(text)):
        if word in EMPTY or (len(word) < 3 and word not in known):
            continue
        concept = known.get(word) or known.get(stem(word))
        if concept:
            out["=" + concept] += CONCEPT  # type: ignore[assignment]
        else:
            out["~" + stem(word)] += STEM  # type: ignore[assignment]
            for start in range(len(word) - 3):
                out["." + word[start : start + 4]] += RUN  # type: ignore[assignment]
    return out
