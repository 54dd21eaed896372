"""A draw that everybody can check: publish and seal the tickets, draw numbers in public, read off the panel.

Before the draw the organisers publish a file of tickets that names people by codes only, and its seal (a
fingerprint). Each volunteer knows the own code and can count the own tickets. At the ceremony numbers are
drawn in public (dice, the state lottery). Seal and numbers give the ticket; nobody could have known it
before, and :mod:`.verify_draw`, one page that needs nothing but Python, gives it again to anyone.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from importlib.resources import files

from isopolis.decide.lottery.lots import Lots
from isopolis.decide.lottery.lottery import Lottery
from isopolis.decide.lottery.pool import Pool
from isopolis.decide.lottery.verify_draw import panels, seal, ticket
from isopolis.errors import InputError

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No sign that could be taken for another; 31 of them."""
CODE_LENGTH = 8
SHORTEST_SECRET = 16


@dataclass(frozen=True, slots=True)
class Publication:
    """What is published before the draw, and what stays with the organisers.

    Attributes
    ----------
    lots
        The file of tickets, without personal data.
    seal
        Its SHA-256.
    codes
        For each person of the pool the public code: each volunteer is told the own one, nobody else.
    """

    lots: bytes
    seal: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """The result of a draw: the ticket and the people on it, by code."""

    ticket: int
    of: int
    codes: tuple[str, ...]


def publish(lottery: Lottery, tickets: Lots, secret: str) -> Publication:
    """Write the file of tickets and seal it.

    ``secret`` makes codes that tell nothing about people; whoever has it and the pool can make the codes
    again, so keep it apart from the pool. The file holds the pool's own fingerprint (with the secret), for
    an auditor.
    """
    codes = public_codes(lottery.pool, secret)
    header = [
        "Isopolis civic lottery: tickets",
        f"Tickets: {len(tickets.tickets)}",
        f"Seats: {lottery.size}",
        f"Volunteers: {len(lottery.pool)}",
        f"Rule: {lottery.objective}",
        f"Pool seal: {pool_seal(lottery.pool, secret)}",
        *(f"Quota: {one.category} / {one.feature}: {one.low} to {one.high}" for one in lottery.quotas),
        "",
        "Ticket, then the codes of the people on it:",
    ]
    lines = [
        f"{number} " + " ".join(sorted(codes[i] for i in ticket))
        for number, ticket in enumerate(tickets.tickets, start=1)
    ]
    text = "\n".join([*(f"# {line}".rstrip() for line in header), *lines, ""]).encode()
    return Publication(text, seal(text), codes)


def public_codes(pool: Pool, secret: str) -> tuple[str, ...]:
    """A code for each person; the same pool and secret give the same codes."""
    if len(secret) < SHORTEST_SECRET:
        raise InputError(
            "the secret is too short",
            expected="{least} characters or more, at random",
            least=SHORTEST_SECRET,
        )
    out: list[str] = []
    seen: set[str] = set()
    for person in pool.people:
        turn = 0
        while True:
            digest = hmac.digest(secret.encode(), f"{turn}\n{person}".encode(), "sha256")
            number, signs = int.from_bytes(digest, "big"), []
            for _ in range(CODE_LENGTH):
                number, sign = divmod(number, len(ALPHABET))
                signs.append(ALPHABET[sign])
            code = "".join(signs)
            if code not in seen and not code.isdigit():
                break
            turn += 1
        seen.add(code)
        out.append(code)
    return tuple(out)


def pool_seal(pool: Pool, secret: str) -> str:
    """Fingerprint of the pool, with the secret so that nobody can guess people into it."""
    homes = pool.households or ("",) * len(pool)
    rows = (
        "\t".join([person, home, *row])
        for person, home, row in zip(pool.people, homes, pool.features, strict=True)
    )
    return hashlib.sha256("\n".join([secret, *rows]).encode()).hexdigest()


def draw(lots: bytes, numbers: str) -> Drawn:
    """The ticket that the numbers drawn in public give."""
    if not any(sign.isalnum() for sign in numbers):
        raise InputError(
            "no numbers were drawn", expected="what was drawn in public, e.g. “4 17 23 38 41 / 6”"
        )
    every = panels(lots)
    number = ticket(seal(lots), numbers, len(every))
    return Drawn(number, len(every), tuple(every[number - 1]))


def verification_script() -> bytes:
    """The page of Python with which anyone can repeat the draw."""
    return files("isopolis.decide.lottery").joinpath("verify_draw.py").read_bytes()
