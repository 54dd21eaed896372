"""Tickets, seal and draw: probabilities that hold, files without personal data, a check by anyone."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

import numpy as np
import pytest
from generated import instance

from isopolis.decide.lottery import (
    Neighbourhood,
    Pool,
    Quota,
    Quotas,
    draw,
    draw_addresses,
    fair_lottery,
    lots,
    publish,
    read_pool,
    read_quotas,
    replacement_lottery,
    share_out,
    verification_script,
)
from isopolis.decide.lottery.explanation import explanation_page
from isopolis.decide.lottery.verify_draw import ticket
from isopolis.errors import InputError
from isopolis.language import Language

SECRET = "a secret nobody knows"


@pytest.fixture(scope="module")
def lottery():
    pool, quotas = instance(150, 15, seed=1, features=(2, 3, 4))
    return fair_lottery(pool, quotas, 15)


def test_tickets_hold_allowed_panels_and_come_close_to_the_exact_chances(lottery) -> None:
    box = lots(lottery, 1000)
    assert box.tickets.shape == (1000, 15)
    for one in box.tickets:
        assert len(set(one)) == 15
        for quota in lottery.quotas:
            column = lottery.quotas.categories.index(quota.category)
            held = sum(lottery.pool.features[i][column] == quota.feature for i in one)
            assert quota.low <= held <= quota.high
    assert box.count.sum() == 15_000
    assert np.abs(box.probabilities - lottery.probabilities).max() < 0.0025
    for members in lottery.types.members:
        counts = box.count[list(members)]
        assert counts.max() - counts.min() <= 1


def test_drawn_frequencies_are_the_probabilities(lottery) -> None:
    box = lots(lottery, 200)
    seals = [f"{i:064x}" for i in range(20_000)]
    drawn = np.bincount([ticket(seal, "1 2 3", 200) - 1 for seal in seals], minlength=200)
    # Chi square with 199 degrees of freedom: above 270 in one of 1,000 fair boxes.
    assert ((drawn - 100) ** 2 / 100).sum() < 270
    seats = Counter(box.tickets[np.repeat(np.arange(200), drawn)].ravel().tolist())
    frequency = np.array([seats[i] for i in range(len(lottery.pool))]) / 20_000
    assert np.abs(frequency - box.probabilities).max() < 0.02


def test_the_published_file_holds_no_personal_data_and_anybody_can_check_the_draw(lottery, tmp_path) -> None:
    published = publish(lottery, lots(lottery, 100), SECRET)
    text = published.lots.decode()
    assert not any(person in text.split() for person in lottery.pool.people)
    assert SECRET not in text
    drawn = draw(published.lots, "4, 17 23\n38 41 / 6")
    assert draw(published.lots, "4 17 23 38 41 / 6") == drawn
    (tmp_path / "lots.txt").write_bytes(published.lots)
    (tmp_path / "verify_draw.py").write_bytes(verification_script())
    said = subprocess.run(
        [sys.executable, "-I", "verify_draw.py", "lots.txt", "4 17 23 38 41 / 6"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert f"seal   {published.seal}" in said
    assert f"ticket {drawn.ticket} of 100" in said
    assert " ".join(drawn.codes) in said


def test_the_same_pool_and_secret_give_the_same_bytes_and_another_secret_others(lottery) -> None:
    box = lots(lottery, 50)
    assert publish(lottery, box, SECRET) == publish(lottery, box, SECRET)
    assert publish(lottery, box, SECRET).codes != publish(lottery, box, SECRET + "!").codes
    with pytest.raises(InputError, match="secret"):
        publish(lottery, box, "short")
    with pytest.raises(InputError, match="numbers"):
        draw(publish(lottery, box, SECRET).lots, " ,; ")


def test_of_a_household_one_person_at_most_is_on_a_ticket() -> None:
    pool = Pool(
        tuple("abcdefgh"),
        tuple((sign,) for sign in "fmfmfmfm"),
        ("sex",),
        ("h1", "h1", "h1", "h2", "h2", "", "", ""),
    )
    lottery = fair_lottery(pool, Quotas((Quota("sex", "f", 1, 3), Quota("sex", "m", 1, 3))), 4)
    for one in lots(lottery, 60).tickets:
        homes = [pool.households[i] for i in one if pool.households[i]]
        assert len(homes) == len(set(homes))
        assert len(set(one)) == 4


def test_a_replacement_fits_what_is_left_of_the_quotas() -> None:
    pool, quotas = instance(150, 15, seed=1, features=(2, 3, 4))
    panel = [pool.people[i] for i in lots(fair_lottery(pool, quotas, 15), 1).tickets[0]]
    gone = panel[:3]
    again = replacement_lottery(pool, quotas, panel, gone)
    assert again.size == 3
    assert not set(again.pool.people) & set(panel)
    new = [again.pool.people[i] for i in lots(again, 1).tickets[0]]
    whole = [pool.features[pool.people.index(person)] for person in [*panel[3:], *new]]
    for quota in quotas:
        held = sum(row[quotas.categories.index(quota.category)] == quota.feature for row in whole)
        assert quota.low <= held <= quota.high
    with pytest.raises(InputError, match="nobody has left"):
        replacement_lottery(pool, quotas, panel, [])


def test_letters_make_up_for_few_answers_as_far_as_addresses_reach() -> None:
    places = [Neighbourhood("A", 1000, 400, 0.02), Neighbourhood("B", 1000, 400, 0.05), Neighbourhood("C", 500, 50, 0.01)]  # fmt: skip # noqa: E501
    letters = {one.name: one for one in share_out(places, 400)}
    assert sum(one.number for one in letters.values()) == 400
    assert letters["C"].number == 50  # every address, and not enough
    assert letters["A"].expected == pytest.approx(letters["B"].expected, abs=0.06)
    assert letters["A"].oversampling > letters["B"].oversampling
    every = {name: [f"{name}{i}" for i in range(400)] for name in "ABC"}
    drawn = draw_addresses(every, list(letters.values()), seed=7)
    assert drawn == draw_addresses(every, list(letters.values()), seed=7)
    assert {name: len(set(chosen)) for name, chosen in drawn.items()} == {
        name: one.number for name, one in letters.items()
    }
    with pytest.raises(InputError, match="response"):
        share_out([Neighbourhood("A", 1, 1, 0)], 1)


def test_the_page_for_residents_is_whole_in_both_languages(lottery) -> None:
    box = lots(lottery, 100)
    published = publish(lottery, box, SECRET)
    for code, words in (
        ("en", "Why chances are not all the same"),
        ("fr", "Pourquoi les chances ne sont pas"),
    ):
        page = explanation_page(lottery, box, published, Language(code))
        assert words in page
        assert published.seal in page
        assert f'lang="{code}"' in page


@pytest.mark.parametrize(
    ("pool", "words"),
    [
        ("id;sex\n1;woman\n", "“woman” has no quota"),
        ("id;sex\n1;f\n1;m\n", "already in row 2"),
        ("id;sex\n1;\n", "is empty"),
        ("id;gender\n1;f\n", "no column is called “sex”"),
        ("id;sex\n1;f;x\n", "3 cells"),
        ("id;sex\n", "no row below the headings"),
    ],
)
def test_a_pool_that_cannot_be_used_is_refused_in_words(pool, words) -> None:
    quotas = read_quotas(b"category,feature,min,max\nsex,f,0,2\nsex,m,0,2\n")
    with pytest.raises(InputError, match=words):
        read_pool(pool.encode(), quotas, file="pool.csv")


@pytest.mark.parametrize(
    ("quotas", "words"),
    [
        ("category,feature,min,max\nsex,f,3,2\n", "above the maximum"),
        ("category,feature,min,max\nsex,f,x,2\n", "not a number"),
        ("category,feature,min\nsex,f,1\n", "no column is called “max”"),
        ("category,feature,min,max\nsex,f,1,2\nsex,F,1,2\n", "two quotas"),
    ],
)
def test_quotas_that_cannot_be_used_are_refused_in_words(quotas, words) -> None:
    with pytest.raises(InputError, match=words):
        read_quotas(quotas.encode(), file="quotas.csv")


def test_a_table_is_read_whatever_its_signs() -> None:
    text = "Catégorie;Feature;MIN;Max\nâge;jeunes;1;2\nâge;âgés;0;2\n"
    for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
        quotas = read_quotas(text.encode(encoding))
        assert [one.feature for one in quotas] == ["jeunes", "âgés"]
        pool = read_pool("Âge\tno\n JEUNES\t1\nages\t2\n".encode(), quotas)
        assert pool.features == (("jeunes",), ("âgés",))


def seats(text: str, size: int | None = 40) -> dict[str, tuple[int, int]]:
    return {one.feature: (one.low, one.high) for one in read_quotas(text.encode(), size=size)}


def test_quotas_may_be_percentages_or_shares_of_the_city() -> None:
    assert seats("category,feature,min,max\nsex,f,48 %,52%\nsex,m,\"47,5 %\",30\n") == {
        "f": (19, 21), "m": (19, 30)
    }  # fmt: skip
    for heading, women, men in (
        ("share", "51", "49"),
        ("people", "51 000", "49000"),
        ("part", "0,51", "0,49"),
    ):
        text = f"category;feature;{heading}\nsex;f;{women}\nsex;m;{men}\n"
        assert seats(text) == {"f": (20, 21), "m": (19, 20)}


@pytest.mark.parametrize(
    ("text", "size", "said"),
    [
        ("category,feature,min,max\nsex,f,48%,52%\n", None, "cannot be turned into seats"),
        ("category,feature,min,max\nsex,f,48%,520%\n", 40, "column “max”: “520%” cannot"),
        ("category,feature,share\nsex,f,half\n", 40, "row 2, column “share”: “half” is not a number"),
        ("category,feature,share\nsex,f,1\n", None, "shares cannot be turned into seats"),
    ],
)
def test_percentages_that_say_nothing_are_refused(text, size, said) -> None:
    with pytest.raises(InputError, match=said):
        seats(text, size)
