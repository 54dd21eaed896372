"""What to compare when nobody says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from isopolis.measure.areas.areas import REST
from isopolis.measure.areas.formats.words import ASKED_ABOUT, SEXES, has_word

FEW_GROUPS = 6
"""A partition of more groups is too much for a first table."""


def first_comparison(
    groups: Sequence[str], partitions: Mapping[str, Sequence[str]]
) -> tuple[tuple[str, ...], ...]:
    """A group that cities ask about (origin, poverty), before age; sex, which nowhere is apart, not at all.

    Parameters
    ----------
    groups
        Names of the groups, in the order of the file.
    partitions
        Name of each partition and its groups.

    Returns
    -------
    The set of groups to compare, as :attr:`Profile.comparison` has it; empty where nothing is better than
    any other.

    >>> first_comparison(["men", "women", "foreigners"], {"sex": ("men", "women")})
    (('foreigners', 'rest'),)
    """
    asked = next((name for name in groups if has_word(name, ASKED_ABOUT)), None)
    for name, parts in partitions.items():
        if (has_word(name, ASKED_ABOUT) or asked in parts) and len(parts) <= FEW_GROUPS:
            return (tuple(parts),)
    if asked is not None:
        return ((asked, REST),)
    others = [
        tuple(parts) for parts in partitions.values() if not any(has_word(part, SEXES) for part in parts)
    ]
    return (min(others, key=lambda parts: len(parts) > FEW_GROUPS),) if others else ()
