"""What a brief says, in the reader's language, before it is given a form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from isopolis.language import Language
from isopolis.plan.documents.maps import Map
from isopolis.plan.documents.svg import Picture


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its header, a sentence that belongs to it, and its cells."""

    head: str
    cells: tuple[str, ...]
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first column names the rows; the other columns hold numbers or short words.

    Attributes
    ----------
    caption
        What the table shows.
    headers
        One for the column of names and one for each cell of a row.
    note
        How to read it; "" where it needs none.
    """

    caption: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""

    def __post_init__(self) -> None:
        """Every row has a cell for every header."""
        for row in self.rows:
            if len(row.cells) + 1 != len(self.headers):
                raise ValueError(f"“{row.head}” has {len(row.cells)} cells for {len(self.headers)} headers")


@dataclass(frozen=True, slots=True)
class Box:
    """A few sentences under a heading."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BriefContent:
    """A brief: every text is final, every picture has its text alternative.

    Attributes
    ----------
    language, day
        The reader's language; the date that the brief carries.
    kicker, title, subtitle
        What kind of document it is, its title, and whom and what it compares.
    headline
        What to remember, in two or three sentences.
    maps, no_map
        One map, or one for each of a few cities; or the sentence that says why there is none.
    chart
        A chart of intervals, where several cities are compared.
    change
        What changed since an earlier date; None where there is none.
    figures
        The table of figures, each with its uncertainty and its sentence.
    places_chart
        The shares of the areas with their intervals, where there is no map.
    places
        Where the group's share is highest; None where it cannot be said.
    quality, quality_table, method, remarks
        The boxes; ``remarks`` is None where there are none.
    provenance
        Pairs of a term and its text.
    """

    language: Language
    day: date
    kicker: str
    title: str
    subtitle: str
    headline: Box
    maps: tuple[Map, ...]
    no_map: str
    chart: Picture | None
    change: Table | None
    figures: Table
    places_chart: Picture | None
    places: Table | None
    quality: Box
    quality_table: Table | None
    method: Box
    remarks: Box | None
    provenance_title: str
    provenance: tuple[tuple[str, str], ...]

    @property
    def is_comparison(self) -> bool:
        """Whether the brief compares cities."""
        return self.chart is not None or len(self.maps) > 1
