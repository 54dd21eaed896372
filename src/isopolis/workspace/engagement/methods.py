"""The catalogue of methods: which fit, with reasons; one in full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from isopolis.decide.methods import (
    BudgetClass,
    Choice,
    Method,
    Purpose,
    Setting,
    Verdict,
    Wish,
    choose_methods,
    method_by_id,
    methods,
)
from isopolis.decide.methods.fit import span_words
from isopolis.errors import InputError
from isopolis.language import Language
from isopolis.records.vocabulary import Group, Participation, Term
from isopolis.records.words import choose
from isopolis.workspace.people.gate import for_anyone
from isopolis.workspace.practices.models import Practice
from isopolis.workspace.site.reader import reader_language

SHOWN = 8


class WishForm(forms.Form):
    """What somebody says about a process; everything may be left open."""

    purpose = forms.ChoiceField(label=_("Purpose"), required=False)
    level = forms.ChoiceField(label=_("How far residents decide"), required=False)
    setting = forms.ChoiceField(label=_("Where people meet"), required=False)
    budget = forms.ChoiceField(label=_("What you can spend"), required=False)
    people = forms.IntegerField(label=_("How many people"), required=False, min_value=1, max_value=1_000_000)
    weeks = forms.IntegerField(label=_("Weeks until a result"), required=False, min_value=1, max_value=520)
    groups = forms.MultipleChoiceField(
        label=_("Whom it must reach"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, language: Language, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, terms in (
            ("purpose", Purpose),
            ("level", Participation),
            ("setting", Setting),
            ("budget", BudgetClass),
        ):
            self.fields[name].choices = [("", _("left open")), *_choices(terms, language)]
        self.fields["groups"].choices = _choices(Group, language)

    def wish(self) -> Wish:
        """What was asked."""
        data = self.cleaned_data
        return Wish(
            purpose=Purpose(data["purpose"]) if data["purpose"] else None,
            level=Participation(data["level"]) if data["level"] else None,
            groups=tuple(Group(one) for one in data["groups"]),
            people=data["people"],
            budget=BudgetClass(data["budget"]) if data["budget"] else None,
            weeks=data["weeks"],
            setting=Setting(data["setting"]) if data["setting"] else None,
        )


def _choices(terms: type[Term], language: Language) -> list[tuple[str, str]]:
    return [(one.value, language.text(one.label)) for one in terms]


@dataclass(frozen=True, slots=True)
class ShownMethod:
    """A method in the reader's language."""

    method: Method
    language: Language

    def _say(self, text: dict[str, str]) -> str:
        return choose(text, self.language.code)[1]

    def _labels(self, terms: tuple[Term, ...]) -> list[str]:
        return [self.language.text(one.label) for one in terms]

    @property
    def id(self) -> str:
        """Its name in addresses."""
        return self.method.id

    @property
    def title(self) -> str:
        """What it is called."""
        return self._say(self.method.title)

    @property
    def summary(self) -> str:
        """What it is."""
        return self._say(self.method.summary)

    @property
    def risks(self) -> str:
        """What goes wrong."""
        return self._say(self.method.risks)

    @property
    def facts(self) -> list[tuple[Any, str]]:
        """Terms and what they are in this case."""
        method = self.method
        return [
            (_("For"), "; ".join(self._labels(method.purposes))),
            (_("Level (IAP2)"), ", ".join(self._labels(method.levels))),
            (_("Who comes"), self.language.text(method.selection.label)),
            (_("Where"), self.language.text(method.setting.label)),
            (_("People"), span_words(method.people, self.language)),
            (_("Hours of each"), span_words(method.hours, self.language)),
            (_("Weeks in all"), span_words(method.weeks, self.language)),
            (_("Money"), self.language.text(method.budget.label)),
            (_("Reaches well"), ", ".join(self._labels(method.suits)) or "–"),
            (_("Tends to leave out"), ", ".join(self._labels(method.misses)) or "–"),
        ]

    @property
    def texts(self) -> list[tuple[Any, str]]:
        """Headings and texts."""
        return [
            (_("Preparation"), self._say(self.method.preparation)),
            (_("Skills"), self._say(self.method.skills)),
            (_("Accessibility"), self._say(self.method.accessibility)),
            (_("What goes wrong"), self.risks),
        ]


def shown(method: Method) -> ShownMethod:
    """A method in the language of the page."""
    return ShownMethod(method, reader_language())


def method_named(name: str) -> ShownMethod | None:
    """The method of this name, or None."""
    try:
        return shown(method_by_id(name))
    except InputError:
        return None


@for_anyone
@require_safe
def chooser(request: HttpRequest) -> HttpResponse:
    """Every method; where something is asked, those that fit best first, with reasons for and against."""
    language = reader_language()
    form = WishForm(language, request.GET or None)
    wish = form.wish() if form.is_bound and form.is_valid() else Wish()
    asked = wish != Wish()
    found = choose_methods(wish, methods())
    page = {
        "form": form,
        "asked": asked,
        "best": [_row(one, language) for one in found[:SHOWN]] if asked else [],
        "others": [shown(one.method) for one in (found[SHOWN:] if asked else found)],
    }
    return render(request, "engagement/chooser.html", page, status=400 if form.errors else 200)


VERDICTS = {
    Verdict.FITS: _("fits"),
    Verdict.NEARLY: _("fits nearly"),
    Verdict.AGAINST: _("something speaks against it"),
}


def _row(choice: Choice, language: Language) -> dict[str, Any]:
    return {
        "shown": shown(choice.method),
        "verdict": VERDICTS[choice.verdict],
        "is_against": choice.verdict is Verdict.AGAINST,
        "speaks_for": choice.speaks_for(language),
        "against": choice.speaks_against(language),
    }


@for_anyone
@require_safe
def method(request: HttpRequest, name: str) -> HttpResponse:
    """One method: what it is, for whom, what it needs, what goes wrong, who says so, who used it."""
    found = method_named(name)
    if found is None:
        raise Http404
    used = Practice.objects.filter(
        partnership=None, name__in=found.method.practices, state=Practice.State.PUBLISHED
    )
    page = {
        "shown": found,
        "method": found.method,
        "goes_with": [one for key in found.method.goes_with if (one := method_named(key))],
        "used": used,
    }
    return render(request, "engagement/method.html", page)
