"""Which column is the total: others add up to it, none is larger, another date's is about as large."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from isopolis.measure.areas.formats.inspection import Look
from isopolis.measure.areas.formats.partitions import find_partitions

DOMINATES = 0.98
"""A total is at least as large as a part in so many areas."""


def is_sum(name: str, others: Sequence[str], looks: Mapping[str, Look]) -> bool:
    """Whether some of the others add up to a column."""
    total = looks[name].numbers
    parts = {other: numbers.data for other in others if (numbers := looks[other].numbers) is not None}
    return total is not None and bool(find_partitions(parts, total.data))


def holds(looks: Mapping[str, Look], name: str, others: Sequence[str]) -> bool:
    """Whether a column is at least as large as the others in nearly all areas."""
    whole = looks[name].numbers
    for other in others:
        part = looks[other].numbers
        if other == name or whole is None or part is None:
            continue
        there = np.isfinite(whole.data) & np.isfinite(part.data)
        if not there.any() or (part.data <= whole.data)[there].mean() < DOMINATES:
            return False
    return True


def alike(one: Look, other: Look) -> bool:
    """Whether two columns are the same total at another date: within a quarter in nearly all areas."""
    if one.numbers is None or other.numbers is None:
        return False
    a, b = one.numbers.data, other.numbers.data
    there = np.isfinite(a) & np.isfinite(b)
    return bool(there.any() and (np.abs(a - b)[there] <= 0.25 * np.maximum(a, b)[there]).mean() > 0.8)
