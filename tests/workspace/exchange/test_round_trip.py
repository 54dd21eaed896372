"""A partnership goes out and comes back: the same bytes, the same things, on this server and on another."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import jsonschema
import pytest
from django.core.files.base import ContentFile
from django.db.models import CharField, Field, FileField, ForeignKey, ManyToManyField, Model

from isopolis.errors import InputError
from isopolis.workspace.barriers import models as barriers
from isopolis.workspace.demonstration import ORGANISATIONS, ROOMS
from isopolis.workspace.demonstration.barriers import fill_barriers
from isopolis.workspace.demonstration.thread import fill_thread
from isopolis.workspace.exchange.reading import read
from isopolis.workspace.exchange.tables import POINTERS, STAYS, models, tables
from isopolis.workspace.exchange.writing import write
from isopolis.workspace.measure.models import City
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.models import AuditEntry, Organisation, Partnership, User
from isopolis.workspace.plan.models import ActionPlan, FrameChange
from isopolis.workspace.practices.models import Practice
from isopolis.workspace.thread.links import connect, thread_of
from isopolis.workspace.thread.models import Link
from measured_city import measured


@pytest.fixture(autouse=True)
def media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def full(partnership, people) -> Partnership:
    """Everything that the rooms have: cities, figures, barriers, files, links, a log."""
    fill_thread(partnership, people)
    fill_barriers(partnership, people)
    measured(partnership, people["expert"])
    document = barriers.Document(
        barrier=partnership.barriers.first(), title="Plan ü", added_by=people["partner"]
    )
    document.file.save("plan.pdf", ContentFile(b"%PDF-1.7 a plan"))
    shared = Practice.objects.filter(partnership=None).first() or Practice.objects.create(
        name="open-counter", title="Open counter", state="published", record={"title": {"en": "Open counter"}}
    )
    connect(partnership, shared, "addresses", partnership.barriers.first(), by=people["expert"])
    stranger = Organisation.objects.create(name="Not a partner", kind="city")
    city = City.objects.create(partnership=partnership, name="Elsewhere", slug="e", organisation=stranger)
    barriers.Barrier.objects.filter(pk=partnership.barriers.last().pk).update(city=city)
    record(people["coordinator"], "tried", "umlauts: äöü “quotes”\nlines", partnership)
    return partnership


def archive(partnership: Partnership, *, with_people: bool = False) -> bytes:
    out = io.BytesIO()
    write(partnership, out, with_people=with_people)
    return out.getvalue()


def contents(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def test_out_in_and_out_again_is_the_same(full) -> None:
    first = archive(full)
    assert archive(full) == first
    full.slug = "another-word"  # the word of the address is the only one on a server
    full.save()
    barriers.ReportDoor.objects.filter(partnership=full).update(key="another-key")
    for report in full.reports.all():
        barriers.Report.objects.filter(pk=report.pk).update(receipt_hash=f"other {report.pk}")
    made = read(io.BytesIO(first))
    again, before = contents(archive(made)), contents(first)
    assert set(again) == set(before)
    assert {name for name in before if again[name] != before[name]} == set()


@pytest.fixture
def whole(partnership, people) -> Partnership:
    """The whole demonstration, a measured city, and what neither has: no table is empty."""
    made = Organisation.objects.bulk_create(Organisation(name=name, kind=k) for name, k in ORGANISATIONS)
    partnership.organisations.add(*made)
    for fill_room in ROOMS:
        fill_room(partnership, people)
    votes = partnership.rounds.filter(kind="votes").first()
    votes.codes.create(code_hash="x" * 64)
    partnership.budgets.first().codes.create(code_hash="y" * 64, batch="library")
    FrameChange.objects.create(
        plan=ActionPlan.objects.get(partnership=partnership), name="title", value={"a": [1, None]}, version=1
    )
    measured(partnership, people["expert"])
    return partnership


def test_every_field_of_every_row_of_the_demonstration_comes_back(whole) -> None:
    """Read from the database, not from the archive: what the export forgot would be missed here."""
    made = read(io.BytesIO(archive(whole, with_people=True)))
    places = {
        partnership: {table.model: list(table.rows(partnership)) for table in tables()}
        for partnership in (whole, made)
    }
    for table in tables():
        there, here = (places[one][table.model] for one in (whole, made))
        assert there, f"{table.name}: put one into the fixture"
        assert len(there) == len(here), table.name
        for old, new in zip(there, here, strict=True):
            for field in (*old._meta.concrete_fields, *old._meta.many_to_many):
                if not field.primary_key and f"{table.name}.{field.name}" not in OF_ITS_OWN:
                    was, is_now = plain(field, old, places[whole]), plain(field, new, places[made])
                    if field.unique and was and isinstance(field, CharField):
                        # It is the only one on a server, and got an ending.
                        is_now = was if was.startswith(is_now[:-9]) else is_now
                    assert was == is_now, f"{table.name}.{field.name}"


OF_ITS_OWN = {
    "measure.diagnosis.task": "work of the server",
    "thread.link.source_id": "a number of this server; that it points to the same is tested below",
    "thread.link.target_id": "the same",
}
"""Fields that differ after an import into the same server, and why."""


def plain(field: Field, row: Model, places: dict[type[Model], list[Model]]) -> object:
    """A value as it can be compared: a row by its place, a person by name, a file by its content."""
    value = getattr(row, field.name)
    if isinstance(field, ManyToManyField):
        return sorted(str(position(one, places)) for one in value.all())
    if isinstance(field, FileField):
        return value.read() if value else None
    return position(value, places) if isinstance(value, Model) else value


def position(row: Model, places: dict[type[Model], list[Model]]) -> object:
    """Which of its table a row is."""
    return str(row) if isinstance(row, User) else places[type(row)].index(row)


def test_everything_is_there_and_hangs_together(full, people) -> None:
    made = read(io.BytesIO(archive(full, with_people=True)))
    assert made.pk != full.pk
    assert made.slug.startswith(f"{full.slug}-")
    for table in tables():
        there, here = table.rows(full).count(), table.rows(made).count()
        assert (table.name, here) == (table.name, there)
    barrier = made.barriers.get(title__startswith="Newcomers cannot see")
    assert [len(one.entries) for one in thread_of(barrier, made, "observer")] == [2]
    linked = [Link.objects.get(partnership=one, relation="addresses").source_id for one in (full, made)]
    assert linked[0] == linked[1]  # of the catalogue that both share
    for link in Link.objects.filter(partnership=made, relation="supports"):
        assert made.figures.filter(pk=link.source_id).exists()
        assert made.barriers.filter(pk=link.target_id).exists()
    document = barriers.Document.objects.get(barrier__partnership=made, title="Plan ü")
    assert Path(document.file.path).read_bytes() == b"%PDF-1.7 a plan"
    assert document.file.name != full.barriers.first().documents.get().file.name
    old, new = (
        full.cities.get(name="Demoville").diagnoses.get(),
        made.cities.get(name="Demoville").diagnoses.get(),
    )
    assert new.local.read_bytes() == old.local.read_bytes()
    assert new.task is None
    assert new.folder != old.folder


def test_nobody_of_this_server_is_found_by_guessing_an_address(full, people) -> None:
    data = archive(full, with_people=True)
    made = read(io.BytesIO(data))
    users = User.objects.filter(memberships__partnership=made)
    assert users.count() == 6
    assert not set(users) & set(people.values())
    assert not any(user.is_active for user in users)
    known = read(io.BytesIO(data), known_people=True)
    assert people["partner"] in User.objects.filter(memberships__partnership=known)


def test_names_and_addresses_are_apart_and_can_be_left_out(full) -> None:
    whole, without = contents(archive(full, with_people=True)), contents(archive(full))
    assert set(whole) - set(without) == {"personal/people.jsonl"}
    for name, content in without.items():
        assert b"@example.org" not in content, name
        assert b"Person " not in content, name
    assert b"partner@example.org" in whole["personal/people.jsonl"]


def test_records_are_what_their_schemas_say_and_tables_the_same(full) -> None:
    files = contents(archive(full))
    manifest = json.loads(files["manifest.json"])
    assert len(manifest["records"]) == len(tables())
    for name, number in manifest["records"].items():
        validator = jsonschema.Draft202012Validator(json.loads(files[f"schemas/{name}.schema.json"]))
        records = [json.loads(line) for line in files[f"records/{name}.jsonl"].decode().splitlines()]
        assert len(records) == number
        for one in records:
            validator.validate(one)
        rows = list(csv.DictReader(io.StringIO(files[f"tables/{name}.csv"].decode())))
        assert [int(row["id"]) for row in rows] == list(range(1, number + 1)), name


def test_every_table_of_the_workspace_travels_or_stays_for_a_reason() -> None:
    """Whoever adds a model must see here that it belongs to a partnership, or say in STAYS why it stays."""
    travel = {table.model for table in tables()}
    forgotten = [
        model._meta.label
        for model in models()
        if model not in travel and model._meta.label_lower not in STAYS
    ]
    assert forgotten == []
    assert set(POINTERS) <= {table.name for table in tables()}


def test_nothing_that_travels_must_point_to_what_stays() -> None:
    travel = {table.model for table in tables()} | {User}
    for table in tables():
        for field in table.fields:
            if isinstance(field, ForeignKey) and field.related_model not in travel:
                assert field.null, f"{table.name}.{field.name}"


def altered(data: bytes, changes: dict[str, bytes | None]) -> io.BytesIO:
    out = io.BytesIO()
    files = {**contents(data), **changes}
    with zipfile.ZipFile(out, "w") as opened:
        for name, content in files.items():
            if content is not None:
                opened.writestr(name, content)
    return out


@pytest.fixture
def small(partnership, people) -> bytes:
    barrier = barriers.Barrier.objects.create(partnership=partnership, title="Stairs", owner=people["expert"])
    document = barriers.Document(barrier=barrier, title="Plan")
    document.file.save("plan.pdf", ContentFile(b"%PDF"))
    return archive(partnership)


def line(data: bytes, table: str, **changes: object) -> dict[str, bytes]:
    """A change of the first record of a table."""
    name = f"records/{table}.jsonl"
    first, *rest = contents(data)[name].decode().splitlines()
    return {name: "\n".join([json.dumps({**json.loads(first), **changes}), *rest]).encode() + b"\n"}


BARRIER, DOCUMENT = "barriers.barrier", "barriers.document"
RECORDS = f"records/{BARRIER}.jsonl"
LATER = b'{"format": "isopolis-partnership", "version": 3}'
HOSTILE = {
    "another archive": (lambda data: {"manifest.json": b"{}"}, "not an archive of a partnership"),
    "no manifest": (lambda data: {"manifest.json": None}, "it has no manifest.json"),
    "a later version": (lambda data: {"manifest.json": LATER}, "version 3"),
    "a lost table": (lambda data: {RECORDS: None}, "it has no records/barriers"),
    "no JSON": (lambda data: {RECORDS: b"{]\n"}, "row 1"),
    "deep JSON": (lambda data: {RECORDS: b"[" * 100_000}, "row 1"),
    "an unknown field": (lambda data: line(data, BARRIER, is_staff=True), "column “is_staff”"),
    "a number that is none": (lambda data: line(data, BARRIER, reach="many"), "column “reach”"),
    "a long title": (lambda data: line(data, BARRIER, title="x" * 300), "longer than 200"),
    "an id of nothing": (lambda data: line(data, DOCUMENT, barrier=77), "no record 77"),
    "a person of text": (lambda data: line(data, BARRIER, owner="me"), "not the id of a record"),
    "a way out": (lambda data: line(data, DOCUMENT, file=f"files/{DOCUMENT}/1/../../x"), "not the name of a"),
    "a file of another": (lambda data: line(data, DOCUMENT, file=RECORDS), "not the name of a file"),
    "a lost file": (lambda data: line(data, DOCUMENT, file=f"files/{DOCUMENT}/1/gone.pdf"), "is missing"),
}


def counted(media: Path) -> tuple[int, ...]:
    tables = (Partnership, User, AuditEntry)
    return (*[table.objects.count() for table in tables], len(list(media.rglob("*.*"))))


@pytest.mark.parametrize("what", HOSTILE)
def test_what_cannot_be_read_is_refused_with_its_place_and_leaves_nothing(what, small, settings) -> None:
    make, said = HOSTILE[what]
    before = counted(Path(settings.MEDIA_ROOT))
    with pytest.raises(InputError, match=said):
        read(altered(small, make(small)), name="x.zip")
    assert counted(Path(settings.MEDIA_ROOT)) == before


def test_an_archive_whose_barriers_name_organisations_finds_their_cities(partnership, people) -> None:
    """Version 1: the city of a barrier and of a table of places was an organisation."""
    partner = partnership.organisations.get()
    City.objects.create(partnership=partnership, name="Demoville", slug="demoville", organisation=partner)
    partnership.organisations.add(Organisation.objects.create(name="Unmeasured", kind="city"))
    for title in ("Stairs", "Papers", "Trust"):
        barriers.Barrier.objects.create(partnership=partnership, title=title)
    barriers.PlaceTable.objects.create(partnership=partnership, service="library", file="x.csv")
    files = contents(archive(partnership))
    manifest = json.loads(files["manifest.json"]) | {"version": 1}
    records = [json.loads(line) for line in files[RECORDS].splitlines()]
    for one, city in zip(records, (1, 2, None), strict=True):
        one["city"] = city
    old = {
        "manifest.json": json.dumps(manifest).encode(),
        RECORDS: "".join(json.dumps(one) + "\n" for one in records).encode(),
        **line(archive(partnership), "barriers.placetable", city=2),
    }
    made = read(altered(archive(partnership), old))
    found = {one.title: one.city for one in made.barriers.all()}
    assert found["Stairs"] == made.cities.get(name="Demoville")
    assert found["Papers"] == made.cities.get(name="Unmeasured") == made.place_tables.get().city
    assert found["Papers"].organisation.name == "Unmeasured"
    assert found["Trust"] is None
    old |= line(archive(partnership), BARRIER, city=77)
    with pytest.raises(InputError, match="no record 77"):
        read(altered(archive(partnership), old))


def test_what_is_no_archive_is_refused() -> None:
    with pytest.raises(InputError, match="not a zip archive"):
        read(io.BytesIO(b"hello"))


def test_an_archive_that_would_fill_the_disk_is_refused_before_it_is_unpacked(small) -> None:
    bomb = altered(small, {"files/x": b"0" * 2_000_000})
    with pytest.raises(InputError, match="more than 1 MB"):
        read(bomb, largest=1_000_000)


def test_a_damaged_archive_changes_nothing(small) -> None:
    broken = bytearray(small)
    at = small.index(b"records/barriers.barrier.jsonl") + 60
    broken[at : at + 20] = bytes(20)
    with pytest.raises(InputError):
        read(io.BytesIO(bytes(broken)))
    assert Partnership.objects.count() == 1


def test_coordinators_take_it_along_and_bring_it_back_in_the_page(
    small, partnership, people, signed_in
) -> None:
    client = signed_in(people["coordinator"])
    url = f"/partnerships/{partnership.slug}/exchange/"
    answer = client.post(f"{url}export/")
    data = b"".join(answer.streaming_content)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{partnership.slug}.zip"'
    assert "personal/people.jsonl" not in contents(data)
    assert AuditEntry.objects.filter(action="partnership exported").get().what == "without people"
    file = io.BytesIO(data)
    file.name = "p.zip"
    made = client.post(url, {"archive": file})
    other = Partnership.objects.exclude(pk=partnership.pk).get()
    assert made.headers["Location"] == other.get_absolute_url()
    assert other.memberships.get(user=people["coordinator"]).role == "coordinator"
    assert other.barriers.get().title == "Stairs"
    assert not other.is_public
    wrong = io.BytesIO(b"x")
    wrong.name = "x.zip"
    assert "not a zip archive" in client.post(url, {"archive": wrong}).content.decode()
