"""Every ugly input ends the command with one clear error, exit code 2 and nothing written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from isopolis.cli import main
from ugly_inputs import UGLY


@pytest.mark.parametrize("name", UGLY)
def test_an_ugly_input_ends_with_one_error_and_nothing_written(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").mkdir()
    path, out = UGLY[name](tmp_path / "in"), tmp_path / "out"
    monkeypatch.setattr(sys, "argv", ["isopolis", "measure", str(path), "--out", str(out)])
    with pytest.raises(SystemExit) as ended:
        main()
    shown = capsys.readouterr()
    assert ended.value.code == 2
    assert shown.err.startswith("isopolis: ")
    assert shown.err.count("isopolis: ") == 1
    assert "Traceback" not in shown.err
    assert shown.out == ""
    assert not out.exists()


def test_a_real_process_says_it_on_standard_error(tmp_path: Path) -> None:
    name = next(iter(UGLY))
    path = UGLY[name](tmp_path)
    program = "from isopolis.cli import main; main()"
    words = [sys.executable, "-c", program, "measure", str(path), "--out", str(tmp_path / "out")]
    ended = subprocess.run(words, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert ended.stderr.startswith("isopolis: ")
    assert "Traceback" not in ended.stderr
