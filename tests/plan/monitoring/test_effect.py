"""A change beside that of other cities: known values, and what must hold whatever they are."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isopolis.language import Language
from isopolis.plan.indicators.indicator import Direction, Reading
from isopolis.plan.monitoring.effect import effect


def pair(before: float, after: float, half: float = 0.01, method: str = "m") -> tuple[Reading, Reading]:
    return tuple(
        Reading(on=date(year, 1, 1), value=value, low=value - half, high=value + half, method=method)
        for year, value in ((2020, before), (2026, after))
    )  # type: ignore[return-value]


def test_the_difference_of_differences_and_its_interval() -> None:
    found = effect(pair(0.30, 0.22), [("A", *pair(0.30, 0.28)), ("B", *pair(0.40, 0.36))])
    assert found is not None
    assert found.own[0] == pytest.approx(-0.08)
    assert found.others[0] == pytest.approx(-0.03)
    # Half-widths: a change of two readings has 0.01 sqrt(2); the mean of two 0.01; together 0.01 sqrt(3).
    assert found.difference == pytest.approx((-0.05, -0.05 - 0.01 * 3**0.5, -0.05 + 0.01 * 3**0.5))
    assert found.sentence(Direction.DOWN, 2, Language()) == (
        "It moved by -0.08 here and by -0.03 in A, B: 0.05 more towards the target than there (0.03 to 0.07)."
    )
    assert "0.05 less towards" in found.sentence(Direction.UP, 2, Language())


def test_a_small_difference_is_left_to_chance() -> None:
    found = effect(pair(0.30, 0.29), [("A", *pair(0.30, 0.295))])
    assert found is not None
    assert "chance alone" in found.sentence(Direction.DOWN, 3, Language())


def test_readings_without_interval_or_by_another_method_are_not_compared() -> None:
    bare = tuple(one.model_copy(update={"low": None, "high": None}) for one in pair(0.3, 0.2))
    assert effect(pair(0.3, 0.2), [("A", *bare), ("B", *pair(0.3, 0.2, method="other"))]) is None
    assert effect(bare, [("A", *pair(0.3, 0.2))]) is None
    assert effect(pair(0.3, 0.2), []) is None


@given(st.lists(st.floats(0, 1), min_size=4, max_size=4), st.floats(0.001, 0.2))
def test_cities_that_change_places_change_the_sign(values: list[float], half: float) -> None:
    own, other = pair(values[0], values[1], half), pair(values[2], values[3], half)
    one, turned = effect(own, [("B", *other)]), effect(other, [("A", *own)])
    assert one is not None and turned is not None
    assert one.difference == pytest.approx(
        tuple(-end for end in (turned.difference[0], turned.difference[2], turned.difference[1]))
    )
    assert one.difference[1] <= one.difference[0] <= one.difference[2]
