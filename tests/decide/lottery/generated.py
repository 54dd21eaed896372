"""Pools and quotas of any size, generated from a seed; the benchmark uses them too."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from isopolis.decide.lottery import Pool, Quotas, proportional_quotas

SIX = (2, 5, 6, 3, 2, 3)
"""Features of six categories: sex, age, district, education, origin, attitude."""


def instance(
    people: int, size: int, seed: int, features: Sequence[int] = SIX, *, room: int = 0
) -> tuple[Pool, Quotas]:
    """Volunteers who differ from the population, and quotas around the population's shares."""
    rng = np.random.default_rng(seed)
    columns, shares = [], []
    for number, n in enumerate(features):
        population = rng.dirichlet(np.full(n, 4.0))
        volunteers = population * rng.lognormal(0.0, 0.5, n)
        columns.append(rng.choice(n, people, p=volunteers / volunteers.sum()))
        shares += [(f"category {number}", f"{value}", float(share)) for value, share in enumerate(population)]
    pool = Pool(
        tuple(f"p{i}" for i in range(people)),
        tuple(tuple(map(str, row)) for row in np.transpose(columns)),
        tuple(f"category {number}" for number in range(len(features))),
    )
    return pool, proportional_quotas(shares, size, room=room)
