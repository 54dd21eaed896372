"""What becomes of a plan when a file of it is read in: a file that holds everything, or a spreadsheet."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pydantic import ValidationError

from isopolis.errors import InputError
from isopolis.plan.actions.action import Action
from isopolis.plan.actions.plan import Plan
from isopolis.records.problems import first_problem

Columns = Mapping[str, Collection[str]]
"""The fields that a spreadsheet has columns for, by the key of the action."""


def columns_of(sheet: Plan) -> dict[str, list[str]]:
    """The fields that were read for each action, in their order."""
    return {
        one.key: [name for name in Action.model_fields if name in one.model_fields_set and name != "key"]
        for one in sheet.actions
    }


def taken_over(present: Plan, file: Plan, columns: Columns | None = None, *, keeps: bool) -> Plan:
    """The plan as it will be.

    Parameters
    ----------
    columns
        What a spreadsheet holds (:func:`columns_of`): other fields, and what stands around the actions, stay
        as they are. None: the file holds everything, and a field that is not in it is empty.
    keeps
        Whether actions that the file does not have stay, after the others; with them stay the clusters and
        partners that they name. Without it, a whole file read in is the plan.

    Raises
    ------
    InputError
        The two do not go together: a key would be there twice.
    """
    actions = file.actions
    if columns is not None:
        known = {one.key: one for one in present.actions}
        actions = tuple(
            known[one.key].model_copy(update={name: getattr(one, name) for name in columns[one.key]})
            if one.key in known
            else one
            for one in file.actions
        )
        file = _with_clusters(present, file)
    left = _left(present, file) if keeps else ()
    whole = file.model_copy(update={"actions": (*actions, *left)})
    try:
        return Plan.model_validate(_with_names_of(left, whole, present).model_dump())
    except ValidationError as error:
        raise InputError(first_problem(error)) from None


def _with_clusters(present: Plan, sheet: Plan) -> Plan:
    """The present frame, and the clusters that only the spreadsheet has."""
    known = {one.key for one in present.clusters}
    more = tuple(one for one in sheet.clusters if one.key not in known)
    return present.model_copy(update={"clusters": (*present.clusters, *more), "actions": sheet.actions})


def _left(present: Plan, file: Plan) -> tuple[Action, ...]:
    there = {one.key for one in file.actions}
    return tuple(one for one in present.actions if one.key not in there)


def _with_names_of(left: tuple[Action, ...], whole: Plan, present: Plan) -> Plan:
    """The plan with the clusters and partners that the actions name which stay."""
    named = {name for one in left for name in (one.cluster, *one.leaders, *one.members)}
    named |= {step.who for one in left for step in one.steps} | {o.owner for one in left for o in one.outputs}
    update = {}
    for field in ("clusters", "members"):
        own = getattr(whole, field)
        there = {one.key for one in own}
        update[field] = (
            *own,
            *(one for one in getattr(present, field) if one.key in named and one.key not in there),
        )
    return whole.model_copy(update=update)
