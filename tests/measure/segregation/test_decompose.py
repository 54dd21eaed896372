"""The questions of decomposition, asked of tables and of areas."""

import numpy as np
import pandas as pd
import pytest

from isopolis.errors import InputError
from isopolis.measure.segregation import decompose, decompose_change


def town() -> pd.DataFrame:
    rng = np.random.default_rng(4)
    table = pd.DataFrame(rng.integers(5, 60, (12, 3)), columns=["A", "B", "C"], dtype=float)
    return table.assign(district=np.repeat(["x", "y", "z"], 4), city=["p"] * 8 + ["q"] * 4)


def test_levels_of_a_table_add_up() -> None:
    found = decompose(town(), ["A", "B", "C"], by=["city", "district"]).set_index("level")
    assert found.index.tolist() == ["city", "district", "area", "total"]
    assert found["share"].iloc[:-1].sum() == pytest.approx(1.0)


def test_a_level_can_be_given_by_hand_and_leaves_out_what_the_groups_leave_out() -> None:
    table = town()
    table.loc[3, "A"] = np.nan
    by_hand = decompose(table, ["A", "B"], by={"district": list(table["district"])})
    pd.testing.assert_frame_equal(by_hand, decompose(table, ["A", "B"], by="district"))
    assert by_hand["units"].iloc[-1] == 11


@pytest.mark.parametrize(
    ("by", "says"),
    [
        ("planet", "planet"),
        ("total", "as a row of the result"),
        ({"half": ["x"]}, "1 units"),
        ({"n": [None] * 12}, "belongs to no"),
    ],
)
def test_a_level_that_does_not_fit_is_said(by: object, says: str) -> None:
    with pytest.raises(InputError, match=says):
        decompose(town(), ["A", "B"], by=by)  # type: ignore[arg-type]


def test_areas_are_matched_by_id_and_may_come_and_go() -> None:
    before = town().set_index(pd.Index([f"a{i}" for i in range(12)]))
    after = before.iloc[::-1].drop(index="a0") * {"A": 2, "B": 1, "C": 1, "district": 1, "city": 1}
    found = decompose_change(before, after, ["A", "B", "C"])
    parts = found.parts.set_index("part")["value"]
    assert parts["structure"] == pytest.approx(0.0, abs=1e-9)
    assert parts["departures"] != 0.0
    assert set(found.areas["area"]) == {f"a{i}" for i in range(1, 12)}


def test_an_area_that_is_hidden_at_one_date_has_neither_come_nor_gone() -> None:
    before, after = town(), town() * {"A": 2, "B": 1, "C": 1, "district": 1, "city": 1}
    before.loc[3, "A"], after.loc[5, "B"] = np.nan, np.nan
    found = decompose_change(before, after, ["A", "B", "C"])
    without = decompose_change(town().drop(index=[3, 5]), after.drop(index=[3, 5]), ["A", "B", "C"])
    pd.testing.assert_frame_equal(found.parts, without.parts)
    assert found.parts.set_index("part")["value"][["arrivals", "departures"]].tolist() == [0.0, 0.0]
    assert found.left_out == ("3", "5")


def test_which_groups_drive_a_change_is_told_by_name() -> None:
    found = decompose_change(town(), town().sample(frac=1, random_state=1).reset_index(drop=True), ["A", "B"])
    assert found.groups["group"].tolist() == ["A", "B"]
    structure = found.parts.set_index("part")["value"]["structure"]
    assert found.groups["structure"].sum() == pytest.approx(structure, abs=1e-12)


def test_dates_without_a_common_area_are_refused() -> None:
    with pytest.raises(InputError, match="both dates"):
        decompose_change(town(), town().set_index(pd.RangeIndex(100, 112)), ["A", "B"])
