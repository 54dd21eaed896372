"""Coverage of the intervals by simulation: `python -m bench.coverage [--only WORDS] [--write FILE.csv]`.

Areas with known shares are made once a setting; counts are drawn from them again and again, and it is
counted how often a nominal 95% interval holds the figure of the shares. The table in the manual
(docs/methods/coverage.csv) is what `--replicates 100 --write` wrote, family by family, with the number of
trials that it lists: the first hundred of 400 trials are those of 100.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import pandas as pd
from bench.coverage.families import SETTINGS, Setting

from isopolis.measure.segregation import INDICES


def summary(setting: Setting, rows: pd.DataFrame) -> pd.DataFrame:
    """One row a figure: its truth, the bias of the plain and of the corrected value, and the coverage."""
    found = rows.groupby("index", sort=False).mean()
    with np.errstate(divide="ignore", invalid="ignore"):
        plain, corrected = (100 * (found[kind] / found["truth"] - 1) for kind in ("value", "corrected"))
    zero = found["truth"] == 0
    return pd.DataFrame(
        {
            "figures": setting.family,
            "city": setting.city.name,
            "trials": rows.groupby("index").size().iloc[0],
            "index": found.index,
            "truth": found["truth"].round(4).to_numpy(),
            "bias of the plain value, %": plain.where(~zero).round(1).to_numpy(),
            "bias of the corrected value, %": corrected.where(~zero).round(1).to_numpy(),
            "coverage, %": (100 * found["held"]).round(1).to_numpy(),
        }
    )


def naive_coverage(setting: Setting, name: str, seed: int, trials: int) -> float:
    """Coverage in percent of a percentile bootstrap of areas, as it is often done."""
    truth, rng = setting.city.truth(seed), np.random.default_rng([seed, 3])
    true, held = INDICES[name].city(truth), 0
    for _ in range(trials):
        counts = setting.city.draw(rng, truth)
        areas = rng.integers(0, len(counts), (99, len(counts)))
        low, high = np.quantile([INDICES[name].city(counts[rows]) for rows in areas], [0.025, 0.975])
        held += low <= true <= high
    return 100 * held / trials


def main() -> None:
    """Run the settings and print, or write, their table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=200)
    parser.add_argument("--replicates", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="settings whose family or city contains these words")
    parser.add_argument("--naive", action="store_true", help="also a bootstrap of areas, for H and D")
    parser.add_argument("--write", type=Path)
    given = parser.parse_args()
    tables = []
    for setting in SETTINGS:
        if given.only not in f"{setting.family}: {setting.city.name}":
            continue
        start = time.process_time()
        table = summary(setting, setting.trials(given.seed, given.trials, given.replicates))
        print(table.iloc[:, 3:].to_string(index=False))
        print(
            f"  {setting.family}: {setting.city.name} [{time.process_time() - start:.0f} s CPU]", flush=True
        )
        if given.naive and setting.family == "cities":
            for name in ("dissimilarity", "theil_h"):
                covered = naive_coverage(setting, name, given.seed, given.trials)
                print(f"  bootstrap of areas, {name}: {covered:.1f}%", flush=True)
        tables.append(table)
        if given.write:
            pd.concat(tables).to_csv(given.write, index=False)


if __name__ == "__main__":
    main()
