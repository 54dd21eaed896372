"""What `isopolis workspace export` and `import` do, once the database is open."""

from __future__ import annotations

import tempfile
from pathlib import Path

from isopolis.errors import InputError
from isopolis.workspace.exchange.reading import read
from isopolis.workspace.exchange.writing import write
from isopolis.workspace.people.models import Partnership


def export_to(slug: str, file: Path, *, with_people: bool) -> str:
    """Write a partnership into a file, whole or not at all; say what was written."""
    partnership = Partnership.objects.filter(slug=slug).first()
    if partnership is None:
        there = ", ".join(Partnership.objects.values_list("slug", flat=True)) or "none"
        raise InputError(f"there is no partnership “{slug}”", expected=f"one of: {there}")
    try:
        with tempfile.NamedTemporaryFile(dir=file.absolute().parent, delete=False) as out:
            made = Path(out.name)
            try:
                write(partnership, out, with_people=with_people)
            except BaseException:
                made.unlink()
                raise
        made.replace(file)
    except OSError as error:
        raise InputError(f"it cannot be written ({error.strerror or error})", file=file) from None
    return f"{partnership.name} is in {file}"


def import_from(file: Path) -> str:
    """Make the partnership of a file; say where it is."""
    try:
        with file.open("rb") as source:
            made = read(source, name=file.name, known_people=True)
    except OSError as error:
        raise InputError(f"it cannot be read ({error.strerror or error})", file=file) from None
    return f"{made.name} is here: {made.get_absolute_url()}"
