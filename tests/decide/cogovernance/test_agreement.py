"""An agreement says what is missing before it can be signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from isopolis.decide.cogovernance import Agreement, Matter, Money, Party, missing_parts
from isopolis.decide.cogovernance.agreement import Part, Right

WHOLE = Agreement(
    title="The square",
    purpose="Care for the square together.",
    parties=(Party("City", "city", "pays"), Party("Neighbours", "residents", "plan and care")),
    matters=(Matter("planting", Right.RESIDENTS),),
    money=Money(5000.0, "the city", "the association"),
    starts=date(2026, 1, 1),
    ends=date(2027, 12, 31),
    review_months=6,
    conflict="the ombudsman",
    notice_weeks=8,
    afterwards="the tools stay with the neighbours",
)


def test_a_whole_agreement_misses_nothing() -> None:
    assert missing_parts(WHOLE) == []


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"purpose": "  "}, Part.PURPOSE),
        ({"parties": WHOLE.parties[:1]}, Part.PARTIES),
        ({"parties": (*WHOLE.parties, Party("School", "other"))}, Part.PARTIES),
        ({"matters": ()}, Part.MATTERS),
        ({"money": Money(0.0, "nobody")}, Part.MONEY),
        ({"money": replace(WHOLE.money, amount=None)}, Part.MONEY),
        ({"review_months": None}, Part.DURATION),
        ({"conflict": ""}, Part.CONFLICT),
        ({"afterwards": ""}, Part.EXIT),
    ],
)
def test_what_is_not_settled_is_named(change, part) -> None:
    assert missing_parts(replace(WHOLE, **change)) == [part]


def test_no_money_is_settled_too_when_somebody_keeps_nothing() -> None:
    assert missing_parts(replace(WHOLE, money=Money(0.0, "", "nobody"))) == []
