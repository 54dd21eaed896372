"""A meeting while it runs: agenda, groups, notes into clusters, clusters into proposals and the record."""

from __future__ import annotations

import pytest

from isopolis.workspace.decide.models import Proposal, Round
from isopolis.workspace.exchange.tables import STAYS, tables
from isopolis.workspace.facilitation import views
from isopolis.workspace.facilitation.models import Cluster, Note, Seat, Session
from isopolis.workspace.people.models import AuditEntry
from isopolis.workspace.plan.models import Meeting

AGENDA = "2026-05-04\n09:00-10:00 Welcome\n10:00-11:00 Groups\n11:00-11:15 * Coffee"


@pytest.fixture
def meeting(partnership) -> Meeting:
    return Meeting.objects.create(partnership=partnership, title="Two days", on="2026-05-04")


@pytest.fixture
def place(partnership, meeting) -> str:
    return f"/partnerships/{partnership.slug}/decide/meetings/{meeting.pk}/"


@pytest.fixture
def session(meeting, partnership) -> Session:
    ideas = Round.objects.create(partnership=partnership, kind="ideas", title="Ideas", question="What?")
    return Session.objects.create(meeting=meeting, agenda=AGENDA, question="What is missing?", round=ideas)


def test_an_agenda_is_a_clock_that_works_without_a_script(place, people, signed_in) -> None:
    client = signed_in(people["moderator"])
    assert client.post(f"{place}agenda/", {"agenda": "09:00 Welcome"}).status_code == 400
    client.post(f"{place}agenda/", {"agenda": AGENDA, "takes_notes": "on"})
    page = client.get(place).content.decode()
    assert "<td>09:00</td><td>10:00</td>" in page
    assert 'data-starts="2026-05-04T09:00" data-ends="2026-05-04T10:00"' in page
    assert "More than 90 minutes without a pause: 09:00–11:00" in page


def test_looking_at_a_meeting_stores_nothing(place, people, signed_in) -> None:
    assert signed_in(people["moderator"]).get(place).status_code == 200
    assert signed_in(people["resident"]).get(place).status_code == 200
    assert not Session.objects.exists()
    assert signed_in(people["resident"]).post(f"{place}notes/new/", {"text": "x"}).status_code == 403


def test_the_page_refreshes_itself_without_a_script_only_where_one_asks_for_it(
    place, session, people, signed_in
) -> None:
    client = signed_in(people["resident"])
    page = client.get(place).content.decode()
    assert 'http-equiv="refresh"' not in page
    assert '<a href="?follow">' in page
    page = client.get(f"{place}?follow").content.decode()
    assert '<meta http-equiv="refresh" content="20">' in page
    assert f'<a href="{place}">Stop refreshing</a>' in page
    assert "notes/new/" not in page  # what one is writing would be lost


def test_groups_are_made_before_there_is_an_agenda(place, meeting, people, signed_in) -> None:
    lines = "\n".join(f"Guest {n}" for n in range(4))
    answer = signed_in(people["moderator"]).post(f"{place}groups/", {"people": lines, "groups": 2})
    assert answer.status_code == 302
    assert Seat.objects.filter(session__meeting=meeting).count() == 4


def test_groups_are_mixed_and_their_names_are_for_facilitators_and_erasable(
    place, session, people, signed_in
) -> None:
    client = signed_in(people["coordinator"])
    lines = "\n".join(f"Guest {n}; {('city', 'resident')[n % 2]}; {('en', 'fr')[n % 2]}" for n in range(8))
    assert client.post(f"{place}groups/", {"people": "Ana\nAna", "groups": 1}).status_code == 400
    assert client.post(f"{place}groups/", {"people": "Ana", "groups": 3}).status_code == 400
    client.post(f"{place}groups/", {"people": lines, "groups": 2})
    for number in (1, 2):
        roles = sorted(Seat.objects.filter(group=number).values_list("role", flat=True))
        assert roles == ["city", "city", "resident", "resident"]
    assert "Guest 3" in client.get(place).content.decode()
    assert "Guest 3" not in signed_in(people["partner"]).get(place).content.decode()
    assert "facilitation.seat" in STAYS
    assert "facilitation.seat" not in {one.name for one in tables()}
    client.post(f"{place}groups/", {"forget": "1"})
    assert not Seat.objects.exists()


def test_notes_are_added_without_a_name_shown_and_not_without_end(
    place, session, people, signed_in, monkeypatch
) -> None:
    client = signed_in(people["resident"])
    client.post(f"{place}notes/new/", {"text": "No bus at night"})
    assert client.post(f"{place}notes/new/", {"text": ""}).status_code == 400
    page = signed_in(people["partner"]).get(place).content.decode()
    assert "No bus at night" in page
    assert "Person resident" not in page
    monkeypatch.setattr(views, "NOTES_OF_ONE", 1)
    client.post(f"{place}notes/new/", {"text": "Another"})
    assert Note.objects.count() == 1
    session.takes_notes = False
    session.save()
    assert client.post(f"{place}notes/new/", {"text": "Later"}).status_code == 403


def test_notes_are_sorted_by_keyboard_into_new_and_old_clusters(place, session, people, signed_in) -> None:
    client = signed_in(people["moderator"])
    first, second, third = (Note.objects.create(session=session, text=text) for text in ("a", "b", "c"))
    data = {f"note-{first.pk}": "new", f"note-{second.pk}": "new", f"note-{third.pk}": "same"}
    client.post(f"{place}notes/sort/", {**data, "title": "Together"})
    cluster = Cluster.objects.get()
    assert [one.text for one in cluster.notes.all()] == ["a", "b"]
    client.post(f"{place}notes/sort/", {f"note-{third.pk}": str(cluster.pk), f"note-{first.pk}": ""})
    assert [one.text for one in cluster.notes.all()] == ["b", "c"]
    client.post(f"{place}notes/sort/", {f"note-{third.pk}": "9999", "note-x": "new"})
    assert [one.text for one in cluster.notes.all()] == ["b", "c"]
    assert AuditEntry.objects.filter(action="notes sorted").count() == 2


def test_similar_notes_are_suggested_as_one_cluster(place, session, people, signed_in) -> None:
    for text in ("No night bus", "There is no bus at night", "More trees"):
        Note.objects.create(session=session, text=text)
    signed_in(people["moderator"]).post(f"{place}notes/sort/", {"suggest": "1"})
    assert [one.text for one in Cluster.objects.get().notes.all()] == [
        "No night bus",
        "There is no bus at night",
    ]


def test_a_cluster_becomes_a_proposal_and_stands_in_the_minutes(
    place, session, partnership, people, signed_in
) -> None:
    client = signed_in(people["moderator"])
    cluster = Cluster.objects.create(session=session, title="Night buses")
    Note.objects.create(session=session, text="No bus at night", cluster=cluster)
    Note.objects.create(session=session, text="Trees")
    address = f"/partnerships/{partnership.slug}/decide/clusters/{cluster.pk}/"
    client.post(address, {"title": "Buses at night"})
    client.post(address, {"title": "ignored", "propose": "1"})
    made = Proposal.objects.get()
    assert (made.title, made.idea, made.state) == ("Buses at night", "– No bus at night", "shown")
    client.post(address, {"propose": "1"})  # once is enough
    assert Proposal.objects.count() == 1
    client.post(f"{place}notes/sort/", {"minutes": "1"})
    session.meeting.refresh_from_db()
    assert "Buses at night\n– No bus at night" in session.meeting.minutes
    assert "Not sorted\n– Trees" in session.meeting.minutes
    client.post(address, {"dissolve": "1"})
    assert Note.objects.filter(cluster=None).count() == 2


def test_a_decision_is_in_the_log_of_the_plan_at_once(place, session, people, signed_in, partnership) -> None:
    client = signed_in(people["coordinator"])
    assert client.post(f"{place}decisions/new/", {"d-text": ""}).status_code == 400
    client.post(f"{place}decisions/new/", {"d-text": "We try it at two counters.", "d-in_favour": "9"})
    log = client.get(f"/partnerships/{partnership.slug}/plan/meetings/").content.decode()
    assert "We try it at two counters." in log


def test_a_cluster_of_another_partnership_is_not_found(session, people, signed_in, partnership) -> None:
    cluster = Cluster.objects.create(session=session, title="x")
    client = signed_in(people["stranger"])
    answer = client.post(f"/partnerships/{partnership.slug}/decide/clusters/{cluster.pk}/", {"title": "y"})
    assert answer.status_code == 404
