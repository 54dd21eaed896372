"""Every page in Chromium: WCAG 2.2 AA by axe-core, light and dark, narrow, and nothing from elsewhere."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import time
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from server import Running, running

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PLACE = "/partnerships/demonstration-partnership/"
PUBLIC = [
    "/",
    "/sign-in/",
    "/privacy/",
    "/measure/",
    "/learn/",
    "/decide/",
    "/plan/",
    PLACE,
    "/nothing/",
    "/api/v1/docs/",
    f"{PLACE}barriers/",
    f"{PLACE}barriers/1/",
    f"{PLACE}thread/",
    "/learn/practices/",
    "/learn/practices/rotterdam-act/",
    "/learn/funds/",
    "/learn/funds/?country=FR&population=60000&cost=400000&degurba=1",
    "/learn/funds/eui-innovative-actions/?country=FR&population=40000",
    "/learn/advice/",
    f"{PLACE}plan/public/",
    f"{PLACE}plan/public/stay-put/",
    f"{PLACE}plan/consultations/1/",
    f"{PLACE}plan/consultations/1/comment/stay-put/",
    "/decide/methods/?purpose=listen&groups=homeless&budget=medium",
    "/decide/methods/photovoice/",
    "/decide/plain-language/",
    "/report/demonstration/",
    "/report/code/",
    "/budget/demonstration-120000/",
]
MEMBERS = [
    f"{PLACE}decide/",
    f"{PLACE}decide/rounds/1/",
    f"{PLACE}decide/rounds/2/",
    f"{PLACE}decide/rounds/new/",
    f"{PLACE}decide/rounds/1/propose/",
    f"{PLACE}decide/rounds/1/paper/",
    f"{PLACE}decide/rounds/2/codes/",
    f"{PLACE}decide/rounds/2/vote/",
    f"{PLACE}decide/rounds/2/results/",
    f"{PLACE}decide/rounds/2/heard/",
    f"{PLACE}decide/rounds/2/margins/",
    f"{PLACE}decide/proposals/1/",
    f"{PLACE}decide/proposals/8/judge/",
    f"{PLACE}decide/proposals/3/merge/",
    f"{PLACE}decide/statements/1/",
    f"{PLACE}decide/moderation/",
    f"{PLACE}decide/meetings/",
    f"{PLACE}decide/meetings/2/",
    f"{PLACE}decide/meetings/2/groups/",
    f"{PLACE}decide/answers/",
    f"{PLACE}decide/proposals/1/answer/",
    f"{PLACE}decide/processes/",
    f"{PLACE}decide/processes/1/",
    f"{PLACE}decide/processes/new/",
    f"{PLACE}decide/processes/1/checklist/",
    f"{PLACE}decide/processes/2/agreement/",
    f"{PLACE}decide/processes/1/assessment/",
    f"{PLACE}decide/processes/1/evaluation/",
    f"{PLACE}decide/lotteries/",
    f"{PLACE}decide/lotteries/1/",
    f"{PLACE}decide/lotteries/2/",
    f"{PLACE}decide/lotteries/new/",
    f"{PLACE}decide/lotteries/letters/",
    f"{PLACE}decide/lotteries/1/replace/",
    f"{PLACE}decide/budgets/1/",
    f"{PLACE}decide/budgets/2/",
    f"{PLACE}decide/budgets/2/vote/",
    f"{PLACE}decide/budgets/2/codes/",
    f"{PLACE}decide/budgets/2/paper/",
    f"{PLACE}decide/budgets/new/",
    f"{PLACE}decide/budgets/from-file/",
    f"{PLACE}decide/priorities/",
    f"{PLACE}decide/priorities/1/",
    f"{PLACE}decide/priorities/1/score/",
    f"{PLACE}decide/priorities/1/sheets/",
    f"{PLACE}decide/priorities/new/",
    f"{PLACE}decide/budgets/2/change/",
    "/",
    "/account/",
    "/account/password/",
    "/account/second-factor/",
    "/account/erase/",
    "/account/tokens/",
    "/account/passkeys/",
    f"{PLACE}figures/1/",
    f"{PLACE}exchange/",
    f"{PLACE}thread/",
    f"{PLACE}barriers/",
    f"{PLACE}barriers/1/",
    f"{PLACE}barriers/new/",
    f"{PLACE}barriers/1/change/",
    f"{PLACE}barriers/1/delete/",
    f"{PLACE}barriers/1/documents/new/",
    f"{PLACE}barriers/1/testimonies/new/",
    f"{PLACE}barriers/places/",
    f"{PLACE}barriers/measured/",
    f"{PLACE}barriers/reports/",
    f"{PLACE}barriers/reports/2/",
    f"{PLACE}learn/practices/?words=rents",
    f"{PLACE}learn/practices/rotterdam-act/",
    f"{PLACE}learn/practices/compare/?name=rotterdam-act&name=big-local&name=sure-start",
    f"{PLACE}learn/practices/compare/",
    f"{PLACE}learn/practices/new/",
    f"{PLACE}learn/practices/import/",
    f"{PLACE}learn/match/",
    f"{PLACE}learn/match/?words=rents&country=FR&inhabitants=60000",
    f"{PLACE}learn/money/?own=500000&country=FR&population=120000&degurba=1&unknown=on",
    f"{PLACE}learn/money/stay-put/?country=FR&population=120000&cost=600000&region_class=transition",
    f"{PLACE}learn/obstacles/",
    f"{PLACE}learn/allocation/",
    f"{PLACE}learn/exchanges/",
    f"{PLACE}learn/exchanges/1/",
    f"{PLACE}learn/exchanges/match/",
    f"{PLACE}learn/exchanges/statistics/",
    f"{PLACE}learn/exchanges/cities/1/",
    f"{PLACE}learn/exchanges/cities/1/change/",
    f"{PLACE}learn/exchanges/cities/1/subjects/new/",
    f"{PLACE}learn/exchanges/visits/1/",
    f"{PLACE}learn/exchanges/visits/1/change/",
    f"{PLACE}learn/exchanges/visits/1/agenda/new/",
    f"{PLACE}learn/exchanges/visits/1/agenda/1/",
    f"{PLACE}learn/exchanges/visits/1/participants/new/",
    f"{PLACE}learn/exchanges/lessons/1/",
    f"{PLACE}thread/figure/1/link/",
    f"{PLACE}learn/funds/eui-innovative-actions/",
    PLACE,
    f"{PLACE}plan/",
    f"{PLACE}plan/portfolio/",
    f"{PLACE}plan/monitoring/",
    f"{PLACE}plan/meetings/",
    f"{PLACE}plan/meetings/1/",
    f"{PLACE}plan/meetings/new/",
    f"{PLACE}plan/documents/",
    f"{PLACE}plan/new/",
    f"{PLACE}plan/frame/",
    f"{PLACE}plan/frame/members/",
    f"{PLACE}plan/merge/",
    f"{PLACE}plan/import/",
    f"{PLACE}plan/actions/open-allocation/indicators/",
    f"{PLACE}plan/actions/open-allocation/split/",
    f"{PLACE}plan/from-proposals/",
    f"{PLACE}plan/actions/open-allocation/",
    f"{PLACE}plan/actions/late-buses/",
    f"{PLACE}plan/actions/open-allocation/edit/",
    f"{PLACE}plan/actions/open-allocation/edit/indicators/",
    f"{PLACE}plan/actions/open-allocation/history/",
    f"{PLACE}plan/actions/open-allocation/state/",
    f"{PLACE}plan/actions/open-allocation/assign/",
    f"{PLACE}plan/consultations/1/responses/",
    f"{PLACE}plan/consultations/new/",
    f"{PLACE}plan/comments/1/answer/",
    f"{PLACE}members/",
    f"{PLACE}members/invite/",
    f"{PLACE}members/2/",
    f"{PLACE}describe/",
    f"{PLACE}organisations/new/",
    f"{PLACE}log/",
    f"{PLACE}phases/1/",
    f"{PLACE}deadlines/new/",
    f"{PLACE}deadlines/1/",
]

CITY = f"{PLACE}measure/tessemar/"
CITY_PAGES = [
    f"{PLACE}measure/",
    f"{PLACE}measure/new/",
    CITY,
    f"{CITY}?version=1&figure=people&sort=name",
    f"{CITY}area/?code=0101A",
    f"{CITY}upload/",
    f"{CITY}data/3/columns/",
    f"{CITY}data/3/quality/",
    f"{CITY}versions/",
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("browser") / "data", "--demo") as started:
        yield started


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
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def session(browser: Any, server: Running) -> dict[str, Any]:
    """The cookies of the demonstration's coordinator, who signs in by keyboard, without JavaScript."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{server.port}/sign-in/")
    page.focus("#id_email")
    page.keyboard.type("coordinator@demonstration.invalid")
    page.keyboard.press("Tab")
    page.keyboard.type(re.search(r"password (\S+)", server.said)[1])
    page.keyboard.press("Enter")
    page.wait_for_selector("ol.due")
    state = context.storage_state()
    context.close()
    return state


NARROW, WIDE = {"width": 320, "height": 800}, {"width": 1100, "height": 800}


def look(context: Any, server: Running, paths: list[str]) -> None:
    """Open each page as a phone in the light shows it, then wide and dark.

    Fail on what axe finds, on anything too wide, on anything from elsewhere. Only what depends on the colours
    is looked for again in the dark.
    """
    base = f"http://127.0.0.1:{server.port}"
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    page = context.new_page()
    page.emulate_media(reduced_motion="reduce")  # colours change at once
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on(
        "console",
        lambda message: complaints.append(message.text) if "Security Policy" in message.text else None,
    )
    for path in paths:
        page.set_viewport_size(NARROW)
        page.emulate_media(color_scheme="light")
        page.goto(base + path)
        page.evaluate(axe)
        assert complaints_of(page, RULES) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], path
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size(WIDE)
        assert complaints_of(page, ["color-contrast"]) == [], f"{path} in the dark"
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDE["width"], path
    assert [url for url in asked if not url.removeprefix("blob:").startswith(base + "/")] == []
    assert complaints == []
    page.close()


def complaints_of(page: Any, rules: list[str]) -> list[Any]:
    """What axe finds in the page as it is now; it must have looked at something."""
    options = {"runOnly": rules, "resultTypes": ["violations"], "preload": False, "iframes": False}
    found = page.evaluate("options => axe.run(options)", options)
    assert len(found["passes"]) > (15 if rules == RULES else 0), page.url
    return [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found["violations"]]


def test_the_public_pages_are_open_to_everybody(browser: Any, server: Running) -> None:
    context = browser.new_context(locale="en")
    look(context, server, PUBLIC)
    context.close()


def in_french(browser: Any, session: dict[str, Any]) -> Any:
    """A browser of the coordinator, in the language with the longer words."""
    context = browser.new_context(storage_state=session)
    context.add_cookies([{"name": "django_language", "value": "fr", "domain": "127.0.0.1", "path": "/"}])
    return context


def test_the_pages_of_members_are_open_to_everybody(
    browser: Any, server: Running, session: dict[str, Any]
) -> None:
    context = in_french(browser, session)
    look(context, server, MEMBERS)
    context.close()


@pytest.mark.parametrize("width", [320, 360, 800, 1216, 1280, 1920])
def test_the_picture_of_the_thread_is_read_without_scrolling_sideways(
    browser: Any, server: Running, session: dict[str, Any], width: int
) -> None:
    context = in_french(browser, session)
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"http://127.0.0.1:{server.port}{PLACE}thread/")
    shown = [one for one in page.locator(".picture").all() if one.is_visible()]
    assert [one.get_attribute("class").split()[1] for one in shown] == [
        "beside" if width >= 1216 else "below"
    ]
    edges = (
        shown[0]
        .locator("rect")
        .evaluate_all(
            "boxes => boxes.map(one => one.getBoundingClientRect()).map(one => [one.left, one.right])"
        )
    )
    assert len(edges) > 20
    assert min(left for left, _right in edges) >= 0
    assert max(right for _left, right in edges) <= width
    letters = "one => one.getBoundingClientRect().width / one.viewBox.baseVal.width * "
    letters += "parseFloat(getComputedStyle(one).fontSize)"
    assert shown[0].evaluate(letters) >= 11.5
    wider = "one => one.getBBox().width > one.querySelector('rect').width.baseVal.value + 1"
    assert not any(box.evaluate(wider) for box in shown[0].locator("a").all())
    context.close()


def test_a_phone_shows_the_frame_in_two_lines_and_no_field_cut_off(
    browser: Any, measured: Running, session: dict[str, Any]
) -> None:
    context = in_french(browser, session)
    page = context.new_page()
    page.set_viewport_size({"width": 360, "height": 740})
    for path in (f"{CITY}data/3/columns/", f"{PLACE}barriers/", f"{PLACE}plan/", f"{PLACE}learn/money/"):
        page.goto(f"http://127.0.0.1:{measured.port}{path}")
        assert page.locator("header").bounding_box()["height"] < 110, path
        fields = page.locator("main :is(select, input, textarea):visible").evaluate_all(
            "fields => fields.map(one => one.getBoundingClientRect()).map(one => [one.left, one.right])"
        )
        assert fields, path
        assert min(left for left, _right in fields) >= 0, path
        assert max(right for _left, right in fields) <= 360, path
    page.goto(f"http://127.0.0.1:{measured.port}{PLACE}decide/meetings/2/")
    agenda = page.locator("table.agenda").first.bounding_box()
    assert agenda["x"] + agenda["width"] <= 360
    page.goto(f"http://127.0.0.1:{measured.port}/decide/methods/photovoice/")
    assert page.locator(".facts dd").first.bounding_box()["width"] > 150
    three = "name=rotterdam-act&name=big-local&name=sure-start"
    page.goto(f"http://127.0.0.1:{measured.port}{PLACE}learn/practices/compare/?{three}")
    first = page.locator(".compare tbody td").first.bounding_box()  # beside the names, which stay
    assert first["x"] + first["width"] <= 360
    context.close()


def test_every_list_that_programs_ask_for_answers(
    browser: Any, server: Running, session: dict[str, Any]
) -> None:
    context = browser.new_context(storage_state=session)
    base = f"http://127.0.0.1:{server.port}"
    paths = context.request.get(f"{base}/api/v1/openapi.json").json()["paths"]
    asked = [
        path for path, ways in paths.items() if "get" in ways and path.count("{") == path.count("{slug}")
    ]
    assert len(asked) > 30
    for path in asked:
        answer = context.request.get(base + path.replace("{slug}", "demonstration-partnership"))
        assert answer.status == 200, path
    context.close()


def test_the_first_stop_of_the_keyboard_skips_to_the_content(browser: Any, server: Running) -> None:
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{server.port}/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.close()


def test_text_can_be_four_times_as_large(browser: Any, server: Running) -> None:
    """A window of 1280 pixels at 400% is one of 320 pixels, with everything reachable downwards."""
    page = browser.new_page(viewport={"width": 320, "height": 256})
    page.goto(f"http://127.0.0.1:{server.port}{PLACE}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()


def test_a_phone_keeps_the_words_of_a_table_whole(browser: Any, server: Running) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 800})
    page.goto(f"http://127.0.0.1:{server.port}{PLACE}plan/public/stay-put/")
    lines = page.evaluate("""[...document.querySelectorAll('.scroll thead th')].filter(
        cell => /^\\p{L}+$/u.test(cell.innerText.trim())).map(cell => {
            const range = document.createRange();
            range.selectNodeContents(cell);
            return range.getClientRects().length;
        })""")
    assert len(lines) > 10
    assert set(lines) == {1}
    page.close()


def test_a_right_to_left_page_keeps_its_width(browser: Any, server: Running) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 800})
    page.goto(f"http://127.0.0.1:{server.port}{PLACE}")
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    heading = page.evaluate("document.querySelector('h1').getBoundingClientRect().right")
    assert heading > 280
    page.close()


@pytest.fixture(scope="module")
def measured(server: Running) -> Running:
    """The same server once its worker has measured the demonstration's first city at both dates."""
    end = time.monotonic() + 600
    with sqlite3.connect(server.data / "workspace.sqlite3") as database:
        question = "SELECT count(*) FROM measure_diagnosis WHERE city_id = 1 AND status = 'done'"
        while database.execute(question).fetchone()[0] < 3:
            assert time.monotonic() < end
            time.sleep(1)
    database.close()
    return server


def test_the_pages_of_a_city_are_open_to_everybody(
    browser: Any, measured: Running, session: dict[str, Any]
) -> None:
    context = in_french(browser, session)
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{measured.port}{CITY}upload/")
    page.set_input_files("#id_file", {"name": "a.csv", "mimeType": "text/csv", "buffer": b"no table"})
    page.click("form.form button")
    page.wait_for_selector("div.errors", timeout=120_000)
    assert "Que faire" in page.inner_text("main")
    failed = page.url.partition(str(measured.port))[2]
    page.close()
    look(context, measured, [*CITY_PAGES, failed])
    context.close()


def wait_for_map(page: Any) -> None:
    """Wait in this process: the page's own policy forbids what Playwright would evaluate in it."""
    end = time.monotonic() + 60
    while not page.evaluate("Boolean(window.isopolisMap && window.isopolisMap.loaded())"):
        assert time.monotonic() < end
        time.sleep(0.1)


def test_the_map_is_drawn_and_leads_to_a_neighbourhood_by_keys(browser: Any, measured: Running) -> None:
    page = browser.new_page(viewport={"width": 1100, "height": 900})
    base = f"http://127.0.0.1:{measured.port}"
    page.goto(base + CITY)
    wait_for_map(page)
    drawn = page.evaluate("isopolisMap.queryRenderedFeatures({layers: ['fill']}).map(f => f.properties.area)")
    assert len(set(drawn)) == 62
    page.focus("#city-map canvas")
    page.keyboard.press("ArrowRight")
    page.wait_for_selector(".map-words a")
    named = page.inner_text(".map-words strong")
    page.keyboard.press("Enter")
    page.wait_for_url("**/area/**")
    assert page.inner_text("h1") == named
    page.close()


def test_a_phone_shows_the_whole_map(browser: Any, measured: Running) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.goto(f"http://127.0.0.1:{measured.port}{CITY}")
    wait_for_map(page)
    drawn = page.evaluate("isopolisMap.queryRenderedFeatures({layers: ['fill']}).map(f => f.properties.area)")
    assert len(set(drawn)) == 62
    page.close()


def test_without_a_script_the_map_is_a_picture_with_words(browser: Any, measured: Running) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{measured.port}{CITY}")
    picture = page.locator("#city-map img")
    assert "number of areas in each class" in picture.get_attribute("alt")
    assert picture.is_visible()
    context.close()
