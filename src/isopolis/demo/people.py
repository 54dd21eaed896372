"""Who lives in each cell, in both years: country of birth x age x sex, households, income, rents."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from isopolis.demo.site import Site

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

BIRTHPLACES = ("native", "other_eu", "outside_eu")
AGES = ("age_0_14", "age_15_29", "age_30_64", "age_65_up")
SEXES = ("women", "men")
BRACKETS = (0, 10_000, 14_000, 18_000, 22_000, 28_000, 36_000, 50_000)
"""Lower ends of the income brackets, euros a year for each consumption unit."""
STAYING = 0.62
"""Share of the people of the first year who still live in the same cell in the second."""
POVERTY = 0.6
"""A household has a low income below this share of the city's median."""


@dataclass(frozen=True, slots=True)
class Census:
    """The truth about one year, cell by cell (n cells).

    Attributes
    ----------
    people
        (n, 3, 4, 2) by country of birth, age and sex, in the order of :data:`BIRTHPLACES`,
        :data:`AGES`, :data:`SEXES`.
    households, low_income
        (n,) households, and those below 60% of the city's median income.
    brackets
        (n, 8) households by income bracket.
    income
        (n,) sum of the households' incomes, euros a year for each consumption unit.
    rent
        (n,) asking rent, euros a month for each square metre.
    """

    people: Integers
    households: Integers
    low_income: Integers
    brackets: Integers
    income: Floats
    rent: Floats

    @property
    def total(self) -> Integers:
        """(n,) all people."""
        return np.asarray(self.people.sum(axis=(1, 2, 3)))

    @property
    def by_birthplace(self) -> Integers:
        """(n, 3) people by country of birth."""
        return np.asarray(self.people.sum(axis=(2, 3)))

    @property
    def by_age(self) -> Integers:
        """(n, 4) people by age."""
        return np.asarray(self.people.sum(axis=(1, 3)))

    @property
    def by_sex(self) -> Integers:
        """(n, 2) people by sex."""
        return np.asarray(self.people.sum(axis=(1, 2)))


@dataclass(frozen=True, slots=True)
class _Surfaces:
    """Random surfaces that both years share: what makes one street unlike the next."""

    wide: Floats
    narrow: Floats
    european: Floats
    income: Floats
    rent: Floats


def populate(site: Site, expected: tuple[Floats, Floats], rng: np.random.Generator) -> tuple[Census, Census]:
    """Draw the people of both years; most of the second year's were there in the first."""
    surfaces = _Surfaces(
        wide=site.smooth(rng, 0.75),
        narrow=site.smooth(rng, 0.28),
        european=site.smooth(rng, 0.6),
        income=site.smooth(rng, 0.5),
        rent=site.smooth(rng, 0.5),
    )
    shares = [_shares(site, surfaces, late) for late in (False, True)]
    size = rng.poisson(expected[0])
    first = rng.multinomial(size, shares[0])
    staying = rng.binomial(first, STAYING * _attachment(site)[:, None])
    arriving = np.maximum(rng.poisson(expected[1]) - staying.sum(axis=1), 0)
    second = staying + rng.multinomial(arriving, _arrivals(first, staying, shares[1], arriving))
    people = [counts.reshape(len(size), 3, 4, 2) for counts in (first, second)]
    return (
        _census(site, surfaces, people[0], False, rng),
        _census(site, surfaces, people[1], True, rng),
    )


def _attachment(site: Site) -> Floats:
    """How much of :data:`STAYING` holds: fewer stay where rents rise and where people pass through."""
    return 1 - 0.35 * site.near("inner") - 0.15 * np.exp(-site.from_centre)


def _arrivals(first: Integers, staying: Integers, goal: Floats, arriving: Integers) -> Floats:
    """(n, 24) who arrives, such that stayers and arrivals together come close to the ``goal`` shares."""
    wanted = goal * (staying.sum(axis=1) + arriving)[:, None] - staying
    wanted = np.maximum(wanted, 0.15 * goal * np.maximum(arriving, 1)[:, None])
    return np.asarray(wanted / wanted.sum(axis=1, keepdims=True))


def _shares(site: Site, surface: _Surfaces, late: bool) -> Floats:
    """(n, 24) share of each country of birth x age x sex."""
    core = np.exp(-0.5 * (site.from_centre / 1.1) ** 2)
    chance = 1 - 0.8 * np.maximum(site.near("estate", 1.2), site.near("second_estate", 1.2))
    outside = (
        -2.65
        + 0.9 * chance * surface.wide
        + 0.5 * chance * surface.narrow
        + (2.5 if late else 2.1) * site.near("estate", 1.1)
        + 1.7 * site.near("second_estate", 1.1)
        + (0.35 if late else 1.25) * site.near("inner", 1.1)
        + 0.45 * core
        - 0.9 * site.near("hill")
        - 0.1 * np.maximum(site.from_centre - 3, 0)
        + 0.2 * late
    )
    european = -2.95 + 0.55 * surface.european + 0.6 * core + 0.3 * late * site.near("inner") + 0.1 * late
    weights = np.exp(np.column_stack([np.zeros(len(outside)), european, outside]))
    birthplace = weights / weights.sum(axis=1, keepdims=True)

    young = site.near("estate", 1.2) + 0.6 * site.near("second_estate", 1.2)
    student = core + (0.9 if late else 0.2) * site.near("inner") + 0.8 * site.near("new_quarter")
    age = np.empty((len(outside), 3, len(AGES)))
    for b, (children, youth, adults, old) in enumerate(
        ((0.17, 0.17, 0.44, 0.22), (0.10, 0.21, 0.55, 0.14), (0.12, 0.24, 0.55, 0.09))
    ):
        age[:, b, 0] = children * np.exp(0.45 * young - 0.4 * core)
        age[:, b, 1] = youth * np.exp(0.7 * student)
        age[:, b, 2] = adults
        age[:, b, 3] = old * np.exp(0.35 * site.near("hill") - 0.5 * young - 0.7 * site.near("new_quarter"))
    age /= age.sum(axis=2, keepdims=True)
    women = np.array([0.49, 0.505, 0.505, 0.57])
    sex = np.stack([women, 1 - women], axis=-1)
    together = birthplace[:, :, None, None] * age[..., None] * sex
    flat = together.reshape(len(outside), -1)
    return np.asarray(flat / flat.sum(axis=1, keepdims=True))


def _census(site: Site, surface: _Surfaces, people: Integers, late: bool, rng: np.random.Generator) -> Census:
    total = people.sum(axis=(1, 2, 3))
    migrants = people[:, 2].sum(axis=(1, 2)) / np.maximum(total, 1)
    core = np.exp(-0.5 * (site.from_centre / 1.3) ** 2)
    size = 2.45 - 0.6 * core + 0.35 * site.near("estate") - 0.25 * site.near("inner")
    households = np.where(total > 0, np.maximum(1, np.round(total / size)), 0).astype(np.int64)

    centre = (  # logarithm of the median income
        np.log(21_400 * (1.19 if late else 1.0))
        + 0.11 * surface.income
        + 0.30 * site.near("hill")
        - (0.50 if late else 0.40) * site.near("estate", 1.1)
        - 0.32 * site.near("second_estate", 1.1)
        + (0.16 if late else -0.16) * site.near("inner", 1.1)
        + (0.18 if late else 0.0) * site.near("new_quarter")
        - 0.45 * (migrants - 0.14)
        + 0.05 * (site.from_centre > 3.5)
    )
    home = np.repeat(np.arange(len(total)), households)
    spread = 0.40 + 0.06 * core[home]
    income = np.exp(centre[home] + spread * rng.standard_normal(len(home)))
    poor = income < POVERTY * np.median(income)
    bracket = np.searchsorted(BRACKETS, income, side="right") - 1
    cells, kinds = len(total), len(BRACKETS)
    rent = np.exp(
        np.log(10.8 * (1.24 if late else 1.0))
        + 0.28 * core
        + 0.35 * (centre - np.log(21_400))
        + (0.22 if late else -0.02) * site.near("inner", 1.1)
        + (0.15 if late else 0.0) * site.near("new_quarter")
        + 0.05 * surface.rent
    )
    return Census(
        people=people,
        households=households,
        low_income=np.bincount(home, poor, cells).astype(np.int64),
        brackets=np.bincount(home * kinds + bracket, minlength=cells * kinds).reshape(cells, kinds),
        income=np.bincount(home, income, cells).astype(np.float64),
        rent=rent,
    )
