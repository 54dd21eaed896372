"""What is done, what runs, what is late, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from isopolis.language import Language, message
from isopolis.plan.actions.action import Action
from isopolis.plan.actions.parts import Step
from isopolis.plan.actions.plan import Plan
from isopolis.plan.actions.vocabulary import Funding
from isopolis.plan.check.dependencies import Place, needed_place, steps_by_place

SOON = timedelta(days=30)
"""What ends within this time is due soon."""
SILENT = timedelta(days=183)
"""An action that nobody reported on for this long is silent: reports come twice a year."""


class Progress(StrEnum):
    """How a piece of work stands on a day."""

    DONE = "done"
    LATE = "late"
    DUE = "due"
    RUNNING = "running"
    AHEAD = "ahead"
    UNDATED = "undated"


PROGRESS_TITLES: Mapping[Progress, str] = MappingProxyType(
    {
        Progress.DONE: message("done"),
        Progress.LATE: message("late"),
        Progress.DUE: message("due soon"),
        Progress.RUNNING: message("under way"),
        Progress.AHEAD: message("still ahead"),
        Progress.UNDATED: message("without a date"),
    }
)


@dataclass(frozen=True, slots=True)
class WorkState:
    """How a step or an output of an action stands.

    Attributes
    ----------
    action, key, title, is_output
        Which one.
    who
        The organisation that does it, as the plan calls it.
    due, done_on
        When it is to be finished, and when it was.
    progress, days_late
        How it stands; days after ``due`` (0 where it is not late; also for what was done too late).
    waits_for
        Titles of late steps that it needs.
    money_sought
        Whether the action's money is not secured.
    evidence
        What shows that it is done.
    """

    action: str
    key: str
    title: str
    is_output: bool
    who: str
    due: date | None
    done_on: date | None
    progress: Progress
    days_late: int
    waits_for: tuple[str, ...] = ()
    money_sought: bool = False
    evidence: str = ""

    def why(self, language: Language) -> str:
        """Why it is late, as far as the plan shows; "" where nothing shows it."""
        if self.progress is not Progress.LATE:
            return ""
        said = []
        if self.waits_for:
            said.append(language.text("It waits for: {steps}.", steps="; ".join(self.waits_for)))
        if self.money_sought:
            said.append(language.text("The money of the action is not secured."))
        if not self.who:
            said.append(language.text("Nobody is named who does it."))
        return " ".join(said)


def work_states(plan: Plan, today: date) -> tuple[WorkState, ...]:
    """How every step and output of the actions that stand is on a day, in the order of the plan."""
    steps = steps_by_place(plan)
    late = {place for place, step in steps.items() if _is_late(step.done_on, step.ends, today)}
    return tuple(state for action in plan.standing for state in _of_action(action, steps, late, today))


def _of_action(
    action: Action, steps: Mapping[Place, Step], late: set[Place], today: date
) -> Iterator[WorkState]:
    sought = sum(one.amount or 0 for one in action.resources if one.funding is Funding.SECURED) < (
        action.cost or 0
    )
    for step in action.steps:
        needed = [needed_place(action.key, need) for need in step.needs]
        yield WorkState(
            action.key,
            step.key,
            step.title,
            False,
            step.who,
            step.ends,
            step.done_on,
            _progress(step.done_on, step.starts, step.ends, today),
            _days_late(step.done_on, step.ends, today),
            tuple(steps[place].title for place in needed if place in late),
            sought,
            step.evidence,
        )
    for output in action.outputs:
        yield WorkState(
            action.key,
            output.key,
            output.title,
            True,
            output.owner,
            output.due,
            output.delivered_on,
            _progress(output.delivered_on, None, output.due, today),
            _days_late(output.delivered_on, output.due, today),
            money_sought=sought,
            evidence=output.address,
        )


def _is_late(done_on: date | None, due: date | None, today: date) -> bool:
    return done_on is None and due is not None and due < today


def _days_late(done_on: date | None, due: date | None, today: date) -> int:
    return 0 if due is None else max(((done_on or today) - due).days, 0)


def _progress(done_on: date | None, starts: date | None, due: date | None, today: date) -> Progress:
    if done_on is not None:
        return Progress.DONE
    if due is None:
        return Progress.UNDATED
    if due < today:
        return Progress.LATE
    if due <= today + SOON:
        return Progress.DUE
    return Progress.RUNNING if starts is not None and starts <= today else Progress.AHEAD


def silent_actions(plan: Plan, today: date) -> tuple[str, ...]:
    """Keys of actions whose work has begun and that nobody reported on for half a year."""
    silent = []
    for action in plan.standing:
        begun = min((step.starts for step in action.steps if step.starts), default=None)
        last = max((report.on for report in action.reports), default=begun)
        if begun is not None and begun <= today and last is not None and today - last > SILENT:
            silent.append(action.key)
    return tuple(silent)
