"""Tell what a file is from its first bytes; what cannot be read is named, with what to do."""

from __future__ import annotations

from pathlib import Path

from isopolis.errors import InputError, Phrase
from isopolis.measure.areas.formats.format import Kind

READABLE = Phrase(
    "CSV/TSV, XLSX, GeoPackage, GeoJSON, Shapefile, FlatGeobuf, Parquet or GeoParquet "
    "(also one in .zip or .gz)"
)
_TABLE = Phrase("save the table as CSV (UTF-8) or XLSX")
_REFUSED: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", Phrase("a PDF document"), Phrase("ask the publisher for the table itself (CSV or XLSX)")),
    (b"7z\xbc\xaf", Phrase("a 7z archive"), Phrase("unpack it first and give the file inside")),
    (b"Rar!", Phrase("a RAR archive"), Phrase("unpack it first and give the file inside")),
    (b"BZh", Phrase("a bzip2 archive"), Phrase("unpack it first and give the file inside")),
    (b"\xfd7zXZ", Phrase("an xz archive"), Phrase("unpack it first and give the file inside")),
    (b"\x28\xb5\x2f\xfd", Phrase("a zstd archive"), Phrase("unpack it first and give the file inside")),
    (b"\x89PNG", Phrase("a picture"), Phrase("give the table that the picture was made from")),
    (b"\xff\xd8\xff", Phrase("a picture"), Phrase("give the table that the picture was made from")),
    (b"GIF8", Phrase("a picture"), Phrase("give the table that the picture was made from")),
    (b"II*\x00", Phrase("a GeoTIFF or a picture"), Phrase("give the table of areas, not a raster")),
    (b"MM\x00*", Phrase("a GeoTIFF or a picture"), Phrase("give the table of areas, not a raster")),
    (b"ARROW1", Phrase("an Arrow file"), Phrase("save the table as Parquet")),
    (b"{\\rtf", Phrase("a text document (RTF)"), _TABLE),
    (b"\x7fELF", Phrase("a program"), _TABLE),
    (b"MZ\x90", Phrase("a program"), _TABLE),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def signature(path: Path, *, named: Path) -> Kind | str:
    """The kind of a file, or ``"zip"`` or ``"gzip"``.

    ``named`` is the file as the user named it, for errors.

    Raises
    ------
    InputError
        The file is empty, or is of a kind that is not a table of areas.
    """
    with path.open("rb") as stream:
        head = stream.read(4096)
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise InputError(
            "the file is empty" if not head else "the file holds no text and no table",
            file=named,
            expected=READABLE,
            remedy="check that the download or the copy was complete",
        )
    for magic, kind in (
        (b"PK\x03\x04", "zip"),
        (b"PK\x05\x06", "zip"),
        (b"\x1f\x8b", "gzip"),
        (b"PAR1", Kind.PARQUET),
        (b"SQLite format 3\x00", Kind.VECTOR),
        (b"\x00\x00\x27\x0a", Kind.VECTOR),
        (b"fgb", Kind.VECTOR),
    ):
        if head.startswith(magic):
            return kind
    if head.startswith(_OLE):
        _refuse_ole(path, named)
    for magic, what, remedy in _REFUSED:
        if head.startswith(magic):
            raise InputError("this is {what}", file=named, expected=READABLE, remedy=remedy, what=what)
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith((b"<!doctype html", b"<html", b"<head", b"<table", b"<meta")):
        raise InputError(
            "this is a web page (HTML), whatever its name says",
            file=named,
            expected=READABLE,
            remedy="open it in a spreadsheet and save it as XLSX, or download the file itself: "
            "a portal often sends a page (log-in, error) in its place",
        )
    if text.startswith(b"<"):
        raise InputError(
            "this is XML (KML, GML, ODS or the like)",
            file=named,
            expected=READABLE,
            remedy="save it as GeoPackage or GeoJSON (shapes) or as CSV or XLSX (table)",
        )
    if text.startswith((b"{", b"[")):
        return Kind.VECTOR
    return Kind.TEXT


def _refuse_ole(path: Path, named: Path) -> None:
    with path.open("rb") as stream:
        content = stream.read(1 << 24)
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise InputError(
            "this workbook is protected by a password",
            file=named,
            expected="a workbook that opens without a password",
            remedy="open it in a spreadsheet with the password and save it without",
        )
    raise InputError(
        "this is an old Excel workbook (.xls) or another old Office file",
        file=named,
        expected=READABLE,
        remedy="open it in a spreadsheet and save it as XLSX",
    )
