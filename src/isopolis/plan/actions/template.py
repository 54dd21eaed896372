"""The template of an action, field by field: its heading, guidance, word limit, and when it must be there.

The order and the questions are those of the action plans of the Urban Agenda for the EU. The word limits are
ours: they keep an action within two to three pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType

from isopolis.language import message
from isopolis.plan.actions.plan import Stage


class Ripeness(IntEnum):
    """From which document on a field must be filled in."""

    ALWAYS = 0
    PRELIMINARY = 1
    DRAFT = 2
    FINAL = 3
    NEVER = 9


RIPENESS: Mapping[Stage, Ripeness] = MappingProxyType(
    {
        Stage.ORIENTATION: Ripeness.ALWAYS,
        Stage.PRELIMINARY: Ripeness.PRELIMINARY,
        Stage.DRAFT: Ripeness.DRAFT,
        Stage.FINAL: Ripeness.FINAL,
    }
)


@dataclass(frozen=True, slots=True)
class TemplateField:
    """One field of the template.

    Attributes
    ----------
    name
        The field of :class:`~isopolis.plan.actions.action.Action`.
    title, guidance
        Its heading in a document, and what to write there, to be translated.
    needed_from
        The first document in which it must not be empty.
    words
        Most words; None where it is not a text.
    is_long
        Whether it is a text of several sentences.
    """

    name: str
    title: str
    guidance: str
    needed_from: Ripeness
    words: int | None = None
    is_long: bool = False


TEMPLATE = (
    TemplateField(
        "title",
        message("Title"),
        message("Begin with a verb; say what will be different. At most 15 words."),
        Ripeness.ALWAYS,
        15,
    ),
    TemplateField(
        "pillars",
        message("Pillars"),
        message(
            "Which of the three pillars of the Urban Agenda the action serves: one is best, two are possible."
        ),
        Ripeness.PRELIMINARY,
    ),
    TemplateField(
        "problem",
        message("What is the specific problem?"),
        message(
            "Who is cut off from what, where, and what shows it? Name the group, the place and the figure."
        ),
        Ripeness.PRELIMINARY,
        250,
        is_long=True,
    ),
    TemplateField(
        "existing",
        message("How do existing EU policies, legislation and instruments contribute?"),
        message("Which rules, funds and data exist already, and what do they leave open?"),
        Ripeness.DRAFT,
        200,
        is_long=True,
    ),
    TemplateField(
        "objective",
        message("Objective"),
        message("One sentence: what will be true at the end that is not true now?"),
        Ripeness.PRELIMINARY,
        50,
        is_long=True,
    ),
    TemplateField(
        "needed",
        message("Which action is needed?"),
        message("What will be done, and why it removes the problem. Not how: that comes next."),
        Ripeness.PRELIMINARY,
        200,
        is_long=True,
    ),
    TemplateField(
        "implementation",
        message("How to implement the action?"),
        message("The way of working in a few sentences. Dates and people belong in the steps."),
        Ripeness.DRAFT,
        250,
        is_long=True,
    ),
    TemplateField(
        "groups",
        message("Groups concerned"),
        message("The people who gain, as the figures call them, one a line."),
        Ripeness.DRAFT,
    ),
    TemplateField(
        "grounds",
        message("Grounds of discrimination"),
        message("Which of the grounds the action is about."),
        Ripeness.DRAFT,
    ),
    TemplateField(
        "steps",
        message("Steps and milestones"),
        message("Pieces of work with first and last day, who does them, and what must be finished before."),
        Ripeness.DRAFT,
    ),
    TemplateField(
        "outputs",
        message("Outputs"),
        message("Things that can be seen when they are there: what, in which form, from whom, by when."),
        Ripeness.DRAFT,
    ),
    TemplateField(
        "leaders",
        message("Action leaders"),
        message("The organisations that answer for the action: one or two."),
        Ripeness.PRELIMINARY,
    ),
    TemplateField(
        "members",
        message("Members involved"),
        message("Partners who work on it, one a line."),
        Ripeness.DRAFT,
    ),
    TemplateField(
        "stakeholders",
        message("Other stakeholders to engage"),
        message("Who must be heard or won over, one a line."),
        Ripeness.NEVER,
    ),
    TemplateField(
        "levels",
        message("Governance levels"),
        message("Which levels of government have to act."),
        Ripeness.DRAFT,
    ),
    TemplateField(
        "addressees",
        message("Addressees"),
        message("Who has to decide or change something, one a line: a directorate, a ministry, a council."),
        Ripeness.DRAFT,
    ),
    TemplateField(
        "cost",
        message("Estimated cost"),
        message("In euros, for the whole action, staff included."),
        Ripeness.FINAL,
    ),
    TemplateField(
        "resources",
        message("Resources and funding"),
        message("What pays for it, how much, and whether that is secured, applied for or sought."),
        Ripeness.DRAFT,
    ),
    TemplateField(
        "indicators",
        message("Indicators"),
        message("At least one output and one result indicator, each with baseline, target and source."),
        Ripeness.DRAFT,
    ),
    TemplateField(
        "risks",
        message("Risks"),
        message("What may go wrong, and what is done about it."),
        Ripeness.DRAFT,
    ),
    TemplateField(
        "side_effects",
        message("Side effects"),
        message("Who could lose by it, for example through rising rents, and how that is checked."),
        Ripeness.DRAFT,
    ),
    TemplateField(
        "links",
        message("Where the action comes from"),
        message("The proposals, barriers, figures, practices and funds that it grew from."),
        Ripeness.DRAFT,
    ),
    TemplateField(
        "related",
        message("Links to other actions and partnerships"),
        message("Which other actions, of this plan or of others, it builds on or helps."),
        Ripeness.NEVER,
        120,
        is_long=True,
    ),
    TemplateField(
        "cross_cutting",
        message("Cross-cutting issues"),
        message("What the action means for gender equality, for smaller cities, for both transitions."),
        Ripeness.FINAL,
    ),
    TemplateField(
        "goals",
        message("Sustainable Development Goals"),
        message("The one to three goals that it serves most."),
        Ripeness.FINAL,
    ),
    TemplateField(
        "new_leipzig",
        message("New Leipzig Charter"),
        message("Which of its dimensions and principles the action carries out."),
        Ripeness.FINAL,
    ),
)
"""The fields in the order of the template."""

BY_NAME: Mapping[str, TemplateField] = MappingProxyType({one.name: one for one in TEMPLATE})


def word_count(text: str) -> int:
    """Number of words as a word processor counts them: what stands between spaces.

    >>> word_count("No one is left  behind.")
    5
    """
    return len(text.split())
