"""The forms of participatory budgets."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from isopolis.workspace.budgets.counting import MOST_PROJECTS
from isopolis.workspace.budgets.models import Budget, Project
from isopolis.workspace.decide.forms import CodesForm, asked_field, day_input, questions_as_text, questions_in
from isopolis.workspace.decide.models import Proposal, State
from isopolis.workspace.people.models import Partnership


class BudgetForm(forms.ModelForm):
    """How much money, who votes until when, and which rule decides. Once people vote, only the last day
    can be changed.
    """

    asked = asked_field()

    class Meta:
        model = Budget
        fields = ("title", "text", "amount", "currency", "rule", "most", "opens", "closes", "by_link")
        widgets: ClassVar = {
            "opens": day_input(),
            "closes": day_input(),
            "text": forms.Textarea(attrs={"rows": 4}),
        }
        labels: ClassVar = {
            "title": _("Title"),
            "text": _("What it is about"),
            "amount": _("Money to spend"),
            "currency": _("Currency"),
            "rule": _("Rule that decides"),
            "most": _("Projects on a ballot at most"),
            "opens": _("First day"),
            "closes": _("Last day"),
            "by_link": _("Anybody with the link may vote"),
        }
        help_texts: ClassVar = {
            "rule": _("Announced on the ballot. The result shows what the other rules would have chosen."),
            "most": _("Empty: as many as a voter likes."),
            "opens": _("Empty: still in preparation."),
            "by_link": _("Without an account. Such ballots are counted apart as not verified."),
        }

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["amount"].min_value = 0
        self.fields["rule"].required = True
        self.fields["asked"].initial = questions_as_text(self.instance.questions)
        if self.instance.pk and self.instance.ballots.exists():
            for name in [name for name in self.fields if name != "closes"]:
                del self.fields[name]

    def clean_amount(self) -> Any:
        """Money that can be spent."""
        return positive(self.cleaned_data["amount"])

    def clean_asked(self) -> list[dict[str, object]]:
        """Questions and their answers."""
        return questions_in(self.cleaned_data["asked"])

    def clean(self) -> dict[str, Any]:
        """No last day before the first."""
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("opens", self.instance.opens), data.get("closes")
        if first and last and last < first:
            self.add_error("closes", _("The last day is before the first."))
        return data

    def save(self, commit: bool = True) -> Budget:
        """Keep the questions beside the other fields."""
        if "asked" in self.cleaned_data:
            self.instance.questions = self.cleaned_data["asked"]
        return super().save(commit)


def positive(value: Any) -> Any:
    """An amount above 0."""
    if value is not None and value <= 0:
        raise forms.ValidationError(_("An amount above 0, please."))
    return value


class ProjectForm(forms.ModelForm):
    """What the money could be spent on."""

    class Meta:
        model = Project
        fields = ("name", "cost", "place", "serves", "text", "proposal")
        widgets: ClassVar = {"text": forms.Textarea(attrs={"rows": 4})}
        labels: ClassVar = {
            "name": _("Name"),
            "cost": _("Cost"),
            "place": _("Where"),
            "serves": _("Whom it serves"),
            "text": _("What is done"),
            "proposal": _("Grown from the proposal"),
        }
        help_texts: ClassVar = {
            "place": _("The neighbourhood, named as in your question to voters: then both are compared.")
        }

    def __init__(self, partnership: Partnership, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        shown = Proposal.objects.filter(partnership=partnership, state=State.SHOWN)
        self.fields["proposal"].queryset = shown.order_by("title")
        self.fields["proposal"].empty_label = _("none")

    def clean_cost(self) -> Any:
        """A cost above 0."""
        return positive(self.cleaned_data["cost"])

    def clean(self) -> dict[str, Any]:
        """No more projects than the rules are computed for in a page."""
        if not self.instance.pk and self.instance.budget.projects.count() >= MOST_PROJECTS:
            raise forms.ValidationError(
                _("There are %(most)s projects already."), params={"most": MOST_PROJECTS}
            )
        return super().clean() or {}


class BallotCodesForm(CodesForm):
    """How many codes to print, and whether with a ballot to tick."""

    ballots = forms.BooleanField(label=_("With a ballot to tick on paper"), required=False)


class PaperForm(forms.Form):
    """Ballots that were filled in on paper."""

    file = forms.FileField(label=_("Ballots (CSV or XLSX)"))


class FileForm(forms.Form):
    """Projects and votes of a participatory budget that was held elsewhere."""

    title = forms.CharField(label=_("Title"), max_length=120)
    file = forms.FileField(label=_("Votes (.pb file)"), help_text=_("In the Pabulib format."))
