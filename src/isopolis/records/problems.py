"""What is wrong with a record, as a phrase that can be said in any language.

Pydantic says it in English only; its kinds of problems are few, and each has a sentence of ours here.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

from pydantic import ValidationError

from isopolis.errors import Phrase
from isopolis.language import message

KINDS = {
    "missing": message("is missing"),
    "extra_forbidden": message("there is no such field"),
    **dict.fromkeys(("string_type", "string_unicode"), message("is not text")),
    "string_too_long": message("has more than {max_length} characters"),
    "string_too_short": message("has fewer than {min_length} characters"),
    "string_pattern_mismatch": message("does not have the form {pattern}"),
    "too_long": message("has more than {max_length} entries"),
    "too_short": message("has fewer than {min_length} entries"),
    "enum": message("is none of {expected}"),
    "literal_error": message("is none of {expected}"),
    "greater_than": message("is not more than {gt}"),
    "greater_than_equal": message("is less than {ge}"),
    "less_than": message("is not less than {lt}"),
    "less_than_equal": message("is more than {le}"),
    **dict.fromkeys(
        ("int_type", "int_parsing", "int_from_float", "int_parsing_size"), message("is not a whole number")
    ),
    **dict.fromkeys(
        ("float_type", "float_parsing", "finite_number", "decimal_type", "decimal_parsing"),
        message("is not a number"),
    ),
    **dict.fromkeys(("bool_type", "bool_parsing"), message("is neither true nor false")),
    **dict.fromkeys(
        ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
        message("is not a date (YYYY-MM-DD)"),
    ),
    **dict.fromkeys(("url_type", "url_parsing", "url_scheme"), message("is not a web address")),
    **dict.fromkeys(("list_type", "tuple_type", "set_type", "frozen_set_type"), message("is not a list")),
    **dict.fromkeys(
        ("dict_type", "model_type", "model_attributes_type"), message("is not an object with fields")
    ),
}
"""Kind of problem -> what is said; the ``{named}`` places are those of pydantic's context."""

FORMS = {
    r"^[A-Z]{2}$": message("is not two capital letters, such as FR"),
    r"^([A-Z]{2})?$": message("is not two capital letters, such as FR"),
    r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$": message("is not the code of a language, such as fr"),
    r"^[a-z0-9]+(-[a-z0-9]+)*$": message("has something else than small letters, digits and single hyphens"),
    r"^https?://[^\s]+$": message("is not a web address"),
}
"""Form that a text must have -> what is said where it does not have it."""


def problem(one: Mapping[str, Any]) -> str:
    """One entry of ``ValidationError.errors()``, with what was found where that is short.

    >>> problem({"type": "missing", "msg": "Field required", "input": {}})
    'is missing'
    >>> problem({"type": "int_parsing", "msg": "Input should be ...", "input": "many"})
    'is not a whole number (found “many”)'
    """
    context = one.get("ctx", {})
    if one["type"] in ("too_short", "string_too_short") and context["min_length"] == 1:
        return Phrase("is empty")
    if one["type"] == "string_pattern_mismatch" and context["pattern"] in FORMS:
        said: str = Phrase(FORMS[context["pattern"]])
    elif one["type"] in KINDS:
        values = {name: value for name, value in context.items() if isinstance(value, int | float | str)}
        said = Phrase(KINDS[one["type"]], **values)
    else:
        own = context.get("error")
        said = own.args[0] if isinstance(own, ValueError) and own.args else str(one["msg"])
    found = one.get("input")
    if one["type"] == "extra_forbidden" or found is None or isinstance(found, dict | list):
        return said
    if not isinstance(found, str | int | float):
        return said
    return Phrase("{problem} (found “{value}”)", problem=said, value=_printable(str(found)[:60]))


def _printable(text: str) -> str:
    """Half a character, which JSON can hold and no page can, as a question mark."""
    return text.encode("utf-8", "replace").decode()


def first_problem(error: ValidationError) -> str:
    """The first problem, and how many more there are."""
    said, more = problem(error.errors(include_url=False)[0]), error.error_count() - 1
    return Phrase("{problem} (and {number} more)", problem=said, number=more) if more else said


def in_a_row(parts: list[str]) -> str:
    """Phrases one after the other, with semicolons."""
    return reduce(lambda before, after: Phrase("{before}; {after}", before=before, after=after), parts)
