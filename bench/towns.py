"""Derive the table of cities and towns that `isopolis learn advice` runs over.

python -m bench.towns [GRID.parquet] > src/isopolis/measure/atlas/towns.csv
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from bench.europe import GRID

from isopolis import __version__
from isopolis.measure.areas.formats import read
from isopolis.measure.atlas.towns import ATTRIBUTION, towns_of


def main() -> None:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else GRID
    begun = time.process_time()
    table = towns_of(read(path))
    whole = table.astype({"population": "int64", "segregated_people": "Int64"})
    print(f"# {ATTRIBUTION}.\n# Derived by: python -m bench.towns GRID (isopolis {__version__}).")
    print(whole.to_csv(index=False, lineterminator="\n"), end="")
    print(f"{len(table)} cities and towns, {time.process_time() - begun:.0f} s of CPU", file=sys.stderr)


if __name__ == "__main__":
    main()
