"""From stored ballots to an election and its stored result; from a .pb file to a budget, and back."""

from __future__ import annotations

import math
import secrets
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from isopolis.decide.budgets import (
    RULES,
    Election,
    Outcome,
    Vote,
    by_field,
    by_group,
    compare,
    publishable,
    read_pb,
    write_pb,
)
from isopolis.decide.budgets import Project as Choice
from isopolis.decide.budgets.pabulib import plain_number
from isopolis.errors import InputError
from isopolis.measure.areas.protect import DEFAULT_THRESHOLD
from isopolis.workspace.budgets.models import Ballot, Budget, Project
from isopolis.workspace.decide.models import Channel
from isopolis.workspace.people.models import Partnership, User

ABOUT_VOTERS = ("neighborhood", "sex", "age")
"""What Pabulib files may say about voters, and what is kept of it."""
MOST_PROJECTS, MOST_BALLOTS = 120, 15_000


def columns_of(budget: Budget) -> list[str]:
    """What voters may have said about themselves."""
    return [one["name"] for one in budget.questions]


def election_of(budget: Budget) -> Election:
    """The projects and ballots as the rules read them."""
    projects = tuple(
        Choice(
            one.key,
            Fraction(one.cost),
            one.name,
            {"project_id": one.key, "cost": _plain(one.cost), "name": one.name, "district": one.place,
             "target": one.serves},
        )
        for one in budget.projects.all()
    )  # fmt: skip
    votes = tuple(
        Vote(str(number), tuple(one.projects), tuple(map(Fraction, one.points)), one.answers)
        for number, one in enumerate(budget.ballots.all(), start=1)
    )
    meta = {"description": budget.title, "currency": budget.currency, "budget": _plain(budget.amount)}
    meta |= {"num_projects": str(len(projects)), "num_votes": str(len(votes)), "vote_type": budget.vote_type}
    if budget.rule:
        meta["rule"] = budget.rule
    return Election(Fraction(budget.amount), projects, votes, budget.vote_type, meta)


def _plain(value: Decimal) -> str:
    return plain_number(Fraction(value))


@transaction.atomic
def count(budget: Budget) -> None:
    """Count the ballots by every rule and keep the result; nobody votes afterwards."""
    election = election_of(budget)
    if not election.projects or not election.votes:
        raise InputError(_("There is nothing to count: no project, or no ballot."))
    outcomes = compare(election)
    chosen = {one.rule: set(one.chosen) for one in outcomes}
    channels = Counter(budget.ballots.values_list("channel", flat=True))
    budget.result = {
        "voters": len(election.votes),
        "channels": {name: n if n >= DEFAULT_THRESHOLD else None for name, n in sorted(channels.items())},
        "projects": [
            [one.id, float(election.support[i]), [key for key in RULES if one.id in chosen[key]]]
            for i, one in ((i, election.projects[i]) for i in election.order())
        ],
        "outcomes": [[one.rule, list(one.chosen), one.spent, one.nothing, one.approved] for one in outcomes],
        "groups": _groups(election, outcomes, columns_of(budget)),
        "places": [
            [one.rule, place, money, votes]
            for one in outcomes
            for place, (money, votes) in by_field(election, one, "district").items()
        ],
    }
    budget.counted_at = timezone.now()
    budget.save(update_fields=["result", "counted_at"])


def _groups(election: Election, outcomes: list[Outcome], columns: list[str]) -> list[list[Any]]:
    """[column, rule, group, voters, money, nothing]; null where withheld."""
    return [
        [name, one.rule, group.group]
        + [None if math.isnan(value) else value for value in (group.voters, group.money, group.nothing)]
        for name in columns
        if any(vote.fields.get(name) for vote in election.votes)
        for one in outcomes
        for group in by_group(election, one, name)
    ]


@transaction.atomic
def take_in(partnership: Partnership, user: User | None, title: str, content: bytes) -> Budget:
    """Store the projects and ballots of a .pb file, and count them."""
    election = read_pb(content, file=title)
    if len(election.projects) > MOST_PROJECTS or len(election.votes) > MOST_BALLOTS:
        raise InputError(
            "there are {projects} projects and {votes} votes",
            expected="up to {most_projects} and {most_votes} in this page",
            remedy="use the command line: isopolis decide budget",
            projects=len(election.projects),
            votes=len(election.votes),
            most_projects=MOST_PROJECTS,
            most_votes=MOST_BALLOTS,
        )
    known = [name for name in ABOUT_VOTERS if any(vote.fields.get(name) for vote in election.votes)]
    budget = Budget.objects.create(
        partnership=partnership,
        title=title,
        amount=_money(election.budget, title),
        currency=election.meta.get("currency", "")[:12],
        rule="",
        vote_type=election.vote_type,
        questions=[{"name": name, "choices": []} for name in known],
        made_by=user,
    )
    Project.objects.bulk_create(
        Project(
            budget=budget,
            key=one.id[:40],
            name=(one.name or one.id)[:200],
            cost=_money(one.cost, title),
            place=(one.fields.get("district") or one.fields.get("neighborhood") or "")[:200],
            serves=one.fields.get("target", "")[:300],
        )
        for one in election.projects
    )
    Ballot.objects.bulk_create(
        Ballot(
            budget=budget,
            key=secrets.token_hex(32),
            channel=Channel.PAPER,
            projects=list(vote.projects),
            points=[plain_number(one) for one in vote.points],
            answers={name: vote.fields[name] for name in known if vote.fields.get(name)},
        )
        for vote in election.votes
    )
    count(budget)
    return budget


def _money(value: Fraction, file: str) -> Decimal:
    """An amount with two decimals; one that has more is refused instead of rounded."""
    if (value * 100).denominator != 1 or value >= 10**12:
        raise InputError(
            "the amount {amount} cannot be kept",
            file=file,
            expected="money with at most two decimals, below a million millions",
            amount=plain_number(value),
        )
    return Decimal(int(value * 100)) / 100


def pb_of(budget: Budget) -> str:
    """The ballots as a .pb file that can be handed on (see :func:`isopolis.decide.budgets.publishable`)."""
    return write_pb(publishable(election_of(budget), columns_of(budget)))
