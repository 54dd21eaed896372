"""One city of the atlas: its figures with their uncertainty, at all scales, and what its data is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from isopolis.measure.areas import Areas, CountStatus
from isopolis.measure.areas.status import known
from isopolis.measure.atlas.task import CityTask, Parameters
from isopolis.measure.figures import FigureStatus
from isopolis.measure.segregation.environments import (
    Kernel,
    Locations,
    NearestPeople,
    Shape,
    at_points,
    kernel_environments,
    parse_scale,
)
from isopolis.measure.segregation.inference.figure_intervals import compositions_of, fill_intervals
from isopolis.measure.segregation.macro_micro import ratio_parts
from isopolis.measure.segregation.measurement import figure_parts, figures_table
from isopolis.measure.segregation.profiles import profile_parts
from isopolis.measure.segregation.statuses import composed

Floats = npt.NDArray[np.float64]


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
    parts: list[dict[str, Any]] = []
    for groups in inside.partitions.values():
        parts += _as_they_are(inside, groups, task.parameters)
        scaled = _at_scales(task, groups)
        parts += [*scaled, *_ratios(scaled, task.parameters)]
    return CityResult(task.city, task.key, figures_table(parts, task.city), facts_of(inside, task.areas))


def _as_they_are(inside: Areas, groups: tuple[str, ...], parameters: Parameters) -> list[dict[str, Any]]:
    """All indices of the cells as they are, with intervals and what chance alone would give."""
    parts = figure_parts(inside, groups, parameters.indices)
    if parameters.replicates:
        # A share is counted, not estimated: it has no small-count bias, and nothing to be compared with.
        estimated = [part for part in parts if part["index"] != "share"]
        compositions = compositions_of(inside, estimated)
        fill_intervals(
            inside, estimated, compositions, replicates=parameters.replicates, seed=parameters.seed
        )
    for part in parts:
        part.pop("corrected", None)  # the atlas shows what was counted, with the interval
    return parts


def _at_scales(task: CityTask, groups: tuple[str, ...]) -> list[dict[str, Any]]:
    """The spatial indices at every scale; undefined where an environment may reach beyond the halo."""
    areas, parameters = task.areas, task.parameters
    cells = areas.cells
    assert cells is not None  # noqa: S101  (tasks are made of cells)
    known_people = _known_people(areas, groups)
    if not known_people[task.inside].any():
        return []
    centres = cells.centres()
    places = at_points(centres[:, 0], centres[:, 1])
    parts = profile_parts(
        areas,
        groups,
        parameters.spatial,
        parameters.scales,
        locations=places,
        inside=task.inside,
        intervals=True,
    )
    for part in parts:
        part.pop("corrected", None)  # as above
    held = _fewest_within(places, known_people, task.inside & (known_people > 0), parameters.halo)
    too_wide = [
        scale.label
        for scale in map(parse_scale, parameters.scales)
        if isinstance(scale, NearestPeople) and scale.k > held
    ]
    nothing = {key: [np.nan] for key in ("value", "low", "high")}
    undefined = nothing | {"status": [FigureStatus.UNDEFINED.value]}
    return [part | undefined if part["scale"] in too_wide else part for part in parts]


def _known_people(areas: Areas, groups: tuple[str, ...]) -> Floats:
    """(n,) people of the groups where all of them are known, 0 elsewhere."""
    out = np.zeros(len(areas))
    composition = composed(areas, groups)
    if composition is not None:
        out[composition.rows] = composition.counts.sum(axis=1)
    return out


def _fewest_within(places: Locations, people: Floats, centre: npt.NDArray[np.bool_], reach: float) -> float:
    """Fewest people within ``reach`` of a city's cell: a disc of more might need cells beyond the halo."""
    if not centre.any():
        return 0.0
    disc = Kernel(reach, Shape.UNIFORM)
    (found,) = kernel_environments(people[:, None], places, [disc])
    return float(found.people[centre, 0].min())


def _ratios(parts: Sequence[Mapping[str, Any]], parameters: Parameters) -> list[dict[str, Any]]:
    """Macro/micro ratio of H: the widest radius over the narrowest."""
    radii = [scale for scale in map(parse_scale, parameters.scales) if hasattr(scale, "bandwidth")]
    if len(radii) < 2:
        return []
    narrow, wide = (pick(radii, key=lambda scale: scale.bandwidth).label for pick in (min, max))
    return ratio_parts(parts, wide, narrow)


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
