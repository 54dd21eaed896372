"""Delimited text: find its encoding, its delimiter and its header, and read it."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv

from isopolis.errors import InputError
from isopolis.measure.areas.formats.code_page import find_code_page
from isopolis.measure.areas.formats.format import Kind, OpenedFile
from isopolis.measure.areas.formats.header import SAMPLE_ROWS, Header, find_header
from isopolis.measure.areas.formats.signature import READABLE

DELIMITERS = ",;\t|"
_SAMPLE_BYTES = 1 << 18
_UNDEFINED_1252 = b"\x81\x8d\x8f\x90\x9d"


def open_text(path: Path, content: Path, layer: str | None, sha256: str) -> OpenedFile:
    """Open delimited text; ``layer`` means nothing here (a profile may use it to choose rows)."""
    encoding = find_encoding(content, path)
    text = _sample(content, encoding)
    delimiter = _delimiter(text, path)
    records, lines = _records(text, delimiter)
    header = find_header([[cell.strip() for cell in record] for record in records], path)
    width = max(len(record) for record in records[: header.records + 1])
    return OpenedFile(
        path=path,
        content=content,
        kind=Kind.TEXT,
        columns=_complete(header, width),
        sha256=sha256,
        layer=layer,
        encoding=encoding,
        delimiter=delimiter,
        header_rows=lines[header.records - 1],
        labels=header.labels,
        units=header.units,
        notes=header.notes,
    )


def _complete(header: Header, width: int) -> tuple[str, ...]:
    """A name for every column; one without a heading is called by its place."""
    names = header.names + ("",) * (width - len(header.names))
    return tuple(name or f"column {i + 1}" for i, name in enumerate(names))


def find_encoding(content: Path, named: Path) -> str:
    """A codec name: UTF-8, UTF-16, else a Windows code page, else Latin-1.

    Raises
    ------
    InputError
        The bytes are not text.
    """
    with content.open("rb") as stream:
        return encoding_of(stream, named)


def encoding_of(stream: BinaryIO, named: Path | str) -> str:
    """The same of an open file."""
    head = stream.read(_SAMPLE_BYTES)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    zeros = (head[0::2].count(0), head[1::2].count(0))
    if sum(zeros):
        if max(zeros) > 0.35 * len(head) / 2 and min(zeros) < 0.05 * max(zeros):
            return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
        raise _not_text(named)
    controls = sum(head.count(bytes([code])) for code in range(32) if code not in (9, 10, 12, 13, 26))
    if controls > 0.002 * len(head):
        raise _not_text(named)
    decoder = codecs.getincrementaldecoder("utf-8")()
    chunk, rare = head, 0
    try:
        while chunk:
            decoder.decode(chunk)
            chunk = stream.read(1 << 24)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        rare = sum(head.count(bytes([code])) for code in _UNDEFINED_1252)
    else:
        return "utf-8"
    page = find_code_page(head)
    return "latin-1" if rare and page == "cp1252" else page


def _not_text(named: Path | str) -> InputError:
    return InputError(
        "this is a binary file of a kind that is not known",
        file=named,
        expected=READABLE,
        remedy="save the table as CSV (UTF-8) or XLSX",
    )


def _sample(content: Path, encoding: str) -> str:
    with content.open("rb") as stream:
        head = stream.read(_SAMPLE_BYTES)
        cut = bool(stream.read(1))
    text = codecs.getincrementaldecoder(encoding)(errors="replace").decode(head, final=not cut)
    if cut and "\n" in text:
        text = text[: text.rindex("\n") + 1]
    return text


def _records(text: str, delimiter: str) -> tuple[list[list[str]], list[int]]:
    """The first records, and how many lines had been used up after each."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    records: list[list[str]] = []
    lines: list[int] = []
    try:
        for record in reader:
            records.append(record)
            lines.append(reader.line_num)
            if len(records) == SAMPLE_ROWS:
                break
    except csv.Error:
        # A cell longer than the reader takes: an unclosed quote. The rows before it decide.
        pass
    return records, lines


def _delimiter(text: str, named: Path) -> str:
    """The sign that cuts most records into the same number of cells (the most cells, where equal)."""
    best, score = "", (0.0, 0)
    for delimiter in DELIMITERS:
        records, _ = _records(text, delimiter)
        widths = Counter(len(record) for record in records if len(record) > 1)
        if widths:
            width, often = max(widths.items(), key=lambda item: (item[1], item[0]))
            filled = sum(any(record) for record in records)
            if (often / filled, width) > score:
                best, score = delimiter, (often / filled, width)
    if not best:
        raise InputError(
            "there is only one column: no comma, semicolon, tab or bar separates the cells",
            file=named,
            expected="a table with a column of area codes and columns of counts",
            remedy="check that this is the right file; save the table as CSV (UTF-8) or XLSX",
        )
    return best


@dataclass(frozen=True, slots=True)
class OddRow:
    """A record with too few or too many cells."""

    row: int
    cells: int
    text: str


def read_text(file: OpenedFile) -> tuple[pd.DataFrame, list[OddRow]]:
    """All records as text (the index is the row in the file), and those with a wrong number of cells."""
    odd: list[OddRow] = []

    def set_aside(row: Any) -> str:
        odd.append(OddRow(int(row.number), int(row.actual_columns), str(row.text)))
        return "skip"

    try:
        table = pa.csv.read_csv(
            file.content,
            # One thread: only then the numbers of odd rows are known.
            read_options=pa.csv.ReadOptions(
                use_threads=False,
                skip_rows=file.header_rows,
                column_names=list(file.columns),
                encoding="utf-8" if file.encoding == "utf-8-sig" else file.encoding,
                block_size=1 << 24,
            ),
            parse_options=pa.csv.ParseOptions(
                delimiter=file.delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=set_aside,
            ),
            convert_options=pa.csv.ConvertOptions(
                column_types=dict.fromkeys(file.columns, pa.string()), strings_can_be_null=False
            ),
        )
    except (pa.ArrowInvalid, UnicodeError) as error:
        raise InputError(
            "the rows cannot be told apart ({problem})",
            file=file.path,
            expected="cells separated by “{delimiter}”, text with quotes closed",
            remedy="open the file in a spreadsheet, check it, and save it as CSV (UTF-8) or XLSX",
            problem=str(error).splitlines()[0],
            delimiter=file.delimiter,
        ) from None
    first = file.header_rows + 1
    rows = np.arange(first, first + table.num_rows + len(odd))
    if odd:
        rows = np.setdiff1d(rows, [record.row for record in odd], assume_unique=True)
    frame = table.to_pandas(types_mapper={pa.string(): pd.StringDtype(na_value=np.nan)}.get)
    frame.index = pd.Index(rows)
    return frame, odd
