"""The forms of rankings: what is scored by what, the scores of one member, weights to try out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from isopolis.decide.priorities import CRITERIA
from isopolis.workspace.decide.models import Proposal, State
from isopolis.workspace.people.models import Partnership
from isopolis.workspace.plan.models import Action
from isopolis.workspace.priorities.models import Candidate, Ranking
from isopolis.workspace.site.offering import offer

MEANINGS = {
    "impact": gettext_lazy("impact"),
    "equity": gettext_lazy("equity"),
    "feasibility": gettext_lazy("feasibility"),
    "cost": gettext_lazy("cost (10: cheap)"),
    "urgency": gettext_lazy("urgency"),
}
"""The usual criteria in the words of the page. A high score is always good."""
MOST = 60
HIGHEST = 10
STEP = 0.5
"""Between two places of a slider."""


def criterion_label(name: str) -> str:
    """A criterion as it is shown: the usual ones in the reader's language."""
    return str(MEANINGS.get(name, name))


class RankingForm(forms.Form):
    """What is scored, and by which criteria."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    text = forms.CharField(
        label=gettext_lazy("What it is about"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    criteria = forms.CharField(
        label=gettext_lazy("Criteria"),
        widget=forms.Textarea(attrs={"rows": 5}),
        initial="\n".join(CRITERIA),
        help_text=gettext_lazy("One a line. A high score is always good: 10 for the cost is cheap."),
    )
    actions = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Actions of the plan"), queryset=Action.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    proposals = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Proposals"), queryset=Proposal.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("The newest ones; write others below."),
    )  # fmt: skip
    others = forms.CharField(
        label=gettext_lazy("Others"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One a line."),
    )  # fmt: skip

    def __init__(self, partnership: Partnership, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["actions"].queryset = partnership.actions.all()
        shown = Proposal.objects.filter(partnership=partnership, state=State.SHOWN)
        self.fields["proposals"].queryset = shown.order_by("title")
        offer(self.fields["proposals"], self.data.getlist("proposals") if self.is_bound else ())

    def clean_criteria(self) -> list[str]:
        """Different criteria, two or more."""
        found = _lines(self.cleaned_data["criteria"])
        if not 2 <= len(found) <= 12 or any(len(one) > 60 for one in found):
            raise forms.ValidationError(_("Two to twelve criteria, each in a few words."))
        return found

    def clean(self) -> dict[str, Any]:
        """Two candidates or more, each once."""
        data: dict[str, Any] = super().clean() or {}
        if len(self.candidates()) < 2 or len(self.candidates()) > MOST:
            raise forms.ValidationError(
                _("Choose or write two entries or more, %(most)s at most."), params={"most": MOST}
            )
        return data

    def candidates(self, ranking: Ranking | None = None) -> list[Candidate]:
        """The entries that were chosen, each name once."""
        data = self.cleaned_data
        found = [Candidate(ranking=ranking, name=str(one), action=one) for one in data.get("actions", ())]
        found += [
            Candidate(ranking=ranking, name=str(one), proposal=one) for one in data.get("proposals", ())
        ]
        found += [Candidate(ranking=ranking, name=line[:300]) for line in _lines(data.get("others", ""))]
        return list({one.name: one for one in reversed(found)}.values())[::-1]


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def _number(label: str) -> forms.FloatField:
    field = forms.FloatField(label=label, min_value=0, max_value=HIGHEST, required=False)
    field.widget.attrs.update({"step": "any", "inputmode": "decimal", "class": "score"})
    return field


class Slider(forms.NumberInput):
    """A number on a scale, moved by pointer or arrow keys."""

    input_type = "range"


class WeightsForm(forms.Form):
    """How much each criterion counts; in the middle, and so all alike, where nothing is known."""

    def __init__(self, criteria: Sequence[str], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.criteria = list(criteria)
        for place, name in enumerate(self.criteria):
            field = _number(criterion_label(name))
            self.initial.setdefault(f"weight-{place}", HIGHEST / 2)
            field.widget = Slider(attrs={"min": 0, "max": HIGHEST, "step": STEP})
            self.fields[f"weight-{place}"] = field

    def weight_fields(self) -> list[BoundField]:
        """The fields of the weights."""
        return [self[f"weight-{place}"] for place in range(len(self.criteria))]

    def weights(self) -> dict[str, float]:
        """What was given; nothing where all are 0."""
        given = {name: self.cleaned_data.get(f"weight-{i}") or 0.0 for i, name in enumerate(self.criteria)}
        return given if any(given.values()) else {}


class ScoresForm(WeightsForm):
    """The scores of one member, and how much the criteria count for them. An empty field is no score."""

    def __init__(self, ranking: Ranking, *args: Any, **more: Any) -> None:
        super().__init__(ranking.criteria, *args, **more)
        self.candidates = list(ranking.candidates.select_related("action", "proposal"))
        for one in self.candidates:
            for place, name in enumerate(self.criteria):
                self.fields[f"score-{one.pk}-{place}"] = _number(criterion_label(name))

    def sets(self) -> Iterator[tuple[Candidate, list[BoundField]]]:
        """Each candidate with its fields."""
        for one in self.candidates:
            yield one, [self[f"score-{one.pk}-{place}"] for place in range(len(self.criteria))]

    def scores(self) -> dict[int, dict[str, float]]:
        """Candidate -> criterion -> score, without the empty ones."""
        found = {}
        for one in self.candidates:
            values = {
                name: self.cleaned_data.get(f"score-{one.pk}-{i}") for i, name in enumerate(self.criteria)
            }
            found[one.pk] = {name: value for name, value in values.items() if value is not None}
        return found


class SheetsForm(forms.Form):
    """Score sheets that were filled in on paper, typed into a table."""

    file = forms.FileField(
        label=gettext_lazy("Scores (CSV or XLSX)"),
        help_text=gettext_lazy(
            "A row for each action and person: the columns action, group, rater, and one for each criterion."
        ),
    )
