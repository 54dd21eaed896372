"""The ballot of a participatory budget: tick what the money should be spent on; on any phone, in one page."""

from __future__ import annotations

import random
import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from isopolis.workspace.budgets.models import Ballot, Budget
from isopolis.workspace.decide.ballots import TooManyError, about_oneself, origin_of, remember
from isopolis.workspace.decide.codes import hash_of, typed
from isopolis.workspace.decide.models import Channel
from isopolis.workspace.people.attempts import count_attempt
from isopolis.workspace.people.attempts import too_many as too_many_attempts
from isopolis.workspace.people.gate import for_anyone, needs
from isopolis.workspace.people.models import User
from isopolis.workspace.people.permissions import Action
from isopolis.workspace.people.tokens import keyed_hash
from isopolis.workspace.site.errors import too_many
from isopolis.workspace.site.reader import reader_language

COOKIE = "isopolis_budget"
BY_CODE = "code:"
"""Before a code in the cookie; the key of a browser has no colon."""


def key_of(budget: Budget, who: str) -> str:
    """The key of a ballot; it cannot be turned back without the server's secret."""
    return keyed_hash(f"budget {budget.pk}", who)


def key_of_account(budget: Budget, user: User) -> str:
    """The key of an account's ballot."""
    return key_of(budget, f"account {user.pk}")


def key_of_code(budget: Budget, code: str) -> str:
    """The key of the ballot of a code on paper."""
    return key_of(budget, f"code {typed(code)}")


@needs(Action.TAKE_PART)
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The ballot of somebody with an account."""
    budget = get_object_or_404(Budget, pk=pk, partnership=request.partnership)
    if not budget.is_open():
        return render(request, "budgets/closed.html", {"budget": budget, "partnership": request.partnership})
    here = reverse("budget-vote", args=[slug, pk])
    return _page(request, budget, key_of_account(budget, request.user), Channel.ACCOUNT, here)


@for_anyone
@require_http_methods(["GET", "HEAD", "POST"])
def take_part(request: HttpRequest, token: str) -> HttpResponse:  # noqa: PLR0911  (a door for each channel)
    """The ballot without an account: with a code on paper, or by the open link where that is allowed.

    The browser keeps the code, or a key of its own, so that it votes once.
    """
    budget = get_object_or_404(Budget.objects.select_related("partnership"), link_token=token)
    codes = budget.codes.exists()
    if not budget.is_open() or not (budget.by_link or codes):
        return render(request, "budgets/closed.html", {"budget": budget})
    name = f"{COOKIE}_{budget.pk}"
    secret = request.COOKIES.get(name, "")
    here = reverse("budget-take-part", args=[token])
    if request.method == "POST" and "code" in request.POST:
        return _enter_by_code(request, budget, here, name)
    code = secret.removeprefix(BY_CODE) if secret.startswith(BY_CODE) else ""
    if code and budget.codes.filter(code_hash=hash_of(code)).exists():
        return _page(request, budget, key_of_code(budget, code), Channel.CODE, here)
    begins = bool(secret and not code) or not codes or "begin" in request.POST
    if not budget.by_link or not begins:
        return render(request, "budgets/begin.html", {"budget": budget})
    if "begin" in request.POST:
        return remember(redirect(here), name, secrets.token_urlsafe(18))
    secret = secret or secrets.token_urlsafe(18)
    try:
        answer = _page(request, budget, key_of(budget, f"link {secret}"), Channel.LINK, here)
    except TooManyError:
        return too_many(request)
    return remember(answer, name, secret)


def _enter_by_code(request: HttpRequest, budget: Budget, here: str, name: str) -> HttpResponse:
    text = typed(request.POST["code"])
    if too_many_attempts(request, f"budget code {budget.pk}"):
        return too_many(request)
    found = budget.codes.filter(code_hash=hash_of(text))
    if not found.exists():
        count_attempt(request, f"budget code {text} {budget.pk}")
        return render(request, "budgets/begin.html", {"budget": budget, "wrong": True}, status=400)
    found.filter(used=False).update(used=True)
    return remember(redirect(here), name, BY_CODE + text)


def _page(request: HttpRequest, budget: Budget, key: str, channel: str, here: str) -> HttpResponse:
    cast = Ballot.objects.filter(key=key).first()
    ballot = cast or Ballot(budget=budget, key=key, channel=channel)
    wrong = ""
    if request.method == "POST":
        ballot.projects = sorted(request.POST.getlist("project"))
        ballot.answers = about_oneself(request.POST, budget.questions)
        wrong = _wrong(budget, ballot.projects)
        if not wrong:
            if cast is None and channel == Channel.LINK:
                begun = Ballot.objects.filter(budget=budget)
                ballot.origin = origin_of(request, f"budget {budget.pk}", begun)
            _keep(ballot)
            messages.success(
                request, _("Your ballot is saved. You can change it as long as the vote is open.")
            )
            return redirect(here)
    words = reader_language()
    projects = list(budget.projects.all())
    # Everybody sees another order, so that no project gains from standing first; one voter always the same.
    random.Random(key).shuffle(projects)  # noqa: S311  (an order, not a secret)
    page: dict[str, Any] = {
        "partnership": getattr(request, "partnership", None),
        "budget": budget,
        "money": words.number(float(budget.amount), 0),
        "projects": [(one, words.number(float(one.cost), 0), one.key in ballot.projects) for one in projects],
        "asked": [{**one, "given": ballot.answers.get(one["name"], "")} for one in budget.questions],
        "cast": cast,
        "wrong": wrong,
        "not_verified": channel == Channel.LINK,
        "here": here,
    }
    return render(request, "budgets/vote.html", page, status=400 if wrong else 200)


def _wrong(budget: Budget, ticked: list[str]) -> str:
    """What keeps a ballot from being one; empty if nothing does."""
    if not ticked:
        return _("Tick one project or more.")
    if budget.most and len(ticked) > budget.most:
        return _("You have ticked %(number)s projects; a ballot has at most %(most)s.") % {
            "number": len(ticked),
            "most": budget.most,
        }
    known = set(budget.projects.values_list("key", flat=True))
    if len(set(ticked)) < len(ticked) or not set(ticked) <= known:
        return _("A project on your ballot is not there any more. Please look at the list again.")
    return ""


def _keep(ballot: Ballot) -> None:
    """Save a ballot; two that one voter sends at once are one."""
    kept = {name: getattr(ballot, name) for name in ("budget", "channel", "origin", "projects", "answers")}
    Ballot.objects.update_or_create(key=ballot.key, defaults=kept)


def own_ballots(user: User) -> list[dict[str, object]]:
    """A person's ballots, in words."""
    return [
        {"budget": one.budget.title, "about me": one.answers, "projects": list(names)}
        for one in _of(user)
        for names in [one.budget.projects.filter(key__in=one.projects).values_list("name", flat=True)]
    ]


def erase_own_ballots(user: User) -> None:
    """Erase a person's ballots; results that are counted stay."""
    for one in _of(user):
        one.delete()


def _of(user: User) -> list[Ballot]:
    keys = [key_of_account(one, user) for one in Budget.objects.all()]
    return list(Ballot.objects.filter(key__in=keys).select_related("budget").order_by("pk"))
