"""The tasks of this room: look at an upload, check it against its description, measure the city.

Each is computed by a function of :mod:`reading` or :mod:`measuring` in a child process; what comes out is
stored here, in the transaction that closes the task.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from isopolis.workspace.measure.models import City, Dataset, Diagnosis, Figure
from isopolis.workspace.measure.signals import measured
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.models import User
from isopolis.workspace.tasks.kinds import Kind, register
from isopolis.workspace.tasks.models import Task
from isopolis.workspace.tasks.queue import enqueue

ROOM = "isopolis.workspace.measure"
KEPT = "kept"
"""The folder that ``measuring`` writes what is kept of a diagnosis into."""
INSPECT, CHECK, MEASURE = "measure.inspect", "measure.check", "measure.measure"
MADE = ("groups", "labels", "told", "provenance", "people", "areas", "withheld", "bounds", "classes")
"""What a diagnosis stores of the result as it is."""
GENERATE = "measure.generate"
"""A city of the demonstration."""


def next_number(city: City, model: type[Dataset] | type[Diagnosis]) -> int:
    """Number of the next version; the city's row is locked so that two never get the same."""
    City.objects.select_for_update().get(pk=city.pk)
    return (model.objects.filter(city=city).aggregate(last=Max("number"))["last"] or 0) + 1


def inspect_upload(city: City, files: dict[str, tuple[Path, str]], by: User | None, layer: str = "") -> Task:
    """Have a new file looked at; ``files`` are ``file`` and perhaps ``geometry``: where and its name."""
    payload: dict[str, Any] = {"city": city.pk, "layer": layer}
    for key, (path, name) in files.items():
        payload |= {key: str(path), f"{key}_name": name}
    return enqueue(INSPECT, payload, city.partnership, by)


def _inspected(task: Task, result: dict[str, Any], folder: Path) -> None:
    city = City.objects.get(pk=task.payload["city"])
    dataset = _keep(city, {**task.payload, **result}, task.asked_by)
    task.result = {"dataset": dataset.number}


def _keep(city: City, found: dict[str, Any], by: User | None) -> Dataset:
    """Store a file that was looked at; the file itself moves to where it is kept."""
    dataset = Dataset.objects.create(
        city=city,
        number=next_number(city, Dataset),
        name=found["file_name"],
        geometry_name=found.get("geometry_name", ""),
        layer=found.get("layer", ""),
        uploaded_by=by,
        **{name: found[name] for name in ("sha256", "size", "known", "columns", "problem", "profile")},
        checked=found.get("checked", {}),
    )
    # A folder of this key is of an attempt that was interrupted before it was stored.
    shutil.rmtree(dataset.folder, ignore_errors=True)
    dataset.folder.mkdir(parents=True, mode=0o700)
    for key in ("file", "geometry"):
        if key in found:
            shutil.move(found[key], dataset.folder / key)
    what = f"{city}: {dataset.name} (sha256 {dataset.sha256[:16]})"
    record(by, "file uploaded", what, city.partnership)
    return dataset


def _refused(task: Task) -> None:
    """Nothing is left of a file that cannot be used."""
    for key in ("file", "geometry"):
        if key in task.payload:
            Path(task.payload[key]).unlink(missing_ok=True)


def check_dataset(dataset: Dataset, by: User | None) -> Task:
    """Have a file read as its columns are described now."""
    payload = {"dataset": dataset.pk, **dataset.payload}
    return enqueue(CHECK, payload, dataset.city.partnership, by)


def _checked(task: Task, result: dict[str, Any], folder: Path) -> None:
    # Only for the description that was read: another may have been saved since.
    Dataset.objects.filter(pk=task.payload["dataset"], profile=task.payload["profile"]).update(checked=result)
    task.result = {}


def _generated(task: Task, result: dict[str, Any], folder: Path) -> None:
    """The generated files are kept as if they had been uploaded, and measured."""
    city = City.objects.get(pk=task.payload["city"])
    for found, parameters in zip(result["files"], task.payload["parameters"], strict=True):
        begin_diagnosis(_keep(city, found, task.asked_by), parameters, 0, task.asked_by)
    task.result = {}


def _nothing(task: Task) -> None:
    """What failed leaves things as they were."""


@transaction.atomic
def begin_diagnosis(dataset: Dataset, parameters: dict[str, Any], seed: int, by: User | None) -> Diagnosis:
    """Have a city measured; the diagnosis is a version of its own."""
    city = dataset.city
    diagnosis = Diagnosis.objects.create(
        city=city,
        dataset=dataset,
        number=next_number(city, Diagnosis),
        profile=dataset.profile,
        parameters=parameters,
        seed=seed,
        year=parameters.get("year") or dataset.checked.get("year"),
        made_by=by,
    )
    payload = {
        "diagnosis": diagnosis.pk,
        **dataset.payload,
        **parameters,
        "seed": seed,
        "title": city.name,
        "day": timezone.now().date().isoformat(),
    }
    diagnosis.task = enqueue(MEASURE, payload, city.partnership, by)
    diagnosis.save(update_fields=["task"])
    record(by, "city measured", f"{city}: version {diagnosis.number} from {dataset.name}", city.partnership)
    return diagnosis


def _measured(task: Task, result: dict[str, Any], folder: Path) -> None:
    diagnosis = Diagnosis.objects.select_related("city").get(pk=task.payload["diagnosis"])
    shutil.rmtree(diagnosis.folder, ignore_errors=True)  # of an attempt that was interrupted at its end
    diagnosis.folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / KEPT).rename(diagnosis.folder)
    for name in (
        "groups",
        "labels",
        "told",
        "provenance",
        "people",
        "areas",
        "withheld",
        "bounds",
        "classes",
    ):
        setattr(diagnosis, name, result[name])
    diagnosis.mapped = result["mapped"] or ""
    diagnosis.year = diagnosis.year or result["year"]
    diagnosis.status = Diagnosis.Status.DONE
    if task.payload.get("publish"):
        diagnosis.published_at = timezone.now()
    diagnosis.save()
    Figure.objects.bulk_create(
        Figure(
            diagnosis=diagnosis,
            **{key: value for key, value in row.items() if key not in ("scale", "sentence")},
            scale=row["scale"] or "",
            sentence=row["sentence"] or "",
        )
        for row in result["figures"]
    )
    task.result = {"diagnosis": diagnosis.number}
    measured.send(sender=Diagnosis, diagnosis=diagnosis)


def _not_measured(task: Task) -> None:
    Diagnosis.objects.filter(pk=task.payload["diagnosis"]).update(status=Diagnosis.Status.FAILED)


def register_jobs() -> None:
    """Make the kinds of this room known to the worker."""
    register(Kind(INSPECT, f"{ROOM}.reading:inspect", _inspected, _refused, seconds=300))
    register(Kind(CHECK, f"{ROOM}.reading:check", _checked, _nothing, seconds=600))
    register(Kind(GENERATE, f"{ROOM}.generated:generate_city", _generated, _nothing, seconds=600))
    register(Kind(MEASURE, f"{ROOM}.measuring:measure", _measured, _not_measured, seconds=7200))
