"""Innovative Public Services (IPS-X): the Joint Research Centre's table of cases, one row a case.

Columns read: ``id``, ``name``, ``description``, ``url``, ``geoextent``, ``geocoverage_codes``,
``lead_organisation_name``, ``start_date``, ``end_date``, ``primary_sector``, ``type``, ``technology``,
``status``. The table says nothing of evidence, and nothing of it is taken for more than its authors'
account: records come unverified, with the table's own words.
"""

from __future__ import annotations

import re
from pathlib import Path

from isopolis.learn.practices.exchange import practice_from
from isopolis.learn.practices.formats.table import Row, read_rows, shortened, slug
from isopolis.learn.practices.practice import Practice

NEEDED = ("id", "name", "description", "geoextent", "geocoverage_codes", "status")
STATUSES = {
    "Pilot": "pilot",
    "In development": "pilot",
    "Planned": "pilot",
    "Implemented": "running",
    "Not in use anymore": "ended",
}
EXTENTS = {"National": "country", "Regional": "region", "Local": "city"}
SECTORS = {
    "Housing and community amenities": "housing",
    "Education": "schools",
    "Social protection": "rights",
    "Economic affairs": "work",
}
"""Sectors (COFOG) that are a theme; all others are services."""


def read_ipsx(path: Path) -> list[Practice]:
    """The cases of an IPS-X table.

    Raises
    ------
    InputError
        Not such a table, or a row that is not a case: which row and column.
    """
    return [_practice(row, path) for row in read_rows(path, NEEDED, "a table of IPS-X cases")]


def _practice(row: Row, path: Path) -> Practice:
    cells = row.cells
    title, description = cells["name"], cells["description"] or cells["name"]
    codes = re.findall(r"[A-Z]{2}", cells["geocoverage_codes"])
    address = cells.get("url", "").replace("\N{NO-BREAK SPACE}", "").strip()
    source = {
        "key": "ipsx",
        "title": "IPS-X case " + cells["id"],
        "publisher": "European Commission, Joint Research Centre",
        "url": address
        if re.match(r"https?://\S+$", address)
        else "https://interoperable-europe.ec.europa.eu/",
    }
    theme = SECTORS.get(cells.get("primary_sector", ""), "services")
    record = {
        "id": slug(title, cells["id"]),
        "title": {"en": shortened(title, 15)},
        "summary": {"en": shortened(description, 100)},
        "themes": ["digital"] if theme == "services" else [theme, "digital"],
        "instruments": ["service"],
        "country": codes[0] if len(codes) == 1 else None,
        "territory": EXTENTS.get(cells["geoextent"]),
        **row.period("start_date", "end_date"),
        "status": STATUSES.get(cells["status"]),
        "contact": cells.get("lead_organisation_name", ""),
        "sources": [source],
    }
    return practice_from(record, file=path, row=row.number)
