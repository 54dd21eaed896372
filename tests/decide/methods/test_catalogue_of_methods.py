"""The catalogue of methods: complete, in both languages, with sources, and true to the other catalogue."""

from __future__ import annotations

from datetime import date

import pytest

from isopolis.decide.methods import BudgetClass, Purpose, method_by_id, methods
from isopolis.errors import InputError
from isopolis.learn.practices.catalogue import catalogue
from isopolis.records.vocabulary import Participation

TEXTS = ("title", "summary", "preparation", "skills", "accessibility", "risks")


def test_every_purpose_and_every_level_has_several_methods() -> None:
    for purpose in Purpose:
        assert sum(purpose in one.purposes for one in methods()) >= 2, purpose
    for level in Participation:
        assert sum(level in one.levels for one in methods()) >= 2, level


def test_a_small_town_finds_a_method_for_every_purpose() -> None:
    for purpose in Purpose:
        assert any(
            purpose in one.purposes and one.budget.rank <= BudgetClass.MEDIUM.rank for one in methods()
        ), purpose


@pytest.mark.parametrize("method", methods(), ids=lambda one: one.id)
def test_a_method_is_told_in_both_languages(method) -> None:
    for name in TEXTS:
        assert set(getattr(method, name)) == {"en", "fr"}, name


@pytest.mark.parametrize("method", methods(), ids=lambda one: one.id)
def test_a_method_names_only_what_there_is(method) -> None:
    known = {one.id for one in methods()}
    assert set(method.goes_with) <= known - {method.id}
    assert set(method.practices) <= {one.id for one in catalogue()}


def test_a_practice_that_used_a_method_let_residents_take_part() -> None:
    practices = {one.id: one for one in catalogue()}
    for method in methods():
        for name in method.practices:
            assert practices[name].participation is not Participation.INFORM, (method.id, name)


def test_what_was_checked_was_checked_in_a_source_that_was_read() -> None:
    checked = [one for one in methods() if one.checked_on]
    assert len(checked) >= 30
    for one in checked:
        assert one.checked_on <= date.today()
        assert any(source.accessed == one.checked_on for source in one.sources)


def test_an_unknown_method_is_answered_with_near_ones() -> None:
    with pytest.raises(InputError, match="citizens-jury"):
        method_by_id("jury")
