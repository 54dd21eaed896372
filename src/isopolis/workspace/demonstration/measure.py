"""The generated cities of the demonstration: their files are made, read and measured by the worker.

A page answers at once; the figures come within a minute or two of the first start (later starts find them).
"""

from __future__ import annotations

from isopolis.workspace.measure.jobs import GENERATE
from isopolis.workspace.measure.models import City
from isopolis.workspace.people.models import Partnership, User
from isopolis.workspace.tasks.queue import enqueue

LATER = ("neighbourhoods", "profile", "polygons")
EARLIER = ("earlier", "earlier_profile", "earlier_polygons")
GRID = ("grid", "grid_profile", "")
CENSUS = {"outside_eu": "OTH", "other_eu": "EU_OTH", "native": "NAT"}
"""What the generated groups are called in the European census grid."""
CITIES = (
    ("Tessemar", None, ((EARLIER, 2016), (GRID, 2024), (LATER, 2024))),
    ("Ostervik", 11, ((LATER, 2024),)),
    ("Valcorrente", 12, ((LATER, 2024),)),
)
"""Name, seed (None: the demonstration city's own), and its files with their years."""


def fill_measure(partnership: Partnership, people: dict[str, User]) -> None:
    """Add the cities, and have their files generated and measured."""
    for name, seed, files in CITIES:
        city = City.objects.create(
            partnership=partnership,
            organisation=partnership.organisations.get(name=name),
            name=name,
            slug=name.lower(),
        )
        payload = {
            "city": city.pk,
            "name": name,
            "seed": seed,
            "files": [list(paths) for paths, _year in files],
            "parameters": [_parameters(paths, year) for paths, year in files],
        }
        enqueue(GENERATE, payload, partnership, people["expert"])


def _parameters(paths: tuple[str, str, str], year: int) -> dict[str, object]:
    return {
        "groups": ["outside_eu", "native"],
        "threshold": 10,
        "replicates": 200,
        "year": year,
        "publish": True,
        "reference": CENSUS if paths == GRID else {},
    }
