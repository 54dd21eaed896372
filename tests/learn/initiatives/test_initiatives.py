"""Initiatives to join, and the draft of an application within its limits."""

from __future__ import annotations

from datetime import date

import pytest

from isopolis.errors import InputError
from isopolis.language import Language
from isopolis.learn.funds.fund import fund_by_id
from isopolis.learn.initiatives.catalogue import initiative_by_id, initiatives
from isopolis.learn.initiatives.draft import Applicant, draft, fit
from isopolis.learn.initiatives.reading import next_deadline, paragraphs, state_of
from isopolis.learn.practices.catalogue import practice_by_id

AWARD = "inclusion-diversity-award"
ENGLISH = Language("en")
PRACTICES = [practice_by_id("nijmegen-central-enrolment"), practice_by_id("rotterdam-act")]


def drafted(applicant=Applicant("Lens", "FR", 32_000), practices=PRACTICES, language=ENGLISH, **limits):  # noqa: B008
    return {part.key: part for part in draft(initiative_by_id(AWARD), applicant, practices, language, limits)}


def test_each_says_what_it_gives_and_asks_in_both_languages() -> None:
    for one in initiatives():
        texts = [one.title, one.summary, *(fact.text for fact in one.facts)]
        texts += [section.title for section in one.sections] + ([one.outline] if one.outline else [])
        assert all({"en", "fr"} <= set(text) for text in texts), one.id
        assert one.deadlines, one.id


def test_what_was_checked_points_at_a_source_that_was_read() -> None:
    for one in initiatives():
        for fact in one.facts:
            if fact.checked_on:
                assert one.source(fact.source).accessed, (one.id, fact.text["en"])


def test_who_may_apply_stands_once_in_the_catalogue_of_funds() -> None:
    pointed = {name for one in initiatives() for name in one.funds}
    assert {"eui-city-to-city", "eui-innovative-actions", "urbact-transfer-networks"} <= pointed
    for name in pointed:
        assert fund_by_id(name).rules
    lines = list(paragraphs(initiative_by_id("eui-innovative-actions"), ENGLISH, date(2026, 11, 26)))
    assert any("rule by rule: EUI Innovative Actions" in line for line in lines)


def test_a_limit_of_a_form_that_we_have_not_seen_is_not_claimed() -> None:
    assert all(section.limit is None for one in initiatives() for section in one.sections)
    assert not any(part.known_limit for part in drafted().values())


def test_a_past_deadline_stays_past() -> None:
    award = initiative_by_id(AWARD)
    assert next_deadline(award, date(2026, 1, 15)) == date(2026, 1, 30)
    assert next_deadline(award, date(2026, 1, 31)) is None
    assert state_of(award.deadlines[0], ENGLISH, date(2026, 1, 31)) == "past"
    assert any("[until 30 January 2026]" in line for line in
               paragraphs(award, ENGLISH, date(2026, 1, 15)))  # fmt: skip


def test_no_section_is_longer_than_its_limit() -> None:
    for limit in (1, 80, 200, 700):
        parts = drafted(initiatives=limit, impact=limit, lessons=limit)
        assert all(part.characters <= part.limit for part in parts.values())
        assert parts["impact"].known_limit
    assert drafted(initiatives=200)["initiatives"].left_out > 0


def test_sentences_are_whole_and_taken_in_turn() -> None:
    assert fit([["Aa.", "Bb.", "Cc."], ["Dd."]], 7) == ("Aa.\nDd.", 2)
    assert fit([], 10) == ("", 0)
    assert fit([[], ["Long sentence."]], 5) == ("", 1)


@pytest.mark.parametrize(
    ("inhabitants", "said"),
    [(49_999, "less than 50,000"), (50_001, "more than 50,000")],
)
def test_the_category_follows_from_the_population(inhabitants, said) -> None:
    assert said in drafted(Applicant("Lens", "FR", inhabitants))["applicant"].text


def test_at_the_threshold_and_without_a_number_the_organiser_is_asked() -> None:
    exact = drafted(Applicant("Lens", "FR", 50_000))["applicant"]
    assert "Category" not in exact.text
    assert "ask the organiser" in exact.missing[0]
    assert "decides the category" in drafted(Applicant("Lens"))["applicant"].missing[0]


def test_what_the_records_lack_is_asked_for() -> None:
    parts = drafted()
    assert "racial or ethnic origin, age" in parts["grounds"].text
    assert "LGBTIQ identity" in parts["grounds"].missing[0]
    assert parts["specific"].missing == ("The records say nothing of this.",)
    assert not parts["specific"].text


def test_bad_news_is_in_the_draft() -> None:
    assert "no demonstrable improvement" in drafted()["impact"].text
    assert "neighbourhoods at the edges" in drafted()["lessons"].text


def test_the_draft_speaks_the_reader_s_language() -> None:
    parts = drafted(language=Language("fr"))
    assert parts["applicant"].title == "La collectivité"
    assert "collectivités de moins de 50" in parts["applicant"].text


def test_without_practices_every_section_says_what_is_missing() -> None:
    parts = drafted(practices=[])
    assert all(part.missing for key, part in parts.items() if key != "applicant")


def test_unknown_names_are_refused_with_what_exists() -> None:
    with pytest.raises(InputError, match="cc-demos"):
        initiative_by_id("nobel")
    with pytest.raises(InputError, match="no outline"):
        draft(initiative_by_id("cc-demos"), Applicant("Lens"), PRACTICES, ENGLISH)
    with pytest.raises(InputError, match="no section"):
        drafted(nothing=5)
