"""“You said – we did”: told from the record, honest where nothing was done, silent about few votes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from isopolis.decide.feedback import Ballot, Deed, Fate, Feedback
from isopolis.language import Language

ENGLISH, FRENCH = Language("en"), Language("fr")
PUT = Feedback("Night buses", "A bus every hour.", date(2026, 3, 1), Fate.SHOWN)


def test_nothing_done_is_said() -> None:
    assert PUT.you_said(ENGLISH) == "On 1 March 2026 you put the proposal “Night buses”."
    assert list(PUT.we_heard(ENGLISH)) == []
    assert list(PUT.we_did(ENGLISH)) == ["Nothing has been done with it yet."]


def test_an_action_is_told_with_its_leader_and_day() -> None:
    deed = Deed("Buses at night", "under way", "Tessemar", date(2027, 6, 30))
    assert list(replace(PUT, deeds=(deed,)).we_did(ENGLISH)) == [
        "It became the action “Buses at night”: under way. Led by: Tessemar. "
        "It is to be done by 30 June 2027."
    ]


def test_votes_of_few_are_not_told() -> None:
    few, many = Ballot("Buses run all night.", 4, 0, 0), Ballot("Buses run all night.", 6, 3, 1)
    assert "Too few" in next(replace(PUT, ballots=(few,)).we_heard(ENGLISH))
    said = next(replace(PUT, ballots=(many,)).we_heard(ENGLISH))
    assert said == ("Of 10 people who voted on “Buses run all night.”, 60% agree and 30% disagree.")


def test_a_refusal_gives_its_reason_and_promises_nothing() -> None:
    refused = replace(PUT, fate=Fate.REJECTED, reason="It names a neighbour.")
    assert list(refused.we_heard(FRENCH)) == ["Elle n’est pas affichée. La raison\xa0: It names a neighbour."]
    assert list(refused.we_did(FRENCH)) == []


def test_a_merged_proposal_keeps_its_author_in_the_picture() -> None:
    merged = replace(PUT, fate=Fate.MERGED, merged_into="Buses for shift workers")
    assert "Buses for shift workers" in next(merged.we_heard(ENGLISH))
    assert "merged into yours: 2" in next(replace(PUT, merged_from=2).we_heard(ENGLISH))
