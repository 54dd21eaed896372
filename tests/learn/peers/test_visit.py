"""Visits: an agenda without gaps in time, the rules of an exchange, follow-up."""

from datetime import date
from itertools import pairwise

import pytest

from isopolis.errors import InputError
from isopolis.learn.peers.visit import Visit, agenda, broken_rules, follow_up


def test_the_agenda_runs_forward_and_stands_in_both_languages() -> None:
    visit = Visit(date(2027, 3, 4), date(2027, 3, 5))
    items = agenda(visit)
    assert all(one.end <= other.start for one, other in pairwise(items))
    assert {item.start.date() for item in items} == {visit.first_day, visit.last_day}


def test_an_exchange_within_its_rules_breaks_none() -> None:
    visits = [Visit(date(2027, 3, 4), date(2027, 3, 5)), Visit(date(2027, 7, 1), date(2027, 7, 2))]
    assert broken_rules(visits) == []
    late = [visits[0], Visit(date(2027, 9, 1), date(2027, 9, 2))]
    assert len(broken_rules(late)) == 1
    assert len(broken_rules([Visit(date(2027, 3, 4), date(2027, 3, 5))] * 4)) == 1


def test_a_visit_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(InputError, match="ends before"):
        agenda(Visit(date(2027, 3, 4), date(2027, 3, 3)))


def test_follow_up_is_after_three_and_six_months() -> None:
    assert follow_up(Visit(date(2026, 11, 29), date(2026, 11, 30))) == (date(2027, 2, 28), date(2027, 5, 30))
