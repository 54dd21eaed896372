"""A city's figure about few people of a group does not leave."""

import pandas as pd
import pytest

from isopolis.errors import InputError
from isopolis.measure.areas.protect import protect_figures

FIGURES = pd.DataFrame(
    {
        "city": ["X", "X", "Y", "Y"],
        "area": [None, None, None, "y1"],
        "index": ["dissimilarity", "isolation", "dissimilarity", "dissimilarity"],
        "groups": ["a / b", "b", "a / b", "a / b"],
        "value": [0.4, 0.3, 0.2, 0.01],
        "low": [0.3, 0.2, 0.1, None],
        "high": [0.5, 0.4, 0.3, None],
        "expected": [0.1, 0.1, 0.1, None],
        "status": ["observed"] * 4,
        "sentence": ["s"] * 4,
    }
)
PEOPLE = pd.DataFrame({"a": [9, 10], "b": [500, 0]}, index=["X", "Y"])


def test_a_figure_about_nine_people_is_withheld_and_one_about_ten_is_not() -> None:
    out = protect_figures(FIGURES, PEOPLE)
    assert out["status"].tolist() == ["suppressed", "observed", "observed", "observed"]
    assert out.loc[0, ["value", "low", "high", "expected", "sentence"]].isna().all()
    assert out.loc[1:].equals(FIGURES.loc[1:].astype(out.dtypes))


def test_areas_and_cities_that_the_gate_withholds_lose_their_figures() -> None:
    out = protect_figures(FIGURES, PEOPLE, withheld_cities=["X"], withheld_areas=[("Y", "y1")])
    assert out["value"].isna().tolist() == [True, True, False, True]


def test_threshold_zero_withholds_nothing() -> None:
    assert protect_figures(FIGURES, PEOPLE, threshold=0) is FIGURES


def test_a_group_that_nobody_counted_is_an_error_not_a_pass() -> None:
    with pytest.raises(InputError):
        protect_figures(FIGURES, PEOPLE[["a"]])
    with pytest.raises(InputError):
        protect_figures(FIGURES, PEOPLE.loc[["X"]])
