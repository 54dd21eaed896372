"""The record: what it refuses, what it derives, and the files it travels in."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from isopolis.errors import InputError
from isopolis.learn.practices.catalogue import catalogue
from isopolis.learn.practices.evidence import MEANINGS, Evidence
from isopolis.learn.practices.exchange import (
    practice_from,
    practice_from_toml,
    practices_from_csv,
    practices_from_json,
    practices_to_csv,
    practices_to_json,
    read_practices,
)
from isopolis.learn.practices.practice import Practice, practice_schema
from isopolis.records.words import count_words

SMALL = {
    "id": "a-garden",
    "title": {"en": "A garden"},
    "themes": ["engagement"],
    "summary": {"en": "They dig."},
}
SOURCE = {"key": "s", "title": "A report", "url": "https://example.org/r", "accessed": "2026-01-02"}
RESULT = {"text": {"en": "More flowers."}, "method": "comparison", "direction": "better", "source": "s"}


def test_a_record_needs_little() -> None:
    practice = practice_from(SMALL)
    assert practice.evidence is Evidence.NONE
    assert not practice.negative
    assert practice.languages == ("en",)


def test_the_level_of_evidence_is_that_of_the_strongest_result() -> None:
    weak = {**RESULT, "method": "monitoring"}
    practice = practice_from({**SMALL, "sources": [SOURCE], "results": [weak, RESULT]})
    assert practice.evidence is Evidence.COMPARISON
    assert list(MEANINGS) == list(Evidence)
    assert [level.rank for level in Evidence] == [0, 1, 2, 3, 4]


def test_a_result_that_is_no_good_news_makes_a_negative_lesson() -> None:
    bad = {**RESULT, "direction": "worse"}
    assert practice_from({**SMALL, "sources": [SOURCE], "results": [bad]}).negative
    assert practice_from({**SMALL, "status": "stopped"}).negative


def test_a_title_like_a_formula_is_text_in_a_spreadsheet_and_comes_back() -> None:
    practice = practice_from({**SMALL, "title": {"en": '=HYPERLINK("https://evil.example")'}})
    written = practices_to_csv([practice])
    assert "'=HYPERLINK" in written
    assert practices_from_csv(written) == [practice]


@pytest.mark.parametrize(
    ("change", "column", "says"),
    [
        ({"summary": {"en": "word " * 101}}, "summary", "101 words; at most 100"),
        ({"title": {}}, "title", "is empty"),
        ({"themes": ["gardening"]}, "themes.0", "is none of 'housing'"),
        ({"colour": "green"}, "colour", "no such field"),
        ({"id": "A Garden"}, "id", "something else than small letters"),
        ({"start": 2020, "end": 2019}, "record", "ends before it starts"),
        ({"results": [RESULT]}, "record", "which is not in the record"),
        ({"sources": [SOURCE, SOURCE]}, "record", "same key"),
        ({"checked_on": "2026-01-01"}, "record", "no source says when"),
        (
            {"lessons": [{"advice": "do", "text": {"en": "Dig."}, "checked_on": "2026-01-01"}]},
            "lessons.0",
            "has a source",
        ),
        ({"sources": [{**SOURCE, "url": "javascript:alert(1)"}]}, "sources.0.url", "is not a web address"),
    ],
)
def test_what_is_no_record_is_refused_with_the_field_and_the_reason(change, column, says) -> None:
    with pytest.raises(InputError) as error:
        practice_from({**SMALL, **change}, file=Path("own.json"), row=3)
    assert error.value.column == column
    assert says in error.value.found
    assert "own.json, row 3" in str(error.value)


def test_words_are_counted_as_a_reader_counts_them() -> None:
    assert count_words("Qui décide ? Les habitants : 30 %.") == 5
    assert count_words("– ") == 0


def test_what_is_written_is_read_back_the_same() -> None:
    records = list(catalogue())
    assert practices_from_json(practices_to_json(records)) == records
    assert practices_from_csv(practices_to_csv(records)) == records
    assert practices_from_csv(practices_to_csv(records[:1]).replace(",", ";", 0)) == records[:1]


def test_a_table_saved_with_semicolons_is_read(tmp_path) -> None:
    file = tmp_path / "own.csv"
    file.write_text(
        "id;title.en;themes;summary.en\na-garden;A garden;engagement|services;They dig.\n", "utf-8-sig"
    )
    (practice,) = read_practices(file)
    assert [theme.value for theme in practice.themes] == ["engagement", "services"]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.csv", "name,title\nx,y\n", "no column “id”"),
        ("a.csv", "id,title.en\nx,y,z\n", "more cells than columns"),
        ("a.csv", "id,title.en,themes,summary.en,intersectional\nx,y,work,z,maybe\n", "neither yes nor no"),
        ("a.csv", "id,title,title.en\nx,y,z\n", "a shorter one exclude each other"),
        ("a.csv", "id,title.en,title\nx,y,z\n", "a longer one exclude each other"),
        ("a.csv", "id,title.en,title.en\nx,y,z\n", "row 1, column “title.en”: this column is there twice"),
        ("a.csv", "id,title.en,remarks\nx,y,z\n", "row 1, column “remarks”: there is no such field"),
        ("a.csv", "id,title" + ".a" * 9000 + "\nx,y\n", "there is no such field"),
        ("a.csv", "id,results.²\nx,y\n", "is missing"),
        ("a.csv", f"id,title.en\nx,{'y' * 200_000}\n", "row 2: the row cannot be read"),
        ("a.csv", "", "no column “id”"),
        ("a.csv", "id,title.en\n,\n", "there is no practice in the file"),
        ("a.csv", "id,title.en\nx,\0\n", "a character zero"),
        ("a.json", '[{"id": "\\u0000"}]', "a character zero"),
        ("a.json", '[{"id": "\\ud800"}]', "is not text .found “\\?”"),
        ("a.json", "[" * 100_000, "not JSON"),
        ("a.json", "1" * 5000, "not JSON"),
        ("a.json", "[]", "there is no practice in the file"),
        ("a.json", "{", "not JSON"),
        ("a.json", '{"things": []}', "no list of practices"),
        ("a.json", json.dumps([SMALL, SMALL]), "two practices have the id"),
        ("a.toml", "title = ", "not TOML"),
        ("a.xlsx", "", "not read"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path, name, text, says) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(InputError, match=says):
        read_practices(tmp_path / name)


def test_a_file_that_is_not_there_is_no_traceback(tmp_path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_practices(tmp_path / "none.json")


def test_the_file_name_is_the_id_of_a_practice_in_toml() -> None:
    text = 'themes = ["work"]\n[title]\nen = "T"\n[summary]\nen = "S"\n'
    assert practice_from_toml(text, file=Path("a-name.toml")).id == "a-name"


def test_the_schema_accepts_every_record_and_stands_in_the_manual() -> None:
    schema = practice_schema()
    shown = Path(__file__).parents[3] / "docs" / "reference" / "practice.schema.json"
    assert json.loads(shown.read_text("utf-8")) == schema
    for practice in catalogue():
        jsonschema.validate(practice.model_dump(mode="json"), schema)


def test_a_record_that_was_read_does_not_change() -> None:
    practice = practice_from(SMALL)
    with pytest.raises(Exception, match="frozen"):
        practice.checked_on = date(2026, 1, 1)
    assert Practice.model_validate(practice.model_dump()) == practice
