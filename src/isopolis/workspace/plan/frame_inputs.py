"""The frame of a plan, what stands around its actions, as fields of forms: title, chapters, partners."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from isopolis.language import Language, message
from isopolis.plan.actions.template import word_count
from isopolis.plan.actions.vocabulary import TITLES, Ground
from isopolis.workspace.plan.field_inputs import Input, lines_of
from isopolis.workspace.plan.row_fields import Column, Rows, choices_of, read_rows, rows_to_show

STAGES = {
    "orientation": message("Orientation paper"),
    "preliminary": message("Preliminary list of actions"),
    "draft": message("Draft action plan"),
    "final": message("Final action plan"),
}


@dataclass(frozen=True, slots=True)
class FrameField:
    """A field of the frame: its label, what to write there, and how; ``rows`` where it is a list of records.

    ``kind`` is text, long, lines, date, choice or rows.
    """

    label: str
    guidance: str
    kind: str = "rows"
    rows: Rows | None = None


FRAME: Mapping[str, FrameField] = {
    "title": FrameField(message("Title"), message("What the plan is called."), "text"),
    "stage": FrameField(
        message("Next document"),
        message("Which document the plan is on its way to: the checker asks for what this document needs."),
        "choice",
    ),
    "language": FrameField(
        message("Language of the texts"), message("Two letters, for example en or fr."), "text"
    ),
    "starts": FrameField(message("First day of the plan"), message("No step begins before it."), "date"),
    "ends": FrameField(message("Last day of the plan"), message("No step ends after it."), "date"),
    "summary": FrameField(
        message("Vision and summary"),
        message("What will be different, for whom, and how the plan gets there, on half a page."),
        "long",
    ),
    "priorities": FrameField(
        message("Priorities"), message("Three to five, one a line, the first one first."), "lines"
    ),
    "working_arrangements": FrameField(
        message("Working arrangements"),
        message("Who meets how often, how it is decided, who leads what."),
        "long",
    ),
    "chapters": FrameField(
        message("Chapters"),
        message(
            "Texts before and after the actions: the timeline, the groups that the plan is about, "
            "cross-cutting issues, links with other partnerships. Empty lines divide paragraphs."
        ),
        rows=Rows(
            (
                Column("title", message("Title")),
                Column("text", message("Text"), "long"),
                Column("after_actions", message("It follows the actions"), "tick"),
            )
        ),
    ),
    "members": FrameField(
        message("Partners"),
        message("The organisations of the plan. Actions name them by their keys."),
        rows=Rows(
            (
                Column("name", message("Name")),
                Column("kind", message("Kind")),
                Column("country", message("Country (two letters)")),
                Column("role", message("Role")),
                Column("expertise", message("What it knows well"), "long"),
            ),
            "name",
            is_keyed=True,
        ),
    ),
    "clusters": FrameField(
        message("Clusters"),
        message("Groups of actions that belong together: each is a chapter of the plan."),
        rows=Rows(
            (Column("title", message("Title")), Column("text", message("Introduction"), "long")),
            is_keyed=True,
        ),
    ),
    "barriers": FrameField(
        message("Barriers"),
        message("What stands between a group and a service or a right, and what shows it."),
        rows=Rows(
            (
                Column("title", message("Barrier")),
                Column("group", message("For whom")),
                Column(
                    "ground",
                    message("Ground of discrimination"),
                    "choice",
                    choices_of(Ground, TITLES),
                    is_optional=True,
                ),
                Column("place", message("Where")),
                Column("evidence", message("What shows it"), "long"),
                Column("measured_on", message("Measured on"), "date"),
            ),
            is_keyed=True,
        ),
    ),
    "earlier": FrameField(
        message("Actions of earlier plans"),
        message("The checker says where an action of this plan resembles one of them."),
        rows=Rows(
            (
                Column("title", message("Action")),
                Column("plan", message("Plan")),
                Column("year", message("Year"), "number"),
                Column("text", message("What it was about"), "long"),
                Column("address", message("Address on the web")),
            )
        ),
    ),
}
"""The fields in the order of the form."""


def frame_input(name: str, value: Any, version: int, language: Language) -> Input:
    """The field with its present value, ready for the template of a form."""
    field = FRAME[name]
    common = (name, language.text(field.label), language.text(field.guidance), field.kind)
    if field.rows is not None:
        rows = tuple(rows_to_show(name, field.rows, value, language))
        return Input(*common, value, version, rows=rows)
    if field.kind == "choice":
        choices = tuple((key, language.text(title), key == value) for key, title in STAGES.items())
        return Input(*common, value, version, choices=choices)
    if field.kind == "lines":
        return Input(*common, "\n".join(value), version)
    words = word_count(value) if field.kind == "long" else 0
    return Input(*common, "" if value is None else value, version, words=words)


def read_frame_input(name: str, sent: QueryDict, base: Any) -> Any:
    """What a form says about a field; ``base`` is the value that it showed."""
    field = FRAME[name]
    if field.rows is not None:
        return read_rows(name, field.rows, sent.dict(), base)
    text = sent.get(name, "").replace("\r\n", "\n").strip()
    if field.kind == "lines":
        return lines_of(text)
    return (text or None) if field.kind == "date" else text
