"""Personal tokens on the account page: made, shown once, revoked."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from isopolis.workspace.api.models import Token
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import PASSED, signed_in
from isopolis.workspace.people.second_factor import has_second_factor
from isopolis.workspace.people.tokens import new_token, token_hash


class TokenForm(forms.ModelForm):
    """What the token is for, and whether it may change things."""

    class Meta:
        model = Token
        fields = ("name", "may_write")


@signed_in
def tokens(request: HttpRequest) -> HttpResponse:
    """The tokens of this person, and a form for a new one; its secret is shown this one time."""
    passed = bool(request.session.get(PASSED))
    if has_second_factor(request.user) and not passed:
        return redirect("sign-in")
    form = TokenForm(request.POST or None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        secret = new_token()
        with transaction.atomic():
            made = form.save(commit=False)
            made.user, made.token_hash, made.second_factor = request.user, token_hash(secret), passed
            made.save()
            record(request.user, "token made", made.name)
        form = TokenForm()
    page = {"form": form, "secret": secret, "tokens": request.user.tokens.all()}
    return render(request, "api/tokens.html", page, status=400 if form.errors else 200)


@signed_in
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a token at once."""
    with transaction.atomic():
        found = get_object_or_404(Token, pk=pk, user=request.user)
        record(request.user, "token revoked", found.name)
        found.delete()
    messages.success(request, _("The token is revoked."))
    return redirect("tokens")
