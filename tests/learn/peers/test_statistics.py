"""Statistics of exchanges: every city counts once, every exchange at both its ends."""

from isopolis.learn.peers.peer import Peer
from isopolis.learn.peers.statistics import participation


def city(name: str, country: str, population: float) -> Peer:
    return Peer(id=name, name=name, country=country, population=population, languages=("en",))


CITIES = [city("a", "FR", 20_000), city("b", "FR", 90_000), city("c", "IT", 30_000), city("d", "NL", 700_000)]


def test_by_country() -> None:
    table = participation(CITIES, [("a", "c"), ("b", "c")], [("a", "c"), ("c", "a")])
    assert table.loc["FR"].to_dict() == {
        "cities": 2, "in_exchange": 2, "exchanges": 2, "went": 1, "hosted": 1
    }  # fmt: skip
    assert table.loc["IT"].to_dict() == {
        "cities": 1, "in_exchange": 1, "exchanges": 2, "went": 1, "hosted": 1
    }  # fmt: skip
    assert table.loc["NL", "in_exchange"] == 0


def test_by_size_from_the_smallest() -> None:
    table = participation(CITIES, [("a", "d")], by="size")
    assert list(table.index) == ["under-50k", "50k-250k", "500k-1m"]
    assert table["cities"].sum() == 4
    assert table["exchanges"].sum() == 2
