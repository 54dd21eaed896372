"""Pages of initiatives to join: for everybody; in a partnership a first draft of an application."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from isopolis.learn.funds.fund import fund_by_id
from isopolis.learn.initiatives.catalogue import initiatives
from isopolis.learn.initiatives.draft import Applicant, draft
from isopolis.learn.initiatives.initiative import Initiative
from isopolis.learn.initiatives.reading import counted, next_deadline, state_of
from isopolis.learn.practices.practice import Fact
from isopolis.workspace.people.gate import for_anyone, needs
from isopolis.workspace.people.models import Membership
from isopolis.workspace.people.permissions import Action
from isopolis.workspace.practices.models import Practice
from isopolis.workspace.practices.showing import Said, ShownFact, said_in
from isopolis.workspace.site.country_field import CountryField
from isopolis.workspace.site.reader import reader_language

MOST = 5
"""Most practices in one application."""


class DraftForm(forms.Form):
    """Who applies, with which practices, and the limits of this year's form."""

    city = forms.CharField(label=_("City that applies"), max_length=100)
    country = CountryField(label=_("Country of your city"))
    inhabitants = forms.IntegerField(
        label=_("Inhabitants"), min_value=1, max_value=50_000_000, required=False
    )
    practices = forms.MultipleChoiceField(
        label=_("Practices of the partnership"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, initiative: Initiative, own: list[Practice], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        language = reader_language()
        titles = [(one.name, said_in(one.read.title, language).text) for one in own]
        self.fields["practices"].choices = titles
        for section in initiative.sections:
            title = said_in(section.title, language).text
            self.fields[f"limit-{section.key}"] = forms.IntegerField(
                label=title, min_value=1, max_value=100_000, required=False
            )

    def clean_practices(self) -> list[str]:
        """At most five: a jury reads no more."""
        names: list[str] = self.cleaned_data["practices"]
        if len(names) > MOST:
            raise forms.ValidationError(_("Choose five practices at most."))
        return names

    @property
    def main(self) -> list[Any]:
        """The fields of the city and its practices."""
        return [field for field in self if not field.name.startswith("limit-")]

    @property
    def limiting(self) -> list[Any]:
        """The fields of the limits."""
        return [field for field in self if field.name.startswith("limit-")]

    @property
    def limits(self) -> dict[str, int]:
        """The limits that were given, by section."""
        given = {
            name.removeprefix("limit-"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("limit-")
        }
        return {key: value for key, value in given.items() if value}


@for_anyone
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """What a city can apply to, join or use."""
    language, today = reader_language(), timezone.localdate()
    rows = [
        {
            "id": one.id,
            "title": said_in(one.title, language),
            "summary": said_in(one.summary, language),
            "kind": language.text(one.kind.label),
            "organiser": one.organiser,
            "closes": next_deadline(one, today),
            "drafts": bool(one.sections),
        }
        for one in initiatives()
    ]
    return render(request, "practices/initiatives.html", {"rows": rows})


@for_anyone
@require_safe
def initiative(request: HttpRequest, name: str) -> HttpResponse:
    """What one gives and asks, until when, and who says so."""
    found = found_initiative(name)
    language, today = reader_language(), timezone.localdate()
    places = (
        Membership.objects.filter(user=request.user).select_related("partnership")
        if request.user.is_authenticated and found.sections
        else ()
    )
    page = {
        "initiative": found,
        "title": said_in(found.title, language),
        "summary": said_in(found.summary, language),
        "kind": language.text(found.kind.label),
        "gives": [_fact(found, fact) for fact in found.gives],
        "asks": [_fact(found, fact) for fact in found.asks],
        "funds": [(name, said_in(fund_by_id(name).title, language)) for name in found.funds],
        "deadlines": [(_fact(found, one), state_of(one, language, today)) for one in found.deadlines],
        "partnerships": [place.partnership for place in places],
    }
    return render(request, "practices/initiative.html", page)


@needs(Action.SEE_PRACTICES)
@require_safe
def drafted(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """A first draft of an application from the partnership's published practices."""
    found = found_initiative(name)
    if not found.sections:
        raise Http404
    own = list(
        Practice.objects.filter(partnership=request.partnership, state=Practice.State.PUBLISHED).order_by(
            "title"
        )
    )
    language = reader_language()
    form = DraftForm(found, own, request.GET if "city" in request.GET else None)
    parts = []
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        applicant = Applicant(data["city"], data["country"], data["inhabitants"])
        chosen = [one.read for one in own if one.name in data["practices"]]
        parts = [
            (part, counted(part, language)) for part in draft(found, applicant, chosen, language, form.limits)
        ]
    page = {
        "partnership": request.partnership,
        "initiative": found,
        "title": said_in(found.title, language),
        "outline": said_in(found.outline, language) if found.outline else Said(""),
        "form": form,
        "own": own,
        "parts": parts,
    }
    return render(request, "practices/draft.html", page, status=400 if form.errors else 200)


def found_initiative(name: str) -> Initiative:
    """The initiative of this name; 404 where there is none."""
    for one in initiatives():
        if one.id == name:
            return one
    raise Http404


def _fact(found: Initiative, fact: Fact) -> ShownFact:
    return ShownFact(said_in(fact.text, reader_language()), "", found.source(fact.source), fact.checked_on)
