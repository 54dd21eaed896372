"""Can the steps be done in the order that they ask for? Circles, unknown steps, steps that start too early.

A circle is a strongly connected component of the graph of steps (Tarjan, SIAM Journal on Computing 1:146,
1972), so circles through several actions are found as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from isopolis.language import message
from isopolis.plan.actions.parts import Step
from isopolis.plan.actions.plan import Plan
from isopolis.plan.check.finding import Finding, Severity

_CIRCLE = message("These steps wait for each other in a circle: {steps}.")
_CUT = message("Take out one of the dependencies.")
_UNKNOWN = message("The step “{step}” needs “{need}”, which is not there.")
_CORRECT = message("Write the key of a step of this action, or “action/step” for one of another.")
_TOO_EARLY = message("The step “{step}” starts on {starts}, but needs “{need}”, which ends on {ends}.")
_LATER = message("Start it later, or finish the other one sooner.")

Place = tuple[str, str]
"""Key of the action and of the step."""


def steps_by_place(plan: Plan) -> dict[Place, Step]:
    """The steps of all actions that stand."""
    return {(action.key, step.key): step for action in plan.standing for step in action.steps}


def needed_place(action: str, need: str) -> Place:
    """Where ``need``, as it is written in a step of ``action``, leads.

    >>> needed_place("data", "survey"), needed_place("data", "funding/call")
    (('data', 'survey'), ('funding', 'call'))
    """
    other, slash, step = need.partition("/")
    return (other, step) if slash else (action, need)


def sound_dependencies(plan: Plan) -> Iterator[Finding]:
    """Circles, unknown steps and steps that start before what they need has ended."""
    steps = steps_by_place(plan)
    edges: list[tuple[Place, Place]] = []
    for (action, key), step in steps.items():
        for need in step.needs:
            place = needed_place(action, need)
            before = steps.get(place)
            if before is None:
                values: dict[str, str | float | date] = {"step": step.title, "need": need}
                yield Finding("unknown-step", Severity.ERROR, action, "steps", _UNKNOWN, _CORRECT, values)
                continue
            edges.append(((action, key), place))
            if step.starts is not None and before.ends is not None and step.starts < before.ends:
                values = {
                    "step": step.title,
                    "starts": step.starts,
                    "need": before.title,
                    "ends": before.ends,
                }
                yield Finding("starts-too-early", Severity.ERROR, action, "steps", _TOO_EARLY, _LATER, values)
    yield from _circles(steps, edges)


def _circles(steps: Mapping[Place, Step], edges: list[tuple[Place, Place]]) -> Iterator[Finding]:
    if not edges:
        return
    numbers = {place: i for i, place in enumerate(steps)}
    ends = np.array([[numbers[after], numbers[before]] for after, before in edges]).T
    graph = coo_array((np.ones(len(edges)), (ends[0], ends[1])), shape=(len(steps), len(steps)))
    _, component = connected_components(graph.tocsr(), connection="strong")
    alone = {after for after, before in edges if after == before}
    places = list(steps)
    for one in np.unique(component):
        circle = [places[i] for i in np.flatnonzero(component == one)]
        if len(circle) > 1 or circle[0] in alone:
            values = {"steps": ", ".join(f"“{steps[place].title}”" for place in circle)}
            yield Finding("circle", Severity.ERROR, circle[0][0], "steps", _CIRCLE, _CUT, values)
