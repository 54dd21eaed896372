"""What cannot be used, said in the reader's language and in the words of the pages.

A wing says what to do in the terms of its caller, which may be the command line (``--layer NAME``); here the
same is said in those of the pages (:data:`IN_PAGES`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from isopolis.errors import InputError, Phrase
from isopolis.workspace.site.reader import reader_language
from isopolis.workspace.tasks.child import told

LAYER = gettext_lazy("Upload it again, and write the name of the layer or sheet under “Layer or sheet”.")
SYSTEM = gettext_lazy(
    "Open the file in a GIS, give it the coordinate reference system that its publisher names, save it, and "
    "upload it again."
)
COLUMNS = gettext_lazy("Say in the table of columns what each column is.")
WRITTEN = gettext_lazy("Write the numbers in one way in the file, and upload it again.")
IN_PAGES: dict[str, Any] = {
    "choose one of these with --layer": LAYER,
    "choose one of them with --layer NAME": LAYER,
    "choose one of these with --layer: {choices}": LAYER,
    "give another file with --geometry": gettext_lazy("Upload the table together with a file of boundaries."),
    "add {options}": SYSTEM,
    "ask the publisher for it and add --crs EPSG:NUMBER": SYSTEM,
    "tell the right system: {options}": SYSTEM,
    "ask the publisher for the right system and add --crs EPSG:NUMBER": SYSTEM,
    "read the file with crs='EPSG:...'": SYSTEM,
    "name them with --groups A,B; `isopolis measure columns FILE` lists the columns": COLUMNS,
    "choose among these; `isopolis measure columns FILE` shows what was found": COLUMNS,
    "name one of these in the profile; `isopolis measure columns FILE` shows what is in them": COLUMNS,
    "run `isopolis measure columns FILE` to see its columns and to make a profile": COLUMNS,
    "run `isopolis measure columns FILE --save profile.toml`, correct the profile, and give it with "
    "--profile; or name columns of groups with --groups": COLUMNS,
    "name another column, or say in a profile what the values are "
    '(kind = "percent", of = "total"); '
    "`isopolis measure columns FILE --save profile.toml` makes one": COLUMNS,
    'name it in the profile (total = "..."), or say of which column the share is (of = "...")': COLUMNS,
    'correct the kind of this group in the profile ("count", "percent", "rate" or "per_thousand")': COLUMNS,
    "correct [long] in the profile": COLUMNS,
    'name the right one in the profile (id = "...")': COLUMNS,
    "correct [rows] levels in the profile": COLUMNS,
    "mend the shape, or leave the column out of the profile": COLUMNS,
    "mend this entry of the profile; the manual lists every entry under “Profiles”": COLUMNS,
    "mend the line named, or make a new profile with that command": COLUMNS,
    'say it in a profile (decimal = "," or decimal = "."), or write the numbers without '
    "thousands separators": WRITTEN,
    "mend the cell; if this is a marker of the publisher, say what it means in a profile "
    '([markers] "…" = "suppressed" or "not collected"); if the column is not a count, '
    "name other columns": gettext_lazy(
        "Mend the cell and upload the file again; if the column is not a count, say so in the table of "
        "columns."
    ),
    "remove the repeated rows; or name in a profile the column that tells them apart, or, where there is "
    "one row a category, its [long] columns": gettext_lazy("Remove the repeated rows, and upload it again."),
    "remove the repeated rows, or name all columns of categories under [long] in the profile": gettext_lazy(
        "Remove the repeated rows, and upload it again."
    ),
    "check that both are of the same division and year; name the column of codes in the profile "
    "([geometry] column)": gettext_lazy("Check that both are of the same division and year."),
    "run `isopolis measure FILE`": COLUMNS,
    "match them with `isopolis learn peers`": gettext_lazy(
        "Withdraw the cities that do not take part, or match in two partnerships."
    ),
}
"""What to do in a page, by what is to be done elsewhere."""
EXPECTED_IN_PAGES: dict[str, Any] = {
    "a profile such as `isopolis measure columns FILE --save profile.toml` writes": "",
}
"""What is expected, likewise; nothing where a page has no word for it."""


def said(record: Mapping[str, Any]) -> dict[str, str]:
    """The parts of an error as :func:`~isopolis.workspace.tasks.child.told` keeps it."""
    language, phrases = reader_language(), record.get("phrases", {})
    out = {}
    for key in ("found", "expected", "remedy"):
        text = record.get(key, "")
        phrase = Phrase.from_record(phrases[key]) if key in phrases else Phrase(text)
        in_pages = {"remedy": IN_PAGES, "expected": EXPECTED_IN_PAGES}.get(key, {})
        here = in_pages.get(phrase.source)
        out[key] = language.phrase(phrase) if here is None else str(here)
    places = [one if isinstance(one, str) else language.phrase(Phrase.from_record(one))
              for one in record.get("places", [])]  # fmt: skip
    out["place"] = ", ".join(places) or record.get("place", "")
    return {key: text for key, text in out.items() if text}


def error_text(error: InputError) -> str:
    """The whole of an error for a form."""
    return record_text(told(error))


def record_text(record: Mapping[str, Any]) -> str:
    """The same of an error that a child told."""
    parts = said(record)
    lines = [_("%(place)s: %(found)s") % parts if "place" in parts else parts["found"]]
    for key, label in (("expected", _("Expected:")), ("remedy", _("What to do:"))):
        if key in parts:
            lines.append(f"{label} {parts[key]}")
    return "\n".join(lines)
