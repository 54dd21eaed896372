"""One action in the order of the Urban Agenda's template."""

from __future__ import annotations

from collections.abc import Callable

from isopolis.plan.actions.action import Action
from isopolis.plan.actions.template import BY_NAME
from isopolis.plan.actions.vocabulary import GOALS, TITLES, State
from isopolis.plan.documents.action_plan import action_tables as tables
from isopolis.plan.documents.action_plan.evidence import indicator_charts, maps_of
from isopolis.plan.documents.action_plan.timetables import steps_chart
from isopolis.plan.documents.action_plan.writing import Writing
from isopolis.plan.documents.flow import (
    Block,
    Document,
    Facts,
    Figure,
    Heading,
    Inline,
    Paragraph,
    Table,
    figures,
    inline,
)

LAST_BEFORE_MONITORING = (State.IDEA, State.PRELIMINARY, State.REFINED, State.DRAFT)
_TEXTS_BEFORE = ("problem", "existing", "objective", "needed", "implementation")
_TABLES: tuple[tuple[str, Callable[[Writing, Action], Table]], ...] = (
    ("steps", tables.steps_table),
    ("outputs", tables.outputs_table),
    ("resources", tables.resources_table),
    ("indicators", tables.indicators_table),
    ("risks", tables.risks_table),
    ("side_effects", tables.side_effects_table),
    ("links", tables.links_table),
)


def fiche(writing: Writing, action: Action) -> Document:
    """The document of one action."""
    plan = writing.plan
    numbered = action in plan.standing
    return Document(
        language=writing.language,
        day=writing.day,
        kicker=plan.partnership or plan.title,
        title=action.title,
        subtitle=plan.title + (f" · {plan.edition}" if plan.edition else ""),
        kind=writing.text("Action {number}", number=writing.number(action))
        if numbered
        else writing.text("Action"),
        blocks=tuple(action_blocks(writing, action, level=0)),
        is_long=False,
    )


def action_blocks(writing: Writing, action: Action, level: int, number: str = "") -> list[Block]:
    """The action under a heading of ``level`` (0: the document is the action, no heading)."""
    blocks: list[Block] = []
    if level:
        blocks.append(Heading(action.key, writing.quote(action.title), level, number))
    blocks.append(head(writing, action))
    below = level + 1
    for name in _TEXTS_BEFORE:
        if words := getattr(action, name):
            blocks.append(field_heading(writing, action, name, below))
            blocks += writing.paragraphs(
                f"{action.key}.{name}", words, "lead" if name == "objective" else "normal"
            )
            blocks += _charts(writing, action, name)
    for name, table in _TABLES:
        if getattr(action, name):
            blocks.append(field_heading(writing, action, name, below))
            blocks += _charts(writing, action, name)
            blocks.append(table(writing, action))
    return blocks + _closing(writing, action, below)


def field_blocks(writing: Writing, action: Action, name: str) -> list[Block]:
    """What one field says, without its heading; nothing where it is empty."""
    value = getattr(action, name)
    if value in ("", (), None):
        return []
    tables_of = dict(_TABLES)
    if name in tables_of:
        return [*_charts(writing, action, name), tables_of[name](writing, action)]
    if isinstance(value, str):
        return [*writing.paragraphs(f"{action.key}.{name}", value)]
    if name == "cross_cutting":
        return _cross_cutting(writing, action)
    return [Paragraph(f"{action.key}.{name}", _one_line(writing, action, name))]


def _charts(writing: Writing, action: Action, name: str) -> list[Figure]:
    """What is drawn for a field: where people live, when steps run, how indicators moved."""
    drawn = {"problem": maps_of, "steps": steps_chart, "indicators": indicator_charts}.get(name)
    return [] if drawn is None else figures(f"{action.key}.{name}.chart", drawn(writing, action))


def _one_line(writing: Writing, action: Action, name: str) -> Inline:
    """A field that is a number or a list of short items."""
    value = getattr(action, name)
    if name == "goals":
        return inline(_goals(writing, action))
    if name == "cost":
        return inline(writing.euros(value))
    said = {
        "leaders": writing.names,
        "members": writing.names,
        "stakeholders": writing.lines,
        "groups": writing.lines,
        "addressees": writing.lines,
    }.get(name, writing.titles)
    return said(value)


def field_heading(writing: Writing, action: Action, name: str, level: int) -> Heading:
    """The template's heading of a field."""
    return Heading(f"{action.key}.{name}", inline(writing.text(BY_NAME[name].title)), level)


def head(writing: Writing, action: Action) -> Facts:
    """Who, for whom, where it has to be decided."""
    text = writing.text
    pairs: list[tuple[str, Inline]] = [(text("Pillars"), writing.titles(action.pillars))]
    if action.cluster:
        cluster = next(one for one in writing.plan.clusters if one.key == action.cluster)
        pairs.append((text("Cluster"), writing.quote(cluster.title)))
    pairs.append((text("Action leaders"), writing.names(action.leaders)))
    for name, words in (
        ("members", writing.names(action.members)),
        ("stakeholders", writing.lines(action.stakeholders)),
        ("groups", writing.lines(action.groups)),
        ("grounds", writing.titles(action.grounds)),
        ("levels", writing.titles(action.levels)),
        ("addressees", writing.lines(action.addressees)),
    ):
        if getattr(action, name):
            pairs.append((text(BY_NAME[name].title), words))
    if action.state not in LAST_BEFORE_MONITORING:
        pairs.append((text("State"), inline(text(TITLES[action.state]))))
    return Facts(f"{action.key}.head", text("The action at a glance"), tuple(pairs))


def _closing(writing: Writing, action: Action, level: int) -> list[Block]:
    """Links to others, cross-cutting issues, goals, the charter, the log."""
    blocks: list[Block] = []
    key = action.key
    if action.related:
        blocks.append(field_heading(writing, action, "related", level))
        blocks += writing.paragraphs(f"{key}.related", action.related)
    if action.cross_cutting:
        blocks.append(field_heading(writing, action, "cross_cutting", level))
        blocks += _cross_cutting(writing, action)
    blocks += _tags(writing, action, has_heading=bool(action.cross_cutting), level=level)
    if action.reports:
        blocks.append(Heading(f"{key}.reports", inline(writing.text("What was reported")), level))
        blocks += [
            Paragraph(
                f"{key}.reports.{one.on}.{i}",
                (*inline(f"{writing.date(one.on)}. ", strong=True), *writing.quote(one.text)),
            )
            for i, one in enumerate(sorted(action.reports, key=lambda one: one.on))
        ]
    return blocks


def _tags(writing: Writing, action: Action, *, has_heading: bool, level: int) -> list[Block]:
    """The goals and the charter, one line each, below the cross-cutting issues."""
    blocks: list[Block] = []
    if action.goals:
        blocks.append(_line(writing, action, "goals", inline(_goals(writing, action))))
    if action.new_leipzig:
        blocks.append(_line(writing, action, "new_leipzig", writing.titles(action.new_leipzig)))
    if blocks and not has_heading:
        blocks.insert(0, field_heading(writing, action, "cross_cutting", level))
    return blocks


def _line(writing: Writing, action: Action, name: str, said: Inline) -> Paragraph:
    title = writing.text(BY_NAME[name].title)
    return Paragraph(f"{action.key}.{name}.0", (*inline(f"{title}. ", strong=True), *said))


def _cross_cutting(writing: Writing, action: Action) -> list[Block]:
    return [
        Paragraph(
            f"{action.key}.cross_cutting.{one.issue}",
            (*inline(f"{writing.title(one.issue)}. ", strong=True), *writing.quote(one.text)),
        )
        for one in action.cross_cutting
    ]


def _goals(writing: Writing, action: Action) -> str:
    return "; ".join(
        f"{one.number} {writing.text(GOALS[one.number - 1])}"
        + (f" ({writing.text('target {target}', target=one.target)})" if one.target else "")
        for one in action.goals
    )
