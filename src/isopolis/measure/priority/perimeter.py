"""Priority neighbourhoods beside an existing perimeter: who enters, who leaves, which poor are missed."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from isopolis.errors import InputError
from isopolis.language import Language, message
from isopolis.measure.areas.protect import DEFAULT_THRESHOLD, protect
from isopolis.measure.priority.contiguity import valid_shapes
from isopolis.measure.priority.criteria import column_of
from isopolis.measure.priority.result import PriorityResult

Floats = npt.NDArray[np.float64]

EQUAL_AREA = "EPSG:6933"
"""Maps in degrees are measured in this projection, where all of the world keeps its surface."""


@dataclass(frozen=True, slots=True)
class PerimeterComparison:
    """An existing perimeter beside the priority neighbourhoods.

    Attributes
    ----------
    areas
        One row an area: ``city``, ``area``, ``people``, ``poor``, ``inside`` (share of its surface in the
        perimeter), ``priority`` ("in", "out", "unknown"), ``change``: "stays", "enters", "leaves" or
        "outside" (an area counts as inside from half its surface).
    totals
        Rows "both", "enters", "leaves", "outside" and "all"; columns ``people`` and ``poor``. Areas that the
        perimeter cuts are shared out, so the four add up to all.
    existing
        One row a neighbourhood of the perimeter: ``name``, ``people``, ``poor``, ``people_kept`` (in a
        priority neighbourhood), ``share_kept``, ``outside_map`` (share of its surface without any area).
    zones
        One row a priority neighbourhood: ``zone``, ``people``, ``people_before``, ``share_before`` (in the
        perimeter already).
    poor_unknown
        Number of areas where the number of poor people is not known; they are in no sum of poor people.
    """

    areas: pd.DataFrame
    totals: pd.DataFrame
    existing: pd.DataFrame
    zones: pd.DataFrame
    poor_unknown: int

    def protected(self, threshold: int = DEFAULT_THRESHOLD) -> PerimeterComparison:
        """The same comparison for publication.

        Perimeters and areas overlap in small pieces, so sums of both can be subtracted from each other. All
        sums are therefore rounded to multiples of the threshold, and areas with fewer people or poor people
        than that are emptied as :func:`isopolis.measure.areas.protect.protect` says.
        """
        if threshold == 0:
            return self
        gate = protect(
            self.areas.assign(city=self.areas["city"].fillna("")),
            counts=["poor"],
            threshold=threshold,
            keep=("inside", "priority", "change"),
        )
        areas = gate.local.assign(city=self.areas["city"])
        return PerimeterComparison(
            areas,
            _rounded(self.totals, threshold),
            _rounded(self.existing, threshold),
            _rounded(self.zones, threshold),
            self.poor_unknown,
        )

    def sentences(self, language: Language) -> list[str]:
        """Who is covered and who is missed, in plain words."""
        people, poor = self.totals["people"].to_dict(), self.totals["poor"].to_dict()
        counts = {"stay": people["both"], "enter": people["enters"], "leave": people["leaves"]}
        said = [language.text(_PEOPLE, **{name: language.number(n, 0) for name, n in counts.items()})]
        if poor["all"] > 0:
            new = poor["both"] + poor["enters"]
            said.append(
                language.text(
                    _POOR,
                    poor=language.number(poor["all"], 0),
                    old=language.percent((poor["both"] + poor["leaves"]) / poor["all"], 1),
                    new=language.percent(new / poor["all"], 1),
                    missed=language.number(poor["all"] - new, 0),
                )
            )
        if self.poor_unknown:
            said.append(language.text(_UNKNOWN, number=language.number(self.poor_unknown)))
        if ((self.areas["inside"] > 0) & (self.areas["inside"] < 1)).any():
            said.append(language.text(_CUT))
        return said


_PEOPLE = message("Inside both perimeters: {stay} people; {enter} people enter and {leave} leave.")
_POOR = message(
    "Of {poor} poor people, the existing perimeter covers {old} and the priority neighbourhoods cover {new}; "
    "{missed} poor people live outside the priority neighbourhoods."
)
_UNKNOWN = message(
    "Number of poor people not known: {number} areas; they are in none of these sums of poor people."
)
_CUT = message(
    "Where a perimeter cuts an area, its people are shared out by surface, as if they lived spread evenly."
)


def _rounded(table: pd.DataFrame, base: int) -> pd.DataFrame:
    """Numbers of people to the nearest multiple; shares of people from the rounded numbers."""
    out = table.copy()
    for name in ("people", "poor", "people_kept", "people_before"):
        if name in out.columns:
            out[name] = np.round(out[name] / base) * base
    for share, part in (("share_kept", "people_kept"), ("share_before", "people_before")):
        if share in out.columns:
            out[share] = out[part] / out["people"].where(out["people"] > 0)
    return out


def compare_perimeter(
    result: PriorityResult, perimeter: gpd.GeoDataFrame, *, poor: str | Floats, name: str | None = None
) -> PerimeterComparison:
    r"""Compare priority neighbourhoods with an existing perimeter, which may cut areas.

    With :math:`s_i` the share of the surface of area i inside the perimeter and :math:`p_i` 1 in a priority
    neighbourhood, else 0, the people of an area are in both (:math:`p_i s_i`), enter (:math:`p_i(1-s_i)`),
    leave (:math:`(1-p_i)s_i`) or stay outside; undecided areas are not in a priority neighbourhood, and an
    unknown number of people counts as none.

    Parameters
    ----------
    result
        What :func:`designation.priority_areas` found.
    perimeter
        Polygons with a CRS, one row a neighbourhood.
    poor
        Column with the share of poor people of each area (0..1), ``share:GROUP``, or (n,) numbers of them.
    name
        Column of the perimeter with the names; else its index.

    Raises
    ------
    InputError
        A perimeter without a CRS or without polygons, shares that are not between 0 and 1.
    """
    shapes, outlines = _on_one_map(result, perimeter)
    people, numbers = np.nan_to_num(result.source.total), _poor(result, poor)
    known = np.nan_to_num(numbers)
    member = (result.areas["status"] == "in").to_numpy()
    inside = _overlaps(shapes, np.asarray([outlines.union_all()], dtype=object)).inside(len(shapes))
    half = inside >= 0.5
    table = result.areas[["city", "area", "people"]].assign(
        poor=numbers,
        inside=inside,
        priority=result.areas["status"],
        change=np.where(member, np.where(half, "stays", "enters"), np.where(half, "leaves", "outside")),
    )
    weights = {
        "both": member * inside,
        "enters": member * (1.0 - inside),
        "leaves": ~member * inside,
        "outside": ~member * (1.0 - inside),
        "all": np.ones(len(inside)),
    }
    sums = {row: {"people": float(people @ w), "poor": float(known @ w)} for row, w in weights.items()}
    zones = (
        pd.DataFrame({"zone": result.areas["zone"], "people": people, "people_before": people * inside})[
            member
        ]
        .groupby("zone", sort=False)
        .sum()
        .reset_index()
    )
    zones["share_before"] = zones["people_before"] / zones["people"].where(zones["people"] > 0)
    overlaps = _overlaps(shapes, np.asarray(outlines.array))
    existing = pd.DataFrame(
        {
            "name": (perimeter.index if name is None else perimeter[name]).astype(str),
            "people": overlaps.sums(people, len(outlines)),
            "poor": overlaps.sums(known, len(outlines)),
            "people_kept": overlaps.sums(people * member, len(outlines)),
        }
    ).reset_index(drop=True)
    existing["share_kept"] = existing["people_kept"] / existing["people"].where(existing["people"] > 0)
    covered = overlaps.sums(shapely.area(np.asarray(shapes.array)), len(outlines))
    existing["outside_map"] = np.clip(1.0 - covered / outlines.area.to_numpy(), 0.0, 1.0)
    unknown = int((np.isnan(numbers) & (people > 0)).sum())
    return PerimeterComparison(table, pd.DataFrame(sums).T, existing, zones, unknown)


def _on_one_map(result: PriorityResult, perimeter: gpd.GeoDataFrame) -> tuple[gpd.GeoSeries, gpd.GeoSeries]:
    """The areas and the outlines in one projection in which surfaces can be measured."""
    shapes = result.source.with_geometry().geometry
    if shapes is None or shapes.crs is None or perimeter.crs is None:
        raise InputError(
            "the perimeter or the areas have no known projection",
            expected="shapes with a coordinate reference system",
            remedy="write the perimeter with its projection, e.g. as a GeoPackage",
        )
    if len(perimeter) == 0 or not perimeter.geom_type.isin(("Polygon", "MultiPolygon")).all():
        raise InputError(
            "the perimeter holds something else than polygons",
            expected="polygons, one row a neighbourhood",
            remedy="remove points and lines, and rows without a shape",
        )
    target = EQUAL_AREA if shapes.crs.is_geographic else shapes.crs
    outlines = gpd.GeoSeries(valid_shapes(perimeter.geometry.to_crs(target).array), crs=target)
    return gpd.GeoSeries(valid_shapes(shapes.to_crs(target).array), crs=target), outlines


def _poor(result: PriorityResult, poor: str | Floats) -> Floats:
    """(n,) number of poor people of each area; NaN where it is not known."""
    if not isinstance(poor, str):
        return np.asarray(poor, dtype=float)
    shares = column_of(result.source, poor)
    if np.nanmin(shares, initial=0.0) < 0 or np.nanmax(shares, initial=0.0) > 1:
        raise InputError(
            "the shares of poor people are not between 0 and 1",
            column=poor,
            expected="0.25 for a quarter",
            remedy="divide percentages by 100",
        )
    return shares * result.source.total


@dataclass(frozen=True, slots=True)
class _Overlaps:
    """Where areas and outlines overlap: (k,) outline, area, and share of the area's surface."""

    outline: npt.NDArray[np.intp]
    area: npt.NDArray[np.intp]
    share: Floats

    def inside(self, areas: int) -> Floats:
        """(areas,) share of each area inside the outlines."""
        return np.clip(np.bincount(self.area, weights=self.share, minlength=areas), 0.0, 1.0)

    def sums(self, values: Floats, outlines: int) -> Floats:
        """(outlines,) sum over the areas of each outline, shared out by surface."""
        return np.bincount(self.outline, weights=self.share * values[self.area], minlength=outlines).astype(
            float
        )


def _overlaps(shapes: gpd.GeoSeries, outlines: npt.NDArray[np.object_]) -> _Overlaps:
    polygons = np.asarray(shapes.array)
    outline, area = shapely.STRtree(polygons).query(outlines, predicate="intersects")
    whole = shapely.contains_properly(outlines[outline], polygons[area])
    surface = shapely.area(polygons[area])
    common = surface.copy()
    common[~whole] = shapely.area(shapely.intersection(polygons[area[~whole]], outlines[outline[~whole]]))
    share = np.divide(common, surface, out=np.zeros(len(area)), where=surface > 0)
    return _Overlaps(outline, area, share)
