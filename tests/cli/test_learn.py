"""`isopolis learn`: policy examples in a terminal and as files."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from isopolis.cli import cli
from isopolis.errors import InputError
from isopolis.learn.practices.catalogue import catalogue
from isopolis.learn.practices.exchange import read_practices


def run(*words: str) -> str:
    answer = CliRunner().invoke(cli, ["learn", *words], catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return answer.output


def test_the_catalogue_is_listed_and_narrowed() -> None:
    assert f"{len(catalogue())} policy examples" in run("practices")
    schools = run("practices", "--theme", "schools", "--country", "nl")
    assert "nijmegen-central-enrolment" in schools
    assert "rotterdam-act" not in schools
    assert "moving-to-opportunity" in run("practices", "--evidence", "randomised")


def test_one_practice_is_shown_in_full_in_the_reader_s_language() -> None:
    shown = run("practices", "rotterdam-act", "--language", "fr")
    assert "stigmatisation" in shown
    assert "vérifié le 26 novembre 2026" in shown
    assert "https://versbeton.nl" in shown


def test_an_id_that_does_not_exist_names_what_is_near() -> None:
    with pytest.raises(InputError, match="rotterdam-act"):
        run("practices", "rotterdam")


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_the_catalogue_is_written_and_read_back(tmp_path, kind) -> None:
    out = tmp_path / f"practices.{kind}"
    run("practices", "--out", str(out))
    assert read_practices(out) == list(catalogue())
    assert "rotterdam-act" in run("practices", "--file", str(out), "--country", "NL")


def test_another_kind_of_file_is_refused(tmp_path) -> None:
    with pytest.raises(InputError, match="not written"):
        run("practices", "--out", str(tmp_path / "practices.docx"))


def test_practices_are_searched_in_both_languages() -> None:
    found = run("practices", "--search", "encadrement des loyers")
    assert (
        found.index("paris-rent-ceilings") < found.index("rotterdam-act")
        if "rotterdam-act" in found
        else True
    )
    assert "berlin-rent-cap" in found


def test_a_problem_is_matched_with_reasons_and_questions() -> None:
    shown = run("match", "rents", "rise", "--country", "FR", "--inhabitants", "60000", "--have", "area-data")
    assert "Understood as: " in shown
    assert "+ It acts on: " in shown
    assert "? Is it so? " in shown
    assert "You have: Figures for small areas are at hand." in shown


def test_a_problem_without_known_words_says_what_to_name() -> None:
    with pytest.raises(InputError, match="no known problem"):
        run("match", "xyzzy")


def test_a_condition_is_not_both_there_and_missing() -> None:
    with pytest.raises(InputError, match="area-data"):
        run("match", "rents", "--have", "area-data", "--lack", "area-data")
