"""Which Windows code page a text is written in that is not Unicode: the one in which its words are words."""

from __future__ import annotations

import re

CODE_PAGES = ("cp1252", "cp1250", "cp1251", "cp1253")
"""Western, Central European, Cyrillic and Greek; the first where several fit as well."""
_COMMON = {"cp1251": "аоеинтсрвл", "cp1253": "αοιετνσηυς"}
"""The most frequent letters of a script: two scripts can have letters at the same codes."""


def find_code_page(head: bytes) -> str:
    """The code page of :data:`CODE_PAGES` that makes most of the words with other than ASCII letters.

    >>> [find_code_page("Ludność;Łódź".encode("cp1250")), find_code_page("Население".encode("cp1251"))]
    ['cp1250', 'cp1251']
    >>> [find_code_page("Κωδικός;Συνοικία".encode("cp1253")), find_code_page("Quartier;été".encode("cp1252"))]
    ['cp1253', 'cp1252']
    """
    words = {word for word in re.findall(rb"[A-Za-z\x80-\xff]+", head) if not word.isascii()}
    return max(CODE_PAGES, key=lambda page: sum(_plausible(word, page) for word in words))


def _plausible(word: bytes, page: str) -> float:
    """1 for a word of letters of one script with its capitals in front, more for common letters; else 0."""
    try:
        text = word.decode(page)
    except UnicodeDecodeError:
        return 0.0
    text = text.strip("«»„“”’‘–—… ´©°²³")
    scripts = {letter.isascii() for letter in text}
    cased = text.islower() or text.isupper() or text[1:].islower()
    if not text.isalpha() or not cased:
        return 0.0
    if page not in _COMMON:
        # In Latin letters, whole words without one of the alphabet's own are another script's.
        return 1.0 if True in scripts or len(text) < 3 else 0.1
    if True in scripts:
        return 0.0
    return 1.0 + sum(text.lower().count(letter) for letter in _COMMON[page]) / len(text)
