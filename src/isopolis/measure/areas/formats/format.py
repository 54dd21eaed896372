"""What an opened file is, and what every format that Isopolis knows offers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from isopolis.language import Language
from isopolis.measure.areas.areas import Areas


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was done with a file: a sentence of :func:`language.message` and what fills it in."""

    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)

    def said(self, language: Language) -> str:
        """The sentence in a language."""
        return language.text(self.sentence, **self.values)


class Kind(StrEnum):
    """How the bytes of a file are organised."""

    TEXT = "text"
    """Delimited text (CSV, TSV)."""
    WORKBOOK = "workbook"
    """An Excel workbook (XLSX)."""
    PARQUET = "parquet"
    """Parquet or GeoParquet."""
    VECTOR = "vector"
    """A layer with shapes that GDAL reads: GeoPackage, GeoJSON, Shapefile, FlatGeobuf."""


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file whose kind and header are known; its rows have not been read yet.

    Attributes
    ----------
    path
        The file as the user named it: what errors and :class:`Source` name.
    content
        Where its bytes are now: ``path`` itself, or the unpacked file when ``path`` is compressed. It is
        there only as long as the file is open (see :func:`opening.open_file`).
    kind
        How the bytes are organised.
    columns
        Names of the columns in the order of the file; the column of shapes is not among them.
    sha256
        Of the bytes of ``path``, in hexadecimal.
    layer
        Name of the layer (GeoPackage) or sheet (XLSX).
    encoding, delimiter
        Of delimited text: a Python codec name and one character.
    header_rows
        Lines before the first line of data: title lines and the header itself. 1 for an ordinary file.
        ``pyarrow.csv.ReadOptions(skip_rows=header_rows, column_names=list(columns))`` is always right.
    labels, units
        Longer names and units of columns, where the heading has them.
    notes
        What was found out while opening it.
    """

    path: Path
    content: Path
    kind: Kind
    columns: tuple[str, ...]
    sha256: str
    layer: str | None = None
    encoding: str = "utf-8"
    delimiter: str = ","
    header_rows: int = 1
    labels: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()


class Format(Protocol):
    """A format that is recognised by the names of its columns."""

    @property
    def name(self) -> str:
        """Short name for :attr:`Source.reader`."""

    def recognises(self, columns: Sequence[str]) -> bool:
        """Whether a file with these columns is of this format."""

    def read(self, file: OpenedFile, *, columns: Sequence[str], language: Language) -> Areas:
        """Read all areas of the file.

        Parameters
        ----------
        file
            The opened file.
        columns
            Further columns of the file that the user wants as groups, named as in the file. A format
            whose groups already are all counts of the file may ignore it.
        language
            What ``Areas.labels`` and ``Source.notes`` are written in.

        Raises
        ------
        InputError
            A value or a column is not what the format has.
        """
