"""Pictures of the evidence: where the group of a computed indicator lives, and how an indicator moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import numpy as np

from isopolis.errors import InputError
from isopolis.language import Language
from isopolis.measure.segregation.measurement import SEPARATOR
from isopolis.plan.actions.action import Action
from isopolis.plan.documents.action_plan.writing import Writing
from isopolis.plan.documents.charts import Estimate, Reference, interval_chart
from isopolis.plan.documents.maps import draw_map
from isopolis.plan.documents.svg import Picture
from isopolis.plan.indicators.indicator import ComputedBy, Indicator, Reading


@dataclass(frozen=True)
class MeasuredCity:
    """The areas of a city as its diagnosis wrote them, after protection (``areas.parquet``).

    Attributes
    ----------
    areas
        One row an area: ``status``, ``location_quotient:<group>`` for each group, and the shapes.
    source
        Where the figures come from, to be said below the map.
    labels
        Readable names of groups.
    """

    areas: gpd.GeoDataFrame
    source: str
    labels: Mapping[str, str] = field(default_factory=dict)


def read_cities(path: Path) -> dict[str, MeasuredCity]:
    """The cities of an ``areas.parquet`` by their names.

    Raises
    ------
    InputError
        Where the file is not there, has no shapes, or is not one that a diagnosis wrote.
    """
    try:
        areas = gpd.read_parquet(path)
    except FileNotFoundError:
        raise InputError("is not there", file=path, remedy="check the name") from None
    except (ValueError, OSError) as error:
        raise InputError(f"holds no areas with shapes: {error}", file=path, expected=_WRITTEN) from None
    if missing := [name for name in ("city", "status") if name not in areas.columns]:
        raise InputError(f"has no column “{missing[0]}”", file=path, expected=_WRITTEN)
    return {str(name): MeasuredCity(own, path.name) for name, own in areas.groupby("city", sort=True)}


_SIZE = (360.0, 300.0)
"""Small enough that the legend stands beside the map, and both below the text that they belong to."""
_WRITTEN = "areas.parquet as `isopolis measure` writes it"


def maps_of(writing: Writing, action: Action) -> tuple[Picture, ...]:
    """One map for each city and group that an indicator of the action is computed for."""
    wanted = {
        (one.computed_by.city, one.computed_by.groups.split(SEPARATOR)[0]): one.computed_by
        for one in action.indicators
        if one.computed_by is not None and one.computed_by.city in writing.measured
    }
    drawn = (
        group_map(writing.measured[city], by, writing.language, prefix=f"map-{action.key}-{i}")
        for i, ((city, _group), by) in enumerate(wanted.items())
    )
    return tuple(one for one in drawn if one is not None)


def group_map(measured: MeasuredCity, by: ComputedBy, language: Language, *, prefix: str) -> Picture | None:
    """Where the first group of a figure lives, with legend and source; None where the file does not say."""
    group = by.groups.split(SEPARATOR)[0]
    column, areas = f"location_quotient:{group}", measured.areas
    if column not in areas.columns or areas.geometry.isna().all():
        return None
    label = measured.labels.get(group, group.replace("_", " "))
    return draw_map(
        areas.geometry,
        areas[column].to_numpy(dtype=float),
        areas["status"].tolist(),
        kind="ratio",
        title=language.text("{city}: where the group “{group}” lives", city=by.city, group=label),
        legend_title=language.text("Share in the area, as a multiple of the city's share"),
        language=language,
        source=measured.source,
        prefix=prefix,
        size=_SIZE,
    ).with_legend()


def indicator_charts(writing: Writing, action: Action) -> tuple[Picture, ...]:
    """The values of each indicator that was read again, with their intervals and the target."""
    drawn = (indicator_chart(writing, action, one) for one in action.indicators)
    return tuple(one for one in drawn if one is not None)


def indicator_chart(writing: Writing, action: Action, indicator: Indicator) -> Picture | None:
    """One line a reading; None where there is one at most: a dot alone moves nowhere."""
    readings = indicator.all_readings
    if len(readings) < 2:
        return None
    target = indicator.target
    reference = None if target is None else Reference(target.value, writing.text("target"))
    title = f"{indicator.title} ({indicator.unit})" if indicator.unit else indicator.title
    return interval_chart(
        [_estimate(writing, one) for one in readings],
        title,
        writing.language,
        reference=reference,
        decimals=indicator.decimals,
        prefix=f"chart-{action.key}-{indicator.key}",
    )


def _estimate(writing: Writing, reading: Reading) -> Estimate:
    low, high = (np.nan if end is None else end for end in (reading.low, reading.high))
    return Estimate(writing.short_date(reading.on), reading.value, low, high, np.nan)
