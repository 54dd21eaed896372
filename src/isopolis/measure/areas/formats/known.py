"""The formats that Isopolis recognises, in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from isopolis.measure.areas.formats.census_grid import CensusGrid
from isopolis.measure.areas.formats.filosofi import Filosofi
from isopolis.measure.areas.formats.format import Format
from isopolis.measure.areas.formats.profiled import ProfiledFormat
from isopolis.measure.areas.profile import Profile

CODED: tuple[Format, ...] = (CensusGrid(), Filosofi())
"""Formats that have a reader of their own; they are tried first."""
PROFILES = (
    "insee_iris",
    "cbs_wijken_en_buurten_kaart",
    "cbs_kerncijfers",
    "cbs_wijken_en",
    "berlin_plr",
    "zensus_gitter",
    "istat_sezioni",
    "ons_long",
    "ons_wide",
)
"""The profiles in the folder ``profiles``, the more special first."""


@cache
def known_profile(name: str) -> Profile:
    """A profile that comes with Isopolis."""
    place = files("isopolis.measure.areas.formats") / "profiles" / f"{name}.toml"
    return Profile.parse(place.read_text(encoding="utf-8"), f"{name}.toml")


@cache
def known_formats() -> tuple[Format, ...]:
    """Every known format; the first one that recognises a file's columns reads it."""
    return (*CODED, *(ProfiledFormat(name, known_profile(name)) for name in PROFILES))


def recognise(columns: Sequence[str]) -> Format | None:
    """The known format that has these columns, or None."""
    return next((known for known in known_formats() if known.recognises(columns)), None)
