"""Replacing those who dropped out of a panel: a lottery for the empty seats."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from isopolis.decide.lottery import NoPanelError, Quota, Quotas, read_pool, replacement_lottery
from isopolis.errors import InputError
from isopolis.workspace.lottery.forms import ReplacementForm
from isopolis.workspace.lottery.models import CivicLottery, PrivatePool
from isopolis.workspace.lottery.views import store
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action
from isopolis.workspace.site.reader import reader_language
from isopolis.workspace.site.said_errors import error_text
from isopolis.workspace.site.uploads import takes_files


@needs(Action.RUN_LOTTERIES)
@takes_files(5)
def replace_members(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say who dropped out; another lottery is made for their seats."""
    found = get_object_or_404(CivicLottery, pk=pk, partnership=request.partnership)
    private = PrivatePool.objects.filter(lottery=found).first()
    if found.drawn_at is None or private is None:
        raise Http404
    form = ReplacementForm(found.panel, request.POST or None, request.FILES or None)
    advice: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                made = _set_up(request, found, private, form.cleaned_data)
                record(request.user, "replacement computed", made.title, request.partnership)
        except NoPanelError as error:
            advice = error.relaxation.sentences(reader_language())
            form.add_error("pool", _("No panel can meet all quotas with these volunteers."))
        except InputError as error:
            form.add_error(None, error_text(error))
        else:
            return redirect(made)
    page = {"partnership": request.partnership, "lottery": found, "form": form, "advice": advice}
    return render(request, "lottery/replace.html", page, status=400 if form.errors else 200)


def _set_up(
    request: HttpRequest, found: CivicLottery, private: PrivatePool, given: dict[str, Any]
) -> CivicLottery:
    """Compute and store the lottery for the seats of those who are gone."""
    quotas = Quotas(tuple(Quota(*one[:4]) for one in found.quotas))
    household = [str(given["household"])] if given.get("household") else []
    pool = read_pool(given["pool"].read(), quotas, household=household, file=_("the volunteers"))
    person = {code: who for who, code, _tickets in private.people}
    panel = [person[code] for code in found.panel]
    gone = [person[code] for code in given["gone"]]
    lottery = replacement_lottery(pool, quotas, panel, gone, found.rule)
    title = (_("%(title)s: replacement") % {"title": found.title})[:120]
    return store(request.partnership, request.user, lottery, {**given, "title": title}, replaces=found)
