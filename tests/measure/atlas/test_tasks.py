"""One city, one task: its figures are those of the city measured with the whole grid around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from isopolis.errors import InputError, MissingExtraError
from isopolis.measure.areas import Areas
from isopolis.measure.areas.formats import read
from isopolis.measure.areas.urban_centres import UrbanCentres, urban_centres
from isopolis.measure.atlas import (
    CityTask,
    Cluster,
    Here,
    Parameters,
    Processes,
    measure_city,
    name_centres,
    tasks_of,
)
from isopolis.measure.segregation import measure, profile
from isopolis.plan.documents.atlas import Parts
from small_europe import small_europe

QUICK = Parameters(replicates=20, indices=("dissimilarity", "theil_h", "share"), spatial=("theil_h",))


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory) -> Areas:
    return read(small_europe(tmp_path_factory.mktemp("grid")))


@pytest.fixture(scope="module")
def centres(grid: Areas) -> UrbanCentres:
    return urban_centres(grid)


@pytest.fixture(scope="module")
def tasks(grid: Areas, centres: UrbanCentres) -> list[CityTask]:
    return list(tasks_of(grid, centres, QUICK))


def test_every_centre_is_one_task_with_its_own_cells(tasks: list[CityTask], centres: UrbanCentres) -> None:
    assert [task.city for task in tasks] == list(centres.table["id"])
    assert [int(task.inside.sum()) for task in tasks] == list(
        np.bincount(centres.centre[centres.centre >= 0])
    )


def test_the_halo_holds_every_cell_within_its_reach_and_no_other(grid: Areas, tasks: list[CityTask]) -> None:
    task = tasks[0]
    assert grid.cells is not None
    assert task.areas.cells is not None
    everywhere = grid.cells.centres()
    city = task.areas.cells.centres()[task.inside]
    gaps = np.min(np.hypot(*(everywhere[:, None, :] - city[None, :, :]).T), axis=0)
    assert set(grid.ids[gaps <= QUICK.halo]) == set(task.areas.ids)


def test_figures_are_those_of_the_city_alone(
    grid: Areas, centres: UrbanCentres, tasks: list[CityTask]
) -> None:
    found = measure_city(tasks[0]).figures
    alone = measure(grid.take(centres.centre == 0), ("NAT", "EU_OTH", "OTH"), QUICK.indices)
    here = found[found["scale"].isna()].merge(alone, on=["index", "groups"], suffixes=("", "_alone"))
    assert len(here) == len(alone)
    np.testing.assert_array_equal(here["value"], here["value_alone"])
    assert (here.loc[here["index"] != "share", "low"] <= here.loc[here["index"] != "share", "high"]).all()


def test_environments_are_those_of_the_whole_grid(
    grid: Areas, centres: UrbanCentres, tasks: list[CityTask]
) -> None:
    found = measure_city(tasks[0]).figures
    assert grid.cells is not None
    whole = profile(
        grid,
        ("Y_LT15", "Y_1564", "Y_GE65"),
        ("theil_h",),
        QUICK.scales,
        locations=grid.cells.centres(),
        inside=centres.centre == 0,
    )
    both = found.merge(whole, on=["index", "groups", "scale"], suffixes=("", "_whole"))
    assert len(both) == len(whole)
    np.testing.assert_allclose(both["value"], both["value_whole"], rtol=1e-9, atol=1e-12)


def test_what_was_not_collected_has_no_figure_and_says_so(grid: Areas, tasks: list[CityTask]) -> None:
    unasked = next(
        result
        for result in map(measure_city, tasks)
        if result.facts["birthplace:people_not_collected"] == 1.0
    )
    of_birth = unasked.figures[unasked.figures["groups"].str.contains("NAT")]
    assert of_birth["value"].isna().all()
    assert set(of_birth["status"]) == {"not_collected"}
    assert unasked.facts["age:people_not_collected"] == 0.0


def test_a_disc_that_may_leave_the_halo_has_no_figure(grid: Areas, centres: UrbanCentres) -> None:
    wide = replace(QUICK, scales=("2 km", "k=5000", "k=90000000"))
    figures = measure_city(next(iter(tasks_of(grid, centres, wide)))).figures
    assert figures.loc[figures["scale"] == "k=90000000", "value"].isna().all()
    assert figures.loc[figures["scale"] == "k=5000", "value"].notna().all()


def test_a_key_names_the_counts_and_the_parameters_and_nothing_else(
    grid: Areas, centres: UrbanCentres, tasks: list[CityTask]
) -> None:
    again = list(tasks_of(grid, centres, QUICK))
    assert [task.key for task in again] == [task.key for task in tasks]
    other = list(tasks_of(grid, centres, replace(QUICK, seed=1)))
    assert not {task.key for task in other} & {task.key for task in tasks}
    counts = grid.counts.copy()
    row = int(np.flatnonzero(centres.centre == 1)[0])
    counts[row, grid.column("Y_LT15")] += 1
    changed = list(tasks_of(replace(grid, counts=counts), centres, QUICK))
    assert [new.key == old.key for new, old in zip(changed, tasks, strict=True)] == [True, False, True]


def test_a_grid_without_the_groups_is_refused(grid: Areas, centres: UrbanCentres) -> None:
    with pytest.raises(InputError, match="no groups that the atlas compares"):
        next(tasks_of(replace(grid, partitions={}), centres, QUICK))


def test_processes_find_the_same_as_one_process(tasks: list[CityTask]) -> None:
    here = {result.city: result for result in Here().map(measure_city, tasks)}
    there = {result.city: result for result in Processes(1).map(measure_city, tasks)}
    assert set(here) == set(there)
    for city, result in here.items():
        pd.testing.assert_frame_equal(result.figures, there[city].figures, check_exact=True)
        assert str(result.facts) == str(there[city].facts)


@pytest.mark.filterwarnings("ignore")  # of Dask's own parts
def test_a_dask_cluster_finds_the_same(tasks: list[CityTask]) -> None:
    distributed = pytest.importorskip("dask.distributed", reason="install isopolis[cluster]")
    here = {result.city: result for result in Here().map(measure_city, tasks)}
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None
    ) as cluster:
        there = list(Cluster(cluster.scheduler_address).map(measure_city, tasks))
    assert {result.city for result in there} == set(here)
    for result in there:
        pd.testing.assert_frame_equal(result.figures, here[result.city].figures, check_exact=True)


@pytest.mark.filterwarnings("ignore")
def test_a_scheduler_that_does_not_answer_is_an_input_error(monkeypatch: pytest.MonkeyPatch) -> None:
    distributed = pytest.importorskip("dask.distributed", reason="install isopolis[cluster]")

    def refuse(*_: Any, **__: Any) -> None:
        raise OSError("nobody there")

    monkeypatch.setattr(distributed, "Client", refuse)
    with pytest.raises(InputError, match="no scheduler answers"):
        list(Cluster("tcp://127.0.0.1:1").map(abs, [1]))


def test_without_dask_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys  # noqa: PLC0415

    monkeypatch.setitem(sys.modules, "dask.distributed", None)
    with pytest.raises(MissingExtraError, match=r"isopolis\[cluster\]"):
        list(Cluster("tcp://127.0.0.1:1").map(abs, [1]))


def test_a_killed_run_continues_and_ends_with_the_same_bytes(tmp_path: Path, tasks: list[CityTask]) -> None:
    measured: list[str] = []

    def work(parts: Parts, stop_after: int) -> None:
        def counted(todo: Iterable[CityTask]) -> Iterator[CityTask]:
            for task in todo:
                measured.append(task.city)
                yield task

        for done, result in enumerate(Here().map(measure_city, counted(parts.missing(tasks, [])))):
            if done == stop_after:
                raise KeyboardInterrupt
            parts.write(result)

    whole, broken = Parts(tmp_path / "whole"), Parts(tmp_path / "broken")
    work(whole, 99)
    measured.clear()
    with pytest.raises(KeyboardInterrupt):
        work(broken, 1)
    assert len(list(broken.folder.iterdir())) == 1
    first = measured[0]
    measured.clear()
    work(broken, 99)
    assert first not in measured
    assert len(measured) == len(tasks) - 1
    bytes_of = [
        {path.name: path.read_bytes() for path in parts.folder.iterdir()} for parts in (whole, broken)
    ]
    assert bytes_of[0] == bytes_of[1]


def test_an_unfinished_file_is_not_a_result(tmp_path: Path, tasks: list[CityTask]) -> None:
    parts = Parts(tmp_path)
    parts.path(tasks[0].city, tasks[0].key).with_suffix(".1.unfinished").write_bytes(b"PAR1")
    assert [task.city for task in parts.missing(tasks, [])] == [task.city for task in tasks]


def test_a_result_read_back_is_the_result(tmp_path: Path, tasks: list[CityTask]) -> None:
    parts, result = Parts(tmp_path), measure_city(tasks[0])
    parts.write(result)
    back = parts.read(result.city, result.key)
    pd.testing.assert_frame_equal(back.figures, result.figures, check_exact=True)
    assert str(back.facts) == str(result.facts)


def test_a_centre_is_called_by_its_largest_town_or_by_nothing(grid: Areas, centres: UrbanCentres) -> None:
    names = name_centres(grid, centres)
    at = {
        str(city): tuple(row)
        for city, row in zip(centres.table["id"], names.itertuples(index=False), strict=True)
    }
    paris = next(name for city, name in at.items() if city.startswith("UC_N289") and "E376" in city)
    assert paris == ("Paris", "FR")
    in_the_sea = names.assign(name="")
    assert list(in_the_sea.columns) == ["name", "country"]
