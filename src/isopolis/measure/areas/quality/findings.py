"""What a data officer should know about the areas before believing a figure, and what it does to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from isopolis.language import Language, message
from isopolis.measure.areas import NOT_PEOPLE, Areas, CountStatus, compose, rounded_away
from isopolis.measure.areas.quality.effect import Effect, effect_of
from isopolis.measure.areas.quality.sheet import quality_sheet
from isopolis.measure.areas.status import known

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

VERY_SMALL = 10
"""An area with fewer people than this is very small: one more or less changes its share by a tenth."""


class Kind(StrEnum):
    """What was found."""

    LEFT_OUT = "left_out"
    """Areas that the figures leave out because a count is hidden or was not collected."""
    PARTS_DIFFER = "parts_differ"
    """Areas where groups that are everybody together do not add up to the total."""
    IMPUTED = "imputed"
    PERTURBED = "perturbed"
    NOT_PEOPLE = "not_people"
    """Areas whose counts are no whole numbers, where all of them together are no people."""
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
        People known to live there; NaN where the number is not known; the threshold of publication where
        they are fewer.
    share
        Their share of all people known; NaN where that is not known.
    fewer
        Whether there are fewer people than ``people`` says.
    details
        What else the sentence names: numbers, and names as text.
    effect
        What it does to the figures.
    """

    kind: Kind
    areas: int
    of: int
    people: float
    share: float
    fewer: bool = False
    details: Mapping[str, float | str] = field(default_factory=dict)
    effect: Effect | None = None

    def sentence(self, language: Language) -> str:
        """What was found and what it does to the figures, in plain words."""
        numbers = {
            "areas": language.number(self.areas),
            "of": language.number(self.of),
            "people": self._people(language),
            "whom": self._whom(language),
            "very_small": language.number(VERY_SMALL),
        }
        for name, value in self.details.items():
            numbers[name] = value if isinstance(value, str) else language.number(value, 0)
        effect = self.effect.sentences(language) if self.effect is not None else []
        return " ".join([language.text(self._found, **numbers), *effect])

    @property
    def _found(self) -> str:
        """The sentence; of the areas left out, only the causes that there are."""
        if self.kind is Kind.LEFT_OUT and not self.details["not_collected"]:
            return _ALL_HIDDEN
        if self.kind is Kind.LEFT_OUT and not self.details["suppressed"]:
            return _NONE_COLLECTED
        return _FOUND[self.kind]

    def _people(self, language: Language) -> str:
        if np.isnan(self.people):
            return "?"
        people = language.number(self.people, 0)
        return language.text(_FEWER, people=people) if self.fewer else people

    def _whom(self, language: Language) -> str:
        """Whom it concerns; a share that is not zero is not written as zero."""
        if np.isnan(self.share):
            return language.text(_NOBODY_KNOWS)
        least = max(self.share, 0.001 * (self.share > 0))
        below = "< " if self.fewer or least > self.share else ""
        return language.text(_SHARE, share=below + language.percent(least, 1))


_ALL_HIDDEN = message(
    "Left out of the figures: {areas} of {of} areas ({whom}), because the publisher hid a count."
)
_NONE_COLLECTED = message(
    "Left out of the figures: {areas} of {of} areas ({whom}), because a count was not collected."
)
_FOUND = {
    Kind.LEFT_OUT: message(
        "Left out of the figures: {areas} of {of} areas ({whom}), {suppressed} because"
        " the publisher hid a count and {not_collected} because a count was not collected."
    ),
    Kind.PARTS_DIFFER: message(
        "The sum of {parts} is not the total in {areas} of {of} areas; sum less total goes from {low} to "
        "{high} people. Totals are used as published, never rebuilt from parts."
    ),
    Kind.IMPUTED: message(
        "Filled in by the publisher from a larger area: counts in {areas} of {of} areas ({whom}). "
        "Differences between these areas are smaller in the data than in reality."
    ),
    Kind.PERTURBED: message(
        "With noise or rounding: counts in {areas} of {of} areas ({whom}). A "
        "difference of a few people means nothing there, and segregation comes out a little too high."
    ),
    Kind.NOT_PEOPLE: message(
        "Counts are no whole numbers in {areas} of {of} areas: to round them would change {lost} of 100 "
        "people. Intervals and corrections need people, and are left out; if these are thousands or shares, "
        "multiply them."
    ),
    Kind.EMPTY: message("Nobody lives in {areas} of {of} areas; they change no figure."),
    Kind.TOTAL_UNKNOWN: message("The number of people is not known in {areas} of {of} areas."),
    Kind.VERY_SMALL: message(
        "Fewer than {very_small} people live in {areas} of {of} areas ({whom}): shares jump by chance there."
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
_SHARE = message("{share} of the people known")
_NOBODY_KNOWS = message("how many people live there is not known")
_FEWER = message("fewer than {people}")


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
        Column that tells the cities apart, for areas of no city and for the effect on each city's figure.
    threshold
        No number of people below this is given; 0 for none.

    Raises
    ------
    InputError
        An unknown group, or no area where all groups are known.
    """
    if groups is None and areas.partitions:
        groups = next(iter(areas.partitions.values()))
    look = _Look(areas, groups, by, threshold)
    found = [
        *_left_out(look),
        *_not_people(look),
        *_parts(look),
        *_status(look),
        *_sizes(look),
        *_shapes(look),
        *_no_city(look),
    ]
    return Quality(quality_sheet(areas, groups, threshold=threshold), tuple(found), areas.source.notes)


@dataclass(frozen=True, slots=True)
class _Look:
    """What is looked through, and for whom."""

    areas: Areas
    groups: tuple[str, ...] | None
    by: str | None
    threshold: int

    def finding(
        self,
        kind: Kind,
        which: Flags,
        details: Mapping[str, float | str] | None = None,
        effect: Effect | None = None,
    ) -> Finding:
        """A finding about the areas ``which``."""
        totals = self.areas.total[which]
        people = float(np.nansum(totals)) if not np.isnan(totals).all() or totals.size == 0 else np.nan
        fewer = 0 < people < self.threshold
        people = float(self.threshold) if fewer else people
        everybody = float(np.nansum(self.areas.total))
        share = float(np.minimum(1.0, people / everybody)) if everybody > 0 else np.nan
        number = int(which.sum())
        return Finding(kind, number, len(self.areas), people, share, fewer, details or {}, effect)


def _left_out(look: _Look) -> Iterator[Finding]:
    if not look.groups:
        return
    composition = compose(look.areas, look.groups)
    if len(composition.rows) == len(look.areas):
        return
    which = np.ones(len(look.areas), dtype=bool)
    which[composition.rows] = False
    details: dict[str, float | str] = {
        "suppressed": float(composition.left_out[CountStatus.SUPPRESSED]),
        "not_collected": float(composition.left_out[CountStatus.NOT_COLLECTED]),
    }
    effect = effect_of(look.areas, look.groups, composition, by=look.by, threshold=look.threshold)
    yield look.finding(Kind.LEFT_OUT, which, details, effect)


def _not_people(look: _Look) -> Iterator[Finding]:
    if not look.groups:
        return
    composition = compose(look.areas, look.groups)
    lost = rounded_away(composition.counts)
    if lost > NOT_PEOPLE:
        which = np.zeros(len(look.areas), dtype=bool)
        which[composition.rows] = (composition.counts != np.rint(composition.counts)).any(axis=1)
        yield look.finding(Kind.NOT_PEOPLE, which, {"lost": 100.0 * lost})


def _parts(look: _Look) -> Iterator[Finding]:
    areas = look.areas
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
            yield look.finding(Kind.PARTS_DIFFER, which, details)


def _status(look: _Look) -> Iterator[Finding]:
    areas = look.areas
    columns = [areas.column(group) for group in look.groups or areas.groups if group in areas.groups]
    for kind, status in ((Kind.IMPUTED, CountStatus.IMPUTED), (Kind.PERTURBED, CountStatus.PERTURBED)):
        which = areas.total_status == status
        for column in columns:
            which = which | (areas.status[:, column] == status)
        if which.any():
            yield look.finding(kind, which)


def _sizes(look: _Look) -> Iterator[Finding]:
    total = look.areas.total
    for kind, which in (
        (Kind.TOTAL_UNKNOWN, ~known(look.areas.total_status)),
        (Kind.EMPTY, total == 0),
        (Kind.VERY_SMALL, (total > 0) & (total < VERY_SMALL)),
    ):
        if which.any():
            yield look.finding(kind, which)


def _shapes(look: _Look) -> Iterator[Finding]:
    cells, geometry = look.areas.cells, look.areas.geometry
    if cells is not None:
        twice = pd.DataFrame({"x": cells.x, "y": cells.y, "size": cells.size}).duplicated().to_numpy()
    elif geometry is not None:
        without = (geometry.isna() | geometry.is_empty).to_numpy()
        if without.any():
            yield look.finding(Kind.WITHOUT_SHAPE, without)
        twice = geometry.to_wkb().duplicated().to_numpy() & ~without
    else:
        return
    if twice.any():
        yield look.finding(Kind.DUPLICATED_SHAPE, twice)


def _no_city(look: _Look) -> Iterator[Finding]:
    if look.by is None or look.by not in look.areas.attributes.columns:
        return
    which = look.areas.attributes[look.by].isna().to_numpy()
    if which.any():
        yield look.finding(Kind.WITHOUT_CITY, which, {"column": look.by})
