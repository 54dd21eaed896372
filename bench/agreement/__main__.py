"""Isopolis and PySAL `segregation` on real cities: every index that PySAL has, beside ours.

    python -m bench.agreement [--write FILE.csv] [WORD ...]

The cities are of every kind that is at hand (`ISOPOLIS_DATA`): statistical neighbourhoods of Paris with empty
areas and one group more than a hundred times another, districts of the Netherlands of very unequal size,
forecast areas of Berlin, cells of the census grid that are all of one size and often hold nobody of a group,
centres without a shape, schools without a place. WORDs choose cities. Where the definitions agree, figures
must agree to 1e-6 of the larger; where they do not, the table shows both and why. The command ends with 1
where figures differ without a reason, or for one that docs/methods/agreement.md has no line about.
"""

from __future__ import annotations

import argparse
import math
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from bench.agreement import areas
from bench.agreement.cities import City, cities
from bench.agreement.indices import INDICES_OF_PYSAL, OF_THE_MANUAL, Index

from isopolis.errors import InputError

CLOSE = 1e-6
MANUAL = Path(__file__).resolve().parents[2] / "docs" / "methods" / "agreement.md"


def compared(city: City) -> Iterator[dict[str, Any]]:
    """One row an index: both figures, and whether they are the same."""
    for index in INDICES_OF_PYSAL:
        if (index.placed and not city.placed) or (index.drawn and not city.drawn):
            continue
        yield _row(city, index.label, *_both(index, city.lived_in() if index.lived_in else city))
    for label, theirs, ours, reason in areas.rows(city):
        yield _row(city, label, (theirs, ours), reason)


def _both(index: Index, city: City) -> tuple[tuple[float, float], str, str]:
    """Their figure and ours, why they may differ, and what was said in the place of one."""
    said = ""
    try:
        ours = index.ours(city)
    except InputError as error:
        ours, said = math.nan, f"refused here: {error}".splitlines()[0]
    try:
        theirs = index.value(city)
    except Exception as error:  # whatever it is, it is their answer
        theirs, said = math.nan, f"{type(error).__name__}: {error}"[:60]
    return (theirs, ours), index.reason(city), said


def _row(city: City, label: str, both: tuple[float, float], reason: str, said: str = "") -> dict[str, Any]:
    theirs, ours = both
    neither = math.isnan(theirs) and math.isnan(ours)
    same = neither or abs(theirs - ours) <= CLOSE * max(1.0, abs(theirs), abs(ours))
    return {
        "city": city.name,
        "PySAL": label,
        "theirs": theirs,
        "Isopolis": ours,
        "verdict": "agree" if same else "differ as documented" if _is_told(reason) else "DIFFER",
        "why": "" if same else "; ".join(filter(None, (reason, said))),
        "reason": reason,
    }


def _is_told(reason: str) -> bool:
    """Whether the manual has a line about a reason."""
    heading = OF_THE_MANUAL.get(reason)
    return heading is not None and f"\n| {heading} |" in MANUAL.read_text(encoding="utf-8")


def summary(every: pd.DataFrame) -> pd.DataFrame:
    """One row an index: in how many cities both are the same, and the figures of the first city."""
    number = every.groupby(["city", "PySAL"], sort=False).cumcount()
    every = every.assign(number=number, same=every["verdict"] == "agree")
    apart = (every["theirs"] - every["Isopolis"]).abs()
    found = every.assign(apart=apart).groupby(["PySAL", "number"], sort=False)
    reasons = found["why"].agg(lambda texts: "; ".join(dict.fromkeys(filter(None, texts))))
    return pd.DataFrame(
        {
            "PySAL segregation 2.5.4": found["PySAL"].first(),
            "the same in": found["same"].sum().astype(str) + " of " + found.size().astype(str),
            "first city, PySAL": found["theirs"].first().round(4),
            "first city, Isopolis": found["Isopolis"].first().round(4),
            "largest difference": found["apart"].max().map("{:.0e}".format).replace("nan", ""),
            "why": reasons,
        }
    )


def main() -> int:
    """Print the table; 1 where figures that should agree do not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*", help="cities whose name holds one of these words")
    parser.add_argument("--write", type=Path, help="the table of the manual: one row an index")
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    tables = []
    for city in cities():
        if given.words and not any(word.lower() in city.name.lower() for word in given.words):
            continue
        table = pd.DataFrame(compared(city))
        print(f"\n{city.name}: {len(city.table)} areas, {len(city.groups)} groups")
        shown = table.drop(columns=["city", "reason"])
        print(shown.to_string(index=False, float_format="%.7g"), flush=True)
        tables.append(table)
    every = pd.concat(tables)
    if given.write:
        summary(every).to_csv(given.write, index=False)
    print("\n" + every["verdict"].value_counts().to_string())
    return int((every["verdict"] == "DIFFER").any())


if __name__ == "__main__":
    sys.exit(main())
