"""Check a public draw: python verify_draw.py lots.txt "the numbers drawn in public".

Needs nothing but Python. It prints the seal of the published file, the ticket that the numbers give, and
the panel on it. Compare the seal with the one that was published before the numbers were drawn.
"""

import hashlib
import sys


def seal(lots: bytes) -> str:
    """The fingerprint of the published file: a file with one changed character has another."""
    return hashlib.sha256(lots).hexdigest()


def ticket(sealed: str, numbers: str, tickets: int) -> int:
    """The ticket, from 1, that the numbers drawn in public give; every ticket is equally likely.

    Spaces, commas and line ends between the numbers do not matter. Hashes that would favour low tickets are
    passed over.
    """
    words = " ".join(numbers.replace(",", " ").replace(";", " ").split())
    limit = 2**256 // tickets * tickets
    turn = 0
    while True:
        drawn = int(hashlib.sha256(f"{sealed}\n{words}\n{turn}".encode()).hexdigest(), 16)
        if drawn < limit:
            return drawn % tickets + 1
        turn += 1


def panels(lots: bytes) -> list[list[str]]:
    """The people (by code) on each ticket: the lines that begin with a ticket number."""
    lines = [line.split() for line in lots.decode("utf-8").splitlines()]
    found = [line for line in lines if line and line[0].isdigit()]
    if [int(line[0]) for line in found] != list(range(1, len(found) + 1)):
        raise ValueError("the tickets are not numbered 1, 2, 3, ...")
    return [line[1:] for line in found]


def main() -> None:
    """Print what everybody should get."""
    with open(sys.argv[1], "rb") as stream:  # noqa: PTH123  (as plain as it can be)
        lots = stream.read()
    every = panels(lots)
    number = ticket(seal(lots), sys.argv[2], len(every))
    print("seal  ", seal(lots))
    print("ticket", number, "of", len(every))
    print("panel ", " ".join(every[number - 1]))


if __name__ == "__main__":
    main()
