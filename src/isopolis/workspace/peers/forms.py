"""The forms of peers: a city, a need or an offer, matching, visits, lessons, follow-ups."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from isopolis.learn.peers.agenda import Item, outside, shifted
from isopolis.learn.peers.visit import TEMPLATES, AccessNeed
from isopolis.learn.practices.vocabulary import Mechanism, Theme
from isopolis.workspace.peers.models import (
    Exchange,
    FollowUp,
    Lesson,
    MatchRun,
    Participant,
    PeerCity,
    Subject,
    Visit,
)
from isopolis.workspace.people.models import Organisation
from isopolis.workspace.practices.forms import Choice, options
from isopolis.workspace.practices.models import Practice
from isopolis.workspace.site.country_field import CountryField
from isopolis.workspace.site.reader import reader_language

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")
DAY = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
CLOCK = {"widget": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")}


class CityForm(forms.ModelForm):
    """A city as a peer; ``owners`` are the organisations that it may belong to."""

    country = CountryField(label=_("country"))
    languages = forms.CharField(
        label=_("Working languages"),
        max_length=80,
        help_text=_("Codes with commas between them, for example “fr, en”"),
    )

    class Meta:
        model = PeerCity
        fields: ClassVar = [
            "organisation", "name", "country", "population", "languages", "exchanges", "office",
            "latitude", "longitude",
        ]  # fmt: skip

    def __init__(self, *args: Any, owners: list[Organisation], outside: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["organisation"]
        field.queryset = Organisation.objects.filter(pk__in=[one.pk for one in owners])
        field.required = not outside
        field.empty_label = _("none: a city from outside the partnership") if outside else None
        if self.instance.pk:
            self.initial["languages"] = ", ".join(self.instance.languages)

    def clean_languages(self) -> list[str]:
        """A list of codes."""
        codes = [one.lower() for one in re.split(r"[\s,;]+", self.cleaned_data["languages"]) if one]
        if not codes or not all(LANGUAGE.fullmatch(one) for one in codes):
            raise forms.ValidationError(_("Codes with commas between them, for example “fr, en”"))
        return list(dict.fromkeys(codes))

    def clean(self) -> dict[str, Any]:
        """Both or neither of latitude and longitude."""
        data = super().clean() or {}
        if (data.get("latitude") is None) != (data.get("longitude") is None):
            self.add_error("longitude", _("Give latitude and longitude, or neither."))
        for name, most in (("latitude", 90), ("longitude", 180)):
            if data.get(name) is not None and abs(data[name]) > most:
                self.add_error(name, _("This is not on the globe."))
        return data


class SubjectForm(forms.ModelForm):
    """A need or an offer."""

    is_offer = forms.TypedChoiceField(
        label=_("What it is"),
        choices=[("", _("a need: we look for an answer")), ("yes", _("an offer: we can show what we do"))],
        coerce=bool,
        empty_value=False,
        required=False,
    )
    theme = forms.ChoiceField(label=_("Theme"), choices=lambda: options(Theme))
    mechanism = Choice(Mechanism, label=_("What it acts on"))

    class Meta:
        model = Subject
        fields: ClassVar = ["is_offer", "theme", "mechanism", "text", "practice"]

    def __init__(self, *args: Any, practices: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["practice"].queryset = practices
        self.fields["practice"].empty_label = _("none")


class MatchForm(forms.ModelForm):
    """How to match."""

    class Meta:
        model = MatchRun
        fields: ClassVar = ["abroad", "outsiders"]


class VisitForm(forms.ModelForm):
    """A visit: who hosts, when, in what form, what it needs and costs."""

    template = forms.ChoiceField(
        label=_("Kind of visit"),
        choices=lambda: [(key, reader_language().text(one.label)) for key, one in TEMPLATES.items()],
    )
    first_day = forms.DateField(label=_("First day"), **DAY)
    last_day = forms.DateField(label=_("Last day"), **DAY)
    needs = forms.MultipleChoiceField(
        label=_("What makes it accessible"),
        choices=lambda: options(AccessNeed),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Asked of everybody who takes part; nobody is named."),
    )

    anew = forms.BooleanField(
        label=_("Begin the agenda anew from the kind of visit"),
        required=False,
        help_text=_("Otherwise its points stay, and move with the first day."),
    )

    class Meta:
        model = Visit
        fields: ClassVar = [
            "host", "template", "first_day", "last_day", "place", "needs", "other_needs",
            "travel", "night", "day", "accessibility",
        ]  # fmt: skip

    def __init__(self, *args: Any, exchange: Exchange, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["host"].queryset = PeerCity.objects.filter(pk__in=[exchange.one_id, exchange.other_id])
        self.fields["host"].empty_label = None
        self.first_before = self.instance.first_day
        if self.instance.pk is None:
            del self.fields["anew"]
        for name in ("travel", "night", "day", "accessibility"):
            self.fields[name].min_value = 0
            self.fields[name].widget.attrs["min"] = 0

    def clean(self) -> dict[str, Any]:
        """Days in their order, no price below nothing."""
        data = super().clean() or {}
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day is before the first."))
        if first and last and (last - first).days > 13:
            self.add_error("last_day", _("A visit lasts two weeks at most."))
        for name in ("travel", "night", "day", "accessibility"):
            if (data.get(name) or 0) < 0:
                self.add_error(name, _("A price is 0 or more."))
        if first and last and not self.errors and not self.is_fresh:
            left_out = outside(self.kept_items(first), first, last)
            if left_out:
                said = _("A point of the agenda would lie after the last day: “%(text)s”. Move or remove it.")
                self.add_error("last_day", said % {"text": left_out[0].text})
        return data

    @property
    def is_fresh(self) -> bool:
        """Whether the agenda comes from the template: of a new visit, or where that is asked for."""
        return self.instance.pk is None or bool(self.cleaned_data.get("anew"))

    def kept_items(self, first: date) -> list[Item]:
        """The agenda as it is, moved with the first day."""
        return shifted(self.instance.items, (first - self.first_before).days)


class PointForm(forms.Form):
    """A point of the agenda of a visit: when, what, who, and what makes it accessible."""

    day = forms.ChoiceField(label=_("Day"))
    start = forms.TimeField(label=_("Begins at"), **CLOCK)
    end = forms.TimeField(label=_("Ends at"), **CLOCK)
    text = forms.CharField(label=_("What happens"), max_length=300)
    who = forms.CharField(
        label=_("Who leads it or must be there"),
        max_length=200,
        required=False,
        help_text=_("By function, without names."),
    )
    access = forms.CharField(
        label=_("What makes it accessible"),
        max_length=200,
        required=False,
        help_text=_("For example “step-free from the courtyard; sign-language interpreter”"),
    )

    def __init__(self, *args: Any, visit: Visit, point: Item | None = None, **more: Any) -> None:
        if point is not None:
            more["initial"] = {
                "day": point.start.date().isoformat(), "start": point.start.time(), "end": point.end.time(),
                "text": point.text, "who": point.who, "access": point.access,
            }  # fmt: skip
        super().__init__(*args, **more)
        length = (visit.last_day - visit.first_day).days + 1
        days = [visit.first_day + timedelta(days=number) for number in range(length)]
        self.fields["day"].choices = [(one.isoformat(), date_format(one, "DATE_FORMAT")) for one in days]

    def clean(self) -> dict[str, Any]:
        """It ends after it begins."""
        data = super().clean() or {}
        if data.get("start") and data.get("end") and data["end"] <= data["start"]:
            self.add_error("end", _("It ends before it begins."))
        return data

    def point(self, key: int) -> Item:
        """What was entered, as the point of this key."""
        said = self.cleaned_data
        start, end = (
            datetime.combine(date.fromisoformat(said["day"]), said[one]) for one in ("start", "end")
        )
        return Item(key, start, end, said["text"], said["who"], said["access"])


class ParticipantForm(forms.ModelForm):
    """Who takes part, by function."""

    class Meta:
        model = Participant
        fields: ClassVar = ["function", "is_guest", "is_stakeholder"]


class LessonForm(forms.ModelForm):
    """The lessons card."""

    step_by = forms.DateField(label=_("until when"), required=False, **DAY)

    class Meta:
        model = Lesson
        fields: ClassVar = ["learned", "warning", "different", "step", "step_by"]


class FollowUpForm(forms.ModelForm):
    """What became of the first step."""

    class Meta:
        model = FollowUp
        fields: ClassVar = ["outcome", "text"]

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["outcome"].required = True


def visible_practices(partnership: Any) -> Any:
    """Practices that an offer may show: the catalogue's and the partnership's own that are published."""
    shelf = Practice.objects.filter(state=Practice.State.PUBLISHED)
    return shelf.filter(partnership=None) | shelf.filter(partnership=partnership)
