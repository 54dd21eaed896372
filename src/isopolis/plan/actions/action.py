"""An action of a plan: the Urban Agenda's template as a record."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from isopolis.errors import Phrase
from isopolis.plan.actions.parts import (
    CrossCuttingNote,
    Goal,
    Link,
    Output,
    Report,
    Resource,
    Risk,
    SideEffect,
    StateChange,
    Step,
)
from isopolis.plan.actions.record import Euros, Key, Line, Record, Text
from isopolis.plan.actions.vocabulary import Ground, Level, NewLeipzig, Pillar, State
from isopolis.plan.indicators.indicator import Indicator


class Action(Record):
    """One action, field by field in the order of the template.

    Everything but the key and the title may be empty: an idea has little more. What is missing at which
    stage, the checker says (:mod:`isopolis.plan.check`). ``leaders`` and ``members`` name members of the
    plan by key or, for others, as they are called.
    """

    key: Key
    title: Line
    cluster: Line = ""
    pillars: tuple[Pillar, ...] = ()
    problem: Text = ""
    existing: Text = ""
    objective: Text = ""
    needed: Text = ""
    implementation: Text = ""
    groups: tuple[Line, ...] = ()
    grounds: tuple[Ground, ...] = ()
    steps: tuple[Step, ...] = ()
    outputs: tuple[Output, ...] = ()
    leaders: tuple[Line, ...] = ()
    members: tuple[Line, ...] = ()
    stakeholders: tuple[Line, ...] = ()
    levels: tuple[Level, ...] = ()
    addressees: tuple[Line, ...] = ()
    cost: Euros | None = None
    resources: tuple[Resource, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    risks: tuple[Risk, ...] = ()
    side_effects: tuple[SideEffect, ...] = ()
    links: tuple[Link, ...] = ()
    related: Text = ""
    cross_cutting: tuple[CrossCuttingNote, ...] = ()
    goals: tuple[Goal, ...] = ()
    new_leipzig: tuple[NewLeipzig, ...] = ()
    state: State = State.IDEA
    history: tuple[StateChange, ...] = ()
    reports: tuple[Report, ...] = ()

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        for what, keys in (
            ("steps", [one.key for one in self.steps]),
            ("outputs", [one.key for one in self.outputs]),
            ("indicators", [one.key for one in self.indicators]),
        ):
            if twice := {key for key in keys if keys.count(key) > 1}:
                raise ValueError(
                    Phrase("{what}: the key “{key}” is there more than once", what=what, key=min(twice))
                )
        return self
