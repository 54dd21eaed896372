"""Who may do what: the one table of permissions of a partnership.

Read a row as: this action is open to these roles. :mod:`isopolis.workspace.people.gate` is the only place
that applies it; the reference page is made from it.
"""

from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a person is in one partnership."""

    COORDINATOR = "coordinator", _("coordinator")
    MODERATOR = "moderator", _("moderator")
    PARTNER = "partner", _("partner")
    EXPERT = "expert", _("expert")
    RESIDENT = "resident", _("resident")
    OBSERVER = "observer", _("observer")


PUBLIC = "public"
"""Anybody else, signed in or not; sees partnerships that are public, changes nothing."""


class Action(StrEnum):
    """What can be done in a partnership."""

    SEE_PARTNERSHIP = "see the partnership, its partners and its timeline"
    SEE_MEMBERS = "see the members by name"
    MARK_DONE = "say that something due from oneself is done"
    CHANGE_TIMELINE = "change phases and deadlines"
    CHANGE_PARTNERSHIP = "describe the partnership and its organisations"
    INVITE = "invite people"
    CHANGE_MEMBERS = "change roles and end memberships"
    SEE_LOG = "see who changed what"
    EXCHANGE = "export the whole partnership, import one"
    SEE_BARRIERS = "see the register of barriers"
    CHANGE_BARRIERS = "add and change barriers, their documents and testimonies"
    MODERATE_REPORTS = "read what residents report and decide on it, open and close the form"
    SEE_PRACTICES = "see policy examples, search, match and compare them"
    SUBMIT_PRACTICES = "add policy examples of the partnership, change one's own"
    REVIEW_PRACTICES = "review and publish policy examples"
    SEE_EXCHANGES = "see needs and offers of cities, exchanges, visits and lessons"
    OFFER_EXCHANGES = "say what one's own city needs and offers, answer, plan visits, fill in lessons"
    RUN_EXCHANGES = "match cities, add and answer for cities from outside"
    LOG_OBSTACLES = "say what kept one's city from a fund (kept without its name)"
    SEE_PLAN = "see the action plan while it is written, its meetings and its monitoring"
    WRITE_PLAN = "write actions field by field, comment, report"
    RUN_PLAN = "change states, keep editions, hold meetings and consultations"
    SEE_THREAD = "see pinned figures and what hangs together in the thread"
    CHANGE_THREAD = "link things of the thread, pin figures"
    SEE_FIGURES = "see the published figures of the cities"
    MEASURE = "upload a city's file and measure it (a partner: of the own organisation)"
    PUBLISH_FIGURES = "publish the figures of a city (a partner: of the own organisation)"
    SEE_PROPOSALS = "see proposals, statements and the results of votes"
    TAKE_PART = "put proposals and statements, comment, vote"
    SEE_HEARD = "see who took part, by group"
    MODERATE = "read what waits, decide with a reason, merge and split, read in paper forms"
    SEE_LOTTERIES = "see published lotteries and the results of budgets"
    RUN_LOTTERIES = "set up lotteries, publish and draw them, compare rules for budgets"
    SEE_PRIORITIES = "see in which order members put preliminary actions, and why"
    SCORE = "score preliminary actions"
    RUN_PRIORITIES = "choose what is put in order and by which criteria, read in score sheets"
    SEE_PROCESSES = "see processes of engagement, their method and their evaluation"
    RUN_PROCESSES = "plan processes: method, accessibility, agreement, evaluation"
    OPEN_ROUNDS = "open and close rounds, make codes, export votes, facilitate meetings"


C, M, P, E, R, O = Role  # noqa: E741  (the columns of the table)
ANYONE = (C, M, P, E, R, O, PUBLIC)

PERMISSIONS: dict[Action, frozenset[str]] = {
    action: frozenset(roles)
    for action, roles in {
        Action.SEE_PARTNERSHIP:    ANYONE,
        Action.SEE_MEMBERS:        (C, M, P, E),
        Action.MARK_DONE:          (C, M, P, E),
        Action.CHANGE_TIMELINE:    (C,),
        Action.CHANGE_PARTNERSHIP: (C,),
        Action.INVITE:             (C,),
        Action.CHANGE_MEMBERS:     (C,),
        Action.SEE_LOG:            (C,),
        Action.EXCHANGE:           (C,),
        Action.SEE_BARRIERS:       ANYONE,
        Action.CHANGE_BARRIERS:    (C, M, P, E),
        Action.MODERATE_REPORTS:   (C, M),
        Action.SEE_PRACTICES:      ANYONE,
        Action.SUBMIT_PRACTICES:   (C, M, P, E),
        Action.REVIEW_PRACTICES:   (C, M),
        Action.SEE_EXCHANGES:      (C, M, P, E, O),
        Action.OFFER_EXCHANGES:    (C, M, P, E),
        Action.RUN_EXCHANGES:      (C, M),
        Action.LOG_OBSTACLES:      (C, M, P, E),
        Action.SEE_PLAN:           (C, M, P, E, O),
        Action.WRITE_PLAN:         (C, M, P, E),
        Action.RUN_PLAN:           (C, M),
        Action.SEE_THREAD:         ANYONE,
        Action.CHANGE_THREAD:      (C, M, P, E),
        Action.SEE_FIGURES:        ANYONE,
        Action.MEASURE:            (C, P, E),
        Action.PUBLISH_FIGURES:    (C, P),
        Action.SEE_PROPOSALS:      ANYONE,
        Action.TAKE_PART:          (C, M, P, E, R),
        Action.SEE_HEARD:          (C, M, P, E),
        Action.MODERATE:           (C, M),
        Action.OPEN_ROUNDS:        (C, M),
        Action.SEE_PROCESSES:      ANYONE,
        Action.RUN_PROCESSES:      (C, M),
        Action.SEE_LOTTERIES:      ANYONE,
        Action.RUN_LOTTERIES:      (C, M),
        Action.SEE_PRIORITIES:     (C, M, P, E, R, O),
        Action.SCORE:              (C, M, P, E, R),
        Action.RUN_PRIORITIES:     (C, M),
    }.items()
}  # fmt: skip

SECOND_FACTOR_ROLES = frozenset({Role.COORDINATOR})
"""Roles that must sign in with a second factor."""


def may(role: str, action: Action) -> bool:
    """Whether ``role`` (a :class:`Role` or :data:`PUBLIC`) may do ``action``.

    >>> may("observer", Action.SEE_PARTNERSHIP), may("observer", Action.INVITE)
    (True, False)
    """
    return role in PERMISSIONS[action]
