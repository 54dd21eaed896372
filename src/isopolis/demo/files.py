"""Write the demonstration city the way a statistical office would hand it over."""

from __future__ import annotations

import datetime
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
import xlsxwriter

from isopolis.demo.city import DemoCity, Snapshot
from isopolis.demo.headings import HEADINGS, flat, merged
from isopolis.demo.mednum import mednum_table
from isopolis.demo.profiles import grid_profile, neighbourhood_profile
from isopolis.demo.publication import grid_table, neighbourhood_table, shapes

NOTICE = "GENERATED DATA of Isopolis' demonstration city: no real place, no real person."


def write(city: DemoCity, folder: Path) -> dict[str, Path]:
    """Write all files of the demonstration city into ``folder``, which is made where it is missing.

    Returns
    -------
    dict
        The files' paths by a short name: ``neighbourhoods`` (the later year's table), ``profile`` (which
        says what its columns are), ``earlier``, ``earlier_profile``, ``grid``, ``grid_profile``,
        ``polygons``, ``geojson``, ``earlier_polygons``, ``earlier_grid``, ``places``, ``mednum``,
        ``streets``, ``schools``, ``water`` and ``readme``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    now, then = city.after, city.before
    paths = {
        key: folder / name
        for key, name in (
            ("neighbourhoods", f"neighbourhoods_{now.year}.xlsx"),
            ("profile", f"neighbourhoods_{now.year}.toml"),
            ("polygons", f"neighbourhoods_{now.year}.gpkg"),
            ("geojson", f"neighbourhoods_{now.year}.geojson"),
            ("earlier", f"neighbourhoods_{then.year}.csv"),
            ("earlier_profile", f"neighbourhoods_{then.year}.toml"),
            ("earlier_polygons", f"neighbourhoods_{then.year}.gpkg"),
            ("grid", f"grid_200m_{now.year}.csv"),
            ("earlier_grid", f"grid_200m_{then.year}.csv"),
            ("grid_profile", "grid_200m.toml"),
            ("places", f"places_{now.year}.csv"),
            ("mednum", f"digital_help_mednum_{now.year}.csv"),
            ("schools", f"school_catchments_{now.year}.gpkg"),
            ("streets", "streets.gpkg"),
            ("water", "water.gpkg"),
            ("readme", "README.txt"),
        )
    }
    _write_workbook(city, now, paths["neighbourhoods"])
    _write_old_csv(then, paths["earlier"])
    for key, snapshot in (("polygons", now), ("earlier_polygons", then)):
        _write_layer(shapes(snapshot), paths[key], "neighbourhoods")
    paths["geojson"].unlink(missing_ok=True)
    shapes(now).to_crs("EPSG:4326").to_file(paths["geojson"], driver="GeoJSON", COORDINATE_PRECISION=6)
    for key, snapshot in (("grid", now), ("earlier_grid", then)):
        grid_table(snapshot, city.seed).to_csv(paths[key], index=False, lineterminator="\n")
    _write_places(city, paths["places"])
    mednum_table(city.places.services).to_csv(paths["mednum"], index=False, lineterminator="\n")
    _write_layer(city.places.catchments, paths["schools"], "school_catchments")
    _write_layer(city.streets.nodes, paths["streets"], "nodes")
    _write_layer(city.streets.edges, paths["streets"], "edges", append=True)
    _write_layer(city.water, paths["water"], "water")
    texts = {
        "profile": neighbourhood_profile(now.year, paths["polygons"].name, merged),
        "earlier_profile": neighbourhood_profile(then.year, paths["earlier_polygons"].name, flat),
        "grid_profile": grid_profile(),
        "readme": _readme(city, paths),
    }
    for key, text in texts.items():
        paths[key].write_text(text, encoding="utf-8")
    return paths


def _write_layer(table: gpd.GeoDataFrame, path: Path, layer: str, *, append: bool = False) -> None:
    if not append:
        path.unlink(missing_ok=True)
    table.to_file(path, driver="GPKG", layer=layer, mode="a" if append else "w")


def _comma(value: object) -> object:
    """A number with a decimal comma, as text; whole numbers and markers stay what they are."""
    return f"{value:.10g}".replace(".", ",") if isinstance(value, float) else value


def _write_workbook(city: DemoCity, snapshot: Snapshot, path: Path) -> None:
    """The later table: a workbook with titles, merged headings, decimal commas and notes at the foot."""
    table = neighbourhood_table(snapshot)
    with xlsxwriter.Workbook(path) as book:
        book.set_properties(
            {
                "title": f"{city.name}: neighbourhoods",
                "comments": NOTICE,
                "created": datetime.datetime(2024, 1, 1),
            }
        )
        sheet = book.add_worksheet("Neighbourhoods")
        bold = book.add_format({"bold": True})
        heading = book.add_format({"bold": True, "align": "center", "text_wrap": True, "border": 1})
        last = len(HEADINGS) - 1
        sheet.merge_range(0, 0, 0, last, f"{city.name}: neighbourhoods, 1 January {snapshot.year}", bold)
        sheet.merge_range(1, 0, 1, last, NOTICE)
        uppers = [upper for upper, _, _ in HEADINGS.values()]
        for upper in dict.fromkeys(uppers):
            first, width = uppers.index(upper), uppers.count(upper)
            if width > 1:
                sheet.merge_range(3, first, 3, first + width - 1, upper, heading)
            else:
                sheet.write(3, first, upper, heading)
        for column, (_, lower, _) in enumerate(HEADINGS.values()):
            sheet.write(4, column, lower, heading)
        for row, record in enumerate(table[list(HEADINGS)].itertuples(index=False), start=5):
            for column, value in enumerate(record):
                sheet.write(row, column, _comma(value))
        for line, note in enumerate(
            (
                "<5: 1 to 4 people, not published.",
                "x: not published, because a number marked <5 could be found by subtraction.",
                "–: not published, fewer than 50 households.",
            ),
            start=6 + len(table),
        ):
            sheet.write(line, 0, note)
        sheet.set_column(1, 2, 14)
        sheet.freeze_panes(5, 2)


def _write_old_csv(snapshot: Snapshot, path: Path) -> None:
    """The earlier table: semicolons, decimal commas, a space between thousands, a byte order mark."""

    def spaced(value: object) -> object:
        return f"{value:,}".replace(",", " ") if isinstance(value, int) else _comma(value)

    table = neighbourhood_table(snapshot)[list(HEADINGS)].map(spaced)
    table.columns = pd.Index([flat(column) for column in table.columns])
    table.to_csv(path, sep=";", index=False, encoding="utf-8-sig", lineterminator="\n")


def _write_places(city: DemoCity, path: Path) -> None:
    """All services and schools with their coordinates."""
    services = city.places.services
    where = shapely.get_coordinates(services.to_crs("EPSG:4326").geometry.to_numpy()).round(6)
    table = services.drop(columns="geometry").assign(longitude=where[:, 0], latitude=where[:, 1])
    table.to_csv(path, index=False, lineterminator="\n")


CONTENTS = {
    "neighbourhoods": "the office's table: merged headings, decimal commas, <5, x and –",
    "profile": "says which column of that table is what (for `isopolis measure --profile`)",
    "polygons": "the neighbourhoods' polygons, EPSG:3035",
    "geojson": "the same polygons in longitude and latitude",
    "earlier": "the earlier table: some neighbourhoods were split, joined or moved since",
    "earlier_profile": "says which column of the earlier table is what",
    "earlier_polygons": "the earlier polygons",
    "grid": "200 m cells with INSPIRE codes; every count carries noise (cell key), small cells show x",
    "earlier_grid": "the same for the earlier year",
    "grid_profile": "says which column of the cells is what",
    "places": "services and schools: kind, opening hours (OpenStreetMap), capacity, languages, coordinates",
    "mednum": "places of digital help in the columns of the French schema mednum v1.0.2",
    "schools": "catchments of the primary schools, with pupils",
    "streets": "walkable streets: layers nodes and edges, a connected planar graph",
    "water": "the river",
    "readme": "this text",
}


def _readme(city: DemoCity, paths: dict[str, Path]) -> str:
    width = max(len(path.name) for path in paths.values()) + 2
    listing = "\n".join(f"{paths[key].name:<{width}}{text}" for key, text in CONTENTS.items())
    return f"""{NOTICE}

{city.name} and everything in it is invented and was generated by Isopolis (seed {city.seed}). Its
coordinates lie in the sea, so that nobody can take it for a real city. A likeness of a name to a real
place is chance. The figures look like those of a European city of 180,000 inhabitants; they are evidence
of nothing.

{listing}

Between {city.before.year} and {city.after.year} an inner quarter is being gentrified, low income concentrates
in a large estate, a new quarter is built on an old railway yard, and some neighbourhoods are redrawn.
"""
