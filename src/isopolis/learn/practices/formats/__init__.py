"""Readers of other catalogues' tables, as formats: their content is not part of the project."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from isopolis.learn.practices.exchange import read_practices
from isopolis.learn.practices.formats.ipsx import read_ipsx
from isopolis.learn.practices.formats.participedia import read_participedia
from isopolis.learn.practices.practice import Practice

FORMATS: Mapping[str, Callable[[Path], list[Practice]]] = {
    "isopolis": read_practices,
    "ipsx": read_ipsx,
    "participedia": read_participedia,
}
"""Formats by name."""
