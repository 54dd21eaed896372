"""Answers of a survey tool as it exports them: Kobo, ODK, LimeSurvey, EUSurvey. One row a person.

The four differ in headings and in how several answers to one question are written:

- Kobo and ODK: ``group/question``; several answers in one cell, separated by spaces, with one column
  ``group/question/answer`` beside of 1 and 0; or those columns alone.
- LimeSurvey: ``G01Q02. Question`` or ``G01Q02``; several answers as ``G01Q02[SQ001]`` with Y or Yes, and what
  people wrote themselves as ``G01Q02[other]``.
- EUSurvey: the text of the question; several answers in one cell, separated by semicolons.

Columns about the interview itself (start, end, _id, IP address, token, ...) are left out: they are not
needed, and some lead to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from isopolis.decide.table import Table, key_of, read_table
from isopolis.errors import InputError

ABOUT_THE_INTERVIEW = frozenset(
    map(
        key_of, (files("isopolis.decide.formats") / "about_the_interview.txt").read_text("utf-8").splitlines()
    )
)
"""Headings of columns that are left out."""
_PART = re.compile(r"^(?P<question>.+?)\s*\[(?P<part>[^\]]+)\]\s*$")
_CODE = re.compile(r"^(\w+)\[\w+\]\.\s*")
"""“G02Q03[SQ001]. What do you need? [Water]”: the code of one answer before the question."""
OTHER = frozenset({"other", "autre", "autres", "otro", "otra", "sonstiges", "altro", "anders"})
"""Answers that people write themselves."""
YES, NO = frozenset({"1", "y", "yes", "true", "oui", "o"}), frozenset({"0", "n", "no", "false", "non", ""})


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers of people to questions.

    Parameters
    ----------
    questions
        Names of the questions, in the order of the file.
    people
        One record a person: question -> the answers given, none if the question was left out.
    left_out
        Columns about the interview that were not taken over.
    tool
        What the file looks like: “Kobo or ODK”, “LimeSurvey”, “EUSurvey” or “table”.
    """

    questions: tuple[str, ...]
    people: tuple[dict[str, tuple[str, ...]], ...]
    left_out: tuple[str, ...]
    tool: str

    def counts(self, question: str) -> dict[str, int]:
        """How many people gave each answer; a person counts once for each of several."""
        if question not in self.questions:
            raise InputError(
                "no question is called “{question}”",
                expected="one of {choices}",
                question=question,
                choices=", ".join(self.questions),
            )
        out: dict[str, int] = {}
        for one in self.people:
            for answer in one.get(question, ()):
                out[answer] = out.get(answer, 0) + 1
        return out


def read_answers(path: Path) -> Answers:
    """Read the answers of a survey; the tool is recognised by the headings.

    Raises
    ------
    InputError
        A file that is no table, or holds nothing but columns about the interview.
    """
    table = read_table(path)
    taken = [place for place, name in enumerate(table.headings) if not _names(name) & ABOUT_THE_INTERVIEW]
    left = tuple(name for place, name in enumerate(table.headings) if place not in taken)
    if not taken:
        raise InputError("all columns are about the interview", file=path, expected="a column with answers")
    tool = _tool(table)
    parts = _parts(table, taken, tool)
    inside = {place for places in parts.values() for place, _part in places}
    single = [place for place in taken if place not in inside]
    names = list(dict.fromkeys(_question(table, place, parts, inside) for place in taken))
    people = tuple(_person(table, row, parts, single, tool) for row in table.rows)
    return Answers(tuple(names), people, left, tool)


def _names(heading: str) -> set[str]:
    """What a column may be called: all of its heading, or the code before “. ” (“ipaddr. IP address”)."""
    return {key_of(heading), key_of(heading.split(". ", maxsplit=1)[0])}


def _tool(table: Table) -> str:
    keys = {key for name in table.headings for key in _names(name)}
    if keys & {"uuid", "instanceid", "submissiondate", "formhubuuid", "metainstanceid", "submissiontime"}:
        return "Kobo or ODK"
    if keys & {"submitdate", "datesubmitted", "lastpage", "startlanguage"}:
        return "LimeSurvey"
    if keys & {"contributionid", "invitationnumber", "creationdate"}:
        return "EUSurvey"
    return "table"


def _parts(table: Table, taken: list[int], tool: str) -> dict[str, list[tuple[int, str]]]:
    """Questions with several answers that have a column each: name -> (column, answer)."""
    out: dict[str, list[tuple[int, str]]] = {}
    names = {table.headings[place]: place for place in taken}
    for name, place in names.items():
        split = _PART.match(_CODE.sub(r"\1. ", name))
        before, _slash, last = name.rpartition("/")
        if split and tool in {"LimeSurvey", "table"}:
            out.setdefault(split["question"], []).append((place, split["part"]))
        elif tool == "Kobo or ODK" and before:
            out.setdefault(before, []).append((place, last))
    values = {
        place: {row[place].lower() for row in table.rows} for places in out.values() for place, _ in places
    }
    return {
        name: places
        for name, places in out.items()
        if all(values[place] <= YES | NO or key_of(part) in OTHER for place, part in places)
        and (
            tool != "Kobo or ODK" or name in names or _only_parts([values[place] for place, _part in places])
        )
    }


def _only_parts(values: list[set[str]]) -> bool:
    """Whether columns without one of the whole question are its answers, and not a group of questions: two or
    more, of 1 and 0 only.
    """
    return (
        len(values) > 1
        and all(found <= {"1", "0", ""} for found in values)
        and {"1", "0"} <= set().union(*values)
    )


def _question(table: Table, place: int, parts: dict[str, list[tuple[int, str]]], inside: set[int]) -> str:
    if place in inside:
        return next(name for name, places in parts.items() if place in {at for at, _part in places})
    return table.headings[place]


def _person(
    table: Table,
    row: tuple[str, ...],
    parts: dict[str, list[tuple[int, str]]],
    single: list[int],
    tool: str,
) -> dict[str, tuple[str, ...]]:
    out = {table.headings[place]: _several(row[place], tool) for place in single if row[place]}
    for name, places in parts.items():
        given = tuple(
            row[place] if key_of(part) in OTHER and row[place].lower() not in YES | NO else part
            for place, part in places
            if row[place].lower() not in NO
        )
        if given or any(row[place] for place, _part in places):
            out[name] = given
    return out


def _several(text: str, tool: str) -> tuple[str, ...]:
    """The answers in one cell."""
    if tool == "EUSurvey" and ";" in text:
        return tuple(part.strip() for part in text.split(";") if part.strip())
    return (text,)


def rows_of(answers: Answers) -> Iterator[list[str]]:
    """The answers as an open table: headings first, several answers joined by “|”."""
    yield list(answers.questions)
    for one in answers.people:
        yield ["|".join(one.get(question, ())) for question in answers.questions]
