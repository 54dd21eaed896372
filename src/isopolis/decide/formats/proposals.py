"""Proposals from a table: paper forms typed in, exports of Decidim and CONSUL; the same fields out."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from html import unescape
from pathlib import Path

from isopolis.decide.table import Table, key_of, read_table
from isopolis.errors import InputError

NAMES = {
    "title": ("title", "titre", "título", "title/en", "title/fr", "name"),
    "problem": ("problem", "problème", "summary", "résumé", "resumen"),
    "idea": ("idea", "idée", "body", "description", "body/en", "body/fr", "description/en", "description/fr"),
    "serves": ("whom it serves", "serves", "pour qui", "scope", "scope/name/en", "scope/name/fr"),
    "place": ("where", "place", "où", "address", "geozone_name", "location", "area"),
    "name": ("name of author", "author", "auteur", "autor", "author_name", "signed", "signé"),
    "state": ("state", "état", "status", "statut"),
    "link": ("url", "link", "lien"),
}
"""Columns by what they hold: ours in English and French, then those of Decidim and CONSUL."""
LONGEST = {"title": 160, "problem": 2000, "idea": 3000, "serves": 300, "place": 200, "name": 120}
_TAG = re.compile(
    r"</?(?:p|br|div|span|a|b|i|u|s|em|strong|ul|ol|li|h[1-6]|blockquote|hr|img|figure|figcaption|iframe|code|pre|"
    r"table|thead|tbody|tr|td|th|sub|sup|small|del|ins)\b[^>]*>",
    re.IGNORECASE,
)
"""The tags of texts written in a browser; “<here>” in a plain text is none."""


_ADDRESS = re.compile(r"\S+@\S+\.\S+")


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """One proposal as it was read; ``row`` is where it stands in the file."""

    title: str
    problem: str
    idea: str
    serves: str = ""
    place: str = ""
    name: str = ""
    state: str = ""
    link: str = ""
    row: int = 0


HEADINGS = {
    {"serves": "whom it serves", "place": "where", "name": "name of author"}.get(one.name, one.name): one.name
    for one in fields(ProposalRow)
    if one.name != "row"
}
"""Our own columns: heading -> field."""


def read_proposals(path: Path) -> list[ProposalRow]:
    """Read proposals from CSV, XLSX or JSON.

    “title” is needed, and “problem”, “idea” or “body”. Columns of Decidim's and CONSUL's exports are
    recognised, in whatever language comes first; their texts lose the HTML.

    Raises
    ------
    InputError
        No such column; a row without a title or a text; a text that is too long.
    """
    table = read_table(path)
    columns = {field: _columns(table, names) for field, names in NAMES.items()}
    if not columns["title"]:
        table.need(*NAMES["title"])
    if not columns["problem"] and not columns["idea"]:
        table.need("problem", "idea", "body")
    return [_row(table, columns, line, row) for line, row in table]


def _columns(table: Table, names: tuple[str, ...]) -> list[int]:
    """The columns that may hold a field, the best first.

    A platform in several languages has a column for each (“title/ca”, “title/es”), of which a row fills the
    one in which it was written; what a machine has translated comes last.
    """
    exact = [place for name in names if (place := table.find(name)) is not None]
    starts = {key_of(name) for name in names}
    others = [
        place
        for place, heading in enumerate(table.headings)
        if "/" in heading and key_of(heading.split("/")[0]) in starts and heading.count("/") == 1
    ]
    machine = [
        place
        for place, heading in enumerate(table.headings)
        if key_of(heading.split("/")[0]) in starts and "/machine_translations/" in heading
    ]
    return list(dict.fromkeys([*exact, *others, *machine]))


def _row(table: Table, columns: dict[str, list[int]], line: int, row: tuple[str, ...]) -> ProposalRow:
    filled = {field: next((at for at in places if row[at]), None) for field, places in columns.items()}
    found = {field: "" if place is None else _plain(row[place]) for field, place in filled.items()}
    if _ADDRESS.fullmatch(found["name"]):
        found["name"] = ""  # CONSUL writes e-mail addresses there: they are no names to show
    if not found["title"] or not (found["problem"] or found["idea"]):
        raise InputError(
            "a proposal without a title" if not found["title"] else "a proposal without a text",
            file=table.file, row=line, expected="a title, and a problem or an idea",
        )  # fmt: skip
    for field, most in LONGEST.items():
        place = filled[field]
        if place is not None and len(found[field]) > most:
            raise InputError(
                "{number} characters", file=table.file, row=line, column=table.headings[place],
                expected="at most {most}", remedy="shorten it, or split it into two proposals",
                number=len(found[field]), most=most,
            )  # fmt: skip
    return ProposalRow(**found, row=line)


def _plain(text: str) -> str:
    """A text without HTML.

    >>> _plain("<p>More &amp; better<br>buses</p>")
    'More & better\\nbuses'
    """
    broken = re.sub(r"<(br|/p|/li)\s*/?>", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", unescape(_TAG.sub("", broken))).strip()


def proposal_table(rows: list[ProposalRow]) -> list[list[str]]:
    """Proposals as rows with headings that :func:`read_proposals` reads again."""
    return [list(HEADINGS), *(cells_of(one) for one in rows)]


def cells_of(row: ProposalRow) -> list[str]:
    """One of these rows."""
    return [getattr(row, name) for name in HEADINGS.values()]
