"""Figures of areas and profiles in PySAL, beside what ours say of the same."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
from bench.agreement.cities import City
from bench.agreement.indices import KNOWN, SMOOTHED, STEPS
from bench.agreement.ours import around, diversity, every, of_different_groups

from isopolis.measure.segregation import INDICES, local, profile
from isopolis.measure.segregation.environments import locate
from isopolis.measure.segregation.multiscalar import multiscalar_lens, trajectories

Row = tuple[str, float, float, str]
"""What of PySAL, its figure, ours, and why they may differ."""
DISTANCES = (500, 1500, 3000)


def rows(city: City) -> Iterator[Row]:
    """The comparisons that a city has a place for."""
    yield ("MultiLocationQuotient, largest difference", _quotients(city), 0.0, "")
    yield from _diversities(city)
    if city.placed:
        yield from _profiles(city)
        yield ("compute_divergence_profiles, largest difference", _trajectories(city), 0.0, "")
        yield _distortion(city)
        yield _local_centralisation(city)


def _quotients(city: City) -> float:
    from segregation.local import MultiLocationQuotient  # noqa: PLC0415

    theirs = np.asarray(MultiLocationQuotient(city.table.copy(), list(city.groups)).statistics)
    table = local(city.table, city.groups, ["dissimilarity"], total="everybody")
    ours = table[[f"location_quotient:{group}" for group in city.groups]].to_numpy()
    return float(np.nanmax(np.abs(theirs - ours)))


def _diversities(city: City) -> Iterator[Row]:
    """The mean over people of the areas' diversity is what our indices set against the city's."""
    import segregation.local as theirs  # noqa: PLC0415

    people = city.counts.sum(axis=1)

    def less_than_the_city(name: str, of_the_city: float, turned: bool = False) -> float:
        each = np.asarray(getattr(theirs, name)(city.table.copy(), list(city.groups)).statistics)
        each = 1.0 - each if turned else each
        return float(1.0 - (people * np.where(people > 0, each, 0.0)).sum() / (people.sum() * of_the_city))

    h, r = every("theil_h")(city), every("relative_diversity")(city)
    e, i = diversity(city), of_different_groups(city)
    yield ("MultiLocalDiversity, mean against the city", less_than_the_city("MultiLocalDiversity", e), h, "")
    k = np.log(len(city.groups))
    yield ("MultiLocalEntropy, the same", less_than_the_city("MultiLocalEntropy", e / k), h, "")
    name = "MultiLocalSimpsonInteraction"
    yield (f"{name}, the same", less_than_the_city(name, i), r, "")
    name = "MultiLocalSimpsonConcentration"
    yield (f"{name}, the same", less_than_the_city(name, i, turned=True), r, "")


def _profiles(city: City) -> Iterator[Row]:
    """H at several distances: of smoothed counts, as there, and of people against their environments."""
    from segregation.dynamics import compute_multiscalar_profile  # noqa: PLC0415
    from segregation.multigroup import MultiInfoTheory  # noqa: PLC0415

    given = {"groups": list(city.groups), "distances": list(DISTANCES)}
    theirs = compute_multiscalar_profile(city.table.copy(), MultiInfoTheory, **given)
    ours = profile(city.table, city.groups, ["theil_h"], DISTANCES, kernel="triangular")["value"]
    for metres, spatial in zip(DISTANCES, ours, strict=True):
        label = f"compute_multiscalar_profile, H at {metres} m"
        plain = float(INDICES["theil_h"].city(np.round(around(city, metres))))
        yield (label, float(theirs[metres]), plain, "")
        yield (label, float(theirs[metres]), float(spatial), SMOOTHED)


def _divergences(city: City) -> Any:
    from segregation.dynamics import compute_divergence_profiles  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return compute_divergence_profiles(city.table.copy(), list(city.groups))


def _trajectories(city: City) -> float:
    """The largest difference of all areas' trajectories at twenty distances."""
    theirs = _divergences(city)
    radii, _, ours = trajectories(city.counts, locate(city.table), 20)
    apart = 0.0
    for area, seen in theirs.groupby("observation"):
        last = np.searchsorted(seen["distance"].to_numpy(), radii * (1 + 1e-9), side="right") - 1
        peopled = seen["population_covered"].to_numpy()[last] > 0
        off = np.abs(seen["divergence"].to_numpy()[last] - ours[int(area)])
        apart = max(apart, float(off[peopled].max(initial=0.0)))
    return apart


def _distortion(city: City) -> Row:
    """Means over areas of their distortion."""
    theirs = _divergences(city).groupby("observation")["divergence"].sum().mean()
    ours = multiscalar_lens(city.counts, locate(city.table)).distortion.mean()
    return ("LocalDistortion, mean of the areas", float(theirs), float(ours), STEPS)


def _local_centralisation(city: City) -> Row:
    """Centralisation around each area among its five neighbours: the largest difference."""
    from libpysal.weights import KNN  # noqa: PLC0415
    from segregation.local import LocalRelativeCentralization  # noqa: PLC0415

    table = city.table.copy()
    theirs = np.asarray(LocalRelativeCentralization(table, city.groups[0], "everybody").statistics)
    near, where = KNN.from_dataframe(table, k=5), locate(table)
    ours = np.empty(len(table))
    for area in range(len(table)):
        rows = np.array([*near.neighbors[area], area])
        away = np.hypot(where.x[rows] - where.x[area], where.y[rows] - where.y[area])
        ours[area] = INDICES["relative_centralisation"].city(city.pair[rows], away)
    name = "LocalRelativeCentralization"
    both = np.isfinite(theirs) & np.isfinite(ours)
    apart = float(np.abs(theirs - ours)[both].max(initial=0.0))
    reason = next((KNOWN[key] for key in KNOWN if key[0] == name and key[1] in city.name), "")
    return (f"{name}, largest difference", apart, 0.0, reason)
