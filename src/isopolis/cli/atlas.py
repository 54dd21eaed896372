"""`isopolis measure atlas`: every urban centre of a population grid, as tables and as a site."""

from __future__ import annotations

import os
from pathlib import Path

import click

from isopolis.cli.options import folder_for, language_option, today
from isopolis.cli.screen import Screen
from isopolis.errors import InputError
from isopolis.language import Language
from isopolis.measure.areas.formats import read
from isopolis.measure.areas.urban_centres import urban_centres
from isopolis.measure.atlas import (
    Cluster,
    Executor,
    Here,
    Parameters,
    Processes,
    measure_city,
    name_centres,
    tasks_of,
)
from isopolis.plan.documents.atlas import Parts, atlas_table, cities_table, write_site, write_tables


@click.command()
@click.argument("grid", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder to write into.")
@click.option("--scheduler", metavar="ADDRESS", help="Work on the Dask cluster of this scheduler.")
@click.option(
    "--workers",
    type=click.IntRange(1),
    default=os.cpu_count() or 1,
    help="Processes on this machine; as many as it has processors without.",
)
@click.option(
    "--replicates",
    default=200,
    show_default=True,
    type=click.IntRange(20, 100_000),
    help="Draws behind each interval.",
)
@click.option(
    "--seed", default=0, show_default=True, type=click.IntRange(0), help="Start of the random draws."
)
@language_option
def atlas(
    *,
    grid: Path,
    out: Path,
    scheduler: str | None,
    workers: int,
    replicates: int,
    seed: int,
    language_code: str,
) -> None:
    """Atlas of the urban centres of a population GRID: rankings with intervals, a page for each city.

    A run that was stopped continues where it was.
    """
    language = Language(language_code)
    screen = Screen(language)
    folder = folder_for(out)
    parameters = Parameters(replicates=replicates, seed=seed)
    with screen.progress(language.text("Reading {file}", file=grid.name)):
        areas = read(grid, language=language_code)
        centres = urban_centres(areas)
    if len(centres.table) == 0:
        raise InputError(
            "there is no urban centre in this grid",
            file=grid,
            expected="at least one cluster of dense cells with 50,000 inhabitants",
        )
    parts = Parts(folder / ".parts")
    keys: list[tuple[str, str]] = []
    number = len(centres.table)
    with screen.progress(language.text("Measuring")) as report:
        todo = parts.missing(tasks_of(areas, centres, parameters), keys)
        for result in executor(scheduler, workers).map(measure_city, todo):
            parts.write(result)
            report(len(keys), number)
    with screen.progress(language.text("Writing")) as report:
        results = [parts.read(*key) for key in keys]
        cities = cities_table(centres.table, name_centres(areas, centres), results)
        figures = atlas_table(results, cities, dict(areas.labels), language)
        paths = write_tables(figures, cities, folder, source=areas.source, parameters=parameters)
        pages = write_site(
            figures,
            cities,
            folder,
            source=areas.source,
            labels=areas.labels,
            parameters=parameters,
            language=language,
            day=today(),
        )
    screen.say(language.text("{cities} cities, {figures} figures.", cities=number, figures=len(figures)))
    for path in [pages[0], *paths]:
        screen.say(str(path))


def executor(scheduler: str | None, workers: int) -> Executor:
    """Who does the work: a cluster, processes, or this process alone."""
    if scheduler is not None:
        return Cluster(scheduler)
    return Processes(workers) if workers > 1 else Here()
