"""How wrong counts on changed boundaries are, where the truth is known: `python -m bench.changed_boundaries`.

The 1 km census cells of real cities are gathered into blocks of 4 km and brought to other blocks of 4 km.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from isopolis.measure.areas import Areas, status_of
from isopolis.measure.areas.boundaries import transfer
from isopolis.measure.areas.formats import read
from isopolis.measure.areas.grid import Cells

DATA = Path(os.environ.get("ISOPOLIS_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
CITIES = DATA / "europe" / "census2021_1km_12cities.csv.gz"
GROUPS = ("OTH", "EU_OTH", "Y_GE65", "CHG_IN")
TRIED = ("berlin", "copenhagen", "heerenveen", "milan", "paris", "toulouse")
BLOCK, EAST, NORTH = 4000, -2000, -1000


def blocks(areas: Areas, east: int, north: int) -> Areas:
    """Cells gathered into blocks that begin at an offset."""
    cells = areas.cells
    assert cells is not None
    corners = np.column_stack([(cells.x - east) // BLOCK, (cells.y - north) // BLOCK])
    places, of = np.unique(corners, axis=0, return_inverse=True)
    squares = Cells(
        places[:, 0] * BLOCK + east, places[:, 1] * BLOCK + north, np.full(len(places), BLOCK, dtype=np.int64)
    )
    total = np.bincount(of.ravel(), np.nan_to_num(areas.total))
    counts = np.column_stack(
        [np.bincount(of.ravel(), np.nan_to_num(areas.counts[:, areas.column(group)])) for group in GROUPS]
    )
    return Areas(
        ids=squares.ids(),
        groups=GROUPS,
        counts=counts,
        status=status_of(counts),
        total=total,
        total_status=status_of(total),
        geometry=squares.polygons(),
    )


def trial(areas: Areas, group: str, unevenness: float = 1.0) -> tuple[float, float, float]:
    """Error by ground and by people (share of the group), and how often the interval held the truth."""
    before, truth = blocks(areas, 0, 0), blocks(areas, EAST, NORTH)
    real = truth.counts[:, truth.column(group)]
    by_ground = transfer(before, truth).error
    by_people = transfer(before, truth, weights=areas, unevenness=unevenness).error
    ground, people = (error[error["group"] == group] for error in (by_ground, by_people))
    held = (people["low"] <= real + 1e-9) & (real <= people["high"] + 1e-9)
    everybody = real.sum()
    return (
        float(np.abs(ground["value"] - real).sum() / everybody),
        float(np.abs(people["value"] - real).sum() / everybody),
        float(held.mean()),
    )


def main() -> None:
    cities = dict(read(CITIES).by("city"))
    print(f"{'city':<12}{'group':<10}{'areal':>8}{'by people':>11}{'held':>7}{'held, 0.5':>11}")
    for city in TRIED:
        for group in GROUPS:
            ground, people, held = trial(cities[city], group)
            narrow = trial(cities[city], group, 0.5)[2]
            print(f"{city:<12}{group:<10}{ground:>8.1%}{people:>11.1%}{held:>7.1%}{narrow:>11.1%}")


if __name__ == "__main__":
    main()
