"""Lateness with its reasons, indicators with their uncertainty, readings by the method of the baseline."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import icalendar
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from isopolis.errors import InputError
from isopolis.language import Language
from isopolis.measure.figures import FIGURE_COLUMNS
from isopolis.plan.actions.parts import Report, Step
from isopolis.plan.documents.action_plan.annual import next_table
from isopolis.plan.documents.action_plan.writing import Writing
from isopolis.plan.documents.flow import plain
from isopolis.plan.documents.plan_calendar import plan_calendar
from isopolis.plan.indicators.indicator import ComputedBy, Direction, Reading, Target
from isopolis.plan.indicators.refresh import reading_from, refreshed
from isopolis.plan.monitoring.lateness import Progress, silent_actions, work_states
from isopolis.plan.monitoring.movement import Movement, differ, movement
from plans import sound_action, sound_plan


def at(today: date, *steps: Step) -> dict[str, tuple[Progress, int]]:
    plan = sound_plan(sound_action(steps=steps or sound_action().steps))
    return {one.key: (one.progress, one.days_late) for one in work_states(plan, today)}


@pytest.mark.parametrize(
    ("today", "progress", "days"),
    [
        (date(2026, 12, 1), Progress.AHEAD, 0),
        (date(2027, 1, 15), Progress.RUNNING, 0),
        (date(2027, 2, 15), Progress.DUE, 0),
        (date(2027, 3, 1), Progress.DUE, 0),
        (date(2027, 3, 2), Progress.LATE, 1),
    ],
)
def test_a_step_goes_from_ahead_to_late(today: date, progress: Progress, days: int) -> None:
    assert at(today)["ask"] == (progress, days)


def test_what_was_done_too_late_is_done_and_says_by_how_much() -> None:
    step = Step(key="ask", title="Ask", ends=date(2027, 3, 1), done_on=date(2027, 3, 11))
    assert at(date(2028, 1, 1), step)["ask"] == (Progress.DONE, 10)


def test_a_late_step_says_what_it_waits_for_and_that_nobody_does_it() -> None:
    first = Step(key="ask", title="Ask users", ends=date(2027, 1, 1), who="city")
    second = Step(key="build", title="Build", ends=date(2027, 2, 1), needs=("ask",))
    plan = sound_plan(sound_action(steps=(first, second), cost=5000))
    states = {one.key: one for one in work_states(plan, date(2027, 3, 1))}
    why = states["build"].why(Language())
    assert (
        why == "It waits for: Ask users. The money of the action is not secured. Nobody is named who does it."
    )
    assert states["table"].why(Language()) == ""


def test_an_action_is_silent_after_half_a_year_without_a_report() -> None:
    plan = sound_plan()
    assert silent_actions(plan, date(2027, 6, 1)) == ()
    assert silent_actions(plan, date(2027, 8, 1)) == ("bridge",)
    told = sound_plan(sound_action(reports=(Report(on=date(2027, 7, 1), text="Asked 40."),)))
    assert silent_actions(told, date(2027, 8, 1)) == ()


def reading(value: float, half: float | None, on: int = 2028, method: str = "m") -> Reading:
    low, high = (None, None) if half is None else (value - half, value + half)
    return Reading(on=date(on, 1, 1), value=value, low=low, high=high, method=method)


def test_intervals_that_overlap_can_still_differ() -> None:
    assert differ(reading(0.0, 1.0), reading(1.5, 1.0)) is True
    assert differ(reading(0.0, 1.0), reading(1.4, 1.0)) is False
    assert differ(reading(0.0, None), reading(1.4, 1.0)) is None


@given(st.floats(-10, 10), st.floats(-10, 10), st.floats(0, 5), st.floats(0, 5))
def test_the_order_of_two_readings_does_not_matter(a: float, b: float, r: float, s: float) -> None:
    assert differ(reading(a, r), reading(b, s)) == differ(reading(b, s), reading(a, r))


@pytest.mark.parametrize(
    ("latest", "expected"),
    [
        (None, Movement.NOT_READ),
        (reading(25, 1), Movement.BETTER),
        (reading(46, 1), Movement.REACHED),
        (reading(21, 3), Movement.UNCLEAR),
        (reading(10, 1), Movement.WORSE),
        (reading(20, 1), Movement.SAME),
        (reading(30, 1, method="another"), Movement.OTHER_METHOD),
    ],
)
def test_an_indicator_moves(latest: Reading | None, expected: Movement) -> None:
    one = (
        sound_action()
        .indicators[0]
        .model_copy(
            update={"baseline": reading(20, 2, 2026), "readings": () if latest is None else (latest,)}
        )
    )
    assert movement(one)[0] is expected


def test_less_can_be_better_and_the_way_is_a_share() -> None:
    one = (
        sound_action()
        .indicators[0]
        .model_copy(
            update={
                "direction": Direction.DOWN,
                "baseline": reading(0.3, 0.01, 2024),
                "target": Target(value=0.2),
                "readings": (reading(0.25, 0.01),),
            }
        )
    )
    found, share = movement(one)
    assert found is Movement.BETTER
    assert share == pytest.approx(0.5)


BY = ComputedBy(index="dissimilarity", groups="a / b", city="X")


def figures(**changes: object) -> pd.DataFrame:
    row: dict[str, object] = dict.fromkeys(FIGURE_COLUMNS)
    row |= {"city": "X", "index": "dissimilarity", "groups": "a / b", "value": 0.3, "low": 0.28, "high": 0.32}
    row |= {"status": "observed"}
    area = row | {"area": "a1", "value": 0.001}
    return pd.DataFrame([row | changes, area], columns=list(FIGURE_COLUMNS))


def test_the_city_s_figure_is_read_not_an_area_s() -> None:
    found = reading_from(figures(), BY, date(2028, 1, 1), "census")
    assert (found.value, found.low, found.high) == (0.3, 0.28, 0.32)
    assert found.method == "isopolis measure: dissimilarity"


def test_a_hidden_figure_is_no_reading() -> None:
    with pytest.raises(InputError, match="has no value: suppressed"):
        reading_from(figures(value=np.nan, status="suppressed"), BY, date(2028, 1, 1), "census")


def test_another_scale_is_another_figure() -> None:
    with pytest.raises(InputError, match="there are 0 figures"):
        reading_from(figures(scale="500 m"), BY, date(2028, 1, 1), "census")
    at_scale = BY.model_copy(update={"scale": "500 m"})
    assert reading_from(figures(scale="500 m"), at_scale, date(2028, 1, 1), "census").value == 0.3


def test_refreshing_adds_a_reading_and_the_same_day_again_replaces_it() -> None:
    one = sound_action().indicators[0].model_copy(update={"computed_by": BY, "baseline": None})
    first = refreshed(one, figures(), date(2024, 1, 1), "census")
    assert first.baseline is not None
    second = refreshed(first, figures(value=0.29), date(2028, 1, 1), "census")
    third = refreshed(second, figures(value=0.27), date(2028, 1, 1), "census")
    assert [one.value for one in third.all_readings] == [0.3, 0.27]
    with pytest.raises(InputError, match="is not computed"):
        refreshed(sound_action().indicators[0], figures(), date(2028, 1, 1), "census")


def test_the_calendar_holds_every_step_and_output_with_its_last_day() -> None:
    feed = icalendar.Calendar.from_ical(plan_calendar(sound_plan(), Language(), datetime(2026, 1, 1)))
    events = {str(one["uid"]): one for one in feed.walk("VEVENT")}
    step = events["bridge-ask@plan.isopolis"]
    assert step["dtstart"].dt == date(2027, 1, 1)
    assert step["dtend"].dt == date(2027, 3, 1) + timedelta(days=1)
    assert len(events) == 2


def test_what_comes_next_is_listed_soonest_first_with_milestones() -> None:
    opens = Step(key="open", title="Open", starts=date(2027, 6, 1), ends=date(2027, 6, 1))
    plan = sound_plan(sound_action(steps=(opens, *sound_action().steps)))
    day = date(2027, 3, 15)
    table = next_table(Writing(plan, Language(), day), work_states(plan, day))
    assert table is not None
    assert [(plain(row.head), plain(row.cells[0])) for row in table.rows] == [
        ("New timetable", "output"),
        ("Open", "milestone"),
    ]
    assert next_table(Writing(plan, Language(), day), work_states(plan, date(2030, 1, 1))) is None
