"""The ground: outline, river, 200 m cells, and where people came to live.

Lengths in this module are kilometres from the city's centre; what leaves it is in metres of EPSG:3035.
The city is placed in the sea, in the Bay of Biscay, so that nobody can take it for a real one.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from scipy.ndimage import gaussian_filter

Floats = npt.NDArray[np.float64]

CRS = "EPSG:3035"
CELL = 0.2
COLUMNS, ROWS = 100, 80
ORIGIN = (3_190_000, 2_490_000)
"""East and north of the lower left corner of the window of cells, metres."""
WATER_WIDTH = 0.16

CENTRE = (0.0, 0.4)
STORIES: dict[str, tuple[float, float, float]] = {
    "inner": (-1.4, 1.0, 0.65),
    "estate": (3.5, 3.0, 0.62),
    "second_estate": (-3.5, -2.7, 0.45),
    "new_quarter": (1.1, -1.1, 0.42),
    "port": (5.1, -0.1, 0.9),
    "wood": (-5.4, 3.4, 1.4),
    "business": (6.7, 1.5, 1.15),
    "hill": (-3.0, 2.7, 1.3),
}
"""East, north and radius of the places that have a story.

inner          an old workers' quarter near the centre, gentrifying between the two years
estate         a large housing estate where low income concentrates
second_estate  a smaller one across the river
new_quarter    built on an old railway yard between the two years
port, wood, business  where hardly anybody lives: counts small enough to be withheld
hill           villas
"""
EMPTY = ("port", "wood", "business")
HAMLETS = ((-7.2, -0.6, 700.0), (5.6, -3.6, 900.0), (-1.9, 5.2, 650.0), (1.6, -5.3, 800.0))
"""East, north and inhabitants of the villages inside the boundary."""


@dataclass(frozen=True, slots=True)
class Site:
    """The ground, cell by cell (n cells inside the boundary, row by row from the south-west).

    Attributes
    ----------
    x, y
        (n,) kilometres of the cell's middle from the city's centre.
    column, row
        (n,) position in the window of cells.
    north_bank
        (n,) whether the cell lies north of the river.
    water
        (n,) whether the cell's middle is in the river.
    outline, river
        Boundary (polygon) and course of the river (line), kilometres.
    """

    x: Floats
    y: Floats
    column: npt.NDArray[np.int64]
    row: npt.NDArray[np.int64]
    north_bank: npt.NDArray[np.bool_]
    water: npt.NDArray[np.bool_]
    outline: shapely.Polygon
    river: shapely.LineString

    def near(self, story: str, spread: float = 1.0) -> Floats:
        """(n,) how much a cell belongs to a place: 1 in its middle, 0 far away."""
        east, north, radius = STORIES[story]
        far = ((self.x - east) ** 2 + (self.y - north) ** 2) / (radius * spread) ** 2
        return np.asarray(np.exp(-0.5 * far**2))

    @property
    def from_centre(self) -> Floats:
        """(n,) kilometres from the centre."""
        return np.hypot(self.x - CENTRE[0], self.y - CENTRE[1])

    def smooth(self, rng: np.random.Generator, reach: float) -> Floats:
        """(n,) a random surface of mean 0 and deviation 1 whose bumps are about ``reach`` km wide."""
        noise = rng.standard_normal((ROWS + 40, COLUMNS + 40))
        surface = gaussian_filter(noise, reach / CELL)[20:-20, 20:-20]
        here = surface[self.row, self.column]
        return np.asarray((here - here.mean()) / here.std())

    def boxes(self) -> gpd.GeoSeries:
        """The cells as squares."""
        east = ORIGIN[0] + 200.0 * self.column
        north = ORIGIN[1] + 200.0 * self.row
        return gpd.GeoSeries(shapely.box(east, north, east + 200, north + 200), crs=CRS)

    def codes(self) -> npt.NDArray[np.object_]:
        """INSPIRE codes of the cells, e.g. ``CRS3035RES200mN2490000E3190000``."""
        east, north = ORIGIN[0] + 200 * self.column, ORIGIN[1] + 200 * self.row
        return np.array([f"CRS3035RES200mN{n}E{e}" for e, n in zip(east, north, strict=True)], dtype=object)


def river_north(x: Floats) -> Floats:
    """Where the river runs: kilometres north, given kilometres east."""
    return np.asarray(-0.5 + 0.55 * np.sin(x / 2.3) + 0.06 * x)


def to_metres(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Shapes in kilometres from the centre -> metres of EPSG:3035, to the centimetre."""
    middle = np.array([ORIGIN[0] + 100 * COLUMNS, ORIGIN[1] + 100 * ROWS], dtype=float)
    moved: npt.NDArray[np.object_] = shapely.transform(shapes, lambda xy: np.round(xy * 1000.0 + middle, 2))
    return moved


def lay_out() -> Site:
    """Lay out the ground; the same for every seed."""
    angle = np.linspace(0, 2 * np.pi, 240, endpoint=False)
    bulge = 1 + 0.07 * np.sin(3 * angle + 0.6) + 0.05 * np.cos(5 * angle) + 0.02 * np.sin(11 * angle)
    outline = shapely.Polygon(np.column_stack([8.4 * bulge * np.cos(angle), 6.5 * bulge * np.sin(angle)]))
    along = np.linspace(-12, 12, 481)
    river = shapely.LineString(np.column_stack([along, river_north(along)]))

    column, row = (grid.ravel() for grid in np.meshgrid(np.arange(COLUMNS), np.arange(ROWS)))
    x = (column + 0.5) * CELL - COLUMNS * CELL / 2
    y = (row + 0.5) * CELL - ROWS * CELL / 2
    inside = shapely.contains_xy(outline, x, y)
    column, row, x, y = column[inside], row[inside], x[inside], y[inside]
    return Site(
        x=x,
        y=y,
        column=column,
        row=row,
        north_bank=y > river_north(x),
        water=shapely.distance(river, shapely.points(x, y)) < WATER_WIDTH / 2 + 0.04,
        outline=outline,
        river=river,
    )


def inhabitants_expected(site: Site, rng: np.random.Generator, people: float) -> tuple[Floats, Floats]:
    """(n,) people expected in each cell, before and after the new quarter was built.

    Density falls from the centre, follows the estates and the villages, and stops at fields and water.
    """
    far = site.from_centre
    texture = np.exp(0.5 * site.smooth(rng, 0.25) - 0.12)
    suburb = np.maximum(0.75 + 0.9 * site.smooth(rng, 0.7), 0) / (1 + np.exp((far - 5.2) / 0.35))
    town = 340 * np.exp(-((far / 2.2) ** 1.2)) + 34 * suburb
    town = town + 230 * site.near("estate") + 170 * site.near("second_estate") - 10 * site.near("hill")
    town = np.maximum(town, 0) * texture
    for east, north, size in HAMLETS:
        spread = np.exp(-((site.x - east) ** 2 + (site.y - north) ** 2) / (2 * 0.3**2))
        town = town + spread * size / spread.sum()
    kept = np.ones(len(site.x))
    for story in EMPTY:
        kept *= 1 - 0.997 * np.minimum(1, 2.0 * site.near(story))
    town = town * kept * ~site.water
    yard = np.minimum(1, 1.8 * site.near("new_quarter"))
    before, after = town * (1 - 0.985 * yard), town * (1 - yard) + 155 * yard * texture * ~site.water
    scale = people / after.sum()
    fields = town * scale < 3.0
    return np.where(fields, 0, before * scale), np.where(fields & (yard < 0.2), 0, after * scale)
