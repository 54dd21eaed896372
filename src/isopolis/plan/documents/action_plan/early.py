"""What comes before the plan: the orientation paper and the preliminary list of actions."""

from __future__ import annotations

from isopolis.plan.actions.template import BY_NAME
from isopolis.plan.check.portfolio import portfolio
from isopolis.plan.documents.action_plan import overview
from isopolis.plan.documents.action_plan.fiche import field_heading
from isopolis.plan.documents.action_plan.whole import members_table
from isopolis.plan.documents.action_plan.writing import Writing
from isopolis.plan.documents.flow import (
    Block,
    Document,
    Facts,
    Heading,
    Inline,
    Items,
    Paragraph,
    inline,
)


def orientation_paper(writing: Writing) -> Document:
    """Working arrangements, priorities, barriers that are known, potential actions, map of expertise."""
    plan, text = writing.plan, writing.text
    blocks: list[Block] = []
    if plan.summary:
        blocks.append(Heading("summary", inline(text("Summary")), 1))
        blocks += writing.paragraphs("summary", plan.summary)
    for i, one in enumerate(one for one in plan.chapters if not one.after_actions):
        blocks.append(Heading(f"chapter-before-{i}", writing.quote(one.title), 1))
        blocks += writing.paragraphs(f"chapter-before-{i}", one.text)
    if plan.working_arrangements:
        blocks.append(Heading("working", inline(text("Working arrangements")), 1))
        blocks += writing.paragraphs("working", plan.working_arrangements)
    if plan.priorities:
        blocks.append(Heading("priorities", inline(text("Priorities")), 1))
        blocks.append(
            Items("priorities.list", tuple(writing.quote(one) for one in plan.priorities), ordered=True)
        )
    if plan.barriers:
        blocks.append(Heading("barriers", inline(text("Barriers that were found")), 1))
        blocks.append(overview.barriers_table(writing, plan.standing))
    if plan.standing:
        blocks.append(Heading("actions", inline(text("Potential actions")), 1))
        for action in plan.standing:
            blocks.append(Heading(action.key, writing.quote(action.title), 2, str(writing.number(action))))
            blocks += writing.paragraphs(
                f"{action.key}.needed", action.objective or action.needed or action.problem
            )
    if plan.members:
        blocks += [Heading("members", inline(text("Map of expertise")), 1), members_table(writing)]
    return _document(writing, text("Orientation paper"), blocks)


def preliminary_list(writing: Writing) -> Document:
    """The actions in brief, to be discussed: problem, objective, what is needed, who leads."""
    plan, text = writing.plan, writing.text
    blocks: list[Block] = [Heading("glance", inline(text("The actions at a glance")), 1)]
    if plan.standing:
        blocks += [
            Paragraph(f"glance.balance.{i}", inline(sentence))
            for i, sentence in enumerate(overview.balance_sentences(writing, portfolio(plan)))
        ]
        blocks.append(overview.at_a_glance(writing, plan.standing))
    blocks.append(Heading("actions", inline(text("The actions one by one")), 1))
    for action in plan.standing:
        blocks.append(Heading(action.key, writing.quote(action.title), 2, str(writing.number(action))))
        pairs: list[tuple[str, Inline]] = [
            (text("Pillars"), writing.titles(action.pillars)),
            (text("Action leaders"), writing.names(action.leaders)),
        ]
        if action.groups:
            pairs.append((text(BY_NAME["groups"].title), writing.lines(action.groups)))
        blocks.append(Facts(f"{action.key}.head", text("The action at a glance"), tuple(pairs)))
        for name in ("problem", "objective", "needed"):
            if words := getattr(action, name):
                blocks.append(field_heading(writing, action, name, 3))
                blocks += writing.paragraphs(f"{action.key}.{name}", words)
    return _document(writing, text("Preliminary list of actions"), blocks)


def _document(writing: Writing, kind: str, blocks: list[Block]) -> Document:
    plan = writing.plan
    return Document(
        language=writing.language,
        day=writing.day,
        kicker=plan.partnership,
        title=plan.title,
        subtitle=plan.edition,
        kind=kind,
        blocks=tuple(blocks),
    )
