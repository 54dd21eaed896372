"""Visits: an agenda without gaps in time, the rules of an exchange, follow-up."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from isopolis.errors import InputError
from isopolis.language import Language
from isopolis.learn.peers.agenda import clashes, next_key, outside, shifted, swapped
from isopolis.learn.peers.costs import Prices, visit_costs
from isopolis.learn.peers.visit import TEMPLATES, Visit, agenda, broken_rules, follow_up


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_agenda_runs_forward_within_its_days(template) -> None:
    days = len(TEMPLATES[template].days)
    visit = Visit(date(2027, 3, 4), date(2027, 3, 3 + days))
    items = agenda(visit, template)
    assert all(one.end <= other.start for one, other in pairwise(items))
    assert {item.start.date() for item in items} == {visit.first_day, visit.last_day}
    assert len(agenda(Visit(visit.first_day, date(2027, 3, 9)), template)) == len(items)


def test_a_shorter_visit_has_the_first_day_only_and_speaks_french() -> None:
    items = agenda(Visit(date(2027, 3, 4), date(2027, 3, 4)), language=Language("fr"))
    assert len(items) == 5
    assert items[0].text.startswith("Arrivée")


def test_the_costs_are_those_of_all_travellers() -> None:
    visit = Visit(date(2027, 3, 4), date(2027, 3, 6), guests=1, guest_stakeholders=3)
    lines = visit_costs(visit, Prices(travel=200, night=100, day=40, accessibility=90))
    assert sum(line.euros for line in lines) == 4 * (200 + 2 * 100 + 3 * 40) + 90
    with pytest.raises(InputError, match="price of -1"):
        visit_costs(visit, Prices(travel=-1))


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


def test_two_neighbours_change_places_with_their_lengths_and_the_pause_between_them() -> None:
    before = agenda(Visit(date(2027, 3, 4), date(2027, 3, 5)))
    walk = next(one for one in before if one.text.startswith("Walk"))
    after = swapped(before, walk.key, earlier=True)
    moved = {one.key: one for one in after}
    assert [one.key for one in after].index(walk.key) == [one.key for one in before].index(walk.key) - 1
    assert all(one.end - one.start == moved[one.key].end - moved[one.key].start for one in before)
    assert moved[walk.key].start == before[2].start
    assert clashes(after) == []
    assert swapped(after, walk.key, earlier=False) == before


def test_no_point_moves_over_the_night_and_an_unknown_one_moves_nothing() -> None:
    items = agenda(Visit(date(2027, 3, 4), date(2027, 3, 5)))
    assert swapped(items, items[4].key, earlier=False) == items
    assert swapped(items, items[5].key, earlier=True) == items
    assert swapped(items, 99, earlier=True) == items
    assert swapped([], 0, earlier=True) == []


def test_an_agenda_that_is_carried_to_later_days_says_what_lies_outside() -> None:
    first = date(2027, 3, 4)
    later = shifted(agenda(Visit(first, first + timedelta(days=1))), 7)
    assert later[0].start.date() == date(2027, 3, 11)
    assert outside(later, date(2027, 3, 11), date(2027, 3, 12)) == []
    assert outside(later, date(2027, 3, 11), date(2027, 3, 11)) == later[5:]
    assert next_key(later) == 12
    assert next_key([]) == 0
