"""The forms of the work on the plan and of its consultation."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from isopolis.language import Language
from isopolis.plan.consultation.comment import CONSULTATION_TITLES, Verdict, Who
from isopolis.workspace.people.models import Partnership, User
from isopolis.workspace.plan.models import Assignment, Consultation, Decision, Meeting, PublicComment
from isopolis.workspace.plan.voted import statements_of


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AssignmentForm(forms.ModelForm):
    """What one person does by a day."""

    class Meta:
        model = Assignment
        fields = ("what", "person", "due_on")
        labels: ClassVar = {"what": _("What is to be done"), "person": _("By whom"), "due_on": _("Due on")}
        widgets: ClassVar = {"due_on": _day()}

    def __init__(self, people: list[User], *args: object, **more: object) -> None:
        super().__init__(*args, **more)
        self.fields["person"].queryset = User.objects.filter(pk__in=[one.pk for one in people])
        self.fields["person"].empty_label = None


class MeetingForm(forms.ModelForm):
    """When the partners meet."""

    class Meta:
        model = Meeting
        fields = ("title", "on")
        labels: ClassVar = {"title": _("Title"), "on": _("Day")}
        widgets: ClassVar = {"on": _day()}


class MinutesForm(forms.ModelForm):
    """What was said."""

    class Meta:
        model = Meeting
        fields = ("minutes",)
        labels: ClassVar = {"minutes": _("Minutes")}


class DecisionForm(forms.ModelForm):
    """What was decided, with its votes."""

    class Meta:
        model = Decision
        fields = ("text", "action", "statement", "in_favour", "against", "abstained", "minority")
        labels: ClassVar = {
            "text": _("What was decided"),
            "action": _("About the action"),
            "statement": _("Statement that was voted on, which it rests on"),
            "in_favour": _("In favour"),
            "against": _("Against"),
            "abstained": _("Abstained"),
            "minority": _("The minority's reasons"),
        }

    def __init__(self, partnership: Partnership, *args: object, **more: object) -> None:
        super().__init__(*args, **more)
        self.fields["action"].queryset = partnership.actions.all()
        self.fields["action"].empty_label = _("the whole plan")
        self.fields["statement"].queryset = statements_of(partnership)
        self.fields["statement"].empty_label = _("none")


class ConsultationForm(forms.ModelForm):
    """When the draft is open for comments."""

    class Meta:
        model = Consultation
        fields = ("edition", "opens", "closes", "introduction")
        labels: ClassVar = {
            "edition": _("Edition"),
            "opens": _("First day"),
            "closes": _("Last day"),
            "introduction": _("Introduction"),
        }
        widgets: ClassVar = {"opens": _day(), "closes": _day()}

    def __init__(self, partnership: Partnership, *args: object, **more: object) -> None:
        super().__init__(*args, **more)
        self.fields["edition"].queryset = partnership.editions.all()
        self.fields["edition"].empty_label = None

    def clean(self) -> dict[str, object]:
        """The last day is not before the first."""
        answers = super().clean()
        opens, closes = answers.get("opens"), answers.get("closes")
        if opens and closes and closes < opens:
            self.add_error("closes", _("The last day is before the first."))
        return answers


class PublicCommentForm(forms.ModelForm):
    """What somebody says about a draft; nobody is asked for a name."""

    scale: ClassVar = (("", _("no answer")), ("1", _("1 – very low")), ("2", "2"), ("3", "3"), ("4", "4"))
    who = forms.ChoiceField(label=_("You answer as"))
    feasibility = forms.TypedChoiceField(
        label=_("How feasible is it?"), coerce=int, empty_value=None, required=False
    )
    impact = forms.TypedChoiceField(
        label=_("How much would it change?"), coerce=int, empty_value=None, required=False
    )
    # A field that people do not see and that programs fill in.
    website = forms.CharField(required=False, max_length=200)

    class Meta:
        model = PublicComment
        fields = ("who", "organisation", "country", "feasibility", "impact", "text")
        labels: ClassVar = {
            "organisation": _("Name of the organisation"),
            "country": _("Country"),
            "text": _("Your comment"),
        }
        help_texts: ClassVar = {
            "organisation": _(
                "It is published beside the comment. Leave it empty when you answer as a resident."
            ),
            "country": _("Two letters, for example FR"),
            "text": _("Please write no names and nothing by which somebody can be recognised."),
        }

    def __init__(self, language: Language, *args: object, **more: object) -> None:
        super().__init__(*args, **more)
        self.fields["who"].choices = [(one.value, language.text(CONSULTATION_TITLES[one])) for one in Who]
        scale = [*self.scale, ("5", _("5 – very high"))]
        for name in ("feasibility", "impact"):
            self.fields[name].choices = scale

    def clean_country(self) -> str:
        """Two capital letters, or nothing."""
        country = self.cleaned_data["country"].upper()
        if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
            raise forms.ValidationError(_("Two letters, for example FR"))
        return country

    def clean(self) -> dict[str, object]:
        """A comment says something; a resident gives no organisation."""
        answers = super().clean()
        if not any(answers.get(name) for name in ("text", "feasibility", "impact")):
            raise forms.ValidationError(_("Write a comment, or rate the action."))
        if answers.get("who") == Who.RESIDENT:
            answers["organisation"] = ""
        return answers


class AnswerForm(forms.Form):
    """The answer to a comment and to those that say the same; ``changes``: fields that changed since then."""

    verdict = forms.ChoiceField(label=_("Response"))
    reason = forms.CharField(label=_("Reason"), max_length=4000, widget=forms.Textarea)
    fields_changed = forms.MultipleChoiceField(
        label=_("Changed since the edition because of it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    changed = forms.CharField(label=_("What changed in the plan"), max_length=300, required=False)

    def __init__(self, language: Language, changes: list[str], *args: object, **more: object) -> None:
        super().__init__(*args, **more)
        self.fields["fields_changed"].choices = [(one, one) for one in changes]
        if not changes:
            del self.fields["fields_changed"]
        self.fields["verdict"].choices = [
            (one.value, language.text(CONSULTATION_TITLES[one])) for one in Verdict
        ]

    def answered(self) -> dict[str, str]:
        """What is stored: the fields that were ticked stand before what was written."""
        said = self.cleaned_data
        words = [one for one in said.get("fields_changed", ()) if one not in said["changed"]]
        changed = "; ".join(filter(None, [*words, said["changed"]]))
        return {"verdict": said["verdict"], "reason": said["reason"], "changed": changed[:300]}
