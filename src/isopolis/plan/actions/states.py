"""The states of an action and the ways between them; a way back, or out, needs a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from isopolis.errors import InputError
from isopolis.plan.actions.action import Action
from isopolis.plan.actions.parts import StateChange
from isopolis.plan.actions.vocabulary import State

ORDER = (
    State.IDEA,
    State.PRELIMINARY,
    State.REFINED,
    State.DRAFT,
    State.ADOPTED,
    State.UNDER_WAY,
    State.DONE,
)
"""The way of an action that is carried out."""

NEXT: Mapping[State, tuple[State, ...]] = MappingProxyType(
    {
        State.IDEA: (State.PRELIMINARY, State.DROPPED),
        State.PRELIMINARY: (State.REFINED, State.IDEA, State.DROPPED),
        State.REFINED: (State.DRAFT, State.PRELIMINARY, State.DROPPED),
        State.DRAFT: (State.ADOPTED, State.REFINED, State.DROPPED),
        State.ADOPTED: (State.UNDER_WAY, State.DRAFT, State.DROPPED),
        State.UNDER_WAY: (State.DONE, State.ADOPTED, State.DROPPED),
        State.DONE: (State.UNDER_WAY,),
        State.DROPPED: (State.IDEA,),
    }
)
"""Where one can go from each state."""


def needs_reason(before: State, after: State) -> bool:
    """Whether the change goes back or out, and so must say why.

    >>> needs_reason(State.IDEA, State.PRELIMINARY), needs_reason(State.DRAFT, State.DROPPED)
    (False, True)
    """
    if State.DROPPED in (before, after):
        return True
    return ORDER.index(after) < ORDER.index(before)


def change_state(action: Action, after: State, on: date, by: str = "", why: str = "") -> Action:
    """The action in its new state, with the change in its history.

    Raises
    ------
    InputError
        Where there is no way from the one to the other, or a reason is missing.
    """
    if after not in NEXT[action.state]:
        raise InputError(
            f"an action that is “{action.state}” cannot become “{after}”",
            expected="one of " + ", ".join(NEXT[action.state]),
        )
    if needs_reason(action.state, after) and not why.strip():
        raise InputError(f"going from “{action.state}” to “{after}” needs a reason", remedy="say why")
    change = StateChange(state=after, on=on, by=by, why=why)
    return action.model_copy(update={"state": after, "history": (*action.history, change)})
