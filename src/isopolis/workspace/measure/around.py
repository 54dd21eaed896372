"""What is around a neighbourhood: the nearest place of each service, and the barriers known there."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from django.utils.translation import gettext as _

from isopolis.language import Language
from isopolis.measure.access import common_metres, nearest
from isopolis.workspace.barriers.measured import has_shapes, tables_of
from isopolis.workspace.barriers.models import Barrier
from isopolis.workspace.measure.models import City, Diagnosis


@dataclass(frozen=True, slots=True)
class Service:
    """A service, its nearest place and how far that is, in words."""

    service: str
    place: str
    distance: str


def services_near(city: City, diagnosis: Diagnosis, code: str, language: Language) -> list[Service]:
    """The nearest place of each table of places, as the crow flies; none where the area has no shape."""
    tables = tables_of(city)
    path = diagnosis.folder / "areas.parquet"
    if not tables or not has_shapes(path):
        return []
    shape = gpd.read_parquet(path, columns=["area", "geometry"], filters=[("area", "==", code)]).geometry
    if shape.empty or shape.isna().any() or shape.is_empty.any():
        return []
    out = []
    for table in tables:
        places = list(table.places.values_list("name", "longitude", "latitude"))
        if not places:
            continue
        here, there = common_metres(shape, np.array([place[1:] for place in places], dtype=float))
        found = nearest(here, there)
        metres = float(found.distance[0])
        words = (
            _("%(number)s km") % {"number": language.number(metres / 1000, 1)}
            if metres >= 950
            else _("%(number)s m") % {"number": language.number(10 * round(metres / 10), 0)}
        )
        out.append(Service(table.service, places[int(found.place[0])][0], words))
    return out


def barriers_here(city: City, code: str) -> list[Barrier]:
    """The barriers of the register that are placed in this area."""
    return list(Barrier.objects.filter(city=city, area=code).select_related("partnership"))
