"""What a file's columns are, as a page shows it and as a profile stores it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from isopolis.errors import Phrase
from isopolis.measure.areas.formats import Profile
from isopolis.measure.areas.profile import Group, matching
from isopolis.workspace.site.reader import reader_language

FIXED = {"coordinate", "shape", "category", "value"}
"""Roles that the page does not change: they say how the file is built."""


def proposed_rows(columns: Sequence[dict[str, Any]], profile: str) -> list[dict[str, Any]]:
    """Each column that can be described, with its role and labels by the profile; else as it was guessed."""
    described = Profile.parse(profile) if profile else None
    names = [one["column"] for one in columns]
    roles, labels = _by_profile(described, names) if described else ({}, {})
    out = []
    for one in columns:
        if one["role"] in FIXED:
            continue
        name = one["column"]
        guessed = one["role"].rstrip("?")
        role = roles.get(name, "ignore") if described else {"share": "percent"}.get(guessed, guessed)
        usable = {"id", "name", "total", "group", "percent", "income"}
        role = role if role in usable else "ignore"
        out.append({**one, "role": role, "label": labels.get(name, {}), "reason": _reason(one)})
    return out


def _reason(column: dict[str, Any]) -> str:
    """Why it is thought to be that, in the reader's language; in English of what was read before that."""
    if "said" not in column:
        return str(column["reason"])
    return reader_language().phrase(Phrase.from_record(column["said"]))


def _by_profile(profile: Profile, names: list[str]) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    roles: dict[str, str] = {}
    labels: dict[str, dict[str, str]] = {}
    for group in profile.groups.values():
        for name in _columns_of(group, names):
            roles[name] = "group" if group.kind == "count" else "percent"
            labels[name] = dict(group.label)
    for role in ("id", "name", "total", "income"):
        wanted = getattr(profile, role)
        for name in matching(wanted, names)[:1] if wanted is not None else []:
            roles[name] = role
    return roles, labels


def _columns_of(group: Group, names: list[str]) -> list[str]:
    if group.column is not None:
        return matching(group.column, names)[:1]
    return [found for one in group.columns for found in matching(one, names)[:1]]


def profile_of(described: Sequence[dict[str, Any]], before: str) -> str:
    """The profile that says what was described, as TOML.

    What a page does not show is kept from the profile before: markers, the decimal sign, groups added of
    several columns, what a group is a part of.
    """
    base = Profile.parse(before) if before else None
    names = [one["column"] for one in described]
    role = {one["role"]: one["column"] for one in described if one["role"] not in ("group", "percent")}
    groups: dict[str, Group] = {}
    taken: set[str] = set()
    for key, group in base.groups.items() if base else ():
        own = _columns_of(group, names)
        kinds = {one["role"] for one in described if one["column"] in own}
        if own and kinds <= {"group", "percent"} and len(own) == max(1, len(group.columns)):
            groups[key] = _described(group, next(one for one in described if one["column"] == own[0]))
            taken |= set(own)
    for one in described:
        if one["role"] in ("group", "percent") and one["column"] not in taken:
            groups[one["column"]] = _described(Group(column=one["column"]), one)
    parts = base.partitions if base else {}
    partitions = {name: members for name, members in parts.items() if set(members) <= set(groups)}
    changed = {
        "id": role["id"],
        "name": role.get("name"),
        "total": role.get("total"),
        "income": role.get("income"),
        "groups": groups,
        "partitions": partitions,
        "other_counts_are_groups": False,
        "comparison": tuple(
            one for one in (base.comparison if base else ()) if set(one) <= {*groups, "rest"}
        ),
    }
    if base is None:
        return Profile(**changed).to_toml()
    return base.model_copy(update=changed).to_toml()


def _described(group: Group, one: dict[str, Any]) -> Group:
    kind = group.kind
    if one["role"] == "group":
        kind = "count"
    elif kind == "count":
        kind = "percent"
    label = {code: text for code, text in one["label"].items() if text}
    return group.model_copy(update={"kind": kind, "label": label})
