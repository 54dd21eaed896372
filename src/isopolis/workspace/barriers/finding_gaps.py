"""The gaps of the areas in files, each found once: neither the files nor the tables of places ever change."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from isopolis.errors import InputError
from isopolis.language import Language
from isopolis.measure.access import Gap, Places, Rule, check_near, common_metres, find_gaps
from isopolis.measure.areas import Source
from isopolis.workspace.barriers.models import Place
from isopolis.workspace.site.said_errors import error_text

Points = npt.NDArray[np.float64]
"""Longitude and latitude, a row a place."""


@dataclass(frozen=True, slots=True)
class Question:
    """Of which areas, with which tables of places and by which rule gaps are asked for.

    ``tables`` are (key, service, file, sha256); ``labels`` (column, readable name); ``code`` the language.
    """

    path: Path
    name: str
    tables: tuple[tuple[int, str, str, str], ...]
    labels: tuple[tuple[str, str], ...]
    rule: Rule
    code: str


Found = tuple[tuple[Gap, ...], tuple[str, ...]]
"""Gaps, and what is wrong with tables of places."""
MOST_KEPT = 512
_KEPT: OrderedDict[Question, Found] = OrderedDict()
"""What was found, that which was asked for last at the end."""
_LOCK = Lock()


def found(questions: Sequence[Question]) -> dict[Question, Found]:
    """The answers; places of all tables that are needed are read from the database together."""
    with _LOCK:
        out = {one: _KEPT[one] for one in questions if one in _KEPT}
    left = [one for one in questions if one not in out]
    points = _points({pk for one in left for pk, *_rest in one.tables})
    out |= {one: _compute(one, points) for one in left}
    with _LOCK:
        for one in questions:
            _KEPT[one] = out[one]
            _KEPT.move_to_end(one)
        while len(_KEPT) > MOST_KEPT:
            _KEPT.popitem(last=False)
    return out


def _points(tables: Iterable[int]) -> dict[int, Points]:
    """The places of these tables by its key."""
    tables = sorted(tables)
    if not tables:
        return {}
    rows = Place.objects.filter(table__in=tables).order_by("table", "pk")
    read = np.array(list(rows.values_list("table", "longitude", "latitude")), dtype=np.float64).reshape(-1, 3)
    return {pk: read[read[:, 0] == pk, 1:] for pk in tables}


def _compute(asked: Question, points_of: Mapping[int, Points]) -> Found:
    areas = gpd.read_parquet(asked.path)
    areas = areas[areas.geometry.notna() & ~areas.geometry.is_empty].reset_index(drop=True)
    local = areas.drop(columns="geometry").assign(city=asked.name)
    services: dict[str, Points] = {}
    problems = []
    points, _none = common_metres(areas.geometry, np.zeros((0, 2)))
    for pk, service, file, _sha256 in asked.tables:
        lonlat = points_of[pk]
        blank = ("",) * len(lonlat)
        table = Places(blank, blank, lonlat, ((),) * len(lonlat), blank, Source(file=file))
        try:
            check_near(table, areas.geometry)
        except InputError as error:
            problems.append(error_text(error))
            continue
        _here, there = common_metres(areas.geometry, lonlat)
        services[service] = np.vstack([services[service], there]) if service in services else there
    gaps = find_gaps(
        local, points, services, labels=dict(asked.labels), rule=asked.rule, language=Language(asked.code)
    )
    return tuple(gaps), tuple(problems)
