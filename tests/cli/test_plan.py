"""`isopolis plan check|export|diff` on files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from isopolis.cli import cli
from isopolis.errors import InputError
from isopolis.plan.actions.plan import Plan
from isopolis.plan.actions.plan_file import read_plan, write_plan
from plans import sound_action, sound_plan

DAY = ("--day", "2026-11-26")


def run(*words: object) -> Result:
    result = CliRunner().invoke(cli, ["plan", *map(str, words)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def saved(path: Path, plan: Plan) -> Path:
    write_plan(plan, path)
    return path


def test_a_sound_plan_passes_the_check(tmp_path: Path) -> None:
    result = run("check", saved(tmp_path / "p.json", sound_plan()), *DAY)
    assert result.exit_code == 0
    assert "1 actions. To be mended: 0 must be, 0 should be, 0 could be." in result.output


def test_a_fault_is_said_in_the_reader_s_language_and_ends_with_1(tmp_path: Path) -> None:
    path = saved(tmp_path / "p.json", sound_plan(sound_action(leaders=[])))
    result = run("check", path, "--language", "fr", *DAY)
    assert result.exit_code == 1
    assert "bridge: Personne ne pilote l’action." in result.output
    assert run("check", path, "--fail-on", "never", *DAY).exit_code == 0


def test_a_warning_fails_only_where_it_is_asked_for(tmp_path: Path) -> None:
    path = saved(tmp_path / "p.json", sound_plan(sound_action(cost=2000)))
    assert run("check", path, *DAY).exit_code == 0
    assert run("check", path, "--fail-on", "warning", *DAY).exit_code == 1


def test_documents_are_written_and_named(tmp_path: Path) -> None:
    path = saved(tmp_path / "p.json", sound_plan())
    out = tmp_path / "out"
    run("export", path, "--out", out, "--documents", "summary,fiches,json", "--formats", "html", *DAY)
    assert sorted(str(one.relative_to(out)) for one in out.rglob("*.*")) == [
        "fiches/bridge.html",
        "plan.json",
        "summary.html",
    ]
    assert read_plan(out / "plan.json") == sound_plan()


def test_a_document_or_format_that_there_is_not_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "p.json", sound_plan())
    with pytest.raises(InputError, match="no document “novel”"):
        run("export", path, "--out", tmp_path / "o", "--documents", "novel")
    with pytest.raises(InputError, match="no document as “ps”"):
        run("export", path, "--out", tmp_path / "o", "--formats", "ps")


def test_a_difference_is_said_and_written(tmp_path: Path) -> None:
    old = saved(tmp_path / "old.json", sound_plan())
    new = saved(tmp_path / "new.json", sound_plan(sound_action(objective="Women swim."), sound_action("b")))
    result = run("diff", old, new, "--out", tmp_path / "out", "--formats", "html", *DAY)
    assert "Open the swimming hall to everybody: Objective" in result.output
    assert "new" in result.output
    assert "<ins>" in (tmp_path / "out" / "changes.html").read_text(encoding="utf-8")
    assert "the two versions are the same plan" in run("diff", old, old).output


def test_a_spreadsheet_is_read_like_a_plan(tmp_path: Path) -> None:
    from openpyxl import Workbook  # noqa: PLC0415

    book = Workbook()
    book.active.append(["title"])
    book.active.append(["Open the hall"])
    book.save(tmp_path / "a.xlsx")
    run("export", tmp_path / "a.xlsx", "--out", tmp_path, "--documents", "json")
    assert json.loads((tmp_path / "plan.json").read_text())["actions"][0]["key"] == "open-the-hall"
