"""Reading an archive back: a new partnership with everything that the archive has, or nothing at all."""

from __future__ import annotations

import json
import secrets
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.db.models import CharField, DateField, FileField, ForeignKey, Model
from django.utils import timezone

from isopolis.errors import InputError, Phrase
from isopolis.language import message
from isopolis.workspace.exchange.tables import POINTERS, Table, tables
from isopolis.workspace.exchange.values import from_json
from isopolis.workspace.exchange.writing import CATALOGUE, FORMAT, PEOPLE, VERSION
from isopolis.workspace.measure.cities import city_of_organisation
from isopolis.workspace.measure.models import City
from isopolis.workspace.people.models import Organisation, Partnership, User
from isopolis.workspace.thread.kinds import Kind, kind

BATCH = 500
LARGEST = 20_000_000_000
"""Bytes that an archive may hold, unpacked."""
MOST_PEOPLE = 100_000
"""People whom an archive may name."""
LONGEST = 5_000_000
"""Bytes of one record."""
NO_RECORD = message("there is no record {number} of that table")
OF_ORGANISATIONS = frozenset({"barriers.barrier", "barriers.placetable"})
"""Tables whose city was an organisation in version 1."""


def read(
    file: IO[bytes], *, name: str = "", known_people: bool = False, largest: int = LARGEST
) -> Partnership:
    """Make the partnership of an archive.

    Parameters
    ----------
    file, name
        The archive, and what to call it in an error.
    known_people
        Whether people of this server are recognised by their e-mail address (for whoever runs the server);
        else everybody is a former member, and nobody's name is learnt by guessing an address.
    largest
        Bytes that it may hold, unpacked.

    Raises
    ------
    InputError
        It is no archive of a partnership, or a record cannot be read; then nothing is changed.
    """
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError):
        raise InputError("this is not a zip archive", file=name or None, remedy=_REMEDY) from None
    folders: list[Path] = []
    with archive:
        try:
            with transaction.atomic():
                return _Reading(archive, name, folders).all(known_people=known_people, largest=largest)
        except BaseException as error:
            for folder in folders:
                shutil.rmtree(folder, ignore_errors=True)
            if isinstance(error, zipfile.BadZipFile | zlib.error | EOFError | NotImplementedError):
                raise InputError("the archive is damaged", file=name or None, remedy=_REMEDY) from None
            raise


_REMEDY = message("choose a file that was taken along from a partnership")


class _Reading:
    """One archive on its way in. ``pks``: table -> number in the archive -> key here."""

    def __init__(self, archive: zipfile.ZipFile, name: str, folders: list[Path]) -> None:
        self.archive, self.name, self.folders = archive, name, folders
        self.pks: dict[type[Model], dict[int, Any]] = {}
        self.later: list[tuple[type[Model], Any, str, type[Model], int, tuple[str, int]]] = []

    def error(
        self, found: str, *, file: str = "", row: int | None = None, column: str | None = None,
        **values: object,
    ) -> InputError:  # fmt: skip
        place = f"{self.name}: {file}" if self.name and file else file or self.name
        return InputError(Phrase(found, **values), file=place or None, row=row, column=column, remedy=_REMEDY)

    def all(self, *, known_people: bool, largest: int) -> Partnership:
        if sum(entry.file_size for entry in self.archive.infolist()) > largest:
            raise self.error("it would fill more than {most} MB when unpacked", most=largest // 1_000_000)
        manifest = self._manifest()
        for table in tables():
            if table.name not in manifest["records"]:
                continue  # of a version that did not have this table yet
            self.pks[table.model] = {}
        self._people(manifest.get("people"), known_people=known_people)
        for table in tables():
            if table.model in self.pks:
                self._table(table)
        self._later()
        found = self.pks.get(Partnership, {})
        if len(found) != 1:
            raise self.error("it has {number} partnerships, not one", number=len(found))
        return Partnership.objects.get(pk=next(iter(found.values())))

    def _manifest(self) -> dict[str, Any]:
        try:
            manifest = json.loads(self._text("manifest.json"))
        except ValueError:
            raise self.error("it is not JSON", file="manifest.json") from None
        if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
            raise self.error("this is not an archive of a partnership")
        self.version = manifest.get("version")
        if self.version not in range(1, VERSION + 1):
            raise self.error(
                "it is of version {version}, this program reads up to {known}",
                version=str(self.version)[:20], known=VERSION,
            )  # fmt: skip
        if not isinstance(manifest.get("records"), dict):
            raise self.error("it does not say what it holds", file="manifest.json")
        unknown = set(manifest["records"]) - {table.name for table in tables()}
        if unknown:
            raise self.error(
                "this program does not know the table {table}", file="manifest.json", table=min(unknown)
            )
        return manifest

    def _text(self, name: str) -> str:
        try:
            with self.archive.open(name) as source:
                content = source.read(LONGEST + 1)
            if len(content) > LONGEST:
                raise self.error("it is too long", file=name)
            return content.decode()
        except KeyError:
            raise self.error("it has no {name}", name=name) from None
        except UnicodeDecodeError:
            raise self.error("it is not UTF-8", file=name) from None

    def _lines(self, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
        try:
            source = self.archive.open(name)
        except KeyError:
            raise self.error("it has no {name}", name=name) from None
        with source:
            row = 0
            while line := source.readline(LONGEST + 1):
                row += 1
                try:
                    record = json.loads(line) if len(line) <= LONGEST else None
                except (ValueError, RecursionError):
                    record = None
                if not isinstance(record, dict) or record.get("id") != row:
                    raise self.error("this is not record {number}", file=name, row=row, number=row)
                yield row, record

    def _people(self, number: Any, *, known_people: bool) -> None:
        """Everybody whom a record numbers, in that order; who is not described is a former member."""
        if not isinstance(number, int) or not 0 <= number <= MOST_PEOPLE:
            raise self.error("it does not say how many people it names", file="manifest.json")
        described: dict[int, dict[str, Any]] = {}
        if PEOPLE in self.archive.namelist():
            described = dict(self._lines(PEOPLE))
        self.pks[User] = {
            at: self._person(described.get(at, {}), known_people).pk for at in range(1, number + 1)
        }

    def _person(self, record: dict[str, Any], known_people: bool) -> User:
        email, name = str(record.get("email", "")).lower()[:254], str(record.get("name", ""))[:120]
        if not known_people or "@" not in email:
            return self._former(name)
        found = User.objects.filter(email__iexact=email).first()
        if found is None:
            found = User.objects.create_user(email, name)
            found.is_active = bool(record.get("is_active", True))
            found.language = str(record.get("language", "en"))[:10]
            found.save()
        return found

    def _former(self, name: str = "") -> User:
        """Somebody who cannot sign in."""
        user = User.objects.create_user(f"imported-{secrets.token_hex(12)}@erased.invalid", name)
        user.is_active = False
        user.save(update_fields=["is_active"])
        return user

    def _table(self, table: Table) -> None:
        file = f"records/{table.name}.jsonl"
        batch: list[tuple[int, Any, dict[str, Any]]] = []
        for row, record in self._lines(file):
            wanted = {field.name for field in table.fields} | {field.name for field in table.many}
            if unknown := set(record) - wanted - {"id", "files"}:
                raise self.error(
                    "this program does not know the field", file=file, row=row, column=min(unknown)
                )
            batch.append((row, self._row(table, record, file, row), record))
            if len(batch) == BATCH:
                self._keep(table, batch)
                batch = []
        self._keep(table, batch)

    def _row(self, table: Table, record: dict[str, Any], file: str, row: int) -> Any:
        made = table.model()
        pointers = {number: word for word, number in POINTERS.get(table.name, ())}
        for field in table.fields:
            if field.name not in record:
                continue  # of a version that did not have this field yet: its default
            value = record[field.name]
            place = {"file": file, "row": row, "column": field.name}
            if isinstance(field, FileField):
                continue
            if field.name in pointers:
                known = kind(str(record.get(pointers[field.name])))
                self._point(made, field.name, known, value, place)
            elif self.version == 1 and field.related_model is City and table.name in OF_ORGANISATIONS:
                self._city_of(made, field, value, place)
            elif isinstance(field, ForeignKey):
                self._refer(made, field, value, place)
            else:
                try:
                    setattr(made, field.name, from_json(field, value))
                except (ValidationError, ValueError, TypeError, OverflowError) as error:
                    said = "; ".join(error.messages) if isinstance(error, ValidationError) else error.args[0]
                    wrong = {"value": str(value)[:60], "why": said}
                    raise self.error("“{value}” does not fit: {why}", **wrong, **place) from None
        self._make_unique(table, made)
        return made

    def _city_of(self, made: Any, field: Any, value: Any, place: dict[str, Any]) -> None:
        """Version 1 named the city by its organisation."""
        if value is None:
            return
        pk = self.pks[Organisation].get(value) if isinstance(value, int) else None
        if pk is None:
            raise self.error(NO_RECORD, number=str(value)[:60], **place)
        partnership = Partnership.objects.get(pk=next(iter(self.pks[Partnership].values())))
        setattr(made, field.name, city_of_organisation(partnership, Organisation.objects.get(pk=pk)))

    def _point(self, made: Any, name: str, known: Kind | None, value: Any, place: dict[str, Any]) -> None:
        if isinstance(value, str) and value.startswith(CATALOGUE) and known is not None:
            setattr(made, name, self._in_catalogue(known, value.removeprefix(CATALOGUE), place))
        elif known is None or known.model not in self.pks or not isinstance(value, int):
            raise self.error("it points to nothing in this archive", **place)
        elif value in self.pks[known.model]:
            setattr(made, name, self.pks[known.model][value])
        else:
            raise self.error(NO_RECORD, number=str(value)[:60], **place)

    def _in_catalogue(self, known: Kind, name: str, place: dict[str, Any]) -> Any:
        """A thing that all partnerships share, by its lasting name."""
        partnership = Partnership(pk=next(iter(self.pks[Partnership].values()), None))
        own = self.pks.get(known.model, {}).values()
        shared = known.everything(partnership).filter(**{known.reference: name}).exclude(pk__in=list(own))
        found = shared.values_list("pk", flat=True).first()
        if found is None:
            raise self.error(
                "the catalogue of this server has no {kind} “{name}”", kind=known.key, name=name, **place
            )
        return found

    def _refer(self, made: Any, field: Any, value: Any, place: dict[str, Any]) -> None:
        if value is None or field.related_model not in self.pks:
            if not field.null:
                raise self.error("it must not be empty", **place)
            return
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self.error("“{value}” is not the id of a record", value=str(value)[:60], **place)
        if value in self.pks[field.related_model]:
            setattr(made, field.attname, self.pks[field.related_model][value])
        elif field.null and field.related_model is not User:
            where = (place["file"], place["row"])
            self.later.append((type(made), made, field.attname, field.related_model, value, where))
        else:
            raise self.error(NO_RECORD, number=str(value)[:60], **place)

    def _make_unique(self, table: Table, made: Any) -> None:
        """A word that must be the only one on this server gets an ending if it is taken."""
        for field in table.fields:
            if not (field.unique and isinstance(field, CharField)):
                continue
            value = getattr(made, field.name)
            if value and table.model._default_manager.filter(**{field.name: value}).exists():
                ending = f"-{secrets.token_hex(4)}"
                setattr(made, field.name, value[: (field.max_length or 60) - len(ending)] + ending)

    def _keep(self, table: Table, batch: list[tuple[int, Any, dict[str, Any]]]) -> None:
        dated = {
            field.name: [getattr(made, field.name) for _row, made, _record in batch]
            for field in table.fields
            if isinstance(field, DateField) and (field.auto_now or field.auto_now_add)
        }
        table.model._default_manager.bulk_create([made for _row, made, _record in batch])
        for name, values in dated.items():
            for (_row, made, _record), value in zip(batch, values, strict=True):
                table.model._default_manager.filter(pk=made.pk).update(**{name: value or timezone.now()})
        for row, made, record in batch:
            self.pks[table.model][row] = made.pk
            for many in table.many:
                getattr(made, many.name).set(self._many(table, many, record.get(many.name, []), row))
            self._files(table, made, record, row)

    def _many(self, table: Table, many: Any, value: Any, row: int) -> list[Any]:
        known = self.pks.get(many.related_model, {})
        if not isinstance(value, list) or any(not isinstance(one, int) or one not in known for one in value):
            file = f"records/{table.name}.jsonl"
            raise self.error("it names records that are not there", file=file, row=row, column=many.name)
        return [known[one] for one in value]

    def _files(self, table: Table, made: Any, record: dict[str, Any], row: int) -> None:
        for name in table.files:
            if inside := record.get(name):
                stored = getattr(made, name)
                with self._open(table, inside, row) as source:
                    # In a folder of its own it keeps its name, whatever is there already.
                    own = f"{secrets.token_hex(8)}/{PurePosixPath(str(inside)).name}"
                    stored.save(own, File(source), save=False)
                self.folders.append(Path(stored.path).parent)
                table.model._default_manager.filter(pk=made.pk).update(**{name: stored.name})
        if not table.has_folder:
            return
        for inside in record.get("files", []):
            with self._open(table, inside, row) as source:
                within = PurePosixPath(inside).relative_to(f"files/{table.name}/{row}")
                target = made.folder / within
                if made.folder not in self.folders:
                    shutil.rmtree(made.folder, ignore_errors=True)
                    self.folders.append(made.folder)
                target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                with target.open("wb") as out:
                    shutil.copyfileobj(source, out, 1 << 20)

    def _open(self, table: Table, inside: Any, row: int) -> IO[bytes]:
        """A file of this record; a name that leads anywhere else is refused."""
        file, parts = f"records/{table.name}.jsonl", PurePosixPath(str(inside)).parts
        wrong = any(part in ("..", ".") or "\\" in part or ":" in part or "\x00" in part for part in parts)
        if wrong or parts[:3] != ("files", table.name, str(row)) or len(parts) < 4:
            raise self.error(
                "“{name}” is not the name of a file of this record",
                file=file, row=row, name=str(inside)[:80],
            )  # fmt: skip
        try:
            return self.archive.open(str(inside))
        except KeyError:
            raise self.error(
                "the file “{name}” is missing", file=file, row=row, name=str(inside)[:80]
            ) from None

    def _later(self) -> None:
        """Point to what came after: rows of the same table, or of a circle of tables."""
        for model, made, name, target, number, (file, row) in self.later:
            pk = self.pks.get(target, {}).get(number)
            if pk is None:
                raise self.error(NO_RECORD, file=file, row=row, column=name, number=number)
            model._default_manager.filter(pk=made.pk).update(**{name: pk})
