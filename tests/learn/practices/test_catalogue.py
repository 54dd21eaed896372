"""The curated catalogue: only what is true, with its source and date, in both languages."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from importlib.resources import files

import pytest

from isopolis.learn.practices.catalogue import catalogue, practice_by_id
from isopolis.learn.practices.evidence import Evidence
from isopolis.learn.practices.practice import Practice
from isopolis.learn.practices.vocabulary import Collection, Size, Theme, size_of
from isopolis.measure.atlas.places import places

EACH = pytest.mark.parametrize("practice", catalogue(), ids=lambda practice: practice.id)
PROMISED = [theme for theme in Theme if theme not in (Theme.WORK, Theme.RIGHTS)]
TEXTS = ("title", "summary", "challenge", "approach")


def texts(practice: Practice) -> list[dict[str, str]]:
    described = [getattr(practice, name) for name in TEXTS]
    said = [fact.text for fact in practice.facts]
    return [text for text in (*described, *said) if text is not None]


@EACH
def test_a_practice_has_a_public_source(practice) -> None:
    assert practice.sources
    assert len({source.url for source in practice.sources}) == len(practice.sources)


@EACH
def test_a_fact_has_a_source_and_a_date_or_is_marked_unverified(practice) -> None:
    for fact in practice.facts:
        if fact.checked_on is None:
            assert not fact.verified
            continue
        source = practice.source(fact.source)
        assert source is not None
        assert source.accessed is not None
        assert fact.checked_on >= source.accessed
    for result in practice.results:
        assert result.source, "a result says where it is from, checked or not"


@EACH
def test_a_practice_was_checked_or_is_marked_unverified(practice) -> None:
    if practice.checked_on:
        assert any(source.accessed for source in practice.sources)
        assert date(2026, 1, 1) <= practice.checked_on


@EACH
def test_every_text_is_there_in_english_and_french(practice) -> None:
    for text in texts(practice):
        assert set(text) >= {"en", "fr"}, text
        assert text["en"] != text["fr"]


@EACH
def test_every_practice_tells_the_problem_and_what_was_done(practice) -> None:
    assert practice.challenge
    assert practice.approach
    assert practice.instruments
    assert practice.mechanisms
    assert practice.groups
    assert practice.territory
    assert practice.status
    assert practice.country
    assert practice.requirements


@EACH
def test_a_city_has_its_class_of_population(practice) -> None:
    if not practice.city:
        return
    assert practice.size
    towns = places()
    known = towns[(towns["name"] == practice.city) & (towns["country"] == practice.country)]
    if len(known):
        classes = list(Size)
        apart = classes.index(size_of(float(known["people"].max()))) - classes.index(practice.size)
        assert abs(apart) <= 1, f"GeoNames gives {known['people'].max()} people"


@EACH
def test_a_region_code_belongs_to_its_country(practice) -> None:
    if practice.nuts:
        assert practice.nuts[:2] == practice.country


def test_no_id_twice_and_each_file_is_named_by_it() -> None:
    folder = files("isopolis.learn.practices") / "catalogue"
    names = sorted(
        entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")
    )
    assert [practice.id for practice in catalogue()] == names


def test_no_two_practices_have_the_same_text() -> None:
    said = Counter(practice.summary["en"] for practice in catalogue())
    assert max(said.values()) == 1


def test_no_person_s_address_stands_in_the_catalogue() -> None:
    for practice in catalogue():
        assert not re.search(r"\S+@\S+\.\S+", practice.model_dump_json())


def test_the_catalogue_covers_every_theme_and_kind(least: dict[str, int]) -> None:
    themes = Counter(theme for practice in catalogue() for theme in practice.themes)
    kinds = Counter(kind for practice in catalogue() for kind in practice.collections)
    assert len(catalogue()) >= least["practices"]
    assert kinds[Collection.REGENERATION] >= least["regeneration"]
    assert kinds[Collection.ENGAGEMENT] >= least["engagement"]
    assert {theme for theme in PROMISED if themes[theme] < least["theme"]} == set()
    assert all(themes[theme] for theme in Theme)


def test_most_of_the_catalogue_was_checked_and_bad_news_is_in_it() -> None:
    checked = sum(practice.checked_on is not None for practice in catalogue())
    assert checked >= 0.95 * len(catalogue())
    assert sum(practice.negative for practice in catalogue()) >= 0.1 * len(catalogue())
    levels = {practice.evidence for practice in catalogue()}
    assert levels >= {Evidence.MONITORING, Evidence.BEFORE_AFTER, Evidence.COMPARISON, Evidence.RANDOMISED}


def test_a_practice_is_found_by_its_id() -> None:
    assert practice_by_id("rotterdam-act").city == "Rotterdam"


@pytest.fixture
def least() -> dict[str, int]:
    """The fewest that the catalogue promises."""
    return {"practices": 80, "regeneration": 15, "engagement": 12, "theme": 6}
