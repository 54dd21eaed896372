"""Downloads, the map as a picture, and the tiles: all made from figures that have passed the gate."""

from __future__ import annotations

from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_safe

from isopolis.workspace.measure.access import city_of, required_version
from isopolis.workspace.measure.models import Diagnosis
from isopolis.workspace.measure.tiles import read_tile
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action
from isopolis.workspace.site.reader import reader_language

SPOKEN = ("brief.pdf", "brief.docx", "brief.html", "figures.xlsx", "figures.csv", "figures.json")
"""Files that there are in each language."""
SHARED = ("areas.gpkg", "areas.parquet")
A_YEAR = "private, max-age=31536000, immutable"
"""A version never changes; who may see it does, so no shared cache keeps it."""


@needs(Action.SEE_FIGURES)
@require_safe
def download(request: HttpRequest, slug: str, city: str, number: int, name: str) -> HttpResponse:
    """One file of a version, in the reader's language where it has words."""
    diagnosis = required_version(request, city_of(request, city), number)
    path = _path(diagnosis, name)
    response = FileResponse(path.open("rb"), as_attachment=True, filename=f"{city}-{number}-{name}")
    response.headers["Content-Language"] = path.parent.name if name in SPOKEN else ""
    if not response.headers["Content-Language"]:
        del response.headers["Content-Language"]
    return response


def _path(diagnosis: Diagnosis, name: str) -> Path:
    if name in SHARED:
        path = diagnosis.folder / name
    elif name in SPOKEN:
        path = diagnosis.folder / _spoken(diagnosis) / name
    else:
        raise Http404
    if not path.is_file():
        raise Http404
    return path


def _spoken(diagnosis: Diagnosis) -> str:
    """The reader's language if there are documents in it, else English."""
    code = reader_language().code
    return code if code in diagnosis.told else "en"


@needs(Action.SEE_FIGURES)
@require_safe
def picture(request: HttpRequest, slug: str, city: str, number: int) -> HttpResponse:
    """The map as a picture, for pages without a script and for paper."""
    diagnosis = required_version(request, city_of(request, city), number)
    path = diagnosis.folder / _spoken(diagnosis) / "map.svg"
    if not path.is_file():
        raise Http404
    return HttpResponse(path.read_bytes(), content_type="image/svg+xml")


@needs(Action.SEE_FIGURES)
@require_safe
def tile(request: HttpRequest, slug: str, city: str, number: int, **place: int) -> HttpResponse:
    """One tile of the map, at ``z``, ``x``, ``y``."""
    z, x, y = place["z"], place["x"], place["y"]
    diagnosis = required_version(request, city_of(request, city), number)
    if not diagnosis.tiles.is_file():
        raise Http404
    tag = f'"{diagnosis.pk}-{z}-{x}-{y}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified()
    content = read_tile(diagnosis.tiles, z, x, y)
    response = HttpResponse(content or b"", status=200 if content else 204)
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = A_YEAR
    if content:
        response.headers["Content-Type"] = "application/vnd.mapbox-vector-tile"
        response.headers["Content-Encoding"] = "gzip"
    return response
