"""The generated files go through the same readers as anybody's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from isopolis.demo import DemoCity, generate, write
from isopolis.demo.publication import grid_table, neighbourhood_table
from isopolis.measure.areas import CountStatus
from isopolis.measure.areas.formats import read


@pytest.fixture(scope="module")
def city() -> DemoCity:
    return generate()


@pytest.fixture(scope="module")
def files(city: DemoCity, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return write(city, tmp_path_factory.mktemp("demo"))


@pytest.mark.parametrize(
    ("table", "profile", "year"),
    [("neighbourhoods", "profile", "after"), ("earlier", "earlier_profile", "before")],
)
def test_neighbourhoods_are_read_as_they_were_published(
    city: DemoCity, files: dict[str, Path], table: str, profile: str, year: str
) -> None:
    areas = read(files[table], profile=files[profile])
    snapshot = getattr(city, year)
    published, truth = neighbourhood_table(snapshot), snapshot.neighbourhoods
    assert list(areas.ids) == list(truth["code"])
    assert list(areas.attributes["district"]) == list(truth["district"])
    for group in ("native", "other_eu", "outside_eu", "women", "age_65_up"):
        counts, status = areas.counts[:, areas.column(group)], areas.status[:, areas.column(group)]
        hidden = published[group].isin(["<5", "x"]).to_numpy()
        assert (status[hidden] == CountStatus.SUPPRESSED).all()
        assert np.isnan(counts[hidden]).all()
        assert (counts[~hidden] == truth[group].to_numpy()[~hidden]).all()
    assert areas.source.year == snapshot.year
    assert any("invented" in note for note in areas.source.notes)


def test_low_income_is_read_as_a_share_of_households(city: DemoCity, files: dict[str, Path]) -> None:
    areas = read(files["neighbourhoods"], profile=files["profile"])
    assert areas.universe["low_income"] == "households"
    counts = areas.counts[:, areas.column("low_income")]
    truth = city.after.neighbourhoods["low_income"].to_numpy()
    shown = ~np.isnan(counts)
    # The share is published with one decimal: half a thousandth of the households at most.
    limit = 0.0006 * city.after.neighbourhoods["households"].to_numpy()[shown] + 1e-9
    assert (np.abs(counts[shown] - truth[shown]) <= limit).all()


def test_cells_are_read_with_what_is_hidden_in_them(city: DemoCity, files: dict[str, Path]) -> None:
    areas = read(files["grid"], profile=files["grid_profile"])
    published = grid_table(city.after, city.seed)
    hidden = (published["outside_eu"] == "x").to_numpy()
    status = areas.status[:, areas.column("outside_eu")]
    assert ((status == CountStatus.SUPPRESSED) == hidden).all()
    assert (status[~hidden] == CountStatus.PERTURBED).all()
    assert (areas.total_status == CountStatus.PERTURBED).all()
    shown = areas.counts[~hidden, areas.column("outside_eu")]
    assert (shown == published.loc[~hidden, "outside_eu"].astype(int)).all()


def test_the_earlier_table_is_read_in_french(files: dict[str, Path]) -> None:
    areas = read(files["earlier"], profile=files["earlier_profile"], language="fr")
    assert areas.label("outside_eu") == "nés hors de l’UE"


def test_polygons_are_joined_and_cells_drawn_from_their_codes(city: DemoCity, files: dict[str, Path]) -> None:
    areas = read(files["neighbourhoods"], profile=files["profile"])
    assert areas.geometry is not None
    assert areas.geometry.geom_equals_exact(city.after.neighbourhoods.geometry, 0.01, align=False).all()
    cells = read(files["grid"], profile=files["grid_profile"])
    assert cells.with_geometry().geometry is not None


def test_the_office_s_table_is_read_without_its_profile_too(files: dict[str, Path]) -> None:
    areas = read(files["neighbourhoods"])
    assert "Country of birth: Outside the EU" in areas.groups
    assert any("Country of birth: This country" in members for members in areas.partitions.values())
