"""A city of irregular polygons with unequal numbers of people, whose shares are known."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from bench.coverage.cities import City

from isopolis.measure.segregation.registry import Floats


@dataclass(frozen=True)
class Polygons(City):
    """Points moved at random about the cells of a square, each with all that is nearest to it.

    ``people`` is the mean; between a quarter of it and seven quarters live in an area.
    """

    def truth(self, seed: int) -> Floats:
        """(n, g) expected people of the areas."""
        return super().truth(seed) / self.people * self._residents[:, None]

    def draw(self, rng: np.random.Generator, truth: Floats) -> Floats:
        """(n, g) people drawn from the shares."""
        residents = self._residents
        return rng.multinomial(residents, truth / residents[:, None]).astype(np.float64)

    def places(self) -> Any:
        """The outlines of the areas, of about 100 m."""
        return self._outlines

    @cached_property
    def _residents(self) -> Any:
        spread = np.random.default_rng(5).uniform(0.25, 1.75, self.areas)
        return np.rint(self.people * spread).astype(int)

    @cached_property
    def _outlines(self) -> Any:
        points = super().places() + np.random.default_rng(6).uniform(-45.0, 45.0, (self.areas, 2))
        ground = shapely.box(*(points.min(axis=0) - 50), *(points.max(axis=0) + 50))
        cells = shapely.voronoi_polygons(shapely.multipoints(points), extend_to=ground, ordered=True)
        return gpd.GeoSeries(shapely.intersection(shapely.get_parts(cells), ground), crs=3035)
