"""A partnership with one person for each role, and browsers (without JavaScript) that are signed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from isopolis.workspace.people.gate import PASSED
from isopolis.workspace.people.joining import found
from isopolis.workspace.people.models import Membership, Organisation, Partnership, User
from isopolis.workspace.people.permissions import Role
from isopolis.workspace.process.models import Deadline

PASSWORD = "a sentence nobody guesses"
SignedIn = Callable[[User | None], Client]


@pytest.fixture
def people(db) -> dict[str, User]:
    """One person a role, and one without any (``stranger``)."""
    return {
        role: User.objects.create_user(f"{role}@example.org", f"Person {role}", PASSWORD)
        for role in (*Role.values, "stranger")
    }


@pytest.fixture
def partnership(people) -> Partnership:
    """A private partnership with an organisation and a deadline of everybody."""
    made = found("Test partnership", people["coordinator"])
    city = Organisation.objects.create(name="Demoville", kind="city", country="FR")
    made.organisations.add(city)
    for role in Role.values:
        Membership.objects.create(
            user=people[role],
            partnership=made,
            role=role,
            organisation=city if role == "partner" else None,
        )
    Deadline.objects.create(
        phase=made.phases.first(), title="One page", due_on=timezone.now().date() + timedelta(days=5)
    )
    return made


@pytest.fixture
def signed_in() -> SignedIn:
    """A client of this person (None: of nobody), the second factor shown."""

    def make(user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user)
            session = client.session
            session[PASSED] = True
            session.save()
        return client

    return make
