"""Gaps of a measured city in the page, and the click that makes a barrier of one."""

from __future__ import annotations

import re
from collections import OrderedDict
from html import escape, unescape

import geopandas as gpd
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from isopolis.workspace.barriers import finding_gaps
from isopolis.workspace.barriers.models import Barrier, Place, PlaceTable
from isopolis.workspace.measure.access import first_versions, version_of
from isopolis.workspace.measure.models import Diagnosis
from isopolis.workspace.thread.models import Figure
from measured_city import measured


@pytest.fixture
def city(partnership, people):
    return measured(partnership, people["expert"])


@pytest.fixture
def libraries(partnership) -> PlaceTable:
    """One library, in the west, where few foreigners live."""
    table = PlaceTable.objects.create(partnership=partnership, service="library", file="libraries.csv")
    point = gpd.GeoSeries(gpd.points_from_xy([390_250], [5_821_250]), crs="EPSG:25833").to_crs("EPSG:4326")[0]
    Place.objects.create(table=table, code="1", name="West", longitude=point.x, latitude=point.y)
    return table


def test_a_gap_is_shown_and_taken_into_the_register_with_pinned_figures(
    city, libraries, partnership, people, signed_in
) -> None:
    client = signed_in(people["partner"])
    url = f"/partnerships/{partnership.slug}/barriers/measured/"
    page = client.get(url, {"limit": "1000"}).content.decode()
    assert "foreign: fewer have “library” within 1,000 m than others in Demoville" in page
    posted = {"city": "demoville", "gap": "coverage:foreign:library", "limit": "1000"}
    answer = client.post(f"{url}take/", posted)
    barrier = Barrier.objects.get()
    assert answer.headers["Location"] == barrier.get_absolute_url()
    assert (barrier.origin, barrier.service, barrier.city) == ("figures", "library", city.city)
    figures = Figure.objects.filter(partnership=partnership)
    assert figures.count() == 3
    assert figures.first().provenance["places"][0]["file"] == "libraries.csv"
    assert figures.first().provenance["rule"]["limit"] == 1000
    assert figures.first().source == "Demoville (2024), version 1"
    assert figures.first().address in client.get(figures.first().get_absolute_url()).content.decode()
    client.post(f"{url}take/", posted)
    assert Barrier.objects.count() == 1
    assert "In the register" in client.get(url).content.decode()


def test_whoever_may_not_change_the_register_looks_only(
    city, libraries, partnership, people, signed_in
) -> None:
    client = signed_in(people["observer"])
    url = f"/partnerships/{partnership.slug}/barriers/measured/"
    assert "Take it into" not in client.get(url).content.decode()
    posted = {"city": "demoville", "gap": "coverage:foreign:library"}
    assert client.post(f"{url}take/", posted).status_code == 403
    assert not Barrier.objects.exists()


def test_a_gap_that_is_gone_is_said_to_be_gone(city, partnership, people, signed_in) -> None:
    client = signed_in(people["expert"])
    url = f"/partnerships/{partnership.slug}/barriers/measured/"
    page = client.post(
        f"{url}take/", {"city": "demoville", "gap": "coverage:x:y"}, follow=True
    ).content.decode()
    assert "The gap is not there any more" in page


def test_places_of_elsewhere_are_named_and_not_measured_to(city, partnership, people, signed_in) -> None:
    table = PlaceTable.objects.create(partnership=partnership, service="library", file="rome.csv")
    Place.objects.create(table=table, code="1", name="Rome", longitude=12.5, latitude=41.9)
    page = (
        signed_in(people["expert"])
        .get(f"/partnerships/{partnership.slug}/barriers/measured/")
        .content.decode()
    )
    assert "rome.csv: no place lies near the city" in page
    assert "choose the table of this city" in page


def test_a_city_without_published_figures_shows_nothing(partnership, people, signed_in) -> None:
    page = signed_in(people["observer"]).get(f"/partnerships/{partnership.slug}/barriers/measured/")
    assert "No city has published figures with a map yet." in page.content.decode()


def test_a_barrier_is_in_a_neighbourhood_of_its_city(city, partnership, people, signed_in) -> None:
    client = signed_in(people["expert"])
    here = city.area_url("A0102")
    add = re.search(r'href="([^"]*barriers/new/[^"]*)"', client.get(here).content.decode())[1]
    form = client.get(unescape(add)).context["form"]
    assert (form["city"].value(), form["area"].value()) == (city.city.pk, "A0102")
    answers = {"title": "No ramp", "status": "open", "city": city.city.pk}
    wrong = client.post(f"/partnerships/{partnership.slug}/barriers/new/", {**answers, "area": "Z9"})
    assert "No figures of Demoville have a neighbourhood with the code “Z9”." in unescape(
        wrong.content.decode()
    )
    nowhere = {**answers, "city": "", "area": "A0102"}
    wrong = client.post(f"/partnerships/{partnership.slug}/barriers/new/", nowhere)
    assert "Choose the city that this neighbourhood is of." in wrong.content.decode()
    client.post(f"/partnerships/{partnership.slug}/barriers/new/", {**answers, "area": "A0102"})
    barrier = Barrier.objects.get()
    assert barrier.where() == "Quarter 8, Demoville"
    assert (
        f'href="{escape(here)}">Quarter 8, Demoville</a>'
        in client.get(barrier.get_absolute_url()).content.decode()
    )
    assert "No ramp" in client.get(here).content.decode()


def questions_for_gaps(client, partnership) -> list[int]:
    """How many questions the database is asked the first time, when gaps are computed, and again."""
    asked = []
    for _time in range(2):
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(f"/api/v1/partnerships/{partnership.slug}/gaps")
        assert answer.status_code == 200
        asked.append(len(queries))
    return asked


def table_of(partnership, city, file) -> PlaceTable:
    table = PlaceTable.objects.create(partnership=partnership, city=city, service="school", file=file)
    Place.objects.create(table=table, code="1", name="West", longitude=13.388, latitude=52.49)
    return table


@pytest.mark.parametrize("who", ["expert", "partner", "observer"])
def test_gaps_of_many_cities_ask_the_database_as_often_as_those_of_one(
    city, libraries, partnership, people, signed_in, who, monkeypatch
) -> None:
    monkeypatch.setattr(finding_gaps, "_KEPT", OrderedDict())  # keys of the database come again in tests
    client = signed_in(people[who])
    few = questions_for_gaps(client, partnership)
    for name in ("Second", "Third", "Fourth", "Fifth"):
        more = measured(partnership, people["expert"], name=name)
        measured(partnership, people["expert"], name=name, year=2020)
        table_of(partnership, more.city, f"{name}.csv")
    many = questions_for_gaps(client, partnership)
    records = client.get(f"/api/v1/partnerships/{partnership.slug}/gaps").json()["items"]
    assert {one["city"] for one in records} == {"demoville", "second", "third", "fourth", "fifth"}
    assert {one["version"] for one in records} == {1}  # of the latest year, not the newest
    assert many == few


def test_the_version_of_many_cities_is_that_of_each(partnership, people, rf) -> None:
    """Published before others, the latest year before others, the newest before others; a partner's own."""
    cities = []
    for name in ("First", "Second", "Third"):
        for year in (2020, 2024, 2022):
            newest = measured(partnership, people["expert"], name=name, year=year)
        cities.append(newest.city)
        newest.year = None
        newest.save()
    Diagnosis.objects.filter(city=cities[1], year=2024).update(published_at=None)
    Diagnosis.objects.filter(city=cities[2]).update(published_at=None)
    other = partnership.organisations.exclude(pk=cities[0].organisation_id).first()
    cities[2].organisation = other
    cities[2].save()
    request = rf.get("/")
    request.partnership = partnership
    for who in ("coordinator", "expert", "partner", "observer"):
        request.user, request.role = people[who], who
        each = {one.pk: found for one in cities if (found := version_of(request, one))}
        assert first_versions(request, cities) == each, who
        assert each[cities[0].pk].number == 2
        assert each[cities[1].pk].year == 2020
        assert (cities[2].pk in each) == (who in {"coordinator", "expert"}), who
