"""The areas of a diagnosis with their figures and shapes, for maps and further work."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from isopolis.measure.diagnosis import Diagnosis

LAYER = "areas"


def write_areas(diagnosis: Diagnosis, folder: Path) -> list[Path]:
    """Write ``areas.gpkg`` and ``areas.parquet`` (GeoParquet where there are shapes) into ``folder``.

    Both hold the rows and columns of ``diagnosis.local``, which has passed the protection gate, and the
    shapes of the areas in the CRS in which they were read; nothing else of ``diagnosis.areas`` leaves.
    """
    folder.mkdir(parents=True, exist_ok=True)
    table = with_shapes(diagnosis)
    package, parquet = folder / "areas.gpkg", folder / "areas.parquet"
    package.unlink(missing_ok=True)
    # The format stores when it was last changed; a fixed moment keeps the same input the same bytes.
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "1980-01-01T00:00:00.000Z"})
    try:
        pyogrio.write_dataframe(table, package, layer=LAYER, driver="GPKG", promote_to_multi=True)
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
    table.to_parquet(parquet, index=False)
    return [package, parquet]


def with_shapes(diagnosis: Diagnosis) -> pd.DataFrame:
    """``local`` with the shapes of its areas, a GeoDataFrame; a plain table where there are none."""
    areas = diagnosis.areas
    table = diagnosis.local.reset_index(drop=True)
    # One kind of value a column: names may be missing, and the status is a word.
    for name in ("city", "area", "name", "status"):
        if name in table.columns:
            table[name] = table[name].astype("string")
    if areas.geometry is None and areas.cells is None:
        return table
    rows = pd.Index(areas.ids).get_indexer(pd.Index(diagnosis.local["area"]))
    shapes = areas.take(rows).with_geometry().geometry
    assert shapes is not None  # noqa: S101  (there were shapes or cells to draw)
    framed: pd.DataFrame = gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes.array), crs=shapes.crs)
    return framed
