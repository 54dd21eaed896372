"""Voting: one person, one vote; nothing lost, nothing doubled; nobody reads another's votes."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from isopolis.workspace.decide import ballots
from isopolis.workspace.decide.models import Code, Participant, Round, Statement, Vote
from isopolis.workspace.people.models import AuditEntry
from isopolis.workspace.people.personal_data import erase, export
from isopolis.workspace.people.tokens import token_hash


@pytest.fixture
def conversation(partnership) -> Round:
    """An open round with six statements and a hidden one."""
    made = Round.objects.create(
        partnership=partnership, kind="votes", title="What?", question="What?", by_link=True,
        questions=[{"name": "Age", "choices": ["young", "old"]}],
    )  # fmt: skip
    Statement.objects.bulk_create(
        Statement(round=made, text=f"Statement {number}", state="shown") for number in range(6)
    )
    Statement.objects.create(round=made, text="Hidden", state="waiting")
    return made


def page(conversation: Round) -> str:
    return f"/partnerships/{conversation.partnership.slug}/decide/rounds/{conversation.pk}/vote/"


def vote(client: Client, address: str, statement: int, value: str = "agree", **more: str):
    return client.post(address, {"statement": statement, "value": value, **more})


def test_every_statement_comes_once_without_a_script(conversation, people, signed_in) -> None:
    client = signed_in(people["resident"])
    seen = []
    for _ in range(6):
        shown = client.get(page(conversation)).context["statement"]
        seen.append(shown["text"])
        assert vote(client, page(conversation), shown["id"]).status_code == 302
    assert sorted(seen) == [f"Statement {number}" for number in range(6)]
    assert client.get(page(conversation)).context["statement"] is None
    assert Vote.objects.count() == 6


def test_the_same_vote_twice_is_one_and_a_late_old_one_changes_nothing(
    conversation, people, signed_in
) -> None:
    client, statement = signed_in(people["resident"]), conversation.statements.first().pk
    vote(client, page(conversation), statement, "agree", sent="2000")
    vote(client, page(conversation), statement, "agree", sent="2000")
    vote(client, page(conversation), statement, "disagree", sent="1000")
    assert list(Vote.objects.values_list("value", "sent")) == [(1, 2000)]
    vote(client, page(conversation), statement, "disagree", sent="3000")
    assert list(Vote.objects.values_list("value", flat=True)) == [-1]


def test_a_script_gets_the_next_statements_with_the_answer(conversation, people, signed_in) -> None:
    client, statement = signed_in(people["partner"]), conversation.statements.first().pk
    answer = client.post(
        page(conversation), {"statement": statement, "value": "pass"}, headers={"accept": "application/json"}
    )
    found = answer.json()
    assert (found["saved"], found["done"], found["of"]) == (True, 1, 6)
    assert len(found["next"]) == 5
    assert statement not in {one["id"] for one in found["next"]}


@pytest.mark.parametrize(
    "sent",
    [
        {"value": "maybe"},
        {"statement": "x"},
        {"statement": "999999"},
        {"sent": "-1"},
        {"sent": "9" * 40},
        {"statement": "hidden"},
    ],
)
def test_what_is_no_vote_is_refused_and_saves_nothing(sent, conversation, people, signed_in) -> None:
    client = signed_in(people["resident"])
    hidden = conversation.statements.get(text="Hidden").pk
    body = {"statement": conversation.statements.first().pk, "value": "agree", **sent}
    if body["statement"] == "hidden":
        body["statement"] = hidden
    answer = client.post(page(conversation), body, headers={"accept": "application/json"})
    assert answer.status_code == 400
    assert not Vote.objects.exists()


def test_a_code_is_one_voice_however_often_it_is_typed(conversation) -> None:
    Code.objects.create(round=conversation, code_hash=token_hash("ABCDE23456"))
    here = f"/take-part/{conversation.link_token}/"
    for _ in range(2):
        client = Client()
        assert client.post(here, {"code": "abcde-23456"}).status_code == 302
        statement = conversation.statements.first().pk
        assert vote(client, here, statement).status_code == 302
    assert Participant.objects.count() == 1
    assert Vote.objects.count() == 1
    assert Code.objects.get().used
    assert Client().post(here, {"code": "WRONG"}).status_code == 400


def test_codes_cannot_be_guessed_for_long(conversation) -> None:
    here, client = f"/take-part/{conversation.link_token}/", Client()
    answers = [client.post(here, {"code": f"WRONG{number}"}).status_code for number in range(31)]
    assert answers[0] == 400
    assert answers[-1] == 429


def test_the_open_link_is_marked_and_limited(conversation, monkeypatch) -> None:
    monkeypatch.setattr(ballots, "NEW_AN_HOUR", 3)
    here = f"/take-part/{conversation.link_token}/"
    client = Client()
    assert client.post(here, {"begin": "1"}).status_code == 302
    vote(client, here, conversation.statements.first().pk)
    assert "not verified" in client.get(here).content.decode()
    answers = [Client().post(here, {"begin": "1"}).status_code for _ in range(4)]
    assert answers == [302, 302, 429, 429]
    assert Participant.objects.filter(channel="link").count() == 3
    conversation.by_link = False
    conversation.save()
    assert Client().post(here, {"begin": "1"}).status_code == 409


def test_a_closed_round_takes_no_votes(conversation, people, signed_in) -> None:
    conversation.closes = timezone.localdate() - timezone.timedelta(days=1)
    conversation.save()
    client = signed_in(people["resident"])
    vote(client, page(conversation), conversation.statements.first().pk)
    vote(Client(), f"/take-part/{conversation.link_token}/", conversation.statements.first().pk)
    assert not Vote.objects.exists()


def test_no_table_leads_from_a_vote_to_a_person(conversation, people, signed_in) -> None:
    client = signed_in(people["resident"])
    vote(client, page(conversation), conversation.statements.first().pk)
    fields = {field.name for field in Participant._meta.get_fields()} | {
        field.name for field in Vote._meta.get_fields()
    }
    assert not fields & {"user", "author", "email", "name", "code"}
    assert not AuditEntry.objects.filter(actor=people["resident"], action__contains="vote").exists()
    for table in ("decide_vote", "decide_participant"):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")
            assert "resident" not in repr(cursor.fetchall())


def test_nobody_is_shown_how_another_voted(conversation, people, signed_in) -> None:
    for number, role in enumerate(("resident", "partner", "expert")):
        client = signed_in(people[role])
        for statement in conversation.statements.filter(state="shown"):
            vote(client, page(conversation), statement.pk, ("agree", "disagree")[number % 2])
    moderator = signed_in(people["moderator"])
    base = f"/partnerships/{conversation.partnership.slug}/decide/rounds/{conversation.pk}/"
    assert "for a picture" in moderator.get(f"{base}results/").content.decode()
    assert "Person resident" not in moderator.get(f"{base}heard/").content.decode().partition("<main")[2]
    for role in ("partner", "expert", "resident", "observer"):
        assert signed_in(people[role]).get(f"{base}votes.zip").status_code == 403


def test_ones_votes_are_taken_along_and_erased(conversation, people, signed_in) -> None:
    for role in ("resident", "partner"):
        client = signed_in(people[role])
        vote(client, page(conversation), conversation.statements.first().pk, "disagree")
        client.post(page(conversation), {"about": "1", "about-0": "young"})
    own = export(people["resident"])["votes"]
    assert own[0]["votes"][0]["vote"] == "disagree"
    assert own[0]["about me"] == {"Age": "young"}
    erase(people["resident"])
    assert Vote.objects.count() == 1
    assert Participant.objects.count() == 1


def test_answers_that_were_not_offered_are_not_kept(conversation, people, signed_in) -> None:
    client = signed_in(people["resident"])
    client.post(page(conversation), {"about": "1", "about-0": "a secret"})
    assert Participant.objects.get().answers == {}


def test_a_statement_of_a_participant_waits_for_a_moderator(conversation, people, signed_in) -> None:
    client, moderator = signed_in(people["resident"]), signed_in(people["moderator"])
    client.post(page(conversation), {"text": "More trees"})
    written = Statement.objects.get(text="More trees")
    assert (written.state, written.author) == ("waiting", None)
    address = f"/partnerships/{conversation.partnership.slug}/decide/statements/{written.pk}/"
    assert moderator.post(address, {"decision": "rejected", "reason": ""}).status_code == 400
    moderator.post(address, {"decision": "shown", "reason": ""})
    moderator.post(address, {"answer": "The city plants 200 this year."})
    written.refresh_from_db()
    assert (written.state, written.answer) == ("shown", "The city plants 200 this year.")
