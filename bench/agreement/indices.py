"""Every index of PySAL `segregation`, what it is called here, and why figures differ where they do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bench.agreement import ours
from bench.agreement.cities import City
from bench.agreement.ours import NEAR, Ours

from isopolis.measure.segregation.clustering import (
    absolute_clustering,
    distance_decay_interaction,
    distance_decay_isolation,
    relative_clustering,
    spatial_proximity,
)

ATKINSON = "b is not handed on"
BORDERS = "borders without common vertices are not seen there"
CONTACT = "areas that meet at a corner touch there"
EMPTY = "areas of nobody have the share 0 there"
ESTIMATOR = "another estimator"
NEARNESS = "proximity that grows with distance"
NOT_COMPUTED = "not computed here"
ONE_DRAW = "one draw, not 500"
ONE_SIZE = "all areas of one size: 0 / 0"
RINGS = "areas at one distance: one after the other there"
SMOOTHED = "there, the index of smoothed counts"
STEPS = "a sum over areas"
SURFACE = "no surface: 0 there, refused here"
OF_THE_MANUAL = {
    ATKINSON: "Atkinson with another b",
    BORDERS: "Dissimilarity corrected for borders and shapes",
    CONTACT: "Dissimilarity corrected for contact",
    EMPTY: "Dissimilarity corrected for borders and shapes",
    ESTIMATOR: "Bias- and density-corrected D",
    NEARNESS: "Spatial proximity, absolute and relative clustering",
    NOT_COMPUTED: "Concentration profile, spatial proximity profile (Hong & Sadahiro)",
    ONE_DRAW: "Corrections for small counts: modified D and Gini",
    ONE_SIZE: "Absolute and relative concentration on a grid",
    RINGS: "Centralisation, of cities and around each area",
    SMOOTHED: "Spatial versions (`distance=`)",
    STEPS: "Distortion",
    SURFACE: "Absolute centralisation of centres",
}
"""Under which heading of docs/methods/agreement.md each reason is told, with figures."""
KNOWN = {
    ("SpatialDissim", "Berlin, 58"): BORDERS,
    ("BoundarySpatialDissim", "Berlin, 58"): BORDERS,
    ("PARDissim", "Berlin, 58"): BORDERS,
    ("AbsoluteCentralization", "cells of 1 km"): RINGS,
    ("RelativeCentralization", "cells"): RINGS,
    ("AbsoluteConcentration", "cells of 1 km"): ONE_SIZE,
    ("RelativeConcentration", "cells of 1 km"): ONE_SIZE,
    ("AbsoluteCentralization", "centres"): SURFACE,
    ("LocalRelativeCentralization", "cells"): RINGS,
}
"""Why figures of some cities differ, by the index and a word of the city's name."""


@dataclass(frozen=True, slots=True)
class Index:
    """A class of PySAL, what it is called here, and how to find ours.

    ``agree``: whether both should be the same; a text says why not.
    """

    theirs: str
    ours: Ours
    agree: str = ""
    placed: bool = False
    given: dict[str, Any] | None = None
    many: bool = False
    lived_in: bool = False
    """Without the areas where nobody lives."""
    drawn: bool = False
    """Only of cities with shapes."""

    @property
    def label(self) -> str:
        """The class, and that it is of surroundings."""
        return f"{self.theirs}(distance)" if "distance" in (self.given or {}) else self.theirs

    def value(self, city: City) -> float:
        """The figure of PySAL."""
        import segregation.multigroup as several  # noqa: PLC0415
        import segregation.singlegroup as single  # noqa: PLC0415

        given = self.given or {}
        table = city.table.copy()
        if self.many:
            made = getattr(several, self.theirs)(table, groups=list(city.groups), **given)
        else:
            made = getattr(single, self.theirs)(table, city.groups[0], "everybody", **given)
        return float(made.statistic)

    def reason(self, city: City) -> str:
        """Why the figures of a city may differ; empty where they may not."""
        known = (KNOWN[key] for key in KNOWN if key[0] == self.theirs and key[1] in city.name)
        return self.agree or next(known, "")


_SINGLE = {
    "Dissim": "dissimilarity",
    "Gini": "gini",
    "Entropy": "theil_h",
    "Atkinson": "atkinson",
    "Isolation": "isolation",
    "Interaction": "exposure",
    "CorrelationR": "correlation_ratio",
}
_MANY = {
    "MultiDissim": "dissimilarity",
    "MultiGini": "gini",
    "MultiInfoTheory": "theil_h",
    "MultiDivergence": "divergence",
    "MultiNormExposure": "normalised_exposure",
    "MultiRelativeDiversity": "relative_diversity",
    "MultiSquaredCoefVar": "squared_coefficient_of_variation",
}
_OF_THE_CITY = {
    "MultiDiversity": ours.diversity,
    "SimpsonsInteraction": ours.of_different_groups,
    "SimpsonsConcentration": ours.of_one_group,
}


def _composition() -> Iterator[Index]:
    """Indices of composition, of the areas as they are and of surroundings."""
    for theirs, name in _SINGLE.items():
        yield Index(theirs, ours.one(name))
    yield Index("Atkinson", ours.one("atkinson_0.9"), ATKINSON, given={"b": 0.9})
    yield Index("MinMax", ours.min_max)
    yield Index("ModifiedDissim", ours.carrington("dissimilarity"), ONE_DRAW, given={"iterations": 3})
    yield Index("ModifiedGini", ours.carrington("gini"), ONE_DRAW, given={"iterations": 3})
    yield Index("DensityCorrectedDissim", ours.corrected, ESTIMATOR)
    yield Index("BiasCorrectedDissim", ours.corrected, ESTIMATOR, given={"B": 50})
    yield Index("ConProf", ours.nothing, NOT_COMPUTED)
    for theirs, name in _MANY.items():
        yield Index(theirs, ours.every(name), many=True)
    for theirs, of_the_city in _OF_THE_CITY.items():
        yield Index(theirs, of_the_city, many=True)
    near = {"distance": NEAR}
    for names, many in ((_SINGLE, False), (_MANY, True)):
        for theirs, name in names.items():
            yield Index(theirs, ours.smoothed(name, many), placed=True, given=near, many=many)
            if name != "atkinson":
                yield Index(theirs, ours.spatial(name, many), SMOOTHED, True, near, many)
    yield Index("MinMax", ours.smoothed_min_max, placed=True, given=near)
    for theirs, of_the_city in _OF_THE_CITY.items():
        yield Index(theirs, of_the_city, SMOOTHED, True, near, many=True)


def _places() -> Iterator[Index]:
    """Indices of where areas are, how large they are and which touch."""
    for theirs, name in {
        "Delta": "delta",
        "AbsoluteConcentration": "absolute_concentration",
        "RelativeConcentration": "relative_concentration",
        "AbsoluteCentralization": "absolute_centralisation",
        "RelativeCentralization": "relative_centralisation",
    }.items():
        yield Index(theirs, ours.one(name), placed=True)
    yield Index("SpatialDissim", ours.with_corners, placed=True, lived_in=True)
    yield Index("SpatialDissim", ours.one("dissimilarity_contact"), CONTACT, placed=True, drawn=True)
    for theirs, name, given in (
        ("BoundarySpatialDissim", "dissimilarity_border", {"standardize": False}),
        ("PARDissim", "dissimilarity_shape", {}),
    ):
        yield Index(theirs, ours.one(name), EMPTY, placed=True, given=given)
        yield Index(theirs, ours.one(name), placed=True, given=given, lived_in=True)
    for theirs, index in {
        "SpatialProximity": spatial_proximity,
        "AbsoluteClustering": absolute_clustering,
    }.items():
        yield Index(theirs, ours.with_their_distances(index), placed=True)
        yield Index(theirs, ours.clustered(index), NEARNESS, placed=True)
    yield Index("RelativeClustering", ours.their_relative_clustering, placed=True)
    yield Index("RelativeClustering", ours.clustered(relative_clustering), NEARNESS, placed=True)
    yield Index("DistanceDecayIsolation", ours.clustered(distance_decay_isolation), NEARNESS, placed=True)
    yield Index("DistanceDecayInteraction", ours.clustered(distance_decay_interaction), NEARNESS, placed=True)
    yield Index("SpatialProxProf", ours.nothing, NOT_COMPUTED, placed=True)
    yield Index("GlobalDistortion", ours.every("distortion"), STEPS, placed=True, many=True)


INDICES_OF_PYSAL = (*_composition(), *_places())
