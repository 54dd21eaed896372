"""The executive summary: two to four pages for those who decide."""

from __future__ import annotations

from isopolis.plan.actions.vocabulary import Funding
from isopolis.plan.check.portfolio import portfolio
from isopolis.plan.documents.action_plan import overview
from isopolis.plan.documents.action_plan.timetables import timetable
from isopolis.plan.documents.action_plan.writing import Writing
from isopolis.plan.documents.flow import Block, Document, Facts, Heading, Paragraph, figures, inline


def executive_summary(writing: Writing) -> Document:
    """What the plan wants, the actions in a sentence each, when, and what it costs."""
    plan, text = writing.plan, writing.text
    actions = plan.standing
    found = portfolio(plan)
    secured = sum(
        one.amount or 0 for action in actions for one in action.resources if one.funding is Funding.SECURED
    )
    blocks: list[Block] = [
        *writing.paragraphs("summary", plan.summary, "lead"),
        Facts(
            "key-figures",
            text("The plan in figures"),
            (
                (text("Actions"), inline(" ".join(overview.balance_sentences(writing, found)))),
                (
                    text("Runs"),
                    inline(
                        text(
                            "{first} to {last}", first=writing.date(plan.starts), last=writing.date(plan.ends)
                        )
                    ),
                ),
                (
                    text("Estimated cost"),
                    inline(
                        text(
                            "{cost}, of which {secured} are secured",
                            cost=writing.euros(found.cost),
                            secured=writing.euros(secured),
                        )
                    ),
                ),
            ),
        ),
        Heading("actions", inline(text("The actions")), 1),
    ]
    for one in actions:
        words = one.objective or one.needed
        title = inline(f"{writing.number(one)}. {one.title}. ", strong=True, lang=writing.foreign)
        blocks.append(Paragraph(f"{one.key}.summary", (*title, *writing.quote(words))))
    if charts := timetable(writing, actions):
        heading = Heading("timetable", inline(text("Timetable")), 1)
        blocks += [heading, *figures("timetable.chart", charts)]
    if actions:
        blocks += [
            Heading("glance", inline(text("Who leads what")), 1),
            overview.at_a_glance(writing, actions),
        ]
    return Document(
        language=writing.language,
        day=writing.day,
        kicker=plan.partnership,
        title=plan.title,
        subtitle=plan.edition,
        kind=text("Executive summary"),
        blocks=tuple(blocks),
        is_long=False,
    )
