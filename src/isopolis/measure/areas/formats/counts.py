"""The groups of a table by a profile: columns of people, added, or computed from shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from isopolis.errors import InputError, Phrase
from isopolis.language import Language, message
from isopolis.measure.areas.areas import REST, Floats
from isopolis.measure.areas.formats.decimal_sign import Notation
from isopolis.measure.areas.formats.format import Note
from isopolis.measure.areas.formats.markers import meaning
from isopolis.measure.areas.formats.numbers import Numbers, parse_numbers
from isopolis.measure.areas.formats.partitions import find_partitions
from isopolis.measure.areas.formats.table import RawTable
from isopolis.measure.areas.formats.words import NO_PEOPLE, SHARES, has_word
from isopolis.measure.areas.profile import SCALE, Column, Group, Profile, matching, shown
from isopolis.measure.areas.status import CountStatus, StatusArray, known


@dataclass(slots=True)
class Counts:
    """The groups found so far; ``used`` tells of which column a group was made."""

    names: list[str] = field(default_factory=list)
    numbers: list[Numbers] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    used: dict[str, str] = field(default_factory=dict)
    within: dict[str, str] = field(default_factory=dict)
    partitions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    def add(self, name: str, numbers: Numbers, label: str) -> None:
        """One more group."""
        self.names.append(name)
        self.numbers.append(numbers)
        if label != name:
            self.labels[name] = label

    def is_alone(self, column: str) -> bool:
        """Whether the group made of a column was made of it alone."""
        return list(self.used.values()).count(self.used[column]) == 1


def one_column(table: RawTable, wanted: Column | None, *, lenient: bool, what: str) -> str | None:
    """The column that a profile names, or None; a missing one is an error unless ``lenient``."""
    if wanted is None:
        return None
    found = matching(wanted, list(table.frame.columns))
    if found:
        return found[0]
    if lenient:
        return None
    raise InputError(
        "there is no column {column_name}, which the profile names as {what}",
        file=table.file.path,
        expected="one of {choices}",
        remedy="name one of these in the profile; `isopolis measure columns FILE` shows what is in them",
        column_name=shown(wanted),
        what=what,
        choices=", ".join(f"“{name}”" for name in list(table.frame.columns)[:40]),
    )


def numbers_of(table: RawTable, name: str, notation: Notation, *, signed: bool = False) -> Numbers:
    """A column of the table as numbers."""
    return parse_numbers(table.frame[name], notation, file=table.file.path, name=name, signed=signed)


def total_of(
    table: RawTable, profile: Profile, notation: Notation, *, lenient: bool
) -> tuple[Numbers | None, str | None]:
    """All people of each area, and the column that has them; None where there is none."""
    name = one_column(table, profile.total, lenient=lenient, what=Phrase("the total"))
    return (None, None) if name is None else (numbers_of(table, name, notation), name)


def groups_of(
    table: RawTable,
    profile: Profile,
    total: Numbers | None,
    notation: Notation,
    language: Language,
    *,
    lenient: bool,
) -> Counts:
    """The groups of the profile, as far as the file has them (all of them unless ``lenient``)."""
    counts = Counts()
    shares: list[str] = []
    for key, group in profile.groups.items():
        names = [
            one_column(table, column, lenient=lenient, what=Phrase("the group “{key}”", key=key))
            for column in (group.columns or (group.column,))
        ]
        if any(name is None for name in names):
            continue
        present = [str(name) for name in names]
        numbers = _added([numbers_of(table, name, notation) for name in present])
        if group.kind != "count":
            base = _base(table, group, total, notation, key)
            numbers = _of_base(numbers, base, group, table, present[0])
            shares.append(present[0])
        else:
            counts.used.update(dict.fromkeys(present, key))
        label = group.label.get(language.code) or group.label.get("en") or _file_label(table, present, key)
        counts.add(key, numbers, label)
        if group.within is not None:
            counts.within[key] = group.within
    if shares:
        counts.notes.append(
            Note(
                message("Published as rounded shares; people are the share times its base: {columns}."),
                {"columns": ", ".join(shares)},
            )
        )
    if profile.other_counts_are_groups:
        _add_others(counts, table, profile, notation, total)
    return counts


def _file_label(table: RawTable, present: list[str], key: str) -> str:
    return table.file.labels.get(present[0], key) if len(present) == 1 else key


def _add_others(
    counts: Counts, table: RawTable, profile: Profile, notation: Notation, total: Numbers | None
) -> None:
    """Every column of counts that has no other role becomes a group of its own name."""
    taken = {
        name
        for wanted in (profile.id, profile.name, profile.total, profile.income)
        if wanted is not None
        for name in matching(wanted, list(table.frame.columns))
    }
    for name in table.frame.columns:
        if name in taken or name in counts.names or name in counts.used or has_word(name, NO_PEOPLE):
            continue
        try:
            numbers = numbers_of(table, name, notation)
        except InputError:
            continue
        if known(numbers.status).any() and not _exceeds(numbers, total):
            counts.add(str(name), numbers, str(name))
            counts.used[str(name)] = str(name)
    if total is not None:
        found = find_partitions(
            {name: one.data for name, one in zip(counts.names, counts.numbers, strict=True)},
            total.data,
        )
        counts.partitions = {f"parts {i + 1}": members for i, members in enumerate(found)}


def _exceeds(numbers: Numbers, total: Numbers | None) -> bool:
    """Whether a column is larger than all people in more areas than noise explains."""
    return total is not None and bool((numbers.data > total.data * 1.05 + 5).mean() > 0.02)


def _added(parts: Sequence[Numbers]) -> Numbers:
    """The sum of columns; it is known only where every part is, and suppressed where one part is."""
    if len(parts) == 1:
        return parts[0]
    values = np.sum([part.data for part in parts], axis=0)
    every = np.column_stack([part.status for part in parts])
    status = np.full(len(values), CountStatus.OBSERVED, dtype=np.uint8)
    status[values == 0] = CountStatus.ZERO
    for worst in (CountStatus.NOT_COLLECTED, CountStatus.SUPPRESSED):
        status[(every == worst).any(axis=1)] = worst
    markers: dict[str, int] = {}
    for part in parts:
        for marker, often in part.markers.items():
            markers[marker] = markers.get(marker, 0) + often
    return Numbers(values, status, markers)


def _base(table: RawTable, group: Group, total: Numbers | None, notation: Notation, key: str) -> Numbers:
    if group.of != "total":
        name = one_column(table, group.of, lenient=False, what=Phrase("the base of “{key}”", key=key))
        return numbers_of(table, str(name), notation)
    if total is None:
        raise InputError(
            "the group “{key}” is a share of the total, but the file has no total",
            file=table.file.path,
            expected="a column with all people of each area",
            remedy='name it in the profile (total = "..."), or say of which column the share is (of = "...")',
            key=key,
        )
    return total


def _of_base(share: Numbers, base: Numbers, group: Group, table: RawTable, name: str) -> Numbers:
    """People from a rounded share: known where both are; perturbed, because shares are rounded."""
    scale = SCALE[group.kind]
    above = share.data * scale > 1.005
    if above.any():
        position = int(np.flatnonzero(above)[0])
        raise InputError(
            "found {value:g}, which is more than the whole",
            file=table.file.path,
            row=int(table.frame.index[position]),
            column=name,
            expected="0 to {most}",
            remedy="correct the kind of this group in the profile "
            '("count", "percent", "rate" or "per_thousand")',
            value=share.data[position],
            most={"percent": 100, "rate": 1}.get(group.kind, 1000),
        )
    values = np.minimum(share.data * scale, 1.0) * base.data
    status = np.full(len(values), CountStatus.PERTURBED, dtype=np.uint8)
    for worst in (CountStatus.NOT_COLLECTED, CountStatus.SUPPRESSED):
        status[(share.status == worst) | (base.status == worst)] = worst
    return Numbers(values, status, share.markers)


def add_named(
    counts: Counts,
    columns: Sequence[str],
    table: RawTable,
    total: Numbers | None,
    notation: Notation,
) -> None:
    """Columns that the user named and that are no group yet."""
    for wanted in columns:
        if wanted in counts.names or wanted == REST:
            continue
        found = matching(wanted, list(table.frame.columns))
        if not found:
            raise InputError(
                "there is no group and no column “{wanted}”",
                file=table.file.path,
                expected="one of {choices}",
                remedy="choose among these; `isopolis measure columns FILE` shows what was found",
                wanted=wanted,
                choices=", ".join([*counts.names, *map(str, table.frame.columns)][:60]),
            )
        if found[0] in counts.used and counts.is_alone(found[0]):
            _add_again(counts, counts.used[found[0]], wanted)
            continue
        numbers = numbers_of(table, found[0], notation)
        share = has_word(found[0], SHARES) and bool(np.nanmax(numbers.data, initial=0.0) <= 100.5)
        if numbers.percent or share:
            if total is None:
                raise _shares(table, found[0])
            numbers = _of_base(numbers, total, Group(column=found[0], kind="percent"), table, found[0])
        else:
            _check_are_counts(numbers, table, found[0])
        counts.add(wanted, numbers, wanted)


def _add_again(counts: Counts, key: str, wanted: str) -> None:
    """A column that already is a group, under its own name too: the same people of the same whole."""
    counts.add(wanted, counts.numbers[counts.names.index(key)], counts.labels.get(key, key))
    if key in counts.within:
        counts.within[wanted] = counts.within[key]


def _check_are_counts(numbers: Numbers, table: RawTable, name: str) -> None:
    """People are whole or half (shared custody): a column of other fractions holds shares or scores."""
    values = numbers.data[known(numbers.status)]
    if len(values) and np.mean((values * 2) % 1 > 1e-9) > 0.5:
        raise _shares(table, name)


def _shares(table: RawTable, name: str) -> InputError:
    return InputError(
        "the values of this column look like shares or scores, not like numbers of people",
        file=table.file.path,
        column=name,
        expected="a column of counts",
        remedy="name another column, or say in a profile what the values are "
        '(kind = "percent", of = "total"); `isopolis measure columns FILE --save profile.toml` makes one',
    )


def total_of_parts(
    values: Floats, status: StatusArray, names: list[str], partitions: dict[str, tuple[str, ...]]
) -> tuple[Numbers, Note]:
    """All people where the file has no total: the sum of a partition, only where every part was observed."""
    n = len(values)
    if not partitions:
        unknown = np.full(n, CountStatus.NOT_COLLECTED, dtype=np.uint8)
        return Numbers(np.full(n, np.nan), unknown), Note(message("The file has no total of all people."))
    members = [names.index(name) for name in next(iter(partitions.values()))]
    parts = status[:, members]
    complete = ((parts == CountStatus.OBSERVED) | (parts == CountStatus.ZERO)).all(axis=1)
    total = np.where(complete, values[:, members].sum(axis=1), np.nan)
    total_status = np.full(n, CountStatus.OBSERVED, dtype=np.uint8)
    total_status[total == 0] = CountStatus.ZERO
    total_status[~complete] = CountStatus.NOT_COLLECTED
    total_status[(parts == CountStatus.SUPPRESSED).any(axis=1)] = CountStatus.SUPPRESSED
    return Numbers(total, total_status), Note(
        message(
            "The file has no total of all people; it is the sum of the groups where none of them is hidden."
        )
    )


READ_AS = {
    CountStatus.SUPPRESSED: message("hidden"),
    CountStatus.NOT_COLLECTED: message("not collected"),
    CountStatus.ZERO: message("zero"),
}


def _status(marker: str, notation: Notation) -> CountStatus:
    """What a marker was read as; “no data” numbers, which are no markers, as not collected."""
    return meaning(marker, notation.markers) or CountStatus.NOT_COLLECTED


def marker_notes(counts: Counts, notation: Notation, language: Language) -> list[Note]:
    """Which markers stood for numbers, how often, and how they were read."""
    often: dict[str, int] = {}
    for numbers in counts.numbers:
        for marker, times in numbers.markers.items():
            often[marker] = often.get(marker, 0) + times
    if not often:
        return []
    listed = ", ".join(
        f"“{marker}” {language.text(READ_AS[_status(marker, notation)])} ({times})"
        for marker, times in sorted(often.items())
    )
    return [
        Note(
            message("Signs in place of numbers, and what they were read as: {markers}."), {"markers": listed}
        )
    ]
