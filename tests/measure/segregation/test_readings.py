"""Figures as sentences: the right meaning, the uncertainty, the caveat, in two languages."""

import time

import numpy as np
import pytest

from isopolis.language import Language
from isopolis.measure.figures import FigureStatus
from isopolis.measure.segregation import INDICES, Groups, macro_micro_ratio, measure
from isopolis.measure.segregation.readings import add_sentences, sentence

PAIR = ["managers", "workers"]


def test_dissimilarity_says_who_would_have_to_move() -> None:
    assert sentence("dissimilarity", 0.2931, groups=PAIR) == (
        "29 of 100 people of one of the two groups would have to move to another area for “managers” and "
        "“workers” to be spread over the city in the same way."
    )


def test_dissimilarity_in_french() -> None:
    text = sentence("dissimilarity", 0.2931, 0.271, 0.309, groups=["cadres", "rest"], language=Language("fr"))
    assert text == (
        "Il faudrait que 29 personnes sur 100 de l’un des deux groupes changent de secteur pour que "
        "«\xa0cadres\xa0» et «\xa0tous les autres\xa0» se répartissent de la même façon dans la ville. "
        "Incertitude\xa0: entre 27 et 31 (intervalle à 95\xa0%)."
    )


def test_what_dissimilarity_says_is_what_moving_them_does() -> None:
    """Moving that share of one group, and nobody else, makes the two spreads equal."""
    counts = np.array([[30.0, 10.0], [10.0, 40.0], [60.0, 50.0]])
    share = counts / counts.sum(axis=0)
    leave = np.maximum(share[:, 0] - share[:, 1], 0.0)
    assert leave.sum() == pytest.approx(INDICES["dissimilarity"].city(counts))


def test_what_gini_says_is_the_chance_over_pairs_of_people() -> None:
    counts = np.array([[30.0, 10.0], [10.0, 40.0], [60.0, 50.0]])
    share = counts[:, 0] / counts.sum(axis=1)
    pairs = np.outer(counts[:, 0], counts[:, 1])
    more = (pairs * ((share[:, None] > share) + 0.5 * (share[:, None] == share))).sum() / pairs.sum()
    assert more == pytest.approx((1 + INDICES["gini"].city(counts)) / 2)
    value = INDICES["gini"].city(counts)
    assert f"in {round(100 * more)} of 100 such pairs" in sentence("gini", value, groups=PAIR)


def test_decimals_follow_the_size_of_the_figure() -> None:
    assert "3.1%" in sentence("theil_h", 0.0308, groups=PAIR)
    assert "0.31%" in sentence("theil_h", 0.00308, groups=PAIR)
    assert "31%" in sentence("theil_h", 0.308, groups=PAIR)


def test_many_groups_are_read_in_other_words() -> None:
    assert "Of 100 moves" in sentence("dissimilarity", 0.3, groups=["a", "b", "c"])


@pytest.mark.parametrize(
    ("expected", "low", "says"),
    [
        (0.01, 0.25, None),
        (0.10, 0.25, "alone would give about 10"),
        (0.31, 0.25, "this figure shows none"),
        (0.20, 0.0, "this figure shows none"),
    ],
)
def test_small_counts_are_told_when_they_matter(expected, low, says) -> None:
    text = sentence("dissimilarity", 0.3, low, 0.35, expected, groups=PAIR)
    assert (says in text) if says else ("Small counts" not in text)


def test_a_figure_above_its_interval_is_told_to_be_lifted_by_small_counts() -> None:
    text = sentence("theil_h", 0.13, 0.10, 0.12, 0.02, corrected=0.11, groups=PAIR)
    assert "about 11% (95% interval: 10% to 12%)" in text


def test_isolation_is_set_against_an_even_spread() -> None:
    text = sentence("isolation", 0.31, expected=0.24, groups=["A", "rest"])
    assert "where 31 of 100 residents are in the same group" in text
    assert "Spread evenly, with counts of this size, it would be about 24." in text


def test_isolation_among_two_named_groups_says_that_only_they_are_counted() -> None:
    assert "groups compared" in sentence("isolation", 0.31, groups=["A", "B"])
    assert "groups compared" not in sentence("isolation", 0.31, groups=["A", "rest"])


@pytest.mark.parametrize(
    ("status", "says"),
    [
        ("partial", "left out"),
        ("imputed", "filled in"),
        ("perturbed", "rounded"),
    ],
)
def test_the_status_is_told(status, says) -> None:
    assert says in sentence("theil_h", 0.1, groups=PAIR, status=status)


@pytest.mark.parametrize("status", ["suppressed", "not_collected", "undefined"])
def test_a_figure_without_a_value_says_why(status) -> None:
    texts = {
        sentence("theil_h", None, groups=PAIR, status=status, language=Language(c)) for c in ("en", "fr")
    }
    assert len(texts) == 2
    assert not any("nan" in text for text in texts)


@pytest.mark.parametrize(
    ("quotient", "says"),
    [(2.14, "2.1 times"), (0.43, "0.43 times"), (1.02, "about the same"), (0.0, "Nobody")],
)
def test_location_quotients(quotient, says) -> None:
    assert says in sentence("location_quotient", quotient, groups=["A", "rest"], area=True)


def test_an_area_is_told_its_part_of_the_citys_figure() -> None:
    assert "4.5% of the city" in sentence("theil_h", 0.0045, groups=PAIR, area=True, city_value=0.1)
    assert "less than 0.01% of" in sentence("theil_h", 1e-7, groups=PAIR, area=True, city_value=0.1)
    assert "does not add" in sentence("theil_h", 0.0, groups=PAIR, area=True, city_value=0.1)
    assert "lowers" in sentence("theil_h", -0.001, groups=PAIR, area=True, city_value=0.1)


@pytest.mark.parametrize("code", ["en", "fr"])
@pytest.mark.parametrize("index", list(INDICES), ids=lambda index: index.name)
def test_every_index_can_be_read_in_every_language(index, code) -> None:
    sizes = (2, 3) if index.groups in (Groups.MANY, Groups.ORDERED) else (2,)
    for size in sizes:
        text = sentence(index.name, 0.3, 0.2, 0.4, 0.1, groups=[*"ABC"][:size], language=Language(code))
        assert "{" not in text
        assert text.endswith((".", ")."))


def test_a_table_gets_its_sentences_in_time() -> None:
    rng = np.random.default_rng(5)
    counts = rng.integers(0, 60, (12_500, 3)).astype(float)
    table = measure(counts, ["A", "B", "C"], ["theil_h", "location_quotient"], areas=True)
    assert len(table) > 87_000
    start = time.process_time()
    told = add_sentences(table, {"A": "workers"}, Language("fr"))
    assert time.process_time() - start < 5.0
    assert told["sentence"].str.endswith(".").all()
    assert told["sentence"].str.contains("workers").any()


def test_sentences_of_a_table_are_those_of_its_figures() -> None:
    table = add_sentences(measure([[10, 0], [10, 30]], ["A", "B"], areas=True))
    row = table[(table["index"] == "dissimilarity") & table["area"].isna()].iloc[0]
    assert row["sentence"] == sentence("dissimilarity", row["value"], groups=["A", "B"])


def test_the_macro_micro_ratio_can_be_read_though_it_is_no_index() -> None:
    rows = np.arange(64) // 8
    counts = np.where(rows[:, None] < 4, [9.0, 1.0], [1.0, 9.0])
    where = np.column_stack([np.arange(64) % 8, rows]) * 100.0
    table = macro_micro_ratio(counts, ["a", "b"], 800, 200, locations=where)
    read = add_sentences(table)["sentence"][0]
    assert "14% remains in the wider surroundings (800 m / 200 m)" in read
    assert "95% interval" in read
    nowhere = macro_micro_ratio(np.ones((64, 2)), ["a", "b"], 800, 200, locations=where)
    assert "no segregation is found" in add_sentences(nowhere)["sentence"][0]
    assert "at least as mixed" in sentence("macro_micro_ratio", -0.1)


def test_nothing_is_written_as_nought() -> None:
    assert sentence("dissimilarity", 0.0, groups=["a", "b"]).startswith("0 of 100")
    assert sentence("theil_h", -1e-17, groups=["a", "b"]) != sentence("theil_h", 1e-17, groups=["a", "b"])
    assert " 0% less" in sentence("theil_h", 1e-17, groups=["a", "b"])
    assert " 0 nats" in sentence("mutual_information", -1e-17, groups=["a", "b"])
    assert " 50 of 100" in sentence("gini", 0.0, groups=["a", "b"])


def test_surroundings_more_mixed_than_the_city_are_said_so_for_both_diversities() -> None:
    assert sentence("relative_diversity", -0.02) == sentence("theil_h", -0.02)


def test_areas_of_one_size_are_not_said_to_be_empty() -> None:
    read = sentence("absolute_concentration", None, status=FigureStatus.UNDEFINED)
    assert "no difference to measure" in read


def test_nobody_moves_to_another_area_in_a_figure_of_surroundings() -> None:
    read = {
        index: sentence(index, 0.3, 0.29, 0.31, groups=PAIR, scale="500 m")
        for index in ("dissimilarity", "gini", "theil_h", "isolation", "exposure", "relative_diversity")
    }
    assert not any("area" in text for text in read.values())
    assert "stands at 30. Uncertainty: between 29 and 31" in read["gini"]
    assert (
        "30 of 100 residents around a person in the group “managers” are in the group “workers”"
        in (read["exposure"])
    )
    french = sentence("theil_h", 0.3, groups=PAIR, scale="500 m", language=Language("fr"))
    assert "l’entourage des habitants est 30" in french
