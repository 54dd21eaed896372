"""The manual keeps up with the program."""

from __future__ import annotations

from pathlib import Path

import click
import command_reference
import index_catalogue
import pytest

from isopolis.demo.headings import merged
from isopolis.demo.profiles import neighbourhood_profile
from isopolis.measure import segregation
from isopolis.measure.figures import FIGURE_COLUMNS, FigureStatus

DOCS = Path(__file__).parents[2] / "docs"


def test_the_reference_names_every_column_and_status_of_a_figure() -> None:
    page = (DOCS / "reference" / "figures.md").read_text(encoding="utf-8")
    for word in (*FIGURE_COLUMNS, *FigureStatus):
        assert f"`{word}`" in page


def test_the_profile_shown_is_the_demonstration_city_s_own() -> None:
    shown = (DOCS / "reference" / "profile-example.toml").read_text(encoding="utf-8")
    assert shown == neighbourhood_profile(2024, "neighbourhoods_2024.gpkg", merged)


def test_every_index_has_its_section() -> None:
    page = index_catalogue.page()
    for index in segregation.INDICES:
        assert f"### {index.title}\n" in page
        assert index.formula in page
    assert "{" not in "".join(line for line in page.splitlines() if line.startswith(">"))


@pytest.mark.parametrize(("name", "command"), list(command_reference.commands()))
def test_every_command_and_option_has_a_help_text(name: str, command: click.Command) -> None:
    assert command.help, name
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, f"{name} {option.opts[0]}"
            assert f"`{option.opts[0]}`" in command_reference.page()


@pytest.mark.parametrize("name", [name for name, _ in command_reference.commands()])
def test_every_command_is_shown_in_a_page_written_by_hand(name: str) -> None:
    pages = [page for page in DOCS.rglob("*.md") if "_build" not in page.parts]
    assert any(name in page.read_text(encoding="utf-8") for page in pages), name
