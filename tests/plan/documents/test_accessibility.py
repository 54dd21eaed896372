"""The HTML brief in a real browser: WCAG 2.2 AA by axe-core, light and dark, and as narrow as a phone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from isopolis.language import Language
from isopolis.measure.diagnosis import Diagnosis
from isopolis.plan.documents.brief.compose import brief_of_city
from isopolis.plan.documents.brief.html import to_html

DAY = date(2026, 11, 26)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The system's Chromium, driven by Playwright."""
    path = os.environ.get("ISOPOLIS_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("there is no Chromium here; set ISOPOLIS_CHROMIUM to its path")
    sync_api = pytest.importorskip(
        "playwright.sync_api", reason="install isopolis[dev] for the browser tests"
    )
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()


def opened(browser: Any, page: str, scheme: str, width: int) -> Any:
    """A tab that shows ``page`` and fails if it asks for anything."""
    tab = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 800})
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.set_content(page)
    assert asked == []
    return tab


@pytest.fixture
def page(generated: Callable[..., Diagnosis]) -> str:
    """A brief with a map, tables, boxes and remarks."""
    diagnosis = generated(remarks=("Something that the reader should know.",))
    return to_html(brief_of_city(diagnosis, Language("fr"), DAY))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1100])
def test_axe_finds_nothing(browser: Any, page: str, scheme: str, width: int) -> None:
    tab = opened(browser, page, scheme, width)
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    tab.evaluate(axe)
    found = tab.evaluate("rules => axe.run({runOnly: rules})", RULES)
    assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found["violations"]] == []
    assert len(found["passes"]) > 20
    tab.close()


def test_nothing_is_cut_off_at_320_pixels(browser: Any, page: str) -> None:
    tab = opened(browser, page, "light", 320)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 320
    tab.close()


def test_the_dark_page_is_dark(browser: Any, page: str) -> None:
    tab = opened(browser, page, "dark", 800)
    assert tab.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(22, 23, 25)"
    tab.close()


def test_the_printed_page_is_two_sheets_of_a4(browser: Any, page: str) -> None:
    pypdf = pytest.importorskip("pypdf")
    import io  # noqa: PLC0415

    tab = opened(browser, page, "light", 800)
    reader = pypdf.PdfReader(io.BytesIO(tab.pdf(prefer_css_page_size=True)))
    assert len(reader.pages) == 2
    tab.close()
