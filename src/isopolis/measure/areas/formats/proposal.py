"""Guess what each column of an unknown table is, with the reason, so that a person can correct it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from isopolis.errors import InputError, Phrase
from isopolis.measure.areas.formats.comparison import first_comparison
from isopolis.measure.areas.formats.dashes import dashes_for_zero
from isopolis.measure.areas.formats.decimal_sign import Notation
from isopolis.measure.areas.formats.inspection import Look, inspect
from isopolis.measure.areas.formats.long_table import LongTable, find_long
from isopolis.measure.areas.formats.notation import file_notation
from isopolis.measure.areas.formats.numbers import parse_numbers
from isopolis.measure.areas.formats.partitions import find_partitions
from isopolis.measure.areas.formats.rows import without_sums
from isopolis.measure.areas.formats.table import RawTable
from isopolis.measure.areas.formats.totals import DOMINATES, alike, holds, is_sum
from isopolis.measure.areas.formats.words import TOTALS, has_word, words
from isopolis.measure.areas.profile import Coordinates, Group, Long, Profile, Rows


@dataclass(slots=True)
class Proposal:
    """A profile that fits a table, as far as it could be guessed.

    ``roles`` and ``reasons`` have an entry for each column; ``doubts`` say what a person must decide
    before the table can be read without asking; ``errors`` are columns of people that hold something else.
    ``profile`` is None where there is no column of codes.
    """

    profile: Profile | None
    roles: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    looks: dict[str, Look] = field(default_factory=dict)
    errors: list[InputError] = field(default_factory=list)

    def give(self, column: str, role: str, reason: str) -> None:
        """Say what a column is and why."""
        self.roles[column], self.reasons[column] = role, reason


def propose(table: RawTable, *, wanted: Sequence[str] = ()) -> Proposal:
    """Guess the profile of a table; ``wanted`` are columns that the user says are groups.

    The rules, in order: codes are unique and called so; a total is called so and is not exceeded; a
    percentage is called so, has a % sign, or adds up to 100 with its neighbours; a column of whole (or
    half) people that stays below the total is a group; neighbours that add up to the total are a
    partition; everything else is an attribute.
    """
    notation = file_notation(table)
    looks = {
        str(name): inspect(table.frame[name], str(name), table.file, notation) for name in table.frame.columns
    }
    out = Proposal(None, looks=looks)
    code = _code(looks, out)
    names = _name(looks, out)
    areas = without_sums(table, code, [names] if names else [], _people(looks), notation)
    if len(areas.frame) < len(table.frame):
        return propose(areas, wanted=wanted)
    coordinates, shape, crs = _place(looks, out)
    income = [name for name, look in looks.items() if look.called("income") and look.high > 200]
    if len(income) == 1:
        out.give(income[0], "income", Phrase("called so"))
    parts = () if code is not None else _code_in_parts(table, looks, out)
    if not parts and (code is None or looks[code].distinct < looks[code].rows):
        found = find_long(table, looks)
        if found is not None:
            _give_long(found, looks, out)
            return out
    shares, runs = _shares(looks, out)
    total = _total(looks, shares, out, wanted)
    groups = _groups(looks, total, shares, runs, out)
    partitions = _partitions(looks, total, groups, runs, out)
    numbers = {name: look.numbers.data for name, look in looks.items() if look.numbers is not None}
    counted = [parts for parts in partitions.values() if all(groups[part].kind == "count" for part in parts)]
    dashes = dashes_for_zero(table, numbers, total, counted)
    _give_broken(table, looks, notation, out)
    _give_others(looks, out)
    if code is None and not parts and not wanted:
        out.doubts.append(Phrase("no column has a different code for each area"))
        return out
    if not groups and not wanted and total is not None:
        out.doubts.append(
            Phrase("“{total}” counts all people, but no column counts a group of them", total=total)
        )
    elif not groups and not wanted:
        out.doubts.append(Phrase("no column could be told to be a group of people"))
    elif total is None and not partitions and not wanted:
        out.doubts.append(Phrase("there is no column with all people of an area"))
    groups.update({name: Group(column=name) for name in wanted if name in looks and name not in groups})
    if total is None and not partitions and len(wanted) > 2 and set(wanted) <= set(groups):
        partitions = {"named": tuple(wanted)}  # whoever names them all says that they are everybody
    if groups:
        out.profile = Profile(
            id=code,
            id_parts=parts,
            name=names,
            total=total,
            income=next((name for name, role in out.roles.items() if role == "income"), None),
            groups=groups,
            partitions=partitions,
            comparison=first_comparison(list(groups), partitions),
            coordinates=coordinates,
            shape=shape,
            crs=crs,
            markers=dict.fromkeys(dashes, "zero"),
        )
    return out


def _people(looks: dict[str, Look]) -> list[str]:
    """The columns that can be people, the one with the most first."""
    sums = {
        name: float(np.nansum(look.numbers.data))
        for name, look in looks.items()
        if look.numbers is not None and look.is_count and not look.called("id")
    }
    return sorted(sums, key=lambda name: -sums[name])


def _give_broken(table: RawTable, looks: dict[str, Look], notation: Notation, out: Proposal) -> None:
    """Columns of people that have cells that cannot be: an error, not something else than people."""
    for name, look in looks.items():
        if name in out.roles or not look.is_broken:
            continue
        try:
            parse_numbers(table.frame[name], notation, file=table.file.path, name=name)
        except InputError as error:
            out.errors.append(error)
            out.give(name, "group?", error.found)


def _give_others(looks: dict[str, Look], out: Proposal) -> None:
    """What has no role is an attribute."""
    for name, look in looks.items():
        if name not in out.roles:
            out.give(name, "attribute", look.attribute_reason)


def _code(looks: dict[str, Look], out: Proposal) -> str | None:
    """The column of codes: called so and unique; else the first unique text; else nearly unique."""
    ranked = sorted(
        ((look.code_score, -place, name) for place, (name, look) in enumerate(looks.items())), reverse=True
    )
    if not ranked or ranked[0][0] <= 0:
        return None
    name = ranked[0][2]
    look = looks[name]
    twice = look.rows - look.distinct
    if twice:
        out.give(name, "id", Phrase("codes of areas; {number} occur twice", number=twice))
    else:
        out.give(name, "id", Phrase("a different code for each area"))
    return name


def _code_in_parts(table: RawTable, looks: dict[str, Look], out: Proposal) -> tuple[str, ...]:
    """Columns of codes that only together name an area: province, municipality, district, section."""
    parts = tuple(name for name, look in looks.items() if look.codes and look.filled == look.rows)
    if len(parts) < 2 or table.frame.duplicated(list(parts)).any():
        return ()
    for name in parts:
        out.give(name, "id", Phrase("part of the code: together they are different for each area"))
    return parts


def _name(looks: dict[str, Look], out: Proposal) -> str | None:
    texts = [
        name for name, look in looks.items() if name not in out.roles and look.is_text and look.called("name")
    ]
    if not texts:
        texts = [
            name
            for name, look in looks.items()
            if name not in out.roles and look.is_text and look.distinct > 0.8 * look.rows
        ]
    if not texts:
        return None
    best = max(texts, key=lambda name: looks[name].distinct)
    out.give(best, "name", Phrase("text, different for most areas"))
    return best


def _place(looks: dict[str, Look], out: Proposal) -> tuple[Coordinates | None, str | None, str | None]:
    shape = next((name for name, look in looks.items() if look.is_shape), None)
    if shape is not None:
        out.give(shape, "shape", Phrase("shapes written as text (WKT) or bytes (WKB)"))
    found = {}
    for axis in ("longitude", "latitude", "x", "y"):
        name = next(
            (
                name
                for name, look in looks.items()
                if name not in out.roles and look.numbers is not None and look.called(axis)
            ),
            None,
        )
        if name is not None:
            found[axis] = name
    if {"longitude", "latitude"} <= set(found):
        east, north = looks[found["longitude"]], looks[found["latitude"]]
        if abs(east.low) <= 180 and east.high <= 180 and abs(north.low) <= 90 and north.high <= 90:
            out.give(found["longitude"], "coordinate", Phrase("degrees, EPSG:4326"))
            out.give(found["latitude"], "coordinate", Phrase("degrees, EPSG:4326"))
            pair = Coordinates(x=found["longitude"], y=found["latitude"])
            return (None if shape else pair), shape, "EPSG:4326" if shape is None else None
    if {"x", "y"} <= set(found):
        for axis in ("x", "y"):
            out.give(
                found[axis],
                "coordinate",
                Phrase(
                    "not used: the file does not say its coordinate reference system; "
                    "add [coordinates] and crs"
                ),
            )
    return None, shape, None


def _give_long(found: LongTable, looks: dict[str, Look], out: Proposal) -> None:
    """One row for each area and category: no code is unique, but code and categories together are."""
    out.roles.clear()
    out.reasons.clear()
    out.give(found.area, "id", Phrase("with the categories, different in each row"))
    out.give(found.value, "value", Phrase("people of an area in a category"))
    for name in found.categories:
        out.give(name, "category", Phrase("{number} categories, one a row", number=looks[name].distinct))
    if found.name is not None:
        out.give(found.name, "name", Phrase("text, one for each area"))
    if found.date is not None:
        out.give(found.date, "date", Phrase("{number} dates; one of them is read", number=len(found.dates)))
    _give_others(looks, out)
    if not found.categories:
        out.doubts.append(
            Phrase("the rows of an area differ in nothing but “{date}”: there are no groups", date=found.date)
        )
        return
    single = len(found.categories) == 1
    out.profile = Profile(
        id=found.area,
        name=found.name,
        rows=None if found.date is None else Rows(column=found.date, levels=found.dates),
        long=Long(
            category=found.categories[0] if single else None,
            categories=() if single else found.categories,
            value=found.value,
        ),
    )


def _shares(looks: dict[str, Look], out: Proposal) -> tuple[dict[str, str], list[tuple[str, ...]]]:
    """Columns of percentages or rates (column -> kind), and neighbours among them that add up to 100."""
    kinds: dict[str, str] = {}
    candidates = {
        name: look
        for name, look in looks.items()
        if name not in out.roles and look.numbers is not None and not look.is_score and look.high <= 100.5
    }
    for name, look in candidates.items():
        if look.numbers is not None and look.numbers.percent:
            kinds[name] = "percent"
        elif look.called("share") or look.unit == "%":  # a spreadsheet keeps 12% as 0.12
            kinds[name] = "rate" if look.high <= 1.0 and look.fractions > 0.2 else "percent"
    biggest = max((look.high for look in looks.values() if look.is_count), default=0.0)
    small = {name: look.numbers.data for name, look in candidates.items() if look.numbers is not None}
    runs: list[tuple[str, ...]] = []
    if small and biggest > 100:
        runs = find_partitions(small, np.full(len(next(iter(small.values()))), 100.0))
        kinds.update(dict.fromkeys([name for run in runs for name in run], "percent"))
    return kinds, runs


def _total(
    looks: dict[str, Look], shares: dict[str, str], out: Proposal, wanted: Sequence[str]
) -> str | None:
    counts = [
        name for name, look in looks.items() if look.is_count and name not in out.roles and name not in shares
    ]
    called = [name for name in counts if has_word(name, TOTALS) and name not in wanted]
    summed = [
        name
        for name in (called or counts)
        if is_sum(name, [other for other in counts if other != name], looks)
    ]
    if not called:
        if len(summed) == 1 and len(counts) > 2 and holds(looks, summed[0], counts):
            out.give(summed[0], "total", Phrase("other columns add up to it"))
            return summed[0]
        return None
    candidates = [name for name in summed if holds(looks, name, summed)] or called
    best = candidates[0]
    others = [name for name in candidates if name != best and not alike(looks[best], looks[name])]
    if others and not summed:
        whole = [name for name in candidates if holds(looks, name, candidates)]
        if whole and (whole[0] == candidates[0] or set(words(whole[0])) <= TOTALS):
            out.give(whole[0], "total", Phrase("called so, and no other column that is called so is larger"))
            return whole[0]
        out.doubts.append(
            Phrase(
                "several columns could be the total: {names}",
                names=", ".join(f"“{name}”" for name in [best, *others]),
            )
        )
    added = Phrase("called so, and other columns add up to it")
    out.give(best, "total", added if summed else Phrase("called so"))
    return best


def _groups(
    looks: dict[str, Look],
    total: str | None,
    shares: dict[str, str],
    runs: list[tuple[str, ...]],
    out: Proposal,
) -> dict[str, Group]:
    groups: dict[str, Group] = {}
    in_run = {name for run in runs for name in run}
    whole = looks[total].numbers if total is not None else None
    for name, look in looks.items():
        if name in out.roles:
            continue
        if name in shares:
            _give_share(name, shares[name], total, groups, out, adds_up=name in in_run)
        elif look.is_count and look.numbers is not None:
            if look.is_constant:
                continue
            if whole is not None:
                both = np.isfinite(look.numbers.data) & np.isfinite(whole.data)
                above = look.numbers.data[both] > whole.data[both]
                if both.any() and above.mean() > 1 - DOMINATES:
                    out.give(
                        name,
                        "attribute",
                        Phrase("larger than the total in {number} areas", number=int(above.sum())),
                    )
                    continue
            groups[name] = Group(column=name)
            out.give(
                name,
                "group",
                Phrase("people: whole numbers, below the total")
                if whole
                else Phrase("people: whole numbers"),
            )
    return groups


def _give_share(
    name: str, kind: str, total: str | None, groups: dict[str, Group], out: Proposal, *, adds_up: bool
) -> None:
    """A share is a group only where it and its neighbours make up everybody: else its base is not known."""
    if total is None:
        out.give(name, "attribute", Phrase("a {kind}, but there is no total to take it of", kind=kind))
    elif not adds_up:
        out.give(
            name,
            "share",
            Phrase(
                'a {kind}; say of what: [groups.NAME] kind = "{kind}", of = "total" or a column', kind=kind
            ),
        )
    else:
        groups[name] = Group.model_validate({"column": name, "kind": kind})
        out.give(
            name, "group", Phrase("a {kind} of the total: it adds up to 100 with its neighbours", kind=kind)
        )


def _partitions(
    looks: dict[str, Look],
    total: str | None,
    groups: dict[str, Group],
    runs: list[tuple[str, ...]],
    out: Proposal,
) -> dict[str, tuple[str, ...]]:
    """Sets of groups that together are everybody."""
    whole = looks[total].numbers if total is not None else None
    people = {
        name: numbers.data
        for name, group in groups.items()
        if group.kind == "count" and (numbers := looks[name].numbers) is not None
    }
    found = [run for run in runs if set(run) <= set(groups)]
    if whole is not None:
        for run in find_partitions(people, whole.data):
            found.append(run)
            for name in run:
                out.reasons[name] = Phrase(
                    "{reason}; adds up to the total with its neighbours", reason=out.reasons[name]
                )
    return {f"partition {i + 1}": run for i, run in enumerate(found)}
