"""What came out: areas, zones, the trail of decisions, and both in words and on a map."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from isopolis.errors import InputError
from isopolis.language import Language, message
from isopolis.measure.areas import Areas
from isopolis.measure.areas.protect import DEFAULT_THRESHOLD, protect
from isopolis.measure.priority.contiguity import valid_shapes
from isopolis.measure.priority.criteria import Judged
from isopolis.measure.priority.rule import Rule

if TYPE_CHECKING:
    import geopandas as gpd


class Why(IntEnum):
    """Why an area is in, out or undecided."""

    MEETS = 0
    FAILS = 1
    UNKNOWN = 2
    PUT_IN = 3
    TAKEN_OUT = 4
    SMALL_CITY = 5
    SMALL_ZONE = 6
    OPEN_ZONE = 7
    NO_CITY = 8


@dataclass(frozen=True, slots=True)
class PriorityResult:
    """Priority neighbourhoods and how they came about.

    Attributes
    ----------
    source, rule
        The areas and the rule that were given.
    areas
        One row an area, in their order: ``city``, ``area``, ``people``, a column for each criterion with its
        value, ``status`` ("in", "out", "unknown"), ``zone``, ``why`` (:class:`Why`, in small letters),
        ``by_hand``.
    zones
        One row a contiguous zone, also those that are too small: ``zone``, ``city``, ``status``, ``people``,
        ``areas``, ``open_areas_beside`` (undecided areas that touch it), ``people_with_open_areas``, and for
        each criterion the mean over its people, ``threshold:NAME`` and ``meets:NAME``.
    decisions
        The audit trail, columns ``decisions.DECISION_COLUMNS``.
    statistic
        What the values were.
    judged
        The criteria as they were applied.
    """

    source: Areas
    rule: Rule
    areas: pd.DataFrame
    zones: pd.DataFrame
    decisions: pd.DataFrame
    statistic: str
    judged: tuple[Judged, ...]

    @property
    def neighbourhoods(self) -> pd.DataFrame:
        """The zones that are priority neighbourhoods."""
        return self.zones[self.zones["status"] == "in"].reset_index(drop=True)

    def to_geodataframe(self, level: Literal["zones", "areas"] = "zones") -> gpd.GeoDataFrame:
        """The zones (one shape each) or the areas, with their shapes and the map's projection.

        Raises
        ------
        InputError
            Areas without a shape.
        """
        import geopandas as gpd  # noqa: PLC0415  (only those who draw pay for it)

        shapes = self.source.with_geometry().geometry
        if shapes is None:
            raise InputError("the areas have no shapes", expected="polygons or codes of grid cells")
        if level == "areas":
            return gpd.GeoDataFrame(self.areas, geometry=shapes.to_numpy(), crs=shapes.crs)
        inside = self.areas["zone"].notna().to_numpy()
        drawn = gpd.GeoSeries(valid_shapes(shapes.array[inside]), crs=shapes.crs)
        joined = gpd.GeoDataFrame(
            {"zone": self.areas.loc[inside, "zone"].to_numpy()}, geometry=drawn
        ).dissolve("zone")
        return gpd.GeoDataFrame(
            self.zones, geometry=joined.geometry.reindex(self.zones["zone"]).to_numpy(), crs=shapes.crs
        )

    def protected(self, threshold: int = DEFAULT_THRESHOLD) -> PriorityResult:
        """The same result for publication: no number about fewer people than the threshold.

        Which areas are in, out or undecided stays. The people and values of areas that the gate withholds
        are empty, in the table and in the audit trail, and those of zones and cities whose totals it
        withholds; see :func:`isopolis.measure.areas.protect.protect`.
        """
        table = self.areas.rename(columns={"status": "decision"})
        table["zone"] = table["zone"].fillna("")
        table["city"] = table["city"].fillna("")
        stays = ("decision", "why", "by_hand")
        gate = protect(
            table, counts=["people"], people=None, by=("city", "zone"), keep=stays, threshold=threshold
        )
        areas = gate.local.rename(columns={"decision": "status"})
        for name in ("zone", "city"):
            areas[name] = self.areas[name]
        columns = ["people", "people_with_open_areas", *(one.criterion.name for one in self.judged)]
        zones, decisions = self.zones.copy(), self.decisions.copy()
        keys = set(gate.totals)
        withheld = [key in keys for key in zip(zones["city"], zones["zone"], strict=True)]
        zones.loc[withheld, columns] = np.nan
        small_zones = set(zones["zone"][withheld])
        hidden = decisions["area"].isin(set(areas["area"][gate.hidden])) | decisions["zone"].isin(small_zones)
        hidden |= (decisions["step"] == "city") & decisions["city"].isin(
            {key[0] for key in keys if len(key) == 1}
        )
        decisions["value"] = decisions["value"].mask(hidden, None)
        return replace(self, areas=areas, zones=zones, decisions=decisions)

    def sentences(self, language: Language) -> list[str]:
        """What came out, what is open and what to beware of, in plain words."""
        found = self.neighbourhoods
        everybody = float(np.nansum(self.source.total))
        people = float(np.nansum(found["people"]))
        said = [
            language.text(
                _FOUND,
                zones=language.number(len(found)),
                people=language.number(people, 0),
                share=language.percent(people / everybody if everybody > 0 else 0.0, 1),
            )
        ]
        small = self.zones[self.zones["status"] == "out"]
        counted = (
            (_SMALL, len(small), float(np.nansum(small["people"]))),
            (_OPEN_ZONES, int((self.zones["status"] == "unknown").sum()), 0.0),
            (_OPEN_AREAS, *self._areas_with(Why.UNKNOWN)),
            (_SMALL_CITY, *self._areas_with(Why.SMALL_CITY)),
            (_BY_HAND, int(self.areas["by_hand"].sum()), 0.0),
        )
        said += [
            language.text(text, number=language.number(number), people=language.number(count, 0))
            for text, number, count in counted
            if number
        ]
        return said + self._cautions(language)

    def _areas_with(self, why: Why) -> tuple[int, float]:
        which = (self.areas["why"] == why.name.lower()).to_numpy()
        return int(which.sum()), float(np.nansum(self.source.total[which]))

    def _cautions(self, language: Language) -> list[str]:
        """Where what was computed is not quite what the rule means."""
        said = []
        for one in self.judged:
            name, meant = one.criterion.name, one.criterion.statistic
            if meant and meant != self.statistic:
                words = {"name": name, "meant": language.text(meant), "used": language.text(self.statistic)}
                said.append(language.text(_STATISTIC, **words))
            found = self.neighbourhoods
            missed = found.loc[[answer is False for answer in found[f"meets:{name}"]], "zone"]
            if len(missed):
                said.append(language.text(_MISSED, name=name, zones=", ".join(missed)))
            if one.unverified:
                said.append(language.text(_UNVERIFIED, name=name, cities=", ".join(one.unverified)))
        return said + [note.get(language.code, note.get("en", "")) for note in self.rule.notes]


_FOUND = message("{zones} priority neighbourhoods, with {people} people: {share} of all people known.")
_SMALL = message(
    "Too few people together: {number} more groups of touching areas meet the criteria, with {people} people."
)
_OPEN_ZONES = message(
    "Undecided: {number} groups of touching areas have enough people only with areas that cannot be judged."
)
_OPEN_AREAS = message(
    "Cannot be judged: {number} areas, with {people} people, because a value is missing, hidden or filled in."
)
_SMALL_CITY = message(
    "Out because their city is too small for the rule: {number} areas, with {people} people."
)
_BY_HAND = message("Areas decided by hand, with the reasons in the decision log: {number}.")
_STATISTIC = message("The rule means the {meant} of “{name}”; the areas give the {used}, and that was used.")
_MISSED = message(
    "With the exceptions made by hand, these no longer meet the criterion “{name}” as a whole: {zones}."
)
_UNVERIFIED = message(
    "The threshold of “{name}” for cities of this size has not been checked against the legal text: {cities}."
)
_STATISTICS = (message("mean"), message("median"), message("rate"))
