"""One city of the atlas: its figures with their uncertainty, at all scales, and what its data is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from isopolis.measure.areas import Areas, CountStatus
from isopolis.measure.areas.status import known
from isopolis.measure.atlas.task import CityTask, Parameters
from isopolis.measure.diagnose import own_seed
from isopolis.measure.figures import FigureStatus
from isopolis.measure.segregation.environments import Locations, NearestPeople, at_points, parse_scale
from isopolis.measure.segregation.inference import intervals
from isopolis.measure.segregation.measurement import SEPARATOR, measure
from isopolis.measure.segregation.profiles import profile
from isopolis.measure.segregation.statuses import composed

Floats = npt.NDArray[np.float64]

RATIO = "macro_micro_ratio"
"""The index of atlas figures that is no segregation index: H at the widest kernel over H at the narrowest."""


@dataclass(frozen=True, slots=True)
class CityResult:
    """What was found out about one city.

    Attributes
    ----------
    city, key
        Of the task.
    figures
        Columns of :data:`isopolis.measure.figures.FIGURE_COLUMNS`, without sentences.
    facts
        Numbers about the city and its data: ``people``, ``cells``, ``people_around``, and for each partition
        ``PARTITION:cells_suppressed``, ``:people_suppressed``, ``:cells_not_collected``,
        ``:people_not_collected`` (shares), ``:cells_not_adding_up`` (share of the cells with all parts
        known) and ``:people_missing`` (share of their people who are in no part; negative if too many).
    """

    city: str
    key: str
    figures: pd.DataFrame
    facts: Mapping[str, float]


def measure_city(task: CityTask) -> CityResult:
    """Measure one city: the same bits wherever and beside whatever it runs."""
    inside = task.areas.take(task.inside)
    tables = []
    for groups in inside.partitions.values():
        tables.append(_as_they_are(inside, groups, task))
        scaled = _at_scales(task, groups)
        tables += [scaled, _ratio(scaled, task.parameters)]
    figures = pd.concat([table for table in tables if len(table)], ignore_index=True)
    figures["city"] = pd.Series(task.city, index=figures.index, dtype=object)
    return CityResult(task.city, task.key, figures, facts_of(inside, task.areas))


def _as_they_are(inside: Areas, groups: tuple[str, ...], task: CityTask) -> pd.DataFrame:
    """All indices of the cells as they are, with intervals and what chance alone would give."""
    parameters = task.parameters
    figures = measure(inside, groups, parameters.indices, city=task.city)
    if parameters.replicates == 0:
        return figures
    columns = {name: figures[name].to_numpy(copy=True) for name in ("low", "high", "expected")}
    # A share is counted, not estimated: it has no small-count bias, and nothing to be compared with.
    counted = (figures["value"].notna() & (figures["index"] != "share")).to_numpy()
    labels = figures["groups"].to_numpy()
    for label in dict.fromkeys(labels):
        rows = np.flatnonzero(labels == label)
        with_value = rows[counted[rows]]
        composition = composed(inside, tuple(str(label).split(SEPARATOR)))
        if composition is None or len(with_value) == 0:
            continue
        names = list(figures["index"].to_numpy()[with_value])
        seed = own_seed(parameters.seed, str(label))
        found = intervals(composition.counts, names, replicates=parameters.replicates, seed=seed)
        for name, column in columns.items():
            column[with_value] = found[name].to_numpy()
    return figures.assign(**columns)


def _at_scales(task: CityTask, groups: tuple[str, ...]) -> pd.DataFrame:
    """The spatial indices at every scale; undefined where an environment may reach beyond the halo."""
    areas, parameters = task.areas, task.parameters
    cells = areas.cells
    assert cells is not None  # noqa: S101  (tasks are made of cells)
    known_people = _known_people(areas, groups)
    if not known_people[task.inside].any():
        return pd.DataFrame()
    centres = cells.centres()
    places = at_points(centres[:, 0], centres[:, 1])
    figures = profile(
        areas,
        groups,
        parameters.spatial,
        parameters.scales,
        locations=places,
        inside=task.inside,
        city=task.city,
    )
    held = _fewest_within(places, known_people, task.inside & (known_people > 0), parameters.halo)
    too_wide = [
        scale.label
        for scale in map(parse_scale, parameters.scales)
        if isinstance(scale, NearestPeople) and scale.k > held
    ]
    cut = figures["scale"].isin(too_wide)
    status = figures["status"].mask(cut, FigureStatus.UNDEFINED.value)
    return figures.assign(value=figures["value"].mask(cut), status=status)


def _known_people(areas: Areas, groups: tuple[str, ...]) -> Floats:
    """(n,) people of the groups where all of them are known, 0 elsewhere."""
    out = np.zeros(len(areas))
    composition = composed(areas, groups)
    if composition is not None:
        out[composition.rows] = composition.counts.sum(axis=1)
    return out


def _fewest_within(places: Locations, people: Floats, centre: npt.NDArray[np.bool_], reach: float) -> float:
    """Fewest people within ``reach`` of a city's cell: a disc of more might need cells beyond the halo."""
    rows = np.flatnonzero(centre)
    x, y = places.x, places.y
    held = [people[np.hypot(x - x[row], y - y[row]) <= reach].sum() for row in rows]
    return float(min(held, default=0.0))


def _ratio(figures: pd.DataFrame, parameters: Parameters) -> pd.DataFrame:
    """Macro/micro ratio of H: the widest radius over the narrowest."""
    radii = [scale for scale in map(parse_scale, parameters.scales) if hasattr(scale, "bandwidth")]
    if len(radii) < 2 or not len(figures):
        return figures.iloc[:0]
    narrow, wide = (pick(radii, key=lambda scale: scale.bandwidth).label for pick in (min, max))
    of_h = figures[figures["index"] == "theil_h"]
    out = of_h[of_h["scale"] == wide].reset_index(drop=True)
    below = of_h.loc[of_h["scale"] == narrow, "value"].to_numpy(dtype=float)
    above = out["value"].to_numpy(dtype=float)
    ratio = np.divide(above, below, out=np.full(len(out), np.nan), where=below > 0)
    status = out["status"].where(np.isfinite(ratio), FigureStatus.UNDEFINED.value)
    return out.assign(index=RATIO, scale=f"{wide} / {narrow}", value=ratio, status=status)


def facts_of(inside: Areas, around: Areas) -> dict[str, float]:
    """What the data of a city is worth, in numbers; see :class:`CityResult`."""
    people = np.nan_to_num(inside.total)
    everybody = float(people.sum())
    out = {
        "people": everybody,
        "cells": float(len(inside)),
        "people_around": float(np.nansum(around.total)) - everybody,
    }

    def share(which: npt.NDArray[np.bool_]) -> tuple[float, float]:
        return float(which.mean()), float(people[which].sum() / everybody) if everybody else np.nan

    for name, groups in inside.partitions.items():
        columns = [inside.column(group) for group in groups]
        status = inside.status[:, columns]
        hidden = (status == CountStatus.SUPPRESSED).any(axis=1)
        unasked = (status == CountStatus.NOT_COLLECTED).any(axis=1) & ~hidden
        out[f"{name}:cells_suppressed"], out[f"{name}:people_suppressed"] = share(hidden)
        out[f"{name}:cells_not_collected"], out[f"{name}:people_not_collected"] = share(unasked)
        whole = known(status).all(axis=1) & ~np.isnan(inside.total)
        gap = inside.total[whole] - inside.counts[whole][:, columns].sum(axis=1)
        counted = float(inside.total[whole].sum())
        out[f"{name}:cells_not_adding_up"] = float((gap != 0).mean()) if whole.any() else np.nan
        out[f"{name}:people_missing"] = float(gap.sum()) / counted if counted else np.nan
    return out
