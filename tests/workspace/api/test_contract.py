"""The API keeps what its description promises, whatever is asked: schemathesis, bounded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings

from isopolis.decide.methods import methods
from isopolis.learn.funds.fund import funds
from isopolis.learn.initiatives.catalogue import initiatives
from isopolis.plan.actions.action import Action as ActionRecord
from isopolis.plan.actions.vocabulary import State as ActionState
from isopolis.workspace.api.api import build
from isopolis.workspace.api.models import Token
from isopolis.workspace.barriers.models import Barrier, groups_of
from isopolis.workspace.budgets.models import Budget
from isopolis.workspace.decide.models import Proposal, Round, State, Statement
from isopolis.workspace.decide.proposals import put
from isopolis.workspace.engagement.models import Process
from isopolis.workspace.lottery.models import CivicLottery
from isopolis.workspace.people.tokens import new_token, token_hash
from isopolis.workspace.plan.models import Consultation, Edition
from isopolis.workspace.plan.records import store_action
from isopolis.workspace.priorities.models import Ranking
from isopolis.workspace.thread.models import Figure
from measured_city import measured

schemathesis = pytest.importorskip("schemathesis", reason="install isopolis[dev] for the contract of the API")

BOUNDED = settings(
    max_examples=2,  # for each operation, beside one that asks for what is there
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def token(partnership, people) -> str:
    """A coordinator's."""
    secret = new_token()
    hashed = token_hash(secret)
    Token.objects.create(
        user=people["coordinator"], name="t", token_hash=hashed, second_factor=True, may_write=True
    )
    return secret


@dataclass(frozen=True)
class Known:
    """What can be asked for: parameters by what stands in a path, and what is sent there."""

    parameters: dict[str, dict[str, object]]
    sent: dict[str, dict[str, object]]

    def of(self, path: str) -> dict[str, object]:
        """The parameters of one thing that is there."""
        found = {"city": "demoville", "number": 1}
        for part, values in self.parameters.items():
            found |= values if part in path else {}
        return {name: value for name, value in found.items() if f"{{{name}}}" in path}


@pytest.fixture
def known(partnership, people, settings, tmp_path) -> Known:
    """Something of each kind in the partnership."""
    settings.DATA = tmp_path
    measured(partnership, people["expert"])
    barrier = Barrier.objects.create(partnership=partnership, title="No ramp", reach=120)
    barrier.groups.add(groups_of(partnership).first())
    figure = Figure.objects.create(partnership=partnership, title="0.41", value=0.41, source="v1", key="D")
    ideas, votes = (
        Round.objects.create(partnership=partnership, kind=kind, title=kind, question="?")
        for kind in Round.Kind.values
    )
    statement = Statement.objects.create(round=votes, text="More ramps.", state=State.SHOWN)
    proposal = Proposal(round=ideas, title="Ramps", problem="Steps", idea="Ramps")
    put(proposal, None)
    lottery = CivicLottery.objects.create(
        partnership=partnership, title="Panel", size=2, rule="leximin", chances={"people": 4}, levels=[],
        quotas=[["sex", "w", 1, 1, 2]], lots=b"", seal="0", tickets=1, fewest=0, most=1,
    )  # fmt: skip
    budget = Budget.objects.create(partnership=partnership, title="Money", amount=100)
    budget.projects.create(key="1", name="Ramp", cost=60)
    action = store_action(partnership, ActionRecord(key="ramps", title="Ramps"), people["coordinator"], 0)
    process = Process.objects.create(partnership=partnership, title="Assembly", question="?", happens="event")
    ranking = Ranking.objects.create(partnership=partnership, title="First?", criteria=["impact"])
    edition = Edition.objects.create(partnership=partnership, name="Draft", plan={})
    consultation = Consultation.objects.create(
        partnership=partnership, edition=edition, opens="2025-01-01", closes="2025-02-01"
    )
    return Known(
        {
            "/partnerships/{slug}": {"slug": partnership.slug},
            "/barriers/{pk}": {"pk": barrier.pk},
            "/processes/{pk}": {"pk": process.pk},
            "/rankings/{pk}": {"pk": ranking.pk},
            "/consultations/{pk}": {"pk": consultation.pk},
            "/methods/{name}": {"name": methods()[0].id},
            "/figures/{pk}": {"pk": figure.pk},
            "/thread/{key}": {"key": "barrier", "pk": barrier.pk},
            "/proposals/{pk}": {"pk": proposal.pk},
            "/rounds/{pk}": {"pk": votes.pk},
            "/rounds/{pk}/proposals": {"pk": ideas.pk},
            "/lotteries/{pk}": {"pk": lottery.pk},
            "/budgets/{pk}": {"pk": budget.pk},
            "/actions/{key}": {"key": action.key},
            "/funds/{name}": {"name": funds()[0].id},
            "/initiatives/{name}": {"name": initiatives()[0].id},
        },
        {
            "/barriers": {"title": "No lift", "groups": ["women"]},
            "/proposals": {"title": "Lifts", "problem": "Stairs", "idea": "Lifts"},
            "/votes": {"statement": statement.pk, "value": 1},
            "/state": {"state": ActionState.PRELIMINARY.value},
        },
    )


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Requests outside of Django's client would close the connection that the test's data is in."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_operation_answers_as_it_is_described(token, known) -> None:
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415

    described = build().get_openapi_schema(path_prefix="/api/v1/")
    schema = schemathesis.openapi.from_dict(described)
    schema.app = get_wsgi_application()
    headers = {"Authorization": f"Bearer {token}"}

    def ask(case) -> int:
        response = case.call(headers=headers)
        assert response.status_code < 500, (case.formatted_path, response.text)
        if response.status_code >= 400:
            assert response.headers["content-type"] == ["application/problem+json"], case.formatted_path
            assert response.json()["status"] == response.status_code
        elif "json" in response.headers["content-type"][0]:
            case.operation.validate_response(response)
        return response.status_code

    def ask_in_the_partnership(case) -> None:
        if "slug" in (case.path_parameters or {}):
            case.path_parameters |= known.of("/partnerships/{slug}")
        ask(case)

    asked = set()
    for found in schema.get_all_operations():
        operation = found.ok()
        body = next((sent for end, sent in known.sent.items() if operation.path.endswith(end)), None)
        more = {} if operation.method == "get" else {"body": body, "media_type": "application/json"}
        real = operation.Case(path_parameters=known.of(operation.path), **more)
        assert ask(real) in {200, 201}, operation.label
        BOUNDED(given(case=operation.as_strategy())(ask_in_the_partnership))()
        asked.add(operation.label)
    assert asked == {
        f"{method.upper()} {path}" for path, methods in described["paths"].items() for method in methods
    }
