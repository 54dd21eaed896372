"""The co-governance agreement of a process: settled part by part, filled from what the workspace knows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from isopolis.decide.cogovernance import Agreement, Matter, Money, Party, missing_parts
from isopolis.decide.cogovernance.agreement import Right
from isopolis.language import Language
from isopolis.plan.documents.action_plan.write import RENDERERS
from isopolis.plan.documents.engagement.agreement import PARTS, agreement_document
from isopolis.workspace.engagement.models import Pact, Process
from isopolis.workspace.engagement.processes import process_of
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action
from isopolis.workspace.plan.views.documents import sent
from isopolis.workspace.site.reader import reader_language


class PactForm(forms.Form):
    """Everything that parties settle; a line each where there are several."""

    parties = forms.CharField(
        label=gettext_lazy("Parties"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("One a line: name; what it is; what it brings and does."),
    )
    matters = forms.CharField(
        label=gettext_lazy("Who decides what"), required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    amount = forms.DecimalField(
        label=gettext_lazy("Money, euros"), required=False, min_value=0, max_digits=12, decimal_places=2
    )
    money_from = forms.CharField(
        label=gettext_lazy("Where the money is from"), required=False, max_length=200
    )
    keeper = forms.CharField(label=gettext_lazy("Who keeps the accounts"), required=False, max_length=200)
    review_months = forms.IntegerField(
        label=gettext_lazy("Months between reviews"), required=False, min_value=1, max_value=60
    )
    conflict = forms.CharField(
        label=gettext_lazy("Who mediates when you do not agree"), required=False, max_length=500
    )
    notice_weeks = forms.IntegerField(
        label=gettext_lazy("Weeks of notice to leave"), required=False, min_value=1, max_value=104
    )
    afterwards = forms.CharField(
        label=gettext_lazy("What happens afterwards to place, things and money"),
        required=False,
        max_length=500,
    )

    def __init__(self, language: Language, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.rights = {language.text(one.label): one for one in Right}
        words = "; ".join(f"{one.value} = {label}" for label, one in self.rights.items())
        self.fields["matters"].help_text = (
            _("One a line: matter; who decides. Who decides is one of these words:") + " " + words
        )

    def clean_parties(self) -> list[dict[str, str]]:
        """Names with what they are and do."""
        rows = _rows(self.cleaned_data["parties"], 3)
        if len(rows) < 2:
            raise forms.ValidationError(_("An agreement has two parties or more."))
        return [{"name": name, "kind": kind, "role": role} for name, kind, role in rows]

    def clean_matters(self) -> list[dict[str, str]]:
        """Matters with the word of who decides."""
        found = []
        for name, right in _rows(self.cleaned_data["matters"], 2):
            if right not in set(Right):
                raise forms.ValidationError(
                    _("“%(word)s” is none of the words for who decides."), params={"word": right[:60] or "–"}
                )
            found.append({"name": name, "right": right})
        return found


def _rows(text: str, width: int) -> list[list[str]]:
    """Lines with semicolons between their parts; parts that are not there are empty."""
    out = []
    for line in text.splitlines():
        parts = [part.strip()[:300] for part in line.split(";", width - 1)]
        if parts[0]:
            out.append(parts + [""] * (width - len(parts)))
    return out


def parties_known(process: Process, language: Language) -> list[dict[str, str]]:
    """Organisations of the partnership with what they are, and the residents: a start to go on from."""
    organisations = process.partnership.organisations.all()
    found = [{"name": one.name, "kind": str(one.get_kind_display()), "role": ""} for one in organisations]
    residents = _("Residents who take part")
    return [*found, {"name": residents, "kind": _("residents"), "role": ""}]


def agreement_of(process: Process, language: Language) -> Agreement:
    """The agreement as far as it is settled; what nobody wrote comes from the partnership's records."""
    pact = getattr(process, "pact", None) or Pact(process=process)
    return Agreement(
        title=process.title,
        purpose=process.question,
        parties=tuple(Party(**one) for one in pact.parties or parties_known(process, language)),
        matters=tuple(Matter(one["name"], Right(one["right"])) for one in pact.matters),
        money=Money(None if pact.amount is None else float(pact.amount), pact.money_from, pact.keeper),
        starts=process.starts,
        ends=process.ends,
        review_months=pact.review_months,
        conflict=pact.conflict,
        notice_weeks=pact.notice_weeks,
        afterwards=pact.afterwards,
    )


@needs(Action.RUN_PROCESSES)
@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Settle the parts of the agreement; see what is missing; take the document."""
    found = process_of(request, pk)
    language = reader_language()
    now = agreement_of(found, language)
    form = PactForm(language, request.POST or None, initial=_initial(found, now))
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            Pact.objects.update_or_create(process=found, defaults=form.cleaned_data)
            record(request.user, "agreement changed", found.title, request.partnership)
        messages.success(request, _("Saved."))
        return redirect("agreement", slug, pk)
    page = {
        "partnership": request.partnership,
        "process": found,
        "form": form,
        "formats": tuple(RENDERERS),
        "missing": [language.text(PARTS[one]) for one in missing_parts(now)],
    }
    return render(request, "engagement/agreement.html", page, status=400 if form.errors else 200)


def _initial(process: Process, now: Agreement) -> dict[str, Any]:
    pact = getattr(process, "pact", None) or Pact(process=process)
    names = ("amount", "money_from", "keeper", "review_months", "conflict", "notice_weeks", "afterwards")
    return {
        "parties": "\n".join(f"{one.name}; {one.kind}; {one.role}" for one in now.parties),
        "matters": "\n".join(f"{one.name}; {one.right.value}" for one in now.matters),
        **{name: getattr(pact, name) for name in names},
    }


@needs(Action.RUN_PROCESSES)
@require_safe
def document(request: HttpRequest, slug: str, pk: int, form: str) -> HttpResponse:
    """The draft of the agreement as a file."""
    found = process_of(request, pk)
    language = reader_language()
    sender = request.partnership.name
    draft = agreement_document(agreement_of(found, language), sender, language, timezone.localdate())
    return sent(draft, f"agreement-{found.pk}", form)
