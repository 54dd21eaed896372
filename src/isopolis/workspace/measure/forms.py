"""The forms of this room: a city, an upload, what its columns are, what is compared."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from isopolis.workspace.measure.cities import free_slug
from isopolis.workspace.measure.models import City, Dataset
from isopolis.workspace.people.models import Partnership

MOST_REPLICATES = 2000


class CityForm(forms.ModelForm):
    """Add a city."""

    class Meta:
        model = City
        fields = ("name", "organisation")
        labels: ClassVar = {"name": _("Name of the city"), "organisation": _("Its organisation")}

    def __init__(self, partnership: Partnership, *args: object, **more: object) -> None:
        super().__init__(*args, **more)
        self.partnership = partnership
        self.fields["organisation"].queryset = partnership.organisations.all()
        self.fields["organisation"].empty_label = _("none")
        self.fields["organisation"].help_text = _("Its members may upload data and measure this city.")

    def save(self, commit: bool = True) -> City:
        """Give it an address that is free."""
        city = super().save(commit=False)
        city.partnership = self.partnership
        city.slug = free_slug(self.partnership, city.name)
        if commit:
            city.save()
        return city


def plain_name(name: str) -> str:
    """The name of an upload as one plain file name: no folders, no control characters, not too long."""
    name = name.replace("\\", "/").rpartition("/")[2]
    name = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C").strip().lstrip(".")
    stem, dot, suffix = name.rpartition(".")
    return f"{stem[:90]}.{suffix[:20]}" if dot else name[:100] or "file"


class UploadForm(forms.Form):
    """A city's file, and the boundaries of its areas where the table has none."""

    file = forms.FileField(
        label=_("Table of areas"),
        help_text=_(
            "One row for each neighbourhood, grid cell or statistical area, one column for each group of "
            "people: CSV, Excel, GeoPackage, GeoJSON, Shapefile (in a .zip) or Parquet."
        ),
    )
    geometry = forms.FileField(
        label=_("Boundaries of the areas"),
        required=False,
        help_text=_("Only where the table has none: GeoPackage, GeoJSON or Shapefile with the same codes."),
    )
    layer = forms.CharField(
        label=_("Layer or sheet"),
        required=False,
        max_length=120,
        help_text=_("Only where the file has several."),
    )


class ColumnsForm(forms.Form):
    """What each column of a file is; two fields of labels for those that are groups."""

    ROLES: ClassVar = [
        ("id", _("code of the area")),
        ("name", _("name of the area")),
        ("total", _("all people")),
        ("group", _("group of people, counted")),
        ("percent", _("group of people, in per cent")),
        ("income", _("income")),
        ("ignore", _("not used")),
    ]
    ONCE: ClassVar = {
        "id": _("Only one column can be the code of the area."),
        "name": _("Only one column can be the name of the area."),
        "total": _("Only one column can be all people."),
        "income": _("Only one column can be the income."),
    }

    def __init__(self, proposed: list[dict[str, Any]], *args: object, **more: object) -> None:
        super().__init__(*args, **more)
        self.proposed = proposed
        for number, column in enumerate(proposed):
            name = column["column"]
            self.fields[f"role-{number}"] = forms.ChoiceField(
                label=_("Use of “%(column)s”") % {"column": name}, choices=self.ROLES, initial=column["role"]
            )
            for code, text in (
                ("en", _("“%(column)s” in English")),
                ("fr", _("“%(column)s” in French")),
            ):
                self.fields[f"{code}-{number}"] = forms.CharField(
                    label=text % {"column": name},
                    required=False,
                    max_length=100,
                    initial=column["label"].get(code, ""),
                )

    def rows(self) -> list[dict[str, Any]]:
        """A row a column: what was found in it, and its fields."""
        return [
            {
                **column,
                "number": number,
                "role_field": self[f"role-{number}"],
                "label_fields": [self[f"en-{number}"], self[f"fr-{number}"]],
            }
            for number, column in enumerate(self.proposed)
        ]

    def clean(self) -> dict[str, Any]:
        """One code, at least one group, nothing twice."""
        data = super().clean()
        roles = [data.get(f"role-{number}", "") for number in range(len(self.proposed))]
        for role, words in self.ONCE.items():
            if roles.count(role) > 1:
                raise ValidationError(words)
        if "id" not in roles:
            raise ValidationError(_("Choose the column with the code of each area."))
        if not {"group", "percent"} & set(roles):
            raise ValidationError(_("Choose at least one group of people."))
        if "percent" in roles and "total" not in roles:
            raise ValidationError(_("Per cent of whom? Choose the column with all people."))
        return data

    def described(self) -> list[dict[str, Any]]:
        """What was said of each column: its name, role and labels."""
        data = self.cleaned_data
        return [
            {
                "column": column["column"],
                "role": data[f"role-{number}"],
                "label": {code: data[f"{code}-{number}"].strip() for code in ("en", "fr")},
            }
            for number, column in enumerate(self.proposed)
        ]


class MeasureForm(forms.Form):
    """What is compared, and how it is protected."""

    groups = forms.MultipleChoiceField(
        label=_("Groups to compare"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("One group is compared with everybody else, two with each other, more all together."),
    )
    year = forms.IntegerField(label=_("Year of the data"), required=False, min_value=1800, max_value=2100)
    threshold = forms.IntegerField(
        label=_("Fewest people that a published figure may be about"),
        min_value=0,
        max_value=1000,
        initial=10,
        help_text=_("Smaller areas and groups are withheld. 0 only where the data is public already."),
    )
    replicates = forms.IntegerField(
        label=_("Draws behind each interval"),
        min_value=0,
        max_value=MOST_REPLICATES,
        initial=200,
        help_text=_("20 or more; 0 for no intervals."),
    )

    def __init__(self, dataset: Dataset, labels: dict[str, str], *args: object, **more: object) -> None:
        super().__init__(*args, **more)
        checked = dataset.checked
        self.fields["groups"].choices = [(name, labels.get(name, name)) for name in checked["groups"]]
        self.fields["groups"].initial = [name for name in checked["default"] if name != "rest"]
        self.fields["year"].initial = checked.get("year") or year_in(dataset.name)

    def clean_replicates(self) -> int:
        """No interval is read off a handful of draws."""
        number: int = self.cleaned_data["replicates"]
        if 0 < number < 20:
            raise ValidationError(_("20 draws or more, or none."))
        return number


def year_in(name: str) -> int | None:
    """The year in a file's name.

    >>> year_in("neighbourhoods_2016.csv")
    2016
    """
    found = re.search(r"(?<!\d)(19[5-9]\d|20[0-4]\d)(?!\d)", name)
    return int(found[0]) if found else None
