"""Residents report without an account; what comes is read, decided and answered."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from isopolis.workspace.barriers import models
from isopolis.workspace.barriers.models import Barrier, Report, ReportDoor
from isopolis.workspace.barriers.reporting import new_receipt, receipt_hash
from isopolis.workspace.people.models import AuditEntry


@pytest.fixture
def door(partnership) -> ReportDoor:
    return ReportDoor.objects.create(partnership=partnership, key="secret-key")


def send(words="The counter closes at four.", **more) -> tuple[int, str]:
    answer = Client().post("/report/secret-key/", {"words": words, **more})
    return answer.status_code, answer.content.decode()


def code_of(page: str) -> str:
    return re.search(r"<code>([a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4})</code>", page)[1]


def test_a_report_takes_one_answer_and_gives_a_receipt(door) -> None:
    page = Client().get("/report/secret-key/").content.decode()
    assert "You need no account and give no name." in page
    assert "within 14 days" in page
    status, page = send()
    assert status == 200
    report = Report.objects.get()
    assert report.receipt_hash == receipt_hash(code_of(page).upper().replace("-", " "))
    assert code_of(page) not in str(report.__dict__)
    seen = Client().post("/report/code/", {"code": code_of(page)}).content.decode()
    assert "Waiting to be read" in seen
    assert "The counter closes at four." in seen


def test_nothing_about_the_sender_is_kept(door) -> None:
    send()
    fields = {field.name for field in Report._meta.fields}
    assert fields == {
        "id", "partnership", "words", "type", "service", "place", "group", "language", "receipt_hash",
        "state", "reason", "answer", "barrier", "received_on", "decided_by", "decided_at",
    }  # fmt: skip
    assert not hasattr(Report.objects.get().received_on, "hour")


def test_a_program_that_fills_in_everything_is_refused(door) -> None:
    status, page = send(website="https://spam.example")
    assert status == 400
    assert "Leave this field empty" in page
    assert send(words="")[0] == 400
    assert send(words="x" * 3000)[0] == 400
    assert not Report.objects.exists()


def test_one_address_cannot_flood(door) -> None:
    for _ in range(20):
        assert send()[0] == 200
    assert send()[0] == 429
    assert Report.objects.count() == 20


def test_codes_cannot_be_guessed_for_long(door) -> None:
    answers = [Client().post("/report/code/", {"code": new_receipt()}).status_code for _ in range(21)]
    assert answers == [400] * 20 + [429]


def test_a_closed_door_takes_nothing_and_an_unknown_one_is_not_there(door) -> None:
    ReportDoor.objects.update(is_open=False)
    assert send()[0] == 410
    assert not Report.objects.exists()
    assert Client().get("/report/other/").status_code == 404


def test_nothing_shows_before_it_is_read(door, partnership, people, signed_in) -> None:
    send("Something with a name in it")
    for who in ("partner", "observer"):
        page = signed_in(people[who]).get(f"/partnerships/{partnership.slug}/barriers/").content.decode()
        assert "with a name" not in page
    queue = signed_in(people["moderator"]).get(f"/partnerships/{partnership.slug}/barriers/reports/")
    assert "with a name" in queue.content.decode()


def test_a_report_becomes_a_barrier_and_its_writer_can_see_it(door, partnership, people, signed_in) -> None:
    _status, page = send(
        "The counter closes at four. I work until five.", type="time", place="Quayside", group="night workers"
    )
    report = Report.objects.get()
    client = signed_in(people["moderator"])
    decide = f"/partnerships/{partnership.slug}/barriers/reports/{report.pk}/"
    assert (
        client.post(
            decide, {"what": "new", "testimony": "on", "answer": "We ask for later hours."}
        ).status_code
        == 302
    )
    barrier = Barrier.objects.get()
    assert (barrier.title, barrier.type, barrier.place, barrier.origin) == (
        "The counter closes at four", "time", "Quayside", "residents",
    )  # fmt: skip
    assert [group.name for group in barrier.groups.all()] == ["night workers"]
    assert models.Testimony.objects.get().words.startswith("The counter")
    seen = Client().post("/report/code/", {"code": code_of(page)}).content.decode()
    assert "Became a barrier" in seen
    assert "We ask for later hours." in seen
    assert f"report {report.pk}: barrier" in AuditEntry.objects.filter(action="report decided").get().what


def test_a_report_joins_a_barrier_or_is_declined_with_a_reason(door, partnership, people, signed_in) -> None:
    barrier = Barrier.objects.create(partnership=partnership, title="Opening hours")
    client = signed_in(people["moderator"])
    pages = [send("one"), send("two")]
    first, second = Report.objects.all()
    place = f"/partnerships/{partnership.slug}/barriers/reports/"
    assert client.post(f"{place}{first.pk}/", {"what": "join"}).status_code == 400
    client.post(f"{place}{first.pk}/", {"what": "join", "barrier": barrier.pk})
    assert client.post(f"{place}{second.pk}/", {"what": "decline"}).status_code == 400
    client.post(f"{place}{second.pk}/", {"what": "decline", "reason": "personal"})
    assert [one.state for one in Report.objects.all()] == ["joined", "declined"]
    assert not models.Testimony.objects.exists()
    seen = Client().post("/report/code/", {"code": code_of(pages[1][1])}).content.decode()
    assert "It names or describes a person." in seen
    client.post(f"{place}{second.pk}/", {"what": "new"})
    assert Barrier.objects.count() == 1


def test_the_form_is_opened_and_closed_by_moderators(partnership, people, signed_in) -> None:
    client = signed_in(people["moderator"])
    place = f"/partnerships/{partnership.slug}/barriers/reports/"
    assert "It is closed." in client.get(place).content.decode()
    client.post(place, {"is_open": "on", "answered_in": "7"})
    door = ReportDoor.objects.get()
    assert (door.is_open, door.answered_in) == (True, 7)
    assert "<svg" in client.get(place).content.decode()
    assert signed_in(people["partner"]).get(place).status_code == 403


def test_the_form_speaks_french(door) -> None:
    page = Client(headers={"Accept-Language": "fr"}).get("/report/secret-key/").content.decode()
    assert "Qu’est-ce qui vous fait obstacle" in page
