"""An upload that a page reads whole."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

LARGEST = 5_000_000


class WholeFile(forms.FileField):
    """A table of people, votes or scores, as they fit into a page."""

    def clean(self, data: object, initial: object = None) -> object:
        """Refuse what is too large to be one."""
        found = super().clean(data, initial)
        if found is not None and found.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 5 MB."))
        return found
