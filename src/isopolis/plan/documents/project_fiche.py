"""The fiche of a project for a fund: what it is, whether the fund fits, who pays what, what to do until when.

One page or two to take to the council or to whoever gives the money.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import pandas as pd

from isopolis.language import Language
from isopolis.learn.funds.backward import backward_calendar
from isopolis.learn.funds.city import City
from isopolis.learn.funds.contribution import MONTHS as USUAL_MONTHS
from isopolis.learn.funds.contribution import advance_of, cash_flow, contribution, money_sentence
from isopolis.learn.funds.eligibility import OUTCOME_NAMES, Eligibility
from isopolis.learn.funds.project import Project
from isopolis.plan.actions.action import Action
from isopolis.plan.documents.action_plan.fiche import action_blocks
from isopolis.plan.documents.action_plan.writing import NOTHING, Writing
from isopolis.plan.documents.flow import (
    Block,
    Document,
    Facts,
    Heading,
    Items,
    NewPage,
    Paragraph,
    Row,
    Table,
    inline,
)
from isopolis.records.record import Source
from isopolis.records.words import choose


@dataclass(frozen=True, slots=True)
class Asked:
    """A city's project before a fund: the answer, and the deadline that is aimed at (None: not known)."""

    city: City
    project: Project
    answer: Eligibility
    deadline: datetime.date | None = None


def project_fiche(writing: Writing, action: Action, asked: Asked) -> Document:
    """The fiche of an action of a plan, for one fund."""
    language = writing.language
    fund = asked.answer.fund
    title = choose(fund.title, language.code)[1]
    blocks: list[Block] = [
        _facts(asked, title, language),
        *_money(asked, language),
        *_rules(asked.answer, language),
        *_calendar(asked, writing.day, language),
        NewPage("action"),
        *action_blocks(writing, action, level=1),
        Heading("sources", inline(language.text("Sources of the rules")), 1),
        Items("sources-list", tuple(inline(_source(one, language)) for one in fund.sources)),
    ]
    return Document(
        language=language,
        day=writing.day,
        kicker=writing.plan.partnership or writing.plan.title,
        title=action.title,
        subtitle=language.text("Project fiche for {fund}", fund=title),
        kind=language.text("Project fiche"),
        blocks=tuple(blocks),
        is_long=False,
    )


def _source(source: Source, language: Language) -> str:
    when = f", {language.date(source.accessed)}" if source.accessed else ""
    return f"{source.title}. {source.publisher}. {source.url}{when}"


def _facts(asked: Asked, title: str, language: Language) -> Facts:
    text, number, project = language.text, language.number, asked.project
    country = language.country(asked.city.country) if asked.city.country else ""
    pairs = (
        (text("Fund"), title),
        (text("Who asks"), ", ".join(filter(None, (asked.city.name, country))) or NOTHING),
        (text("Cost"), f"{number(project.cost)} €" if project.cost else NOTHING),
        (text("Months"), number(project.months) if project.months else NOTHING),
        (text("Partners"), number(project.partners) if project.partners else NOTHING),
        (text("Answer"), text(OUTCOME_NAMES[asked.answer.verdict])),
        (text("Whom to ask"), choose(asked.answer.fund.ask, language.code)[1]),
    )
    return Facts("facts", text("At a glance"), tuple((term, inline(value)) for term, value in pairs))


def _money(asked: Asked, language: Language) -> list[Block]:
    fund, project = asked.answer.fund, asked.project
    heading = Heading("money", inline(language.text("Who pays what")), 1)
    if project.cost is None:
        return [heading, Paragraph("no-cost", inline(language.text("The cost is not known yet.")))]
    part = contribution(fund, project.cost, asked.city.region_class)
    said = Paragraph("paid", inline(money_sentence(fund, part, project.months, language)))
    if part.grant is None or part.loan or not part.grant:
        return [heading, said]
    flow = cash_flow(project.cost, part.grant, project.months or USUAL_MONTHS, advance=advance_of(fund))
    return [heading, said, cash_table(flow, language)]


def cash_table(flow: pd.DataFrame, language: Language) -> Table:
    """Spent, received and the balance so far, every half-year and at the end."""
    text = language.text
    last = int(flow["month"].iloc[-1])
    months = sorted({*range(0, last + 1, 6), last})
    so_far = flow.set_index("month").assign(
        spent=flow["spent"].cumsum().to_numpy(), received=flow["received"].cumsum().to_numpy()
    )
    rows = tuple(
        Row(
            f"month-{month}",
            inline(language.number(month)),
            tuple(
                inline(language.number(round(so_far.loc[month, name])))
                for name in ("spent", "received", "balance")
            ),
        )
        for month in months
    )
    headers = (
        text("Month"),
        text("Spent so far, euros"),
        text("Received so far, euros"),
        text("Balance, euros"),
    )
    return Table("cash", text("Cash"), headers, rows, numbers=frozenset({1, 2, 3}))


def _rules(answer: Eligibility, language: Language) -> list[Block]:
    text = language.text
    rows = tuple(
        Row(
            f"rule-{number}",
            inline(reason.rule),
            (
                inline(reason.demand + ("" if reason.verified else f" ({text('unverified')})")),
                inline(
                    text(OUTCOME_NAMES[reason.outcome])
                    + (f". {reason.question}" if reason.outcome.name == "UNKNOWN" else "")
                ),
            ),
        )
        for number, reason in enumerate(answer.reasons)
    )
    headers = (text("Rule"), text("What it demands"), text("The answer"))
    heading = Heading("rules", inline(text("Whether it fits, rule by rule")), 1)
    return [heading, Table("rules-table", text("Rules"), headers, rows, (1.2, 3.0, 2.4), is_captioned=False)]


def _calendar(asked: Asked, on: datetime.date, language: Language) -> list[Block]:
    text = language.text
    heading = Heading("calendar", inline(text("What to do until when")), 1)
    if asked.deadline is None:
        return [heading, Paragraph("no-deadline", inline(text("The next deadline is not known; ask.")))]
    steps = backward_calendar(asked.answer.fund, asked.deadline, on, language)
    rows = tuple(
        Row(
            f"step-{number}",
            inline(language.date(step.day)),
            (inline(step.text + (f" ({text('late')})" if step.late else "")),),
        )
        for number, step in enumerate(steps)
    )
    headers = (text("Day"), text("Step"))
    return [heading, Table("steps", text("Calendar"), headers, rows, (1.2, 4.0), is_captioned=False)]
