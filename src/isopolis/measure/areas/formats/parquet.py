"""Parquet and GeoParquet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from isopolis.errors import InputError
from isopolis.measure.areas.formats.format import Kind, OpenedFile


def open_parquet(path: Path, content: Path, layer: str | None, sha256: str) -> OpenedFile:
    """Open a Parquet file; its geometry columns are not among ``columns``."""
    try:
        schema = pq.read_schema(content)
    except (pa.ArrowException, OSError):
        raise _damaged(path) from None
    shapes = geometry_columns(schema)
    names = tuple(
        name for name in schema.names if name not in shapes and not name.startswith("__index_level")
    )
    if len(set(names)) < len(names):
        raise InputError("two columns have the same name", file=path, remedy="rename one of them")
    return OpenedFile(path, content, Kind.PARQUET, names, sha256, layer)


def geometry_columns(schema: pa.Schema) -> list[str]:
    """Names of the columns of shapes, the main one first."""
    geo = (schema.metadata or {}).get(b"geo")
    if geo is None:
        return []
    try:
        described: dict[str, Any] = json.loads(geo)
        main = described.get("primary_column", "geometry")
        return [main, *(name for name in described["columns"] if name != main)]
    except (ValueError, KeyError, AttributeError):
        return []


def read_parquet(file: OpenedFile) -> tuple[pd.DataFrame, gpd.GeoSeries | None]:
    """All rows (the index is the row, the first being 1), and their shapes if there are any."""
    try:
        shapes = geometry_columns(pq.read_schema(file.content))
        if shapes:
            both = gpd.read_parquet(file.content)
            geometry = both.geometry.reset_index(drop=True)
            frame = pd.DataFrame(both[list(file.columns)])
        else:
            geometry = None
            table = pq.read_table(file.content, columns=list(file.columns))
            frame = table.to_pandas(
                types_mapper={
                    kind: pd.StringDtype(na_value=np.nan) for kind in (pa.string(), pa.large_string())
                }.get
            )
    except (pa.ArrowException, OSError, ValueError, shapely.errors.ShapelyError):
        raise _damaged(file.path) from None
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    return frame, geometry


def _damaged(path: Path) -> InputError:
    return InputError(
        "the Parquet file is truncated or damaged",
        file=path,
        remedy="download or copy the file again",
    )
