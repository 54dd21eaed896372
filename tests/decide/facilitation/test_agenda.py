"""An agenda as a clock: read, checked, and right about what is on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from isopolis.decide.facilitation import long_stretches, now_and_next, read_agenda
from isopolis.errors import InputError

TWO_DAYS = """
2026-05-04
09:00-09:30 Welcome
09:30-10:15 What we know
10:15 – 10:30 * Coffee
10.30-12.30 Groups
2026-05-05
9h00-9h45 What the groups found
"""


def test_an_agenda_of_two_days_is_read() -> None:
    points = read_agenda(TWO_DAYS, UTC)
    assert [one.title for one in points] == [
        "Welcome", "What we know", "Coffee", "Groups", "What the groups found",
    ]  # fmt: skip
    assert [one.minutes for one in points] == [30, 45, 15, 120, 45]
    assert [one.is_break for one in points] == [False, False, True, False, False]
    assert points[-1].starts == datetime(2026, 5, 5, 9, tzinfo=UTC)


def test_what_is_on_and_what_comes_next() -> None:
    points = read_agenda(TWO_DAYS, UTC)
    at = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
    on, following = now_and_next(points, at)
    assert (on.title, following.title) == ("What we know", "Coffee")
    assert now_and_next(points, at - timedelta(days=1)) == (None, points[0])
    night, morning = now_and_next(points, at.replace(hour=20))
    assert (night, morning.title) == (None, "What the groups found")
    assert now_and_next(points, at + timedelta(days=5)) == (None, None)


def test_work_without_a_pause_for_more_than_ninety_minutes_is_found() -> None:
    assert [(a.title, b.title) for a, b in long_stretches(read_agenda(TWO_DAYS))] == [("Groups", "Groups")]
    fine = "2026-05-04\n09:00-09:45 A\n09:45-10:30 B\n10:30-10:45 * C\n10:45-12:00 D"
    assert long_stretches(read_agenda(fine)) == []
    long = "2026-05-04\n09:00-09:45 A\n09:45-10:31 B"
    assert [(a.title, b.title) for a, b in long_stretches(read_agenda(long))] == [("A", "B")]


def test_a_gap_is_a_pause() -> None:
    assert long_stretches(read_agenda("2026-05-04\n09:00-10:00 A\n10:30-11:30 B")) == []


@pytest.mark.parametrize(
    ("text", "row", "says"),
    [
        ("09:00-10:00 Welcome", 1, "before any day"),
        ("2026-05-04\nWelcome", 2, "is no point"),
        ("2026-05-04\n09:00-08:00 Welcome", 2, "ends before it begins"),
        ("2026-05-04\n09:00-10:00 A\n09:59-11:00 B", 3, "begins before “A” ends"),
        ("2026-05-04\n25:00-26:00 A", 2, "no such hour"),
        ("2026-02-30\n09:00-10:00 A", 1, "is no day"),
        ("2026-05-04\n", None, "no point"),
    ],
)
def test_a_mistake_is_said_with_its_line(text, row, says) -> None:
    with pytest.raises(InputError, match=says) as error:
        read_agenda(text)
    assert error.value.row == row
