"""Writing a partnership into one zip: records with their schemas, the same as tables, files, people apart.

The same partnership gives the same bytes: records are numbered from 1 in the order in which they were made,
and the archive carries no date.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.db import transaction
from django.db.models import FileField, ForeignKey, Model

from isopolis import __version__
from isopolis.workspace.api.lists import cell
from isopolis.workspace.exchange.tables import POINTERS, Table, people, tables
from isopolis.workspace.exchange.values import schema, to_json
from isopolis.workspace.people.models import Partnership, User
from isopolis.workspace.thread.kinds import Kind, kind

FORMAT = "isopolis-partnership"
VERSION = 2
"""In version 1 the city of a barrier and of a table of places was an organisation."""
DATE = (1980, 1, 1, 0, 0, 0)
CATALOGUE = "catalogue:"
"""What a pointer to a thing of a shared catalogue begins with."""
PEOPLE = "personal/people.jsonl"
README = """A partnership of Isopolis.

manifest.json            what this is, and how many records each table has
records/*.jsonl          one record a line (JSON Lines)
schemas/*.schema.json    what a record has (JSON Schema 2020-12)
tables/*.csv             the same records for a spreadsheet
files/                   what was uploaded or measured, by table and record
personal/people.jsonl    names and addresses of the people whom records number; absent if it was left out

A record has an "id" within its table; a field that is an id of another table says so in the schema.
`isopolis workspace import FILE` makes the partnership again, on this or another server.
"""


@transaction.atomic
def write(partnership: Partnership, out: IO[bytes], *, with_people: bool) -> None:
    """Write the archive of one moment of a partnership."""
    numbers = Numbers(partnership)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, "README.txt", README)
        counted = {}
        for table in tables():
            counted[table.name] = _write_table(archive, table, partnership, numbers)
            _put(archive, f"schemas/{table.name}.schema.json", _json(schema(table), indent=1) + "\n")
        if with_people:
            _write_people(archive, partnership)
        manifest = {
            "format": FORMAT, "version": VERSION, "made_with": f"isopolis {__version__}",
            "people": people(partnership).count(), "records": counted,
        }  # fmt: skip
        _put(archive, "manifest.json", _json(manifest, indent=1) + "\n")


class Numbers:
    """The number of a row among the rows of its table in this partnership; made once for each table asked."""

    def __init__(self, partnership: Partnership) -> None:
        self._partnership = partnership
        self._found: dict[type[Model], dict[Any, int]] = {}
        self._tables = {table.model: table for table in tables()}

    def of(self, model: type[Model], pk: Any) -> int | None:
        """The number of a row, None for a row that does not travel."""
        if pk is None:
            return None
        if model not in self._found:
            if model is User:
                rows: Any = people(self._partnership)
            elif model in self._tables:
                rows = self._tables[model].rows(self._partnership)
            else:
                return None
            pks = rows.values_list("pk", flat=True).iterator(chunk_size=10_000)
            self._found[model] = {pk: at for at, pk in enumerate(pks, 1)}
        return self._found[model].get(pk)


def _write_table(archive: zipfile.ZipFile, table: Table, partnership: Partnership, numbers: Numbers) -> int:
    number = 0
    buffer = io.StringIO()
    with archive.open(_entry(f"records/{table.name}.jsonl"), "w", force_zip64=True) as lines:
        for number, (row, record) in enumerate(_records(table, partnership, numbers), 1):  # noqa: B007
            lines.write((_json(record) + "\n").encode())
    writer = csv.writer(buffer)
    with archive.open(_entry(f"tables/{table.name}.csv"), "w", force_zip64=True) as cells:
        for at, (_row, record) in enumerate(_records(table, partnership, numbers)):
            if at == 0:
                writer.writerow(record)
            writer.writerow([cell(value) for value in record.values()])
            if buffer.tell() > 1_000_000:
                cells.write(_taken(buffer))
        cells.write(_taken(buffer))
    if table.files or table.has_folder:
        for at, row in enumerate(table.rows(partnership), 1):
            _write_files(archive, table, row, at)
    return number


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def _records(
    table: Table, partnership: Partnership, numbers: Numbers
) -> Iterator[tuple[Any, dict[str, Any]]]:
    rows = table.rows(partnership)
    if table.many:
        rows = rows.prefetch_related(*[field.name for field in table.many])
    for at, row in enumerate(rows.iterator(chunk_size=2000), 1):
        yield row, _record(table, row, at, numbers)


def _record(table: Table, row: Any, at: int, numbers: Numbers) -> dict[str, Any]:
    record: dict[str, Any] = {"id": at}
    for field in table.fields:
        if isinstance(field, ForeignKey):
            record[field.name] = numbers.of(field.related_model, getattr(row, field.attname))
        elif isinstance(field, FileField):
            name = getattr(row, field.name).name
            record[field.name] = _file_name(table, at, Path(name).name) if name else ""
        else:
            record[field.name] = to_json(field.value_from_object(row))
    for word, number in POINTERS.get(table.name, ()):
        known = kind(record[word])
        record[number] = _pointed(known, record[number], numbers) if known else None
    for many in table.many:
        found = [numbers.of(many.related_model, one.pk) for one in getattr(row, many.name).all()]
        record[many.name] = sorted(one for one in found if one is not None)
    if table.has_folder:
        record["files"] = [_file_name(table, at, name) for name in _in_folder(row.folder)]
    return record


def _pointed(known: Kind, pk: Any, numbers: Numbers) -> int | str | None:
    """The number of a thing; of one in a catalogue that all partnerships share, its lasting name."""
    number = numbers.of(known.model, pk)
    if number is not None:
        return number
    shared = known.model._default_manager.filter(pk=pk).first()
    return None if shared is None else f"{CATALOGUE}{getattr(shared, known.reference)}"


def _in_folder(folder: Path) -> list[str]:
    """Names of the files of a folder, with those in folders of it; none where the folder is not there."""
    if not folder.is_dir():
        return []
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _file_name(table: Table, at: int, name: str) -> str:
    return f"files/{table.name}/{at}/{name}"


def _write_files(archive: zipfile.ZipFile, table: Table, row: Any, at: int) -> None:
    for field in table.files:
        stored = getattr(row, field)
        if stored and stored.storage.exists(stored.name):
            with stored.open("rb") as source:
                _copy(archive, _file_name(table, at, Path(stored.name).name), source)
    if table.has_folder:
        for name in _in_folder(row.folder):
            with (row.folder / name).open("rb") as source:
                _copy(archive, _file_name(table, at, name), source)


def _copy(archive: zipfile.ZipFile, name: str, source: Any) -> None:
    with archive.open(_entry(name), "w", force_zip64=True) as target:
        while chunk := source.read(1 << 20):
            target.write(chunk)


def _write_people(archive: zipfile.ZipFile, partnership: Partnership) -> None:
    with archive.open(_entry(PEOPLE), "w") as lines:
        for at, user in enumerate(people(partnership), 1):
            record = {
                "id": at, "email": user.email, "name": user.name, "language": user.language,
                "is_active": user.is_active,
            }  # fmt: skip
            lines.write((_json(record) + "\n").encode())


def _json(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _put(archive: zipfile.ZipFile, name: str, text: str) -> None:
    archive.writestr(_entry(name), text)
