"""Proposals become actions, actions are merged and split, and the thread is kept."""

from __future__ import annotations

from datetime import date

import pytest

from isopolis.errors import InputError
from isopolis.plan.actions.lineage import Origin, action_from, merge, split
from isopolis.plan.actions.parts import Link, LinkKind, Step
from isopolis.plan.actions.states import NEXT, change_state
from isopolis.plan.actions.vocabulary import Ground, State
from plans import sound_action

FIGURE = Link(kind=LinkKind.FIGURE, key="d", title="Dissimilarity")
ONE = Origin(
    "p1",
    "Later hours",
    "Closed at five.",
    "Open until eight.",
    "40 of 46",
    grounds=(Ground.AGE,),
    links=(FIGURE,),
)
TWO = Origin("p2", "Saturday hours", "Closed at weekends.", "Open on Saturday.", "30 of 46", links=(FIGURE,))


def test_an_action_says_what_its_proposal_said_and_inherits_its_thread() -> None:
    action = action_from("hours", [ONE])
    assert (action.title, action.problem, action.needed) == (
        "Later hours",
        "Closed at five.",
        "Open until eight.",
    )
    assert [(link.kind, link.key) for link in action.links] == [("proposal", "p1"), ("figure", "d")]
    assert action.links[0].note == "40 of 46"
    assert action.grounds == (Ground.AGE,)


def test_merged_proposals_all_stay_in_the_thread_and_no_word_is_lost() -> None:
    action = action_from("hours", [ONE, TWO], "Hours for those who work")
    assert action.title == "Hours for those who work"
    assert action.problem == "Closed at five.\n\nClosed at weekends."
    assert [link.key for link in action.links] == ["p1", "p2", "d"]


def test_merging_actions_keeps_steps_of_both_and_what_they_wait_for() -> None:
    second = Step(key="build", title="Build", needs=("ask",))
    a = sound_action("a", steps=(*sound_action().steps, second))
    b = sound_action("b", steps=sound_action().steps, title="Another")
    both = merge("both", [a, b])
    assert [step.key for step in both.steps] == ["a-ask", "build", "b-ask"]
    assert both.steps[1].needs == ("a-ask",)
    assert both.cost == 2000
    assert [link.key for link in both.links[:2]] == ["a", "b"]
    assert len(both.indicators) == 2


def test_splitting_counts_money_and_outputs_once() -> None:
    parts = split(sound_action(), [("hours", "Hours"), ("teachers", "Teachers")])
    assert [one.key for one in parts] == ["hours", "teachers"]
    assert [one.cost for one in parts] == [1000, None]
    assert [len(one.outputs) for one in parts] == [1, 0]
    assert all(one.links[0].key == "bridge" for one in parts)


@pytest.mark.parametrize(
    "call",
    [
        lambda: action_from("x", []),
        lambda: merge("x", [sound_action()]),
        lambda: split(sound_action(), [("a", "A")]),
    ],
)
def test_what_cannot_be_done_is_said(call) -> None:
    with pytest.raises(InputError):
        call()


def test_the_way_forward_needs_no_reason_and_the_way_back_does() -> None:
    action = change_state(sound_action(), State.ADOPTED, date(2027, 5, 1), "Ada")
    assert action.state is State.ADOPTED
    assert action.history[-1].on == date(2027, 5, 1)
    with pytest.raises(InputError, match="needs a reason"):
        change_state(action, State.DRAFT, date(2027, 6, 1))
    assert change_state(action, State.DRAFT, date(2027, 6, 1), why="Council asked").state is State.DRAFT


def test_no_state_is_jumped_over() -> None:
    with pytest.raises(InputError, match="cannot become"):
        change_state(sound_action(), State.DONE, date(2027, 5, 1))
    assert set(NEXT) == set(State)
