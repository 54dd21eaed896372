"""Make areas of a table by a profile."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from isopolis.errors import InputError
from isopolis.language import Language
from isopolis.measure.areas.areas import Areas, Source
from isopolis.measure.areas.formats.attributes import attributes_of
from isopolis.measure.areas.formats.counts import (
    add_named,
    groups_of,
    marker_notes,
    total_of,
    total_of_parts,
)
from isopolis.measure.areas.formats.format import Note, OpenedFile
from isopolis.measure.areas.formats.notation import file_notation
from isopolis.measure.areas.formats.pivot import pivoted
from isopolis.measure.areas.formats.placement import placed
from isopolis.measure.areas.formats.rows import area_ids, areas_only, with_code
from isopolis.measure.areas.formats.table import RawTable, read_table
from isopolis.measure.areas.profile import Profile, shown
from isopolis.measure.areas.status import CountStatus, StatusArray, known


@dataclass(frozen=True, slots=True)
class ProfiledFormat:
    """A known format that a profile describes."""

    name: str
    profile: Profile

    def recognises(self, columns: Sequence[str]) -> bool:
        """Whether the columns that the profile asks for are there."""
        return self.profile.recognises(columns)

    def read(self, file: OpenedFile, *, columns: Sequence[str], language: Language) -> Areas:
        """Read the areas; groups of the profile that the file does not have are left out."""
        return read_profiled(
            file, self.profile, reader=self.name, columns=columns, language=language, lenient=True
        )


def read_profiled(
    file: OpenedFile,
    profile: Profile,
    *,
    reader: str,
    columns: Sequence[str] = (),
    language: Language,
    crs: str | None = None,
    lenient: bool = False,
) -> Areas:
    """Read the areas of a file by a profile; ``lenient``: a vintage may lack some of its columns.

    Raises
    ------
    InputError
        A column of the profile is not in the file, or a value is not what it should be.
    """
    table = read_table(file)
    return areas_of(
        table, profile, reader=reader, columns=columns, language=language, crs=crs, lenient=lenient
    )


def areas_of(
    table: RawTable,
    profile: Profile,
    *,
    reader: str,
    columns: Sequence[str] = (),
    language: Language,
    crs: str | None = None,
    lenient: bool = False,
) -> Areas:
    """Areas of a table by a profile (see :func:`read_profiled`)."""
    table, profile = with_code(table, profile)
    table = areas_only(table, profile)
    if profile.long is not None:
        table, profile = pivoted(table, profile)
    ids = area_ids(table, profile)
    notation = file_notation(table, profile)
    total, total_column = total_of(table, profile, notation, lenient=lenient)
    counts = groups_of(table, profile, total, notation, language, lenient=lenient)
    add_named(counts, columns, table, total, notation)
    if not counts.names:
        raise InputError(
            "the file has none of the columns of counts that the profile names",
            file=table.file.path,
            expected=", ".join(shown(group.column or group.columns) for group in profile.groups.values()),
            remedy="run `isopolis measure columns FILE` to see its columns and to make a profile",
        )
    n, g = len(ids), len(counts.names)
    values = np.column_stack([one.data for one in counts.numbers]).reshape(n, g)
    status = np.column_stack([one.status for one in counts.numbers]).reshape(n, g)
    partitions = {
        **{name: parts for name, parts in profile.partitions.items() if set(parts) <= set(counts.names)},
        **counts.partitions,
    }
    if total is None:
        total, note = total_of_parts(values, status, counts.names, partitions)
        counts.notes.append(note)
    total_status = total.status
    if profile.perturbed:
        status, total_status = _noisy(status), _noisy(total_status)
    place = placed(table, profile, ids, crs, notation)
    notes = [*table.notes, *counts.notes, *marker_notes(counts, notation, language), *place.notes]
    used = {*counts.used, *([total_column] if total_column else [])}
    return Areas(
        ids=ids,
        groups=tuple(counts.names),
        counts=values,
        status=status,
        total=total.data,
        total_status=total_status,
        partitions=partitions,
        geometry=place.geometry,
        surface=place.surface,
        cells=place.cells,
        attributes=attributes_of(table, profile, notation, used),
        labels=counts.labels,
        universe={part: whole for part, whole in counts.within.items() if whole in counts.names},
        comparison=profile.compared(counts.names),
        source=_source(table, profile, reader, notes, language),
    )


def _noisy(status: StatusArray) -> StatusArray:
    """Every count that is known carries noise, a zero too: somebody may have been there."""
    return np.where(known(status), np.uint8(CountStatus.PERTURBED), status).astype(np.uint8)


def _source(
    table: RawTable, profile: Profile, reader: str, notes: Sequence[Note], language: Language
) -> Source:
    said = [_in(one, language) for one in profile.notes]
    return Source(
        file=str(table.file.path),
        sha256=table.file.sha256,
        reader=reader,
        title=_in(profile.title, language),
        year=profile.year or _year(profile, list(table.frame.columns)),
        producer=profile.producer,
        licence=profile.licence,
        notes=tuple(dict.fromkeys([*said, *(note.said(language) for note in notes)])),
    )


def _in(text: str | Mapping[str, str], language: Language) -> str:
    return text if isinstance(text, str) else text.get(language.code) or text.get("en", "")


def _year(profile: Profile, columns: Sequence[str]) -> int | None:
    """The year that the names of the columns tell, by the profile's pattern (two digits or four)."""
    if profile.year_pattern is None:
        return None
    for name in columns:
        if match := re.fullmatch(profile.year_pattern, str(name), re.IGNORECASE):
            year = int(match.group(1))
            return year if year > 99 else 1900 + year if year >= 60 else 2000 + year
    return None
