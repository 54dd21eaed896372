r"""How long sentences and words are: what can be counted in a text, and no more.

Counted are sentences, words, words of more than six letters, and from them the LIX of Björnsson (1968),

.. math:: \mathrm{LIX} = \frac{W}{S} + 100\,\frac{L}{W},

with W words, S sentences and L words of more than six letters. Its levels were found for Swedish and hold for
no other language, so only the number is given, to compare two versions of the same text. What is pointed
at is what a writer can mend: long sentences, long words, groups of capitals that are not explained.

The bounds are ours: sentences of more than 20 words (a usual advice for English and French alike), words of
12 letters or more in English, and of 13 in French, where words are longer.

A text in which nothing is found is not easy by that. Only readers of the group can say so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from isopolis.errors import InputError

LONG_SENTENCE = 20
LONG_WORD = {"en": 12, "fr": 13}
LIX_WORD = 6
_ABBREVIATIONS = {
    "en": {"e.g", "i.e", "mr", "mrs", "dr", "no", "p", "st", "vs", "approx"},
    "fr": {"m", "mme", "dr", "p", "ex", "art", "env", "cf", "n"},
}
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_END = re.compile(r"[.!?…]+[”»\")\]]*(?=\s|$)|\n\s*\n|\n\s*[-*•–]\s|\n(?=\d+[.)]\s)")
_CAPITALS = re.compile(r"\b[A-Z][A-Z0-9&]{1,6}\b")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was counted in a text.

    ``long_sentences``: the sentences with their number of words; ``long_words``: each once, as written first;
    ``initials``: groups of capitals that no brackets explain.
    """

    sentences: int
    words: int
    lix_words: int
    long_sentences: tuple[tuple[str, int], ...]
    long_words: tuple[str, ...]
    initials: tuple[str, ...]

    @property
    def words_a_sentence(self) -> float:
        """Mean length of a sentence."""
        return self.words / self.sentences

    @property
    def lix(self) -> float:
        """Björnsson's index; for comparing versions of one text."""
        return self.words_a_sentence + 100 * self.lix_words / self.words

    @property
    def found_nothing(self) -> bool:
        """Whether nothing was found that a writer could mend (which does not make a text easy)."""
        return not (self.long_sentences or self.long_words or self.initials)


def read_text(text: str, code: str) -> Reading:
    """Count in a text in English or French.

    Raises
    ------
    InputError
        A text without words, or a language for which nothing is known.

    >>> found = read_text("We meet on Monday. The municipality reimburses transportation.", "en")
    >>> found.sentences, found.words, found.long_words
    (2, 8, ('municipality', 'transportation'))
    """
    if code not in LONG_WORD:
        raise InputError(
            "texts in “{code}” cannot be checked",
            expected="one of {choices}",
            code=code,
            choices=", ".join(sorted(LONG_WORD)),
        )
    sentences = [one for one in _sentences(text, code) if _WORD.search(one)]
    if not sentences:
        raise InputError("there are no words in this text", expected="a text of one sentence at least")
    counted = [(one, len(_WORD.findall(one))) for one in sentences]
    words = [part for one in _WORD.findall(text) for part in _parts(one, code)]
    long_words = {word.lower(): word for word in reversed(words) if len(word) >= LONG_WORD[code]}
    return Reading(
        sentences=len(sentences),
        words=sum(number for _sentence, number in counted),
        lix_words=sum(len(word) > LIX_WORD for word in words),
        long_sentences=tuple(one for one in counted if one[1] > LONG_SENTENCE),
        long_words=tuple(word for _lower, word in sorted(long_words.items())),
        initials=_initials(text),
    )


def _sentences(text: str, code: str) -> list[str]:
    """Split at the end of sentences, paragraphs and points of a list; not after abbreviations."""
    out, start = [], 0
    for end in _END.finditer(text):
        before = text[start : end.start()].rsplit(maxsplit=1)
        last = before[-1].strip("(«“\"'").lower() if before else ""
        if end.group().startswith(".") and last in _ABBREVIATIONS[code]:
            continue
        out.append(text[start : end.end()].strip())
        start = end.end()
    return [*out, text[start:].strip()]


def _parts(word: str, code: str) -> list[str]:
    """A French elision is no part of the word: “l'arrondissement” has fourteen letters."""
    return re.split(r"[’']", word) if code == "fr" else [word]


def _initials(text: str) -> tuple[str, ...]:
    """Groups of capitals, each once, without those explained in brackets at one of their places."""
    found = dict.fromkeys(_CAPITALS.findall(text))
    explained = [one for one in found if re.search(rf"\({re.escape(one)}\)|\b{re.escape(one)}\s*\(", text)]
    return tuple(one for one in found if one not in explained)
