"""From proposals to actions with the thread kept: one becomes one, several are merged, one is split."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

from isopolis.errors import InputError
from isopolis.plan.actions.action import Action
from isopolis.plan.actions.parts import Link, LinkKind
from isopolis.plan.actions.states import NEXT, ORDER
from isopolis.plan.actions.vocabulary import Ground, Pillar, State

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Origin:
    """What an action grows from: a proposal with what it said and how it was voted on.

    ``links`` is its own thread (barriers, figures, practices), which the action inherits.
    """

    key: str
    title: str
    problem: str = ""
    needed: str = ""
    votes: str = ""
    address: str = ""
    groups: tuple[str, ...] = ()
    grounds: tuple[Ground, ...] = ()
    pillars: tuple[Pillar, ...] = ()
    links: tuple[Link, ...] = ()


def action_from(key: str, origins: Sequence[Origin], title: str = "") -> Action:
    """A new action from one proposal, or from several that are merged.

    Its texts are those of the proposals, one paragraph each; nothing that a proposal said is lost.
    The title is the first proposal's unless another is given.
    """
    if not origins:
        raise InputError("an action cannot grow from nothing", expected="at least one proposal")
    own = tuple(
        Link(kind=LinkKind.PROPOSAL, key=one.key, title=one.title, note=one.votes, address=one.address)
        for one in origins
    )
    return Action(
        key=key,
        title=title or origins[0].title,
        problem=_joined([one.problem for one in origins]),
        needed=_joined([one.needed for one in origins]),
        groups=_once([group for one in origins for group in one.groups]),
        grounds=_once([ground for one in origins for ground in one.grounds]),
        pillars=_once([pillar for one in origins for pillar in one.pillars]),
        links=_once([*own, *(link for one in origins for link in one.links)]),
    )


def merge(key: str, actions: Sequence[Action], title: str = "") -> Action:
    """One action out of several: texts are joined, lists are united, the thread of all is kept.

    Steps, outputs and indicators get the key of their action in front where two share one. The merged
    action points back to the actions that it came from, and is as far as the one that is least far.
    """
    if len(actions) < 2:
        raise InputError("merging needs several actions", expected="at least two")
    if out := [one.title for one in actions if State.DROPPED not in NEXT[one.state]]:
        raise InputError(f"“{out[0]}” is done or dropped already", expected="actions that are still going on")
    values: dict[str, object] = {"key": key, "title": title or actions[0].title}
    for name in ("problem", "existing", "objective", "needed", "implementation", "related"):
        values[name] = _joined([getattr(one, name) for one in actions])
    for name in _LISTS:
        values[name] = _once([item for one in actions for item in getattr(one, name)])
    for name in ("steps", "outputs", "indicators"):
        values[name] = _with_own_keys(actions, name)
    costs = [one.cost for one in actions if one.cost is not None]
    values["cost"] = sum(costs) if costs else None
    back = tuple(Link(kind=LinkKind.ACTION, key=one.key, title=one.title) for one in actions)
    values["links"] = (*back, *values["links"])  # type: ignore[misc]
    values["cluster"] = actions[0].cluster
    values["state"] = min((one.state for one in actions), key=ORDER.index)
    return Action.model_validate(values)


def split(action: Action, parts: Sequence[tuple[str, str]]) -> tuple[Action, ...]:
    """Several actions out of one: each (key, title) begins as a copy of it and points back to it.

    Money, steps, outputs and indicators stay with the first: the others would count them twice.
    """
    if len(parts) < 2:
        raise InputError("splitting needs several titles", expected="at least two")
    back = Link(kind=LinkKind.ACTION, key=action.key, title=action.title)
    whole = action.model_copy(update={"links": (back, *action.links), "history": ()})
    bare = {"steps": (), "outputs": (), "indicators": (), "resources": (), "cost": None}
    return tuple(
        whole.model_copy(update={"key": key, "title": title, **({} if i == 0 else bare)})
        for i, (key, title) in enumerate(parts)
    )


def new_key(old: str, action: str, keys: Collection[str]) -> str:
    """The key that a step, output or indicator of an action has after :func:`merge`."""
    return old if old in keys else _own_key(action, old)


def _own_key(action: str, key: str) -> str:
    return f"{action}-{key}"[:80]


_LISTS = (
    "pillars",
    "groups",
    "grounds",
    "leaders",
    "members",
    "stakeholders",
    "levels",
    "addressees",
    "resources",
    "risks",
    "side_effects",
    "links",
    "cross_cutting",
    "goals",
    "new_leipzig",
)


def _joined(texts: Sequence[str]) -> str:
    return "\n\n".join(_once([text for text in texts if text]))


def _once(items: Sequence[T]) -> tuple[T, ...]:
    out: list[T] = []
    for item in items:
        if item not in out:
            out.append(item)
    return tuple(out)


def _with_own_keys(actions: Sequence[Action], name: str) -> tuple[object, ...]:
    """The records of all actions under keys that are different; steps follow each other as before."""
    taken: dict[str, int] = {}
    for action in actions:
        for record in getattr(action, name):
            taken[record.key] = taken.get(record.key, 0) + 1
    out = []
    for action in actions:
        renamed = {
            record.key: _own_key(action.key, record.key)
            for record in getattr(action, name)
            if taken[record.key] > 1
        }
        for record in getattr(action, name):
            update: dict[str, object] = {"key": renamed.get(record.key, record.key)}
            if name == "steps":
                update["needs"] = tuple(renamed.get(need, need) for need in record.needs)
            out.append(record.model_copy(update=update))
    return tuple(out)
