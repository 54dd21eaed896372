"""The known formats give the known answers on real files, and are recognised in other spellings."""

from __future__ import annotations

from pathlib import Path

import pytest

from isopolis.measure.areas import Areas, CountStatus, compose
from isopolis.measure.areas.formats import read
from isopolis.measure.segregation.evenness import dissimilarity


def dissimilarity_of(areas: Areas, *groups: str) -> float:
    counts = compose(areas, groups).counts
    return float(dissimilarity(counts, counts).sum())


def test_paris_iris_give_the_known_dissimilarity(real_data: Path) -> None:
    paris = read(real_data / "paris_iris_cs8_2011.gpkg")
    assert paris.source.reader == "insee_iris"
    assert paris.source.year == 2011
    assert dissimilarity_of(paris, "CS3", "CS6") == pytest.approx(0.3371, abs=5e-5)
    assert dissimilarity_of(paris, "CS6", "rest") == pytest.approx(0.2527, abs=5e-5)
    assert paris.surface is not None
    assert 80e6 < paris.surface.sum() < 110e6


def test_a_raw_column_of_a_known_format_is_the_same_group(real_data: Path) -> None:
    raw = ("C11_POP15P_CS6", "rest")
    paris = read(real_data / "paris_iris_cs8_2011.gpkg", columns=raw)
    assert dissimilarity_of(paris, *raw) == dissimilarity_of(paris, "CS6", "rest")


def test_berlin_gives_the_known_dissimilarity_and_two_suppressed_areas(real_data: Path) -> None:
    berlin = read(real_data / "berlin_plr2021_population_mss.csv")
    people = compose(berlin, ("foreigners", "rest"))
    assert people.counts.sum(axis=0).tolist() == [863_095.0, 3_821_881.0 - 863_095.0]
    assert people.left_out[CountStatus.SUPPRESSED] == 2
    assert dissimilarity_of(berlin, "foreigners", "rest") == pytest.approx(0.2260, abs=5e-5)
    assert berlin.ids[0] == "01100101"
    assert len({name for name, _ in berlin.by("district")}) == 12


@pytest.mark.parametrize(
    ("city", "expected", "usable"), [("GM0518", 0.164, 43), ("GM0363", 0.132, 99), ("GM0599", 0.092, 15)]
)
def test_dutch_districts_give_the_known_dissimilarity(
    real_data: Path, city: str, expected: float, usable: int
) -> None:
    netherlands = read(real_data / "netherlands_wijken2022.gpkg")
    one = dict(netherlands.by("municipality"))[city]
    people = compose(one, ("income_low", "rest"))
    assert len(people.rows) == usable
    assert (people.status == CountStatus.PERTURBED).all()
    assert dissimilarity_of(one, "income_low", "rest") == pytest.approx(expected, abs=5e-4)
