"""The initiatives that we know: one TOML file each, in our own words, with sources."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from isopolis.errors import InputError
from isopolis.learn.initiatives.initiative import Initiative


@cache
def initiatives() -> tuple[Initiative, ...]:
    """Every initiative, by id.

    >>> [one.id for one in initiatives() if one.sections]
    ['inclusion-diversity-award', 'urbact-good-practice']
    """
    folder = files(__package__) / "catalogue"
    found = [
        Initiative(id=entry.name.removesuffix(".toml"), **tomllib.loads(entry.read_text("utf-8")))
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    ]
    return tuple(sorted(found, key=lambda one: one.id))


def initiative_by_id(name: str) -> Initiative:
    """One initiative; InputError where there is none of this name."""
    for one in initiatives():
        if one.id == name:
            return one
    raise InputError(
        f"there is no initiative “{name}”",
        expected=", ".join(one.id for one in initiatives()),
        remedy="`isopolis learn initiatives` lists them",
    )
