"""The formats that Isopolis recognises, in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Sequence

from isopolis.measure.areas.formats.census_grid import CensusGrid
from isopolis.measure.areas.formats.format import Format

KNOWN: tuple[Format, ...] = (CensusGrid(),)
"""The first one that recognises a file's columns reads it; the more special stands first."""


def recognise(columns: Sequence[str]) -> Format | None:
    """The known format that has these columns, or None."""
    return next((known for known in KNOWN if known.recognises(columns)), None)
