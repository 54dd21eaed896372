"""The demonstration partnership: invented organisations and people, one account for each role.

Each room of the workspace fills its part in a module of its own; :data:`ROOMS` lists them, one line each.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from isopolis.errors import InputError
from isopolis.workspace.demonstration.barriers import fill_barriers
from isopolis.workspace.demonstration.budgets import fill_budgets
from isopolis.workspace.demonstration.decide import fill_decide
from isopolis.workspace.demonstration.engagement import fill_engagement
from isopolis.workspace.demonstration.facilitation import fill_facilitation
from isopolis.workspace.demonstration.funds import fill_funds
from isopolis.workspace.demonstration.lottery import fill_lottery
from isopolis.workspace.demonstration.measure import fill_measure
from isopolis.workspace.demonstration.peers import fill_peers
from isopolis.workspace.demonstration.plan import fill_plan
from isopolis.workspace.demonstration.practices import fill_practices
from isopolis.workspace.demonstration.priorities import fill_priorities
from isopolis.workspace.demonstration.thread import fill_thread
from isopolis.workspace.demonstration.whole_thread import fill_whole_thread
from isopolis.workspace.people.joining import found
from isopolis.workspace.people.models import Membership, Organisation, Partnership, User
from isopolis.workspace.people.permissions import Role
from isopolis.workspace.process.models import Deadline

SLUG = "demonstration-partnership"
DOMAIN = "demonstration.invalid"
ORGANISATIONS = (
    ("Tessemar", Organisation.Kind.CITY),
    ("Ostervik", Organisation.Kind.CITY),
    ("Valcorrente", Organisation.Kind.CITY),
    ("Brunnau", Organisation.Kind.CITY),
    ("Kastellos", Organisation.Kind.CITY),
    ("Dolnamost", Organisation.Kind.CITY),
    ("Region of the Lower Marsh", Organisation.Kind.REGION),
    ("Hinterland Council", Organisation.Kind.REGION),
    ("Ministry of Cities of Arvonia", Organisation.Kind.STATE),
    ("Office for Equal Places", Organisation.Kind.EU_BODY),
    ("Network of Even Cities", Organisation.Kind.NETWORK),
    ("Institute of Neighbourhoods", Organisation.Kind.OTHER),
)
PEOPLE = (
    ("Ada Marsh", Role.COORDINATOR, 0),
    ("Bela Quay", Role.MODERATOR, 10),
    ("Ciro Valle", Role.PARTNER, 2),
    ("Dana Institute", Role.EXPERT, 11),
    ("Emil Strand", Role.RESIDENT, None),
    ("Fleur Office", Role.OBSERVER, 9),
)

ROOMS = (
    fill_thread,
    fill_measure,
    fill_barriers,
    fill_decide,
    fill_engagement,
    fill_lottery,
    fill_budgets,
    fill_plan,
    fill_facilitation,
    fill_priorities,
    fill_practices,
    fill_peers,
    fill_funds,
    fill_whole_thread,
)
"""``fill_<room>(partnership, people)``, ``people`` by role; a later room may use what an earlier one made."""


def fill() -> str:
    """Fill an empty workspace, or give the accounts of a filled one new passwords; say how to sign in."""
    strangers = User.objects.exclude(email__endswith=f"@{DOMAIN}").filter(is_active=True)
    if strangers.exists():
        raise InputError(
            "real people have accounts in this workspace",
            expected="an empty data folder",
            remedy="choose another with --data",
        )
    password = secrets.token_urlsafe(9)
    with transaction.atomic():
        partnership = Partnership.objects.filter(slug=SLUG).first() or _make()
        accounts = User.objects.filter(memberships__partnership=partnership)
        accounts.update(password=make_password(password))
    roles = ", ".join(f"{role.value}@{DOMAIN}" for _name, role, _organisation in PEOPLE)
    return (
        "The partnership is invented, and so is everyone in it.\n"
        f"Sign in as {roles}\nwith the password {password} (a new one at each start)"
    )


def _make() -> Partnership:
    users = [User.objects.create_user(f"{role.value}@{DOMAIN}", name) for name, role, _organisation in PEOPLE]
    partnership = found("Demonstration partnership", users[0])
    partnership.slug, partnership.is_public = SLUG, True
    partnership.description = (
        "An invented partnership of invented cities. It shows how the workspace looks when it is used; "
        "nothing in it is evidence of anything."
    )
    partnership.save()
    organisations = [Organisation.objects.create(name=name, kind=kind) for name, kind in ORGANISATIONS]
    partnership.organisations.set(organisations)
    for user, (_name, role, at) in zip(users, PEOPLE, strict=True):
        organisation = None if at is None else organisations[at]
        Membership.objects.create(user=user, partnership=partnership, role=role, organisation=organisation)
    today = timezone.now().date()
    phases = {phase.key: phase for phase in partnership.phases.all()}
    for key, title, days, organisation, role in (
        ("ex-ante", "Send the ex-ante assessment to the members", -6, None, Role.COORDINATOR),
        ("ex-ante", "Describe your city in one page", 9, None, Role.PARTNER),
        ("orientation-paper", "Comment on the outline of the orientation paper", 24, None, ""),
        ("orientation-paper", "Collect the expertise of the members", 31, organisations[11], ""),
        ("preliminary-actions", "Propose two actions", 36, None, Role.PARTNER),
    ):
        Deadline.objects.create(
            phase=phases[key],
            title=title,
            due_on=today + timedelta(days=days),
            organisation=organisation,
            role=role,
        )
    people = {role.value: user for user, (_name, role, _at) in zip(users, PEOPLE, strict=True)}
    for fill_room in ROOMS:
        fill_room(partnership, people)
    return partnership
