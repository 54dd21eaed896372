"""Income between and within areas: the neighbourhood sorting index and the Gini coefficient of income."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from isopolis.errors import InputError
from isopolis.language import message
from isopolis.measure.segregation.margins import group_totals, people
from isopolis.measure.segregation.registry import INDICES, Dimension, Floats, Groups, Index, Setting


def neighbourhood_sorting(counts: Floats, values: Floats) -> float:
    r"""Neighbourhood sorting index NSI; its square, not it, is a sum over areas.

    .. math:: \mathrm{NSI} = \sqrt{\frac{\sum_i t_i (\bar y_i - \bar y)^2}
                                        {\sum_i \sum_m n_{im} (y_m - \bar y)^2}}

    Parameters
    ----------
    counts
        (n, g) people or households by income class.
    values
        (g,) mean income of each class; better known than guessed, above all for the open last class.

    Returns
    -------
    0 (every area has the city's mean income) to 1 (one income in each area); NaN without differences of
    income.

    Source: Jargowsky (1996).

    >>> counts = np.array([[10.0, 0.0], [0.0, 10.0], [5.0, 5.0]])
    >>> round(neighbourhood_sorting(counts, np.array([1000.0, 3000.0])), 4)
    0.8165
    """
    return float(np.sqrt(_between(counts, values).sum()))


def sorted_variance(counts: Floats, values: Floats) -> Floats:
    """(n,) contribution of each area to the share of the variance of income that lies between areas.

    The sum is the square of :func:`neighbourhood_sorting`, see there.

    >>> counts = np.array([[10.0, 0.0], [0.0, 10.0]])
    >>> sorted_variance(counts, np.array([1000.0, 3000.0]))
    array([0.5, 0.5])
    """
    return _between(counts, values)


def _one_each(counts: Floats, values: Floats) -> None:
    if len(values) != counts.shape[1]:
        raise InputError(
            f"{len(values)} class values for {counts.shape[1]} classes",
            expected="the mean income of each class",
        )


def _between(counts: Floats, values: Floats) -> Floats:
    _one_each(counts, values)
    everybody, totals = people(counts), group_totals(counts)
    if totals.sum() == 0.0:
        return np.full(len(counts), np.nan)
    mean = (totals * values).sum() / totals.sum()
    variance = (totals * (values - mean) ** 2).sum()
    if variance == 0.0:
        return np.full(len(counts), np.nan)
    of_area = np.divide(counts @ values, everybody, out=np.full(len(counts), mean), where=everybody > 0)
    return np.asarray(everybody * (of_area - mean) ** 2 / variance)


@dataclass(frozen=True, slots=True)
class IncomeGini:
    """The Gini coefficient of income, taken apart; ``total = between + within + overlap``.

    Attributes
    ----------
    total
        Of all people of the city.
    between
        That would remain if everybody had the mean income of their area.
    within
        From differences inside the areas, each weighed by its shares of people and of income.
    overlap
        The rest: people of a poorer area who earn more than people of a richer one.
    areas
        (n,) Gini coefficient inside each area; NaN where nobody lives or earns.
    """

    total: float
    between: float
    within: float
    overlap: float
    areas: Floats


def income_gini(counts: Floats, values: Floats) -> IncomeGini:
    r"""The Gini coefficient of income of the city, between and within its areas.

    .. math:: G = \frac{\sum_a \sum_b |y_a - y_b|}{2 N^2 \bar y}
                = G_B + \sum_i \frac{t_i}{T} \frac{Y_i}{Y} G_i + R

    Parameters
    ----------
    counts
        (n, g) people or households by income class.
    values
        (g,) mean income of each class, not negative; differences inside a class are not seen.

    Raises
    ------
    InputError
        A negative income: the coefficient could leave its range.

    Source: Bhattacharya & Mahalanobis (1967); Pyatt (1976).

    >>> gini = income_gini(np.array([[10.0, 0.0], [0.0, 10.0]]), np.array([1000.0, 3000.0]))
    >>> gini.total, gini.between, gini.within
    (0.25, 0.25, 0.0)
    """
    everybody, totals = people(counts), group_totals(counts)
    _one_each(counts, values)
    if (values < 0).any():
        raise InputError(f"a class has the income {values.min():g}", expected="incomes of 0 or more")
    earned = counts @ values
    nan = np.full(len(counts), np.nan)
    if earned.sum() == 0.0:
        return IncomeGini(float("nan"), float("nan"), float("nan"), float("nan"), nan)
    mean_income = np.divide(earned, everybody, out=np.zeros(len(counts)), where=everybody > 0)
    total = _gini_coefficient(totals, values)
    between = _gini_coefficient(everybody, mean_income)
    areas = _gini_of_rows(counts, values)
    weights = everybody / everybody.sum() * earned / earned.sum()
    within = float(np.nansum(weights * areas))
    return IncomeGini(total, between, within, total - between - within, areas)


def income_gini_ratio(counts: Floats, values: Floats) -> float:
    r"""Share of the Gini coefficient of income that lies between areas, :math:`G_B / G`.

    See :func:`income_gini` for the parameters. Does not decompose.

    Source: Kim & Jargowsky (2009).

    >>> income_gini_ratio(np.array([[10.0, 0.0], [0.0, 10.0]]), np.array([1000.0, 3000.0]))
    1.0
    """
    gini = income_gini(counts, values)
    return gini.between / gini.total if gini.total > 0 else float("nan")


def _gini_coefficient(weights: Floats, values: Floats) -> float:
    """Gini coefficient of weighted values: one less twice the area under the Lorenz curve."""
    order = np.argsort(values, kind="stable")
    w, y = weights[order], values[order] * weights[order]
    lorenz = np.cumsum(y) / y.sum()
    return float(1.0 - (w / w.sum() * (lorenz + lorenz - y / y.sum())).sum())


def _gini_of_rows(counts: Floats, values: Floats) -> Floats:
    order = np.argsort(values, kind="stable")
    w, y = counts[:, order], counts[:, order] * values[order]
    everybody, earned = w.sum(axis=1, keepdims=True), y.sum(axis=1, keepdims=True)
    some = (everybody > 0) & (earned > 0)
    w = np.divide(w, everybody, out=np.full(w.shape, np.nan), where=some)
    y = np.divide(y, earned, out=np.full(y.shape, np.nan), where=some)
    lorenz = np.cumsum(y, axis=1)
    return np.asarray(1.0 - (w * (2.0 * lorenz - y)).sum(axis=1))


INDICES.add(
    Index(
        name="neighbourhood_sorting",
        title=message("Neighbourhood sorting index (NSI)"),
        dimension=Dimension.INCOME,
        groups=Groups.ORDERED,
        low=0.0,
        high=1.0,
        formula=r"\sqrt{\frac{\sum_it_i(\bar y_i-\bar y)^2}{\sum_i\sum_mn_{im}(y_m-\bar y)^2}}",
        source="Jargowsky (1996)",
        reading=message(
            "Mean incomes of areas differ {percent} as much as incomes of people do (standard deviations)."
        ),
        value=neighbourhood_sorting,
        setting=Setting.CLASS_VALUES,
    )
)
INDICES.add(
    Index(
        name="sorted_variance",
        title=message("Share of the variance of income between areas"),
        dimension=Dimension.INCOME,
        groups=Groups.ORDERED,
        low=0.0,
        high=1.0,
        formula=r"\frac{\sum_it_i(\bar y_i-\bar y)^2}{\sum_i\sum_mn_{im}(y_m-\bar y)^2}",
        source="Jargowsky (1996), squared",
        reading=message("{percent} of the differences in income (as variance) lie between areas."),
        contributions=sorted_variance,
        setting=Setting.CLASS_VALUES,
    )
)
INDICES.add(
    Index(
        name="income_gini_ratio",
        title=message("Share of the Gini coefficient of income between areas"),
        dimension=Dimension.INCOME,
        groups=Groups.ORDERED,
        low=0.0,
        high=1.0,
        formula=r"G_B/G",
        source="Kim & Jargowsky (2009)",
        reading=message("{percent} of the inequality of incomes (Gini coefficient) lies between areas."),
        value=income_gini_ratio,
        setting=Setting.CLASS_VALUES,
    )
)
