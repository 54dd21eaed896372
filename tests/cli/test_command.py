"""`python -m isopolis`: the command where its script is not on the path."""

import runpy
import sys

import pytest


def test_the_package_runs_as_the_command_and_calls_itself_by_its_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["__main__.py", "measure", "--help"])
    try:
        runpy.run_module("isopolis", run_name="__main__")
    except SystemExit as left:
        assert not left.code
    assert capsys.readouterr().out.startswith("Usage: isopolis measure")
