"""The agenda of a visit, point by point: in order, moved, carried to other days, searched for clashes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Item:
    """One point of the agenda.

    Attributes
    ----------
    key
        Its number within the visit, which stays the same when the point is moved or changed.
    start, end
        Times without a zone: the clock on the wall where the visit takes place.
    who
        Who leads it or must be there, by function.
    access
        What makes this point accessible, in words.
    """

    key: int
    start: datetime
    end: datetime
    text: str
    who: str = ""
    access: str = ""


def in_order(items: Iterable[Item]) -> list[Item]:
    """The points by time; of two that begin together, the shorter first."""
    return sorted(items, key=lambda one: (one.start, one.end, one.key))


def with_point(items: Sequence[Item], point: Item) -> list[Item]:
    """The agenda with a point added, or in the place of the one that has its key."""
    return in_order([*(one for one in items if one.key != point.key), point])


def next_key(items: Sequence[Item]) -> int:
    """The number of a point that is added."""
    return 1 + max((one.key for one in items), default=-1)


def swapped(items: Sequence[Item], key: int, *, earlier: bool) -> list[Item]:
    """The agenda with a point and its neighbour of the same day in each other's place.

    Both keep their length, and the pause between them stays between them. Nothing moves over the night:
    another day is chosen by the clock.

    >>> nine, ten = datetime(2027, 3, 4, 9), datetime(2027, 3, 4, 10)
    >>> half = timedelta(minutes=30)
    >>> day = [Item(0, nine, nine + half, "Long walk"), Item(1, ten, ten + 2 * half, "Talk")]
    >>> [f"{one.start:%H:%M} {one.text}" for one in swapped(day, 1, earlier=True)]
    ['09:00 Talk', '10:30 Long walk']
    """
    ordered = in_order(items)
    at = next((number for number, one in enumerate(ordered) if one.key == key), None)
    other = -1 if at is None else at + (-1 if earlier else 1)
    if at is None or not 0 <= other < len(ordered) or ordered[at].start.date() != ordered[other].start.date():
        return ordered
    first, second = ordered[min(at, other)], ordered[max(at, other)]
    pause = second.start - first.end
    moved = replace(second, start=first.start, end=first.start + (second.end - second.start))
    begins = moved.end + pause
    followed = replace(first, start=begins, end=begins + (first.end - first.start))
    return in_order([*(one for one in ordered if one.key not in (first.key, second.key)), moved, followed])


def shifted(items: Iterable[Item], days: int) -> list[Item]:
    """The agenda so many days later, at the same times of day."""
    step = timedelta(days=days)
    return [replace(one, start=one.start + step, end=one.end + step) for one in items]


def outside(items: Iterable[Item], first: date, last: date) -> list[Item]:
    """The points that do not lie within the days of the visit."""
    return [one for one in in_order(items) if not first <= one.start.date() <= one.end.date() <= last]


def clashes(items: Iterable[Item]) -> list[tuple[Item, Item]]:
    """Pairs of neighbours in time of which the second begins before the first is over."""
    return [(one, other) for one, other in pairwise(in_order(items)) if other.start < one.end]
