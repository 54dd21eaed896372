"""The check of a text: known counts, no false ends of sentences, and no praise that it cannot give."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isopolis.decide.accessibility import read_text
from isopolis.errors import InputError


def test_lix_of_a_text_that_can_be_counted_by_hand() -> None:
    # 10 words, 2 sentences, 3 words of more than six letters: 5 + 30
    found = read_text("The council meets on Monday. Residents without work can come.", "en")
    assert (found.words, found.sentences, found.lix_words) == (10, 2, 3)
    assert found.lix == pytest.approx(35.0)


@pytest.mark.parametrize(
    ("text", "code", "sentences"),
    [
        ("We pay, e.g. the bus. Come.", "en", 2),
        ("It costs 3.50 euros. Yes!", "en", 2),
        ("M. Dupont vient. Il paie 3,50 euros, cf. p. 4. Oui ?", "fr", 3),
        ("Bring:\n- a pen\n- paper\n", "en", 3),
        ("One paragraph without a stop\n\nAnother one", "en", 2),
        ("«\u00a0Venez\u00a0!\u00a0» Merci.", "fr", 2),
    ],
)
def test_sentences_end_where_readers_see_them_end(text, code, sentences) -> None:
    assert read_text(text, code).sentences == sentences


def test_a_long_sentence_is_shown_with_its_length() -> None:
    sentence = " ".join(["word"] * 21) + "."
    found = read_text(f"Short one. {sentence} {' '.join(['word'] * 20)}.", "en")
    assert found.long_sentences == ((sentence, 21),)


def test_an_elision_is_no_part_of_a_french_word() -> None:
    found = read_text("L’arrondissement et qu’habituellement l’ascenseur.", "fr")
    assert found.long_words == ("arrondissement", "habituellement")


def test_initials_that_brackets_explain_are_not_pointed_at() -> None:
    found = read_text("The CAF pays. Ask the city office (CCAS). The DALO (a right to a home) helps.", "en")
    assert found.initials == ("CAF",)


def test_nothing_found_is_said_as_that() -> None:
    assert read_text("You can come. We pay the bus.", "en").found_nothing
    assert not read_text("The administration reimburses you.", "en").found_nothing


@pytest.mark.parametrize("text", ["", "  \n", "12 – 14 !"])
def test_a_text_without_words_is_refused(text) -> None:
    with pytest.raises(InputError, match="no words"):
        read_text(text, "fr")


def test_a_language_that_is_not_known_is_refused() -> None:
    with pytest.raises(InputError, match="en, fr"):
        read_text("Guten Tag.", "de")


@given(st.lists(st.sampled_from(["bus", "garden", "neighbourhood", "we", "pay"]), min_size=1, max_size=60))
def test_a_text_twice_has_twice_the_words_and_the_same_means(words) -> None:
    text = " ".join(words) + "."
    once, twice = read_text(text, "en"), read_text(f"{text} {text}", "en")
    assert twice.words == 2 * once.words
    assert twice.lix == pytest.approx(once.lix)
