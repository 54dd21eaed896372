"""What is in the columns of a file: for a person who writes a profile or chooses groups."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from isopolis.errors import InputError, Phrase
from isopolis.language import SOURCE_LANGUAGE, Language
from isopolis.measure.areas.areas import Areas
from isopolis.measure.areas.formats.format import Format, OpenedFile
from isopolis.measure.areas.formats.inspection import Look
from isopolis.measure.areas.formats.known import recognise
from isopolis.measure.areas.formats.opening import open_file
from isopolis.measure.areas.formats.profiled import ProfiledFormat
from isopolis.measure.areas.formats.proposal import Proposal, propose
from isopolis.measure.areas.formats.table import read_table
from isopolis.measure.areas.profile import Column, Profile, matching
from isopolis.measure.areas.status import CountStatus, StatusArray
from isopolis.records.problems import in_a_row

HEADINGS = [
    "column", "role", "group", "type", "observed", "zero", "not_collected", "suppressed", "examples",
    "reason",
]  # fmt: skip
_COUNTED = (CountStatus.OBSERVED, CountStatus.ZERO, CountStatus.NOT_COLLECTED, CountStatus.SUPPRESSED)


def columns(path: Path | str, *, layer: str | None = None) -> pd.DataFrame:
    """One row for each column of a file: what it is, what is in it, and why that is thought.

    Returns
    -------
    Table with the columns ``column`` (as in the file), ``role`` (id, name, total, group, share, income,
    coordinate, shape, category, value or attribute), ``group`` (its name in the profile), ``type``
    (number, text, codes or empty), the number of cells that are ``observed``, ``zero``,
    ``not_collected`` and ``suppressed``, ``examples`` and ``reason``.

    Raises
    ------
    InputError
        The file cannot be read.
    """
    with open_file(Path(path), layer) as file:
        known = recognise(file.columns)
        if known is not None and not isinstance(known, ProfiledFormat):
            return _of_format(file, known)
        proposal = propose(read_table(file))
        if isinstance(known, ProfiledFormat):
            _follow(proposal, known.profile, known.name)
    rows = [_row(name, look, proposal) for name, look in proposal.looks.items()]
    return _table(rows)


def propose_profile(path: Path | str, *, layer: str | None = None) -> Profile:
    """The profile of a known format, else the one that fits best, for a person to check and correct.

    Raises
    ------
    InputError
        The file cannot be read, or has no column of codes or no column of people.
    """
    with open_file(Path(path), layer) as file:
        known = recognise(file.columns)
        if isinstance(known, ProfiledFormat):
            return _as_in(known.profile, file)
        if known is not None:
            raise InputError(
                "this file is of the known format “{format_name}”, which needs no profile",
                file=file.path,
                remedy="run `isopolis measure FILE`",
                format_name=known.name,
            )
        proposal = propose(read_table(file))
    if proposal.profile is None:
        raise undecided(proposal, Path(path))
    return proposal.profile


def reasons(path: Path | str, *, layer: str | None = None) -> dict[str, str]:
    """Why each column got its role: the comments for :meth:`Profile.to_toml`."""
    table = columns(path, layer=layer)
    return dict(zip(table["column"], table["reason"], strict=True))


def undecided(proposal: Proposal, path: Path) -> InputError:
    """What a person must decide before a table can be read."""
    return InputError(
        "this is not a format that is known, and {doubts}"
        if proposal.doubts
        else "this is not a format that is known, and its columns are unclear",
        file=path,
        expected="a column of area codes, a column with all people, and columns of groups",
        remedy="run `isopolis measure columns FILE --save profile.toml`, correct the profile, and give it "
        "with --profile; or name columns of groups with --groups",
        doubts=in_a_row(proposal.doubts) if proposal.doubts else "",
    )


def _row(name: str, look: Look, proposal: Proposal) -> list[object]:
    kind = (
        "empty"
        if not look.filled
        else "text"
        if look.numbers is None
        else "codes"
        if look.codes
        else "number"
    )
    counted: list[int | None] = [None] * len(_COUNTED)
    if look.numbers is not None and not look.codes:
        counted = _often(look.numbers.status)
    group = next(
        (
            key
            for key, one in (proposal.profile.groups if proposal.profile else {}).items()
            if name in matching(one.column or one.columns, list(proposal.looks))[:1]
        ),
        "",
    )
    examples = ", ".join(example[:30] for example in look.examples[:3])
    return [
        name,
        proposal.roles[name],
        group,
        kind if look.filled else "empty",
        *counted,
        examples,
        proposal.reasons[name],
    ]


def _table(rows: list[list[object]]) -> pd.DataFrame:
    """The overview; its reasons stay phrases, which a page says in the language of its reader."""
    table = pd.DataFrame(rows, columns=HEADINGS)
    table["reason"] = pd.Series([row[-1] for row in rows], dtype=object)
    return table


def _often(status: StatusArray) -> list[int | None]:
    return [int(np.count_nonzero(status == one)) for one in _COUNTED]


def _follow(proposal: Proposal, profile: Profile, name: str) -> None:
    """Roles as a known format has them."""
    named: dict[str, tuple[Column | None, str]] = {
        "id": (profile.id, "id"),
        "name": (profile.name, "name"),
        "total": (profile.total, "total"),
        "income": (profile.income, "income"),
    }
    for column in proposal.looks:
        if proposal.roles[column] not in ("coordinate", "shape"):
            proposal.give(column, "attribute", Phrase("the format {format} has no group of it", format=name))
    if profile.other_counts_are_groups or profile.long is not None:
        for column, look in proposal.looks.items():
            if look.is_count:
                role = "group" if profile.long is None else "value"
                proposal.give(column, role, Phrase("people (format {format})", format=name))
    for role, (wanted, _) in named.items():
        for column in matching(wanted, list(proposal.looks))[:1] if wanted is not None else []:
            proposal.give(column, role, Phrase("format {format}", format=name))
    for group in profile.groups.values():
        wanted = group.column or group.columns
        for column in matching(wanted, list(proposal.looks))[:1]:
            said = Phrase("format {format}", format=name)
            if group.kind != "count":
                said = Phrase("format {format}, a {kind}", format=name, kind=group.kind)
            proposal.give(column, "group", said)
    proposal.profile = profile


def _as_in(profile: Profile, file: OpenedFile) -> Profile:
    """A known profile without the groups that the file does not have."""
    there = {
        key: group
        for key, group in profile.groups.items()
        if matching(group.column or group.columns, file.columns)
    }
    partitions = {name: members for name, members in profile.partitions.items() if set(members) <= set(there)}
    return profile.model_copy(update={"groups": there, "partitions": partitions})


def _of_format(file: OpenedFile, known: Format) -> pd.DataFrame:
    """Columns of a format that has its own reader: the groups with the status of their counts."""
    areas: Areas = known.read(file, columns=(), language=Language(SOURCE_LANGUAGE))
    rows: list[list[object]] = []
    nothing: list[int | None] = [None] * len(_COUNTED)
    for name in file.columns:
        if name in areas.groups:
            counted = _often(areas.status[:, areas.column(name)])
            said = Phrase("{label} (format {format})", label=areas.label(name), format=known.name)
            rows.append([name, "group", name, "number", *counted, "", said])
        else:
            rows.append(
                [name, "attribute", "", "", *nothing, "", Phrase("format {format}", format=known.name)]
            )
    return _table(rows)
