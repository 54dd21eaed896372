"""The curated catalogue: one TOML file a practice, named by its id, in our own words, each with its sources.

A practice or a fact without ``checked_on`` was not found in a source that we read: it is common knowledge of
the field, shown as unverified.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from isopolis.errors import InputError
from isopolis.learn.practices.exchange import practice_from_toml
from isopolis.learn.practices.practice import Practice

LICENCE = "EUPL-1.2"
"""Licence of the catalogue's texts."""


@cache
def catalogue() -> tuple[Practice, ...]:
    """Every practice of the catalogue, by id.

    >>> len(catalogue()) == len({practice.id for practice in catalogue()})
    True
    """
    folder = files(__package__) / "catalogue"
    entries = sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda e: e.name
    )
    found = [practice_from_toml(entry.read_text("utf-8"), file=Path(entry.name)) for entry in entries]
    return tuple(
        practice if practice.licence else practice.model_copy(update={"licence": LICENCE})
        for practice in found
    )


def practice_by_id(name: str) -> Practice:
    """One practice of the catalogue; InputError where there is none of this name."""
    for practice in catalogue():
        if practice.id == name:
            return practice
    near = [practice.id for practice in catalogue() if name.lower() in practice.id][:5]
    raise InputError(
        "there is no practice “{name}” in the catalogue",
        expected="one of {near}" if near else "the id of a practice",
        remedy="`isopolis learn practices` lists them",
        name=name,
        near=", ".join(near),
    )
