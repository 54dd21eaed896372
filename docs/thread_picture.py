"""Make `docs/thread.png`, the thread of the demonstration partnership, as its page prints it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

OUT = Path(__file__).parent / "thread.png"
PAGE = "/partnerships/demonstration-partnership/thread/"


def main() -> None:
    """Serve the demonstration in a folder that is gone afterwards, and take the picture of its thread."""
    with tempfile.TemporaryDirectory() as folder:
        program = [sys.executable, "-c", "from isopolis.cli import main; main()"]
        asked = ["serve", "--demo", "--no-worker", "--port", "8765", "--data", folder]
        server = subprocess.Popen([*program, *asked], stdout=subprocess.PIPE, text=True)  # noqa: S603  (our own)
        try:
            take(server)
        finally:
            server.terminate()
            server.wait()


def take(server: subprocess.Popen[str]) -> None:
    """Sign in as its coordinator and keep the picture."""
    said = ""
    while "Isopolis is at " not in said:
        said += server.stdout.readline()
    address = re.search(r"Isopolis is at (\S+)/ ", said)[1]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1500, "height": 900}, device_scale_factor=1.5)
        page.goto(f"{address}/sign-in/")
        page.fill("#id_email", "coordinator@demonstration.invalid")
        page.fill("#id_password", re.search(r"password (\S+)", said)[1])
        page.press("#id_password", "Enter")
        page.wait_for_selector("ol.due")
        page.goto(address + PAGE)
        page.emulate_media(media="print")
        page.locator(".thread-picture").screenshot(path=OUT)
        browser.close()
    print(f"{OUT}: {OUT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
