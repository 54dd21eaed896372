"""What a data officer should know about the areas before believing a figure, and what it does to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from isopolis.language import Language, message
from isopolis.measure.areas import REST, Areas, Composition, CountStatus, compose
from isopolis.measure.areas.quality.bounds import dissimilarity_bound
from isopolis.measure.areas.quality.sheet import quality_sheet
from isopolis.measure.areas.status import known

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

VERY_SMALL = 10
"""An area with fewer people than this is very small: one more or less changes its share by a tenth."""
USELESS = 0.25
"""A bound above this says no more than that the figure is open."""


class Kind(StrEnum):
    """What was found."""

    LEFT_OUT = "left_out"
    """Areas that the figures leave out because a count is hidden or was not collected."""
    PARTS_DIFFER = "parts_differ"
    """Areas where groups that are everybody together do not add up to the total."""
    IMPUTED = "imputed"
    PERTURBED = "perturbed"
    EMPTY = "empty"
    """Areas where nobody lives."""
    TOTAL_UNKNOWN = "total_unknown"
    """Areas whose number of people is not known."""
    VERY_SMALL = "very_small"
    DUPLICATED_SHAPE = "duplicated_shape"
    """Areas with exactly the shape of an earlier one."""
    WITHOUT_SHAPE = "without_shape"
    WITHOUT_CITY = "without_city"
    """Areas without a value in the column that tells the cities apart."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found.

    Attributes
    ----------
    kind
        What.
    areas, of
        Number of areas concerned, among how many.
    people
        People known to live there; NaN where the number is not known.
    share
        Their share of all people known; NaN where that is not known.
    details
        What else the sentence names: numbers, and names as text.
    """

    kind: Kind
    areas: int
    of: int
    people: float
    share: float
    details: Mapping[str, float | str] = field(default_factory=dict)

    def sentence(self, language: Language) -> str:
        """What was found and what it does to the figures, in plain words."""
        said = [_FOUND[self.kind], self._effect()]
        numbers = {
            "areas": language.number(self.areas),
            "of": language.number(self.of),
            "people": language.number(self.people, 0) if not np.isnan(self.people) else "?",
            "share": _share(self.share, language),
            "very_small": language.number(VERY_SMALL),
        }
        for name, value in self.details.items():
            if isinstance(value, str):
                numbers[name] = value
            elif name == "bound":  # rounded up: a bound must not shrink on its way to the page
                numbers[name] = language.number(np.ceil(value * 1e4) / 1e4, 4)
            else:
                numbers[name] = language.number(value, 4 if name == "figure" else 0)
        return " ".join(language.text(text, **numbers) for text in said if text)

    def _effect(self) -> str:
        if self.kind is not Kind.LEFT_OUT:
            return ""
        bound = self.details["bound"]
        if isinstance(bound, str):
            return ""
        if np.isnan(bound):
            return _EFFECT_UNKNOWN
        return _EFFECT_OPEN if bound > USELESS else _EFFECT_BOUND


_FOUND = {
    Kind.LEFT_OUT: message(
        "Left out of the figures: {areas} of {of} areas ({share} of the people known), {suppressed} because"
        " the publisher hid a count and {not_collected} because a count was not collected."
    ),
    Kind.PARTS_DIFFER: message(
        "The sum of {parts} is not the total in {areas} of {of} areas; sum less total goes from {low} to "
        "{high} people. Totals are used as published, never rebuilt from parts."
    ),
    Kind.IMPUTED: message(
        "Filled in by the publisher from a larger area: counts in {areas} of {of} areas ({share} of the "
        "people known). Differences between these areas are smaller in the data than in reality."
    ),
    Kind.PERTURBED: message(
        "With noise or rounding: counts in {areas} of {of} areas ({share} of the people known). A "
        "difference of a few people means nothing there, and segregation comes out a little too high."
    ),
    Kind.EMPTY: message("Nobody lives in {areas} of {of} areas; they change no figure."),
    Kind.TOTAL_UNKNOWN: message("The number of people is not known in {areas} of {of} areas."),
    Kind.VERY_SMALL: message(
        "Fewer than {very_small} people live in {areas} of {of} areas ({share} of the people known): shares"
        " jump by chance there."
    ),
    Kind.DUPLICATED_SHAPE: message(
        "Exactly the shape of another area: {areas} of {of} areas, with {people} people. Somebody may be "
        "counted twice."
    ),
    Kind.WITHOUT_SHAPE: message(
        "Without a shape: {areas} of {of} areas, with {people} people. They count in the figures and are "
        "not on the map."
    ),
    Kind.WITHOUT_CITY: message(
        "Without a value of “{column}”: {areas} of {of} areas, with {people} people. They are in no city's "
        "figures."
    ),
}
_EFFECT_BOUND = message(
    "At most {people} people live there: with them the dissimilarity, {figure}, would change by no more "
    "than {bound}."
)
_EFFECT_OPEN = message(
    "At most {people} people live there: too many to say what the figures would be with them."
)
_EFFECT_UNKNOWN = message("How much the figures would change with them is not known.")


def _share(share: float, language: Language) -> str:
    """A share that is not zero is not written as zero."""
    if np.isnan(share):
        return "?"
    return ("< " if 0 < share < 0.0005 else "") + language.percent(max(share, 0.001 * (share > 0)), 1)


@dataclass(frozen=True, slots=True)
class Quality:
    """The quality sheet and the findings.

    Attributes
    ----------
    sheet
        One row a column, see ``sheet.SHEET_COLUMNS``.
    findings
        What was found, what matters most first.
    notes
        What the reader of the file noted, e.g. rows of a table that matched no shape.
    """

    sheet: pd.DataFrame
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()

    def sentences(self, language: Language) -> list[str]:
        """Findings and notes in plain words."""
        return [*(finding.sentence(language) for finding in self.findings), *self.notes]


def quality(
    areas: Areas, groups: tuple[str, ...] | None = None, *, by: str | None = None, threshold: int = 0
) -> Quality:
    """Look through the areas for everything that can make a figure wrong.

    Nothing is mended: what does not add up stays as the publisher gave it.

    Parameters
    ----------
    areas
        The areas as they were read.
    groups
        The groups compared, for what is left out and what that does; None: the first partition, if any.
    by
        Column that tells the cities apart. The bound on the figure is then not given: ask for each city.
    threshold
        See :func:`quality_sheet`.

    Raises
    ------
    InputError
        An unknown group, or no area where all groups are known.
    """
    if groups is None and areas.partitions:
        groups = next(iter(areas.partitions.values()))
    found = [
        *_left_out(areas, groups, one_city=by is None),
        *_parts(areas),
        *_status(areas, groups),
        *_sizes(areas),
    ]
    found += [*_shapes(areas), *_without_city(areas, by)]
    return Quality(quality_sheet(areas, groups, threshold=threshold), tuple(found), areas.source.notes)


def _finding(
    kind: Kind, areas: Areas, which: Flags, details: Mapping[str, float | str] | None = None
) -> Finding:
    totals = areas.total[which]
    people = float(np.nansum(totals)) if not np.isnan(totals).all() or totals.size == 0 else np.nan
    everybody = float(np.nansum(areas.total))
    share = people / everybody if everybody > 0 else np.nan
    return Finding(kind, int(which.sum()), len(areas), people, share, details or {})


def _left_out(areas: Areas, groups: tuple[str, ...] | None, *, one_city: bool) -> Iterator[Finding]:
    if not groups:
        return
    composition = compose(areas, groups)
    if len(composition.rows) == len(areas):
        return
    which = np.ones(len(areas), dtype=bool)
    which[composition.rows] = False
    bound, figure = _bound(areas, groups, composition, which)
    details: dict[str, float | str] = {
        "suppressed": float(composition.left_out[CountStatus.SUPPRESSED]),
        "not_collected": float(composition.left_out[CountStatus.NOT_COLLECTED]),
        "bound": bound if one_city else "",
        "figure": figure if one_city else "",
    }
    yield _finding(Kind.LEFT_OUT, areas, which, details)


def _bound(
    areas: Areas, groups: tuple[str, ...], composition: Composition, which: Flags
) -> tuple[float, float]:
    """How much the areas left out can change D, and D itself; NaN where nobody can say."""
    wholes = {areas.universe.get(group) for group in groups if group != REST}
    if len(groups) < 2 or wholes != {None} or np.isnan(areas.total[which]).any():
        return np.nan, np.nan
    counts = composition.counts
    city = counts.sum(axis=0)
    if (city > 0).sum() < 2:
        return np.nan, np.nan
    shares = city / city.sum()
    distance = np.abs(counts - counts.sum(axis=1, keepdims=True) * shares).sum() / city.sum()
    figure = float(distance / (2.0 * (shares * (1.0 - shares)).sum()))
    return dissimilarity_bound(counts, float(areas.total[which].sum())), figure


def _parts(areas: Areas) -> Iterator[Finding]:
    for members in areas.partitions.values():
        columns = [areas.column(member) for member in members]
        parts = areas.counts[:, columns].sum(axis=1)
        whole = areas.universe.get(members[0]) if members else None
        total = areas.total if whole is None else areas.counts[:, areas.column(whole)]
        # Shares of a rounded rate add up to the total but for a rounding error: half a person is none.
        difference = parts - total
        which = np.abs(difference) > 0.5
        if which.any():
            details: dict[str, float | str] = {
                "parts": ", ".join(areas.label(member) for member in members),
                "low": float(difference[which].min()),
                "high": float(difference[which].max()),
            }
            yield _finding(Kind.PARTS_DIFFER, areas, which, details)


def _status(areas: Areas, groups: tuple[str, ...] | None) -> Iterator[Finding]:
    columns = [areas.column(group) for group in groups or areas.groups if group in areas.groups]
    for kind, status in ((Kind.IMPUTED, CountStatus.IMPUTED), (Kind.PERTURBED, CountStatus.PERTURBED)):
        which = areas.total_status == status
        for column in columns:
            which = which | (areas.status[:, column] == status)
        if which.any():
            yield _finding(kind, areas, which)


def _sizes(areas: Areas) -> Iterator[Finding]:
    for kind, which in (
        (Kind.TOTAL_UNKNOWN, ~known(areas.total_status)),
        (Kind.EMPTY, areas.total == 0),
        (Kind.VERY_SMALL, (areas.total > 0) & (areas.total < VERY_SMALL)),
    ):
        if which.any():
            yield _finding(kind, areas, which)


def _shapes(areas: Areas) -> Iterator[Finding]:
    if areas.cells is not None:
        cells = pd.DataFrame({"x": areas.cells.x, "y": areas.cells.y, "size": areas.cells.size})
        twice = cells.duplicated().to_numpy()
    elif areas.geometry is not None:
        without = (areas.geometry.isna() | areas.geometry.is_empty).to_numpy()
        if without.any():
            yield _finding(Kind.WITHOUT_SHAPE, areas, without)
        twice = areas.geometry.to_wkb().duplicated().to_numpy() & ~without
    else:
        return
    if twice.any():
        yield _finding(Kind.DUPLICATED_SHAPE, areas, twice)


def _without_city(areas: Areas, by: str | None) -> Iterator[Finding]:
    if by is None or by not in areas.attributes.columns:
        return
    which = areas.attributes[by].isna().to_numpy()
    if which.any():
        yield _finding(Kind.WITHOUT_CITY, areas, which, {"column": by})
