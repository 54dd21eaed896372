"""Matching: reciprocal, within everybody's limits, the least well served first, little changed afterwards."""

from itertools import combinations

import numpy as np
import pytest

from isopolis.errors import InputError
from isopolis.learn.peers.affinity import affinity, reasons
from isopolis.learn.peers.matching import match_peers
from isopolis.learn.peers.peer import Peer, Subject, peers_from
from isopolis.learn.practices.vocabulary import Theme

SOME = list(Theme)[:4]


def some_peers(n: int, seed: int) -> list[Peer]:
    rng = np.random.default_rng(seed)
    found = []
    for i in range(n):
        country = ["FR", "IT", "DE"][rng.integers(3)]
        needs, offers = ([Subject(theme=SOME[t]) for t in rng.choice(4, 2, replace=False)] for _ in range(2))
        found.append(
            Peer(
                id=f"city-{i}",
                name=f"City {i}",
                country=country,
                population=float(10 ** rng.uniform(4, 6)),
                languages=(country.lower(), "en") if rng.random() < 0.8 else (country.lower(),),
                needs=tuple(needs),
                offers=tuple(offers),
                exchanges=int(rng.integers(1, 3)),
                partner=bool(rng.random() < 0.7),
                latitude=float(rng.uniform(40, 55)),
                longitude=float(rng.uniform(0, 20)),
            )
        )
    return found


@pytest.mark.parametrize("seed", range(6))
def test_the_answer_is_the_best_of_all_that_there_are(seed) -> None:
    peers = some_peers(7, seed)
    worth = affinity(peers).worth
    pairs = [(i, j) for i, j in combinations(range(7), 2) if worth[i, j] > 0][:14]
    for i, j in combinations(range(7), 2):
        if (i, j) not in pairs:
            worth[i, j] = 0.0
    best = (0, 0.0, 0.0)
    for size in range(len(pairs) + 1):
        for chosen in combinations(pairs, size):
            ends = [end for pair in chosen for end in pair]
            if all(ends.count(i) <= peers[i].exchanges for i in set(ends)):
                value = [worth[pair] for pair in chosen]
                best = max(best, (len(set(ends)), min(value, default=0.0), sum(value)))
    if len(pairs) < 14:
        found = match_peers(peers)
        value = [exchange.worth for exchange in found.exchanges]
        matched = 7 - len(found.without)
        assert (matched, min(value, default=0.0)) == pytest.approx(best[:2])
        assert sum(value) == pytest.approx(best[2])


def test_limits_hold_and_nobody_meets_without_a_common_language() -> None:
    peers = some_peers(40, 3)
    found = match_peers(peers, outsiders=4)
    by_id = {peer.id: peer for peer in peers}
    count: dict[str, int] = {}
    for exchange in found.exchanges:
        one, other = by_id[exchange.one], by_id[exchange.other]
        assert one.country != other.country
        assert set(one.languages) & set(other.languages)
        assert min(exchange.gains) > 0
        for peer in (one, other):
            count[peer.id] = count.get(peer.id, 0) + 1
    assert all(number <= by_id[name].exchanges for name, number in count.items())
    with_outsiders = [e for e in found.exchanges if not (by_id[e.one].partner and by_id[e.other].partner)]
    assert len(with_outsiders) >= 4


def test_when_one_withdraws_little_changes() -> None:
    peers = some_peers(30, 5)
    before = match_peers(peers)
    gone = before.exchanges[0].one
    left = [peer for peer in peers if peer.id != gone]
    after = match_peers(left, keep=before.pairs)
    fresh = match_peers(left)
    still = {pair for pair in before.pairs if gone not in pair}
    assert len(still & after.pairs) >= len(still & fresh.pairs)
    assert len(still - after.pairs) <= 3


@pytest.mark.parametrize("seed", range(4))
def test_no_answer_that_matches_as_many_cities_keeps_more_of_what_was_planned(seed) -> None:
    peers = some_peers(7, seed)
    worth = affinity(peers).worth
    pairs = [(i, j) for i, j in combinations(range(7), 2) if worth[i, j] > 0][-9:]
    planned = {(f"city-{i}", f"city-{j}") for i, j in pairs[::2]}
    found = match_peers(peers, keep=planned)
    best = (0, 0)
    every = [(i, j) for i, j in combinations(range(7), 2) if worth[i, j] > 0]
    for size in range(1, 6):
        for chosen in combinations(every, size):
            ends = [end for pair in chosen for end in pair]
            if all(ends.count(i) <= peers[i].exchanges for i in set(ends)):
                kept = len({(f"city-{i}", f"city-{j}") for i, j in chosen} & planned)
                best = max(best, (len(set(ends)), kept))
    assert (7 - len(found.without), len(found.pairs & planned)) >= best


def test_who_has_met_or_avoids_another_is_not_matched_again() -> None:
    one, other = some_peers(2, 1)
    need = (Subject(theme=Theme.HOUSING),)
    one = one.model_copy(update={"country": "FR", "languages": ("en",), "needs": need, "offers": need})
    other = other.model_copy(update={"country": "IT", "languages": ("en",), "needs": need, "offers": need})
    assert len(match_peers([one, other]).exchanges) == 1
    assert match_peers([one.model_copy(update={"met": (other.id,)}), other]).exchanges == ()
    assert match_peers([one, other.model_copy(update={"avoids": (one.id,)})]).exchanges == ()


def test_the_order_of_the_cities_does_not_change_what_it_is_worth() -> None:
    peers = some_peers(25, 8)
    value = [sum(e.worth for e in match_peers(order).exchanges) for order in (peers, peers[::-1])]
    assert value[0] == pytest.approx(value[1])


def test_without_cities_nothing_is_matched_and_no_outsider_is_had() -> None:
    assert match_peers([]).exchanges == ()
    with pytest.raises(InputError, match="cannot be 1 exchanges"):
        match_peers([], outsiders=1)


def test_more_outsiders_than_there_are_is_refused() -> None:
    with pytest.raises(InputError, match="outside the partnership"):
        match_peers([peer.model_copy(update={"partner": True}) for peer in some_peers(8, 2)], outsiders=1)


def test_a_reason_is_given_for_and_against() -> None:
    one, other = some_peers(2, 4)
    said = " ".join(reasons(one, other))
    assert "inhabitants" in said
    assert "km" in said


def test_a_record_that_is_wrong_is_named() -> None:
    with pytest.raises(InputError, match="row 1, column “population”"):
        peers_from([{"id": "a", "name": "A", "country": "FR", "population": 0, "languages": ["fr"]}])
    good = {"id": "a", "name": "A", "country": "FR", "population": 9, "languages": ["fr"]}
    with pytest.raises(InputError, match="two cities"):
        peers_from([good, good])
