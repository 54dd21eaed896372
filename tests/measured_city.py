"""A small city that was measured by the real tasks, once for all tests, and stored for each that asks."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
from shapely.geometry import box

from isopolis.workspace.measure.jobs import MEASURE, begin_diagnosis
from isopolis.workspace.measure.measuring import measure
from isopolis.workspace.measure.models import City, Dataset, Diagnosis
from isopolis.workspace.measure.reading import check, inspect
from isopolis.workspace.people.models import Partnership, User
from isopolis.workspace.tasks.kinds import KINDS
from isopolis.workspace.tasks.models import Task

PARAMETERS = {"groups": ["native", "foreign"], "threshold": 10, "replicates": 20, "year": 2024}
SIDE = 6
SMALL = "A0507"
"""An area with 4 people of one group: it must be withheld."""


def city_file(folder: Path, name: str = "city.gpkg") -> Path:
    """36 square areas; more foreigners in the east; in one of them few."""
    rows = []
    for i in range(SIDE * SIDE):
        x, y = i % SIDE, i // SIDE
        native, foreign = 200 + 5 * y, 20 + 40 * x
        if i == 31:
            foreign = 4
        code = f"A{y:02}{x + 6:02}" if i == 31 else f"A{y:02}{x:02}"
        shape = box(390_000 + 500 * x, 5_820_000 + 500 * y, 390_500 + 500 * x, 5_820_500 + 500 * y)
        rows.append((code, f"Quarter {i}", native + foreign, native, foreign, shape))
    columns = ["code", "name", "total", "native", "foreign", "geometry"]
    table = gpd.GeoDataFrame(
        {column: [row[k] for row in rows] for k, column in enumerate(columns)}, crs="EPSG:25833"
    )
    path = folder / name
    table.to_file(path, driver="GPKG")
    return path


@cache
def computed() -> tuple[Path, dict[str, Any]]:
    """What the tasks make of the file: the kept folder, and the results of the three."""
    folder = Path(tempfile.mkdtemp(prefix="isopolis-measured-"))
    path = city_file(folder)
    seen = {"file": str(path), "file_name": path.name, "layer": ""}
    looked = inspect(seen, folder, _silent)
    checked = check({**seen, "profile": looked["profile"]}, folder, _silent)
    payload = {**seen, "profile": looked["profile"], **PARAMETERS, "seed": 0, "title": "Demoville"}
    result = measure({**payload, "day": "2025-01-01"}, folder, _silent)
    return folder, {"inspect": looked, "check": checked, "measure": result}


def _silent(done: int, of: int) -> None:
    return None


def measured(
    partnership: Partnership, by: User, *, name: str = "Demoville", year: int = 2024, shift: float = 0.0
) -> Diagnosis:
    """A city with a published diagnosis; called again, a further version of it."""
    folder, results = computed()
    city, _made = City.objects.get_or_create(
        partnership=partnership,
        slug=name.lower().replace(" ", "-"),
        defaults={"name": name, "organisation": partnership.organisations.first()},
    )
    dataset = city.datasets.first() or Dataset.objects.create(
        city=city, number=1, name="city.gpkg", checked=results["check"], **results["inspect"]
    )
    if not dataset.folder.exists():
        dataset.folder.mkdir(parents=True)
        shutil.copy(folder / "city.gpkg", dataset.folder / "file")
    diagnosis = begin_diagnosis(dataset, {**PARAMETERS, "year": year}, 0, by)
    task = Task.objects.get(pk=diagnosis.task_id)
    task.payload["publish"] = True
    room = Path(tempfile.mkdtemp(dir=folder))
    shutil.copytree(folder / "kept", room / "kept")
    result = results["measure"]
    if shift:
        figures = [
            row
            | {
                name: None if row[name] is None else float(np.clip(row[name] + shift, 0, 1))
                for name in ("value", "low", "high")
            }
            for row in result["figures"]
        ]
        result = {**result, "figures": figures}
    KINDS[MEASURE].finish(task, result, room)
    task.status = Task.Status.DONE
    task.save()
    return Diagnosis.objects.get(pk=diagnosis.pk)
