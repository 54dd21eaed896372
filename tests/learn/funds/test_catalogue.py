"""The catalogue of funds: every fact has a source and a date or is shown as unverified; both languages."""

import pytest

from isopolis.errors import InputError
from isopolis.learn.funds.fund import fund_by_id, fund_from_toml, funds

EACH = pytest.mark.parametrize("fund", funds(), ids=lambda fund: fund.id)


def test_there_are_at_least_thirty_from_europe_banks_and_states() -> None:
    assert len(funds()) >= 30
    assert {"EU", "EIB", "CEB", "FR", "DE"} <= {fund.giver for fund in funds()}


@EACH
def test_what_is_checked_has_a_source_that_somebody_read(fund) -> None:
    read = {source.key for source in fund.sources if source.accessed}
    for part in (*fund.rules, *fund.calls, *fund.barriers, fund.money):
        if part.checked_on is not None:
            assert part.source in read


@EACH
def test_texts_are_there_in_both_languages_and_differ(fund) -> None:
    for text in (fund.summary, fund.ask):
        assert set(text) >= {"en", "fr"}
        assert text["en"] != text["fr"]
    assert set(fund.title) >= {"en", "fr"}


@EACH
def test_a_fund_points_only_at_funds_that_exist(fund) -> None:
    known = {one.id for one in funds()}
    assert {*fund.double, *fund.stacks} <= known
    assert fund.id not in {*fund.double, *fund.stacks}


@EACH
def test_a_national_fund_admits_its_country_alone(fund) -> None:
    if fund.countries:
        admitted = [rule for rule in fund.rules if rule.kind == "country"]
        assert [tuple(rule.also) for rule in admitted] == [fund.countries]


def test_an_unverified_fund_says_so() -> None:
    assert fund_by_id("eui-innovative-actions").verified
    assert not fund_by_id("just-transition-fund").verified


def test_a_misspelled_field_is_named() -> None:
    text = 'id = "x"\ntitle.en = "X"\nsummary.en = "X"\ngiver = "EU"\nroute = "dirct"\n'
    with pytest.raises(InputError, match="route"):
        fund_from_toml(text)


def test_an_unknown_fund_names_what_is_near() -> None:
    with pytest.raises(InputError, match="eui-city-to-city"):
        fund_by_id("city-to")
