"""Can the indicators show whether the action worked: baseline, target, source, right group, same method?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from isopolis.language import message
from isopolis.plan.actions.action import Action
from isopolis.plan.actions.plan import Plan
from isopolis.plan.actions.template import RIPENESS, Ripeness
from isopolis.plan.check.finding import Finding, Severity
from isopolis.plan.indicators.indicator import Direction, Indicator, IndicatorKind

_NO_BASELINE = message("The indicator “{indicator}” has no baseline.")
_MEASURE_NOW = message("Measure it now, before the action begins: afterwards nobody can tell what changed.")
_NO_TARGET = message("The indicator “{indicator}” has no target.")
_SET_TARGET = message("Say which value is to be reached, and by when.")
_NO_TARGET_DATE = message("The target of “{indicator}” has no date.")
_SET_DATE = message("Say by when it is to be reached.")
_NO_SOURCE = message("The indicator “{indicator}” does not say where its values come from.")
_SAY_SOURCE = message("Name the data and who publishes it; or let Isopolis compute it from a figure.")
_WRONG_WAY = message("The target of “{indicator}” is {target}, the wrong side of its baseline {baseline}.")
_TURN = message("Correct the target, or which way is better.")
_NO_CHANGE = message("The target of “{indicator}” is its baseline: nothing would change.")
_NO_RESULT = message("No indicator says what changes for people: all count what the action makes.")
_ADD_RESULT = message(
    "Add a result indicator, for example a figure of the diagnosis that the action is to change."
)
_NOT_MEASURED = message("“{group}” is named in the action, but no indicator is about this group.")
_ADD_GROUP = message("Give one indicator this group, or take the group out.")
_WITHIN_NOISE = message(
    "The target of “{indicator}” lies within the uncertainty of its baseline ({low} to {high})."
)
_FARTHER = message(
    "Even if it is reached, nobody can tell it from chance: set a target outside the interval."
)
_OTHER_METHOD = message("“{indicator}” was read by “{method}” but its baseline by “{before}”.")
_SAME_METHOD = message("Read it again with the method of the baseline, or compute the baseline anew.")


def sound_indicators(plan: Plan, action: Action) -> Iterator[Finding]:
    """Indicators that lack a part, contradict themselves, or could not show a change."""
    if RIPENESS[plan.stage] < Ripeness.DRAFT:
        return
    for one in action.indicators:
        for rule, severity, found, remedy, more in (*_missing_parts(one), *_contradictions(one)):
            values = {"indicator": one.title, **more}
            yield Finding(rule, severity, action.key, "indicators", found, remedy, values)
    if action.indicators and not any(one.kind is IndicatorKind.RESULT for one in action.indicators):
        yield Finding(
            "no-result-indicator", Severity.WARNING, action.key, "indicators", _NO_RESULT, _ADD_RESULT
        )


Part = tuple[str, Severity, str, str, Mapping[str, float | str]]


def _missing_parts(one: Indicator) -> Iterator[Part]:
    if one.baseline is None:
        yield "indicator-without-baseline", Severity.ERROR, _NO_BASELINE, _MEASURE_NOW, {}
    if one.target is None:
        yield "indicator-without-target", Severity.ERROR, _NO_TARGET, _SET_TARGET, {}
    elif one.target.by is None:
        yield "target-without-date", Severity.WARNING, _NO_TARGET_DATE, _SET_DATE, {}
    if not one.source and one.computed_by is None:
        yield "indicator-without-source", Severity.WARNING, _NO_SOURCE, _SAY_SOURCE, {}


def _contradictions(one: Indicator) -> Iterator[Part]:
    base, target = one.baseline, one.target
    if base is not None and target is not None:
        way = target.value - base.value
        if one.kind is IndicatorKind.RESULT and way == 0:
            yield "target-is-baseline", Severity.WARNING, _NO_CHANGE, _SET_TARGET, {}
        elif way and (way > 0) != (one.direction is Direction.UP):
            values = {"target": target.value, "baseline": base.value}
            yield "target-wrong-way", Severity.ERROR, _WRONG_WAY, _TURN, values
        elif base.low is not None and base.high is not None and base.low <= target.value <= base.high:
            values = {"low": base.low, "high": base.high}
            yield "target-within-uncertainty", Severity.WARNING, _WITHIN_NOISE, _FARTHER, values
    if base is not None and base.method:
        for reading in one.readings:
            if reading.method and reading.method != base.method:
                told = {"method": reading.method, "before": base.method}
                yield "other-method", Severity.ERROR, _OTHER_METHOD, _SAME_METHOD, told
                return


def measured_groups(plan: Plan, action: Action) -> Iterator[Finding]:
    """Groups that the action, its problem or its barriers name, and no indicator is about.

    A problem names a group of the plan where it holds its words as the plan writes them elsewhere.
    """
    if RIPENESS[plan.stage] < Ripeness.DRAFT or not action.indicators:
        return
    told = _plain(" ".join(f"{one.group} {one.title} {_compared(one)}" for one in action.indicators))
    removed = {link.key for link in action.links}
    problem = _plain(action.problem)
    named = (
        *action.groups,
        *(one.group for one in plan.barriers if one.key in removed),
        *(group for group in _groups_of(plan) if _is_named(_plain(group), problem)),
    )
    for group in dict.fromkeys(group for group in named if group):
        if _plain(group) not in told:
            values = {"group": group}
            yield Finding(
                "group-not-measured",
                Severity.WARNING,
                action.key,
                "indicators",
                _NOT_MEASURED,
                _ADD_GROUP,
                values,
            )


def _groups_of(plan: Plan) -> tuple[str, ...]:
    """The groups that actions and barriers of the plan name."""
    groups = (
        *(group for action in plan.standing for group in action.groups),
        *(b.group for b in plan.barriers),
    )
    return tuple(dict.fromkeys(group for group in groups if group))


def _is_named(group: str, text: str) -> bool:
    """Whether the words stand in the text, not as a part of longer words."""
    return re.search(rf"(?<!\w){re.escape(group)}(?!\w)", text) is not None


def _compared(one: Indicator) -> str:
    return "" if one.computed_by is None else one.computed_by.groups


def _plain(text: str) -> str:
    """Small letters without accents, so that spelling does not matter."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))
