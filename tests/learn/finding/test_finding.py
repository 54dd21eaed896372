"""Terms, thesaurus, queries, and the quality of the ranking on judged queries."""

from __future__ import annotations

import sqlite3
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isopolis.learn.finding.analysis import fold, terms
from isopolis.learn.finding.documents import FACETS, document_of, facets_of, mark, query_of
from isopolis.learn.finding.ndcg import ndcg
from isopolis.learn.finding.thesaurus import FURTHER, thesaurus
from isopolis.learn.practices.catalogue import catalogue
from isopolis.workspace.learn.search import BEST, MemoryIndex, rarest

JUDGED = tomllib.loads((Path(__file__).parent / "judged_queries.toml").read_text("utf-8"))["query"]
REACHED = 0.85
"""Mean nDCG@10 that the ranking has to keep."""


@pytest.fixture(scope="module")
def index() -> MemoryIndex:
    return MemoryIndex(catalogue())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("participation", "participations"),
        ("ségrégation", "segregation"),
        ("Écoles", "école"),
        ("diversité", "diversity"),
        ("numériques", "numérique"),
        ("quartiers", "quartier"),
        ("locaux", "local"),
    ],
)
def test_words_that_belong_together_have_one_stem(one, other) -> None:
    assert terms(one) == terms(other)


@settings(derandomize=True, max_examples=200)
@given(st.text(max_size=40))
def test_terms_hold_letters_and_digits_only(text) -> None:
    for term in terms(text):
        assert term == fold(term)
        assert "_" not in term
        assert '"' not in term
        assert "'" not in term


def test_every_word_of_the_thesaurus_leads_to_its_concept_or_a_longer_one() -> None:
    book = thesaurus()
    for concept in book.concepts:
        for words in concept.words.values():
            assert any(concept in [found for found, *_ in book.found(word)] for word in words), concept.id
    assert len(book.concepts) >= 40


def test_the_longest_phrase_wins() -> None:
    (found,) = thesaurus().found("school segregation")
    assert found[0].id == "school-segregation"


def test_french_words_find_english_texts_and_the_other_way_round() -> None:
    english = query_of("participatory budget").concepts
    french = query_of("budget participatif").concepts
    assert english == french != ()


def test_marks_are_one_word() -> None:
    for practice in catalogue():
        facets = facets_of(practice)
        assert tuple(facets) == FACETS
        for kind, values in facets.items():
            for value in values:
                assert mark(kind, value).replace("_", "").isalnum()


def test_a_practice_holds_the_words_of_all_its_languages() -> None:
    document = document_of(next(one for one in catalogue() if one.id == "paris-rent-ceilings"))
    assert {"loyer", "rent"} <= set(document.summary.split())
    assert "c_rent" in document.marks.split()
    assert "scope_public" in document.marks.split()


@pytest.mark.parametrize("typed", ["gentrificaton", "gentrifciation", "gentrificationn"])
def test_one_slip_of_the_finger_still_finds(typed) -> None:
    assert [concept.id for concept in query_of(typed).concepts] == ["gentrification"]
    assert query_of("village").wanted == query_of("villages").wanted  # no word of the thesaurus: as typed


@pytest.mark.parametrize(
    ("typed", "concept"),
    [
        ("Bürgerhaushalt", "participatory-budget"), ("senza dimora", "homelessness"),
        ("budżet obywatelski", "participatory-budget"), ("brecha digital", "digital-inclusion"),
        ("burgerberaad", "sortition"), ("SEGREGACJA SZKOLNA", "school-segregation"),
    ],
)  # fmt: skip
def test_one_can_ask_in_further_languages(typed, concept) -> None:
    assert concept in [found.id for found in query_of(typed).concepts]


def test_further_languages_belong_to_concepts_that_exist() -> None:
    data = tomllib.loads((files("isopolis.learn.finding") / "thesaurus_more.toml").read_text("utf-8"))
    assert set(data) <= {concept.id for concept in thesaurus().concepts}
    assert all(set(entry) <= set(FURTHER) for entry in data.values())


def test_judged_queries_name_practices_that_exist_and_are_many() -> None:
    known = {practice.id for practice in catalogue()}
    assert len(JUDGED) >= 40
    for one in JUDGED:
        assert set(one["grades"]) <= known, one["text"]
        assert set(one["grades"].values()) <= {1, 2}


def test_the_ranking_keeps_its_quality(index) -> None:
    values = {
        one["text"]: ndcg([practice.id for practice in index.find(one["text"])], one["grades"])
        for one in JUDGED
    }
    worst = sorted(values.items(), key=lambda item: item[1])[:5]
    assert sum(values.values()) / len(values) >= REACHED, worst


def test_ndcg_is_one_for_the_best_order_and_nothing_for_the_rest() -> None:
    assert ndcg(["a", "b"], {"a": 2, "b": 1}) == 1.0
    assert ndcg(["x", "y"], {"a": 2}) == 0.0
    assert ndcg(["x", "a"], {"a": 1}) == pytest.approx(0.6309, abs=1e-4)
    with pytest.raises(ValueError, match="nothing is relevant"):
        ndcg(["a"], {})


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_whatever_is_typed_finds_something_or_nothing_but_does_not_break(text) -> None:
    index = _small()
    assert len(index.find(text)) <= BEST


_INDEX: list[MemoryIndex] = []


def _small() -> MemoryIndex:
    if not _INDEX:
        _INDEX.append(MemoryIndex(catalogue()[:5]))
    return _INDEX[0]


def test_words_that_nobody_uses_find_nothing_and_no_words_find_all(index) -> None:
    assert index.find("xyzzy plugh") == []
    assert len(index.find("")) == len(catalogue())


def test_facets_and_scopes_narrow(index) -> None:
    store = index.store
    french = store.find(query_of("", {"country": ["FR"]}))
    assert {index.practices[key - 1].country for key in french} == {"FR"}
    either = store.find(query_of("", {"country": ["FR", "DE"], "theme": ["schools"]}))
    assert {index.practices[key - 1].country for key in either} <= {"FR", "DE"}
    assert store.find(query_of("", scopes=["partnership 7"])) == []


def test_a_practice_that_is_put_again_is_there_once_and_one_removed_is_gone() -> None:
    index = MemoryIndex(catalogue()[:3])
    index.store.put(1, document_of(catalogue()[0]))
    assert len(index.store.find(query_of(""))) == 3
    index.store.remove(1)
    assert len(index.store.find(query_of(""))) == 2
    index.store.settle()


def test_where_rare_words_suffice_only_what_holds_them_is_ranked() -> None:
    assert rarest({"homes": 900, "clt": 20}, enough=10) == ["clt"]
    assert rarest({}) == []


def test_the_sqlite_here_has_full_text_search() -> None:
    assert sqlite3.connect(":memory:").execute(
        "SELECT sqlite_compileoption_used('ENABLE_FTS5')"
    ).fetchone() == (1,)
