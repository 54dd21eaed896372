"""How a whole file writes numbers: what one column shows for certain holds for the others."""

from __future__ import annotations

from functools import cache

from isopolis.measure.areas.formats.numbers import Notation, decimal_evidence
from isopolis.measure.areas.formats.table import RawTable
from isopolis.measure.areas.profile import Profile


def file_notation(table: RawTable, profile: Profile | None = None) -> Notation:
    """The notation that the profile gives, else the decimal sign that all columns agree on."""
    markers = profile.meanings if profile is not None else {}
    if profile is not None and profile.decimal is not None:
        return Notation(profile.decimal, markers)
    if profile is not None and profile.thousands in (".", ","):
        return Notation("," if profile.thousands == "." else ".", markers)

    @cache
    def shown() -> str | None:
        signs: set[str] = set()
        for name in table.frame.columns:
            signs |= decimal_evidence(table.frame[name])[0]
        return signs.pop() if len(signs) == 1 else None

    return Notation(None, markers, shown)
