"""What changed between two versions of a plan: actions that came and went, and the fields of the others."""

from __future__ import annotations

from dataclasses import dataclass

from isopolis.plan.actions.action import Action
from isopolis.plan.actions.plan import Plan


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field of an action before and after."""

    action: str
    field: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class PlanDifference:
    """Everything that is different.

    Attributes
    ----------
    added, removed
        Keys of actions that one of the versions does not have.
    moved
        Whether the actions that both have stand in another order.
    fields
        The fields of actions that both have, in the order of the new plan.
    frame
        Names of the plan's own fields that changed, other than its actions.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    moved: bool
    fields: tuple[FieldDifference, ...]
    frame: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the two versions are the same plan."""
        return not (self.added or self.removed or self.moved or self.fields or self.frame)

    @property
    def changed(self) -> tuple[str, ...]:
        """Keys of the actions that both have and that changed."""
        return tuple(dict.fromkeys(one.action for one in self.fields))


def compare(before: Plan, after: Plan) -> PlanDifference:
    """Compare two versions; actions are matched by their keys."""
    old = {one.key: one for one in before.actions}
    new = {one.key: one for one in after.actions}
    return PlanDifference(
        added=tuple(key for key in new if key not in old),
        removed=tuple(key for key in old if key not in new),
        moved=[key for key in old if key in new] != [key for key in new if key in old],
        fields=tuple(
            difference
            for key, action in new.items()
            if key in old
            for difference in differences(old[key], action)
        ),
        frame=tuple(
            name
            for name in Plan.model_fields
            if name != "actions" and getattr(before, name) != getattr(after, name)
        ),
    )


def differences(before: Action, after: Action) -> tuple[FieldDifference, ...]:
    """The fields of one action that are different, in the order of the record."""
    return tuple(
        FieldDifference(after.key, name, getattr(before, name), getattr(after, name))
        for name in Action.model_fields
        if getattr(before, name) != getattr(after, name)
    )
