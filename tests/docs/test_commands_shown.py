"""Commands that the manual shows can be run: their options exist, and so do the files that they name."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import command_reference
import pytest

from isopolis.demo import generate, write

ROOT = Path(__file__).parents[2]
COMMANDS = dict(command_reference.commands())


def shown() -> Iterator[tuple[str, str]]:
    """Page and command line of each `$ isopolis ...` in a console block."""
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for block in re.findall(r"```console\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
            for line in re.sub(r"\\\n\s*", "", block).splitlines():
                if match := re.match(r"\$ (?:\.venv/bin/)?(isopolis .*)", line):
                    yield page.name, match[1].partition(" #")[0]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The files that `isopolis demo --out demo` writes, as a page names them."""
    return {f"demo/data/{path.name}" for path in write(generate(), tmp_path_factory.mktemp("demo")).values()}


@pytest.mark.parametrize(("page", "line"), list(shown()))
def test_a_command_shown_has_options_that_exist_and_files_that_are_there(
    page: str, line: str, files: set[str]
) -> None:
    words = shlex.split(line)
    name = max(
        (known for known in COMMANDS if words[: len(known.split())] == known.split()),
        key=lambda known: len(known.split()),
    )
    if name == "isopolis measure":
        name = "isopolis measure diagnosis"
    command = COMMANDS[name]
    known = {text for param in command.params if isinstance(param, click.Option) for text in param.opts}
    for word in words:
        if word.startswith("--"):
            assert word in known, f"{page}: {name} has no option {word}"
        if word.startswith("demo/data/"):
            assert word in files, f"{page}: {word} is not a file of the demonstration city"
