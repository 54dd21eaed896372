"""Plans for the tests: a whole small one, and strategies that make any."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from hypothesis import strategies as st

from isopolis.plan.actions.action import Action
from isopolis.plan.actions.parts import (
    CrossCuttingNote,
    Goal,
    Link,
    LinkKind,
    Output,
    Report,
    Resource,
    Risk,
    SideEffect,
    StateChange,
    Step,
)
from isopolis.plan.actions.plan import Barrier, Chapter, Cluster, EarlierAction, Member, Plan, Stage
from isopolis.plan.actions.vocabulary import (
    CrossCutting,
    Degree,
    Funding,
    Ground,
    Level,
    NewLeipzig,
    Pillar,
    State,
)
from isopolis.plan.indicators.indicator import (
    ComputedBy,
    Direction,
    Indicator,
    IndicatorKind,
    Reading,
    Target,
)

TODAY = date(2026, 11, 26)


def sound_action(key: str = "bridge", **changes: Any) -> Action:
    """An action in which the checker finds nothing that must or should be mended."""
    values: dict[str, Any] = {
        "key": key,
        "title": "Open the swimming hall to everybody",
        "pillars": [Pillar.KNOWLEDGE],
        "problem": "Of 100 women asked, 40 stay away from the hall.",
        "existing": "No European rule is about swimming halls.",
        "objective": "By 2028 as many women as men use the hall.",
        "needed": "Hours for women, taught by women.",
        "implementation": "The city changes the timetable of the hall.",
        "groups": ["women"],
        "grounds": list(Ground),
        "steps": [Step(key="ask", title="Ask users", starts=date(2027, 1, 1), ends=date(2027, 3, 1))],
        "outputs": [
            Output(key="table", title="New timetable", format="poster", owner="city", due=date(2027, 4, 1))
        ],
        "leaders": ["city"],
        "members": ["club"],
        "levels": [Level.LOCAL],
        "addressees": ["city council"],
        "cost": 1000,
        "resources": [Resource(title="Staff", amount=1000, funding=Funding.SECURED)],
        "indicators": [
            Indicator(
                key="users",
                title="Women among the users",
                kind=IndicatorKind.RESULT,
                group="women",
                baseline=Reading(on=date(2026, 1, 1), value=20, low=17, high=23, method="count at the door"),
                target=Target(value=45, by=date(2028, 6, 1)),
                source="count at the door",
            )
        ],
        "risks": [Risk(title="Nobody comes", mitigation="Ask again")],
        "side_effects": [
            SideEffect(title="Men lose hours", check="count of users", prevention="three hours a week only")
        ],
        "links": [
            Link(kind=LinkKind.PROPOSAL, key="p1", title="Hours for women"),
            Link(kind=LinkKind.BARRIER, key="hall", title="The hall is men's"),
        ],
        "cross_cutting": [CrossCuttingNote(issue=CrossCutting.GENDER, text="It is about it.")],
        "goals": [Goal(number=5, target="5.1")],
        "new_leipzig": [NewLeipzig.JUST],
        "state": State.DRAFT,
    }
    return Action.model_validate(values | changes)


def sound_plan(*actions: Action, **changes: Any) -> Plan:
    """A plan in which the checker finds nothing that must or should be mended."""
    values: dict[str, Any] = {
        "title": "A plan",
        "partnership": "Two cities",
        "stage": Stage.DRAFT,
        "starts": date(2027, 1, 1),
        "ends": date(2028, 12, 31),
        "members": [Member(key="city", name="The City"), Member(key="club", name="The Club")],
        "barriers": [Barrier(key="hall", title="The hall is men's", group="women")],
        "actions": actions or (sound_action(),),
    }
    return Plan.model_validate(values | changes)


keys = st.from_regex(r"[a-z0-9][a-z0-9-]{0,12}", fullmatch=True)
lines = st.text(max_size=40).map(str.strip)
days = st.dates(date(1990, 1, 1), date(2060, 12, 31))
amounts = st.none() | st.integers(0, 10**9)
numbers = st.floats(-1e6, 1e6)


def lists(of: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(of, max_size=most).map(tuple)


def unique(of: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(of, max_size=3, unique_by=lambda one: one.key).map(tuple)


optional_days = st.none() | days
steps = st.builds(
    Step,
    key=keys,
    title=lines,
    starts=optional_days,
    ends=optional_days,
    who=lines,
    needs=lists(lines),
    done_on=optional_days,
    evidence=lines,
)
readings = st.builds(
    Reading,
    on=days,
    value=numbers,
    low=st.none() | numbers.map(lambda x: -abs(x)),
    high=st.none() | numbers.map(abs),
)
indicators = st.builds(
    Indicator,
    key=keys,
    title=lines,
    kind=st.sampled_from(IndicatorKind),
    direction=st.sampled_from(Direction),
    baseline=st.none() | readings,
    target=st.none() | st.builds(Target, value=numbers, by=optional_days),
    computed_by=st.none()
    | st.builds(ComputedBy, index=lines, groups=lines, city=lines, scale=st.none() | lines),
    readings=lists(readings),
    decimals=st.integers(0, 6),
)
actions = st.builds(
    Action,
    key=keys,
    title=lines,
    pillars=lists(st.sampled_from(Pillar)),
    problem=lines,
    objective=lines,
    groups=lists(lines),
    grounds=lists(st.sampled_from(Ground)),
    steps=unique(steps),
    outputs=unique(st.builds(Output, key=keys, title=lines, format=lines, due=optional_days)),
    leaders=lists(lines),
    levels=lists(st.sampled_from(Level)),
    cost=amounts,
    resources=lists(
        st.builds(Resource, title=lines, amount=amounts, funding=st.sampled_from(Funding), fund=lines)
    ),
    indicators=unique(indicators),
    risks=lists(st.builds(Risk, title=lines, likelihood=st.sampled_from(Degree), mitigation=lines)),
    side_effects=lists(st.builds(SideEffect, title=lines, is_displacement=st.booleans())),
    links=lists(st.builds(Link, kind=st.sampled_from(LinkKind), key=lines, title=lines, dated=optional_days)),
    cross_cutting=lists(st.builds(CrossCuttingNote, issue=st.sampled_from(CrossCutting), text=lines)),
    goals=lists(st.builds(Goal, number=st.integers(1, 17))),
    new_leipzig=lists(st.sampled_from(NewLeipzig)),
    state=st.sampled_from(State),
    history=lists(st.builds(StateChange, state=st.sampled_from(State), on=days, why=lines)),
    reports=lists(st.builds(Report, on=days, text=lines)),
)
plans = st.builds(
    Plan,
    title=lines,
    partnership=lines,
    stage=st.sampled_from(Stage),
    starts=optional_days,
    ends=optional_days,
    summary=lines,
    priorities=lists(lines),
    chapters=lists(st.builds(Chapter, title=lines, text=lines, after_actions=st.booleans())),
    members=unique(st.builds(Member, key=keys, name=lines, expertise=lines)),
    clusters=unique(st.builds(Cluster, key=keys, title=lines)),
    barriers=unique(st.builds(Barrier, key=keys, title=lines, measured_on=optional_days)),
    earlier=lists(
        st.builds(EarlierAction, plan=lines, title=lines, year=st.none() | st.integers(1950, 2150))
    ),
    actions=unique(actions),
)


def as_json(plan: Plan) -> dict[str, Any]:
    return json.loads(plan.model_dump_json())
