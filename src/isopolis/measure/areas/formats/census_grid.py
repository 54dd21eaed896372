"""The census grid of Europe: 13 counts for every square kilometre (Regulation (EU) 2018/1799, Eurostat 2021).

What has to be known to read it right, and is done here:

- A suppressed count is negative (-9999, -9986), or flagged in its ``_CI`` column, even where 0 or a number
  stands beside the flag.
- An empty count was not collected; some countries wrote 0 instead (:mod:`..not_collected`).
- Countries perturb their counts, so parts do not add up to the total: the total is taken as published.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from isopolis.language import Language, message
from isopolis.measure.areas.areas import Areas, Source
from isopolis.measure.areas.formats.arrow import as_floats, read_columns, with_numbers
from isopolis.measure.areas.formats.format import OpenedFile
from isopolis.measure.areas.grid import Cells, parse_cells
from isopolis.measure.areas.not_collected import not_collected
from isopolis.measure.areas.status import CountStatus, StatusArray, status_of

Floats = npt.NDArray[np.float64]

LABELS: Mapping[str, str] = {
    "M": message("men"),
    "F": message("women"),
    "Y_LT15": message("under 15 years old"),
    "Y_1564": message("15 to 64 years old"),
    "Y_GE65": message("65 years old and over"),
    "EMP": message("employed"),
    "NAT": message("born in the country"),
    "EU_OTH": message("born in another EU country"),
    "OTH": message("born outside the EU"),
    "SAME": message("lived at the same address a year before"),
    "CHG_IN": message("moved within the country in the last year"),
    "CHG_OUT": message("moved in from abroad in the last year"),
}
"""The counts beside the total, and what they are called."""

PARTITIONS: Mapping[str, tuple[str, ...]] = {
    "birthplace": ("NAT", "EU_OTH", "OTH"),
    "sex": ("M", "F"),
    "age": ("Y_LT15", "Y_1564", "Y_GE65"),
    "residence_change": ("SAME", "CHG_IN", "CHG_OUT"),
}

COMPARISON = ("OTH", "NAT")
"""Compared when the user names no groups: people born outside the EU and people born in the country."""

DECISIVE: Mapping[str, float] = {
    **dict.fromkeys(("M", "F", "Y_1564", "NAT", "SAME", "EMP"), 100),
    **dict.fromkeys(("Y_LT15", "Y_GE65"), 500),
    "CHG_IN": 1_000,
    **dict.fromkeys(("EU_OTH", "OTH"), 5_000),
    "CHG_OUT": 10_000,
}
"""People of a cell above whom a zero cannot be real; the rarer a group, the more it takes."""

DRAWN_AT_ONCE = 100_000
"""A grid of up to so many cells has its squares from the start; of a larger one they are drawn on demand."""

_FLAG = "_CI"
_OWN_COLUMNS = ("GRD_ID", "T", "LAND_SURFACE", "FID", "OGC_FID", "POPULATED")
_KM2 = 1e6

TITLE = message("Census grid 2021, cells of one square kilometre")
NOTE_EMPTY = message("{cells} cells without residents are left out.")
NOTE_SUPPRESSED = message(
    "Suppressed by the publisher to protect people; these are not zeros. "
    "Number of cells, of {cells}: {counts}."
)
NOTE_FLAGGED = message(
    "{counts} counts are flagged as confidential although a number is given; it is not used."
)
NOTE_NOT_COLLECTED = message(
    "Not collected for some of the cells, even where the file says zero. People living in them: {counts}."
)
NOTE_PERTURBED = message(
    "Parts do not add up to the total of the cell ({counts}): statistical offices alter small counts to "
    "protect people, and some people are in no part (birthplace unknown; no residence a year before for "
    "newborn children). The total is used as published."
)
NOTE_SHARE = message("{group}: in {share} of the cells")
NOTE_PARTITIONS: Mapping[str, str] = {
    "birthplace": message("place of birth"),
    "sex": message("sex"),
    "age": message("age"),
    "residence_change": message("residence a year before"),
}


class CensusGrid:
    """Eurostat's census grid, as delivered (CSV, GeoPackage) or as a Parquet copy."""

    name = "census_grid"

    def recognises(self, columns: Sequence[str]) -> bool:
        """Whether these are the columns of the grid: the code, the total and at least one of the counts."""
        have = {column.upper() for column in columns}
        return {"GRD_ID", "T"} <= have and bool(have & set(LABELS))

    def read(self, file: OpenedFile, *, columns: Sequence[str] = (), language: Language) -> Areas:
        """Read all populated cells; every count of the file is a group, so ``columns`` adds nothing."""
        spelled = {column.upper(): column for column in file.columns}
        groups = tuple(group for group in LABELS if group in spelled)
        flags = {group + _FLAG for group in ("T", *LABELS)}
        extra = [spelled[name] for name in spelled if name not in {*LABELS, *flags, *_OWN_COLUMNS}]
        used = [name for name in ("GRD_ID", "T", *groups, *sorted(flags), "LAND_SURFACE") if name in spelled]
        table = read_columns(file, [spelled[name] for name in used] + extra, texts=[spelled["GRD_ID"]])
        table = with_numbers(file, table, [spelled[name] for name in used[1:]]).rename_columns(used + extra)
        cells = parse_cells(table["GRD_ID"], file=str(file.path), column=spelled["GRD_ID"])
        keep = _populated(table, groups)
        empty = int((~keep).sum())
        grid, cells = (table.filter(pa.array(keep)), cells.take(keep)) if empty else (table, cells)
        total, total_status, flagged = _count(grid, "T")
        # Column by column in memory, as they are read: a third of the time of row by row.
        counts = np.empty((len(cells), len(groups)), order="F")
        status = np.empty(counts.shape, dtype=np.uint8, order="F")
        for i, group in enumerate(groups):
            counts[:, i], status[:, i], more = _count(grid, group)
            flagged += more
            unasked = not_collected(cells, counts[:, i], total, DECISIVE[group])
            counts[unasked, i], status[unasked, i] = np.nan, CountStatus.NOT_COLLECTED
        found = _Counts(
            groups=groups,
            counts=counts,
            status=status,
            total=total,
            total_status=total_status,
            partitions={name: parts for name, parts in PARTITIONS.items() if set(parts) <= set(groups)},
            labels={group: language.text(LABELS[group]) for group in groups},
        )
        return Areas(
            ids=grid["GRD_ID"].to_numpy(),
            **found._asdict(),
            comparison=COMPARISON if set(COMPARISON) <= set(groups) else (),
            geometry=cells.polygons() if len(cells) <= DRAWN_AT_ONCE else None,
            cells=cells,
            surface=_surface(grid, cells),
            attributes=grid.select(extra).to_pandas() if extra else pd.DataFrame(),
            source=Source(
                file=str(file.path),
                sha256=file.sha256,
                reader=self.name,
                title=language.text(TITLE),
                year=2021,
                producer="Eurostat / GISCO",
                licence="© European Union, Eurostat: reuse with attribution",
                notes=_notes(found, empty, flagged, language),
            ),
        )


class _Counts(NamedTuple):
    """The part of :class:`Areas` that the notes are about."""

    groups: tuple[str, ...]
    counts: Floats
    status: StatusArray
    total: Floats
    total_status: StatusArray
    partitions: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, str]


def _populated(table: pa.Table, groups: Sequence[str]) -> npt.NDArray[np.bool_]:
    """The cells in which somebody lives or something is hidden."""
    keep = np.zeros(table.num_rows, dtype=bool)
    for name in ("T", *groups, "T" + _FLAG):
        if name in table.column_names:
            keep |= np.asarray(pc.fill_null(pc.not_equal(table[name], 0), name == "T"))
    return keep


def _count(table: pa.Table, name: str) -> tuple[Floats, StatusArray, int]:
    """One count of every cell, its status, and how many given numbers a flag forbids to use."""
    values = as_floats(table[name])
    hidden = values < 0
    ignored = 0
    if name + _FLAG in table.column_names:
        flag = np.nan_to_num(as_floats(table[name + _FLAG])) != 0
        ignored = int((flag & (values > 0)).sum())
        hidden |= flag
    values = np.where(hidden, np.nan, values)
    status = status_of(values)
    status[hidden] = CountStatus.SUPPRESSED
    return values, status, ignored


def _surface(table: pa.Table, cells: Cells) -> Floats:
    """Square metres of land; the whole cell where the file does not say."""
    whole = cells.size.astype(np.float64) ** 2
    if "LAND_SURFACE" not in table.column_names:
        return whole
    land = as_floats(table["LAND_SURFACE"]) * _KM2
    return np.where(np.isnan(land) | (land < 0), whole, np.minimum(land, whole))


def _notes(found: _Counts, empty: int, flagged: int, language: Language) -> tuple[str, ...]:
    """What a reader of the figures has to know about this file."""
    notes = []
    if empty:
        notes.append(language.text(NOTE_EMPTY, cells=language.number(empty)))
    hidden = (found.status == CountStatus.SUPPRESSED).sum(axis=0)
    if hidden.any():
        counts = _list(found, hidden, [language.number(int(n)) for n in hidden])
        notes.append(language.text(NOTE_SUPPRESSED, cells=language.number(len(found.total)), counts=counts))
    if flagged:
        notes.append(language.text(NOTE_FLAGGED, counts=language.number(flagged)))
    unasked = found.status == CountStatus.NOT_COLLECTED
    people = [np.nansum(found.total[column]) for column in unasked.T]
    if unasked.any():
        counts = _list(found, unasked.any(axis=0), [language.number(round(n)) for n in people])
        notes.append(language.text(NOTE_NOT_COLLECTED, counts=counts))
    shares = {name: _not_adding_up(found, parts) for name, parts in found.partitions.items()}
    if any(shares.values()):
        counts = ", ".join(
            language.text(
                NOTE_SHARE, group=language.text(NOTE_PARTITIONS[name]), share=language.percent(share)
            )
            for name, share in shares.items()
            if share
        )
        notes.append(language.text(NOTE_PERTURBED, counts=counts))
    return tuple(notes)


def _list(found: _Counts, which: npt.NDArray[np.generic], texts: Sequence[str]) -> str:
    names = [found.labels[group] for group in found.groups]
    return ", ".join(f"{name} {text}" for name, use, text in zip(names, which, texts, strict=True) if use)


def _not_adding_up(found: _Counts, parts: Sequence[str]) -> float:
    """Share of the cells with all parts known in which these do not add up to the total."""
    columns = [found.groups.index(part) for part in parts]
    gap = found.counts[:, columns].sum(axis=1) - found.total
    whole = ~np.isnan(gap)
    return float((gap[whole] != 0).mean()) if whole.any() else 0.0
