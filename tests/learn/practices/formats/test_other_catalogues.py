"""Tables of IPS-X and Participedia are read as formats; on the real ones every row becomes a record."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from isopolis.errors import InputError
from isopolis.learn.practices.evidence import Evidence
from isopolis.learn.practices.exchange import practices_from_csv, practices_to_csv
from isopolis.learn.practices.formats.ipsx import NEEDED, read_ipsx
from isopolis.learn.practices.formats.participedia import read_participedia
from isopolis.learn.practices.formats.table import shortened
from isopolis.records.words import count_words


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_case_of_the_ips_x_table_is_read(real_data) -> None:
    path = real_data / "ipsx_innovative_public_services.csv"
    found, known = read_ipsx(path), rows(path)
    assert len(found) == len(known) == 853
    assert len({practice.id for practice in found}) == 853
    assert sum(practice.country == "NL" for practice in found) == 153
    statuses = Counter(practice.status for practice in found)
    assert statuses["running"] == 263
    assert {practice.evidence for practice in found} == {Evidence.NONE}
    assert {practice.checked_on for practice in found} == {None}
    assert practices_from_csv(practices_to_csv(found)) == found


def test_every_case_of_the_participedia_table_is_read(real_data) -> None:
    found = read_participedia(real_data / "participedia_cases_europe_2017.csv")
    assert len(found) == 297
    countries = Counter(practice.country for practice in found)
    assert (countries["IT"], countries["GB"], countries["DE"]) == (92, 83, 47)
    assert sum(practice.status == "running" for practice in found) == 81
    assert sum("young" in practice.groups for practice in found) >= 17
    assert all(practice.sources[0].url.startswith("https://participedia.net/case/") for practice in found)


def test_a_table_of_another_kind_is_refused_with_the_columns_that_lack(tmp_path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("id,name\n1,x\n", "utf-8")
    with pytest.raises(InputError, match="“description”"):
        read_ipsx(path)
    with pytest.raises(InputError, match="“issues”"):
        read_participedia(path)


def test_a_broken_row_is_named(tmp_path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text(",".join(NEEDED) + "\n1,A name,Text,Local,FR,Pilot,too,many\n", "utf-8")
    with pytest.raises(InputError, match="row 2"):
        read_ipsx(path)


def test_a_small_table_becomes_records(tmp_path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text(",".join(NEEDED) + "\n7,A chatbot,It answers.,Local,FR,Implemented\n", "utf-8")
    (practice,) = read_ipsx(path)
    assert (practice.id, practice.country, practice.status) == ("a-chatbot-7", "FR", "running")
    assert practice.summary == {"en": "It answers."}


def test_long_texts_are_cut_at_a_sentence_and_say_so() -> None:
    text = "First sentence here. " + "word " * 200
    assert shortened(text, 100) == "First sentence here.…"
    assert count_words(shortened("word " * 200, 100)) == 100
