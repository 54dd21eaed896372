"""Uploads that are read once and not kept."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath

from django.core.files.uploadedfile import UploadedFile
from django.utils.text import get_valid_filename


@contextmanager
def on_disk(file: UploadedFile) -> Iterator[Path]:
    """An upload as a file under the name that it had, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="isopolis-") as folder:
        path = Path(folder) / get_valid_filename(PurePath(file.name or "table").name)
        with path.open("wb") as out:
            for chunk in file.chunks():
                out.write(chunk)
        yield path
