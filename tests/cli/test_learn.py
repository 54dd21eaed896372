"""`isopolis learn`: policy examples in a terminal and as files."""

from __future__ import annotations

import json

import pandas as pd
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


def test_funds_are_listed_with_what_the_city_pays_and_explained_rule_by_rule() -> None:
    words = ("--country", "FR", "--population", "60000", "--degurba", "1", "--on", "2026-11-26")
    listed = run("funds", *words, "--theme", "engagement", "--cost", "400000")
    assert "eui-innovative-actions" in listed.replace("\n", "")
    assert "80,000" in listed
    shown = run("funds", "eui-innovative-actions", "--country", "FR", "--population", "40000")
    assert "? The city has at least 50,000 inhabitants" in shown
    assert "ne convient pas" in run("funds", "nl-leefbaarheid-en-veiligheid", *words, "--language", "fr")


def test_peers_are_matched_from_a_file_and_again_with_little_change(tmp_path) -> None:
    need = [{"theme": "housing"}]
    cities = [
        {"id": f"c{i}", "name": f"City {i}", "country": country, "population": 1e5, "languages": ["en"],
         "needs": need, "offers": need}
        for i, country in enumerate(["FR", "IT", "DE", "PL"])
    ]  # fmt: skip
    file, out = tmp_path / "peers.json", tmp_path / "exchanges.json"
    file.write_text(json.dumps({"peers": cities}))
    assert "Housing" in run("peers", str(file), "--out", str(out))
    first = json.loads(out.read_text())["exchanges"]
    assert len(first) == 2
    run("peers", str(file), "--agreed", str(out), "--out", str(out))
    assert json.loads(out.read_text())["exchanges"] == first


def test_a_file_of_peers_that_is_none_is_refused(tmp_path) -> None:
    file = tmp_path / "peers.json"
    file.write_text("{}")
    with pytest.raises(InputError, match="peers"):
        run("peers", str(file))


def test_advice_names_the_rule_and_the_cities(tmp_path) -> None:
    table, out = tmp_path / "cities.csv", tmp_path / "advice.csv"
    table.write_text("name,country,population,grouping_population\nA,PL,30000,30000\nB,PL,90000,90000\n")
    assert "opens it to 1 cities" in run("advice", "--cities", str(table), "--out", str(out))
    assert "opened" in out.read_text().splitlines()[0]


def test_initiatives_are_listed_and_shown() -> None:
    assert "inclusion-diversity-award" in run("initiatives")
    shown = run("initiatives", "eui-city-to-city", "--language", "fr")
    assert "Ce qu’elle demande" in shown
    assert "vérifié le 26 novembre 2026" in shown


def test_an_application_is_drafted_from_a_file_of_practices(tmp_path) -> None:
    records = tmp_path / "ours.json"
    run("practices", "nijmegen-central-enrolment", "--out", str(records))
    words = ("initiatives", "inclusion-diversity-award", "--draft", str(records))
    shown = run(*words, "--city", "Nijmegen", "--inhabitants", "160000", "--limit", "initiatives=400")
    assert "## Main initiatives (initiatives)" in shown
    assert "of 400 characters" in shown
    assert "racial or ethnic origin" in shown
    with pytest.raises(InputError, match="--city"):
        run(*words)
    with pytest.raises(InputError, match="not a limit"):
        run(*words, "--city", "Nijmegen", "--limit", "initiatives")


def test_the_way_back_from_a_deadline_is_a_calendar(tmp_path) -> None:
    out = tmp_path / "steps.ics"
    run(
        "funds",
        "cerv-town-twinning",
        "--on",
        "2027-05-01",
        "--deadline",
        "2027-09-18",
        "--calendar",
        str(out),
    )
    days = [line for line in out.read_text().splitlines() if line.startswith("DTSTART")]
    assert (days[0], days[-1]) == ("DTSTART;VALUE=DATE:20270521", "DTSTART;VALUE=DATE:20270918")
    with pytest.raises(InputError, match="no deadline"):
        run("funds", "elena", "--calendar", str(out))
    with pytest.raises(InputError, match="one fund"):
        run("funds", "--calendar", str(out))


def test_who_got_the_money_is_said_shown_and_written(tmp_path) -> None:
    cities, grants, out = (tmp_path / name for name in ("cities.csv", "grants.csv", "classes.csv"))
    cities.write_text("city,population,poor,country\nA,30000,2,FR\nB,400000,1,IT\n", "utf-8")
    grants.write_text("city,euros\nA,60000\n", "utf-8")
    asked = ["--cities", str(cities), "--deprivation", "poor", "--by", "country", "--out", str(out)]
    shown = run("allocation", str(grants), *asked)
    assert "got 100 of 100 euros: 2.00 euros an inhabitant, against 0.00" in shown
    written = pd.read_csv(out)
    assert written["by"].unique().tolist() == ["size", "deprivation", "class"]
    assert written[written["class"] == "FR"]["per_head"].tolist() == [2.0]


@pytest.mark.parametrize(
    ("city", "says"),
    [
        ('country = "Frankreich"', "column “country”: there is no “Frankreich”"),
        ('population = "many"', "column “population”: is not a number"),
        ('languages = "fr"', "column “languages”: is not a list"),
        ('region_class = "poor"', "less-developed, transition, more-developed"),
        ('applicant = "mayor"', "city, grouping, region"),
    ],
)
def test_a_city_that_cannot_be_used_says_why(tmp_path, city, says) -> None:
    file = tmp_path / "city.toml"
    file.write_text(city, "utf-8")
    with pytest.raises(InputError, match=says):
        run("funds", "--city", str(file))


def test_a_country_is_understood_as_the_european_union_writes_it_and_no_other_is_guessed() -> None:
    assert run("funds", "--country", "el") == run("funds", "--country", "GR")
    assert CliRunner().invoke(cli, ["learn", "practices", "--country", "ZZ"]).exit_code == 2
