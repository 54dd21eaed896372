"""The tables of the first stage: neighbourhoods with their people, and the list of addresses."""

from __future__ import annotations

import hashlib
from pathlib import Path

from isopolis.decide.lottery.addresses import Neighbourhood
from isopolis.decide.table import read_table, whole_number
from isopolis.errors import InputError

RESPONSE = 0.04
"""Share of letters that bring a volunteer, where the table does not say: what panels have seen."""


def read_neighbourhoods(source: Path | str | bytes, *, file: str = "") -> list[Neighbourhood]:
    """Neighbourhoods from a table: neighbourhood, people, addresses, and response (a share or a percentage).

    Without a column ``response`` it is :data:`RESPONSE` everywhere.
    """
    table = read_table(source, file=file)
    name = table.need("neighbourhood", "neighborhood", "quarter", "quartier", "district")
    people = table.need("people", "inhabitants", "population", "habitants")
    addresses = table.need("addresses", "adresses", "households")
    response = table.find("response", "réponse", "rate")
    found: dict[str, Neighbourhood] = {}
    for line, row in table:
        called = row[name]
        if not called or called in found:
            raise InputError(
                "“{called}” is there already" if called else "the cell is empty",
                file=table.file,
                row=line,
                column=table.headings[name],
                expected="each neighbourhood once",
                called=called,
            )
        people_there, addresses_there = (
            whole_number(row[column], file=table.file, row=line, column=table.headings[column])
            for column in (people, addresses)
        )
        found[called] = Neighbourhood(
            called,
            people_there,
            addresses_there,
            RESPONSE
            if response is None
            else _share(row[response], table.file, line, table.headings[response]),
        )
    return list(found.values())


def _share(text: str, file: str, row: int, column: str) -> float:
    plain = text.replace(",", ".").replace("%", "").strip()
    try:
        value = float(plain) / (100.0 if "%" in text else 1.0)
    except ValueError:
        value = float("nan")
    if not 0.0 < value <= 1.0:
        raise InputError(
            "“{text}” is no share", file=file, row=row, column=column, expected="e.g. 0.04, or 4 %", text=text
        )
    return value


def read_addresses(source: Path | str | bytes, *, file: str = "") -> dict[str, list[str]]:
    """Addresses by neighbourhood, from a table with a row an address; an address that stands twice is one."""
    table = read_table(source, file=file)
    name = table.need("neighbourhood", "neighborhood", "quarter", "quartier", "district")
    address = table.need("address", "adresse")
    found: dict[str, dict[str, None]] = {}
    for line, row in table:
        for column in (name, address):
            if not row[column]:
                raise InputError(
                    "the cell is empty", file=table.file, row=line, column=table.headings[column]
                )
        found.setdefault(row[name], {})[row[address]] = None
    return {name: list(addresses) for name, addresses in found.items()}


def seed_of(numbers: str) -> int:
    """A seed from numbers that were drawn in public; spaces and commas between them make no difference.

    >>> seed_of("7, 11 23") == seed_of("7 11 23"), seed_of("7 11 23") == seed_of("7 11 24")
    (True, False)
    """
    words = " ".join("".join(sign if sign.isalnum() else " " for sign in numbers).split())
    if not words:
        raise InputError("no numbers were drawn", expected="what was drawn in public, e.g. “4 17 23”")
    return int.from_bytes(hashlib.sha256(words.encode()).digest()[:8], "big")
