"""What an action is made of: steps, outputs, resources, risks, side effects, links and entries of its log."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from isopolis.errors import Phrase
from isopolis.plan.actions.record import Euros, Key, Line, Record, Text
from isopolis.plan.actions.vocabulary import CrossCutting, Degree, Funding, State


class Step(Record):
    """A piece of work with its dates. A milestone is a step that starts and ends on the same day.

    ``needs`` names steps that must be finished first: ``step`` of the same action, or ``action/step``.
    """

    key: Key
    title: Line
    starts: date | None = None
    ends: date | None = None
    who: Line = ""
    needs: tuple[Line, ...] = ()
    done_on: date | None = None
    evidence: Text = ""

    @property
    def is_milestone(self) -> bool:
        """Whether it marks one day."""
        return self.starts is not None and self.starts == self.ends


class Output(Record):
    """Something that can be seen when it is there: a guide, a draft rule, a data set, an event."""

    key: Key
    title: Line
    format: Line = ""
    owner: Line = ""
    due: date | None = None
    delivered_on: date | None = None
    address: Line = ""


class Resource(Record):
    """Money, staff or support, and how sure it is. ``fund`` names a funding instrument of the catalogue."""

    title: Line
    provider: Line = ""
    amount: Euros | None = None
    funding: Funding = Funding.SOUGHT
    fund: Line = ""
    note: Text = ""


class Risk(Record):
    """What may go wrong, how likely and how grave, and what is done about it."""

    title: Line
    likelihood: Degree = Degree.MEDIUM
    impact: Degree = Degree.MEDIUM
    mitigation: Text = ""


class SideEffect(Record):
    """Who could lose by the action, and how that is checked and prevented."""

    title: Line
    who: Line = ""
    is_displacement: bool = False
    check: Text = ""
    prevention: Text = ""


class LinkKind(StrEnum):
    """What a link of the thread leads to."""

    PROPOSAL = "proposal"
    BARRIER = "barrier"
    FIGURE = "figure"
    PRACTICE = "practice"
    FUND = "fund"
    ACTION = "action"
    COMMENT = "comment"
    OTHER = "other"


class Link(Record):
    """One step back (or aside) along the thread: to a proposal, a barrier, a figure, a practice, a fund.

    ``dated`` is the date of what it leads to: of the figure's data, of the practice's last check.
    """

    kind: LinkKind
    key: Line
    title: Line
    note: Text = ""
    address: Line = ""
    dated: date | None = None


class CrossCuttingNote(Record):
    """How the action deals with one of the cross-cutting issues."""

    issue: CrossCutting
    text: Text


class Goal(Record):
    """A Sustainable Development Goal (1 to 17) and, where it is known, its target, e.g. “11.3”."""

    number: Annotated[int, Field(ge=1, le=17)]
    target: Annotated[str, Field(pattern=r"^(\d{1,2}\.(\d{1,2}|[a-d]))?$")] = ""

    @model_validator(mode="after")
    def _target_of_the_goal(self) -> Self:
        if self.target and self.target.split(".")[0] != str(self.number):
            wrong = {"target": self.target, "number": self.number}
            raise ValueError(Phrase("target {target} does not belong to goal {number}", **wrong))
        return self


class StateChange(Record):
    """That an action changed its state: when, by whom, why."""

    state: State
    on: date
    by: Line = ""
    why: Text = ""


class Report(Record):
    """An entry of the monitoring log: what was the case on a day, and what shows it."""

    on: date
    by: Line = ""
    text: Text
    evidence: Line = ""
