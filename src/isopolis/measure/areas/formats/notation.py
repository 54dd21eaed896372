"""How a whole file writes numbers: what one column shows for certain holds for the others."""

from __future__ import annotations

from functools import cache

from isopolis.measure.areas.formats.decimal_sign import Notation, decimal_evidence, sign_beside_thousands
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
        columns = [table.frame[name] for name in table.frame.columns]
        signs = {sign for column in columns for sign in decimal_evidence(column)[0]} or {
            sign for column in columns if (sign := sign_beside_thousands(column)) is not None
        }
        return signs.pop() if len(signs) == 1 else None

    return Notation(None, markers, shown)
