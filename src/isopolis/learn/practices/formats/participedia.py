"""Participedia: a table of its cases of public participation, one row a case.

Columns read: ``id``, ``country``, ``city``, ``start_date``, ``end_date``, ``ongoing``,
``scope_of_influence``, ``issues``, ``targeted_participants``, ``decision_methods``,
``number_of_participants``. The table has no title and no text: the record is made of what it says, in
words, and points at the case's page.
"""

from __future__ import annotations

import ast
from pathlib import Path

from babel import Locale

from isopolis.learn.practices.exchange import practice_from
from isopolis.learn.practices.formats.table import Row, read_rows, shortened, slug
from isopolis.learn.practices.practice import Practice

NEEDED = ("id", "country", "city", "start_date", "scope_of_influence", "issues", "decision_methods")
GROUPS = {
    "youth": "young",
    "students": "young",
    "elderly": "older",
    "women": "women",
    "low-income_earners": "low-income",
    "people_with_disabilities": "disability",
    "racialethnic_groups": "ethnic-minorities",
    "indigenous_people": "ethnic-minorities",
    "immigrants": "migrants",
    "lgbtqi": "lgbtiq",
}
SCOPES = {"city/town": "city", "national": "country", "neighbourhood": "neighbourhood"}
COUNTRIES = {str(name): code for code, name in Locale("en").territories.items() if len(code) == 2}


def read_participedia(path: Path) -> list[Practice]:
    """The cases of a Participedia table.

    Raises
    ------
    InputError
        Not such a table, or a row that is not a case: which row and column.
    """
    return [_practice(row, path) for row in read_rows(path, NEEDED, "a table of Participedia cases")]


def _practice(row: Row, path: Path) -> Practice:
    cells = row.cells
    issues, methods = _list(cells["issues"]), _list(cells["decision_methods"])
    place = cells["city"] or cells["country"] or "unknown place"
    about = ", ".join(_words(issue) for issue in issues) or "a public question"
    decided = ", ".join(_words(method) for method in methods)
    people = cells.get("number_of_participants", "").removesuffix(".0")
    summary = f"A case of public participation in {place} about {about}."
    if people:
        summary += f" {people} people took part."
    if decided:
        summary += f" Decisions by: {decided}."
    scopes = [SCOPES[scope] for scope in _list(cells["scope_of_influence"]) if scope in SCOPES]
    groups = [GROUPS[group] for group in _list(cells.get("targeted_participants", "")) if group in GROUPS]
    record = {
        "id": slug(f"participation {place}", cells["id"]),
        "title": {"en": shortened(f"Participation in {place}: {about}", 15)},
        "summary": {"en": shortened(summary, 100)},
        "collections": ["engagement-case"],
        "themes": ["engagement"],
        "mechanisms": ["unheard"],
        "instruments": ["governance"],
        "groups": list(dict.fromkeys(groups)),
        "city": cells["city"],
        "country": COUNTRIES.get(cells["country"]),
        "territory": scopes[0] if scopes else None,
        **row.period("start_date", "end_date"),
        "status": {"True": "running", "False": "ended"}.get(cells.get("ongoing", "")),
        "sources": [
            {
                "key": "participedia",
                "title": "Participedia case " + cells["id"],
                "publisher": "Participedia",
                "url": "https://participedia.net/case/" + cells["id"],
            }
        ],
        "licence": "CC BY-NC-SA 3.0",
    }
    return practice_from(record, file=path, row=row.number)


def _list(cell: str) -> list[str]:
    """A cell such as ``['voting', 'other']`` as a list; anything else as one value."""
    try:
        value = ast.literal_eval(cell) if cell.startswith("[") else None
    except (ValueError, SyntaxError):
        value = None
    if isinstance(value, list):
        return [str(one) for one in value if one]
    return [cell] if cell else []


def _words(code: str) -> str:
    """``planning_development`` as words; what follows “eg” are examples and is left out."""
    return code.partition("_eg_")[0].replace("_", " ").replace("/", " or ").strip()
