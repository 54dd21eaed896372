"""Signs of manipulation: found where they are, and not in what tired or busy people do."""

from __future__ import annotations

import numpy as np
import pytest

from isopolis.decide.opinions.manipulation import alike, bursts
from isopolis.decide.opinions.votes import collect


def cast(rows: list[list[int]]):
    """Votes of people, one row each."""
    people, statements = len(rows), len(rows[0])
    return collect(
        np.repeat(range(people), statements), np.tile(range(statements), people), np.concatenate(rows)
    )


def test_the_same_votes_from_five_people_are_found_and_from_four_are_not() -> None:
    script, other = [1, -1] * 6, [-1, 1] * 6
    found = alike(cast([script] * 5 + [other] * 4))
    assert [(one.people, one.statements) for one in found] == [((0, 1, 2, 3, 4), 12)]


def test_agreeing_to_everything_is_no_sign() -> None:
    assert alike(cast([[1] * 12] * 9)) == []


def test_short_ballots_are_no_sign() -> None:
    assert alike(cast([[1, -1, 1]] * 20)) == []


@pytest.mark.parametrize("seed", range(5))
def test_hours_as_chance_makes_them_are_no_burst(seed) -> None:
    per_hour = np.random.default_rng(seed).poisson(12.0, 60)
    assert bursts([float(hour) for hour, count in enumerate(per_hour) for _ in range(count)]) == []


def test_an_hour_that_chance_does_not_explain_is_a_burst() -> None:
    hours = [hour + n / 10 for hour in range(30) for n in range(4)] + [30.5] * 60
    (found,) = bursts(hours)
    assert (found.hour, found.count, found.usual) == (30, 60, 4.0)


def test_nobody_is_no_burst() -> None:
    assert bursts([]) == []
