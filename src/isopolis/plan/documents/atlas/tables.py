"""The atlas as tables: one row a figure, one row a city, and what they were computed from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from isopolis import __version__
from isopolis.language import Language
from isopolis.measure.areas import Source
from isopolis.measure.atlas import CityResult, Parameters, most_similar, reference_of
from isopolis.measure.figures import FIGURE_COLUMNS
from isopolis.measure.segregation.readings import add_sentences
from isopolis.measure.segregation.registry import INDICES

ATLAS, CITIES, REFERENCE, SIMILAR = "atlas.parquet", "cities.parquet", "reference.csv", "similar.parquet"


def cities_table(centres: pd.DataFrame, names: pd.DataFrame, results: Sequence[CityResult]) -> pd.DataFrame:
    """One row a city, the most populous first: where it is, what it is called, what its data is worth.

    Parameters
    ----------
    centres
        ``UrbanCentres.table``.
    names
        ``name_centres``, in the same order.
    results
        In the same order.
    """
    facts = pd.DataFrame([dict(result.facts) for result in results])
    places = centres[["id", "lon", "lat", "x", "y", "cells"]].rename(columns={"id": "city", "cells": "km2"})
    table = pd.concat(
        [places.reset_index(drop=True), names.reset_index(drop=True), facts.reset_index(drop=True)], axis=1
    )
    first = ["city", "name", "country", "people", "cells", "km2", "lon", "lat", "x", "y"]
    return table[first + [column for column in table.columns if column not in first]]


def atlas_table(
    results: Sequence[CityResult], cities: pd.DataFrame, labels: dict[str, str], language: Language
) -> pd.DataFrame:
    """All figures: :data:`FIGURE_COLUMNS` and the ``name``, ``country`` and ``people`` of the city.

    Sentences are of the figures of cells as they are; a reader of other scales has the profile.
    """
    figures = pd.concat([result.figures for result in results], ignore_index=True)
    told = figures["scale"].isna() & figures["index"].isin([index.name for index in INDICES])
    sentences = add_sentences(figures[told], labels, language)["sentence"]
    figures["sentence"] = sentences.reindex(figures.index).astype(object).where(told, None)
    about = cities.set_index("city")[["name", "country", "people"]]
    return pd.concat(
        [figures[list(FIGURE_COLUMNS)], about.loc[figures["city"]].reset_index(drop=True)], axis=1
    )


def write_tables(
    atlas: pd.DataFrame, cities: pd.DataFrame, folder: Path, *, source: Source, parameters: Parameters
) -> list[Path]:
    """Write ``atlas.parquet``, ``cities.parquet``, ``similar.parquet`` and ``reference.csv``."""
    provenance = {
        "isopolis": __version__,
        "method": "isopolis measure atlas",
        "source": asdict(source) | {"file": Path(source.file).name},
        "parameters": asdict(parameters),
        "threshold": 0,
    }
    metadata = {b"isopolis": json.dumps(provenance, sort_keys=True, ensure_ascii=False).encode()}
    people = cities.set_index("city")["people"]
    out = []
    for name, table in ((ATLAS, atlas), (CITIES, cities), (SIMILAR, most_similar(atlas, people))):
        arrow = pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(metadata)
        pq.write_table(arrow, folder / name)
        out.append(folder / name)
    head = (
        "# Quantiles of the figures of urban centres of 1 km cells, by class of size (inhabitants from).\n"
        f"# © European Union, Eurostat / GISCO: {source.title or 'census grid'}"
        f" (sha256 {source.sha256[:16]}).\n"
        f"# Derived by: isopolis measure atlas GRID --out DIR --replicates {parameters.replicates}"
        f" --seed {parameters.seed} (isopolis {__version__}).\n"
    )
    path = folder / REFERENCE
    path.write_text(
        head + reference_of(atlas, people).to_csv(index=False, lineterminator="\n"), encoding="utf-8"
    )
    return [*out, path]
