from __future__ import annotations

import numpy as np

from isopolis.measure.areas.grid import Cells
from isopolis.measure.areas.not_collected import not_collected


def strip(n: int) -> Cells:
    return Cells(np.arange(n) * 1000, np.zeros(n, dtype=int), np.full(n, 1000))


def test_zeros_of_the_country_without_the_question_are_not_zeros() -> None:
    people = np.full(20, 400.0)
    counted = np.where(np.arange(20) < 10, 0.0, 180.0)
    assert not_collected(strip(20), counted, people, 100).tolist() == [True] * 10 + [False] * 10


def test_a_prison_without_women_is_a_real_zero() -> None:
    people, women = np.full(20, 400.0), np.full(20, 200.0)
    people[7], women[7] = 739.0, 0.0
    assert not not_collected(strip(20), women, people, 100).any()


def test_a_hamlet_goes_with_the_nearer_side() -> None:
    people = np.full(24, 400.0)
    counted = np.where(np.arange(24) < 12, 0.0, 180.0)
    for hamlet in (9, 14):
        people[hamlet - 1 : hamlet + 2] = [np.nan, 3.0, np.nan]
        counted[hamlet - 1 : hamlet + 2] = [np.nan, 0.0, np.nan]
    found = not_collected(strip(24), counted, people, 100)
    assert found[9]
    assert not found[14]


def test_a_variable_that_is_zero_in_the_whole_file_was_not_collected() -> None:
    assert not_collected(strip(30), np.zeros(30), np.full(30, 50.0), 100).all()


def test_too_few_people_to_tell_leave_a_zero_a_zero() -> None:
    assert not not_collected(strip(3), np.zeros(3), np.full(3, 50.0), 100).any()


def test_unknown_counts_and_empty_cells_are_left_alone() -> None:
    values = np.array([0.0, 0.0, 0.0, np.nan, 0.0])
    people = np.array([900.0, 900.0, 900.0, 900.0, 0.0])
    assert not_collected(strip(5), values, people, 100).tolist() == [True, True, True, False, False]
