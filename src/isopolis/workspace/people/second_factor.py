"""The second factor of an account: setting it up, checking a code, recovery codes."""

from __future__ import annotations

import secrets
import time

from django.db import transaction
from django.utils import timezone

from isopolis.workspace.people.audit import record
from isopolis.workspace.people.models import Passkey, RecoveryCode, SecondFactor, User
from isopolis.workspace.people.one_time_codes import accepted_step
from isopolis.workspace.people.tokens import keyed_hash

RECOVERY_CODES = 10
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def has_second_factor(user: User) -> bool:
    """Whether the person has set one up: an authenticator app or a passkey."""
    return has_authenticator(user) or Passkey.objects.filter(user=user).exists()


def has_authenticator(user: User) -> bool:
    """Whether the person has an authenticator app."""
    return SecondFactor.objects.filter(user=user).exists()


@transaction.atomic
def confirm(user: User, secret: str, code: str) -> list[str] | None:
    """Keep the secret if the code proves that the app has it; return new recovery codes."""
    step = accepted_step(secret, code, time.time())
    if step is None:
        return None
    SecondFactor.objects.update_or_create(
        user=user, defaults={"secret": secret, "last_step": step, "confirmed_at": timezone.now()}
    )
    codes = new_recovery_codes(user)
    record(user, "second factor set up")
    return codes


def new_recovery_codes(user: User) -> list[str]:
    """Codes that replace a lost authenticator or passkey once each; older ones end."""
    RecoveryCode.objects.filter(user=user).delete()
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, code_hash=keyed_hash(f"recovery {user.pk}", code)) for code in codes
    )
    return codes


@transaction.atomic
def passes(user: User, code: str) -> bool:
    """Whether a code is right; each is good once."""
    factor = SecondFactor.objects.select_for_update().filter(user=user).first()
    step = accepted_step(factor.secret, code, time.time(), factor.last_step) if factor else None
    if factor and step is not None:
        factor.last_step = step
        factor.save(update_fields=["last_step"])
        return True
    typed = keyed_hash(f"recovery {user.pk}", code.strip().lower())
    used = RecoveryCode.objects.filter(user=user, code_hash=typed, used_at=None).update(
        used_at=timezone.now()
    )
    if used:
        record(user, "recovery code used")
    return bool(used)
