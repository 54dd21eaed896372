"""Every sentence of the package is there in every language, with the same places to fill in."""

import ast
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

import isopolis
from isopolis.language import SOURCE_LANGUAGE, Language, available_languages

PACKAGE = Path(isopolis.__file__).parent
SPOKEN = ("expected", "remedy")
ROOMS = ("decide", "lottery", "budgets", "priorities", "engagement", "facilitation")
SHOWN = {
    *PACKAGE.glob("measure/areas/**/*.py"),
    *(PACKAGE / name for name in ("measure/diagnose.py", "measure/access/places.py")),
    *(PACKAGE / name for name in ("plan/actions/plan_file.py", "plan/actions/sheet.py")),
    *(PACKAGE / name for name in ("plan/actions/taking_over.py", "plan/actions/workbook.py")),
    PACKAGE / "records/problems.py",
    *PACKAGE.glob("workspace/measure/*.py"),
    *PACKAGE.glob("decide/**/*.py"),
    *PACKAGE.glob("learn/advice/*.py"),
    *PACKAGE.glob("learn/funds/*.py"),
    *(PACKAGE / "learn/peers" / name for name in ("costs.py", "matching.py", "peer.py", "visit.py")),
    *(PACKAGE / name for name in ("learn/practices/exchange.py", "records/record.py")),
    *(PACKAGE / name for name in ("workspace/peers/pairing.py", "workspace/practices/submitting.py")),
    *(one for room in ROOMS for one in PACKAGE.glob(f"workspace/{room}/*.py")),
    *PACKAGE.glob("workspace/barriers/*.py"),
    *PACKAGE.glob("workspace/exchange/*.py"),
    *PACKAGE.glob("workspace/plan/**/*.py"),
}
"""Modules whose errors pages show."""
NOT_SHOWN = {PACKAGE / "workspace/exchange/command.py"}
"""Of the command line only."""
OTHERS = [code for code in available_languages() if code != SOURCE_LANGUAGE]


@cache
def source_sentences() -> dict[str, str]:
    """Every sentence marked with ``message(...)`` or ``.text(...)`` or of an error in a page, and its place.

    Read from the syntax tree, which also holds what stands inside an f-string, on every Python.
    """
    found = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                for text in _said(node, of_a_page=file in SHOWN - NOT_SHOWN):
                    found[text] = f"{file.relative_to(PACKAGE)}:{node.lineno}"
    return found


def _said(call: ast.Call, *, of_a_page: bool) -> Iterator[str]:
    """The sentences that a call marks: of errors only where a page shows them."""
    if _called(call.func) in {"message", "text", "Phrase"}:
        yield from constants(*call.args[:1])
    elif of_a_page and is_error(call):
        parts = [one.value for one in call.keywords if one.arg in SPOKEN]
        yield from constants(*call.args[:1], *parts)


def is_error(call: ast.Call) -> bool:
    """Whether a call makes an error: ``InputError(...)``, or a method ``error`` that knows the place."""
    return _called(call.func) == "InputError" or ast.unparse(call.func) in {"self.error", "cell.error"}


def constants(*expressions: ast.expr) -> Iterator[str]:
    """Texts, also those of which one is chosen."""
    for one in expressions:
        if isinstance(one, ast.IfExp):
            yield from constants(one.body, one.orelse)
        elif isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value:
            yield one.value


def test_no_error_of_a_page_is_filled_in_before_it_is_translated() -> None:
    filled = [
        f"{file.relative_to(PACKAGE)}:{call.lineno}"
        for file in sorted(SHOWN - NOT_SHOWN)
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and is_error(call)
        for part in [*call.args[:1], *(one.value for one in call.keywords if one.arg in SPOKEN)]
        if isinstance(part, ast.JoinedStr | ast.BinOp)
    ]
    assert not filled, "give the values by name"


def _called(function: ast.expr) -> str:
    """Name of the function or method that is called."""
    return getattr(function, "attr", getattr(function, "id", ""))


def catalogue(code: str) -> dict[str, str]:
    out: dict[str, str] = {}
    for path in sorted((PACKAGE / "locale" / code).glob("*.po")):
        with path.open("rb") as stream:
            for item in read_po(stream, locale=code, abort_invalid=True):
                if item.id:
                    assert item.id not in out or out[item.id] == item.string, f"{path.name}: {item.id}"
                    out[item.id] = item.string
    return out


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_there_are_sentences_to_translate() -> None:
    assert len(source_sentences()) > 30
    assert OTHERS


@pytest.mark.parametrize("code", OTHERS)
def test_every_sentence_is_translated(code) -> None:
    translated = catalogue(code)
    missing = {text: place for text, place in source_sentences().items() if not translated.get(text)}
    listed = "\n".join(f"  {place}: {text}" for text, place in sorted(missing.items(), key=lambda m: m[1]))
    assert not missing, f"{len(missing)} sentences have no translation into {code}:\n{listed}"


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_has_the_places_of_its_sentence(code) -> None:
    for source, translation in catalogue(code).items():
        assert places(translation) == places(source), source


@pytest.mark.parametrize("code", OTHERS)
def test_no_translation_is_left_over(code) -> None:
    left_over = set(catalogue(code)) - set(source_sentences())
    assert not left_over, f"nothing says these any more: {sorted(left_over)}"


def test_french_has_its_unbreakable_spaces() -> None:
    french = Language("fr")
    for source in catalogue("fr"):
        assert not re.search(r"« | »|(?<=[\w}]) [:;!?%]", french.text(source)), source


def french_texts() -> Iterator[tuple[str, str]]:
    """Every text of the catalogues, of sentences and of records, with its file."""
    for path in PACKAGE.rglob("locale/fr/*.po"):
        with path.open("rb") as stream:
            yield from ((path.name, str(item.string)) for item in read_po(stream, locale="fr") if item.id)
    for path in PACKAGE.rglob("*.toml"):
        yield from ((path.name, text) for text in _in_french(tomllib.loads(path.read_text("utf-8"))))


def _in_french(record: object, *, french: bool = False) -> Iterator[str]:
    """The texts under the keys ``fr`` of a record."""
    if isinstance(record, dict):
        for key, part in record.items():
            yield from _in_french(part, french=french or key == "fr")
    elif isinstance(record, list):
        for part in record:
            yield from _in_french(part, french=french)
    elif french:
        yield str(record)


def test_french_is_written_with_its_own_apostrophe() -> None:
    said = list(french_texts())
    assert len(said) > 3000
    typed = [
        f"{name}: {text}"
        for name, text in said
        if re.search(r"(?<=[\w}»])'(?=[\w{«“ ])", re.sub("<[^>]*>|`[^`]*`", "", text))
    ]
    assert not typed, "write ’ for '"


def test_numbers_are_written_the_readers_way() -> None:
    assert Language("fr").percent(0.0308, 1) == "3,1\xa0%"
    assert Language("en").percent(0.0308, 1) == "3.1%"


def test_french_counts_the_first_day_of_a_month_apart() -> None:
    days = [Language("fr").date(date(2027, 12, day)) for day in (1, 2, 11)]
    assert days == ["1er décembre 2027", "2 décembre 2027", "11 décembre 2027"]
    assert Language("fr").date(date(2027, 1, 1), "medium") == "1er janv. 2027"
    assert Language("fr").date(date(2027, 1, 1), "yyyy") == "2027"
