"""The forms of a meeting while it runs."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from isopolis.decide.facilitation import Person, read_agenda
from isopolis.errors import InputError
from isopolis.workspace.decide.models import Round
from isopolis.workspace.facilitation.models import Note, Session
from isopolis.workspace.people.models import Partnership
from isopolis.workspace.site.said_errors import error_text

MOST_PEOPLE = 200


class SessionForm(forms.ModelForm):
    """The agenda as a clock, the question for the notes, where proposals go."""

    class Meta:
        model = Session
        fields = ("agenda", "question", "round", "takes_notes")
        labels: ClassVar = {
            "agenda": gettext_lazy("Agenda"),
            "question": gettext_lazy("Question for the notes"),
            "round": gettext_lazy("Round that takes the proposals"),
            "takes_notes": gettext_lazy("Participants may add notes"),
        }
        help_texts: ClassVar = {
            "agenda": gettext_lazy(
                "A line for each day (2026-05-04), then one for each point (09:00-09:30 Welcome). A star "
                "marks a pause (10:30-10:45 * Coffee). Hours are those of the place."
            )
        }
        widgets: ClassVar = {"agenda": forms.Textarea(attrs={"rows": 14})}

    def __init__(self, partnership: Partnership, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["round"].queryset = partnership.rounds.filter(kind=Round.Kind.IDEAS)
        self.fields["round"].empty_label = _("none")

    def clean_agenda(self) -> str:
        """An agenda that can be read, or the line that cannot."""
        text = self.cleaned_data["agenda"].replace("\r\n", "\n")
        if text.strip():
            try:
                read_agenda(text)
            except InputError as error:
                raise forms.ValidationError(error_text(error)) from None
        return str(text)


class SeatsForm(forms.Form):
    """Who is in the room, and in how many groups."""

    people = forms.CharField(
        label=gettext_lazy("People"),
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy("One a line: name; role; languages with commas (en, fr)."),
    )
    groups = forms.IntegerField(label=gettext_lazy("Groups"), min_value=1, max_value=40, initial=4)

    def clean_people(self) -> list[Person]:
        """People, each name once."""
        found = []
        for line in self.cleaned_data["people"].splitlines():
            name, role, languages = (*(part.strip() for part in line.split(";", 2)), "", "", "")[:3]
            if name:
                spoken = tuple(one.strip() for one in languages.split(",") if one.strip())
                found.append(Person(name[:120], role[:60], spoken))
        names = [one.name for one in found]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            raise forms.ValidationError(
                _("“%(name)s” stands twice; add something that tells them apart."), params={"name": twice}
            )
        if len(found) > MOST_PEOPLE:
            raise forms.ValidationError(
                _("At most %(most)s people can be divided here."), params={"most": MOST_PEOPLE}
            )
        return found

    def clean(self) -> dict[str, Any]:
        """No more groups than people."""
        data = super().clean() or {}
        if data.get("people") and data.get("groups", 0) > len(data["people"]):
            self.add_error("groups", _("There are fewer people than groups."))
        return data


class NoteForm(forms.ModelForm):
    """One sticky note."""

    class Meta:
        model = Note
        fields = ("text",)
        labels: ClassVar = {"text": gettext_lazy("Your note")}
        widgets: ClassVar = {"text": forms.Textarea(attrs={"rows": 2})}
