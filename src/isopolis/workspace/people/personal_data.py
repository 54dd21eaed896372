"""One's own data: all of it in one file, and its erasure."""

from __future__ import annotations

import secrets

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import CharField, Model, TextField

from isopolis.workspace.budgets.voting import erase_own_ballots, own_ballots
from isopolis.workspace.decide.erasure import erase_votes, own_votes
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.models import (
    AuditEntry,
    Consent,
    Invitation,
    Membership,
    Passkey,
    RecoveryCode,
    SecondFactor,
    SignInLink,
    User,
)
from isopolis.workspace.priorities.gathering import erase_own_scores, own_scores
from isopolis.workspace.process.models import Deadline

ELSEWHERE = frozenset(
    {
        "Membership.user", "Invitation.invited_by", "SignInLink.user", "SecondFactor.user",
        "RecoveryCode.user", "Passkey.user", "Consent.user",
        "AuditEntry.actor", "Deadline.done_by", "Token.user",
    }
)  # fmt: skip
"""Fields that point to a person and have a place of their own in the export, or are secrets."""
SECRETS = ("token", "hash", "key")
"""How the names of fields end that are for the server only."""


def _contributed(user: User) -> list[dict[str, object]]:
    """What a person made in other rooms: every record that points to them, whatever its table."""
    out: list[dict[str, object]] = []
    for relation in User._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete:
            continue
        model, field = relation.related_model, relation.field.name
        if f"{model.__name__}.{field}" in ELSEWHERE:
            continue
        made = model._default_manager.filter(**{field: user}).order_by("pk")
        out += [
            {"what": str(model._meta.verbose_name), "as": field, "title": str(one), "text": _texts(one)}
            for one in made
        ]
    return out


def _texts(one: Model) -> dict[str, str]:
    """What is written in a record: its texts, without keys that open or point to something."""
    return {
        field.name: value
        for field in one._meta.concrete_fields
        if isinstance(field, CharField | TextField)
        and not field.name.endswith(SECRETS)
        and (value := getattr(one, field.name))
    }


def export(user: User) -> dict[str, object]:
    """Everything that is kept about a person, as plain data. Secrets (hashes, keys) are named, not given."""
    return {
        "account": {
            "e-mail": user.email,
            "name": user.name,
            "language": user.language,
            "joined": user.joined_at.isoformat(),
            "last sign-in": user.last_login.isoformat() if user.last_login else None,
            "password": user.has_usable_password(),
            "passkeys": [one.name for one in Passkey.objects.filter(user=user)],
            "second factor": SecondFactor.objects.filter(user=user).exists(),
        },
        "memberships": [
            {
                "partnership": one.partnership.name,
                "role": one.role,
                "organisation": one.organisation.name if one.organisation else None,
                "since": one.since.isoformat(),
            }
            for one in user.memberships.select_related("partnership", "organisation").order_by("pk")
        ],
        "consents": [
            {"notice": one.notice, "given": one.given_at.isoformat()} for one in user.consents.order_by("pk")
        ],
        "done": [
            {"deadline": one.title, "partnership": one.phase.partnership.name, "at": one.done_at.isoformat()}
            for one in Deadline.objects.filter(done_by=user).select_related("phase__partnership")
        ],
        "tokens": [
            {"for": one.name, "made": one.made_at.isoformat(), "may change": one.may_write}
            for one in user.tokens.order_by("pk")
        ],
        "contributed": _contributed(user),
        "votes": own_votes(user),
        "ballots": own_ballots(user),
        "scores": own_scores(user),
        "log": [
            {"at": one.at.isoformat(), "action": one.action, "what": one.what}
            for one in AuditEntry.objects.filter(actor=user).order_by("pk")
        ],
    }


def sole_coordinator_of(user: User) -> list[str]:
    """Partnerships with other members that would be left without a coordinator."""
    out = []
    for one in user.memberships.filter(role="coordinator").select_related("partnership"):
        others = Membership.objects.filter(partnership=one.partnership).exclude(user=user)
        if others.exists() and not others.filter(role="coordinator").exists():
            out.append(one.partnership.name)
    return out


@transaction.atomic
def erase(user: User) -> None:
    """Empty the account. What the person contributed stays, as the work of “a former member”."""
    for model in (Membership, Passkey, RecoveryCode, SecondFactor, SignInLink, Consent):
        model.objects.filter(user=user).delete()
    user.tokens.all().delete()
    erase_votes(user)
    erase_own_ballots(user)
    erase_own_scores(user)
    Invitation.objects.filter(email__iexact=user.email).delete()
    user.email = f"erased-{secrets.token_hex(8)}@erased.invalid"
    user.name = ""
    user.is_active = False
    user.last_login = None
    user.calendar_token = secrets.token_urlsafe()
    user.set_unusable_password()
    user.save()
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
    record(user, "account erased")
