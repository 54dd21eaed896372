"""The forms of rounds, proposals, statements and their moderation."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from isopolis.workspace.decide.models import Comment, Proposal, Round, Statement
from isopolis.workspace.people.models import Partnership


def day_input() -> forms.DateInput:
    """A day, as browsers let people pick it."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def questions_in(text: str) -> list[dict[str, object]]:
    """Questions about people and the answers to choose from, one question a line."""
    out: list[dict[str, object]] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        name, _colon, rest = line.partition(":")
        choices = [one.strip() for one in rest.split("|") if one.strip()]
        if not name.strip() or len(choices) < 2:
            raise forms.ValidationError(
                _("“%(line)s” is no question with two answers or more, like “Age: under 25 | over 25”."),
                params={"line": line.strip()[:60]},
            )
        out.append({"name": name.strip(), "choices": choices})
    return out


def questions_as_text(questions: list[dict[str, Any]]) -> str:
    """The same as :func:`questions_in` reads them."""
    return "\n".join(f"{one['name']}: {' | '.join(one['choices'])}" for one in questions)


def asked_field() -> forms.CharField:
    """Where questions about people are written."""
    return forms.CharField(
        label=_("What you ask about people"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "One question a line, answers after a colon: “Age: under 25 | 25 to 64 | 65 and over”. "
            "Answering is always optional; answers are shown for large enough groups only."
        ),
    )


class RoundForm(forms.ModelForm):
    """When a round runs, and who takes part."""

    asked = asked_field()

    class Meta:
        model = Round
        fields = ("kind", "title", "question", "phase", "opens", "closes", "by_link", "moderated")
        widgets: ClassVar = {
            "opens": day_input(),
            "closes": day_input(),
            "question": forms.Textarea(attrs={"rows": 4}),
        }
        labels: ClassVar = {
            "kind": _("What people do"),
            "title": _("Title"),
            "question": _("Question to people"),
            "phase": _("Phase"),
            "opens": _("First day"),
            "closes": _("Last day"),
            "by_link": _("Anybody with the link may take part"),
            "moderated": _("Shown only after a moderator has read it"),
        }

    def __init__(self, partnership: Partnership, *args: object, **more: object) -> None:
        super().__init__(*args, **more)
        self.fields["phase"].queryset = partnership.phases.all()
        self.fields["phase"].empty_label = _("none")
        if self.instance.pk:
            del self.fields["kind"]
        self.fields["asked"].initial = questions_as_text(self.instance.questions)

    def clean_asked(self) -> list[dict[str, object]]:
        """Questions and their answers."""
        return questions_in(self.cleaned_data["asked"])

    def save(self, commit: bool = True) -> Round:
        """Keep the questions beside the other fields."""
        self.instance.questions = self.cleaned_data["asked"]
        return super().save(commit)


class ProposalForm(forms.ModelForm):
    """What the problem is, what should be done, for whom, where."""

    signature = forms.CharField(
        label=_("Your name"), max_length=120, required=False, help_text=_("Leave it empty to stay anonymous.")
    )

    class Meta:
        model = Proposal
        fields = ("title", "problem", "idea", "serves", "place", "signature")
        labels: ClassVar = {
            "title": _("Title"),
            "problem": _("What is the problem?"),
            "idea": _("What should be done?"),
            "serves": _("Whom does it serve?"),
            "place": _("Where?"),
        }
        widgets: ClassVar = {
            "problem": forms.Textarea(attrs={"rows": 4}),
            "idea": forms.Textarea(attrs={"rows": 5}),
        }

    def __init__(self, *args: object, account: bool = False, **more: object) -> None:
        super().__init__(*args, **more)
        if account:
            del self.fields["signature"]
            self.fields["anonymous"] = forms.BooleanField(label=_("Put it without my name"), required=False)


class StatementForm(forms.ModelForm):
    """One short sentence."""

    class Meta:
        model = Statement
        fields = ("text",)
        labels: ClassVar = {"text": _("Statement")}
        help_texts: ClassVar = {
            "text": _("One idea in one sentence that people can agree or disagree with; no question.")
        }
        widgets: ClassVar = {"text": forms.Textarea(attrs={"rows": 3})}


class CommentForm(forms.ModelForm):
    """A comment, or an answer to one."""

    class Meta:
        model = Comment
        fields = ("text", "answers")
        labels: ClassVar = {"text": _("Your comment")}
        widgets: ClassVar = {"text": forms.Textarea(attrs={"rows": 3}), "answers": forms.HiddenInput()}

    def __init__(self, proposal: Proposal, *args: object, **more: object) -> None:
        super().__init__(*args, **more)
        self.fields["answers"].queryset = proposal.comments.all()


class JudgeForm(forms.Form):
    """Show a contribution, or not, and say why."""

    decision = forms.ChoiceField(
        label=_("Decision"), choices=[("shown", _("Show it")), ("rejected", _("Do not show it"))]
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The author reads it. Needed when it is not shown."),
    )  # fmt: skip

    def clean(self) -> dict[str, object]:
        """No refusal without a reason."""
        data = super().clean() or {}
        if data.get("decision") == "rejected" and not data.get("reason", "").strip():
            self.add_error("reason", _("Say why it is not shown."))
        return data


class MergeForm(forms.Form):
    """Into which proposal another one goes."""

    into = forms.ModelChoiceField(label=_("Merge into"), queryset=Proposal.objects.none())
    words = forms.CharField(
        label=_("Why they belong together"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, proposal: Proposal, *args: object, **more: object) -> None:
        super().__init__(*args, **more)
        others = Proposal.objects.filter(round=proposal.round, state="shown").exclude(pk=proposal.pk)
        self.fields["into"].queryset = others


class OutcomeForm(forms.ModelForm):
    """What became of a proposal."""

    class Meta:
        model = Proposal
        fields = ("came_of_it",)
        labels: ClassVar = {"came_of_it": _("What became of it")}
        widgets: ClassVar = {"came_of_it": forms.Textarea(attrs={"rows": 4})}


class AnswerForm(forms.ModelForm):
    """The answer to a statement."""

    class Meta:
        model = Statement
        fields = ("answer",)
        labels: ClassVar = {"answer": _("Answer, and what became of it")}
        widgets: ClassVar = {"answer": forms.Textarea(attrs={"rows": 4})}


class AppealForm(forms.Form):
    """Why the author thinks that the moderator is wrong."""

    appeal = forms.CharField(
        label=_("Your objection"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )


class FileForm(forms.Form):
    """A table to read in."""

    file = forms.FileField(label=_("CSV or XLSX file"))


class CodesForm(forms.Form):
    """How many codes to print."""

    count = forms.IntegerField(label=_("How many codes"), min_value=1, max_value=500, initial=20)
    batch = forms.CharField(
        label=_("For whom"), max_length=80, required=False, help_text=_("For example: library, 12 May")
    )
