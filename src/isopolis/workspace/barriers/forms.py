"""The forms of the register, and the resident's report."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, ClassVar

from django import forms
from django.core.validators import URLValidator
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from isopolis.workspace.barriers.models import (
    Barrier,
    Document,
    Group,
    PlaceTable,
    Report,
    ReportDoor,
    Testimony,
    groups_of,
)
from isopolis.workspace.measure.access import version_with
from isopolis.workspace.measure.models import City, Diagnosis
from isopolis.workspace.people.models import Partnership, User
from isopolis.workspace.people.permissions import PERMISSIONS, Action

DOCUMENTS = (".pdf", ".odt", ".docx", ".ods", ".xlsx", ".csv", ".txt", ".jpg", ".jpeg", ".png")
"""Kinds of files that are kept; all are given out as downloads, none is shown in a page."""


def offer_cities(field: forms.ModelChoiceField, partnership: Partnership) -> None:
    """Let the cities that the partnership measures be chosen, and say where one is added."""
    field.queryset = City.objects.filter(partnership=partnership)
    link = format_html(
        '<a href="{}">{}</a>', reverse("cities", args=[partnership.slug]), gettext("the cities")
    )
    field.help_text = format_html(gettext("One that is missing is added among {}."), link)


class BarrierForm(forms.ModelForm):
    """Describe a barrier."""

    more_groups = forms.CharField(
        label=_("Other groups"), max_length=300, required=False, help_text=_("Separated by commas.")
    )

    class Meta:
        model = Barrier
        fields = (
            "title", "groups", "together", "service", "type", "city", "place", "area", "severity", "reach",
            "status", "owner", "description",
        )  # fmt: skip
        widgets: ClassVar = {"groups": forms.CheckboxSelectMultiple, "type": forms.Select}
        help_texts: ClassVar = {
            "title": _(
                "Who cannot do what, where, and why? For example: Newcomers cannot book a doctor online."
            ),
            "together": _(
                "The barrier is for people who are in all of the groups ticked, not for each group."
            ),
            "service": _("For example: library, doctor, housing, vote"),
            "area": _("As in the city's figures; leave it empty if you do not know it."),
        }

    field_order = (
        "title", "groups", "more_groups", "together", "service", "type", "city", "place", "area", "severity",
        "reach", "status", "owner", "description",
    )  # fmt: skip

    def __init__(self, partnership: Partnership, *args: object, **more: object) -> None:
        super().__init__(*args, **more)
        self.partnership = partnership
        self.fields["groups"].queryset = groups_of(partnership)
        offer_cities(self.fields["city"], partnership)
        working = PERMISSIONS[Action.CHANGE_BARRIERS]
        members = User.objects.filter(memberships__partnership=partnership, memberships__role__in=working)
        self.fields["owner"].queryset = members.order_by("name")

    def clean_more_groups(self) -> list[str]:
        """The names, each once."""
        names = [part.strip()[:100] for part in self.cleaned_data["more_groups"].split(",")]
        return list(dict.fromkeys(name for name in names if name))

    def clean(self) -> dict[str, Any]:
        """A combination needs two groups at least."""
        cleaned = super().clean()
        number = len(cleaned.get("groups") or ()) + len(cleaned.get("more_groups") or ())
        if cleaned.get("together") and number < 2:
            self.add_error("together", _("Choose at least two groups, or untick this."))
        if not self.errors and cleaned.get("area") and {"area", "city"} & set(self.changed_data):
            self._check_area(cleaned)
        return cleaned

    def _check_area(self, cleaned: dict[str, Any]) -> None:
        """The code is one of the city's figures, if it has figures; the area's name says where it is."""
        city, code = cleaned.get("city"), cleaned["area"]
        if city is None:
            self.add_error("city", _("Choose the city that this neighbourhood is of."))
            return
        versions = city.diagnoses.filter(status=Diagnosis.Status.DONE)
        known = version_with(versions, code)
        if known is not None:
            name = known[1]["name"]
            cleaned["place"] = cleaned["place"] or (name[:120] if isinstance(name, str) else "")
        elif versions.exists():
            words = gettext("No figures of %(city)s have a neighbourhood with the code “%(code)s”.")
            self.add_error("area", words % {"city": city, "code": code})

    def _save_m2m(self) -> None:
        super()._save_m2m()
        for name in self.cleaned_data["more_groups"]:
            group, _made = Group.objects.get_or_create(partnership=self.partnership, name=name)
            self.instance.groups.add(group)


class DocumentForm(forms.ModelForm):
    """A document: an address or a file."""

    address = forms.URLField(
        label=_("web address"), max_length=500, required=False, assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
    )  # fmt: skip

    class Meta:
        model = Document
        fields = ("title", "address", "file")

    def clean_file(self) -> Any:
        """Refuse a kind that is not kept."""
        file = self.cleaned_data["file"]
        if file and PurePath(file.name).suffix.lower() not in DOCUMENTS:
            kinds = ", ".join(DOCUMENTS)
            raise forms.ValidationError(
                _("Choose a file of one of these kinds: %(kinds)s"), params={"kinds": kinds}
            )
        return file

    def clean(self) -> dict[str, Any]:
        """Either an address or a file."""
        cleaned = super().clean()
        if not self.errors and bool(cleaned.get("address")) == bool(cleaned.get("file")):
            raise forms.ValidationError(_("Give a web address or a file, one of the two."))
        return cleaned


class TestimonyForm(forms.ModelForm):
    """What somebody said, without who."""

    class Meta:
        model = Testimony
        fields = ("words", "year")
        help_texts: ClassVar = {
            "words": _("Leave out names, addresses and anything by which the person could be recognised.")
        }


class PlaceTableForm(forms.ModelForm):
    """A table of places to measure distances with."""

    file = forms.FileField(
        label=_("Table of places"),
        help_text=_(
            "CSV, XLSX, GeoJSON or GeoPackage with a latitude and a longitude for each place; "
            "tables of the French schema of digital help are read as they are."
        ),
    )

    class Meta:
        model = PlaceTable
        fields = ("service", "city")
        help_texts: ClassVar = {"service": _("What is offered there, for example: library")}

    def __init__(self, partnership: Partnership, *args: object, **more: object) -> None:
        super().__init__(*args, **more)
        offer_cities(self.fields["city"], partnership)


class ReportForm(forms.ModelForm):
    """What stands in somebody's way: one question that must be answered, four that may be."""

    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    class Meta:
        model = Report
        fields = ("words", "type", "service", "place", "group")
        labels: ClassVar = {
            "words": _("What stands in the way?"),
            "type": _("Mostly because of"),
            "service": _("What did you, or somebody you know, want to do or use?"),
            "place": _("Where? A street, a quarter or an office is enough"),
            "group": _("Whom does it concern?"),
        }
        help_texts: ClassVar = {
            "words": _("Two or three sentences. No names, addresses or telephone numbers, please."),
            "service": _("For example: see a doctor, enrol a child, find a flat"),
            "group": _("For example: people in wheelchairs, newcomers, lone parents"),
        }
        widgets: ClassVar = {"words": forms.Textarea(attrs={"rows": 5})}

    def clean_website(self) -> str:
        """Only programs fill in what nobody sees."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Leave this field empty, then send again."))
        return ""


class ReceiptForm(forms.Form):
    """The code that was given for a report."""

    code = forms.CharField(
        label=_("Your code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class DecisionForm(forms.ModelForm):
    """What becomes of a report."""

    what = forms.ChoiceField(
        label=_("What becomes of it"),
        choices=[
            ("new", _("it becomes a barrier")),
            ("join", _("it is added to a barrier")),
            ("decline", _("it is not taken up")),
        ],
        widget=forms.RadioSelect,
    )
    testimony = forms.BooleanField(
        label=_("Keep its words as an anonymous testimony"), required=False, initial=True
    )

    class Meta:
        model = Report
        fields = ("barrier", "reason", "answer")
        labels: ClassVar = {"barrier": _("Added to the barrier"), "reason": _("If not taken up, why")}
        help_texts: ClassVar = {"answer": _("Whoever reported it reads this with their code.")}

    field_order = ("what", "barrier", "testimony", "reason", "answer")

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)
        self.fields["barrier"].queryset = Barrier.objects.filter(partnership=self.instance.partnership)

    def clean(self) -> dict[str, Any]:
        """Joining needs a barrier, declining a reason."""
        cleaned = super().clean()
        if cleaned.get("what") == "join" and not cleaned.get("barrier"):
            self.add_error("barrier", _("Choose the barrier that it is added to."))
        if cleaned.get("what") == "decline" and not cleaned.get("reason"):
            self.add_error("reason", _("Choose a reason: whoever reported it reads it."))
        return cleaned


class DoorForm(forms.ModelForm):
    """Whether residents can report, and how soon they are read."""

    class Meta:
        model = ReportDoor
        fields = ("is_open", "answered_in")
