"""Pieces of work with the most that each may take, each measured in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol, TypeVar


class Limited(Protocol):
    """A piece of work: what it is called, and its most processor seconds and megabytes."""

    name: str
    seconds: float
    megabytes: float


Work = TypeVar("Work", bound=Limited)
Found = dict[str, Any]


def run(module: str, cases: Sequence[Work], words: list[str]) -> Iterator[tuple[Work, Found]]:
    """The cases whose names have one of the words (all without words), and what was measured of each.

    The module is called again as ``python -m MODULE --case NUMBER`` for each; :func:`asked` answers that.
    """
    for number, case in enumerate(cases):
        if words and not any(word.lower() in case.name.lower() for word in words):
            continue
        command = [sys.executable, "-m", module, "--case", str(number)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # our own module
        yield case, json.loads(done.stdout)


def asked(cases: Sequence[Work], measure: Callable[[Work], Found]) -> list[str]:
    """The words of the command line; or, where one case is asked for, its measures printed and the end."""
    if sys.argv[1:2] == ["--case"]:
        print(json.dumps(measure(cases[int(sys.argv[2])])))
        sys.exit(0)
    return sys.argv[1:]


def is_late(case: Limited, processor: float, megabytes: float) -> bool:
    """Whether it took more than it may."""
    return processor > case.seconds or megabytes > case.megabytes
