"""The API: the same gate as the pages, tokens, pages, ETag, CSV, one shape of errors."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from django.test import Client

from isopolis.workspace.api.api import build
from isopolis.workspace.api.lists import as_csv
from isopolis.workspace.api.models import Token
from isopolis.workspace.people.gate import PASSED
from isopolis.workspace.people.models import AuditEntry
from isopolis.workspace.people.personal_data import erase, export
from isopolis.workspace.people.tokens import new_token, token_hash


@pytest.fixture
def place(partnership) -> str:
    return f"/api/v1/partnerships/{partnership.slug}"


@pytest.fixture
def bearer(people):
    """The header of a new token of this person."""

    def make(who: str, **more: object) -> dict[str, str]:
        secret = new_token()
        Token.objects.create(user=people[who], name="a test", token_hash=token_hash(secret), **more)
        return {"HTTP_AUTHORIZATION": f"Bearer {secret}"}

    return make


def test_every_operation_says_for_whom_it_is_and_has_words() -> None:
    schema = build().get_openapi_schema(path_prefix="/api/v1/")
    for path, methods in schema["paths"].items():
        for operation in methods.values():
            assert operation["description"], path
    with_gates = [
        operation.view_func
        for _prefix, router in build()._routers
        for view in router.path_operations.values()
        for operation in view.operations
    ]
    assert len(with_gates) >= len(schema["paths"])
    assert all(hasattr(view, "gate") for view in with_gates)


def test_nobody_gets_401_a_stranger_404_and_a_member_the_records(place, people, bearer) -> None:
    client = Client()
    nobody = client.get(f"{place}/phases")
    assert nobody.status_code == 401
    assert nobody.headers["WWW-Authenticate"].startswith("Bearer")
    assert nobody.json()["status"] == 401
    assert client.get("/api/v1/partnerships/no-such/phases").json() == nobody.json()
    assert client.get(f"{place}/phases", **bearer("stranger")).status_code == 404
    found = client.get(f"{place}/phases", **bearer("observer")).json()
    assert found["count"] == 9
    assert found["items"][0]["key"] == "ex-ante"


def test_a_wrong_token_is_refused_even_where_anybody_may_ask(place, people, signed_in) -> None:
    assert Client().get("/api/v1/partnerships").status_code == 200
    wrong = {"HTTP_AUTHORIZATION": "Bearer nonsense"}
    assert signed_in(people["coordinator"]).get("/api/v1/partnerships", **wrong).status_code == 401


def test_the_session_of_the_browser_asks_as_well(place, people, signed_in) -> None:
    assert signed_in(people["resident"]).get(place).json()["name"] == "Test partnership"


def test_a_coordinators_token_counts_as_the_session_that_made_it(place, bearer) -> None:
    without = Client().get(place, **bearer("coordinator"))
    assert (without.status_code, "second factor" in without.json()["detail"]) == (403, True)
    assert Client().get(place, **bearer("coordinator", second_factor=True)).status_code == 200


def test_lists_come_in_pages(place, bearer) -> None:
    token = bearer("expert")
    first = Client().get(f"{place}/phases?size=4", **token).json()
    last = Client().get(f"{place}/phases?size=4&page=3", **token).json()
    assert (len(first["items"]), first["next"], len(last["items"]), last["next"]) == (4, 2, 1, None)
    wrong = Client().get(f"{place}/phases?size=0", **token)
    assert wrong.status_code == 422
    assert wrong.headers["Content-Type"] == "application/problem+json"
    assert wrong.json()["faults"][0]["where"] == "query.size"


def test_a_list_is_a_table_as_well(place, bearer) -> None:
    answer = Client().get(f"{place}/deadlines?format=csv", **bearer("partner"))
    assert answer.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(StringIO(answer.content.decode())))
    assert [(row["title"], row["phase"], row["organisation"]) for row in rows] == [
        ("One page", "ex-ante", "")
    ]


def test_an_unchanged_answer_is_not_sent_again(place, bearer) -> None:
    token = bearer("partner")
    answer = Client().get(f"{place}/phases", **token)
    again = Client().get(f"{place}/phases", HTTP_IF_NONE_MATCH=answer.headers["ETag"], **token)
    assert (again.status_code, again.content) == (304, b"")
    other = Client().get(f"{place}/deadlines", HTTP_IF_NONE_MATCH=answer.headers["ETag"], **token)
    assert other.status_code == 200


def test_what_is_not_there_has_the_shape_of_errors(place, bearer) -> None:
    for path, method, status in (("/api/v1/nonsense", "get", 404), (f"{place}/phases", "delete", 405)):
        answer = getattr(Client(), method)(path, **bearer("partner", may_write=True))
        assert answer.status_code == status
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["status"] == status


def test_text_that_a_spreadsheet_would_run_is_made_harmless() -> None:
    assert as_csv([{"a": "=HYPERLINK()", "b": -1, "c": True}]) == "a,b,c\r\n'=HYPERLINK(),-1,true\r\n"
    assert as_csv([]) == ""


def test_tokens_are_made_shown_once_and_revoked(people, signed_in, partnership) -> None:
    client = signed_in(people["coordinator"])
    page = client.post("/account/tokens/", {"name": "my notebook"}).content.decode()
    secret = page.partition('<p class="link"><code>')[2].partition("</code>")[0]
    token = Token.objects.get()
    assert (token.second_factor, token.may_write, token.token_hash) == (True, False, token_hash(secret))
    assert secret not in client.get("/account/tokens/").content.decode()
    headers = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
    assert Client().get(f"/api/v1/partnerships/{partnership.slug}", **headers).status_code == 200
    token.refresh_from_db()
    assert token.used_on is not None
    assert signed_in(people["partner"]).post(f"/account/tokens/{token.pk}/revoke/").status_code == 404
    client.post(f"/account/tokens/{token.pk}/revoke/")
    assert Client().get(f"/api/v1/partnerships/{partnership.slug}", **headers).status_code == 401
    assert {"token made", "token revoked"} <= set(AuditEntry.objects.values_list("action", flat=True))


def test_a_session_without_the_second_factor_of_its_person_makes_no_token(people, signed_in) -> None:
    from isopolis.workspace.people.models import SecondFactor  # noqa: PLC0415

    SecondFactor.objects.create(user=people["partner"], secret="s")
    client = signed_in(people["partner"])
    session = client.session
    del session[PASSED]
    session.save()
    assert client.post("/account/tokens/", {"name": "stolen"}).status_code == 302
    assert not Token.objects.exists()


def test_tokens_are_personal_data(people, bearer) -> None:
    bearer("partner")
    assert export(people["partner"])["tokens"][0]["for"] == "a test"
    erase(people["partner"])
    assert not Token.objects.exists()


def test_the_page_of_documentation_names_every_operation(client, db) -> None:
    page = client.get("/api/v1/docs/").content.decode()
    for path in client.get("/api/v1/openapi.json").json()["paths"]:
        assert path in page
