"""Pages from a file to a diagnosis: upload, what its columns are, the quality sheet, measure, versions."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from isopolis.workspace.measure.access import city_of, may_with, visible
from isopolis.workspace.measure.description import profile_of, proposed_rows
from isopolis.workspace.measure.forms import ColumnsForm, MeasureForm, UploadForm, plain_name
from isopolis.workspace.measure.jobs import (
    CHECK,
    INSPECT,
    MEASURE,
    begin_diagnosis,
    check_dataset,
    inspect_upload,
)
from isopolis.workspace.measure.models import City, Dataset, Diagnosis
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action
from isopolis.workspace.site.reader import reader_language
from isopolis.workspace.site.said_errors import said
from isopolis.workspace.site.uploads import accept_files, megabytes, too_large
from isopolis.workspace.tasks.models import Task


def _own(request: HttpRequest, slug: str) -> City:
    """The city, if this person may measure it."""
    city = city_of(request, slug)
    if not may_with(request, Action.MEASURE, city):
        raise PermissionDenied
    return city


@csrf_exempt  # the gate is passed and the size is looked at before the form is read: _upload checks the token
@needs(Action.MEASURE)
def upload(request: HttpRequest, slug: str, city: str) -> HttpResponse:
    """Send a file; it is looked at in the background."""
    found = _own(request, city)
    accept_files(request, settings.UPLOAD_BYTES)
    try:
        return _upload(request, found)
    except RequestDataTooBig:
        return too_large(request, settings.UPLOAD_BYTES)


@csrf_protect
def _upload(request: HttpRequest, city: City) -> HttpResponse:
    posted = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if posted else UploadForm()
    if posted and form.is_valid():
        sent = {key: form.cleaned_data[key] for key in ("file", "geometry") if form.cleaned_data.get(key)}
        with transaction.atomic():
            files = {key: (one.take(), plain_name(one.name)) for key, one in sent.items()}
            task = inspect_upload(city, files, request.user, form.cleaned_data["layer"].strip())
        return redirect(city.url("city-task", task.pk))
    page = {
        "partnership": city.partnership,
        "city": city,
        "form": form,
        "limit": megabytes(settings.UPLOAD_BYTES),
        "datasets": city.datasets.all()[:20],
    }
    return render(request, "measure/upload.html", page, status=400 if form.errors else 200)


def _task_of(city: City, pk: int) -> Task:
    """A task of this city."""
    task = get_object_or_404(Task, pk=pk, partnership=city.partnership, kind__in=(INSPECT, CHECK, MEASURE))
    if _next(city, task) is None:
        raise Http404
    return task


def _next(city: City, task: Task) -> str | None:
    """Where a finished task leads, None if it is another city's."""
    if task.kind == INSPECT and task.payload["city"] == city.pk:
        return city.url("dataset-columns", task.result.get("dataset", 0))
    if task.kind == CHECK:
        dataset = Dataset.objects.filter(city=city, pk=task.payload["dataset"]).first()
        return city.url("dataset-quality", dataset.number) if dataset else None
    if task.kind == MEASURE:
        diagnosis = Diagnosis.objects.filter(city=city, pk=task.payload["diagnosis"]).first()
        return f"{city.get_absolute_url()}?{urlencode({'version': diagnosis.number})}" if diagnosis else None
    return None


def _back(city: City, task: Task) -> str:
    """Where a failed task can be tried again."""
    if task.kind == INSPECT:
        return city.url("upload")
    if task.kind == CHECK:
        return city.url("dataset-columns", Dataset.objects.get(pk=task.payload["dataset"]).number)
    return city.url("dataset-quality", Diagnosis.objects.get(pk=task.payload["diagnosis"]).dataset.number)


@needs(Action.MEASURE)
@require_safe
def progress(request: HttpRequest, slug: str, city: str, pk: int) -> HttpResponse:
    """How far a task is; leads on when it is done, and says what to do when it failed."""
    found = _own(request, city)
    task = _task_of(found, pk)
    if task.status == Task.Status.DONE:
        return redirect(str(_next(found, task)))
    titles = {
        INSPECT: _("Looking at the file"),
        CHECK: _("Reading the file"),
        MEASURE: _("Measuring the city"),
    }
    page = {
        "partnership": found.partnership,
        "city": found,
        "task": task,
        "error": said(task.error),
        "title": titles[task.kind],
        "back": _back(found, task),
        "file": task.payload.get("file_name", ""),
    }
    return render(request, "measure/task.html", page)


@needs(Action.MEASURE)
@require_safe
def progress_state(request: HttpRequest, slug: str, city: str, pk: int) -> HttpResponse:
    """The same as JSON, for the script of the page."""
    task = _task_of(_own(request, city), pk)
    words = _("%(percent)s%% done") % {"percent": task.percent} if task.done else _("Waiting its turn")
    return JsonResponse({"open": task.is_open, "percent": task.percent, "words": words})


@needs(Action.MEASURE)
def dataset_columns(request: HttpRequest, slug: str, city: str, number: int) -> HttpResponse:
    """Say what each column is; the description is kept as a profile."""
    found = _own(request, city)
    dataset = get_object_or_404(Dataset, city=found, number=number)
    described = not (dataset.known and not dataset.profile)
    rows = proposed_rows(dataset.columns, dataset.profile) if described else []
    form = ColumnsForm(rows, request.POST if request.method == "POST" else None)
    if request.method == "POST" and (not described or form.is_valid()):
        with transaction.atomic():
            if described:
                dataset.profile = profile_of(form.described(), dataset.profile)
            dataset.checked = {}
            dataset.save(update_fields=["profile", "checked"])
            record(request.user, "columns described", str(dataset), found.partnership)
            task = check_dataset(dataset, request.user)
        return redirect(found.url("city-task", task.pk))
    page = {
        "partnership": found.partnership,
        "city": found,
        "dataset": dataset,
        "form": form,
        "rows": form.rows(),
        "problem": said(dataset.problem),
        "described": described,
    }
    return render(request, "measure/columns.html", page, status=400 if form.errors else 200)


@needs(Action.MEASURE)
def dataset_quality(request: HttpRequest, slug: str, city: str, number: int) -> HttpResponse:
    """What is known of each column; from here the city is measured."""
    found = _own(request, city)
    dataset = get_object_or_404(Dataset, city=found, number=number)
    if not dataset.checked:
        return redirect(found.url("dataset-columns", dataset.number))
    code = reader_language().code
    labels = dataset.checked["labels"].get(code, {})
    form = MeasureForm(dataset, labels, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        parameters = {
            "groups": data["groups"] if len(data["groups"]) > 1 else [*data["groups"], "rest"],
            "threshold": data["threshold"],
            "replicates": data["replicates"],
            "year": data["year"],
        }
        diagnosis = begin_diagnosis(dataset, parameters, 0, request.user)
        return redirect(found.url("city-task", diagnosis.task_id))
    sheet = [{**row, "label": labels.get(row["column"], row["label"])} for row in dataset.checked["sheet"]]
    page = {
        "partnership": found.partnership,
        "city": found,
        "dataset": dataset,
        "checked": dataset.checked,
        "sheet": sheet,
        "findings": dataset.checked["findings"].get(code, dataset.checked["findings"]["en"]),
        "form": form,
    }
    return render(request, "measure/quality.html", page, status=400 if form.errors else 200)


@needs(Action.SEE_FIGURES)
@require_safe
def versions(request: HttpRequest, slug: str, city: str) -> HttpResponse:
    """Every measurement and every file of a city, the newest first."""
    found = city_of(request, city)
    measures = may_with(request, Action.MEASURE, found)
    diagnoses = Diagnosis.objects.filter(city=found).select_related("dataset", "made_by", "task")
    page = {
        "partnership": found.partnership,
        "city": found,
        "diagnoses": diagnoses if measures else visible(request, found),
        "datasets": found.datasets.select_related("uploaded_by") if measures else [],
        "may_measure": measures,
        "may_publish": may_with(request, Action.PUBLISH_FIGURES, found),
    }
    return render(request, "measure/versions.html", page)


@needs(Action.PUBLISH_FIGURES)
@require_POST
def publish(request: HttpRequest, slug: str, city: str, number: int) -> HttpResponse:
    """Show a version to everybody who may see the partnership, or no longer."""
    found = city_of(request, city)
    if not may_with(request, Action.PUBLISH_FIGURES, found):
        raise PermissionDenied
    with transaction.atomic():
        diagnosis = get_object_or_404(
            Diagnosis.objects.select_for_update(), city=found, number=number, status=Diagnosis.Status.DONE
        )
        hide = "hide" in request.POST
        diagnosis.published_at = None if hide else timezone.now()
        diagnosis.save(update_fields=["published_at"])
        action = "figures withdrawn" if hide else "figures published"
        record(request.user, action, f"{found}: version {number}", found.partnership)
    messages.success(request, _("No longer published.") if hide else _("Published."))
    return redirect(f"{found.get_absolute_url()}?{urlencode({'version': number})}")
