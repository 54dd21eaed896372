"""A census grid of three cities that touch nothing, with villages around, as Eurostat delivers it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

CITIES = ((3760, 2890, 7), (3830, 2890, 6), (3760, 2960, 6))
"""Kilometres east and north of the first cell, and cells of a side; the first is where Paris is."""


def small_europe(folder: Path, *, uncollected: int = 2) -> Path:
    """Write the grid; in the city of this number nobody asked where people were born (the file says so)."""
    rng = np.random.default_rng(5)
    rows = []
    for number, (east, north, side) in enumerate(CITIES):
        for x in range(east - 20, east + side + 20, 1):
            for y in range(north - 20, north + side + 20, 1):
                inside = east <= x < east + side and north <= y < north + side
                if not inside and rng.random() < 0.5:
                    continue
                people = int(rng.integers(1_700, 2_500) if inside else rng.integers(3, 60))
                share = 0.05 + 0.3 * ((x - east) % 5 < 2)
                birth = rng.multinomial(people, [0.95 - share, 0.05, share])
                ages = rng.multinomial(people, [0.2, 0.6, 0.2])
                moves = rng.multinomial(people, [0.9, 0.08, 0.02])
                unasked = number == uncollected
                rows.append(
                    {
                        "GRD_ID": f"CRS3035RES1000mN{y}000E{x}000",
                        "T": people,
                        **dict(zip(("NAT", "EU_OTH", "OTH"), [None] * 3 if unasked else birth, strict=True)),
                        **dict(zip(("Y_LT15", "Y_1564", "Y_GE65"), ages, strict=True)),
                        **dict(zip(("SAME", "CHG_IN", "CHG_OUT"), moves, strict=True)),
                    }
                )
    path = folder / "grid.csv"
    pd.DataFrame(rows).to_csv(path, index=False)
    return path
