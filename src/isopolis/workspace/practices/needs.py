"""From a barrier of the register to a need that matching understands."""

from __future__ import annotations

from isopolis.learn.finding.matching import Need, need_from_text
from isopolis.learn.practices.vocabulary import Group, Mechanism
from isopolis.workspace.barriers.models import Barrier, Type
from isopolis.workspace.barriers.models import Group as BarrierGroup

MECHANISMS = {
    Type.LEGAL: Mechanism.ADMINISTRATION,
    Type.LANGUAGE: Mechanism.ADMINISTRATION,
    Type.INFORMATION: Mechanism.ADMINISTRATION,
    Type.TRUST: Mechanism.VOICE,
    Type.PHYSICAL: Mechanism.SERVICES,
    Type.TIME: Mechanism.SERVICES,
    Type.DIGITAL: Mechanism.DIGITAL,
    Type.DISCRIMINATION: Mechanism.DISCRIMINATION,
}
"""Kinds of obstacle that name a mechanism; cost alone names none."""
GROUPS = {
    BarrierGroup.Key.WOMEN: Group.WOMEN,
    BarrierGroup.Key.CHILDREN: Group.CHILDREN,
    BarrierGroup.Key.OLDER: Group.OLDER,
    BarrierGroup.Key.DISABLED: Group.DISABILITY,
    BarrierGroup.Key.MIGRANTS: Group.MIGRANTS,
    BarrierGroup.Key.ROMA: Group.ROMA,
    BarrierGroup.Key.LGBTIQ: Group.LGBTIQ,
    BarrierGroup.Key.LONE_PARENTS: Group.FAMILIES,
    BarrierGroup.Key.POOR: Group.LOW_INCOME,
    BarrierGroup.Key.HOMELESS: Group.HOMELESS,
}


def need_of(barrier: Barrier) -> Need:
    """The need of a barrier: its words, its kind of obstacle, its groups."""
    text = need_from_text(f"{barrier.title}. {barrier.description}. {barrier.service}")
    mechanism = MECHANISMS.get(Type(barrier.type)) if barrier.type else None
    keys = barrier.groups.exclude(key="").values_list("key", flat=True)
    groups = frozenset(GROUPS[BarrierGroup.Key(key)] for key in keys if key in GROUPS)
    return text | Need(frozenset({mechanism} if mechanism else ()), groups=groups)
