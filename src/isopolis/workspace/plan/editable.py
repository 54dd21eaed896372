"""What a form of fields writes to: an action or the frame of the plan. Both save field by field alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from isopolis.language import Language
from isopolis.workspace.people.models import User
from isopolis.workspace.plan.field_inputs import Input, input_of, label_of, read_input
from isopolis.workspace.plan.frame import frame_at, frame_current, save_frame
from isopolis.workspace.plan.frame_inputs import FRAME, frame_input, read_frame_input
from isopolis.workspace.plan.models import Action, ActionPlan
from isopolis.workspace.plan.row_fields import ROWS, Rows
from isopolis.workspace.plan.saving import Conflict, Saved, current, save_field, value_at


class Editable(Protocol):
    """A record with named fields, each with a value and a version."""

    @property
    def title(self) -> str:
        """What it is called."""

    @property
    def url(self) -> str:
        """Where it is read, and where one goes back to."""

    def current(self, name: str) -> tuple[Any, int]:
        """The present value and version of a field."""

    def value_at(self, name: str, version: int) -> Any:
        """The value that a field had in a version."""

    def save(self, name: str, value: Any, version: int, by: User) -> Saved | Conflict:
        """Give a field a new value if ``version`` is the present one."""

    def input(self, name: str, value: Any, version: int) -> Input:
        """The field as it stands in a form."""

    def read(self, name: str, sent: QueryDict, base: Any) -> Any:
        """What a form says about a field."""

    def label(self, name: str) -> str:
        """The heading of a field."""

    def rows(self, name: str) -> Rows | None:
        """The columns of a field that is a list of records."""


@dataclass(frozen=True)
class EditableAction:
    """An action and its fields."""

    action: Action
    language: Language
    clusters: dict[str, str]

    @property
    def title(self) -> str:
        """Its title."""
        return self.action.title

    @property
    def url(self) -> str:
        """Its page."""
        return self.action.get_absolute_url()

    def current(self, name: str) -> tuple[Any, int]:
        """See :class:`Editable`."""
        return current(self.action, name)

    def value_at(self, name: str, version: int) -> Any:
        """See :class:`Editable`."""
        return value_at(self.action, name, version)

    def save(self, name: str, value: Any, version: int, by: User) -> Saved | Conflict:
        """See :class:`Editable`."""
        return save_field(self.action, name, value, version, by)

    def input(self, name: str, value: Any, version: int) -> Input:
        """See :class:`Editable`."""
        return input_of(name, value, version, self.language, self.clusters)

    def read(self, name: str, sent: QueryDict, base: Any) -> Any:
        """See :class:`Editable`."""
        return read_input(name, sent, base)

    def label(self, name: str) -> str:
        """See :class:`Editable`."""
        return label_of(name, self.language)

    def rows(self, name: str) -> Rows | None:
        """See :class:`Editable`."""
        return ROWS.get(name)


@dataclass(frozen=True)
class EditableFrame:
    """The frame of a plan and its fields."""

    plan: ActionPlan
    language: Language

    @property
    def title(self) -> str:
        """What all of it is called."""
        return _("What stands around the actions")

    @property
    def url(self) -> str:
        """The page that shows the frame."""
        return reverse("plan-frame", args=[self.plan.partnership.slug])

    def current(self, name: str) -> tuple[Any, int]:
        """See :class:`Editable`."""
        return frame_current(self.plan, name)

    def value_at(self, name: str, version: int) -> Any:
        """See :class:`Editable`."""
        return frame_at(self.plan, name, version)

    def save(self, name: str, value: Any, version: int, by: User) -> Saved | Conflict:
        """See :class:`Editable`."""
        return save_frame(self.plan, name, value, version, by)

    def input(self, name: str, value: Any, version: int) -> Input:
        """See :class:`Editable`."""
        return frame_input(name, value, version, self.language)

    def read(self, name: str, sent: QueryDict, base: Any) -> Any:
        """See :class:`Editable`."""
        return read_frame_input(name, sent, base)

    def label(self, name: str) -> str:
        """See :class:`Editable`."""
        return self.language.text(FRAME[name].label)

    def rows(self, name: str) -> Rows | None:
        """See :class:`Editable`."""
        return FRAME[name].rows
