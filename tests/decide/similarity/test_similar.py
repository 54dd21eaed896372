"""Similar proposals are found across words and languages; different ones are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isopolis.decide.similarity import Texts, clusters
from isopolis.decide.similarity.words import glossary, plain

SAME = (
    ("Night buses to the hospital", "Des bus de nuit vers l’hôpital"),
    ("Vacant buildings for affordable housing", "Des bâtiments vacants en logements abordables"),
    ("Interpreters at the administration’s counters", "Des interprètes aux guichets de l’administration"),
    ("A safe cycle lane to the school", "Safe bicycle lanes near schools"),
    ("Open the library in the evening", "Ouvrir la bibliothèque le soir"),
)  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_idea_in_other_words_comes_first(one: str, other: str) -> None:
    texts = Texts([text for pair in SAME for text in pair if text != one])
    assert texts.similar(one)[0].position == [t for p in SAME for t in p if t != one].index(other)


def test_different_ideas_are_not_offered() -> None:
    texts = Texts([english for english, _ in SAME])
    assert texts.similar("Plant trees along the river against the heat") == []
    assert texts.similar("") == []


def test_pairs_and_heaps_join_the_same_ideas() -> None:
    texts = [text for pair in SAME for text in pair]
    pairs = {(one, other) for one, other, _ in Texts(texts).pairs()}
    assert {(2 * number, 2 * number + 1) for number in range(len(SAME))} <= pairs
    assert sorted(clusters(texts)[0]) == [0, 1]


@given(st.lists(st.text(max_size=40), max_size=8), st.text(max_size=40))
def test_similarity_is_between_0_and_1_and_of_itself_1(texts: list[str], asked: str) -> None:
    found = Texts([*texts, asked]).similar(asked, least=0.0, most=100)
    assert all(0.0 <= match.similarity <= 1.0 for match in found)
    itself = [match for match in found if match.position == len(texts)]
    assert all(match.similarity == pytest.approx(1.0) for match in itself)


def test_the_glossary_is_written_without_accents() -> None:
    assert len(glossary()) > 300
    assert all(word == plain(word) for word in glossary())


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from([*(e for e, _f in SAME), "", "night night"]))))
def test_what_was_there_before_makes_no_difference(steps: list[tuple[int, str]]) -> None:
    texts, there = Texts([""] * 6), [""] * 6
    for place, text in steps:
        texts.take_out(place)
        texts.replace(place, text)
        there[place] = text
    for asked in ("night buses", "vacant library", "Des bus de nuit"):
        found, wanted = (one.similar(asked, least=0.0) for one in (texts, Texts(there)))
        assert [one.position for one in found] == [one.position for one in wanted]
        assert [one.similarity for one in found] == pytest.approx([one.similarity for one in wanted])
    texts.take_out(0)
    rest = Texts(there[1:])
    assert len(texts) == len(rest)
    found, wanted = texts.similar("night buses", least=0.0), rest.similar("night buses", least=0.0)
    assert [(one.position - 1, pytest.approx(one.similarity)) for one in found] == [
        (one.position, one.similarity) for one in wanted
    ]
