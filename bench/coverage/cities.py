"""Cities with known shares, from which counts are drawn again and again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter

from isopolis.measure.segregation.registry import Floats

SIX = np.array([0.5, 0.2, 0.12, 0.09, 0.06, 0.03])
TWO = np.array([0.8, 0.2])
THREE = np.array([0.8, 0.08, 0.12])
BRACKETS = np.array([0.12, 0.18, 0.22, 0.2, 0.16, 0.12])
"""Shares of six income brackets in the city, from the lowest to the highest."""
Shares = Callable[[np.random.Generator, Floats, int], Floats]
"""(generator, shares of the city (g,), number of areas n) -> (n, g) shares of the areas."""


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


def enclave(contrast: float, concentration: float | None = None) -> Shares:
    """A fifth of the areas have the shares of the city turned round; those of a kind are all alike.

    Or nearly so: with a ``concentration`` they differ at random around the shares of their kind.
    """

    def draw(rng: np.random.Generator, city: Floats, n: int) -> Floats:
        shares = np.tile(city, (n, 1))
        shares[: n // 5] = (1 - contrast) * city + contrast * city[::-1]
        if concentration is None:
            return shares
        return np.array([rng.dirichlet(concentration * row) for row in shares])

    return draw


def patches(width: float, spread: float) -> Shares:
    """A square city of neighbourhoods about ``width`` areas wide, whose log shares are normal."""

    def draw(rng: np.random.Generator, city: Floats, n: int) -> Floats:
        side = round(n**0.5)
        waves = [gaussian_filter(rng.normal(size=(side, side)), width, mode="nearest") for _ in city]
        field = np.stack(waves, -1).reshape(-1, len(city))
        odds = city * np.exp(spread * field / field.std())
        return odds / odds.sum(axis=1, keepdims=True)

    return draw


@dataclass(frozen=True)
class City:
    """A city whose shares are known; counts are multinomial draws of ``people`` in each of its areas."""

    name: str
    shares: Shares
    groups: Floats
    areas: int = 400
    people: int = 60

    def truth(self, seed: int) -> Floats:
        """(n, g) expected people of the areas."""
        rng = np.random.default_rng([seed, 1])
        return self.people * self.shares(rng, self.groups, self.areas)

    def draw(self, rng: np.random.Generator, truth: Floats) -> Floats:
        """(n, g) people drawn from the shares."""
        return rng.multinomial(self.people, truth / self.people).astype(np.float64)

    def places(self) -> Floats:
        """(n, 2) centres of the areas, cells of 100 m in a square."""
        side = round(self.areas**0.5)
        north, east = np.divmod(np.arange(self.areas), side)
        return 100.0 * np.column_stack([east, north])
