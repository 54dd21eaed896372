"""Own money, cash and combinations: exact, and never two European grants for one cost."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isopolis.errors import InputError
from isopolis.language import Language
from isopolis.learn.funds.city import City
from isopolis.learn.funds.combination import best_combination, may_combine, ways_to_pay
from isopolis.learn.funds.contribution import cash_flow, cash_needed, contribution
from isopolis.learn.funds.fund import fund_by_id, funds
from isopolis.learn.funds.project import Project
from isopolis.learn.practices.vocabulary import Theme

ON = date(2026, 11, 26)
CITY = City(
    "Tessemar",
    "FR",
    population=180_000,
    degurba=1,
    region_class="transition",
    priority_neighbourhood=True,
    article_11=True,
    loan_capacity=True,
)


@pytest.mark.parametrize(
    ("name", "cost", "region", "grant", "own"),
    [
        ("eui-innovative-actions", 4e6, None, 3.2e6, 0.8e6),
        ("eui-innovative-actions", 8e6, None, 5e6, 3e6),
        ("erdf-programmes", 1e6, "less-developed", 850_000, 150_000),
        ("erdf-programmes", 1e6, "transition", 600_000, 400_000),
        ("cerv-town-twinning", 60_000, None, 50_745, 9_255),
    ],
)
def test_the_fund_pays_its_share_up_to_its_largest_sum(name, cost, region, grant, own) -> None:
    found = contribution(fund_by_id(name), cost, region)
    assert (found.grant, found.own) == pytest.approx((grant, own))


def test_a_rate_that_depends_on_an_unknown_region_is_unknown() -> None:
    assert contribution(fund_by_id("erdf-programmes"), 1e6).own is None
    assert contribution(fund_by_id("esf-social-innovation"), 1e6).own is None


def test_a_loan_is_no_grant() -> None:
    found = contribution(fund_by_id("eib-framework-loan"), 60e6)
    assert (found.grant, found.loan) == (0.0, 30e6)


def test_a_cost_of_nothing_is_refused() -> None:
    with pytest.raises(InputError, match="cost"):
        contribution(fund_by_id("elena"), 0)


@given(st.floats(1e3, 1e8), st.floats(0, 1), st.integers(1, 60), st.floats(0, 0.8), st.floats(0, 0.2))
def test_in_the_end_the_city_has_paid_its_own_part(cost, share, months, advance, retained) -> None:
    flow = cash_flow(cost, share * cost, months, advance=advance, retained=retained)
    assert flow["spent"].sum() == pytest.approx(cost)
    assert flow["received"].sum() == pytest.approx(share * cost)
    assert (flow["received"] >= -1e-6 * cost).all()
    assert cash_needed(flow) >= (1 - share) * cost * (1 - 1e-9) - 1e-6


def test_an_advance_saves_cash() -> None:
    without, half = (cash_needed(cash_flow(1e6, 8e5, 12, advance=a, retained=0.1)) for a in (0.0, 0.8))
    assert half < without


def test_two_grants_of_the_union_never_pay_for_one_cost() -> None:
    assert not may_combine(fund_by_id("erdf-programmes"), fund_by_id("esf-plus-programmes"))
    assert may_combine(fund_by_id("fr-contrat-de-ville"), fund_by_id("erdf-programmes"))
    assert may_combine(fund_by_id("eib-framework-loan"), fund_by_id("erdf-programmes"))


def projects() -> dict[str, Project]:
    common = {"on": ON, "partners": 4, "countries": 3, "months": 24, "investment": False}
    return {
        "mediators": Project("mediators", (Theme.SERVICES,), 300_000, **common),
        "assembly": Project("assembly", (Theme.ENGAGEMENT,), 120_000, **common),
        "schools": Project("schools", (Theme.SCHOOLS,), 500_000, **common),
    }


@pytest.mark.parametrize("own", [60_000.0, 2e6])
def test_the_best_combination_is_the_best_of_all_that_there_are(own) -> None:
    actions, values = projects(), {"mediators": 3.0, "assembly": 1.0, "schools": 2.5}
    found = best_combination(actions, CITY, funds(), own=own, values=values, unknown=True)
    ways = [[None, *ways_to_pay(n, p, CITY, funds(), unknown=True)] for n, p in actions.items()]
    best = 0.0
    for choice in product(*ways):
        taken = [way for way in choice if way is not None]
        used = [name for way in taken for name in way.funds]
        if len(used) == len(set(used)) and sum(way.own for way in taken) <= own + 1e-6:
            best = max(best, sum(values[way.action] - 1e-9 * way.own for way in taken))
    reached = sum(values[way.action] - 1e-9 * way.own for way in found.ways)
    assert reached == pytest.approx(best, abs=1e-7)
    assert found.own <= own + 1e-6


def test_an_action_without_a_cost_cannot_be_combined() -> None:
    with pytest.raises(InputError, match="mediators"):
        best_combination({"mediators": Project()}, CITY, funds(), own=1.0)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: contribution(fund_by_id("elena"), -5), "un coût de -5 euros"),
        (lambda: cash_flow(1e3, 1e3, 0), "un projet de 0 mois"),
        (
            lambda: ways_to_pay("Médiateurs", Project(), CITY, funds()),
            "le coût de « Médiateurs » n’est pas connu",
        ),
        (lambda: fund_by_id("nowhere"), "il n’y a pas de fonds « nowhere » dans le catalogue"),
    ],
)
def test_what_is_wrong_is_said_in_french_with_what_was_found(wrong, said) -> None:
    with pytest.raises(InputError) as error:
        wrong()
    assert Language("fr").phrase(error.value.found).replace("\xa0", " ") == said


def test_less_than_nothing_cannot_be_spent() -> None:
    with pytest.raises(InputError) as error:
        best_combination(projects(), CITY, funds(), own=-1.0)
    assert Language("fr").phrase(error.value.found).startswith("aucune combinaison n’a été trouvée")
