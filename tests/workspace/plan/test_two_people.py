"""Two people in two browsers, without JavaScript, at the same action: nobody's words are lost."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from server import Running, running

PLACE = "/partnerships/demonstration-partnership/plan/actions/stay-put/"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("two") / "data", "--demo", "--no-worker") as started:
        yield started


@pytest.fixture(scope="module")
def pages(server: Running) -> Iterator[list[Any]]:
    """A page of the moderator and one of the expert, each signed in."""
    path = os.environ.get("ISOPOLIS_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("there is no Chromium here; set ISOPOLIS_CHROMIUM to its path")
    sync_api = pytest.importorskip(
        "playwright.sync_api", reason="install isopolis[dev] for the browser tests"
    )
    password = re.search(r"password (\S+)", server.said)[1]
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        made = []
        for role in ("moderator", "expert"):
            page = browser.new_context(java_script_enabled=False).new_page()
            page.goto(f"http://127.0.0.1:{server.port}/sign-in/")
            page.fill("#id_email", f"{role}@demonstration.invalid")
            page.fill("#id_password", password)
            page.press("#id_password", "Enter")
            page.wait_for_selector("h1")
            made.append(page)
        yield made
        browser.close()


def save(page: Any) -> None:
    page.click("form.form button:has-text('Save')")


def test_different_fields_in_the_whole_form_both_win(pages: list[Any], server: Running) -> None:
    url = f"http://127.0.0.1:{server.port}{PLACE}"
    first, second = pages
    for page in pages:
        page.goto(f"{url}edit/")
    first.fill("#objective", "The moderator's objective.")
    second.fill("#related", "The expert's links.")
    save(first)
    save(second)
    text = second.inner_text("main")
    assert "The moderator's objective." in text
    assert "The expert's links." in text


def test_the_same_field_shows_both_texts_and_loses_none(pages: list[Any], server: Running) -> None:
    url = f"http://127.0.0.1:{server.port}{PLACE}"
    first, second = pages
    for page in pages:
        page.goto(f"{url}edit/needed/")
    first.fill("#needed", "What the moderator wants.")
    second.fill("#needed", "What the expert wants.")
    save(first)
    save(second)
    alert = second.inner_text("[role=alert]")
    assert "What the moderator wants." in alert
    assert "What the expert wants." in alert
    assert second.input_value("#needed") == "What the expert wants."
    # Whoever leaves now has lost nothing: the text waits on the page of the action.
    first.goto(url)
    assert "What the expert wants." in first.inner_text("main")
    assert "What the moderator wants." in first.inner_text("main")
    second.fill("#needed", "What both want.")
    save(second)
    assert "What both want." in second.inner_text("main")
