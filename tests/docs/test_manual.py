"""The manual keeps up with the program."""

from __future__ import annotations

from pathlib import Path

from isopolis.demo.headings import merged
from isopolis.demo.profiles import neighbourhood_profile
from isopolis.measure.figures import FIGURE_COLUMNS, FigureStatus

DOCS = Path(__file__).parents[2] / "docs"


def test_the_reference_names_every_column_and_status_of_a_figure() -> None:
    page = (DOCS / "reference" / "figures.md").read_text(encoding="utf-8")
    for word in (*FIGURE_COLUMNS, *FigureStatus):
        assert f"`{word}`" in page


def test_the_profile_shown_is_the_demonstration_city_s_own() -> None:
    shown = (DOCS / "reference" / "profile-example.toml").read_text(encoding="utf-8")
    assert shown == neighbourhood_profile(2024, "neighbourhoods_2024.gpkg", merged)
