"""One reader for the tables that people hand over: whatever they were saved with, the same texts."""

from __future__ import annotations

import io

import openpyxl
import pytest

from isopolis.decide.table import read_table
from isopolis.errors import InputError

SAID = (("Where, exactly", "Straße"), ("a;b", "é"))


def workbook() -> bytes:
    book = openpyxl.Workbook()
    for row in SAID:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


TEXT = '"Where, exactly";Straße\n"a;b";é\n'


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.encode("cp1252"),
        ("sep=;\r\n" + TEXT.replace("\n", "\r\n")).encode(),
        ("\n\n" + TEXT).encode(),
        TEXT.replace(";Straße", "\tStraße").replace('b";é', 'b"\té').encode(),
        '[{"Where, exactly": "a;b", "Straße": "é"}]'.encode(),
        workbook(),
    ],
    ids=["utf-8", "with a mark", "utf-16", "Windows", "Excel", "empty lines", "tabs", "JSON", "XLSX"],
)
def test_the_same_table_is_read_however_it_was_saved(content: bytes) -> None:
    table = read_table(content, file="answers")
    assert (table.headings, *table.rows) == SAID
    assert table.need("strasse") == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "answers: the file is empty"),
        (b" \n", "answers: the file is empty"),
        (b"PK\3\4broken", "the workbook cannot be read"),
        (b"\xd0\xcf\x11\xe0 an old workbook", "save it again as XLSX"),
        (b"%PDF-1.7\n\0\1\2\3\0\1", "binary file"),
        (b"[1, 2]", "there is no row below the headings"),
        (b'{"a": 1}', "there is no list of records"),
        (b'{"a": ', "this is no JSON"),
        (b'a;b\n"x;y\n', r"row 2: the row cannot be read \(unexpected end of data"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_table(content, file="answers")
