"""Texts in several languages, each of a limited number of words: what fits in a record is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, Field, GetJsonSchemaHandler, StringConstraints
from pydantic_core import core_schema

from isopolis.errors import Phrase
from isopolis.language import typography

LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")]
Sentence = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Translated = Annotated[dict[LanguageCode, Sentence], Field(min_length=1)]
"""Language code (BCP 47) -> text."""


def count_words(text: str) -> int:
    """Number of words: pieces between spaces that hold a letter or a digit.

    >>> count_words("Qui décide ? Les habitants : 30 %.")
    5
    """
    return sum(1 for piece in text.split() if re.search(r"\w", piece))


@dataclass(frozen=True, slots=True)
class MaxWords:
    """The most words that a text may have in each of its languages; stands in the JSON Schema too."""

    number: int

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        """Check the text after it is read."""
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Say the limit as ``x-maxWords``: JSON Schema itself counts characters only."""
        return {**handler(schema), "x-maxWords": self.number}

    def check(self, text: dict[str, str]) -> dict[str, str]:
        """Refuse a text that is too long in one of its languages."""
        for code, sentence in text.items():
            words = count_words(sentence)
            if words > self.number:
                raise ValueError(
                    Phrase(
                        "the text in “{code}” has {words} words; at most {most} fit",
                        code=code,
                        words=words,
                        most=self.number,
                    )
                )
        return text


def _one_line(text: dict[str, str]) -> dict[str, str]:
    return {code: re.sub(r"\s+", " ", sentence) for code, sentence in text.items()}


Title = Annotated[Translated, MaxWords(15), AfterValidator(_one_line)]
Summary = Annotated[Translated, MaxWords(100)]
Passage = Annotated[Translated, MaxWords(150)]
Remark = Annotated[Translated, MaxWords(60)]


def choose(text: dict[str, str], language: str) -> tuple[str, str]:
    """The text in a language, else in English, else in the first one there is: (code, text).

    >>> choose({"en": "Rent cap", "fr": "Encadrement des loyers"}, "fr")
    ('fr', 'Encadrement des loyers')
    >>> choose({"de": "Mietendeckel"}, "fr")
    ('de', 'Mietendeckel')
    """
    code = next((code for code in (language, "en") if code in text), None) or next(iter(text))
    return code, typography(text[code], code)
