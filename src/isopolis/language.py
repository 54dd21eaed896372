"""Sentences and numbers in the reader's language.

The source text of every sentence is English and stands in the code; ``locale/<code>/*.po`` holds the
translations, one file a room of the house, read as text (no compiled catalogue to forget).
Numbers, percentages and dates follow the Unicode CLDR through Babel.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import NumberPattern, format_decimal, format_percent, parse_pattern

from isopolis.errors import InputError, Phrase

EUROPEAN_USE = {"EL": "GR", "UK": "GB"}
"""Codes that the institutions of the European Union write in place of those of ISO 3166."""
NO_COUNTRIES = {"XA", "XB", "ZZ"}
"""Codes that CLDR names for tests of software and for what is unknown."""
SOURCE_LANGUAGE = "en"


def message(text: str) -> str:
    """Mark a sentence for translation where it is defined; it is translated where it is shown.

    >>> message("City")
    'City'
    """
    return text


@cache
def _catalogue(code: str) -> dict[str, str]:
    """All translations of one language: source sentence -> translated sentence."""
    folder = files("isopolis") / "locale" / code
    if not folder.is_dir():
        return {}
    found: dict[str, str] = {}
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".po"):
            with entry.open("rb") as stream:
                for item in read_po(stream, locale=code):
                    if isinstance(item.id, str) and item.id and item.string:
                        found[item.id] = typography(str(item.string), code)
    return found


def typography(sentence: str, code: str) -> str:
    """The spaces that must not break, so that translators can type ordinary ones.

    >>> typography("« Oui » : 3 %", "fr")
    '«\\xa0Oui\\xa0»\\xa0: 3\\xa0%'
    """
    if not code.startswith("fr"):
        return sentence
    sentence = re.sub("« |«(?=[^\\s])", "«\N{NO-BREAK SPACE}", sentence)
    sentence = re.sub(" ([»:%])", "\N{NO-BREAK SPACE}\\1", sentence)
    return re.sub(" ([;!?])", "\N{NARROW NO-BREAK SPACE}\\1", sentence)


def available_languages() -> list[str]:
    """Codes of the languages that have a catalogue, the source language first."""
    folder = files("isopolis") / "locale"
    codes = sorted(entry.name for entry in folder.iterdir() if entry.is_dir())
    return [SOURCE_LANGUAGE, *codes]


@cache
def _pattern(decimals: int) -> NumberPattern:
    """The pattern of a number: read once, a table has thousands."""
    return parse_pattern("#,##0" + ("." + "0" * decimals if decimals else ""))


@dataclass(frozen=True, slots=True)
class Language:
    """One language: translates sentences and writes numbers the way its readers do.

    >>> Language("fr").number(1234.5)
    '1\\u202f234,5'
    >>> Language("en").percent(0.2931)
    '29%'
    """

    code: str = SOURCE_LANGUAGE

    def __post_init__(self) -> None:
        """Refuse a language that has no catalogue."""
        if self.code not in available_languages():
            raise InputError(
                f"there is no catalogue for the language “{self.code}”",
                expected="one of " + ", ".join(available_languages()),
                remedy="choose one of these, or add a folder under isopolis/locale",
            )

    @property
    def _locale(self) -> Locale:
        return _parsed(self.code)

    @property
    def direction(self) -> str:
        """``"ltr"`` or ``"rtl"``."""
        return str(self._locale.text_direction)

    def text(self, source: str, **values: Any) -> str:
        """Translate ``source`` and fill in its ``{named}`` places."""
        translated = _catalogue(self.code).get(source, source)
        return translated.format(**values) if values else translated

    def phrase(self, said: str) -> str:
        """Say a part of an error, which may be made of parts itself, in this language."""
        if not isinstance(said, Phrase):
            return self.text(said)
        values = {
            name: self.phrase(value) if isinstance(value, Phrase) else value
            for name, value in said.values.items()
        }
        return self.text(said.source, **values)

    def number(self, value: float, decimals: int | None = None) -> str:
        """Write a number; with ``decimals``, exactly that many."""
        return _number(self._locale, value + 0, decimals)  # adding 0 makes a zero of a minus zero

    def percent(self, share: float, decimals: int = 0) -> str:
        """Write a share (0..1) as a percentage."""
        pattern = self._locale.percent_formats[None].pattern
        if decimals:
            pattern = pattern.replace("#,##0", "#,##0." + "0" * decimals)
        return str(format_percent(share, format=pattern, locale=self._locale))

    def country(self, code: str) -> str:
        """The name of a country (ISO 3166), or its code where there is none.

        >>> Language("fr").country("DE")
        'Allemagne'
        """
        return code if code in NO_COUNTRIES else str(self._locale.territories.get(code, code))

    def tongue(self, code: str) -> str:
        """The name of a language (ISO 639), or its code where there is none.

        >>> Language("fr").tongue("pl")
        'polonais'
        """
        return str(self._locale.languages.get(code, code))

    def date(self, day: date, form: str = "long") -> str:
        """Write a date in full, or in another form of the CLDR: "medium", "short", or a pattern."""
        return _date(_dates(self.code), day, form)


@lru_cache(maxsize=65536)
def _number(locale: Locale, value: float, decimals: int | None) -> str:
    if decimals is None:
        return str(format_decimal(value, locale=locale))
    return str(_pattern(decimals).apply(value, locale))


@lru_cache(maxsize=4096)
def _date(locale: Locale, day: date, form: str) -> str:
    text = str(format_date(day, format=form, locale=locale))
    # French counts the first day of a month apart; the CLDR does not.
    return f"1er{text[1:]}" if locale.language == "fr" and text.startswith("1 ") else text


def _dates(code: str) -> Locale:
    """Europe writes 26 November 2026 in English, where the plain locale is that of the United States."""
    return Locale("en", "GB") if code == "en" else _parsed(code)


@cache
def _parsed(code: str) -> Locale:
    try:
        return Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(SOURCE_LANGUAGE)


def country_code(text: str) -> str:
    """The code of a country (ISO 3166) that somebody wrote, in small letters or as the EU writes it; else "".

    >>> country_code("fr"), country_code("EL"), country_code("ZZ"), country_code("France")
    ('FR', 'GR', '', '')
    """
    code = text.strip().upper()
    code = EUROPEAN_USE.get(code, code)
    known = Locale.parse(SOURCE_LANGUAGE).territories
    if re.fullmatch("X[A-Z]", code):  # left by the standard to those who need codes of their own
        return code
    return code if re.fullmatch("[A-Z]{2}", code) and code in known and code not in NO_COUNTRIES else ""
