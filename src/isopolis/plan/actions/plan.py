"""A plan: its actions, and what stands around them: partners, clusters, chapters, barriers, earlier plans."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from isopolis.errors import Phrase
from isopolis.plan.actions.action import Action
from isopolis.plan.actions.record import Key, Line, Record, Text
from isopolis.plan.actions.vocabulary import Ground, State


class Stage(StrEnum):
    """Which document the plan is on its way to."""

    ORIENTATION = "orientation"
    PRELIMINARY = "preliminary"
    DRAFT = "draft"
    FINAL = "final"


class Member(Record):
    """A partner organisation and what it knows well."""

    key: Key
    name: Line
    kind: Line = ""
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    role: Line = ""
    expertise: Text = ""


class Cluster(Record):
    """A group of actions that belong together."""

    key: Key
    title: Line
    text: Text = ""


class Chapter(Record):
    """A text around the actions; paragraphs are divided by empty lines."""

    title: Line
    text: Text
    after_actions: bool = False


class Barrier(Record):
    """An obstacle for a group to a service or a right, with what shows it."""

    key: Key
    title: Line
    group: Line = ""
    ground: Ground | None = None
    place: Line = ""
    evidence: Text = ""
    measured_on: date | None = None


class EarlierAction(Record):
    """An action of an earlier plan, to compare with."""

    plan: Line
    title: Line
    text: Text = ""
    year: Annotated[int, Field(ge=1950, le=2150)] | None = None
    address: Line = ""


class Plan(Record):
    """A whole plan in one file.

    ``language`` is the language in which its texts are written. ``edition`` names this version of it, e.g.
    “Draft of 30 April 2027”. Actions stand in the order of the plan; their numbers follow from it.
    """

    format: Literal["isopolis-plan-1"] = "isopolis-plan-1"
    title: Line
    partnership: Line = ""
    edition: Line = ""
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")] = "en"
    stage: Stage = Stage.DRAFT
    starts: date | None = None
    ends: date | None = None
    summary: Text = ""
    priorities: tuple[Line, ...] = ()
    working_arrangements: Text = ""
    chapters: tuple[Chapter, ...] = ()
    members: tuple[Member, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    barriers: tuple[Barrier, ...] = ()
    earlier: tuple[EarlierAction, ...] = ()
    actions: tuple[Action, ...] = ()

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        for what, keys in (
            ("actions", [one.key for one in self.actions]),
            ("clusters", [one.key for one in self.clusters]),
            ("members", [one.key for one in self.members]),
            ("barriers", [one.key for one in self.barriers]),
        ):
            if len(set(keys)) < len(keys):
                twice = next(key for key in keys if keys.count(key) > 1)
                raise ValueError(
                    Phrase("{what}: the key “{key}” is there more than once", what=what, key=twice)
                )
        known = {one.key for one in self.clusters}
        for action in self.actions:
            if action.cluster and action.cluster not in known:
                wrong = {"action": action.key, "cluster": action.cluster}
                raise ValueError(Phrase("action “{action}”: there is no cluster “{cluster}”", **wrong))
        return self

    @property
    def standing(self) -> tuple[Action, ...]:
        """The actions that were not dropped."""
        return tuple(one for one in self.actions if one.state is not State.DROPPED)

    def number(self, action: Action) -> int:
        """The number of an action that stands, by its place in the plan."""
        return next(i for i, one in enumerate(self.standing, 1) if one.key == action.key)

    def name_of(self, who: str) -> str:
        """The name of a member, given by its key; any other name as it is."""
        return next((one.name for one in self.members if one.key == who), who)
