"""Who reads the page: their language."""

from __future__ import annotations

from django.utils.translation import get_language

from isopolis.language import SOURCE_LANGUAGE, Language, available_languages


def reader_language() -> Language:
    """The language of the page; English where the house's sentences have no words in it."""
    code = get_language() or SOURCE_LANGUAGE
    return Language(code if code in available_languages() else SOURCE_LANGUAGE)
