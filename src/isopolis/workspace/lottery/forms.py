"""The forms of lotteries."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from isopolis.workspace.lottery.models import CivicLottery


class LotteryForm(forms.Form):
    """A new lottery: the panel, the volunteers, the quotas."""

    title = forms.CharField(label=_("Title"), max_length=120)
    size = forms.IntegerField(label=_("Members of the panel"), min_value=1, max_value=1000)
    pool = forms.FileField(
        label=_("Volunteers (CSV or XLSX)"),
        help_text=_(
            "One row a person, one column for each category of the quotas, and a column “id”. No names."
        ),
    )
    quotas = forms.FileField(
        label=_("Quotas (CSV or XLSX)"),
        help_text=_(
            "The columns category, feature, min and max (seats, or a % of the panel); or category, feature "
            "and people."
        ),
    )
    household = forms.CharField(
        label=_("Column of the household"),
        max_length=80,
        required=False,
        help_text=_("Of people with the same value, at most one is drawn."),
    )
    rule = forms.ChoiceField(label=_("What is made as high as possible"), choices=CivicLottery.Rule.choices)
    tickets = forms.IntegerField(label=_("Tickets"), min_value=10, max_value=10_000, initial=1000)
    numbers_from = forms.CharField(
        label=_("Where the numbers of the draw will come from"),
        max_length=200,
        help_text=_("Announced before the draw, for example: the state lottery on Saturday, 12 May."),
    )


class ReplacementForm(forms.Form):
    """Who dropped out, and the volunteers once more, for the pool is not kept."""

    gone = forms.MultipleChoiceField(
        label=_("Who dropped out"), widget=forms.CheckboxSelectMultiple, help_text=_("By their codes.")
    )
    pool = forms.FileField(
        label=_("Volunteers (CSV or XLSX)"),
        help_text=_("The table of the first draw; leave out who is not available any more, but no member."),
    )
    household = LotteryForm.base_fields["household"]
    numbers_from = LotteryForm.base_fields["numbers_from"]

    def __init__(self, panel: list[str], *args: object, **more: object) -> None:
        super().__init__(*args, **more)
        self.fields["gone"].choices = [(code, code) for code in panel]


class NumbersForm(forms.Form):
    """The numbers that were drawn in public."""

    numbers = forms.CharField(
        label=_("Numbers drawn in public"),
        max_length=200,
        help_text=_("In the order in which they were drawn, with spaces between them."),
    )

    def clean_numbers(self) -> str:
        """Refuse what holds no number."""
        text = str(self.cleaned_data["numbers"])
        if not any(sign.isdigit() for sign in text):
            raise forms.ValidationError(_("There is no number in it."))
        return text
