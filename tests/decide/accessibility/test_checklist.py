"""The checklist: complete in both languages, and honest about what is still open."""

from __future__ import annotations

from isopolis.decide.accessibility import Kind, checks, progress


def test_every_kind_has_enough_to_see_to_and_says_why_in_both_languages() -> None:
    assert len({one.id for one in checks()}) == len(checks())
    for kind in Kind:
        of_kind = [one for one in checks() if one.kind is kind]
        assert len(of_kind) >= 10
        assert sum(one.first for one in of_kind) >= 3
    for one in checks():
        assert set(one.text) == set(one.why) == {"en", "fr"}


def test_progress_counts_what_is_done_or_not_needed_and_names_first_things_that_are_open() -> None:
    event = [one for one in checks() if one.kind is Kind.EVENT]
    state = {one.id: "done" for one in event if not one.first} | {event[0].id: "not-needed"}
    found = progress([Kind.EVENT], state)
    assert found.of == len(event)
    assert found.settled == len(state)
    assert {one.id for one in found.first_open} == {one.id for one in event if one.first} - {event[0].id}


def test_a_word_that_is_no_state_leaves_an_item_open() -> None:
    assert progress([Kind.TEXT], {one.id: "perhaps" for one in checks()}).settled == 0
