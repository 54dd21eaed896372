"""Every member of a closed list has its own title, also where two lists have the same word."""

from __future__ import annotations

from enum import StrEnum

import pytest

from isopolis.language import Language
from isopolis.plan.actions import vocabulary
from isopolis.plan.actions.vocabulary import TITLES, CrossCutting, Ground

LISTS = [
    kind
    for kind in vars(vocabulary).values()
    if isinstance(kind, type) and issubclass(kind, StrEnum) and kind is not StrEnum
]


def test_gender_as_a_ground_is_not_gender_equality_as_an_issue() -> None:
    assert Ground.GENDER == CrossCutting.GENDER  # both are written “gender” in a plan file
    assert TITLES[Ground.GENDER] == "gender"
    assert TITLES[CrossCutting.GENDER] == "Gender equality"
    assert Language("fr").text(TITLES[Ground.GENDER]) != Language("fr").text(TITLES[CrossCutting.GENDER])


def test_every_member_has_a_title_and_each_title_a_member() -> None:
    members = [member for kind in LISTS for member in kind]
    assert len(members) > 30
    assert len(TITLES) == len(members)
    assert all(TITLES[member] for member in members)
    assert list(TITLES.values()) == [TITLES[member] for member in TITLES]


def test_a_word_alone_has_no_title() -> None:
    with pytest.raises(KeyError):
        TITLES["gender"]
    assert "gender" not in TITLES
