"""Coverage of the intervals by simulation: `python -m bench.coverage [--trials N] [--only NAME]`.

Areas with known shares are drawn once a setting; counts are drawn from them again and again, and it is
counted how often a nominal 95% interval holds the index of the shares. The naive interval resamples areas.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from isopolis.measure.segregation import INDICES
from isopolis.measure.segregation.inference import intervals
from isopolis.measure.segregation.registry import Floats

SIX = np.array([0.5, 0.2, 0.12, 0.09, 0.06, 0.03])
TWO = np.array([0.8, 0.2])
Shares = Callable[[np.random.Generator, Floats, int], Floats]


def dirichlet(concentration: float) -> Shares:
    """Areas that differ at random."""
    return lambda rng, city, n: rng.dirichlet(city * concentration, n)


def logit_normal(spread: float) -> Shares:
    """Areas whose log shares are normal."""

    def draw(rng: np.random.Generator, city: Floats, n: int) -> Floats:
        odds = city * np.exp(rng.normal(0, spread, (n, len(city))))
        return odds / odds.sum(axis=1, keepdims=True)

    return draw


def gradient(slope: float) -> Shares:
    """Composition changes steadily from one end of the city to the other."""

    def draw(rng: np.random.Generator, city: Floats, n: int) -> Floats:
        place = np.linspace(-1, 1, n)[:, None] * np.linspace(-slope, slope, len(city))
        odds = city * np.exp(place)
        return odds / odds.sum(axis=1, keepdims=True)

    return draw


def enclave(contrast: float) -> Shares:
    """A fifth of the areas have the shares of the city turned round; the others are all alike."""

    def draw(rng: np.random.Generator, city: Floats, n: int) -> Floats:
        shares = np.tile(city, (n, 1))
        shares[: n // 5] = (1 - contrast) * city + contrast * city[::-1]
        return shares

    return draw


@dataclass(frozen=True)
class Setting:
    name: str
    shares: Shares
    city: Floats
    areas: int = 400
    people: int = 60

    def truth(self, seed: int) -> tuple[Floats, Floats]:
        """Shares and people of the areas."""
        rng = np.random.default_rng([seed, 1])
        people = np.full(self.areas, float(self.people))
        return self.shares(rng, self.city, self.areas), people


SETTINGS = (
    Setting("six groups, 60 people, strong", dirichlet(10), SIX),
    Setting("six groups, 60 people, weak", dirichlet(100), SIX),
    Setting("six groups, 60 people, log-normal", logit_normal(0.8), SIX),
    Setting("six groups, 60 people, gradient", gradient(1.5), SIX),
    Setting("six groups, 60 people, enclave", enclave(0.6), SIX),
    Setting("six groups, 25 people", dirichlet(10), SIX, people=25),
    Setting("six groups, 400 people", dirichlet(30), SIX, areas=200, people=400),
    Setting("two groups, 60 people", dirichlet(10), TWO),
    Setting("two groups, 30 people, gradient", gradient(1.0), TWO, people=30),
    Setting("two groups, 60 people, 50 areas", dirichlet(20), TWO, areas=50),
)


def naive(counts: Floats, name: str, replicates: int, rng: np.random.Generator) -> tuple[float, float]:
    """Percentile interval of a bootstrap of areas, as it is often done."""
    draws = [INDICES[name].city(counts[rng.integers(0, len(counts), len(counts))]) for _ in range(replicates)]
    low, high = np.quantile(draws, [0.025, 0.975])
    return float(low), float(high)


def coverage(
    setting: Setting,
    names: Sequence[str],
    *,
    trials: int,
    replicates: int,
    seed: int,
    with_naive: bool = False,
) -> pd.DataFrame:
    """One row an index: share of the trials whose interval holds the truth, and the biases in percent."""
    shares, people = setting.truth(seed)
    truth = {name: INDICES[name].city(shares * people[:, None]) for name in names}
    rng = np.random.default_rng([seed, 2])
    hits, naive_hits = dict.fromkeys(names, 0), dict.fromkeys(names, 0)
    values = {name: np.empty((trials, 3)) for name in names}
    for trial in range(trials):
        counts = np.stack([rng.multinomial(int(t), p) for t, p in zip(people, shares, strict=True)]).astype(
            float
        )
        table = intervals(counts, names, replicates=replicates, seed=trial).set_index("index")
        for name in names:
            row = table.loc[name]
            hits[name] += bool(row.low <= truth[name] <= row.high)
            values[name][trial] = row.value, row.corrected, row.se
            if with_naive:
                low, high = naive(counts, name, 50, rng)
                naive_hits[name] += low <= truth[name] <= high
    rows = []
    for name in names:
        value, corrected, se = values[name].T
        rows.append(
            {
                "setting": setting.name,
                "index": name,
                "truth": truth[name],
                "bias of the value %": 100 * (value.mean() / truth[name] - 1),
                "bias corrected %": 100 * (corrected.mean() / truth[name] - 1),
                "bias / sd": (corrected.mean() - truth[name]) / corrected.std(),
                "se / sd": se.mean() / corrected.std(),
                "coverage %": 100 * hits[name] / trials,
                "naive %": 100 * naive_hits[name] / trials if with_naive else np.nan,
            }
        )
    return pd.DataFrame(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=200)
    parser.add_argument("--replicates", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("--indices", default="dissimilarity,theil_h,normalised_exposure,isolation")
    parser.add_argument("--naive", action="store_true", help="also a bootstrap of areas")
    given = parser.parse_args()
    for setting in SETTINGS:
        if given.only in setting.name:
            start = time.process_time()
            table = coverage(
                setting,
                given.indices.split(","),
                trials=given.trials,
                replicates=given.replicates,
                seed=given.seed,
                with_naive=given.naive,
            )
            print(
                table.round(3).to_string(index=False),
                f"  [{time.process_time() - start:.0f} s CPU]\n",
                flush=True,
            )


if __name__ == "__main__":
    main()
