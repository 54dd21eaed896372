"""Codes on paper: one lets one person vote, without an account. Only hashes are kept, apart from votes."""

from __future__ import annotations

import secrets

from isopolis.workspace.people.tokens import token_hash

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Letters and digits that cannot be mistaken for each other."""
LENGTH = 10


def new_codes(count: int) -> list[str]:
    """So many codes at random."""
    return ["".join(secrets.choice(ALPHABET) for _letter in range(LENGTH)) for _code in range(count)]


def printed(code: str) -> str:
    """A code as it stands on paper.

    >>> printed("ABCDE23456")
    'ABCDE-23456'
    """
    return f"{code[:5]}-{code[5:]}"


def typed(text: str) -> str:
    """A code as somebody types it, without spaces and dashes.

    >>> typed(" abcde-234 56 ")
    'ABCDE23456'
    """
    return "".join(text.upper().split()).replace("-", "")


def hash_of(text: str) -> str:
    """What is kept of a code that was typed."""
    return token_hash(typed(text))
