"""The manual keeps up with the program."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import api_pages
import click
import command_reference
import function_tables
import index_catalogue
import pytest
import workspace_tables

from isopolis.demo import generate, write
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


@pytest.mark.parametrize(
    ("package", "name", "function"), [pytest.param(*row, id=row[1]) for row in function_tables.functions()]
)
def test_every_public_function_of_measure_is_in_the_manual(
    package: str, name: str, function: Callable[..., object]
) -> None:
    assert function_tables.summary(function).endswith("."), f"{package}.{name} has no one-line summary"
    assert f"[`{name}`](api/{function.__module__}.rst)" in function_tables.page()
    assert function.__module__ in api_pages.modules(), f"{function.__module__} has no page"


def test_the_python_page_s_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (DOCS / "reference" / "python.md").read_text(encoding="utf-8")
    example = page.partition("```python\n")[2].partition("```")[0]
    write(generate(), tmp_path / "demo" / "data")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(compile(example, "python.md", "exec"), names)
    assert "areas" in names


def test_the_reference_of_the_workspace_names_every_variable_and_permission() -> None:
    from isopolis.workspace.configuration import OPTIONS  # noqa: PLC0415
    from isopolis.workspace.people.permissions import Action  # noqa: PLC0415

    for option in OPTIONS:
        assert f"| `{option.name}` |" in workspace_tables.configuration()
    for action in Action:
        assert f"| {action.value} |" in workspace_tables.permissions()
