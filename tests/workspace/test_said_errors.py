"""Errors in pages: in the reader's language, and in words of the page instead of the command line's."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from isopolis.decide.lottery import read_pool, read_quotas
from isopolis.errors import InputError, Phrase
from isopolis.workspace.site.said_errors import EXPECTED_IN_PAGES, IN_PAGES, error_text, said
from isopolis.workspace.tasks.child import told
from test_language import SHOWN, constants

ELSEWHERE = ("--", "`isopolis", "profile")


def test_an_error_is_said_in_the_language_of_its_reader() -> None:
    what = Phrase("the group “{key}”", key="born abroad")
    error = InputError(
        "there is no column {column_name}, which the profile names as {what}",
        file="/srv/secret/city.csv", row=3, expected="one of {choices}",
        column_name="“x”", what=what, choices="a, b",
    )  # fmt: skip
    record = json.loads(json.dumps(told(error)))
    assert record["found"] == "there is no column “x”, which the profile names as the group “born abroad”"
    with translation.override("fr"):
        assert said(record) == {
            "place": "city.csv, ligne\xa03" if "\xa0" in said(record)["place"] else "city.csv, ligne 3",
            "found": "il n’y a pas de colonne “x”, que le profil nomme pour le groupe «\xa0born abroad\xa0»",
            "expected": "l’un de ces noms\xa0: a, b",
        }


def test_errors_of_a_lottery_are_said_in_the_language_of_its_reader() -> None:
    quotas = read_quotas(b"category,feature,min,max\nsex,woman,0,2\nsex,man,0,2\n")
    with pytest.raises(InputError) as caught:
        read_pool(b"id;sex\n1;womann\n", quotas, file="volontaires")
    with translation.override("fr"):
        said_in_french = error_text(caught.value).replace("\xa0", " ")
    assert said_in_french.splitlines() == [
        "volontaires, ligne 2, colonne « sex » : « womann » n’a pas de quota",
        "Attendu : l’un de ces noms : “woman”, “man”",
        "Que faire : écrivez « woman »",
    ]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A page of another test may have left its language behind."""
    with translation.override("en"):
        yield


def test_what_to_do_is_said_in_the_words_of_the_page() -> None:
    error = InputError("the file has {number} layers: {names}", remedy="choose one of them with --layer NAME",
                       number=2, names="a, b")  # fmt: skip
    assert "“Layer or sheet”" in error_text(error)
    assert "--layer" not in error_text(error)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"{", "n’est pas du JSON"),
        (b"[1]", "un objet avec «"),
        (b"[" * 100_000, "ne contient pas de plan"),
        (b'{"title": "P", "actions": [{"key": "a", "title": "A", "cost": "beaucoup"}]}',
         "action “a”, cost : n’est pas un nombre entier (trouvé : « beaucoup »)"),
        (b'{"title": "P", "clusters": [], "actions": [{"key": "a", "title": "A", "cluster": "x"}]}',
         "il n’y a pas de groupe d’actions « x »"),
    ],
)  # fmt: skip
def test_a_plan_that_cannot_be_read_in_is_refused_in_french(
    content, told, partnership, people, signed_in
) -> None:
    client = signed_in(people["coordinator"])
    client.cookies["django_language"] = "fr"
    page = client.post(
        f"/partnerships/{partnership.slug}/plan/import/",
        {"file": SimpleUploadedFile("plan.json", content), "keeps": "yes"},
    )
    assert page.status_code == 400
    assert told in unescape(page.content.decode()).replace("\xa0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        (
            "a.csv",
            b"id,remarks\na,b\n",
            "a.csv, ligne 1, colonne « remarks » : ce champ n’existe pas",
        ),
        ("a.csv", b"id,start\na,vers 2015\n", "Attendu : la fiche d’un exemple de politique"),
        ("a.exe", b"x", "ce type de fichier n’est pas lu"),
        ("a.toml", b"title =", "ce n’est pas du TOML"),
    ],
)
def test_policy_examples_that_cannot_be_read_in_are_refused_in_french(
    name, content, told, partnership, people, signed_in
) -> None:
    client = signed_in(people["coordinator"])
    client.cookies["django_language"] = "fr"
    page = client.post(
        f"/partnerships/{partnership.slug}/learn/practices/import/",
        {"file": SimpleUploadedFile(name, content)},
    )
    assert page.status_code == 400
    assert told in unescape(page.content.decode()).replace("\xa0", " ").replace("\u202f", " ")


def test_what_is_wrong_with_a_policy_example_is_said_in_french(partnership, people, signed_in) -> None:
    client = signed_in(people["coordinator"])
    client.cookies["django_language"] = "fr"
    page = client.post(
        f"/partnerships/{partnership.slug}/learn/practices/new/",
        {"title": "Loyers", "summary": "Des loyers", "country": "F1", "themes": "housing",
         "mechanisms": "displacement", "groups": "migrants", "result": "Moins.",
         "method": "monitoring", "direction": "better", "consent": "on",
         "source_url": "https://example.org/", "source_title": "S"},
    ).content.decode()  # fmt: skip
    assert "Aucun pays n’a ces deux lettres" in unescape(page)


def test_cities_that_cannot_be_matched_are_said_in_french(partnership, people, signed_in) -> None:
    client = signed_in(people["coordinator"])
    client.cookies["django_language"] = "fr"
    page = client.post(f"/partnerships/{partnership.slug}/learn/exchanges/match/", {"outsiders": 3})
    assert page.status_code == 400
    told = "3 échanges avec des villes hors du partenariat sont impossibles"
    assert told in unescape(page.content.decode())


def test_an_archive_that_cannot_be_taken_in_is_refused_in_french(partnership, people, signed_in) -> None:
    client = signed_in(people["coordinator"])
    client.cookies["django_language"] = "fr"
    file = SimpleUploadedFile("p.zip", b"x")
    page = client.post(f"/partnerships/{partnership.slug}/exchange/", {"archive": file}).content.decode()
    assert "ce n’est pas une archive zip" in unescape(page)
    assert "choisissez un fichier emporté d’un partenariat" in unescape(page)


def remedies() -> set[str]:
    """What the errors tell to do that a page of an upload may show, of the wings and of the reading."""
    found = set()
    for file in SHOWN:
        for node in ast.walk(ast.parse(Path(file).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "InputError":
                parts = [one.value for one in node.keywords if one.arg in {"remedy", "expected"}]
                found |= set(constants(*parts))
    return found


def test_no_page_tells_to_type_a_command() -> None:
    not_of_uploads = {  # of options that pages do not have
        "choose one of these with --by", "leave --by out to measure all areas as one city",
        "check the path given with --profile", "give the table as FILE and the profile (TOML) with --profile",
        "`isopolis decide methods` lists them", "`isopolis learn funds` lists them",
    }  # fmt: skip
    commands = {text for text in remedies() if any(word in text for word in ELSEWHERE)}
    assert commands - not_of_uploads <= set(IN_PAGES) | set(EXPECTED_IN_PAGES)
    assert set(IN_PAGES) | set(EXPECTED_IN_PAGES) <= remedies()  # none is left over
