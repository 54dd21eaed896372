"""Maps: true to size, complete, and told in words."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry import Point, box

from isopolis.language import Language
from isopolis.measure.figures import FigureStatus
from isopolis.plan.documents.maps import Map, draw_map, legend_picture, shared_legend
from isopolis.plan.documents.shapes import lay_out, local_crs, path_data

SVG = "{http://www.w3.org/2000/svg}"


def squares(
    side: int, *, at: tuple[float, float] = (4_321_000, 3_210_000), size: float = 1000
) -> gpd.GeoSeries:
    x, y = np.divmod(np.arange(side * side), side)
    west, south = at[0] + size * x, at[1] + size * y
    return gpd.GeoSeries(shapely.box(west, south, west + size, south + size), crs="EPSG:3035")


def drawn(
    geometry: gpd.GeoSeries, values: np.ndarray, status: list[str] | None = None, **more: object
) -> Map:
    options = {"kind": "ratio", "title": "A map", "legend_title": "Ratio", "language": Language("en")}
    return draw_map(geometry, values, status or ["observed"] * len(values), **{**options, **more})


def ring_areas(data: str) -> list[float]:
    """Areas of the rings of a path, read back from its relative lines."""
    areas = []
    for start, line in re.findall(r"M([-\d ]+)l([-\d ]+)z", data):
        numbers = [int(word) for word in re.findall(r"-?\d+", line)]
        points = np.cumsum(
            [[int(word) for word in start.split()], *zip(numbers[::2], numbers[1::2], strict=True)], axis=0
        )
        areas.append(shapely.Polygon(points).area)
    return areas


def test_a_path_keeps_the_area_of_its_shapes() -> None:
    shapes = np.array([box(0, 0, 4, 3), shapely.Point(20, 20).buffer(5), None], dtype=object)
    whole = sum(shape.area for shape in shapes[:2])
    assert sum(ring_areas(path_data(shapes))) / 100 == pytest.approx(whole, rel=0.01)


def test_every_area_with_a_figure_is_in_one_path() -> None:
    values = np.random.default_rng(0).lognormal(0, 0.5, 400)
    made = drawn(squares(20), values)
    paths = [
        node.get("d") or "" for node in ET.fromstring(made.picture.svg).iter(f"{SVG}path") if node.get("id")
    ]
    assert sum(path.count("M") for path in paths) == 400
    assert sum(entry.areas for entry in made.legend) == 400


def test_withheld_uncounted_and_empty_areas_are_told_apart() -> None:
    values = np.array([1.0, 2.0, np.nan, np.nan, np.nan, 0.5, 1.0, 1.0, 1.0])
    status = ["observed"] * 9
    status[2:5] = [FigureStatus.SUPPRESSED, FigureStatus.NOT_COLLECTED, FigureStatus.UNDEFINED]
    made = drawn(squares(3), values, status)
    told = {entry.fill: (entry.words, entry.areas) for entry in made.legend if entry.is_hatched}
    assert told == {
        "withheld": ("withheld to protect people", 1),
        "missing": ("not collected or not published", 1),
        "nobody": ("no value (nobody to count)", 1),
    }
    assert 'fill="url(#map-withheld)"' in made.picture.svg
    assert 'fill="url(#map-missing)"' in made.picture.svg


@pytest.mark.parametrize("crs", ["EPSG:3035", "EPSG:4326", "EPSG:3857", "EPSG:25833"])
def test_the_scale_bar_is_true_in_every_projection(crs: str) -> None:
    page = lay_out(squares(10).to_crs(crs), 640, 440)
    cells = np.sqrt(shapely.area(page.shapes)) * page.metres
    np.testing.assert_allclose(cells, 1000, rtol=0.012)


def test_north_is_up_where_the_grid_is_turned() -> None:
    konin = squares(4, at=(4_850_000, 3_260_000))  # the European grid is turned by 6° here
    crs = local_crs(konin)
    assert crs is not None
    middle = konin.to_crs("EPSG:4326").union_all().centroid
    line = gpd.GeoSeries([middle, Point(middle.x, middle.y + 0.01)], crs="EPSG:4326").to_crs(crs)
    assert abs(line.iloc[1].x - line.iloc[0].x) < 0.005 * (line.iloc[1].y - line.iloc[0].y)


def test_a_good_local_projection_is_kept() -> None:
    utm = gpd.GeoSeries([box(390_000, 5_810_000, 391_000, 5_811_000)], crs="EPSG:25833")
    assert local_crs(utm) == utm.crs


def test_neighbours_stay_neighbours_when_simplified() -> None:
    rng = np.random.default_rng(2)
    edge = np.column_stack([np.linspace(0, 1000, 400), 500 + rng.normal(0, 0.05, 400)])
    south = shapely.Polygon([*edge, (1000, 0), (0, 0)])
    north = shapely.Polygon([*edge, (1000, 1000), (0, 1000)])
    page = lay_out(gpd.GeoSeries([south, north], crs="EPSG:25833"), 640, 440)
    assert shapely.get_num_coordinates(page.shapes).sum() < 400  # of 804
    assert shapely.area(shapely.union_all(page.shapes)) == pytest.approx(shapely.area(page.shapes).sum())


def test_areas_without_a_shape_are_left_out_of_the_picture_but_counted() -> None:
    geometry = gpd.GeoSeries([box(0, 0, 9, 9), None, shapely.Polygon()], crs="EPSG:25833")
    made = drawn(geometry, np.array([1.0, 2.0, 1.0]))
    assert sum(entry.areas for entry in made.legend) == 3


def test_points_become_dots_and_shapes_without_a_crs_have_no_scale() -> None:
    points = gpd.GeoSeries([Point(0, 0), Point(10, 5)], crs="EPSG:25833")
    assert "path" in drawn(points, np.array([1.0, 2.0])).picture.svg
    bare = drawn(gpd.GeoSeries([box(0, 0, 9, 9)]), np.array([1.0]))
    assert " m<" not in bare.picture.svg


def test_the_map_says_in_words_where_the_highest_class_lies() -> None:
    x, y = np.divmod(np.arange(400), 20)
    ratios = np.where((x > 14) & (y > 14), 4.0, 0.5 + (7 * x + 3 * y) % 20 / 25)
    made = drawn(squares(20), ratios)
    assert made.picture.alternative.startswith(
        "Map of 400 areas. Ratio, number of areas in each class: less than"
    )
    assert made.picture.alternative.endswith("lie mostly in the north-east.")


def test_shares_are_written_as_per_cent_in_the_readers_language() -> None:
    made = drawn(squares(3), np.linspace(0.05, 0.45, 9), kind="share", language=Language("fr"))
    assert made.legend[0].words.startswith("moins de ")
    assert made.legend[0].words.endswith("\xa0%")


def test_names_that_look_like_markup_survive_in_a_map() -> None:
    name = "<b>&\"'#$*_\\ Ångström"
    made = drawn(squares(3), np.ones(9), title=name, legend_title=name, source=name)
    for picture in (made.picture, made.with_legend(), legend_picture([made])):
        assert ET.fromstring(picture.svg).find(f"{SVG}title").text == (name)
    assert "".join(ET.fromstring(made.with_legend().svg).itertext()).count(name) >= 3


def test_thirty_thousand_cells_are_drawn_in_about_a_second() -> None:
    geometry = squares(175, size=200)
    values = np.random.default_rng(0).lognormal(0, 0.5, len(geometry))
    begin = time.process_time()
    made = drawn(geometry, values)
    assert time.process_time() - begin < 4.0  # a second where nothing else runs
    assert len(made.picture.svg) < 1_500_000


def test_the_same_map_is_the_same_text() -> None:
    make: Callable[[], str] = lambda: drawn(squares(5), np.linspace(0.5, 2, 25)).picture.svg  # noqa: E731
    assert make() == make()


def test_a_shared_legend_has_every_reason_that_any_map_has() -> None:
    values = np.ones(9)
    values[0] = np.nan
    plain = drawn(squares(3), np.ones(9), prefix="a")
    hidden = drawn(squares(3), values, [FigureStatus.SUPPRESSED, *["observed"] * 8], prefix="b")
    assert [entry.fill for entry, _ in shared_legend([plain, hidden])][-1] == "withheld"
    assert {entry.fill: prefix for entry, prefix in shared_legend([plain, hidden])}["withheld"] == "b"
    assert "withheld to protect people" in legend_picture([plain, hidden]).alternative
