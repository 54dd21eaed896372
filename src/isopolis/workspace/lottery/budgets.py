"""Pages of participatory budgets: rules compared on the same votes, and who gets what."""

from __future__ import annotations

import math

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from isopolis.decide.budgets import RULES, Outcome, by_group, compare, differences, read_pb, sentence
from isopolis.errors import InputError
from isopolis.workspace.lottery.forms import BudgetForm
from isopolis.workspace.lottery.models import BudgetVote
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.models import Partnership, User
from isopolis.workspace.people.permissions import Action
from isopolis.workspace.site.reader import reader_language

COLUMNS = ("neighborhood", "sex", "age")
"""What Pabulib files may say about voters."""
MOST_PROJECTS, MOST_VOTES = 120, 15_000


@needs(Action.RUN_LOTTERIES)
def new_budget(request: HttpRequest, slug: str) -> HttpResponse:
    """Read a .pb file and compare the rules on it."""
    form = BudgetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            with transaction.atomic():
                made = set_up_budget(request.partnership, request.user, form.cleaned_data["title"], content)
                record(request.user, "budget computed", made.title, request.partnership)
        except InputError as error:
            form.add_error("file", str(error))
        else:
            return redirect(made)
    page = {"partnership": request.partnership, "form": form}
    return render(request, "lottery/new_budget.html", page, status=400 if form.errors else 200)


def set_up_budget(partnership: Partnership, user: User | None, title: str, content: bytes) -> BudgetVote:
    """Compare all rules and store what they choose, not the ballots."""
    election = read_pb(content, file=title)
    if len(election.projects) > MOST_PROJECTS or len(election.votes) > MOST_VOTES:
        raise InputError(
            f"there are {len(election.projects)} projects and {len(election.votes)} votes",
            expected=f"up to {MOST_PROJECTS} and {MOST_VOTES} in this page",
            remedy="use the command line: isopolis decide budget",
        )
    outcomes = compare(election)
    chosen = {one.rule: set(one.chosen) for one in outcomes}
    groups = [
        [
            column,
            one.rule,
            group.group,
            *(None if math.isnan(v) else v for v in (group.voters, group.money, group.nothing)),
        ]
        for column in COLUMNS
        if any(vote.fields.get(column) for vote in election.votes)
        for one in outcomes
        for group in by_group(election, one, column)
    ]
    return BudgetVote.objects.create(
        partnership=partnership,
        title=title,
        currency=election.meta.get("currency", "")[:12],
        budget=float(election.budget),
        voters=len(election.votes),
        projects=[
            [
                one.id,
                one.name,
                float(one.cost),
                float(election.support[i]),
                [k for k in RULES if one.id in chosen[k]],
            ]
            for i, one in ((i, election.projects[i]) for i in election.order())
        ],
        outcomes=[[one.rule, list(one.chosen), one.spent, one.nothing, one.approved] for one in outcomes],
        groups=groups,
        made_by=user,
    )


@needs(Action.SEE_LOTTERIES)
@require_safe
def budget(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What each rule chooses, and what that means for the voters."""
    found = get_object_or_404(BudgetVote, pk=pk, partnership=request.partnership)
    words = reader_language()
    stored = [Outcome(rule, tuple(chosen), *rest, money=[]) for rule, chosen, *rest in found.outcomes]
    page = {
        "partnership": request.partnership,
        "budget": found,
        "money": words.number(found.budget, 0),
        "voters": words.number(found.voters),
        "rules": [
            {
                "title": words.text(RULES[one.rule].title),
                "meaning": words.text(RULES[one.rule].meaning),
                "sentence": sentence(one, words),
            }
            for one in stored
        ],
        "differences": differences(stored, words),
        "projects": [
            {
                "name": name or identifier,
                "cost": words.number(cost, 0),
                "votes": words.number(votes),
                "funded": [key in keys for key in RULES],
            }
            for identifier, name, cost, votes, keys in found.projects
        ],
        "groups": [
            {
                "column": column,
                "rule": words.text(RULES[rule].title),
                "group": group or "–",
                "shares": ["–" if value is None else words.percent(value) for value in shares],
            }
            for column, rule, group, *shares in found.groups
        ],
    }
    return render(request, "lottery/budget.html", page)
