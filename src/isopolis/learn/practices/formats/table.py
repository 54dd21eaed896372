"""What tables of other catalogues have in common: a heading, a row a case, texts that are too long."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from isopolis.errors import InputError
from isopolis.learn.finding.analysis import fold
from isopolis.records.words import count_words


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells by column, and the number of its last line in the file."""

    number: int
    cells: dict[str, str]

    def year(self, column: str) -> int | None:
        """The year that a cell begins with (``2019``, ``2019.0``, ``2019-03-01T00:00``), else None."""
        found = re.match(r"(\d{4})(?!\d)", self.cells.get(column, ""))
        return int(found[1]) if found and 1850 <= int(found[1]) <= 2100 else None

    def period(self, start: str, end: str) -> dict[str, int | None]:
        """Start and end years; an end that lies before the start contradicts it and is left out."""
        first, last = self.year(start), self.year(end)
        return {"start": first, "end": None if first and last and last < first else last}


def read_rows(path: Path, needed: Sequence[str], expected: str) -> Iterator[Row]:
    """The rows of a CSV file that has the needed columns; InputError where it has not."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", file=path, expected=expected) from None
    table = csv.DictReader(io.StringIO(text, newline=""), restval="")
    missing = [name for name in needed if name not in (table.fieldnames or ())]
    if missing:
        named = ", ".join(f"“{name}”" for name in missing)
        raise InputError(f"there is no column {named}", file=path, row=1, expected=expected)
    for row in table:
        if None in row:
            raise InputError("there are more cells than columns", file=path, row=table.line_num)
        yield Row(table.line_num, {name: (cell or "").strip() for name, cell in row.items()})


def shortened(text: str, words: int) -> str:
    """The first sentences or words of a text that fit, with an ellipsis where something is left out.

    >>> shortened("One two three. Four five six.", 4)
    'One two three.…'
    """
    text = re.sub(r"\s+", " ", text).strip()
    if count_words(text) <= words:
        return text
    kept = ""
    for sentence in re.split(r"(?<=[.!?]) ", text):
        if count_words(f"{kept} {sentence}") > words:
            break
        kept = f"{kept} {sentence}".strip()
    if not kept:
        pieces = text.split()
        while count_words(" ".join(pieces)) > words:
            pieces.pop()
        kept = " ".join(pieces)
    return kept + "…"


def slug(text: str, number: str) -> str:
    """A name for addresses, unique by the number that the other catalogue gave.

    >>> slug("Été: a garden", "12")
    'ete-a-garden-12'
    """
    name = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")[:60].strip("-")
    digits = re.sub(r"[^a-z0-9]+", "-", fold(number)).strip("-")
    return f"{name}-{digits}".strip("-")
