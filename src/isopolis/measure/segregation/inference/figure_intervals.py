"""Figure intervals: what the draws tell about all figures of a city, with as few draws as it takes.

All indices of the same groups are computed from the same draws. The exposures of every group to every other
among all people are read off one table of draws, in which the people of each pair and everybody else are
added up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from isopolis.measure.areas import REST, Areas, Composition
from isopolis.measure.segregation.inference.estimation import estimates
from isopolis.measure.segregation.inference.estimator import Estimator
from isopolis.measure.segregation.inference.expected import expected_values
from isopolis.measure.segregation.inference.inversion import tables_of
from isopolis.measure.segregation.inference.pivot import Interval, Power
from isopolis.measure.segregation.inference.replicates import EXPOSURE, drawn_exposures
from isopolis.measure.segregation.inference.sample import Sample, checked_counts
from isopolis.measure.segregation.inference.streams import key_of, own_seed
from isopolis.measure.segregation.measurement import SEPARATOR
from isopolis.measure.segregation.registry import INDICES, Floats
from isopolis.measure.segregation.statuses import composed

LEVEL = 0.95
Part = dict[str, Any]
"""A figure before it is a row of a table; see ``measurement.figures_table``."""
Groups = tuple[str, ...]


def compositions_of(areas: Areas, parts: Sequence[Part]) -> dict[Groups, Composition | None]:
    """The people of the groups of every figure, None where nobody counted them."""
    labels = dict.fromkeys(str(part["groups"]) for part in parts)
    named = [tuple(label.split(SEPARATOR)) for label in labels]
    return {groups: composed(areas, groups) for groups in named}


def fill_intervals(
    areas: Areas,
    parts: Sequence[Part],
    compositions: Mapping[Groups, Composition | None],
    *,
    replicates: int,
    seed: int,
) -> None:
    """Write ``low``, ``high``, ``corrected`` and ``expected`` into the parts of a city's own figures.

    Parameters
    ----------
    areas
        The city.
    parts
        Of ``measurement.figure_parts``, one figure each.
    compositions
        Of :func:`compositions_of`.
    replicates, seed
        As in :func:`~isopolis.measure.segregation.inference.intervals.intervals`; each set of groups has
        draws of its own, so that no figure depends on what else is asked for.
    """
    by_groups: dict[Groups, list[Part]] = {}
    for part in parts:
        if np.isfinite(part["value"][0]):
            by_groups.setdefault(tuple(str(part["groups"]).split(SEPARATOR)), []).append(part)
    exposures = _only_exposures(by_groups)
    together = _exposures(areas, exposures, compositions, replicates, seed)
    for groups, some in by_groups.items():
        composition = compositions[groups]
        if composition is None:
            continue
        counts, names = checked_counts(composition.counts), [str(part["index"]) for part in some]
        if groups in together:
            found = {"exposure": together[groups]}
        else:
            own = own_seed(seed, SEPARATOR.join(groups))
            sample = Sample.of(counts)
            found = estimates(sample, names, settings={}, replicates=replicates, seed=own, level=LEVEL)
        by_chance = expected_values(counts, names, seed=own_seed(seed, SEPARATOR.join(groups)))
        for part, name in zip(some, names, strict=True):
            part["expected"] = [by_chance[name]]
            if name in found:
                index, interval = INDICES[name], found[name]
                for key in ("low", "high", "corrected"):
                    part[key] = [min(max(getattr(interval, key), index.low), index.high)]


def _only_exposures(by_groups: Mapping[Groups, Sequence[Part]]) -> list[Groups]:
    """The sets of groups of which only the exposure of one to another among everybody is asked for."""
    return [
        groups
        for groups, some in by_groups.items()
        if len(groups) == 3 and groups[2] == REST and all(part["index"] == "exposure" for part in some)
    ]


def _exposures(
    areas: Areas,
    wanted: Sequence[Groups],
    compositions: Mapping[Groups, Composition | None],
    replicates: int,
    seed: int,
) -> dict[Groups, Interval]:
    """Intervals of exposures from one table of draws; none of groups that other areas have figures of."""
    everyone = tuple(dict.fromkeys(group for groups in wanted for group in groups if group != REST))
    basis = (*everyone, REST)
    whole = composed(areas, basis) if len(wanted) > 1 else None
    if whole is None:
        return {}
    sample = Sample.of(checked_counts(whole.counts))
    if not sample.drawable:
        return {}
    key = key_of(own_seed(seed, SEPARATOR.join(basis)), 1, 0)
    drawn = drawn_exposures(sample.people, tables_of(sample.population, sample.people), key, replicates)
    truth = _plain_exposures(sample)
    city = sample.counts.sum(axis=0) / sample.people.sum()
    out: dict[Groups, Interval] = {}
    for groups in wanted:
        composition = compositions[groups]
        if composition is None or not np.array_equal(composition.rows, whole.rows):
            continue
        a, b = everyone.index(groups[0]), everyone.index(groups[1])
        # The estimate is of these groups alone: where the published total is less than its parts, everybody
        # else is not the sum of the others.
        own = Sample.of(checked_counts(composition.counts))
        estimate = own.corrected[EXPOSURE]
        estimator = Estimator(estimate, estimate, truth[a, b], city[b], Power.LINEAR, recentre=False)
        out[groups] = estimator.interval(drawn[:, a, b], LEVEL)
    return out


def _plain_exposures(sample: Sample) -> Floats:
    """(g, g) exposure of each group to each where areas have exactly the shares that are drawn from."""
    weighted = sample.population * sample.people[:, None]
    nobody = np.full((weighted.shape[1],) * 2, np.nan)
    group = weighted.sum(axis=0)[:, None]
    return np.asarray(np.divide(weighted.T @ sample.population, group, out=nobody, where=group > 0))
