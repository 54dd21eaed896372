"""`isopolis measure atlas` from a file to its site."""

from __future__ import annotations

import json
import re
import shutil
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

from isopolis.cli import cli
from isopolis.measure.figures import FIGURE_COLUMNS
from small_europe import small_europe

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def run(grid: Path, out: Path, *more: str) -> str:
    options = ["--out", str(out), "--replicates", "20", "--workers", "1", *more]
    result = CliRunner().invoke(cli, ["measure", "atlas", str(grid), *options], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_europe(tmp_path_factory.mktemp("grid"))


@pytest.fixture(scope="module")
def out(grid: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("atlas")
    assert "3 cities" in run(grid, folder)
    return folder


def test_the_tables_hold_every_figure_of_every_city(out: Path) -> None:
    atlas, cities = pd.read_parquet(out / "atlas.parquet"), pd.read_parquet(out / "cities.parquet")
    assert set(FIGURE_COLUMNS) | {"name", "country", "people"} == set(atlas.columns)
    assert set(atlas["city"]) == set(cities["city"])
    assert atlas["value"].isna().eq(atlas["status"].isin(["not_collected", "undefined", "suppressed"])).all()
    assert atlas.loc[atlas["scale"].isna(), "sentence"].notna().all()


def test_a_second_run_measures_nothing_and_writes_the_same(
    out: Path, grid: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(out, copy)

    def refuse(_: Any) -> None:
        raise AssertionError("a city was measured twice")

    monkeypatch.setattr("isopolis.cli.atlas.measure_city", refuse)
    run(grid, copy)
    for path in out.rglob("*"):
        if path.is_file():
            assert (copy / path.relative_to(out)).read_bytes() == path.read_bytes(), path


def test_every_link_leads_to_a_page_and_nothing_is_fetched(out: Path) -> None:
    pages = list(out.rglob("*.html"))
    assert len(pages) > 25
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for link in re.findall(r'(?:href|src)="?([^">]+)', text):
            assert not re.match(r"https?:|//", link), (page, link)
            target = page.parent / link.split("#")[0] if link.split("#")[0] else page
            assert target.resolve().exists(), (page, link)


def test_rankings_have_an_interval_for_every_place_and_say_who_has_none(out: Path) -> None:
    text = (out / "rank" / "birthplace-dissimilarity-oth-rest.html").read_text(encoding="utf-8")
    body = text.split("<tbody>")[1].split("</table>")[0]
    assert body.count("<tr>") == body.count(" to ") == 2
    assert "not collected or not published (1)" in text


def test_a_city_can_be_downloaded(out: Path) -> None:
    city = next(iter(sorted((out / "c").glob("*.json"))))
    data = json.loads(city.read_text(encoding="utf-8"))
    table = pd.read_csv(city.with_suffix(".csv"))
    assert len(table) == len(data["figures"])
    assert data["city"]["cells"] > 0


def test_the_pages_of_a_french_atlas_are_french(grid: Path, tmp_path: Path) -> None:
    run(grid, tmp_path, "--language", "fr")
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert '<html lang="fr"' in page
    assert "Classements" in page
    for english in ("Rankings", "Residents", "urban centre", "How to read"):
        for path in tmp_path.rglob("*.html"):
            assert english not in path.read_text(encoding="utf-8"), (path, english)


def test_a_file_without_an_urban_centre_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "village.csv"
    path.write_text("GRD_ID,T,NAT,EU_OTH,OTH\nCRS3035RES1000mN2890000E3760000,50,40,5,5\n", encoding="utf-8")
    result = CliRunner().invoke(cli, ["measure", "atlas", str(path), "--out", str(tmp_path / "out")])
    assert "no urban centre" in str(result.exception)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1100])
def test_axe_finds_nothing(out: Path, scheme: str, width: int) -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("there is no Chromium here")
    sync_api = pytest.importorskip("playwright.sync_api", reason="install isopolis[dev]")
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    city = next(iter(sorted((out / "c").glob("*.html"))))
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 800})
        for page in (out / "index.html", out / "rank" / "index.html", city, out / "about.html"):
            tab.goto(page.as_uri())
            tab.evaluate(axe)
            found = tab.evaluate("rules => axe.run({runOnly: rules})", RULES)
            wrong = [
                (one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found["violations"]
            ]
            assert wrong == [], page
            assert tab.evaluate("document.documentElement.scrollWidth") <= width, page
        tab.goto((out / "index.html").as_uri())
        tab.fill("#search", "pari")
        assert tab.locator("tbody tr:visible").count() == 1
        browser.close()
