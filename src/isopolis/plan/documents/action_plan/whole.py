"""The draft and the final action plan."""

from __future__ import annotations

from isopolis.plan.actions.action import Action
from isopolis.plan.actions.plan import Chapter, Stage
from isopolis.plan.actions.vocabulary import State
from isopolis.plan.check.portfolio import portfolio
from isopolis.plan.documents.action_plan import overview
from isopolis.plan.documents.action_plan.fiche import action_blocks
from isopolis.plan.documents.action_plan.timetables import timetable
from isopolis.plan.documents.action_plan.writing import NOTHING, Writing
from isopolis.plan.documents.flow import (
    Block,
    Callout,
    Document,
    Heading,
    NewPage,
    Paragraph,
    Row,
    Table,
    figures,
    inline,
)


def whole_plan(writing: Writing) -> Document:
    """The plan with all that belongs to it: chapters, actions by cluster, timetable, money, annexes."""
    plan = writing.plan
    final = plan.stage is Stage.FINAL
    return Document(
        language=writing.language,
        day=writing.day,
        kicker=plan.partnership,
        title=plan.title,
        subtitle=plan.edition,
        kind=writing.text("Final action plan") if final else writing.text("Draft action plan"),
        blocks=(
            *_summary(writing),
            *_chapters(writing, after=False),
            *_glance(writing),
            *_actions(writing),
            *_together(writing),
            *_chapters(writing, after=True),
            *_annexes(writing),
        ),
    )


def _summary(writing: Writing) -> list[Block]:
    plan = writing.plan
    if not plan.summary:
        return []
    return [
        Heading("summary", inline(writing.text("Summary")), 1),
        *writing.paragraphs("summary", plan.summary),
    ]


def _chapters(writing: Writing, *, after: bool) -> list[Block]:
    chosen: list[Chapter] = [one for one in writing.plan.chapters if one.after_actions == after]
    blocks: list[Block] = []
    for i, one in enumerate(chosen):
        key = f"chapter-{'after' if after else 'before'}-{i}"
        blocks.append(Heading(key, writing.quote(one.title), 1))
        blocks += writing.paragraphs(key, one.text)
    return blocks


def _glance(writing: Writing) -> list[Block]:
    actions = writing.plan.standing
    if not actions:
        return []
    blocks: list[Block] = [
        Heading("glance", inline(writing.text("The actions at a glance")), 1, on_new_page=True),
        *(
            Paragraph(f"glance.balance.{i}", inline(sentence))
            for i, sentence in enumerate(overview.balance_sentences(writing, portfolio(writing.plan)))
        ),
        overview.at_a_glance(writing, actions),
    ]
    if charts := timetable(writing, actions):
        heading = Heading("timetable", inline(writing.text("Timetable")), 2)
        blocks += [heading, *figures("timetable.chart", charts)]
    return blocks


def _actions(writing: Writing) -> list[Block]:
    plan = writing.plan
    blocks: list[Block] = []
    loose = [one for one in plan.standing if not one.cluster]
    for cluster in plan.clusters:
        own = [one for one in plan.standing if one.cluster == cluster.key]
        if own:
            blocks.append(
                Heading(f"cluster-{cluster.key}", writing.quote(cluster.title), 1, on_new_page=True)
            )
            blocks += writing.paragraphs(f"cluster-{cluster.key}", cluster.text, "lead")
            blocks += _one_by_one(writing, own)
    if loose:
        title = writing.text("Other actions") if plan.clusters else writing.text("The actions")
        blocks.append(Heading("actions", inline(title), 1, on_new_page=True))
        blocks += _one_by_one(writing, loose)
    return blocks


def _one_by_one(writing: Writing, actions: list[Action]) -> list[Block]:
    """Each action on a page of its own; the first stands below the heading of its cluster."""
    blocks: list[Block] = []
    for i, one in enumerate(actions):
        if i:
            blocks.append(NewPage(f"{one.key}.page"))
        blocks += action_blocks(writing, one, level=2, number=str(writing.number(one)))
    return blocks


def _together(writing: Writing) -> list[Block]:
    actions = writing.plan.standing
    blocks: list[Block] = []
    if any(one.cost is not None or one.resources for one in actions):
        blocks += [
            Heading("cost", inline(writing.text("What the plan costs")), 1, on_new_page=True),
            overview.money_table(writing, actions),
        ]
    if any(one.goals or one.cross_cutting for one in actions):
        blocks += [
            Heading("issues", inline(writing.text("Cross-cutting issues and global goals")), 1),
            overview.issues_table(writing, actions),
        ]
    if writing.plan.barriers:
        blocks += [
            Heading("barriers", inline(writing.text("From barriers to actions")), 1),
            overview.barriers_table(writing, actions),
        ]
    return blocks


def _annexes(writing: Writing) -> list[Block]:
    plan, text = writing.plan, writing.text
    blocks: list[Block] = []
    if plan.members:
        blocks += [
            Heading("members", inline(text("The partners")), 1, on_new_page=True),
            members_table(writing),
        ]
    dropped = [one for one in plan.actions if one.state is State.DROPPED]
    if dropped:
        blocks.append(Heading("dropped", inline(text("Ideas that were not pursued")), 1))
        for one in dropped:
            why = next((c.why for c in reversed(one.history) if c.state is State.DROPPED and c.why), "")
            blocks.append(Callout(f"dropped.{one.key}", one.title, (writing.quote(why),)))
    return blocks


def members_table(writing: Writing) -> Table:
    """Who works on the plan, and what they know well."""
    text = writing.text
    placed = any(one.country for one in writing.plan.members)
    country = (text("Country"),) if placed else ()
    return Table(
        "members",
        text("Partners and their expertise"),
        (text("Partner"), *country, text("Role"), text("Expertise")),
        tuple(
            Row(
                f"members.{one.key}",
                writing.quote(one.name),
                (
                    *((inline(one.country or NOTHING),) if placed else ()),
                    writing.quote(one.role or one.kind),
                    writing.quote(one.expertise),
                ),
            )
            for one in writing.plan.members
        ),
        (2.4, 0.8, 1.6, 3.0) if placed else (2.4, 1.4, 4.0),
        is_captioned=False,
    )
