"""The register: filling in, finding, evidence, history."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from isopolis.measure.access import Gap, Support
from isopolis.workspace.barriers import models
from isopolis.workspace.barriers.finding import facets, find
from isopolis.workspace.barriers.models import Barrier, Document, PlaceTable, groups_of
from isopolis.workspace.barriers.register import from_gap
from isopolis.workspace.measure.models import City
from isopolis.workspace.people.models import AuditEntry, Partnership
from isopolis.workspace.thread.links import thread_of
from isopolis.workspace.thread.models import Figure


@pytest.fixture
def place(partnership) -> str:
    return f"/partnerships/{partnership.slug}/barriers/"


@pytest.fixture
def register(partnership, people) -> list[Barrier]:
    groups = {group.key: group for group in groups_of(partnership)}
    rows = (
        ("Stairs to the library", "physical", "open", ("older", "disabled")),
        ("Online only", "digital", "open", ("older",)),
        ("Papers", "legal", "removed", ("migrants",)),
    )
    made = []
    for title, kind, status, keys in rows:
        barrier = Barrier.objects.create(partnership=partnership, title=title, type=kind, status=status)
        barrier.groups.set(groups[key] for key in keys)
        made.append(barrier)
    return made


def test_a_barrier_is_added_changed_and_its_history_kept(place, partnership, people, signed_in) -> None:
    client = signed_in(people["partner"])
    groups = {group.key: group.pk for group in groups_of(partnership)}
    city = City.objects.create(partnership=partnership, name="Demoville", slug="demoville")
    answers = {
        "title": "No ramp", "groups": [groups["women"], groups["disabled"]],
        "more_groups": "wheelchair users, carers", "together": "on", "type": "physical",
        "severity": "3", "reach": "120", "status": "open",
        "owner": people["expert"].pk, "city": city.pk,
    }  # fmt: skip
    answer = client.post(f"{place}new/", answers)
    barrier = Barrier.objects.get()
    assert answer.headers["Location"] == barrier.get_absolute_url()
    assert barrier.made_by == people["partner"]
    assert barrier.city == city
    assert {group.name for group in barrier.groups.all()} == {
        "women",
        "disabled",
        "wheelchair users",
        "carers",
    }
    kept = [group.pk for group in barrier.groups.all()]
    client.post(
        f"{place}{barrier.pk}/change/", {**answers, "groups": kept, "more_groups": "", "status": "removed"}
    )
    change = barrier.changes.first()
    assert (change.field, change.before, change.after, change.by) == (
        "status",
        "open",
        "removed",
        people["partner"],
    )
    page = client.get(barrier.get_absolute_url()).content.decode()
    assert "people with disabilities" in page
    assert "Person expert" in page
    assert "History" in page
    seen = signed_in(people["observer"]).get(barrier.get_absolute_url()).content.decode()
    assert "Person expert" not in seen
    assert "History" not in seen
    log = AuditEntry.objects.filter(action="barrier changed").get()
    assert log.what == f"barrier {barrier.pk}: status"


def test_a_combination_needs_two_groups(place, partnership, people, signed_in) -> None:
    one = groups_of(partnership).first().pk
    answers = {"title": "x", "groups": [one], "together": "on", "status": "open"}
    page = signed_in(people["partner"]).post(f"{place}new/", answers)
    assert page.status_code == 400
    assert "Choose at least two groups" in page.content.decode()


def test_owner_and_city_are_of_this_partnership(place, people, signed_in) -> None:
    other = Partnership.objects.create(name="Other", slug="other")
    theirs = City.objects.create(partnership=other, name="Theirs", slug="theirs")
    answers = {"title": "x", "status": "open", "owner": people["stranger"].pk, "city": theirs.pk}
    page = signed_in(people["partner"]).post(f"{place}new/", answers)
    assert set(page.context["form"].errors) == {"owner", "city"}
    assert page.status_code == 400
    assert not Barrier.objects.exists()


def test_facets_narrow_and_say_what_is_left(register, partnership) -> None:
    everything = Barrier.objects.filter(partnership=partnership)
    older = str(groups_of(partnership).get(key="older").pk)
    assert [one.title for one in find(everything, {"group": older})] == [
        "Online only",
        "Stairs to the library",
    ]
    assert [one.title for one in find(everything, {"group": older, "type": "digital"})] == ["Online only"]
    assert [one.title for one in find(everything, {"words": "LIBRARY"})] == ["Stairs to the library"]
    assert find(everything, {"group": "x'--", "severity": "9" * 30}).count() == 3
    shown = {
        one.name: {label: number for _value, label, number, _chosen in one.choices}
        for one in facets(everything, {"group": older})
    }
    assert shown["type"] == {
        "physical: stairs, distance, transport": 1,
        "digital: equipment, skills, online only": 1,
    }
    assert shown["group"]["older people"] == 2
    assert shown["group"]["people with a migrant background"] == 1


def test_the_list_shows_facets_and_finds(register, place, people, signed_in) -> None:
    client = signed_in(people["observer"])
    page = client.get(place, {"status": "removed"}).content.decode()
    assert "Papers" in page
    assert "Online only" not in page
    assert "open (2)" in page
    assert client.get(place, {"page": "nonsense", "city": "x"}).status_code == 200


@pytest.fixture
def media(tmp_path):
    with override_settings(MEDIA_ROOT=tmp_path / "media"):
        yield tmp_path / "media"


def test_documents_are_downloads_whatever_they_are(register, place, people, signed_in, media) -> None:
    client = signed_in(people["partner"])
    add = f"{place}{register[0].pk}/documents/new/"
    file = SimpleUploadedFile("plan <x>.pdf", b"%PDF-1.7 <script>")
    assert client.post(add, {"title": "The plan", "file": file}).status_code == 302
    document = Document.objects.get()
    answer = client.get(f"{place}documents/{document.pk}/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="The_plan.pdf"'
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 <script>"
    for wrong in (
        {"file": SimpleUploadedFile("x.svg", b"<svg onload=alert(1)>")},
        {"address": "javascript:alert(1)"},
        {},
        {"address": "https://a.example/", "file": SimpleUploadedFile("a.pdf", b"x")},
    ):
        assert client.post(add, {"title": "wrong", **wrong}).status_code == 400
    assert Document.objects.count() == 1


def test_a_removed_document_leaves_no_file_behind(
    register, place, people, signed_in, media, django_capture_on_commit_callbacks
) -> None:
    client = signed_in(people["partner"])
    client.post(
        f"{place}{register[0].pk}/documents/new/", {"title": "x", "file": SimpleUploadedFile("a.pdf", b"x")}
    )
    pk = Document.objects.get().pk
    assert len(list(media.rglob("*.pdf"))) == 1
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"{place}document/{pk}/remove/").status_code == 302
    assert list(media.rglob("*.pdf")) == []
    assert client.post(f"{place}report/{pk}/remove/").status_code == 404


def test_a_testimony_has_no_author(register, place, people, signed_in) -> None:
    client = signed_in(people["partner"])
    client.post(f"{place}{register[0].pk}/testimonies/new/", {"words": "I cannot get in.", "year": "2025"})
    testimony = models.Testimony.objects.get()
    assert {field.name for field in models.Testimony._meta.fields} == {"id", "barrier", "words", "year"}
    assert (
        "I cannot get in."
        in signed_in(people["observer"]).get(register[0].get_absolute_url()).content.decode()
    )
    assert f"testimony {testimony.pk}" in AuditEntry.objects.filter(action="testimony added").get().what


def test_a_deleted_barrier_is_gone_with_what_hangs_on_it(register, place, people, signed_in) -> None:
    client = signed_in(people["expert"])
    assert "Delete for good" in client.get(f"{place}{register[0].pk}/delete/").content.decode()
    assert client.post(f"{place}{register[0].pk}/delete/").headers["Location"] == place
    assert Barrier.objects.count() == 2


def test_a_gap_becomes_a_barrier_once_with_its_figures_pinned(partnership, people) -> None:
    support = Support(
        "coverage:a:library:1000", "Share with a library", "17% live near.", 16.7, "%", "", "newcomers"
    )
    gap = Gap(
        "coverage:a:library",
        "coverage",
        "Newcomers: few have a library",
        "newcomers",
        "library",
        "",
        "Tessemar",
        500,
        (support,),
    )
    more = {
        "city": None,
        "source": "Tessemar 1",
        "address": "/x/",
        "provenance": {"seed": 1},
        "by": people["expert"],
    }
    barrier = from_gap(partnership, gap, **more)
    assert from_gap(partnership, gap, **more).pk == barrier.pk
    assert (barrier.reach, barrier.origin, barrier.service) == (500, "figures", "library")
    figure = Figure.objects.get()
    assert (figure.value, figure.unit, figure.provenance, figure.pinned_by) == (
        16.7,
        "%",
        {"seed": 1},
        people["expert"],
    )
    assert [one.entries[0].thing for one in thread_of(barrier, partnership, "observer")] == [figure]


def test_a_table_of_places_is_read_or_refused_with_its_reason(place, partnership, people, signed_in) -> None:
    client = signed_in(people["partner"])
    good = SimpleUploadedFile("libraries.csv", b"name,lat,lon\nA,48.85,2.35\nB,48.86,2.36\nC,,\n")
    answer = client.post(f"{place}places/", {"service": "library", "file": good}, follow=True)
    page = answer.content.decode()
    assert "The table is read: 2 places. 1 places without coordinates are left out." in page
    assert "libraries.csv" in page
    table = PlaceTable.objects.get()
    features = client.get(f"/api/v1/partnerships/{partnership.slug}/places.geojson").json()["features"]
    assert features[0]["geometry"]["coordinates"] == [2.35, 48.85]
    for content in (b"name,lat\nA,1\n", b"", b"PK\x03\x04" + b"x" * 50, b"name,lat,lon\nA,652000,6862000\n"):
        bad = SimpleUploadedFile("bad.csv", content)
        answer = client.post(f"{place}places/", {"service": "x", "file": bad})
        assert answer.status_code == 400, content
        assert "/tmp" not in answer.content.decode()
    client.post(f"{place}places/{table.pk}/remove/")
    assert not PlaceTable.objects.exists()


def test_the_api_lists_barriers_as_the_page_does(register, partnership, people, signed_in) -> None:
    client = signed_in(people["observer"])
    url = f"/api/v1/partnerships/{partnership.slug}/barriers"
    found = client.get(url, {"type": "legal"}).json()
    assert [(one["title"], one["groups"]) for one in found["items"]] == [("Papers", ["migrants"])]
    assert client.get(f"{url}/{register[1].pk}").json()["title"] == "Online only"
    assert "older|disabled" in client.get(url, {"format": "csv"}).content.decode()
