"""How the styles of an editable document look, whichever word processor it is for."""

from __future__ import annotations

from collections.abc import Mapping

from isopolis.plan.documents.word import ACCENT, SOFT, Look

TEXT_WIDTH = 162.0
"""Millimetres between the margins."""


def looks(*, is_long: bool) -> Mapping[str, Look]:
    """The styles by their names; short documents have a smaller title, and headings below it."""
    return {
        "Title": Look(30, bold=True, before=150, after=10) if is_long else Look(22, bold=True, after=4),
        "Subtitle": Look(15, SOFT, after=12),
        "Heading 1": Look(20, ACCENT, bold=True, before=16, after=12)
        if is_long
        else Look(14.5, ACCENT, bold=True, before=14, after=6),
        "Heading 2": Look(14.5, bold=True, before=18, after=6),
        "Heading 3": Look(11.5, ACCENT, bold=True, before=12, after=4),
        "Heading 4": Look(11, bold=True, before=9, after=3),
        "List Bullet": Look(11, after=3),
        "List Number": Look(11, after=3),
        "Header": Look(8.5, SOFT),
        "Footer": Look(8.5, SOFT),
        "Kicker": Look(12, ACCENT, bold=True),
        "Lead": Look(12.5, after=7),
        "Note": Look(9, SOFT, before=3, after=6),
        "Label": Look(11, bold=True, before=6, after=2),
        "Contents Title": Look(20, ACCENT, bold=True, after=12),
        "Contents 1": Look(11, bold=True, before=6, after=1),
        "Contents 2": Look(11, after=1),
        "Table Caption": Look(9, SOFT, before=6, after=3),
        "Table Head": Look(9, bold=True),
        "Table Row Head": Look(9.5, bold=True),
        "Table Text": Look(9.5),
        "After Table": Look(4, after=2),
        "Callout Title": Look(11, ACCENT, bold=True, before=6, after=2),
        "Callout": Look(11, after=3),
    }
