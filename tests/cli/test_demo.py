"""`isopolis demo`: one command that shows the main job on an invented city."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from isopolis.cli import cli, main


def test_it_says_that_the_city_is_generated_and_where_its_files_are(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["demo", "--out", str(tmp_path)], catch_exceptions=False)
    assert result.exit_code == 0
    assert "invented" in result.output
    assert (tmp_path / "data" / "README.txt").is_file()


def test_a_file_where_the_folder_should_be_is_an_error_that_can_be_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "taken"
    file.write_text("")
    monkeypatch.setattr("sys.argv", ["isopolis", "demo", "--out", str(file)])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 2
    assert "taken" in capsys.readouterr().err
