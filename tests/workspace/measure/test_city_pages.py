"""The pages of a measured city: what they show, what they keep to themselves, in both languages."""

from __future__ import annotations

import gzip
import json
import re
import struct
from math import asinh, pi, radians, tan

import geopandas as gpd
import pandas as pd
import pytest
from django.urls import reverse

from isopolis.measure.segregation import measure
from isopolis.workspace.barriers.models import Barrier, Place, PlaceTable
from isopolis.workspace.measure.models import Figure
from isopolis.workspace.measure.tiles import zooms
from isopolis.workspace.people.models import AuditEntry
from isopolis.workspace.thread.models import Figure as Pinned
from measured_city import SMALL, computed, measured


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA = tmp_path / "kept"


@pytest.fixture
def diagnosis(partnership, people):
    return measured(partnership, people["expert"])


def url(diagnosis, name: str, *numbers: object) -> str:
    return diagnosis.city.url(name, *numbers)


def text(answer) -> str:
    return re.sub(r"[ \n]+", " ", answer.content.decode())


def test_the_city_page_says_what_was_found_and_how_sure_it_is(diagnosis, people, signed_in) -> None:
    page = text(signed_in(people["resident"]).get(url(diagnosis, "city")))
    for sentence in diagnosis.told["en"]["headline"]:
        assert sentence.replace("'", "&#x27;") in page
    assert "95% confidence" in page
    assert page.count('id="figure-') == Figure.objects.filter(diagnosis=diagnosis).count()


def test_what_the_table_says_beside_a_figure_is_not_said_again_in_its_sentence(
    diagnosis, people, signed_in
) -> None:
    Figure.objects.filter(diagnosis=diagnosis).update(status="partial")
    page = text(signed_in(people["resident"]).get(url(diagnosis, "city")))
    assert page.count("Areas whose counts are hidden or missing are left out.") == 1
    assert "Uncertainty: between" not in page


def test_the_figures_are_those_of_the_measure_wing(diagnosis) -> None:
    stored = Figure.objects.get(diagnosis=diagnosis, index="dissimilarity", scale="")
    table = gpd.read_file(computed()[0] / "city.gpkg")
    known = measure(table[["native", "foreign"]].to_numpy(float), ["native", "foreign"], ["dissimilarity"])
    assert stored.value == pytest.approx(known["value"][0], rel=1e-12)
    assert stored.low < stored.value < stored.high


def test_figures_at_scales_have_their_intervals_in_chart_and_table(diagnosis, people, signed_in) -> None:
    scaled = Figure.objects.filter(diagnosis=diagnosis, scale="1000 m").get()
    assert scaled.low < scaled.corrected < scaled.high
    part = text(signed_in(people["resident"]).get(url(diagnosis, "city")))
    part = part[part.index('id="scales"') : part.index('<section id="figures"')]
    assert f"{scaled.low:.3f} to {scaled.high:.3f}" in part
    assert len(re.findall(r'd="M[\d.]+ [\d.]+V', part)) == part.count("<circle")


def test_an_area_with_few_people_of_a_group_is_withheld_everywhere(diagnosis, people, signed_in) -> None:
    client = signed_in(people["resident"])
    place = f"{url(diagnosis, 'neighbourhood')}?code={SMALL}"
    page = text(client.get(place))
    assert "There are no figures of this area: withheld to protect people." in page
    listed = text(client.get(f"{url(diagnosis, 'city')}?search={SMALL}"))
    assert "withheld to protect people" in listed
    content = b"".join(client.get(url(diagnosis, "version-file", 1, "figures.csv")).streaming_content)
    rows = pd.read_csv(pd.io.common.BytesIO(content))
    assert rows[rows["area"] == SMALL]["value"].isna().all()
    for name in ("areas.gpkg", "areas.parquet"):
        kept = diagnosis.folder / name
        table = gpd.read_file(kept) if name.endswith("gpkg") else gpd.read_parquet(kept)
        row = table[table["area"] == SMALL].iloc[0]
        assert row.drop(["area", "name", "status", "city", "geometry"]).isna().all(), name


def test_tiles_hold_classes_of_published_figures_and_no_figure(diagnosis, people, signed_in) -> None:
    client = signed_in(people["resident"])
    least, _most = zooms(diagnosis.tiles)
    west, south, east, north = diagnosis.bounds
    x = int(((west + east) / 2 + 180) / 360 * 2**least)
    y = int((1 - asinh(tan(radians((south + north) / 2))) / pi) / 2 * 2**least)
    answer = client.get(url(diagnosis, "version-tile", 1, least, x, y))
    assert answer.status_code == 200
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "private" in answer.headers["Cache-Control"]
    content = gzip.decompress(answer.content)
    assert SMALL.encode() in content
    local = pd.read_parquet(diagnosis.local)
    for value in local["people"].dropna().head(20):
        # Figures would be doubles or texts; the tile has whole numbers of one digit or two only.
        assert struct.pack("<d", value) not in content
    again = client.get(
        url(diagnosis, "version-tile", 1, least, x, y), headers={"if-none-match": answer.headers["ETag"]}
    )
    assert again.status_code == 304
    assert client.get(url(diagnosis, "version-tile", 1, least, 0, 0)).status_code in {200, 204}
    assert client.get(url(diagnosis, "version-tile", 1, 3, 9, 9)).status_code == 204


def test_the_table_is_sorted_searched_and_cut_into_pages(diagnosis, people, signed_in) -> None:
    client = signed_in(people["resident"])
    place = url(diagnosis, "city")
    first = client.get(f"{place}?figure=people").context["table"]
    assert len(first.rows) == 25
    assert first.page.paginator.num_pages == 2
    numbers = [int(row.people.replace(",", "")) for row in first.rows]
    assert numbers == sorted(numbers, reverse=True)
    low = client.get(f"{place}?figure=people&sort=low").context["table"]
    assert int(low.rows[0].people.replace(",", "")) == pd.read_parquet(diagnosis.local)["people"].min()
    found = client.get(f"{place}?search=quarter+31").context["table"].rows
    assert [row.code for row in found] == [SMALL]
    nothing = client.get(f"{place}?search=nowhere&figure=nonsense&sort=nonsense&page=nonsense")
    assert nothing.status_code == 200
    assert "No area has this name or code." in text(nothing)


def test_two_versions_show_what_changed(diagnosis, partnership, people, signed_in) -> None:
    measured(partnership, people["expert"], year=2019, shift=-0.1)
    client = signed_in(people["resident"])
    page = client.get(url(diagnosis, "city"))
    assert page.context["diagnosis"].year == 2024
    change = page.context["change"]
    assert change.earlier.year == 2019
    row = next(one for one in change.rows if one.title.startswith("Dissimilarity"))
    assert row.difference == "0.100"
    assert "more than chance alone would make it" in row.sentence
    assert client.get(f"{url(diagnosis, 'city')}?since=99").status_code == 404
    assert client.get(f"{url(diagnosis, 'city')}?version=2").context["diagnosis"].year == 2019


def test_cities_stand_beside_each_other(diagnosis, partnership, people, signed_in) -> None:
    for number in range(5):
        measured(partnership, people["expert"], name=f"City {number}", shift=0.02 * number)
    similar = signed_in(people["resident"]).get(url(diagnosis, "city")).context["similar"]
    assert len(similar.rows) == 6
    assert [row.city.name for row in similar.rows if row.here] == ["Demoville"]
    assert sum(row.alike for row in similar.rows) == 3
    values = [float(row.value) for row in similar.rows]
    assert values == sorted(values, reverse=True)


def test_a_neighbourhood_has_its_contribution_services_and_barriers(
    diagnosis, partnership, people, signed_in
) -> None:
    city = diagnosis.city
    table = PlaceTable.objects.create(
        partnership=partnership, city=city, service="Library", file="p.csv", sha256="0"
    )
    west, south, _east, _north = diagnosis.bounds
    Place.objects.create(table=table, code="1", name="Central", longitude=west, latitude=south)
    Barrier.objects.create(partnership=partnership, title="No lift", city=city, area="A0303")
    client = signed_in(people["expert"])
    answer = client.get(f"{url(diagnosis, 'neighbourhood')}?code=A0303")
    page = text(answer)
    assert "Central" in page
    service = answer.context["services"][0]
    corner = 500 * 3.5 * 2**0.5  # from the city's corner to the middle of the area, in metres
    assert float(service.distance.removesuffix(" km")) * 1000 == pytest.approx(corner, rel=0.05)
    assert "No lift" in page
    local = pd.read_parquet(diagnosis.local).set_index("area")
    share = local.loc["A0303", "contribution:theil_h"]
    shown = next(one for one in answer.context["contributions"] if one.column == "contribution:theil_h")
    assert float(shown.here) == pytest.approx(share, abs=6e-4)
    assert client.get(f"{url(diagnosis, 'neighbourhood')}?code=nowhere").status_code == 404


def test_every_download_is_there_and_protected_ones_only(diagnosis, people, signed_in) -> None:
    client = signed_in(people["resident"])
    for address, _words, _kind in client.get(url(diagnosis, "city")).context["downloads"]:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert len(b"".join(answer.streaming_content)) > 100
    for name in ("local.parquet", "tiles.pmtiles", "../../datasets/1/file", "file"):
        place = reverse("city", args=[diagnosis.city.partnership.slug, "demoville"])
        assert client.get(f"{place}versions/1/files/{name}").status_code == 404
    picture = client.get(url(diagnosis, "version-picture", 1))
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert "default-src 'none'" in picture.headers["Content-Security-Policy"]


def test_a_reader_of_french_reads_french(diagnosis, people, signed_in) -> None:
    client = signed_in(people["resident"])
    client.post("/language/", {"language": "fr", "next": "/"})
    page = text(client.get(url(diagnosis, "city")))
    assert diagnosis.told["fr"]["headline"][0].replace("'", "&#x27;") in page
    assert "Indice de dissimilarité" in page
    answer = client.get(url(diagnosis, "version-file", 1, "figures.json"))
    assert answer.headers["Content-Language"] == "fr"
    figures = json.loads(b"".join(answer.streaming_content))["figures"]
    assert any("personnes sur 100" in (one["sentence"] or "") for one in figures)


def test_a_pinned_figure_stays_as_it_was(diagnosis, partnership, people, signed_in) -> None:
    client = signed_in(people["expert"])
    figure = Figure.objects.get(diagnosis=diagnosis, index="dissimilarity", scale="")
    for _ in range(2):
        answer = client.post(url(diagnosis, "figure-pin", 1), {"figure": figure.pk})
    pinned = Pinned.objects.get()
    assert answer.headers["Location"] == pinned.get_absolute_url()
    assert (pinned.value, pinned.low, pinned.high) == (figure.value, figure.low, figure.high)
    assert pinned.provenance["source"]["sha256"] == diagnosis.provenance["source"]["sha256"]
    assert client.get(pinned.address.partition("#")[0]).status_code == 200
    assert AuditEntry.objects.filter(action="figure pinned").count() == 1
    client.post(url(diagnosis, "figure-pin", 1), {"column": "share:foreign", "code": "A0303"})
    local = pd.read_parquet(diagnosis.local).set_index("area")
    assert Pinned.objects.latest("pk").value == local.loc["A0303", "share:foreign"]
    client.post(url(diagnosis, "figure-pin", 1), {"column": "share:foreign", "code": SMALL})
    hidden = Pinned.objects.latest("pk")
    assert (hidden.value, hidden.status) == (None, "suppressed")
    assert (
        client.post(url(diagnosis, "figure-pin", 1), {"column": "geometry", "code": "A0303"}).status_code
        == 400
    )


def test_the_first_page_lists_what_a_person_may_see(diagnosis, partnership, people, signed_in) -> None:
    assert "Demoville" in text(signed_in(people["resident"]).get("/measure/"))
    assert "Demoville" not in text(signed_in(people["stranger"]).get("/measure/"))
    assert "Demoville" not in text(signed_in(None).get("/measure/"))
    partnership.is_public = True
    partnership.save()
    assert "Demoville" in text(signed_in(None).get("/measure/"))
    diagnosis.published_at = None
    diagnosis.save()
    assert "Not measured yet." in text(signed_in(None).get("/measure/"))
