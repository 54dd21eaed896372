"""Merging actions and splitting one: the thread goes on, and the old ones say what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from isopolis.language import SOURCE_LANGUAGE, Language, available_languages
from isopolis.plan.actions.lineage import merge, new_key, split
from isopolis.plan.actions.sheet import key_from
from isopolis.plan.actions.states import change_state
from isopolis.plan.actions.vocabulary import State
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.models import User
from isopolis.workspace.plan.models import Action
from isopolis.workspace.plan.records import action_record, plan_record, store_action
from isopolis.workspace.plan.saving import current, save_field
from isopolis.workspace.thread.links import connect, copy_links
from isopolis.workspace.thread.models import Link


@transaction.atomic
def merge_actions(actions: Sequence[Action], title: str, by: User, who: str, today: date) -> Action:
    """One action out of several of a partnership; ``who``: the organisation that the history names.

    Raises InputError where there are fewer than two, or one of them is done or dropped.
    """
    partnership = actions[0].partnership
    taken = set(partnership.actions.values_list("key", flat=True))
    merged = merge(key_from(title or actions[0].title, taken), [action_record(one) for one in actions], title)
    made = store_action(partnership, merged, by, partnership.actions.count())
    for one in actions:
        _hand_on(one, made, by)
    said = _language(made).text("Merged into “{title}”.", title=merged.title)
    _drop(actions, said, by, who, today)
    _place_after(actions[0], [made])
    record(by, "actions merged", f"{', '.join(one.key for one in actions)} > {made.key}", partnership)
    return made


@transaction.atomic
def split_action(action: Action, titles: Sequence[str], by: User, who: str, today: date) -> list[Action]:
    """Several actions out of one; money, steps, outputs and indicators stay with the first of them.

    Raises InputError where there are fewer than two titles, or the action is done or dropped.
    """
    partnership = action.partnership
    taken = set(partnership.actions.values_list("key", flat=True))
    parts = split(action_record(action), [(key_from(one, taken), one) for one in titles])
    made = [store_action(partnership, one, by, partnership.actions.count()) for one in parts]
    for one in made:
        _hand_on(action, one, by)
    said = _language(action).text("Split into: {titles}.", titles="; ".join(titles))
    _drop([action], said, by, who, today)
    _place_after(action, made)
    record(by, "action split", f"{action.key} > {', '.join(one.key for one in made)}", partnership)
    return made


def _language(action: Action) -> Language:
    """The language of the plan, in which its history is written."""
    code = plan_record(action.partnership).language.partition("-")[0]
    return Language(code if code in available_languages() else SOURCE_LANGUAGE)


def _hand_on(old: Action, new: Action, by: User) -> None:
    """The new action hangs in the thread where the old one does, and so do its indicators."""
    copy_links(old.partnership, old, new, by=by, but=("shows",))
    indicators = {one.key: one for one in new.indicators.all()}
    shown = Link.objects.filter(
        partnership=old.partnership, relation="shows", target_kind="action", target_id=old.pk
    ).values_list("source_id", flat=True)
    for one in old.indicators.all():
        twin = indicators.get(new_key(one.key, old.key, indicators))
        if twin is not None:
            copy_links(old.partnership, one, twin, by=by, but=("shows",))
            if one.pk in shown:
                connect(old.partnership, twin, "shows", new, by=by)


def _drop(actions: Sequence[Action], why: str, by: User, who: str, today: date) -> None:
    for one in actions:
        changed = change_state(action_record(one), State.DROPPED, today, who, why).model_dump(mode="json")
        for name in ("state", "history"):
            save_field(one, name, changed[name], current(one, name)[1], by)


def _place_after(action: Action, made: Sequence[Action]) -> None:
    """Put new actions behind the one that they come from."""
    new = {one.pk for one in made}
    order = [one for one in action.partnership.actions.all() if one.pk not in new]
    at = next(i for i, one in enumerate(order) if one.pk == action.pk) + 1
    order[at:at] = made
    for position, one in enumerate(order):
        one.position = position
    Action.objects.bulk_update(order, ["position"])
