"""Columns of an opened file as Arrow: the way for formats with millions of rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import openpyxl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
import pyogrio

from isopolis.errors import InputError
from isopolis.measure.areas.formats.format import Kind, OpenedFile

MISSING = ("", "NA", "NaN", "nan", "null", "NULL", "None")
"""What a missing value is spelled like in the files of statistical offices."""


def read_columns(file: OpenedFile, columns: Sequence[str], texts: Sequence[str] = ()) -> pa.Table:
    """Read some columns of a file, without its shapes.

    Parameters
    ----------
    columns
        Names as in the file, in the order that is wanted.
    texts
        Those of them that are codes and must not be read as numbers ("01" is not 1).

    Raises
    ------
    InputError
        The file is not what its first bytes promise.
    """
    wanted = list(columns)
    try:
        if file.kind is Kind.TEXT:
            try:
                return _read_text(file, wanted, texts, threads=True)
            except pa.ArrowInvalid:  # read again in order: only then is the row known
                return _read_text(file, wanted, texts, threads=False)
        if file.kind is Kind.PARQUET:
            return pq.read_table(file.content, columns=wanted)
        if file.kind is Kind.VECTOR:
            table = pyogrio.read_arrow(file.content, layer=file.layer, columns=wanted, read_geometry=False)[1]
            return table.select(wanted)
        return _read_workbook(file, wanted)
    except (pa.ArrowException, pyogrio.errors.DataSourceError, UnicodeError) as error:
        row = re.search(r"Row #(\d+)", str(error))
        raise InputError(
            "the file cannot be read: {problem}",
            file=file.path,
            row=int(row.group(1)) if row else None,
            expected="a complete file, every row with the same columns",
            remedy="download or export the file again",
            problem=str(error).splitlines()[0],
        ) from error


def _read_text(file: OpenedFile, columns: list[str], texts: Sequence[str], *, threads: bool) -> pa.Table:
    return pyarrow.csv.read_csv(
        file.content,
        read_options=pyarrow.csv.ReadOptions(
            skip_rows=file.header_rows,
            column_names=list(file.columns),
            encoding=file.encoding,
            use_threads=threads,
        ),
        parse_options=pyarrow.csv.ParseOptions(delimiter=file.delimiter, newlines_in_values=False),
        convert_options=pyarrow.csv.ConvertOptions(
            include_columns=columns,
            column_types={name: pa.large_string() for name in texts},
            null_values=list(MISSING),
            strings_can_be_null=True,
        ),
    )


def _read_workbook(file: OpenedFile, columns: list[str]) -> pa.Table:
    book = openpyxl.load_workbook(file.content, read_only=True, data_only=True)
    sheet = book[file.layer] if file.layer else book[book.sheetnames[0]]
    rows = list(sheet.iter_rows(min_row=file.header_rows + 1, values_only=True))
    book.close()
    found: dict[str, pa.Array] = {}
    for name in columns:
        place = file.columns.index(name)
        values = [row[place] if place < len(row) else None for row in rows]
        if any(isinstance(value, str) for value in values):
            values = [None if value is None or value in MISSING else str(value) for value in values]
        found[name] = pa.array(values)
    return pa.table(found)


def row_in_file(file: OpenedFile, position: int) -> int:
    """Number of a row as a person sees it in the file, from its position among the data."""
    return position + 1 + (file.header_rows if file.kind in (Kind.TEXT, Kind.WORKBOOK) else 0)


def with_numbers(file: OpenedFile, table: pa.Table, names: Sequence[str]) -> pa.Table:
    """The table with these columns as numbers; decimal commas are understood.

    Raises
    ------
    InputError
        A value is not a number; names the first one.
    """
    for name in names:
        column = table[name]
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            text = pc.replace_substring(pc.utf8_trim_whitespace(column), ",", ".")
            text = pc.if_else(pc.equal(text, ""), None, text)
            try:
                values = pc.cast(text, pa.float64())
            except pa.ArrowInvalid:
                raise _no_number(file, column, text, name) from None
            table = table.set_column(table.column_names.index(name), name, values)
        elif not _is_numeric(column.type):
            raise InputError(
                "the column holds values of the type {type}",
                file=file.path,
                column=name,
                expected="numbers",
                type=column.type,
            )
    return table


def as_floats(column: pa.ChunkedArray) -> npt.NDArray[np.float64]:
    """A column of numbers as (n,) floats, NaN where it is empty."""
    if column.null_count:
        column = pc.fill_null(pc.cast(column, pa.float64()), float("nan"))
    return np.asarray(column.to_numpy(), dtype=np.float64)


def _is_numeric(kind: Any) -> bool:
    return bool(
        pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_decimal(kind)
        or pa.types.is_boolean(kind)
        or pa.types.is_null(kind)
    )


def _no_number(file: OpenedFile, column: Any, text: Any, name: str) -> InputError:
    for position, value in enumerate(text.to_pylist()):
        try:
            float(value or 0)
        except ValueError:
            return InputError(
                "“{value}” is not a number",
                file=file.path,
                row=row_in_file(file, position),
                column=name,
                expected="a number, or nothing where there is none",
                remedy="correct the value",
                value=column[position].as_py(),
            )
    return InputError("a value is not a number", file=file.path, column=name, expected="numbers")
