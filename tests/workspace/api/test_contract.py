"""The API keeps what its description promises, whatever is asked: schemathesis, bounded."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings

from isopolis.workspace.api.api import build
from isopolis.workspace.api.models import Token
from isopolis.workspace.barriers.models import Barrier, groups_of
from isopolis.workspace.people.tokens import new_token, token_hash
from isopolis.workspace.thread.models import Figure

schemathesis = pytest.importorskip("schemathesis", reason="install isopolis[dev] for the contract of the API")

BOUNDED = settings(
    max_examples=12,  # for each operation
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def token(partnership, people) -> str:
    """A coordinator's, in a partnership that has something to show."""
    barrier = Barrier.objects.create(partnership=partnership, title="No ramp", reach=120)
    barrier.groups.add(groups_of(partnership).first())
    Figure.objects.create(partnership=partnership, title="0.41", value=0.41, source="v1", key="D")
    secret = new_token()
    hashed = token_hash(secret)
    Token.objects.create(
        user=people["coordinator"], name="t", token_hash=hashed, second_factor=True, may_write=True
    )
    return secret


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
def test_every_operation_answers_as_it_is_described(token, partnership) -> None:
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415

    described = build().get_openapi_schema(path_prefix="/api/v1/")
    schema = schemathesis.openapi.from_dict(described)
    schema.app = get_wsgi_application()
    headers = {"Authorization": f"Bearer {token}"}
    answered: dict[str, set[int]] = {}

    def ask(case) -> None:
        if "slug" in (case.path_parameters or {}):
            case.path_parameters["slug"] = partnership.slug
        response = case.call(headers=headers)
        assert response.status_code < 500, (case.formatted_path, response.text)
        if response.status_code >= 400:
            assert response.headers["content-type"] == ["application/problem+json"], case.formatted_path
            assert response.json()["status"] == response.status_code
        elif response.status_code == 200:
            case.operation.validate_response(response)
        answered.setdefault(case.operation.label, set()).add(response.status_code)

    for found in schema.get_all_operations():
        BOUNDED(given(case=found.ok().as_strategy())(ask))()
    assert set(answered) == {
        f"{method.upper()} {path}" for path, methods in described["paths"].items() for method in methods
    }
    assert all(
        200 in answered[f"GET /api/v1/partnerships/{{slug}}/{name}"] for name in ("barriers", "figures")
    )
