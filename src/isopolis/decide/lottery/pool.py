"""The pool: people who volunteered, with the features that quotas are about, and who live together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from isopolis.decide.lottery.quotas import Quotas
from isopolis.decide.similarity.words import plain
from isopolis.decide.table import Table, quoted, read_table
from isopolis.errors import InputError

IDENTIFIERS = ("id", "identifier", "person_id", "nationbuilder_id", "code", "identifiant")
"""Names of the column that identifies a person, where the file has one."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Volunteers.

    Attributes
    ----------
    people
        Identifiers, each once.
    features
        For each person, the feature in each category, in the order of ``categories``.
    categories
        Names of the categories.
    households
        For each person what the household is called; empty where nobody looks at households, and an empty
        name is a household of one.
    """

    people: tuple[str, ...]
    features: tuple[tuple[str, ...], ...]
    categories: tuple[str, ...]
    households: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        """Refuse people that cannot be told apart."""
        if len(set(self.people)) < len(self.people):
            twice = next(one for one in self.people if self.people.count(one) > 1)
            raise InputError(
                "the identifier “{twice}” is there more than once", expected="each person once", twice=twice
            )
        if len(self.features) != len(self.people) or len(self.households) not in (0, len(self.people)):
            raise ValueError("people, features and households must have the same length")

    def __len__(self) -> int:
        """Number of people."""
        return len(self.people)

    def without(self, gone: Sequence[str]) -> Pool:
        """The pool without these people."""
        out = set(gone)
        keep = [i for i, person in enumerate(self.people) if person not in out]
        return Pool(
            tuple(self.people[i] for i in keep),
            tuple(self.features[i] for i in keep),
            self.categories,
            tuple(self.households[i] for i in keep) if self.households else (),
        )


def read_pool(
    source: Path | str | bytes,
    quotas: Quotas,
    *,
    identifier: str | None = None,
    household: Sequence[str] = (),
    file: str = "",
) -> Pool:
    """Read the volunteers: one row a person, one column for each category of the quotas.

    Parameters
    ----------
    identifier
        Column that identifies a person; found by its name where it is not given, else people are called by
        the number of their row.
    household
        Columns that are the same for people who live together (e.g. street and postcode); none: not looked
        at.

    Raises
    ------
    InputError
        A column that is missing; a person without a feature or with one that no quota names.
    """
    table = read_table(source, file=file)
    columns = [table.need(category) for category in quotas.categories]
    id_column = table.need(identifier) if identifier else table.find(*IDENTIFIERS)
    if id_column in columns:
        id_column = None
    known = [
        {plain(one.feature): one.feature for one in quotas.of(category)} for category in quotas.categories
    ]
    features = tuple(
        tuple(
            _feature(row[column], names, file=table.file, row=line, column=table.headings[column])
            for column, names in zip(columns, known, strict=True)
        )
        for line, row in table
    )
    people = _people(table, id_column)
    together = [table.need(column) for column in household]
    households = tuple(" / ".join(plain(row[column]) for column in together) for row in table.rows)
    empty = " / ".join("" for _ in together)
    named = tuple("" if one == empty else one for one in households) if together else ()
    return Pool(people, features, quotas.categories, named)


def _people(table: Table, place: int | None) -> tuple[str, ...]:
    if place is None:
        return tuple(str(line) for line in table.lines)
    seen: dict[str, int] = {}
    column = table.headings[place]
    for line, row in table:
        person = row[place]
        if not person:
            raise InputError(
                "the cell is empty", file=table.file, row=line, column=column, expected="an identifier"
            )
        if person in seen:
            raise InputError(
                "“{person}” is there already in row {seen}",
                file=table.file,
                row=line,
                column=column,
                expected="each person once",
                remedy="remove the second registration",
                person=person,
                seen=seen[person],
            )
        seen[person] = line
    return tuple(seen)


def _feature(text: str, names: dict[str, str], *, file: str, row: int, column: str) -> str:
    found = names.get(plain(text))
    if found is not None:
        return found
    near = get_close_matches(plain(text), names, n=1)
    raise InputError(
        "“{text}” has no quota" if text else "the cell is empty",
        file=file,
        row=row,
        column=column,
        expected="one of {choices}",
        remedy="write “{right}”"
        if near
        else "correct it, add a quota for it (its minimum can be 0), or leave the person out",
        text=text,
        choices=quoted(names.values()),
        right=names[near[0]] if near else "",
    )
