r"""The best combination of funds for a plan under the city's own money: exact, by integer programming.

Each action a is paid in one *way* w: by the city alone, by one fund, or by two that may be combined.
With :math:`x_{aw} \in \{0, 1\}`, value :math:`v_a` of having the action and own money :math:`o_{aw}`,

.. math:: \max \sum_{a,w} v_a\, x_{aw}, \quad
    \sum_w x_{aw} \le 1, \quad \sum_{a,w} o_{aw} x_{aw} \le \text{own}, \quad
    \sum_{a,w} c_{aw} x_{aw} \le \text{cash}, \quad \sum_{a, w \ni f} x_{aw} \le 1 \ \forall f,

so that the most valuable set of actions is found that the city can pay; then, with that value held,
:math:`\min \sum o_{aw} x_{aw}`: among these the cheapest for it. One after the other, because value and euros
in one sum are hard to prove the best of: a plan of 300 actions takes seconds in place of many minutes.
Ways that cost the city no less than a way with fewer funds are left out beforehand: they can never be better.
Solved to optimality by HiGHS (Huangfu & Hall 2018).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from isopolis.errors import InputError
from isopolis.learn.funds.city import City, city_table
from isopolis.learn.funds.contribution import MONTHS, advance_of, cash_flow, cash_needed, contribution
from isopolis.learn.funds.eligibility import call_outcome
from isopolis.learn.funds.fund import Fund
from isopolis.learn.funds.money import Form
from isopolis.learn.funds.project import Project
from isopolis.learn.funds.rules import Outcome

_THOUSAND = 1e3  # euros in the programme: numbers near 1 are solved more surely
_SAME = 1e-6
_ANYWHERE = city_table([City()])
FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Way:
    """One way of paying for an action: the funds, what they pay, what the city pays and needs in cash."""

    action: str
    funds: tuple[str, ...]
    grant: float
    own: float
    cash: float
    certain: bool
    """Whether every fund says pass; False: one says unknown, to be asked first."""


@dataclass(frozen=True, slots=True)
class Combination:
    """The ways chosen, the actions left unpaid, and what the city pays in all."""

    ways: tuple[Way, ...]
    unpaid: tuple[str, ...]
    own: float
    cash: float
    grants: float


def may_combine(one: Fund, other: Fund) -> bool:
    """Whether two funds may pay for one action: never two grants of the EU's budget for the same cost."""
    if other.id in one.double or one.id in other.double:
        return False
    if one.is_grant_of_the_eu and other.is_grant_of_the_eu:
        return False
    return other.id in one.stacks or one.id in other.stacks or Form.LOAN in (one.money.form, other.money.form)


@dataclass(frozen=True, slots=True)
class _Payer:
    """A fund that could pay: what it would give and lend, and whether it is sure."""

    fund: Fund
    grant: float
    loan: float
    certain: bool


def _way(name: str, payers: Sequence[_Payer], cost: float, months: int) -> Way:
    """The way of paying by these funds; together they pay no more than the cost."""
    grant = min(cost, sum(one.grant for one in payers))
    loan = min(cost - grant, sum(one.loan for one in payers))
    advance = min((advance_of(one.fund) for one in payers if one.grant > 0), default=0.0)
    need = cash_needed(cash_flow(cost, grant, months, advance=advance)) - loan
    return Way(
        name,
        tuple(one.fund.id for one in payers),
        grant,
        cost - grant,
        max(0.0, need),
        all(one.certain for one in payers),
    )


def ways_to_pay(
    name: str,
    project: Project,
    city: City,
    funds: Sequence[Fund],
    *,
    unknown: bool = False,
    at_home: Sequence[tuple[Fund, Outcome]] | None = None,
) -> list[Way]:
    """All ways of paying for a project: alone, by each fund that passes, by each pair that may be combined.

    Parameters
    ----------
    unknown
        Also funds that say unknown (marked as not certain).
    at_home
        What the funds say to the city whatever its project, where that was asked before.
    """
    cost = project.cost
    if cost is None:
        raise InputError(
            "the cost of “{action}” is not known", expected="euros", remedy="estimate it first", action=name
        )
    months = project.months or MONTHS
    allowed = (Outcome.PASS, Outcome.UNKNOWN) if unknown else (Outcome.PASS,)
    usable = []
    for fund, of_city in at_home or verdicts_at_home(city, funds):
        said = min(of_city, project_verdict(fund, project))
        if said not in allowed:
            continue
        part = contribution(fund, cost, city.region_class)
        if part.grant is not None and part.grant + part.loan > 0:
            usable.append(_Payer(fund, part.grant, part.loan, said is Outcome.PASS))
    ways = [Way(name, (), 0.0, cost, cash_needed(cash_flow(cost, 0.0, months)), True)]
    ways += [_way(name, (one,), cost, months) for one in usable]
    ways += [
        _way(name, both, cost, months)
        for both in combinations(usable, 2)
        if may_combine(both[0].fund, both[1].fund)
    ]
    return ways


def verdicts_at_home(city: City, funds: Sequence[Fund]) -> list[tuple[Fund, Outcome]]:
    """The funds that do not turn a city away whatever its project, with what they say to it alone."""
    table, anything = city_table([city]), Project()
    found: list[tuple[Fund, Outcome]] = []
    for fund in funds:
        said = [rule.outcomes(table, anything)[0] for rule in fund.rules if rule.of_city]
        outcome = Outcome(int(min(said, default=Outcome.PASS)))
        if outcome is not Outcome.FAIL:
            found.append((fund, outcome))
    return found


def project_verdict(fund: Fund, project: Project) -> Outcome:
    """What the rules of a fund say that look at the project alone, its calls among them."""
    said = [int(rule.outcomes(_ANYWHERE, project)[0]) for rule in fund.rules if not rule.of_city]
    return Outcome(min([*said, call_outcome(fund, project.on)]))


def worthwhile(ways: Sequence[Way]) -> list[Way]:
    """The ways without those that another with fewer of their funds makes superfluous."""
    kept: list[Way] = []
    for way in sorted(ways, key=lambda one: len(one.funds)):
        if not any(
            set(one.funds) <= set(way.funds)
            and one.own <= way.own
            and one.cash <= way.cash
            and (one.certain or not way.certain)
            for one in kept
        ):
            kept.append(way)
    return kept


def _solved(costs: FloatArray, rows: Sequence[tuple[int, int, float]], limits: Sequence[float]) -> FloatArray:
    """The choice of ways at least cost within the limits, proven the best."""
    at, columns, entries = zip(*rows, strict=True)
    matrix = coo_array((entries, (at, columns)), shape=(len(limits), len(costs))).tocsc()
    solved = milp(
        costs,
        constraints=LinearConstraint(matrix, ub=np.array(limits)),
        integrality=np.ones(len(costs), dtype=np.int64),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": _SAME},
    )
    if solved.x is None:
        raise InputError(
            "no combination was found: {reason}",
            expected="own money and cash of 0 euros or more",
            reason=str(solved.message),
        )
    return np.round(solved.x)


def best_combination(
    actions: Mapping[str, Project],
    city: City,
    funds: Sequence[Fund],
    *,
    own: float,
    cash: float = float("inf"),
    values: Mapping[str, float] | None = None,
    unknown: bool = False,
) -> Combination:
    """Pay for the most valuable actions with the city's own money.

    Parameters
    ----------
    actions
        Name -> project, each with its cost.
    own, cash
        Euros that the city can spend in all, and that it can have paid out at one time.
    values
        Value of each action; 1 for all without. Each fund pays for one action at most.
    unknown
        Also count on funds that say unknown.
    """
    at_home = verdicts_at_home(city, funds)
    ways = [
        way
        for name, project in actions.items()
        for way in worthwhile(ways_to_pay(name, project, city, funds, unknown=unknown, at_home=at_home))
    ]
    names = list(actions)
    worth = np.array([(values or {}).get(way.action, 1.0) for way in ways])
    spent = np.array([way.own for way in ways]) / _THOUSAND
    rows: list[tuple[int, int, float]] = [
        (names.index(way.action), column, 1.0) for column, way in enumerate(ways)
    ]
    limits = [1.0] * len(names)
    for fund in sorted({one for way in ways for one in way.funds}):
        rows += [(len(limits), column, 1.0) for column, way in enumerate(ways) if fund in way.funds]
        limits.append(1.0)
    for amounts, limit in ((spent, own), (np.array([way.cash for way in ways]) / _THOUSAND, cash)):
        if np.isfinite(limit):
            rows += [(len(limits), column, float(amount)) for column, amount in enumerate(amounts)]
            limits.append(limit / _THOUSAND)
    valued = _solved(-worth, rows, limits)
    rows += [(len(limits), column, -float(value)) for column, value in enumerate(worth)]
    cheapest = _solved(spent, rows, [*limits, -float(worth @ valued) + _SAME])
    chosen = tuple(way for way, take in zip(ways, cheapest, strict=True) if take > 0.5)
    paid = {way.action for way in chosen}
    return Combination(
        chosen,
        tuple(name for name in names if name not in paid),
        sum(way.own for way in chosen),
        sum(way.cash for way in chosen),
        sum(way.grant for way in chosen),
    )
