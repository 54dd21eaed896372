"""Tables of places: real ones, ugly ones, and what is said of them."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from shapely import box

from isopolis.errors import InputError
from isopolis.measure.access import check_near, read_places


def table(tmp_path, text: str, name: str = "places.csv"):
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return file


def test_the_example_of_the_french_schema_is_read(real_data) -> None:
    places = read_places(real_data / "mednum_exemple_valide.csv")
    assert places.source.reader == "mednum"
    assert places.names == ("Anonymal",)
    assert places.points.tolist() == [[5.41423, 43.52609]]
    assert places.services[0][0] == "Maîtrise des outils numériques du quotidien"
    assert len(places.services[0]) == 3
    assert places.hours[0].startswith("Mo-Fr 09:00-12:00")


def test_a_layer_of_points_is_read(real_data) -> None:
    places = read_places(real_data / "france_services_2021.geojson")
    assert len(places) > 800
    longitude, latitude = places.points.T
    assert (np.median(longitude), np.median(latitude)) == pytest.approx((2.9, 46.7), abs=1.5)


def test_the_places_of_the_demonstration_city_are_read(tmp_path) -> None:
    from isopolis.demo import generate  # noqa: PLC0415
    from isopolis.demo.mednum import mednum_table  # noqa: PLC0415

    city = generate(seed=1)
    file = tmp_path / "lieux.csv"
    mednum_table(city.places.services).to_csv(file, index=False)
    places = read_places(file)
    assert "Aide aux démarches administratives" in places.offered()
    assert 0 < len(places.offering("Aide aux démarches administratives")) < len(places)


def test_any_names_of_columns_and_decimal_commas_are_understood(tmp_path) -> None:
    text = "Bezeichnung;Art;Lat;Lng\nBibliothek;Buch|Netz;52,5163;13,3777\nHaus;;52,51;13,4\nOhne;Netz;;\n"
    places = read_places(table(tmp_path, text))
    assert places.names == ("Bibliothek", "Haus")
    assert places.ids == ("2", "3")
    assert places.services == (("Buch", "Netz"), ())
    assert places.points.tolist() == [[13.3777, 52.5163], [13.4, 52.51]]
    assert places.offering("Netz").tolist() == [[13.3777, 52.5163]]
    assert [note.values for note in places.notes] == [{"number": 1}]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("name,lat\na,1.5\n", "no column for the longitude"),
        ("name,lat,lon\na,652000,6862000\n", "these are not degrees: 652000, 6.862e"),
        ("name,lat,lon\na,0,0\n", "off Africa"),
        ("name,lat,lon,x\na,,,1\nb,,,1\n", "no place has coordinates"),
        ("name,lat,lon\na,north,2.5\n", "north"),
        ("id,lat,lon\nx,1.5,2.5\nx,1.6,2.6\n", "occurs more than once, first in row 2"),
        ("", "empty"),
    ],
)
def test_what_cannot_be_used_is_said_in_the_users_terms(tmp_path, text, found) -> None:
    with pytest.raises(InputError, match=found) as raised:
        read_places(table(tmp_path, text))
    assert "places.csv" in str(raised.value)


def test_places_of_elsewhere_are_refused_and_exchanged_axes_are_named(tmp_path) -> None:
    city = gpd.GeoSeries([box(2.2, 48.8, 2.4, 48.9)], crs="EPSG:4326").to_crs("EPSG:2154")
    check_near(read_places(table(tmp_path, "name,lat,lon\na,48.85,2.35\n")), city)
    with pytest.raises(InputError, match="exchange the columns"):
        check_near(read_places(table(tmp_path, "name,lat,lon\na,2.35,48.85\n")), city)
    with pytest.raises(InputError, match="choose the table of this city"):
        check_near(read_places(table(tmp_path, "name,lat,lon\na,41.9,12.5\n")), city)
