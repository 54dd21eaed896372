"""Services and schools: where they are, when they are open, what they offer."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial.distance import cdist

from isopolis.demo.people import Census
from isopolis.demo.site import CRS, Site
from isopolis.demo.streets import Streets

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Kind:
    """What is true of every place of a kind."""

    title: str
    number: int
    to_the_centre: float
    """How much the kind prefers the centre to where people live: 0 not at all."""
    hours: tuple[str, ...]
    capacity: tuple[int, int]
    """Fewest and most hours of staff a week; places for pupils in a school."""


KINDS = {
    "library": _Kind("Library", 9, 0.6, (
        "Tu-Sa 10:00-18:00",
        "Tu,Th,Fr 14:00-19:00; We,Sa 10:00-12:30,14:00-18:00",
        "Tu-Fr 13:00-18:30; Sa 10:00-17:00; Su 14:00-18:00",
    ), (60, 300)),
    "digital_help": _Kind("Digital help", 12, 0.9, (
        "Mo,We,Fr 09:00-12:00",
        "Tu-Fr 09:00-12:30,13:30-17:00",
        "Mo-Fr 09:00-12:00,14:00-18:30; Sa 08:30-12:00",
        "We 14:00-17:00",
    ), (8, 70)),
    "town_hall": _Kind("Town hall counter", 7, 0.8, (
        "Mo-Fr 08:30-12:00,13:30-16:30",
        "Mo-Fr 09:00-16:30; Th 09:00-19:00",
    ), (70, 280)),
    "health_centre": _Kind("Health centre", 16, 0.7, (
        "Mo-Fr 08:00-19:00",
        "Mo-Fr 08:30-18:00; Sa 09:00-12:00",
    ), (80, 400)),
    "social_centre": _Kind("Social centre", 10, 0.0, (
        "Mo-Fr 09:00-12:00,14:00-18:00",
        "Mo-Fr 14:00-20:00; Sa 10:00-17:00",
    ), (70, 200)),
    "school": _Kind("Primary school", 38, 0.0, ("Mo,Tu,Th,Fr 08:30-11:45,13:45-16:15",), (180, 420)),
}  # fmt: skip
UNSERVED = {
    "estate": ("digital_help", "health_centre", "town_hall"),
    "new_quarter": ("health_centre", "library", "school"),
}
"""Kinds that are missing in a place with a story: what an analysis of access should find."""


@dataclass(frozen=True, slots=True)
class Places:
    """Services and schools.

    Attributes
    ----------
    services
        One row a place: ``id``, ``kind``, ``name``, ``opening_hours`` (OpenStreetMap's syntax),
        ``capacity`` (hours of staff a week; in schools, places for pupils), ``step_free`` (bool),
        ``languages`` (text, joined by ``|``), ``appointment`` (bool), ``updated`` (ISO date),
        point geometry in EPSG:3035.
    catchments
        One row a primary school: ``id``, ``name``, ``pupils``, ``pupils_outside_eu``, and the ground
        from which its pupils come.
    """

    services: gpd.GeoDataFrame
    catchments: gpd.GeoDataFrame


def open_places(site: Site, streets: Streets, census: Census, rng: np.random.Generator) -> Places:
    """Open services at street corners, more of them where more people live and near the centre."""
    corners = shapely.get_coordinates(streets.nodes.geometry.to_numpy())
    middle = shapely.get_coordinates(site.boxes().centroid.to_numpy())
    rows: dict[str, list[object]] = {
        key: []
        for key in (
            "id", "kind", "name", "opening_hours", "capacity", "step_free",
            "languages", "appointment", "updated", "geometry",
        )
    }  # fmt: skip
    for key, kind in KINDS.items():
        weight = census.total * np.exp(-kind.to_the_centre * site.from_centre / 1.5)
        for story, kinds in UNSERVED.items():
            if key in kinds:
                weight = weight * (1 - np.minimum(1, 2 * site.near(story, 1.3)))
        chosen = _spread_out(middle, weight, kind.number, rng)
        corner = np.unique(cdist(middle[chosen], corners).argmin(axis=1))
        for number, node in enumerate(corner, start=1):
            rows["id"].append(f"{key}-{number:02d}")
            rows["kind"].append(key)
            rows["name"].append(f"{kind.title} {number}")
            rows["opening_hours"].append(kind.hours[int(rng.integers(len(kind.hours)))])
            rows["capacity"].append(int(rng.integers(*kind.capacity)))
            rows["step_free"].append(bool(rng.random() < 0.75))
            spoken = [c for c, p in (("en", 0.4), ("ar", 0.2), ("uk", 0.15)) if rng.random() < p]
            rows["languages"].append("|".join(["fr", *spoken]))
            rows["appointment"].append(bool(rng.random() < 0.3))
            days = int(rng.integers(0, 900))
            rows["updated"].append(str(np.datetime64("2024-06-30") - np.timedelta64(days, "D")))
            rows["geometry"].append(shapely.Point(corners[node] + np.array([12.0, 8.0])))
    services = gpd.GeoDataFrame(rows, geometry="geometry", crs=CRS)
    return Places(services, _catchments(site, census, services, rng))


def _spread_out(
    xy: Floats, weight: npt.NDArray[np.generic], number: int, rng: np.random.Generator
) -> list[int]:
    """Cells drawn by weight, each one making its surroundings less likely for the next."""
    left = weight.astype(float).copy()
    chosen: list[int] = []
    for _ in range(number):
        cell = int(rng.choice(len(left), p=left / left.sum()))
        chosen.append(cell)
        far = np.hypot(*(xy - xy[cell]).T)
        left *= 1 - np.exp(-0.5 * (far / 700.0) ** 2)
    return chosen


def _catchments(
    site: Site, census: Census, services: gpd.GeoDataFrame, rng: np.random.Generator
) -> gpd.GeoDataFrame:
    """Each cell sends its children to the nearest school on its own bank; some families avoid it."""
    schools = services[services["kind"] == "school"].reset_index(drop=True)
    boxes = site.boxes()
    middle = shapely.get_coordinates(boxes.centroid.to_numpy())
    at = shapely.get_coordinates(schools.geometry.to_numpy())
    bank = site.north_bank[cdist(at, middle).argmin(axis=1)]
    far = np.where(site.north_bank[:, None] == bank, cdist(middle, at), np.inf)
    nearest = far.argmin(axis=1)
    children = census.people[:, :, 0, :].sum(axis=2)  # by country of birth, 0 to 14 years
    here = np.column_stack([np.bincount(nearest, children[:, b], len(schools)) for b in range(3)])
    young = np.round(here * 0.34).astype(np.int64)  # five of fifteen years
    leaving = 0.25 * young[:, 2] / np.maximum(young.sum(axis=1), 1)
    avoiding = rng.binomial(young[:, 0], leaving)
    pupils = young.sum(axis=1) - avoiding
    ground = gpd.GeoDataFrame({"school": nearest}, geometry=boxes, crs=CRS)[~site.water]
    merged = ground.dissolve("school").reindex(range(len(schools)))
    return gpd.GeoDataFrame(
        {
            "id": schools["id"],
            "name": schools["name"],
            "pupils": pupils,
            "pupils_outside_eu": young[:, 2],
        },
        geometry=merged.geometry.to_numpy(),
        crs=CRS,
    )
