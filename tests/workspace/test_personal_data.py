"""One's data can be taken along and erased; the log only grows."""

from __future__ import annotations

import json

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from isopolis.workspace.barriers.models import Barrier
from isopolis.workspace.demonstration import ORGANISATIONS, ROOMS
from isopolis.workspace.people.models import AuditEntry, Organisation, User
from isopolis.workspace.people.personal_data import ELSEWHERE, erase, export
from isopolis.workspace.plan.models import Action
from isopolis.workspace.thread.models import Figure


def test_the_export_holds_what_is_kept_and_no_secret(partnership, people, signed_in) -> None:
    client = signed_in(people["partner"])
    deadline = partnership.phases.first().deadlines.get()
    client.post(f"/partnerships/{partnership.slug}/deadlines/{deadline.pk}/done/")
    answer = client.get("/account/data/")
    assert "attachment" in answer.headers["Content-Disposition"]
    data = json.loads(answer.content)
    assert data["account"]["e-mail"] == "partner@example.org"
    assert data["memberships"][0]["organisation"] == "Demoville"
    assert data["done"][0]["deadline"] == "One page"
    assert data["log"][0]["action"] == "deadline met"
    person = people["partner"]
    assert person.password not in answer.content.decode()
    assert person.calendar_token not in answer.content.decode()


def test_the_export_names_every_record_that_points_to_a_person(partnership, people, client) -> None:
    """A room that adds a table needs nothing: what points to a person is “contributed”."""
    fields = {
        f"{field.related_model.__name__}.{field.field.name}"
        for field in User._meta.get_fields(include_hidden=True)
        if field.auto_created and not field.concrete
    }
    assert fields > ELSEWHERE
    person = people["partner"]
    Figure.objects.create(partnership=partnership, title="0.41", pinned_by=person)
    Barrier.objects.create(partnership=partnership, title="No ramp", owner=person, made_by=people["expert"])
    assert sorted(export(person)["contributed"], key=lambda one: one["what"]) == [
        {
            "what": "barrier",
            "as": "owner",
            "title": "No ramp",
            "text": {"title": "No ramp", "status": "open", "origin": "members"},
        },
        {
            "what": "figure",
            "as": "pinned_by",
            "title": "0.41",
            "text": {"title": "0.41", "status": "observed"},
        },
    ]
    erase(person)
    assert str(Barrier.objects.get().owner) == "a former member"


def test_erasing_leaves_the_work_and_no_trace_of_the_person(partnership, people, signed_in) -> None:
    client, other_device = signed_in(people["partner"]), signed_in(people["partner"])
    deadline = partnership.phases.first().deadlines.get()
    client.post(f"/partnerships/{partnership.slug}/deadlines/{deadline.pk}/done/")
    feed = f"/calendar/{people['partner'].calendar_token}.ics"
    assert client.post("/account/erase/").headers["Location"] == "/"
    deadline.refresh_from_db()
    assert deadline.done_at is not None
    assert str(deadline.done_by) == "a former member"
    gone = User.objects.get(pk=people["partner"].pk)
    assert (gone.name, gone.is_active, gone.has_usable_password()) == ("", False, False)
    assert other_device.get("/account/").status_code == 302
    assert client.get(feed).status_code == 404
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = repr(cursor.fetchall())
            assert "partner@example.org" not in rows, table
            assert "Person partner" not in rows, table


def test_what_somebody_wrote_is_in_the_export_in_full(partnership, people) -> None:
    action = Action.objects.create(partnership=partnership, key="ramps", title="Ramps")
    action.remarks.create(author=people["partner"], text="Too late for the school year.")
    assert "Too late for the school year." in json.dumps(export(people["partner"]))


def test_the_whole_demonstration_keeps_no_name_of_somebody_who_left(partnership, people) -> None:
    made = Organisation.objects.bulk_create(Organisation(name=name, kind=k) for name, k in ORGANISATIONS)
    partnership.organisations.add(*made)
    for fill_room in ROOMS:
        fill_room(partnership, people)
    contributed = {one["what"] for one in export(people["expert"])["contributed"]}
    assert len(contributed) > 5
    left = ("partner", "expert", "resident", "moderator")
    for role in left:
        erase(people[role])
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = repr(cursor.fetchall())
            assert not [one for one in left if f"{one}@example.org" in rows or f"Person {one}" in rows], table


BEHIND_A_KEY = {
    "decide.participant": "erase_votes",
    "budgets.ballot": "erase_own_ballots",
    "priorities.rater": "erase_own_scores",
    "barriers.reportdoor": "the word of a public page",
    "people.signinattempt": "counts attempts, gone in a quarter of an hour",
}
"""Tables that may hold a person under a key that leads to nobody, and what erases it."""


def test_who_is_kept_under_a_key_can_be_erased() -> None:
    """Whoever adds such a table sees to its erasure and export, and names it here."""
    keyed = {
        model._meta.label_lower
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.name == "key" and field.max_length == 64
    }
    assert keyed == set(BEHIND_A_KEY)


def test_the_only_coordinator_cannot_leave_the_others_alone(partnership, people, signed_in) -> None:
    client = signed_in(people["coordinator"])
    assert client.post("/account/erase/").status_code == 409
    assert User.objects.get(pk=people["coordinator"].pk).is_active


@pytest.mark.parametrize("change", ["update", "delete", "save"])
def test_the_database_refuses_to_change_the_log(partnership, change) -> None:
    entry = AuditEntry.objects.first()
    entry.action = "something else"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        if change == "update":
            AuditEntry.objects.update(action="nothing")
        elif change == "delete":
            entry.delete()
        else:
            entry.save()
    assert AuditEntry.objects.get(pk=entry.pk).action == "partnership founded"


def test_coordinators_see_the_log(partnership, people, signed_in) -> None:
    client = signed_in(people["coordinator"])
    membership = partnership.memberships.get(user=people["observer"])
    client.post(f"/partnerships/{partnership.slug}/members/{membership.pk}/", {"role": "expert"})
    page = client.get(f"/partnerships/{partnership.slug}/log/").content.decode()
    assert f"role changed: member {membership.pk}: expert" in page
    assert "Person coordinator" in page
    assert "observer@example.org" not in page
