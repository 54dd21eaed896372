"""INSEE's gridded income and poverty data (Filosofi): people and households in squares of 200 m or 1 km.

Every vintage spells its columns in its own way; they are compared in small letters. What has to be known to
read them right, and is done here:

- ``ind_snv`` is the *sum* of the (winsorised) standards of living of the people of a cell; the mean is
  ``ind_snv / ind``, given as the attribute ``income``.
- A cell of fewer than 11 households is filled in from a larger one and flagged; all its counts but the
  number of people are imputed.
- Households (``men``) and dwellings (``log_``, one for each household) are not people: their groups have
  households as their universe.
- 2015 flags the cells whose number of poor households was brought down to 80% (``i_pauv``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from isopolis.errors import InputError
from isopolis.language import Language, message
from isopolis.measure.areas.areas import Areas, Source
from isopolis.measure.areas.formats.arrow import as_floats, read_columns, row_in_file, with_numbers
from isopolis.measure.areas.formats.census_grid import DRAWN_AT_ONCE
from isopolis.measure.areas.formats.format import OpenedFile
from isopolis.measure.areas.grid import parse_cells
from isopolis.measure.areas.status import CountStatus, StatusArray, status_of

Floats = npt.NDArray[np.float64]

LABELS: Mapping[str, str] = {
    "ind_0_3": message("0 to 3 years old"),
    "ind_4_5": message("4 and 5 years old"),
    "ind_6_10": message("6 to 10 years old"),
    "ind_11_17": message("11 to 17 years old"),
    "ind_18_24": message("18 to 24 years old"),
    "ind_25_39": message("25 to 39 years old"),
    "ind_40_54": message("40 to 54 years old"),
    "ind_55_64": message("55 to 64 years old"),
    "ind_65_79": message("65 to 79 years old"),
    "ind_80p": message("80 years old and over"),
    "ind_inc": message("of unknown age"),
    "men": message("households"),
    "men_pauv": message("poor households"),
    "men_npauv": message("households that are not poor"),
    "men_prop": message("households that own their home"),
    "men_nprop": message("households that do not own their home"),
    "men_1ind": message("households of one person"),
    "men_2_4ind": message("households of two to four persons"),
    "men_5ind": message("households of five persons or more"),
    "men_fmp": message("lone-parent households"),
    "men_nfmp": message("other than lone-parent households"),
    "men_coll": message("households in blocks of flats"),
    "men_mais": message("households in houses"),
    "log_soc": message("households in social housing"),
    "log_nsoc": message("households in other housing"),
    "log_av45": message("households in homes built before 1945"),
    "log_45_70": message("households in homes built from 1945 to 1969"),
    "log_70_90": message("households in homes built from 1970 to 1989"),
    "log_ap90": message("households in homes built since 1990"),
    "log_inc": message("households in homes of unknown age"),
}
"""All groups, those that are differences among them."""

DIFFERENCES: Mapping[str, tuple[str, ...]] = {
    "men_npauv": ("men_pauv",),
    "men_nprop": ("men_prop",),
    "men_2_4ind": ("men_1ind", "men_5ind"),
    "men_nfmp": ("men_fmp",),
    "log_nsoc": ("log_soc",),
}
"""Groups that are all households but these."""

PARTITIONS: Mapping[str, tuple[str, ...]] = {
    "poverty": ("men_pauv", "men_npauv"),
    "age": tuple(name for name in LABELS if name.startswith("ind_")),
    "tenure": ("men_prop", "men_nprop"),
    "social_housing": ("log_soc", "log_nsoc"),
    "household_size": ("men_1ind", "men_2_4ind", "men_5ind"),
    "family": ("men_fmp", "men_nfmp"),
    "dwelling": ("men_coll", "men_mais"),
    "building_period": ("log_av45", "log_45_70", "log_70_90", "log_ap90", "log_inc"),
}

_IDS = ("idcar_200m", "idinspire", "idcar_1km", "id_carr1km", "idcar_nat", "id_carr_n")
"""Columns of codes, the finest first: the first one whose codes are all different names the cells."""
_FLAGS = {
    "idcar_200m": "i_est_200",
    "idinspire": "i_est_cr",
    "idcar_1km": "i_est_1km",
    "id_carr1km": "i_est_1km",
}
_SUMS = ("ind_snv", "men_surf")
_COMMUNES = ("lcog_geo", "depcom")
_POVERTY_CAPPED = "i_pauv"
_NEARLY_ZERO = 1e-6

TITLE = message("Gridded income and poverty data (Filosofi)")
NOTE_FIELD = message(
    "Filosofi counts people in tax households; homes for the elderly, student halls, hostels and people "
    "without a home are not in it."
)
NOTE_INCOME = message(
    "Income is the mean standard of living of a cell, in euros a year, extremes brought in."
)
NOTE_IMPUTED = message(
    "{cells} cells of fewer than 11 households ({share} of the people) are filled in by INSEE from larger "
    "cells; only their number of people is counted."
)
NOTE_CAPPED = message("In {cells} cells INSEE brought the number of poor households down to 80% of all.")


class Filosofi:
    """INSEE's Filosofi cells of 2015, 2017, 2019 and 2021: 200 m, 1 km and "natural" level."""

    name = "filosofi"

    def recognises(self, columns: Sequence[str]) -> bool:
        """Whether these are Filosofi's columns: a code of cells, people, households, poor ones, income."""
        have = {column.lower() for column in columns}
        return {"ind", "men", "men_pauv", "ind_snv"} <= have and bool(have & set(_IDS))

    def read(self, file: OpenedFile, *, columns: Sequence[str] = (), language: Language) -> Areas:
        """Read all cells; every count of the file is a group, so ``columns`` adds nothing."""
        spelled = {column.lower(): column for column in file.columns}
        codes = [name for name in (*_IDS, *_COMMUNES, "id_car2010", "groupe") if name in spelled]
        counted = [name for name in (*LABELS, "ind", *_SUMS) if name in spelled]
        flags = [name for name in (*sorted(set(_FLAGS.values())), _POVERTY_CAPPED) if name in spelled]
        others = [name for name in spelled if name not in {*codes, *counted, *flags}]
        wanted = [*codes, *counted, *flags, *others]
        table = read_columns(file, [spelled[name] for name in wanted], [spelled[name] for name in codes])
        table = with_numbers(file, table, [spelled[name] for name in counted + flags])
        table = table.rename_columns(wanted)
        code = _code_of_cells(table)
        cells = parse_cells(table[code], file=str(file.path), column=spelled[code])
        values = {name: _not_negative(file, as_floats(table[name]), spelled[name]) for name in counted}
        imputed = _flag(table, _FLAGS.get(code, ""))
        capped = _flag(table, _POVERTY_CAPPED) & ~imputed
        groups, counts, status = _groups(values, imputed, capped)
        people = values["ind"]
        attributes = {name: table[name].to_pandas() for name in [*codes, *others] if name != code}
        attributes |= {name: values[name] for name in _SUMS if name in values}
        attributes |= {"income": _mean(values["ind_snv"], people), "imputed": imputed}
        if commune := next((name for name in _COMMUNES if name in codes), None):
            attributes["commune"] = _first_commune(table[commune])
        return Areas(
            ids=table[code].cast(pa.large_string()).to_numpy(),
            groups=groups,
            counts=counts,
            status=status,
            total=people,
            total_status=status_of(people),
            partitions=_partitions(groups),
            universe={name: "men" for name in groups if name.startswith(("men", "log_"))},
            geometry=cells.polygons() if len(cells) <= DRAWN_AT_ONCE else None,
            cells=cells,
            surface=cells.size.astype(np.float64) ** 2,
            attributes=pd.DataFrame(attributes),
            labels={name: language.text(LABELS[name]) for name in groups},
            source=Source(
                file=str(file.path),
                sha256=file.sha256,
                reader=self.name,
                title=language.text(TITLE),
                year=_year(file, spelled),
                producer="INSEE",
                licence="Licence Ouverte / Open Licence 2.0",
                notes=_notes(people, imputed, capped, language),
            ),
        )


def _code_of_cells(table: pa.Table) -> str:
    """The finest column of codes that tells the cells apart (a file of 1 km may name its 200 m cells)."""
    there = [name for name in _IDS if name in table.column_names]
    unique = (name for name in there if len(table[name].unique()) == table.num_rows)
    return next(unique, there[0])


def _flag(table: pa.Table, name: str) -> npt.NDArray[np.bool_]:
    if name not in table.column_names:
        return np.zeros(table.num_rows, dtype=bool)
    return np.asarray(np.nan_to_num(as_floats(table[name])) != 0)


def _not_negative(file: OpenedFile, values: Floats, column: str) -> Floats:
    if (values < 0).any() and column.lower() != "ind_snv":
        position = int(np.flatnonzero(values < 0)[0])
        raise InputError(
            "the count {value:g} is negative",
            file=file.path,
            row=row_in_file(file, position),
            column=column,
            expected="a number of people, households or dwellings",
            remedy="download the file again",
            value=values[position],
        )
    return values


def _groups(
    values: Mapping[str, Floats], imputed: npt.NDArray[np.bool_], capped: npt.NDArray[np.bool_]
) -> tuple[tuple[str, ...], Floats, StatusArray]:
    """Counts and statuses of all groups that the file holds or that are differences of them."""
    groups = tuple(
        name for name in LABELS if name in values or set(DIFFERENCES.get(name, ("",))) <= set(values)
    )
    counts = np.empty((len(imputed), len(groups)), order="F")
    status = np.empty(counts.shape, dtype=np.uint8, order="F")
    for i, name in enumerate(groups):
        if name in values:
            count = values[name]
            noisy = capped & (name == "men_pauv")
        else:
            count = values["men"] - np.sum([values[part] for part in DIFFERENCES[name]], axis=0)
            noisy = (capped & (name == "men_npauv")) | (count < -_NEARLY_ZERO)
            count = np.where(count < _NEARLY_ZERO, 0.0, count)
        counts[:, i], status[:, i] = count, status_of(count)
        given = ~np.isnan(count)
        status[noisy & given, i] = CountStatus.PERTURBED
        status[imputed & given, i] = CountStatus.IMPUTED
    return groups, counts, status


def _partitions(groups: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Partitions whose groups are all there (the file may lack the unknown ages)."""
    found = {name: tuple(part for part in parts if part in groups) for name, parts in PARTITIONS.items()}
    optional = {"ind_inc", "log_inc"}
    return {name: parts for name, parts in found.items() if not set(PARTITIONS[name]) - set(parts) - optional}


def _mean(total: Floats, people: Floats) -> Floats:
    return np.asarray(np.divide(total, people, out=np.full(len(people), np.nan), where=people > 0))


def _first_commune(column: Any) -> pd.Series:
    """Code of the first commune of a cell; a cell across a border has several, five letters each."""
    text = column.cast(pa.large_string()).to_pandas()
    if not pa.types.is_integer(column.type):
        return pd.Series(text.str.slice(0, 5))
    full = (text.str.len() + 4) // 5 * 5  # a number has lost the zeros in front
    return pd.Series([code.zfill(width)[:5] for code, width in zip(text, full, strict=True)], dtype="str")


def _year(file: OpenedFile, spelled: Mapping[str, str]) -> int | None:
    """The vintage, where the columns or the name of the file tell it."""
    named = re.findall(r"filosofi[_-]?(20\d\d)", str(file.path), re.IGNORECASE)
    if named:
        return int(named[-1])
    return 2015 if {"idinspire", "id_carr1km", "id_carr_n"} & set(spelled) else None


def _notes(
    people: Floats, imputed: npt.NDArray[np.bool_], capped: npt.NDArray[np.bool_], language: Language
) -> tuple[str, ...]:
    notes = [language.text(NOTE_FIELD), language.text(NOTE_INCOME)]
    if imputed.any():
        share = float(np.nansum(people[imputed]) / np.nansum(people))
        cells = language.number(int(imputed.sum()))
        notes.append(language.text(NOTE_IMPUTED, cells=cells, share=language.percent(share, 1)))
    if capped.any():
        notes.append(language.text(NOTE_CAPPED, cells=language.number(int(capped.sum()))))
    return tuple(notes)
