"""Tables of cities and of the grants that they got, as offices and funds publish them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from isopolis.errors import InputError
from isopolis.language import message
from isopolis.measure.areas.formats import open_file
from isopolis.measure.areas.formats.notation import file_notation
from isopolis.measure.areas.formats.numbers import parse_numbers
from isopolis.measure.areas.formats.table import RawTable, filled, read_table

Floats = npt.NDArray[np.float64]


def read_grants(path: Path | str, *, city: str = "city", amount: str = "euros") -> pd.DataFrame:
    """Read one grant a row: ``city`` and ``euros``. CSV, XLSX or Parquet; decimal points or commas.

    Parameters
    ----------
    city, amount
        The columns that hold the city (a name or a code, as in the table of cities) and the euros.

    Raises
    ------
    InputError
        A column is missing; a row has no city or no amount, or an amount below 0.
    """
    table = _table(Path(path))
    names = _names(table, city)
    return pd.DataFrame({"city": names, "euros": _numbers(table, amount)})


def read_cities(
    path: Path | str,
    *,
    city: str = "city",
    people: str = "population",
    deprivation: str | None = None,
    low_is_deprived: bool = False,
    classes: str | None = None,
) -> pd.DataFrame:
    """Read one city a row: ``city``, ``people``, with ``deprivation`` and ``class`` where they are asked for.

    Parameters
    ----------
    city, people, deprivation, classes
        The columns that hold them.
    low_is_deprived
        Whether a low number means deprived, as with incomes.

    Raises
    ------
    InputError
        A column is missing, a city occurs twice or has nobody.
    """
    table = _table(Path(path))
    names = _names(table, city)
    rows = table.frame.index
    twice = names.duplicated().to_numpy()
    if twice.any():
        raise _wrong(
            table, message("the city “{name}” occurs more than once"), rows[twice][0], city,
            expected=message("one row a city"), name=names[twice].iloc[0],
        )  # fmt: skip
    inhabitants = _numbers(table, people)
    if (inhabitants <= 0).any():
        raise _wrong(
            table,
            message("a city without people"),
            rows[inhabitants <= 0][0],
            people,
            expected=message("a number above 0"),
        )
    out = pd.DataFrame({"city": names, "people": inhabitants})
    if deprivation is not None:
        values = _numbers(table, deprivation, missing=True, signed=True)
        out["deprivation"] = -values if low_is_deprived else values
    if classes is not None:
        cells = _column(table, classes)
        out["class"] = pd.Series([str(one).strip() for one in cells]).where(filled(cells), None)
    return out


def _table(path: Path) -> RawTable:
    with open_file(path) as file:
        return read_table(file)


def _column(table: RawTable, name: str) -> pd.Series[Any]:
    """The column of this name; case and blanks around it do not matter."""
    wanted = name.strip().casefold()
    for known in table.frame.columns:
        if str(known).strip().casefold() == wanted:
            column: pd.Series[Any] = table.frame[known]
            return column
    raise InputError(
        "no column is called “{name}”; there are {columns}",
        file=table.file.path,
        expected="a column of this name",
        remedy="name the column in the command, or rename it in the table",
        name=name,
        columns=", ".join(f"“{one}”" for one in table.frame.columns[:12]),
    )


def _names(table: RawTable, column: str) -> pd.Series[str]:
    cells = _column(table, column)
    there = filled(cells)
    if not there.all():
        raise _wrong(
            table,
            message("there is no city"),
            cells.index[~there][0],
            column,
            expected=message("its name or code"),
        )
    return pd.Series([str(one).strip() for one in cells], dtype=object)


def _numbers(table: RawTable, name: str, *, missing: bool = False, signed: bool = False) -> Floats:
    cells = _column(table, name)
    data = parse_numbers(cells, file_notation(table), file=table.file.path, name=name, signed=signed).data
    unknown = np.isnan(data)
    if unknown.any() and not missing:
        raise _wrong(
            table,
            message("there is no number"),
            cells.index[unknown][0],
            name,
            expected=message("a number; 0 where it is nothing"),
        )
    return data


def _wrong(
    table: RawTable, found: str, row: object, column: str, *, expected: str, **values: Any
) -> InputError:
    return InputError(
        found, file=table.file.path, row=int(str(row)), column=column, expected=expected, **values
    )
