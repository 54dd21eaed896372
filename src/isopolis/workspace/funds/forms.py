"""What a city says of itself and its project; everything may be left open."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from isopolis.learn.advice.barriers import Obstacle
from isopolis.learn.funds.city import Applicant, City
from isopolis.learn.funds.eligibility import APPLICANT_NAMES, REGION_NAMES
from isopolis.learn.funds.project import Project
from isopolis.learn.practices.vocabulary import Size, Theme
from isopolis.workspace.funds.models import Fund
from isopolis.workspace.practices.forms import options
from isopolis.workspace.site.country_field import CountryField
from isopolis.workspace.site.reader import reader_language

ANSWERS = [("", _("not said")), ("yes", _("yes")), ("no", _("no"))]


def _named(names: dict[Any, str]) -> list[tuple[str, str]]:
    language = reader_language()
    return [(key.value, language.text(name)) for key, name in names.items()]


def _themes() -> list[tuple[str, str]]:
    language = reader_language()
    return [("", _("not said")), *((one.value, language.text(one.label)) for one in Theme)]


def _yes_or_no(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=ANSWERS, required=False)


class CityForm(forms.Form):
    """What a city says of itself; everything may be left open."""

    name = forms.CharField(label=_("City"), max_length=100, required=False)
    country = CountryField(label=_("Country"), required=False)
    population = forms.FloatField(label=_("Inhabitants"), min_value=1, required=False)
    grouping_population = forms.FloatField(
        label=_("Inhabitants with the neighbours that you could apply with"), min_value=1, required=False
    )
    degurba = forms.TypedChoiceField(
        label=_("Degree of urbanisation"),
        choices=[("", _("not said")), ("1", _("1 city")), ("2", _("2 town or suburb")), ("3", _("3 rural"))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    region_class = forms.ChoiceField(
        label=_("Category of the region"),
        choices=lambda: [("", _("not said")), *_named(REGION_NAMES)],
        required=False,
    )
    applicant = forms.ChoiceField(
        label=_("Who applies"), choices=lambda: _named(APPLICANT_NAMES), required=False
    )
    article_11 = _yes_or_no(_("A strategy under Article 11"))
    priority_neighbourhood = _yes_or_no(_("A priority neighbourhood that the State recognises"))
    just_transition = _yes_or_no(_("A territory of a just transition plan"))
    loan_capacity = _yes_or_no(_("May borrow"))
    named = _yes_or_no(_("Among the places that a national programme names"))
    languages = forms.RegexField(
        r"^[A-Za-z]{2,3}([\s,;]+[A-Za-z]{2,3})*[\s,;]*$",
        label=_("Languages in which you can apply, as codes"),
        max_length=80,
        required=False,
        help_text=_("Codes with commas between them, for example “fr, en”"),
    )

    def city(self) -> City:
        """The city as far as it is described."""
        said = self.cleaned_data
        return City(
            name=said["name"],
            country=said["country"] or None,
            applicant=said["applicant"] or Applicant.CITY.value,
            population=said["population"],
            grouping_population=said["grouping_population"],
            degurba=said["degurba"],
            region_class=said["region_class"] or None,
            article_11=_told(said["article_11"]),
            priority_neighbourhood=_told(said["priority_neighbourhood"]),
            just_transition=_told(said["just_transition"]),
            loan_capacity=_told(said["loan_capacity"]),
            named=_told(said["named"]),
            languages=tuple(re.findall("[a-z]+", said["languages"].lower())) or None,
        )


class AskForm(CityForm):
    """A city and its project."""

    theme = forms.ChoiceField(label=_("What it is for"), choices=_themes, required=False)
    cost = forms.FloatField(label=_("Cost in euros"), min_value=1, required=False)
    months = forms.IntegerField(label=_("Months"), min_value=1, max_value=240, required=False)
    partners = forms.IntegerField(label=_("Partners"), min_value=1, max_value=500, required=False)
    countries = forms.IntegerField(label=_("Countries of the partners"), min_value=1, required=False)
    new = _yes_or_no(_("The idea is new in Europe"))
    investment = _yes_or_no(_("Mostly building or buying"))

    def project(self) -> Project:
        """The project as far as it is described, asked about today."""
        said = self.cleaned_data
        return Project(
            themes=(Theme(said["theme"]),) if said["theme"] else (),
            cost=said["cost"],
            months=said["months"],
            partners=said["partners"],
            countries=said["countries"],
            new=_told(said["new"]),
            investment=_told(said["investment"]),
            on=date.today(),
        )


class CombinationForm(CityForm):
    """A city and the money that it has for a plan."""

    own = forms.FloatField(label=_("Own money for the plan, euros"), min_value=0)
    cash = forms.FloatField(label=_("Money that can be out at one time, euros"), min_value=0, required=False)
    unknown = forms.BooleanField(
        label=_("Also count on funds that may fit: to be asked first"), required=False
    )


class ObstacleForm(forms.Form):
    """What stood between a city and a fund."""

    fund = forms.ModelChoiceField(
        label=_("Fund"), queryset=Fund.objects.filter(offered=True), required=False,
        empty_label=_("no fund in particular"),
    )  # fmt: skip
    obstacle = forms.ChoiceField(label=_("What stood in the way"), choices=lambda: options(Obstacle))
    size = forms.ChoiceField(label=_("Size of the city"), choices=lambda: options(Size))


def _told(answer: str) -> bool | None:
    return {"yes": True, "no": False}.get(answer)
