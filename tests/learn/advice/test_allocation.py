"""Who got the money: known answers, what must hold whatever the data, and tables as offices write them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from isopolis.errors import InputError
from isopolis.language import Language
from isopolis.learn.advice.allocation import allocation, allocation_sentences
from isopolis.learn.advice.concentration import FEWEST, concentration, concentration_index, fractional_rank
from isopolis.learn.advice.grant_tables import read_cities, read_grants

CITIES = pd.DataFrame({
    "city": ["A", "B", "C", "D"],
    "people": [20_000.0, 20_000.0, 100_000.0, 60_000.0],
    "deprivation": [4.0, 3.0, 1.0, np.nan],
})  # fmt: skip
GRANTS = pd.DataFrame(
    {"city": ["A", "A", "C", "Elsewhere"], "euros": [30_000.0, 10_000.0, 20_000.0, 5_000.0]}
)

towns = st.lists(
    st.tuples(st.integers(1, 10**6), st.integers(0, 10**7), st.integers(0, 20)), min_size=2, max_size=30
).filter(lambda rows: sum(row[1] for row in rows) > 0)


def arrays(rows):
    return tuple(np.array(column, dtype=float) for column in zip(*rows, strict=True))


def test_all_the_money_for_the_most_deprived_tenth_gives_nine_tenths() -> None:
    people = np.full(10, 7.0)
    assert concentration_index(people, np.eye(10)[9], np.arange(10.0)) == pytest.approx(0.9)
    assert concentration_index(people, np.eye(10)[0], np.arange(10.0)) == pytest.approx(-0.9)


@given(towns)
def test_the_same_for_everybody_is_no_concentration(rows) -> None:
    people, _euros, deprivation = arrays(rows)
    assert concentration_index(people, 3 * people, deprivation) == pytest.approx(0, abs=1e-12)


@given(towns, st.floats(0.1, 10))
def test_neither_the_unit_of_money_nor_cutting_a_city_in_two_changes_it(rows, unit) -> None:
    people, euros, deprivation = arrays(rows)
    whole = concentration_index(people, euros, deprivation)
    assert -1 <= whole <= 1
    assert concentration_index(people, unit * euros, deprivation) == pytest.approx(whole, abs=1e-9)
    halves = [np.concatenate([one[:1] / 2, one[:1] / 2, one[1:]]) for one in (people, euros)]
    cut = np.concatenate([deprivation[:1], deprivation])
    assert concentration_index(*halves, cut) == pytest.approx(whole, abs=1e-9)
    assert concentration_index(people, euros, -deprivation) == pytest.approx(-whole, abs=1e-9)


@given(towns)
def test_it_is_the_area_between_the_curve_of_concentration_and_the_diagonal(rows) -> None:
    """Another way to the same number: twice that area, money added up from the least deprived."""
    people, euros, deprivation = arrays(rows)
    levels = np.unique(deprivation)
    x = np.cumsum([0.0, *(people[deprivation == one].sum() for one in levels)]) / people.sum()
    y = np.cumsum([0.0, *(euros[deprivation == one].sum() for one in levels)]) / euros.sum()
    area = np.sum(np.diff(x) * (y[1:] + y[:-1]) / 2)
    assert concentration_index(people, euros, deprivation) == pytest.approx(1 - 2 * area, abs=1e-9)


@given(towns)
def test_ranks_have_the_mean_of_a_half(rows) -> None:
    people, _euros, deprivation = arrays(rows)
    rank = fractional_rank(people, deprivation)
    assert (people * rank).sum() / people.sum() == pytest.approx(0.5)


def test_the_interval_holds_the_index_comes_again_and_needs_ten_cities() -> None:
    random = np.random.default_rng(1)
    people, deprivation = random.uniform(1e4, 1e6, 60), random.normal(size=60)
    euros = people * np.exp(deprivation)
    found = concentration(people, euros, deprivation, seed=3)
    assert 0 < found.low < found.value < found.high < 1
    assert concentration(people, euros, deprivation, seed=3) == found
    few = concentration(*(one[: FEWEST - 1] for one in (people, euros, deprivation)))
    assert np.isnan(few.low)
    assert not np.isnan(few.value)


def test_every_class_gets_its_euros_per_inhabitant_and_nothing_is_lost() -> None:
    found = allocation(CITIES, GRANTS)
    small, medium = found.by_size.itertuples(index=False)
    assert (small.cities, small.with_grant, small.per_head) == (2, 1, 1.0)
    assert medium.per_head == pytest.approx(0.125)
    assert found.by_size["euros"].sum() + found.elsewhere["euros"].sum() == GRANTS["euros"].sum()
    assert found.by_deprivation["per_head"].tolist() == [0.2, 0.0, 2.0]
    assert found.by_deprivation["people"].sum() == 140_000
    assert found.without_deprivation == 1


def test_the_sentences_say_who_got_it_and_what_is_left_out() -> None:
    said = allocation_sentences(allocation(CITIES, GRANTS), Language())
    assert said[0] == (
        "The most deprived cities, where 14 of 100 people live, got 67 of 100 euros: 2.00 euros an "
        "inhabitant, against 0.20 in the least deprived."
    )
    assert "Of 2 cities with under 50,000 inhabitants, 1 got nothing." in said
    assert any("5,000 euros of places" in one and "Elsewhere" in one for one in said)
    assert said[-1].endswith("not known of them: 1.")
    assert "habitants" in allocation_sentences(allocation(CITIES, GRANTS), Language("fr"))[0]


def test_grants_to_none_of_the_cities_are_an_error_not_zeros() -> None:
    with pytest.raises(InputError, match="the first went to “Z”"):
        allocation(CITIES, pd.DataFrame({"city": ["Z"], "euros": [1.0]}))


def test_tables_are_read_as_offices_write_them(tmp_path) -> None:
    (tmp_path / "cities.csv").write_text(
        "City;Population;poor;land\nA;30.000;21,5;FR\nB;1.190.000;;\n", "utf-8"
    )
    (tmp_path / "grants.csv").write_text("who;city;EUR\nx;A;60.000,50\nx;A;1.000,00\n", "utf-8")
    cities = read_cities(tmp_path / "cities.csv", deprivation="poor", low_is_deprived=True, classes="land")
    assert cities["people"].tolist() == [30_000, 1_190_000]
    assert cities["deprivation"].tolist()[0] == -21.5
    assert cities["deprivation"].isna().tolist() == [False, True]
    assert cities["class"].tolist()[0] == "FR"
    assert cities["class"].isna().tolist() == [False, True]
    assert read_grants(tmp_path / "grants.csv", amount="eur")["euros"].tolist() == [60_000.5, 1_000]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("city,euros\nA,1\n,2\n", "row 3, column “city”: there is no city"),
        ("city,euros\nA,1\nB,\n", "row 3, column “euros”: there is no number"),
        ("city,euros\nA,-1\n", "row 2, column “euros”"),
        ("city,euros\nA,many\n", "row 2, column “euros”"),
        ("city,money\nA,1\n", "no column is called “euros”; there are “city”, “money”"),
        ("city;euros\nA;1.000\n", "“1.000” can be read as 1000 or as 1.000"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_row(tmp_path, text, found) -> None:
    (tmp_path / "grants.csv").write_text(text, "utf-8")
    with pytest.raises(InputError) as raised:
        read_grants(tmp_path / "grants.csv")
    assert found in str(raised.value)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("city,population\nA,1\nA,2\n", "row 3, column “city”: the city “A” occurs more than once"),
        ("city,population\nA,1\nB,0\n", "row 3, column “population”: a city without people"),
    ],
)
def test_a_city_that_is_there_twice_or_has_nobody_is_refused(tmp_path, text, found) -> None:
    (tmp_path / "cities.csv").write_text(text, "utf-8")
    with pytest.raises(InputError) as raised:
        read_cities(tmp_path / "cities.csv")
    assert found in str(raised.value)
