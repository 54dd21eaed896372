"""What is done with an upload in the child process: look at its columns, then read it by its profile.

No Django here: these functions run where there is no database.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from isopolis.errors import InputError, Phrase
from isopolis.language import SOURCE_LANGUAGE, Language, available_languages
from isopolis.measure.areas import Areas
from isopolis.measure.areas.formats import Profile, columns, join, open_file, propose_profile, read
from isopolis.measure.areas.formats.known import recognise
from isopolis.measure.areas.formats.profiled import ProfiledFormat
from isopolis.measure.areas.quality import quality
from isopolis.measure.diagnose import default_groups
from isopolis.workspace.tasks.child import told
from isopolis.workspace.tasks.kinds import Report

MOST_COLUMNS = 400
"""A page that maps more columns than this could not be used."""


def named_as_uploaded(payload: Mapping[str, Any], folder: Path, key: str = "file") -> Path:
    """The kept file under the name that its owner gave it, so that errors and sources call it so."""
    room = folder / key
    room.mkdir(exist_ok=True)
    link = room / payload[f"{key}_name"]
    if not link.exists():
        try:
            os.link(payload[key], link)
        except OSError:  # another disk
            link.symlink_to(payload[key])
    return link


def inspect(payload: Mapping[str, Any], folder: Path, report: Report) -> dict[str, Any]:
    """Look at a new file: its columns, the profile proposed, and what would hinder reading it so."""
    path = named_as_uploaded(payload, folder)
    layer = payload.get("layer") or None
    report(0, 3)
    table = columns(path, layer=layer)
    if len(table) > MOST_COLUMNS:
        raise InputError(
            "the table has {number} columns",
            file=path,
            expected="at most {most} columns, one row for each area",
            remedy="keep the columns of the areas and groups that you want to measure",
            number=len(table),
            most=MOST_COLUMNS,
        )
    report(1, 3)
    profile, known = _proposal(path, layer)
    report(2, 3)
    return {
        "sha256": _sha256(path),
        "size": path.stat().st_size,
        "columns": [_with_phrase(row) for row in plain_rows(table)],
        "profile": profile,
        "known": known,
        "problem": _problem(payload, folder, profile),
    }


def _proposal(path: Path, layer: str | None) -> tuple[str, str]:
    """The profile proposed as TOML ("" where none is needed or none could be made), the format's name."""
    with open_file(path, layer) as file:
        known = recognise(file.columns)
    name = "" if known is None else known.name
    if known is not None and not isinstance(known, ProfiledFormat):
        return "", name
    try:
        return propose_profile(path, layer=layer).to_toml(), name
    except InputError:
        return "", name


def _problem(payload: Mapping[str, Any], folder: Path, profile: str) -> dict[str, Any]:
    """Why the file cannot be read as it stands; empty where it can."""
    try:
        read_upload({**payload, "profile": ""}, folder)
    except InputError as error:
        return told(error)
    return {}


def read_upload(payload: Mapping[str, Any], folder: Path, language: str = "en") -> Areas:
    """Read the kept file by its profile, joined to its boundaries where there are some.

    A profile that names a file of boundaries means one on its author's disk: here the upload's is taken.
    """
    path = named_as_uploaded(payload, folder)
    profile = Profile.parse(payload["profile"]) if payload.get("profile") else None
    geometry = named_as_uploaded(payload, folder, "geometry") if payload.get("geometry") else None
    layer = payload.get("layer") or None
    if profile is None or profile.geometry is None:
        return read(path, profile=profile, layer=layer, geometry=geometry, language=language)
    column = profile.geometry.column
    profile = profile.model_copy(update={"geometry": None})
    areas = read(path, profile=profile, layer=layer, language=language)
    if geometry is None:
        return areas
    return join(areas, geometry, column=column, language=language)


def check(payload: Mapping[str, Any], folder: Path, report: Report) -> dict[str, Any]:
    """Read the file as its owner described it: the quality sheet, and what can be compared."""
    report(0, 2)
    areas = read_upload(payload, folder)
    report(1, 2)
    looked = quality(areas)
    profile = Profile.parse(payload["profile"]) if payload.get("profile") else None
    source = areas.source
    return {
        "areas": len(areas),
        "people": float(np.nansum(areas.total)) if np.isfinite(areas.total).any() else None,
        "groups": list(areas.groups),
        "labels": labels_of(areas, profile),
        "partitions": {name: list(members) for name, members in areas.partitions.items()},
        "universe": dict(areas.universe),
        "default": list(default_groups(areas)),
        "sheet": plain_rows(looked.sheet),
        "findings": _findings(payload, folder, areas),
        "has_shapes": areas.geometry is not None or areas.cells is not None,
        "year": source.year,
        "title": source.title,
        "producer": source.producer,
        "licence": source.licence,
    }


def _findings(payload: Mapping[str, Any], folder: Path, areas: Areas) -> dict[str, list[str]]:
    """What was noticed, by language; the notes of a reader are said while it reads."""
    out = {}
    for code in available_languages():
        read_so = areas if code == SOURCE_LANGUAGE else read_upload(payload, folder, code)
        out[code] = quality(read_so).sentences(Language(code))
    return out


def labels_of(areas: Areas, profile: Profile | None) -> dict[str, dict[str, str]]:
    """Readable names of the groups by language: those of the profile, else as the format gives them."""
    out = {}
    for code in available_languages():
        own = dict(areas.labels)
        if profile is not None:
            for name, group in profile.groups.items():
                if label := group.label.get(code) or group.label.get("en"):
                    own[name] = label
        out[code] = {group: own.get(group, group) for group in areas.groups}
    return out


def plain_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """A table as records that JSON can hold: null where there is nothing."""
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return [{str(key): _plain(value) for key, value in row.items()} for row in rows]


def _with_phrase(row: dict[str, Any]) -> dict[str, Any]:
    """A column with what its reason was made of, so that a page says it in the language of its reader."""
    reason = row["reason"]
    return row | {"said": reason.as_record()} if isinstance(reason, Phrase) else row


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
