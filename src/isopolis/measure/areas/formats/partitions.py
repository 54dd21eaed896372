"""Find which columns of counts together are all people."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from isopolis.measure.areas.areas import Floats

_SHARE_OF_ROWS = 0.9
"""In so many areas at least the parts must add up to the total, up to rounding."""
_MOST_COLUMNS = 250


def find_partitions(parts: Mapping[str, Floats], total: Floats) -> list[tuple[str, ...]]:
    """Runs of neighbouring columns (and columns of one level of a nested heading) that add up to the total.

    Parameters
    ----------
    parts
        (n,) people of each column, in the order of the file; NaN where unknown.
    total
        (n,) all people.

    Returns
    -------
    Sets of columns, the outermost of nested headings first, then those with the most members; none is the
    beginning or a part of another.

    >>> a, b, c = np.array([1.0, 2.0]), np.array([3.0, 4.0]), np.array([9.0, 9.0])
    >>> find_partitions({"a": a, "b": b, "c": c}, a + b)
    [('a', 'b')]
    """
    names = list(parts)[:_MOST_COLUMNS]
    found = _runs(names, parts, total)
    for level in _levels(names):
        if len(level) > 1 and tuple(level) not in found and adds_up([parts[name] for name in level], total):
            found.append(tuple(level))
    return sorted(
        found,
        key=lambda members: (
            max(name.count(": ") for name in members),
            -len(members),
            names.index(members[0]),
        ),
    )


def adds_up(parts: list[Floats], total: Floats) -> bool:
    """Whether parts are the total in nearly all areas: within rounding or the noise of protection."""
    together = np.sum(parts, axis=0)
    there = np.isfinite(together) & np.isfinite(total) & (total > 0)
    if there.sum() < 1:
        return False
    close = _close(together[there], total[there], len(parts))
    return bool(close.mean() >= _SHARE_OF_ROWS)


def _close(together: Floats, total: Floats, parts: int) -> npt.NDArray[np.bool_]:
    return np.asarray(np.abs(together - total) <= np.maximum(0.5 * parts, 0.01 * total))


def _runs(names: list[str], parts: Mapping[str, Floats], total: Floats) -> list[tuple[str, ...]]:
    """Neighbouring columns that add up, found by adding one column after the other."""
    found: list[tuple[str, ...]] = []
    taken: set[tuple[int, int]] = set()
    for start in range(len(names)):
        if any(begin <= start < end for begin, end in taken):
            continue
        together = np.zeros(len(total))
        for end in range(start + 1, len(names) + 1):
            together = together + parts[names[end - 1]]
            there = np.isfinite(together) & np.isfinite(total) & (total > 0)
            if not there.any():
                break
            if (
                end - start > 1
                and _close(together[there], total[there], end - start).mean() >= _SHARE_OF_ROWS
            ):
                found.append(tuple(names[start:end]))
                taken.add((start, end))
                break
            if (together[there] > total[there] * 1.05 + end - start).mean() > 0.5:
                break
    return found


def _levels(names: list[str]) -> list[list[str]]:
    """Columns of one depth of headings such as “Ethnic group: Asian: Indian”; and the innermost ones."""
    depth: dict[int, list[str]] = {}
    for name in names:
        depth.setdefault(name.count(": "), []).append(name)
    innermost = [name for name in names if not any(other.startswith(f"{name}: ") for other in names)]
    return [*depth.values(), innermost]
