"""Taking part: by account, by a code on paper, or by the open link. One statement at a time, on any phone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from isopolis.decide.opinions import AGREE, DISAGREE, PASS
from isopolis.workspace.decide import ballots
from isopolis.workspace.decide.codes import typed
from isopolis.workspace.decide.forms import StatementForm
from isopolis.workspace.decide.models import Participant, Round, State
from isopolis.workspace.decide.writing import write_proposal
from isopolis.workspace.people.attempts import count_attempt, is_flood, too_many
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import for_anyone, needs
from isopolis.workspace.people.permissions import Action
from isopolis.workspace.site.errors import too_many as too_many_page

STATEMENTS = 10
"""Statements that one participant may put in a quarter of an hour."""
VALUES = {"agree": AGREE, "disagree": DISAGREE, "pass": PASS}


@needs(Action.TAKE_PART)
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The voting page of somebody with an account."""
    found = get_object_or_404(Round, pk=pk, partnership=request.partnership, kind=Round.Kind.VOTES)
    if not found.is_open():
        return render(request, "decide/closed.html", {"round": found, "partnership": request.partnership})
    here = reverse("vote", args=[slug, pk])
    return _page(request, found, ballots.by_account(found, request.user), here)


@for_anyone
@require_http_methods(["GET", "HEAD", "POST"])
def take_part(request: HttpRequest, token: str) -> HttpResponse:  # noqa: PLR0911  (a door for each channel)
    """Taking part without an account: with a code on paper, or by the open link where it is allowed."""
    found = get_object_or_404(Round.objects.select_related("partnership", "phase"), link_token=token)
    if not found.is_open():
        return render(request, "decide/closed.html", {"round": found})
    if found.kind == Round.Kind.IDEAS:
        if not found.by_link:
            raise PermissionDenied
        return write_proposal(request, found)
    here = reverse("take-part", args=[token])
    name = f"{ballots.COOKIE}_{found.pk}"
    secret = request.COOKIES.get(name, "")
    participant = ballots.by_cookie(found, secret) if secret else None
    if participant is None and request.method == "POST" and "code" in request.POST:
        return _enter_by_code(request, found, here, name)
    if participant is None and request.method == "POST" and "begin" in request.POST and found.by_link:
        try:
            _new, secret = ballots.begin(found, request)
        except ballots.TooManyError:
            return too_many_page(request)
        return ballots.remember(redirect(here), name, secret)
    if participant is None:
        refused = request.method == "POST"
        return render(request, "decide/begin.html", {"round": found}, status=409 if refused else 200)
    return _page(request, found, participant, here)


def _enter_by_code(request: HttpRequest, found: Round, here: str, name: str) -> HttpResponse:
    if too_many(request, f"code {found.pk}"):
        return too_many_page(request)
    text = request.POST["code"]
    participant = ballots.by_code(found, text)
    if participant is None:
        count_attempt(request, f"{text} {found.pk}")
        return render(request, "decide/begin.html", {"round": found, "wrong": True}, status=400)
    return ballots.remember(redirect(here), name, typed(text))


def _page(request: HttpRequest, found: Round, participant: Participant, here: str) -> HttpResponse:
    script = request.headers.get("Accept", "").startswith("application/json")
    participant.round = found
    shown = ballots.shown_statements(found)
    if request.method == "POST" and "statement" in request.POST:
        saved = _save(request, participant, shown)
        if script and not saved:
            return JsonResponse({"saved": False}, status=400)
        if script:
            after = ballots.ballot(participant, shown)
            following = [_sent(one) for one in after.following]
            return JsonResponse({"saved": True, "next": following, "done": after.done, "of": after.of})
        if not saved:
            messages.error(request, _("This vote could not be saved. Please vote on the statement below."))
        return redirect(here)
    if request.method == "POST" and "about" in request.POST:
        _about(request, found, participant)
        messages.success(request, _("Thank you. Your answers are kept apart from your name."))
        return redirect(here)
    if request.method == "POST" and "text" in request.POST:
        return _new_statement(request, participant, here)
    now = ballots.ballot(participant, shown)
    page: dict[str, Any] = {
        "partnership": getattr(request, "partnership", None),
        "round": found,
        "statement": _sent(now.following[0]) if now.following else None,
        "following": [_sent(one) for one in now.following],
        "participant": participant,
        "here": here,
        "form": StatementForm(),
        "asked": [{**one, "given": participant.answers.get(one["name"], "")} for one in found.questions],
        "done": now.done,
        "of": now.of,
    }
    return render(request, "decide/vote.html", page)


def _sent(statement: tuple[int, str]) -> dict[str, object]:
    return dict(zip(("id", "text"), statement, strict=True))


def _save(request: HttpRequest, participant: Participant, shown: dict[int, str]) -> bool:
    number, sent = request.POST["statement"], request.POST.get("sent", "0")
    value = VALUES.get(request.POST.get("value", ""))
    if value is None or not number.isdecimal() or not sent.isdecimal() or len(number + sent) > 30:
        return False
    if int(number) not in shown:
        return False
    ballots.cast(participant, int(number), value, int(sent))
    return True


def _about(request: HttpRequest, found: Round, participant: Participant) -> None:
    """Keep the optional answers about oneself."""
    participant.answers = ballots.about_oneself(request.POST, found.questions)
    participant.save(update_fields=["answers"])


def _new_statement(request: HttpRequest, participant: Participant, here: str) -> HttpResponse:
    """A statement of a participant; it waits for a moderator where the round says so."""
    form, found = StatementForm(request.POST), participant.round
    if is_flood("statements", participant.key, STATEMENTS):
        return too_many_page(request)
    if form.is_valid():
        with transaction.atomic():
            written = form.save(commit=False)
            written.round = found
            written.state = State.WAITING if found.moderated else State.SHOWN
            written.save()
            record(None, "statement put", f"statement {written.pk}", found.partnership)
        waits = _("Thank you. A moderator reads it before others see it.")
        messages.success(request, waits if found.moderated else _("Thank you. Others can vote on it now."))
    else:
        messages.error(request, _("Please write one statement of at most 280 characters."))
    return redirect(here)
