"""Compiled translations, made from the text catalogues at start: no binary is kept, no GNU gettext needed."""

from __future__ import annotations

import os
import tempfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from isopolis.language import typography

DATE = datetime(2020, 1, 1, tzinfo=UTC)
SOURCE = Path(__file__).parents[1] / "locale"


def read_catalogue(file: Path, code: str) -> Catalog:
    """Read one text catalogue and give its sentences the spaces that must not break."""
    with file.open("rb") as stream:
        catalogue = read_po(stream, locale=code, abort_invalid=True)
    for entry in catalogue:
        if entry.id and entry.string:
            entry.string = (
                typography(entry.string, code)
                if isinstance(entry.string, str)
                else tuple(typography(form, code) for form in entry.string)
            )
    return catalogue


def language_catalogue(folder: Path) -> Catalog:
    """Join the text catalogues of one language, one a room of the workspace (``people.po``, ...)."""
    # A fixed date in the head: the same sentences are the same bytes, whenever they are compiled.
    whole = Catalog(locale=folder.name, creation_date=DATE, revision_date=DATE)
    for file in sorted(folder.glob("*.po")):
        for entry in read_catalogue(file, folder.name):
            if entry.id:
                whole[entry.id] = entry
    return whole


def compile_catalogues(source: Path, target: Path) -> list[Path]:
    """Write ``target/<language>/LC_MESSAGES/django.mo`` for each language; return what changed.

    A file is replaced in one step, so servers that start together never read half of one.
    """
    changed = []
    for folder in sorted(path for path in source.iterdir() if path.is_dir()):
        stream = BytesIO()
        write_mo(stream, language_catalogue(folder))
        out = target / folder.name / "LC_MESSAGES" / "django.mo"
        if out.exists() and out.read_bytes() == stream.getvalue():
            continue
        out.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=out.parent)
        with os.fdopen(handle, "wb") as made:
            made.write(stream.getvalue())
        Path(name).replace(out)
        changed.append(out)
    return changed
