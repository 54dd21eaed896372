"""The page that says where names of other packages are here: what it names is there."""

import re
from functools import reduce
from pathlib import Path

import pytest

from isopolis.measure import segregation

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "other-packages.md"
NO_NAMES = {"additions", "arrivals", "removals", "departures", "unit_marginal", "areas", "group_marginal"}
NO_NAMES |= {"groups", "total", "structure", "corrected", "Hp"}
"""Columns and parts of tables."""


def rows() -> list[tuple[str, str, str]]:
    """Package, what it has there and what is here."""
    found = []
    for section in PAGE.read_text(encoding="utf-8").split("\n## ")[1:]:
        package = section.partition("\n")[0]
        for line in section.splitlines():
            if line.startswith("| `"):
                there, here = line.strip("| ").split(" | ")
                found.append((package, there, here))
    return found


def spans(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def test_every_index_and_function_that_it_names_exists() -> None:
    indices = {index.name for index in segregation.INDICES}
    named = 0
    for _, _, here in rows():
        for name in spans(here):
            if name.startswith("segregation."):
                assert callable(reduce(getattr, name.split(".")[1:], segregation)), name
            elif re.fullmatch(r"[\w.]+", name) and name not in NO_NAMES:
                assert name in indices, name
            else:
                continue
            named += 1
    assert named > 90


def test_every_row_names_something_here_or_says_that_it_is_not_here() -> None:
    for _, there, here in rows():
        assert spans(here) or here.startswith("not "), there


def test_what_it_says_that_pysal_has_is_there_and_none_of_its_classes_is_forgotten() -> None:
    pysal = pytest.importorskip("segregation")
    told = {name for package, there, _ in rows() if "PySAL" in package for name in spans(there)}
    theirs = set()
    for part in (pysal.singlegroup, pysal.multigroup, pysal.local):
        theirs |= {name for name in dir(part) if name[0].isupper()}
    assert theirs <= told
    other = set(dir(pysal.inference)) | set(dir(pysal.dynamics)) | set(dir(pysal.network))
    assert told <= theirs | other | {"DecomposeSegregation"}
