"""A country in a form: two letters, as ISO 3166 or the institutions of the European Union write them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from isopolis.language import country_code


class CountryField(forms.CharField):
    """Gives the code in capital letters, or nothing where none was asked for and given."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 2, "help_text": _("Two letters, for example FR"), **options})

    def clean(self, value: Any) -> str:
        """Refuse what is no country."""
        text = super().clean(value)
        code = country_code(text)
        if text and not code:
            raise forms.ValidationError(_("There is no country with these two letters."))
        return code
