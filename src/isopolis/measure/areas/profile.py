"""A profile says which columns of a file are what; a small TOML file that a person can write and check.

A column is named as in the file (upper and lower case, and repeated spaces, do not matter), or by a
pattern between slashes, ``"/C\\d\\d_POP15P/"``, or by a list of alternatives of which the first that is in
the file is taken.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)

from isopolis.errors import InputError, Phrase
from isopolis.language import message
from isopolis.measure.areas.areas import REST
from isopolis.measure.areas.status import CountStatus

Column = str | tuple[str, ...]
Name = Annotated[str, StringConstraints(min_length=1)]
MEANINGS = {
    "suppressed": CountStatus.SUPPRESSED,
    "not collected": CountStatus.NOT_COLLECTED,
    "zero": CountStatus.ZERO,
}
SCALE = {"count": 1.0, "percent": 0.01, "rate": 1.0, "per_thousand": 0.001}
"""What a value of each kind is multiplied with to become a share of its base."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Group(_Part):
    """A population group: one column, or several that are added.

    ``kind`` says what the values are: ``count`` (people), ``percent`` (0 to 100), ``rate`` (0 to 1) or
    ``per_thousand``; all but counts are taken ``of`` the total or of another column of counts.
    ``within`` names the group that holds everybody it is a part of, where that is not all people: people
    aged 15 or over, households.
    """

    column: Column | None = None
    columns: tuple[str, ...] = ()
    label: dict[str, str] = Field(default_factory=dict)
    kind: Literal["count", "percent", "rate", "per_thousand"] = "count"
    of: str = "total"
    within: str | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Group:
        if (self.column is None) == (not self.columns):
            raise ValueError('a group has either column = "..." or columns = ["...", "..."]')
        return self


class Attribute(_Part):
    """Something else that is known of an area; with ``pattern``, derived from a column.

    ``pattern`` is a regular expression that the whole value matches; ``template`` is filled with its
    groups: ``WK(\\d{4})\\d\\d`` and ``GM{1}`` make ``GM0363`` of ``WK036301``.
    """

    column: Column
    pattern: str | None = None
    template: str = "{1}"
    kind: Literal["text", "number"] = "text"


class Rows(_Part):
    """Which rows are areas, where a table has several levels: the first level that is there is taken.

    A user chooses another level with ``--layer``.
    """

    column: Column
    levels: tuple[str, ...]


class Exclude(_Part):
    """Rows that are no areas: those that have one of some values in a column."""

    column: Column
    one_of: tuple[str, ...]


class Long(_Part):
    """A long table: one row for each area and category, with the count in one column.

    With several ``categories`` (sex, nationality) every value of each is a group, added over the others,
    and so is every combination of them.
    """

    category: Column | None = None
    categories: tuple[str, ...] = ()
    value: Column

    @model_validator(mode="after")
    def _one_of_both(self) -> Long:
        if (self.category is None) == (not self.categories):
            raise ValueError('[long] has either category = "..." or categories = ["...", "..."]')
        return self


class Surface(_Part):
    """The column that has the surface of an area, and its unit."""

    column: Column
    unit: Literal["m2", "ha", "km2"] = "m2"


class Geometry(_Part):
    """The polygons of a table: a file (relative to the profile) and its column of ids."""

    file: str
    column: str | None = None


class Coordinates(_Part):
    """The columns that have a point of each area."""

    x: Column
    y: Column


class Profile(_Part):
    """What is in a file; see the module for how columns are named.

    >>> Profile.parse('id = "code"\\n[groups.young]\\ncolumn = "age 0-14"\\n').groups["young"].kind
    'count'
    """

    title: str | dict[str, str] = ""
    """In one language, or one for each code of a language."""
    producer: str = ""
    licence: str = ""
    year: int | None = None
    year_pattern: str | None = None
    notes: tuple[dict[str, str], ...] = ()
    recognise: tuple[Column, ...] = ()
    id: Column | None = None
    id_parts: tuple[str, ...] = ()
    """Columns that together are the code, where no one column is: their texts are put one after the other."""
    name: Column | None = None
    total: Column | None = None
    income: Column | None = None
    groups: dict[Name, Group] = Field(default_factory=dict)
    other_counts_are_groups: bool = False
    partitions: dict[Name, tuple[str, ...]] = Field(default_factory=dict)
    comparison: tuple[tuple[str, ...], ...] = ()
    """Groups to compare when the user names none: the first set whose groups are in the file."""
    attributes: dict[Name, Attribute] = Field(default_factory=dict)
    rows: Rows | None = None
    exclude: tuple[Exclude, ...] = ()
    long: Long | None = None
    surface: Surface | None = None
    coordinates: Coordinates | None = None
    shape: Column | None = None
    geometry: Geometry | None = None
    crs: str | None = None
    decimal: Literal[".", ","] | None = None
    thousands: Literal[".", ",", " ", "'"] | None = None
    markers: dict[str, Literal["suppressed", "not collected", "zero"]] = Field(default_factory=dict)
    perturbed: bool = False
    """Whether every count carries the publisher's noise or rounding."""

    @field_validator("comparison", mode="before")
    @classmethod
    def _one_set_or_several(cls, value: Any) -> Any:
        """One set may be written without the outer brackets."""
        return [value] if isinstance(value, list) and all(isinstance(one, str) for one in value) else value

    @model_validator(mode="after")
    def _parts_agree(self) -> Profile:
        if self.decimal is not None and self.decimal == self.thousands:
            raise ValueError("decimal and thousands are the same sign")
        if self.long is None and not self.groups and not self.other_counts_are_groups:
            raise ValueError("there is no group: add at least one [groups.NAME] with its column")
        return self

    @classmethod
    def parse(cls, text: str, file: str | Path | None = None) -> Profile:
        """Read a profile from TOML text.

        Raises
        ------
        InputError
            The text is not TOML, or a part of it is not what a profile has.
        """
        try:
            return cls.model_validate(tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            raise InputError(
                "this is not TOML: {error}",
                file=file,
                expected="a profile such as `isopolis measure columns FILE --save profile.toml` writes",
                remedy="mend the line named, or make a new profile with that command",
                error=error,
            ) from None
        except ValidationError as error:
            raise _explained(error, file) from None

    @classmethod
    def load(cls, path: Path) -> Profile:
        """Read a profile from a file."""
        if not path.is_file():
            raise InputError(
                "there is no such profile", file=path, remedy="check the path given with --profile"
            )
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise InputError(
                "a profile is a text file in UTF-8; this is something else",
                file=path,
                remedy="give the table as FILE and the profile (TOML) with --profile",
            ) from None
        return cls.parse(text, path)

    def compared(self, groups: Collection[str]) -> tuple[str, ...]:
        """The first of the sets to compare whose groups are all among ``groups``; empty where none is.

        >>> text = 'comparison = [["poor", "rest"], ["a", "b"]]\\n[groups.a]\\ncolumn = "a"\\n'
        >>> profile = Profile.parse(text)
        >>> profile.compared(["a", "b"])
        ('a', 'b')
        """
        here = {*groups, REST}
        return next((one for one in self.comparison if one and here.issuperset(one)), ())

    @property
    def meanings(self) -> dict[str, CountStatus]:
        """The markers that this profile defines, with their status."""
        return {marker: MEANINGS[meaning] for marker, meaning in self.markers.items()}

    def recognises(self, columns: Sequence[str]) -> bool:
        """Whether each column that the profile asks for under ``recognise`` is there."""
        return bool(self.recognise) and all(matching(wanted, columns) for wanted in self.recognise)

    def to_toml(self, comments: dict[str, str] | None = None) -> str:
        """Write the profile as TOML; ``comments`` go above the group or key that they are about."""
        return _toml(self.model_dump(exclude_defaults=True), comments or {})


def normalised(name: str) -> str:
    """A column's name as it is compared: no case, no repeated or outer spaces, no byte order mark.

    >>> normalised(" Planungsraum  (Name) ")
    'planungsraum (name)'
    """
    return " ".join(name.replace("\ufeff", "").casefold().split())


def matching(wanted: Column, columns: Sequence[str]) -> list[str]:
    """The columns that ``wanted`` names, in the order of the file; a pattern may name several.

    >>> matching("/C\\\\d\\\\d_POP15P_CS[1-8]/", ["IRIS", "C11_POP15P_CS1", "C11_POP15P_CS2"])
    ['C11_POP15P_CS1', 'C11_POP15P_CS2']
    """
    for one in (wanted,) if isinstance(wanted, str) else wanted:
        if len(one) > 2 and one.startswith("/") and one.endswith("/"):
            pattern = re.compile(one[1:-1], re.IGNORECASE)
            found = [name for name in columns if pattern.fullmatch(" ".join(name.split()))]
        else:
            found = [name for name in columns if normalised(name) == normalised(one)]
        if found:
            return found
    return []


def shown(wanted: Column) -> str:
    """A column specification as a person reads it."""
    return f"“{wanted}”" if isinstance(wanted, str) else " or ".join(f"“{one}”" for one in wanted)


def _explained(error: ValidationError, file: str | Path | None) -> InputError:
    """The first thing that pydantic found, in words; the number of others is said."""
    problems = error.errors()
    first = problems[0]
    place = ".".join(str(part) for part in first["loc"] if not str(part).startswith(("tuple[", "str")))
    reasons = {
        "extra_forbidden": message("“{place}” is not something that a profile has"),
        "missing": message("“{place}” is missing"),
    }
    found = Phrase(
        reasons.get(first["type"], message("“{place}”: {problem}") if place else "{problem}"),
        place=place,
        problem=str(first["msg"]).removeprefix("Value error, "),
    )
    more = {str(problem["loc"]) for problem in problems[1:]} - {str(first["loc"])}
    if len(more) > 1:
        found = Phrase("{found} (and {others} other things)", found=found, others=len(more))
    return InputError(
        found,
        file=file,
        expected="a profile such as `isopolis measure columns FILE --save profile.toml` writes",
        remedy="mend this entry of the profile; the manual lists every entry under “Profiles”",
    )


def _quoted(text: str) -> str:
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return '"' + "".join(escapes.get(sign, sign) for sign in text) + '"'


def _key(text: str) -> str:
    return text if re.fullmatch(r"[A-Za-z0-9_-]+", text) else _quoted(text)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    return _quoted(str(value))


def _toml(data: dict[str, Any], comments: dict[str, str]) -> str:
    """Plain keys first, then one table for each group and attribute, then the other tables."""
    nested = ("groups", "attributes")
    lines: list[str] = []
    for key, value in data.items():
        if not isinstance(value, dict):
            lines += [*_comment(comments.get(key)), f"{key} = {_value(value)}"]
    for key, value in data.items():
        if not isinstance(value, dict):
            continue
        tables = (
            {f"{key}.{_key(name)}": (name, part) for name, part in value.items()}
            if key in nested
            else {key: (key, value)}
        )
        for title, (name, part) in tables.items():
            lines += ["", *_comment(comments.get(name)), f"[{title}]"]
            lines += [f"{_key(inner)} = {_value(one)}" for inner, one in part.items()]
    return "\n".join(lines) + "\n"


def _comment(text: str | None) -> list[str]:
    return [f"# {line}" for line in text.splitlines()] if text else []
