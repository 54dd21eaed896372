"""The first stage of a lottery: how many letters go to each neighbourhood, and to which addresses.

Nothing is kept: the list of addresses is read, drawn from, and handed back.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from isopolis.decide.lottery import Letters, draw_addresses, share_out
from isopolis.decide.lottery.address_files import read_addresses, read_neighbourhoods, seed_of
from isopolis.errors import InputError
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action
from isopolis.workspace.site.downloads import csv_file
from isopolis.workspace.site.reader import reader_language
from isopolis.workspace.site.said_errors import error_text
from isopolis.workspace.site.uploads import takes_files


class LettersForm(forms.Form):
    """Neighbourhoods, how many letters, and perhaps the addresses."""

    neighbourhoods = forms.FileField(
        label=gettext_lazy("Neighbourhoods (CSV or XLSX)"),
        help_text=gettext_lazy(
            "The columns neighbourhood, people, addresses, and response: the share of letters that brings a "
            "volunteer (0.04 where it is not given). Where few answer, more letters are sent."
        ),
    )
    letters = forms.IntegerField(
        label=gettext_lazy("Letters in all"), min_value=1, max_value=1_000_000, initial=1000
    )
    addresses = forms.FileField(
        label=gettext_lazy("Addresses (CSV or XLSX)"), required=False,
        help_text=gettext_lazy("The columns neighbourhood and address. Only to draw; nothing is kept."),
    )  # fmt: skip
    numbers = forms.CharField(
        label=gettext_lazy("Numbers drawn in public"), max_length=200, required=False,
        help_text=gettext_lazy("The same numbers and list give the same addresses, whoever repeats it."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Addresses are drawn with numbers, or not at all."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("addresses") and not any(sign.isdigit() for sign in data.get("numbers", "")):
            self.add_error("numbers", _("There is no number in it."))
        return data


@needs(Action.RUN_LOTTERIES)
@takes_files(5)
def letters(request: HttpRequest, slug: str) -> HttpResponse:
    """Share letters out; with a list of addresses, draw those to write to."""
    form = LettersForm(request.POST or None, request.FILES or None)
    page: dict[str, Any] = {"partnership": request.partnership, "form": form}
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            places = read_neighbourhoods(data["neighbourhoods"].read(), file=_("the neighbourhoods"))
            plan = share_out(places, data["letters"])
            if data["addresses"]:
                return _drawn(request, plan, data)
        except InputError as error:
            form.add_error(None, error_text(error))
        else:
            page["rows"], page["expected"] = _rows(plan)
    return render(request, "lottery/letters.html", page, status=400 if form.errors else 200)


def _drawn(request: HttpRequest, plan: list[Letters], data: dict[str, Any]) -> HttpResponse:
    every = read_addresses(data["addresses"].read(), file=_("the addresses"))
    drawn = draw_addresses(every, plan, seed_of(data["numbers"]))
    with transaction.atomic():
        what = f"{sum(map(len, drawn.values()))} by the numbers {data['numbers']}"
        record(request.user, "addresses drawn", what, request.partnership)
    rows = [[name, address] for name, addresses in drawn.items() for address in addresses]
    return csv_file([["neighbourhood", "address"], *rows], "addresses.csv")


def _rows(plan: list[Letters]) -> tuple[list[list[str]], str]:
    words = reader_language()
    rows = [
        [one.name, words.number(one.number), words.number(one.expected, 1), words.percent(one.chance, 1),
         words.number(one.oversampling, 2)]
        for one in plan
    ]  # fmt: skip
    return rows, words.number(sum(one.expected for one in plan), 0)
