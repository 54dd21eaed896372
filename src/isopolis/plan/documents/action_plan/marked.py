"""The marked document of changes between two versions of a plan, with a list of them first."""

from __future__ import annotations

from dataclasses import replace

from isopolis.plan.actions.compare import PlanDifference, compare
from isopolis.plan.actions.plan import Plan
from isopolis.plan.actions.template import BY_NAME
from isopolis.plan.documents.action_plan.whole import whole_plan
from isopolis.plan.documents.action_plan.writing import Writing
from isopolis.plan.documents.flow import Block, Document, Heading, Paragraph, Row, Table, inline
from isopolis.plan.documents.flow.changes import marked


def marked_plan(writing: Writing, before: Plan) -> Document:
    """The plan of ``writing`` with everything that changed since ``before``."""
    old = whole_plan(replace(writing, plan=before))
    new = whole_plan(writing)
    both = marked(old, new)
    found = compare(before, writing.plan)
    return replace(
        both,
        kind=writing.text("Changes since {edition}", edition=before.edition or before.title),
        blocks=(*_list(writing, before, found), *both.blocks),
    )


def _list(writing: Writing, before: Plan, found: PlanDifference) -> list[Block]:
    text = writing.text
    blocks: list[Block] = [Heading("changes", inline(text("What changed")), 1)]
    if found.is_empty:
        return [
            *blocks,
            Paragraph("changes.none", inline(text("Nothing: the two versions are the same plan."))),
        ]
    titles = {one.key: one.title for one in (*before.actions, *writing.plan.actions)}
    rows = [
        *(Row(f"changes.{key}", writing.quote(titles[key]), (inline(text("new")),)) for key in found.added),
        *(
            Row(f"changes.{key}", writing.quote(titles[key]), (inline(text("removed")),))
            for key in found.removed
        ),
    ]
    for key in found.changed:
        names = [
            text(BY_NAME[one.field].title) if one.field in BY_NAME else text("State")
            for one in found.fields
            if one.action == key
        ]
        rows.append(
            Row(
                f"changes.{key}",
                writing.quote(titles[key]),
                (inline("; ".join(dict.fromkeys(names))),),
            )
        )
    if rows:
        blocks.append(
            Table(
                "changes.table",
                text("Changes by action"),
                (text("Action"), text("What changed")),
                tuple(rows),
                (2.4, 3.6),
            )
        )
    if found.moved:
        blocks.append(Paragraph("changes.order", inline(text("The actions stand in another order."))))
    if found.frame:
        blocks.append(
            Paragraph("changes.frame", inline(text("The texts around the actions changed as well.")))
        )
    return blocks
