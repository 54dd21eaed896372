"""The log of who changed what: one function to write it, in the transaction of the change itself."""

from __future__ import annotations

from isopolis.workspace.people.models import AuditEntry, Partnership, User


def record(actor: User | None, action: str, what: str = "", partnership: Partnership | None = None) -> None:
    """Add one entry; call it inside ``transaction.atomic`` with the change that it tells of."""
    AuditEntry.objects.create(actor=actor, action=action, what=what[:300], partnership=partnership)
