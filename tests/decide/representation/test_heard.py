"""Who was heard: ratios, weights and invitations with known answers, and what must hold for any city."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isopolis.decide.opinions import collect
from isopolis.decide.representation import (
    Margin,
    by_part,
    combined,
    cross,
    outreach,
    post_stratify,
    rake,
    read_margins,
    representation,
    weighted_agreement,
)
from isopolis.errors import InputError

AGE = Margin("age", {"young": 30.0, "middle": 50.0, "old": 20.0})
PLACE = Margin("place", {"Quayside": 40.0, "Hill": 60.0})


def people(young: int, middle: int, old: int) -> dict[str, list[str | None]]:
    return {"age": ["young"] * young + ["middle"] * middle + ["old"] * old}


def test_the_ratio_is_the_share_over_the_citys_share() -> None:
    table = representation(people(10, 60, 30), [AGE]).set_index("category")
    assert table.loc["young", "ratio"] == pytest.approx(0.1 / 0.3)
    assert table.loc["old", "ratio"] == pytest.approx(0.3 / 0.2)
    assert table["reading"].to_dict() == {
        "young": "too few",
        "middle": "more than in the city",
        "old": "more than in the city",
    }
    assert table["missing"].map(str).tolist()[1:] == ["0.0", "0.0"]
    assert (table["low"] < table["ratio"]).all()
    assert (table["ratio"] < table["high"]).all()


def test_small_groups_are_withheld_and_cannot_be_found_by_subtraction() -> None:
    table = representation(people(2, 60, 30), [AGE]).set_index("category")
    assert table.loc["young", "reading"] == "withheld"
    assert table["took_part"].isna().sum() == 2
    assert np.isnan(table.loc["young", "ratio"])


def test_missing_people_close_the_gap() -> None:
    counts = {"young": 10, "middle": 60, "old": 30}
    table = representation(people(**counts), [AGE]).set_index("category")
    more = int(table.loc["young", "missing"])
    assert (10 + more) / (100 + more) >= 0.3 > (10 + more - 1) / (100 + more - 1)


def test_combinations_are_counted_where_the_city_is_known() -> None:
    took = {"age": ["young"] * 20 + ["old"] * 20, "place": (["Quayside"] * 10 + ["Hill"] * 10) * 2}
    age = Margin("age", {"young": 1.0, "old": 1.0})
    joint = Margin(
        cross("age", "place"),
        {cross(a, b): 1.0 for a in ("young", "old") for b in ("Quayside", "Hill")},
    )
    table = combined(took, [age, PLACE], [joint])
    assert table["ratio"].tolist() == [1.0] * 4


@given(
    st.lists(st.tuples(st.sampled_from(["young", "middle", "old"]), st.sampled_from(["Quayside", "Hill"])),
             min_size=60, max_size=120)
)  # fmt: skip
@settings(max_examples=25, deadline=None)
def test_weights_reach_the_city_unless_the_bound_or_nobody_stands_in_the_way(rows) -> None:
    took = {"age": [one for one, _ in rows], "place": [one for _, one in rows]}
    found = rake(took, [AGE, PLACE])
    assert found.weight.mean() == pytest.approx(1.0)
    assert 0 < found.effective <= len(rows) + 1e-9
    if not found.empty and not found.bounded:
        for margin in (AGE, PLACE):
            for name, share in margin.shares.items():
                now = found.weight[[one == name for one in took[margin.name]]].sum() / len(rows)
                assert now == pytest.approx(share, abs=1e-4)


def test_weights_on_one_attribute_are_the_ratio_of_shares() -> None:
    found = rake(people(10, 60, 30), [AGE])
    assert found.weight[[0, 10, 70]].tolist() == pytest.approx([3.0, 0.5 / 0.6, 0.2 / 0.3])
    assert found.effective == pytest.approx(100**2 / (10 * 9 + 60 * (0.5 / 0.6) ** 2 + 30 * (0.2 / 0.3) ** 2))
    assert found.carries


def test_whoever_did_not_say_keeps_a_mean_weight() -> None:
    took = {"age": ["young"] * 10 + ["middle"] * 60 + ["old"] * 30 + [None] * 50}
    assert rake(took, [AGE]).weight[-1] == pytest.approx(1.0)


def test_weights_that_cannot_carry_say_so() -> None:
    assert not rake(people(1, 5, 2), [AGE]).carries
    nobody_young = rake(people(0, 60, 60), [AGE])
    assert nobody_young.empty == (("age", "young"),)
    assert not nobody_young.carries
    assert not rake(people(1, 100, 99), [AGE]).carries  # the bound is reached


def test_cells_weigh_as_the_city_does() -> None:
    found = post_stratify(np.array([0, 0, 0, 1]), [1.0, 1.0])
    assert found.weight.tolist() == pytest.approx([2 / 3, 2 / 3, 2 / 3, 2.0])


def test_agreement_of_the_city_differs_from_that_of_those_who_came() -> None:
    took = people(10, 60, 30)
    agrees = [1] * 10 + [-1] * 60 + [1] * 30
    votes = collect(np.arange(100), np.zeros(100, int), agrees)
    table, weights = weighted_agreement(votes, took, [AGE], draws=60)
    assert table.loc[0, "raw"] == pytest.approx(0.4)
    assert table.loc[0, "weighted"] == pytest.approx(0.5)
    assert table.loc[0, "low"] < 0.5 < table.loc[0, "high"]
    assert not table.loc[0, "turns"]  # the interval holds one half
    assert weights.carries
    again, _ = weighted_agreement(votes, took, [AGE], draws=60)
    pd.testing.assert_frame_equal(table, again)


def test_invitations_go_where_the_gap_is_and_count_the_silence() -> None:
    plan = outreach(people(10, 60, 30), AGE, 20, response={"young": 0.25})
    assert plan.loc[0, "category"] == "young"
    assert plan.loc[0, "more"] == 20
    assert plan.loc[0, "invite"] == 80
    before = abs(0.1 - 0.3) + abs(0.6 - 0.5) + abs(0.3 - 0.2)
    assert plan.loc[0, "distance"] < before / 2


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"attribute": ["a"], "category": ["b"]}, "no column is called “people”"),
        ({"attribute": ["a", "a"], "category": ["b", "c"], "people": ["x", 1]}, "“x” people"),
        ({"attribute": ["a", "a"], "category": ["b", "b"], "people": [1, 2]}, "stands twice"),
        ({"attribute": ["a", "a"], "category": ["b", "c"], "people": [0, 2]}, "0 people in “b”"),
        ({"attribute": ["a"], "category": ["b"], "people": [2]}, "1 categories"),
    ],
)
def test_margins_that_cannot_be_are_refused(table, said) -> None:
    with pytest.raises(InputError, match=said):
        read_margins(pd.DataFrame(table))


def test_answers_that_are_no_category_are_refused() -> None:
    with pytest.raises(InputError, match="“ancient” is no category of “age”"):
        representation({"age": ["ancient"]}, [AGE])


def test_who_took_part_by_channel_shows_each_part_and_hides_what_could_be_subtracted() -> None:
    city = Margin("age", {"young": 40.0, "middle": 40.0, "old": 20.0})
    ages = ["young"] * 20 + ["middle"] * 20 + ["old"] * 10 + ["young"] * 10 + ["middle"] * 10 + ["old"] * 2
    parts = ["account"] * 50 + ["link"] * 22
    table = by_part({"age": ages}, parts, [city]).set_index(["category", "part"])
    # Two old people came by the link: shown for no channel, and another category with them.
    assert table.loc["old", "ratio"].isna().all()
    assert table.loc["young", "ratio"].isna().all()
    assert table.loc[("middle", "account"), "ratio"] == pytest.approx(20 / 50 / 0.4)
    assert table.loc[("middle", "account"), "low"] < 1.0 < table.loc[("middle", "account"), "high"]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), min_size=1, max_size=60))
def test_no_part_shows_fewer_than_five(rows: list[tuple[str, str]]) -> None:
    city = Margin("group", {"a": 1.0, "b": 1.0, "c": 1.0})
    table = by_part({"group": [g for g, _p in rows]}, [p for _g, p in rows], [city])
    for one in table.dropna().to_dict("records"):
        count = rows.count((one["category"], one["part"]))
        assert count == 0 or count >= 5
