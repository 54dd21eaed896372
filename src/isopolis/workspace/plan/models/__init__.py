"""The action plan as it is stored: actions field by field, the work on them, editions and consultations."""

from isopolis.workspace.plan.models.actions import (
    Action,
    ActionField,
    ActionPlan,
    FieldChange,
    FrameChange,
    ImportedPlan,
    Indicator,
)
from isopolis.workspace.plan.models.consultation import Consultation, PublicAnswer, PublicComment
from isopolis.workspace.plan.models.cooperation import Assignment, Decision, Edition, Meeting, Remark

__all__ = [
    "Action",
    "ActionField",
    "ActionPlan",
    "Assignment",
    "Consultation",
    "Decision",
    "Edition",
    "FieldChange",
    "FrameChange",
    "ImportedPlan",
    "Indicator",
    "Meeting",
    "PublicAnswer",
    "PublicComment",
    "Remark",
]
