"""Between and within add up to the whole, at every level, and so do the parts of a change."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isopolis.errors import InputError
from isopolis.measure.segregation.change import algebraic_change, change, proportional_fit
from isopolis.measure.segregation.decomposition import nested, row_information, within


def tables(n: int, g: int, seed: int, low: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).integers(low, 60, (n, g)).astype(float)


@settings(derandomize=True, max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 5), st.integers(2, 30))
def test_levels_add_up_to_the_total(seed: int, g: int, n: int) -> None:
    counts = tables(n, g, seed, low=0) + np.eye(n, g)
    rng = np.random.default_rng(seed)
    found = nested(counts, {"city": rng.integers(0, 3, n), "district": rng.integers(0, 4, n)})
    for column in ("mutual_information", "theil_h"):
        assert found[column].iloc[:-1].sum() == pytest.approx(found[column].iloc[-1], abs=1e-12)
    assert found["mutual_information"].iloc[-1] == pytest.approx(row_information(counts).sum(), abs=1e-12)
    assert (found["mutual_information"] > -1e-12).all()


def test_units_of_the_same_name_in_two_cities_are_different_units() -> None:
    counts = np.array([[9.0, 1.0], [1.0, 9.0]])
    found = nested(counts, {"city": ["x", "y"], "district": ["centre", "centre"]})
    assert found["units"].tolist() == [2, 2, 2, 2]
    assert found["mutual_information"].tolist()[1] == pytest.approx(0.0)


def test_schools_decompose_as_in_the_table_of_american_schools(real_data) -> None:
    schools = pd.read_csv(real_data / "segregation_reference" / "schools05.csv")
    wide = schools.pivot_table(index=["state", "school"], columns="race", values="n", fill_value=0)
    found = within(wide.to_numpy(float), wide.index.get_level_values("state"))
    whole = row_information(wide.to_numpy(float)).sum()
    assert found[["between", "within"]].to_numpy().sum() == pytest.approx(whole, abs=1e-12)
    assert set(found["unit"]) == {"A", "B", "C"}


@pytest.mark.parametrize("units", [["x", "x", None], ["x", "y"], ["x"] * 4])
def test_an_area_without_a_unit_is_refused(units: list[str | None]) -> None:
    with pytest.raises(InputError, match="areas of 3 have a unit"):
        within(tables(3, 2, 1), units)


def test_fitting_keeps_odds_ratios_and_reaches_margins() -> None:
    table = tables(6, 3, 1)
    rows, columns = np.full(6, 1 / 6), np.array([0.2, 0.3, 0.5])
    fitted = proportional_fit(table, rows, columns)
    assert fitted.sum(axis=1) == pytest.approx(rows, abs=1e-10)
    assert fitted.sum(axis=0) == pytest.approx(columns, abs=1e-10)
    odds = table[0, 0] * table[1, 1] / (table[0, 1] * table[1, 0])
    assert fitted[0, 0] * fitted[1, 1] / (fitted[0, 1] * fitted[1, 0]) == pytest.approx(odds)


@settings(derandomize=True, max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_parts_add_up_and_turn_round_with_time(seed: int) -> None:
    before, after = tables(12, 3, seed), tables(12, 3, seed + 1)
    before[0], after[1] = 0.0, 0.0
    forth, back = change(before, after), change(after, before)
    assert forth.parts["value"].sum() == pytest.approx(forth.after - forth.before, abs=1e-9)
    one = forth.parts.set_index("part")["value"]
    two = back.parts.set_index("part")["value"]
    for part in ("groups", "areas", "structure"):
        assert one[part] == pytest.approx(-two[part], abs=1e-9)
    assert one["arrivals"] == pytest.approx(-two["departures"], abs=1e-9)
    assert forth.areas["structure"].sum() == pytest.approx(one["structure"], abs=1e-9)
    assert forth.groups["structure"].sum() == pytest.approx(one["structure"], abs=1e-9)
    assert len(forth.areas) == 10


def test_parts_of_a_change_are_those_of_elbers() -> None:
    """Structure against both margins, then the margins against each other (R `segregation`, "shapley")."""
    before, after = tables(7, 3, 11), tables(7, 3, 12)

    def adjusted(structure: np.ndarray, areas: np.ndarray, groups: np.ndarray) -> np.ndarray:
        table = structure / structure.sum()
        for _ in range(5000):
            table = table * (areas.sum(axis=1) / areas.sum() / table.sum(axis=1))[:, None]
            table = table * (groups.sum(axis=0) / groups.sum() / table.sum(axis=0))
        return table

    def m(structure: np.ndarray, areas: np.ndarray, groups: np.ndarray) -> float:
        return float(row_information(adjusted(structure, areas, groups)).sum())

    x, y = before, after
    found = change(x, y)
    parts = found.parts.set_index("part")["value"]
    structure = (m(y, x, x) - m(x, x, x) + m(y, y, y) - m(x, y, y)) / 2
    groups = (m(x, x, y) - m(x, x, x) + m(x, y, y) - m(x, y, x)) / 4
    groups += (m(y, y, y) - m(y, y, x) + m(y, x, y) - m(y, x, x)) / 4
    assert parts["structure"] == pytest.approx(structure, abs=1e-9)
    assert parts["groups"] == pytest.approx(groups, abs=1e-9)
    # An area's part (of "shapley_detailed"): its share of the people times the change of its local score.
    share = x.sum(axis=1) / x.sum(), y.sum(axis=1) / y.sum()
    scores = [row_information(adjusted(s, z, z)) for s, z in ((x, x), (y, x), (x, y), (y, y))]
    local = (scores[1] - scores[0]) / share[0], (scores[3] - scores[2]) / share[1]
    by_area = (share[0] * local[0] + share[1] * local[1]) / 2
    assert found.areas["structure"].to_numpy() == pytest.approx(by_area, abs=1e-9)


def test_a_group_that_is_gone_takes_the_areas_along_where_only_it_lived() -> None:
    before = np.array([[30.0, 10.0, 0.0], [10.0, 30.0, 0.0], [0.0, 0.0, 20.0]])
    after = np.array([[30.0, 10.0, 0.0], [10.0, 30.0, 0.0], [5.0, 5.0, 0.0]])
    found = change(before, after)
    assert found.areas["area"].tolist() == [0, 1]
    assert found.groups["group"].tolist() == [0, 1]
    assert found.parts["value"].sum() == pytest.approx(found.after - found.before, abs=1e-12)


def test_only_sizes_changed_means_no_structural_change() -> None:
    before = tables(8, 3, 5)
    after = before * np.array([1.0, 2.0, 0.5]) * np.linspace(0.5, 2, 8)[:, None]
    parts = change(before, after).parts.set_index("part")["value"]
    assert parts["structure"] == pytest.approx(0.0, abs=1e-9)
    assert abs(parts["groups"]) > 1e-4


def test_areas_without_common_people_cannot_be_compared() -> None:
    with pytest.raises(InputError, match="both dates"):
        change(np.array([[1.0, 1.0], [0.0, 0.0]]), np.array([[0.0, 0.0], [1.0, 1.0]]))


def test_zeros_in_the_way_are_told() -> None:
    table = np.array([[1.0, 0.0], [0.0, 1.0]])
    with pytest.raises(InputError, match="cannot be given the sizes"):
        proportional_fit(table, np.array([0.9, 0.1]), np.array([0.5, 0.5]))


def test_algebraic_parts_add_up() -> None:
    before, after = tables(9, 4, 2), tables(9, 4, 3)
    difference = row_information(after).sum() - row_information(before).sum()
    assert algebraic_change(before, after)["value"].sum() == pytest.approx(difference, abs=1e-12)


def test_algebraic_parts_are_of_areas_that_were_there_at_both_dates() -> None:
    before, after = tables(9, 4, 2), tables(9, 4, 3)
    before[0], after[1] = 0.0, 0.0
    found = algebraic_change(before, after).set_index("part")["value"]
    rest = algebraic_change(before[2:], after[2:]).set_index("part")["value"]
    for part in ("groups", "areas", "mixing"):
        assert found[part] == pytest.approx(rest[part], abs=1e-12)
    assert found["arrivals"] == pytest.approx(row_information(after).sum() - row_information(after[2:]).sum())
    difference = row_information(after).sum() - row_information(before).sum()
    assert found.sum() == pytest.approx(difference, abs=1e-12)
