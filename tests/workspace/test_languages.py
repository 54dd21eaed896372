"""Every sentence of the pages is there in every language, with the same places to fill in."""

from __future__ import annotations

import re
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation.template import templatize

import isopolis.workspace
from isopolis.workspace.site.catalogues import SOURCE, compile_catalogues

ROOM = Path(isopolis.workspace.__file__).parent
OTHERS = [code for code, _ in settings.LANGUAGES if code != "en"]
WORDS = {"gettext": None, "_": None, "gettext_lazy": None}
PLACE = re.compile(r"%\(\w+\)s|\{\w+\}")


def sentences() -> dict[str, str]:
    """Every sentence marked for translation in a module or a template, and where it stands."""
    out = {}
    for file in [*ROOM.rglob("*.py"), *ROOM.rglob("*.html")]:
        source = file.read_text(encoding="utf-8")
        code = templatize(source) if file.suffix == ".html" else source
        for line, text, *_ in extract("python", BytesIO(code.encode()), WORDS):
            if isinstance(text, str) and text:
                out[text] = f"{file.relative_to(ROOM)}:{line}"
    return out


def catalogue(code: str) -> dict[str, str]:
    """The sentences of all rooms; the same sentence in two rooms is translated the same."""
    out: dict[str, str] = {}
    for file in sorted((SOURCE / code).glob("*.po")):
        with file.open("rb") as stream:
            for entry in read_po(stream, locale=code, abort_invalid=True):
                if entry.id:
                    assert out.setdefault(entry.id, entry.string) == entry.string, (file.name, entry.id)
    return out


@pytest.mark.parametrize("code", OTHERS)
def test_every_sentence_is_translated_and_none_is_left_over(code) -> None:
    said, translated = sentences(), catalogue(code)
    assert len(said) > 150
    assert {text: place for text, place in said.items() if not translated.get(text)} == {}
    assert set(translated) - set(said) == set()


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_has_the_places_of_its_sentence(code) -> None:
    for source, translated in catalogue(code).items():
        assert sorted(PLACE.findall(translated)) == sorted(PLACE.findall(source)), source


def test_no_text_in_a_template_is_left_unmarked() -> None:
    marked = r"\{% blocktranslate.*?\{% endblocktranslate %\}"
    for file in ROOM.rglob("*.html"):
        source = file.read_text(encoding="utf-8")
        text = re.sub(
            marked + r"|\{%.*?%\}|\{\{.*?\}\}|<code>.*?</code>|<[^>]*>", " ", source, flags=re.DOTALL
        )
        assert set(re.findall(r"[A-Za-z]{3,}", text)) <= {"Isopolis"}, file.name


def test_the_language_switch_is_a_form_and_is_remembered(people, client) -> None:
    client.force_login(people["partner"])
    answer = client.post("/language/", {"language": "fr", "next": "/account/"})
    assert answer.headers["Location"] == "/account/"
    page = client.get("/account/").content.decode()
    assert '<html lang="fr" dir="ltr">' in page
    assert "Votre compte" in page
    people["partner"].refresh_from_db()
    assert people["partner"].language == "fr"


def test_the_language_switch_leads_to_this_site_only(client) -> None:
    answer = client.post("/language/", {"language": "fr", "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/"


def test_a_right_to_left_language_turns_the_page(rf) -> None:
    from isopolis.workspace.site.context import frame  # noqa: PLC0415

    with translation.override("ar"):
        assert frame(rf.get("/"))["direction"] == "rtl"


def test_catalogues_are_compiled_once_and_again_when_they_change(tmp_path) -> None:
    assert [file.name for file in compile_catalogues(SOURCE, tmp_path)] == ["django.mo"]
    assert compile_catalogues(SOURCE, tmp_path) == []
    (tmp_path / "fr" / "LC_MESSAGES" / "django.mo").write_bytes(b"old")
    assert len(compile_catalogues(SOURCE, tmp_path)) == 1


def test_french_has_its_unbreakable_spaces() -> None:
    with translation.override("fr"):
        assert translation.gettext("Or type this key:") == "Ou tapez cette clé\xa0:"


def test_english_dates_and_times_are_europe_s() -> None:
    with translation.override("en"):
        assert date_format(datetime(2026, 11, 5, 14, 5), "DATETIME_FORMAT") == "5 November 2026, 14:05"


def test_a_colon_between_a_name_and_what_is_said_of_it_is_the_reader_s_own() -> None:
    """French has a space before it: templates write ``{{ colon }}`` outside of their sentences."""
    by_hand = []
    for file in ROOM.rglob("*.html"):
        bare = re.sub(
            r"\{% blocktranslate.*?\{% endblocktranslate %\}|<[^>]*\blang=\"en\"[^>]*>[^<]*",
            "",
            file.read_text("utf-8"),
            flags=re.DOTALL,
        )
        by_hand += [
            f"{file.name}: {one}" for one in re.findall(r".{0,40}(?:\}\}|%\}|</\w+>): ?(?=\S).{0,20}", bare)
        ]
    assert not by_hand, "write {{ colon }}"


def test_the_colon_of_a_page_is_that_of_its_language(client, db) -> None:
    page = client.get("/privacy/")
    with translation.override("fr"):
        assert str(page.context["colon"]) == "\N{NO-BREAK SPACE}: "
    with translation.override("en"):
        assert str(page.context["colon"]) == ": "
