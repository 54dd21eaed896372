"""How people come in: invitations, accounts made from them, and the first partnership."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from isopolis.workspace.people.audit import record
from isopolis.workspace.people.models import (
    Consent,
    Invitation,
    Membership,
    Organisation,
    Partnership,
    User,
)
from isopolis.workspace.people.permissions import Role
from isopolis.workspace.people.tokens import new_token, token_hash
from isopolis.workspace.process.models import open_timeline

VALID = timedelta(days=14)
NOTICE = "2026-11"
"""Version of the privacy notice that people agree to."""


class SpentError(Exception):
    """The link was used, withdrawn or is too old."""


@transaction.atomic
def invite(
    partnership: Partnership | None,
    role: str,
    email: str = "",
    organisation: Organisation | None = None,
    by: User | None = None,
) -> str:
    """Make an invitation and return its secret token. Without a partnership, its guest founds one."""
    Invitation.objects.filter(used_at=None, expires_at__lte=timezone.now()).delete()
    token = new_token()
    invitation = Invitation.objects.create(
        partnership=partnership,
        role=role,
        email=email.strip().lower(),
        organisation=organisation,
        invited_by=by,
        token_hash=token_hash(token),
        expires_at=timezone.now() + VALID,
    )
    if partnership:
        record(by, "invitation made", f"invitation {invitation.pk}: {role}", partnership)
    return token


def found_token() -> str:
    """The link of a workspace without people; an older one ends."""
    Invitation.objects.filter(partnership=None, used_at=None).delete()
    return invite(None, Role.COORDINATOR)


def open_invitation(token: str) -> Invitation | None:
    """The invitation behind a token, if it can still be used."""
    return Invitation.objects.filter(
        token_hash=token_hash(token), used_at=None, expires_at__gt=timezone.now()
    ).first()


def _slug(name: str) -> str:
    base = slugify(name)[:50] or "partnership"
    slug, number = base, 2
    while Partnership.objects.filter(slug=slug).exists():
        slug, number = f"{base}-{number}", number + 1
    return slug


@transaction.atomic
def found(name: str, by: User) -> Partnership:
    """Make a partnership with the default timeline."""
    partnership = Partnership.objects.create(name=name, slug=_slug(name))
    open_timeline(partnership, timezone.now().date())
    record(by, "partnership founded", partnership.name, partnership)
    return partnership


@transaction.atomic
def accept(invitation: Invitation, user: User, partnership_name: str = "") -> Membership:
    """Spend the invitation: the person becomes a member (or gets the new role)."""
    spent = Invitation.objects.filter(pk=invitation.pk, used_at=None, expires_at__gt=timezone.now()).update(
        used_at=timezone.now(), email=""
    )
    if not spent:
        raise SpentError
    partnership = invitation.partnership or found(partnership_name, user)
    membership, _ = Membership.objects.update_or_create(
        user=user,
        partnership=partnership,
        defaults={"role": invitation.role, "organisation": invitation.organisation},
    )
    record(user, "joined", f"member {membership.pk}: {membership.role}", partnership)
    return membership


@transaction.atomic
def join(
    invitation: Invitation, *, name: str, email: str, password: str, language: str, partnership_name: str = ""
) -> User:
    """Make an account and spend the invitation; both or neither."""
    user = User.objects.create_user(invitation.email or email, name, password, language)
    Consent.objects.create(user=user, notice=NOTICE)
    record(user, "account made")
    accept(invitation, user, partnership_name)
    return user
