"""Uploads that are read once and not kept."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath

from django.core.files.uploadedfile import UploadedFile
from django.utils.text import get_valid_filename

MOST_STEM, MOST_SUFFIX = 50, 10
"""Characters of a name that are kept: of four bytes each they still fit into what file systems take."""


@contextmanager
def on_disk(file: UploadedFile) -> Iterator[Path]:
    """An upload as a file under the name that it had, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="isopolis-") as folder:
        name = PurePath(get_valid_filename(PurePath(file.name or "table").name))
        path = Path(folder) / f"{name.stem[:MOST_STEM]}{name.suffix[:MOST_SUFFIX]}"
        with path.open("wb") as out:
            for chunk in file.chunks():
                out.write(chunk)
        yield path
