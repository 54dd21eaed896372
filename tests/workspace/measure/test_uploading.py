"""From a file to a diagnosis, as a browser without JavaScript does it; and files that must be refused."""

from __future__ import annotations

import io
import os
import zipfile
from html import unescape
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from isopolis.workspace.measure.forms import plain_name
from isopolis.workspace.measure.models import City, Dataset, Diagnosis, Figure
from isopolis.workspace.people.models import AuditEntry
from isopolis.workspace.site.uploads import sweep
from isopolis.workspace.tasks.models import Task
from isopolis.workspace.tasks.worker import work_once
from measured_city import city_file
from ugly_inputs import GOOD, UGLY


@pytest.fixture
def city(partnership) -> City:
    return City.objects.create(
        partnership=partnership,
        organisation=partnership.organisations.first(),
        name="Demoville",
        slug="demoville",
    )


@pytest.fixture
def expert(people, signed_in, partnership) -> Client:
    return signed_in(people["expert"])


def url(city: City, name: str, *numbers: object) -> str:
    return reverse(name, args=[city.partnership.slug, city.slug, *numbers])


def send(client: Client, city: City, content: bytes, name: str = "table.csv", **more: object):
    return client.post(url(city, "upload"), {"file": SimpleUploadedFile(name, content), **more})


def left(settings) -> list[Path]:
    """Every file that is kept of uploads."""
    folders = [settings.DATA / name for name in ("incoming", "tasks", "measure/datasets")]
    return [path for folder in folders for path in folder.rglob("*") if path.is_file()]


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA = tmp_path / "kept"


def fields(page) -> dict[str, str]:
    """What the form of the page would send unchanged."""
    form = page.context["form"]
    return {one.html_name: one.value() or "" for one in form}


def test_a_file_becomes_a_published_diagnosis(expert, people, city, signed_in, settings, tmp_path) -> None:
    content = city_file(tmp_path).read_bytes()
    answer = send(expert, city, content, "city of 2023.gpkg")
    task = Task.objects.get()
    assert answer.headers["Location"] == url(city, "city-task", task.pk)
    waiting = expert.get(answer.headers["Location"]).content.decode()
    assert "Waiting its turn" in waiting
    assert 'http-equiv="refresh"' in waiting
    assert expert.get(url(city, "city-task-state", task.pk)).json()["open"]
    assert work_once()
    columns = url(city, "dataset-columns", 1)
    assert expert.get(answer.headers["Location"]).headers["Location"] == columns
    assert not expert.get(url(city, "city-task-state", task.pk)).json()["open"]

    page = expert.get(columns)
    sent = fields(page)
    assert [sent[f"role-{k}"] for k in range(5)] == ["id", "name", "total", "group", "group"]
    answer = expert.post(columns, {**sent, "en-4": "born abroad", "fr-4": "nés à l’étranger"})
    assert work_once()
    quality = expert.get(answer.headers["Location"]).headers["Location"]
    page = expert.get(quality)
    assert "born abroad" in page.content.decode()
    assert page.context["form"].fields["year"].initial == 2023

    sent = {"groups": ["foreign", "native"], "year": 2023, "threshold": 10, "replicates": 20}
    answer = expert.post(quality, sent)
    running = expert.get(url(city, "city")).content.decode()
    assert "being measured" in running
    assert work_once()
    place = expert.get(answer.headers["Location"]).headers["Location"]
    page = expert.get(place).content.decode()
    assert "This version is not published" in page
    assert "born abroad" in page

    resident = signed_in(people["resident"])
    assert "no published figures" in resident.get(url(city, "city")).content.decode()
    assert resident.get(place).status_code == 404
    assert resident.get(url(city, "version-file", 1, "figures.csv")).status_code == 404
    assert resident.get(url(city, "version-tile", 1, 0, 0, 0)).status_code == 404
    assert expert.post(url(city, "version-publish", 1)).status_code == 403
    assert signed_in(people["coordinator"]).post(url(city, "version-publish", 1)).status_code == 302
    assert resident.get(place).status_code == 200
    resident.post("/language/", {"language": "fr", "next": "/"})
    assert "nés à l’étranger" in resident.get(place).content.decode()

    diagnosis = Diagnosis.objects.get()
    assert diagnosis.provenance["source"]["sha256"] == Dataset.objects.get().sha256
    assert diagnosis.provenance["source"]["file"] == "city of 2023.gpkg"
    assert Figure.objects.filter(index="dissimilarity", scale="", low__isnull=False).exists()
    assert Figure.objects.filter(scale="1000 m").exists()
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"file uploaded", "columns described", "city measured", "figures published"} <= actions
    assert sorted(path.name for path in left(settings)) == ["file"]


def test_the_same_file_again_is_another_version_and_the_first_stays(expert, city, settings) -> None:
    for _ in range(2):
        send(expert, city, GOOD.encode())
        assert work_once()
    first, second = Dataset.objects.order_by("number")
    assert (first.number, second.number) == (1, 2)
    assert first.sha256 == second.sha256
    assert (first.folder / "file").read_bytes() == (second.folder / "file").read_bytes()


@pytest.mark.parametrize("name", UGLY)
def test_an_ugly_input_gives_one_clear_error_on_the_page(name, expert, city, settings, tmp_path) -> None:
    path = UGLY[name](tmp_path)
    if not path.is_file():
        return  # a browser sends files only
    answer = send(expert, city, path.read_bytes(), path.name)
    if answer.status_code == 400:
        assert "empty" in answer.content.decode()
        return
    assert work_once()
    task = Task.objects.get()
    if task.status == Task.Status.FAILED:
        assert left(settings) == []
        assert not Dataset.objects.exists()
    else:
        dataset = Dataset.objects.get()
        assert dataset.problem["found"]
        columns = expert.get(url(city, "dataset-columns", 1))
        assert dataset.problem["found"] in unescape(columns.content.decode())
        answer = expert.post(url(city, "dataset-columns", 1), fields(columns))
        if answer.status_code == 400:
            assert answer.context["form"].non_field_errors() or answer.context["form"].errors
            return
        assert work_once()
        task = Task.objects.latest("pk")
        if task.status == Task.Status.DONE:
            return  # the person described what the file did not say
    assert task.error["found"] != "something broke on our side"
    page = expert.get(url(city, "city-task", task.pk)).content.decode()
    assert 'role="alert"' in page
    assert str(settings.DATA) not in page
    assert "Traceback" not in page


def bomb(name: str = "table.csv", size: int = 1_500_000_000) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as stream:
        for _ in range(size // 10_000_000):
            stream.write(b"0" * 10_000_000)
    return out.getvalue()


def packed(name: str, content: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, content)
    return out.getvalue()


HOSTILE = {
    "a zip bomb": ("bomb.zip", lambda: bomb(size=500_000_000)),
    "a path in a zip": ("path.zip", lambda: packed("../../outside.csv", GOOD)),
    "an svg with a script": (
        "picture.svg",
        lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    ),
    "html with a script": ("page.html", lambda: b"<!doctype html><script>alert(1)</script>"),
    "html that is called a table": ("table.csv", lambda: b"<!doctype html><script>alert(1)</script>"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_and_nothing_is_left(name, expert, city, settings, tmp_path) -> None:
    file, make = HOSTILE[name]
    answer = send(expert, city, make(), file)
    assert work_once()
    page = expert.get(answer.headers["Location"]).content.decode()
    assert 'role="alert"' in page
    assert "<script>alert" not in page
    assert left(settings) == []
    assert not (tmp_path / "outside.csv").exists()
    assert not Dataset.objects.exists()
    assert expert.get(url(city, "upload")).status_code == 200


def test_a_claim_of_ten_gigabytes_is_refused_before_it_is_read(expert, city, settings) -> None:
    class Unread:
        def read(self, *_size: int) -> bytes:
            raise AssertionError("it was read")

        readline = read

    answer = expert.generic(
        "POST",
        url(city, "upload"),
        b"",
        CONTENT_TYPE="multipart/form-data; boundary=x",
        CONTENT_LENGTH="10000000000",
        **{"wsgi.input": Unread()},
    )
    assert answer.status_code == 413
    assert "too large" in answer.content.decode()
    assert left(settings) == []


def test_a_file_beyond_the_limit_is_refused_and_dropped(expert, city, settings) -> None:
    settings.UPLOAD_BYTES = 1000
    answer = send(expert, city, b"a;b\n" * 100_000)
    assert answer.status_code == 413
    assert left(settings) == []


def test_another_page_takes_no_large_file(expert, city, settings) -> None:
    answer = expert.post("/account/", {"name": SimpleUploadedFile("big.csv", b"a" * 4_000_000)})
    assert answer.status_code == 400
    assert left(settings) == []


def test_a_file_without_a_token_is_not_taken(city, people, settings) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["expert"])
    assert send(client, city, GOOD.encode()).status_code == 403
    assert not Task.objects.exists()
    assert left(settings) == []


def test_whoever_may_not_measure_sends_nothing(city, people, signed_in, settings) -> None:
    for role in ("resident", "observer", "moderator", "stranger"):
        assert send(signed_in(people[role]), city, GOOD.encode()).status_code in {403, 404}, role
    assert left(settings) == []


def test_a_partner_measures_the_city_of_the_own_organisation_only(city, people, signed_in) -> None:
    partner = signed_in(people["partner"])
    assert partner.get(url(city, "upload")).status_code == 200
    city.organisation = None
    city.save()
    assert partner.get(url(city, "upload")).status_code == 403
    assert signed_in(people["expert"]).get(url(city, "upload")).status_code == 200


def test_a_task_of_another_city_is_not_shown(expert, city, partnership) -> None:
    send(expert, city, GOOD.encode())
    other = City.objects.create(partnership=partnership, name="Other", slug="other")
    assert expert.get(url(other, "city-task", Task.objects.get().pk)).status_code == 404


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("table.csv", "table.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\data\\zones.xlsx", "zones.xlsx"),
        (".hidden", "hidden"),
        ("a\x00b\n.csv", "ab.csv"),
        ("..", "file"),
        ("x" * 300 + ".gpkg", "x" * 90 + ".gpkg"),
    ],
)
def test_the_name_of_an_upload_is_one_plain_name(given, kept) -> None:
    assert plain_name(given) == kept


def test_what_a_killed_server_received_by_half_is_swept_away(settings) -> None:
    incoming = settings.DATA / "incoming"
    incoming.mkdir(parents=True)
    for name in ("old", "awaited", "new"):
        (incoming / name).write_bytes(b"half")
    for name in ("old", "awaited"):
        os.utime(incoming / name, (0, 0))
    sweep({str(incoming / "awaited")})
    assert {path.name for path in incoming.iterdir()} == {"awaited", "new"}


def said(answer) -> str:
    """A page as it is read: its spaces are spaces, whether a line may break there or not."""
    return unescape(answer.content.decode()).replace("\xa0", " ").replace("\u202f", " ")


def test_what_columns_are_and_what_was_noticed_is_said_in_french(expert, city) -> None:
    rows = "".join(f"A{at:02},{100 + 2 * at},{60 + at},{40 + at}\n" for at in range(20))
    content = f"Habitants par quartier\n\ncode,total,natifs,migrants\n{rows}".encode()
    send(expert, city, content)
    assert work_once()
    dataset = Dataset.objects.get()
    expert.cookies["django_language"] = "fr"
    page = said(expert.get(url(city, "dataset-columns", dataset.number)))
    assert "un code différent pour chaque secteur" in page
    assert "des personnes : nombres entiers, inférieurs au total ; avec ses voisines" in page
    assert "adds up" not in page
    answers = fields(expert.get(url(city, "dataset-columns", dataset.number)))
    expert.post(url(city, "dataset-columns", dataset.number), answers)
    assert work_once()
    page = said(expert.get(url(city, "dataset-quality", dataset.number)))
    assert "Lines above" not in page
    assert "lignes au-dessus" in page.lower()
