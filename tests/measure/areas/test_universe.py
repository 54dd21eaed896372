from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from isopolis.errors import InputError
from isopolis.measure.areas import REST, Areas, compose, status_of
from isopolis.measure.areas.grid import parse_cells


def households(**changes: Any) -> Areas:
    counts = np.array([[10.0, 4.0, 9.0], [20.0, 2.0, 5.0]])
    total = np.array([25.0, 50.0])
    given: dict[str, Any] = {
        "ids": np.array(["1kmN1E1", "1kmN1E2"], dtype=object),
        "groups": ("households", "poor", "children"),
        "counts": counts,
        "status": status_of(counts),
        "total": total,
        "total_status": status_of(total),
        "universe": {"households": "households", "poor": "households"},
    }
    return Areas(**(given | changes))


def test_the_rest_of_poor_households_are_the_other_households_not_the_people() -> None:
    assert compose(households(), ("poor", REST)).counts.tolist() == [[4.0, 6.0], [2.0, 18.0]]
    assert compose(households(), ("children", REST)).counts.tolist() == [[9.0, 16.0], [5.0, 45.0]]


def test_people_are_not_compared_with_households() -> None:
    with pytest.raises(InputError, match="do not count the same: households, people"):
        compose(households(), ("poor", "children"))


def test_a_universe_that_is_no_group_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown groups"):
        households(universe={"poor": "dwellings"})


def test_cells_are_drawn_when_they_are_asked_for() -> None:
    areas = households(cells=parse_cells(["1kmN1E1", "1kmN1E2"]))
    assert areas.geometry is None
    assert areas.take(np.array([1])).with_geometry().geometry.total_bounds.tolist() == [
        2000,
        1000,
        3000,
        2000,
    ]


def test_an_area_that_occurs_twice_is_named() -> None:
    with pytest.raises(InputError, match="“b” occurs more than once"):
        households(ids=np.array(["b", "b"], dtype=object))
