"""A record of a catalogue: strict and fixed, read from plain data or TOML, with its public sources."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from isopolis.errors import InputError
from isopolis.records.problems import first_problem

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
Year = Annotated[int, Field(ge=1850, le=2100)]


class Record(BaseModel):
    """A misspelled field is an error, and a record that was read does not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Record):
    """A public source.

    Attributes
    ----------
    key
        Short name by which the facts of the record point at it.
    accessed
        The day on which somebody read it (the page or an archived copy); None: nobody of us did.
    dead_since
        The day on which its address was found not to answer any more.
    """

    key: Key
    title: Line
    url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$", max_length=500)]
    publisher: str = ""
    year: Year | None = None
    accessed: date | None = None
    dead_since: date | None = None


AnyRecord = TypeVar("AnyRecord", bound=Record)


def key_of(text: str, most: int = 60) -> str:
    """Small letters, digits and hyphens made of a text, of at most so many characters; "" where none is left.

    >>> key_of("Égalité – a fund!")
    'egalite-a-fund'
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    words = re.sub(r"[\W_]+", "-", "".join(c for c in decomposed if not unicodedata.combining(c)))
    return re.sub("-+", "-", words.encode("ascii", "ignore").decode()).strip("-")[:most].strip("-")


def record_from(
    model: type[AnyRecord],
    data: Mapping[str, Any],
    *,
    expected: str,
    file: Path | None = None,
    row: int | None = None,
    remedy: str | None = None,
) -> AnyRecord:
    """A record from plain data.

    Raises
    ------
    InputError
        A field that is missing, unknown or wrong: which one, and why.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise InputError(
            first_problem(error),
            file=file,
            row=row,
            column=".".join(str(part) for part in error.errors()[0]["loc"]) or "record",
            expected=expected,
            remedy=remedy,
        ) from None


def record_from_toml(
    model: type[AnyRecord], text: str, *, expected: str, file: Path | None = None, remedy: str | None = None
) -> AnyRecord:
    """The record that a TOML text describes; without an ``id`` it has one made of the file's name."""
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # also a number of thousands of digits; nested without end
        raise InputError("this is not TOML: {error}", file=file, remedy=remedy, error=error) from None
    if "id" not in data and file is not None:
        data["id"] = key_of(file.stem) or model.__name__.lower()
    return record_from(model, data, expected=expected, file=file, remedy=remedy)
