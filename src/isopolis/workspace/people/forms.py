"""The forms of accounts and memberships; each field says to browsers and password managers what it is."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from isopolis.workspace.people.models import Invitation, Membership, Organisation, Partnership, User


def _password(label: str, autocomplete: str, **more: object) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        **more,
    )


def _email(label: str) -> forms.EmailField:
    return forms.EmailField(
        label=label, max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )


class SignInForm(forms.Form):
    """Sign in with a password."""

    email = _email(_("E-mail address"))
    password = _password(_("Password"), "current-password")


class LinkForm(forms.Form):
    """Ask for a link by e-mail."""

    email = _email(_("E-mail address"))


class CodeForm(forms.Form):
    """The code of the authenticator app, or a recovery code."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("Six digits from your authenticator app, or one of your recovery codes."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )


class NewPasswordForm(forms.Form):
    """Choose a password."""

    password = _password(_("New password"), "new-password")

    def __init__(self, user: User, *args: object, **more: object) -> None:
        super().__init__(*args, **more)
        self.user = user
        self.fields["password"].help_text = mark_safe(password_validators_help_text_html())  # noqa: S308  (ours)

    def clean_password(self) -> str:
        """Refuse a password that is easily guessed."""
        validate_password(self.cleaned_data["password"], self.user)
        return self.cleaned_data["password"]


class ProfileForm(forms.ModelForm):
    """How one is addressed, and in which language."""

    class Meta:
        model = User
        fields = ("name", "language")
        labels: ClassVar = {"name": _("Name"), "language": _("Language")}
        widgets: ClassVar = {"name": forms.TextInput(attrs={"autocomplete": "name"})}


class JoinForm(NewPasswordForm):
    """Make an account from an invitation."""

    partnership = forms.CharField(label=_("Name of the partnership"), max_length=200)
    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = _email(_("Your e-mail address"))
    password = _password(_("Choose a password"), "new-password")
    consent = forms.BooleanField(label=_("I have read the privacy notice and agree."))
    field_order = ("partnership", "name", "email", "password", "consent")

    def __init__(self, invitation: Invitation, *args: object, **more: object) -> None:
        super().__init__(User(), *args, **more)
        if invitation.partnership_id:
            del self.fields["partnership"]
        if invitation.email:
            del self.fields["email"]

    def clean_email(self) -> str:
        """An address has one account."""
        email = self.cleaned_data["email"].strip().lower()
        if User.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(
                _("This address has an account already: sign in, then open the link again.")
            )
        return email


class InvitationForm(forms.ModelForm):
    """Invite one person."""

    email = forms.EmailField(label=_("E-mail address of the person"), max_length=254)

    class Meta:
        model = Invitation
        fields = ("email", "role", "organisation")

    def __init__(self, partnership: Partnership, *args: object, **more: object) -> None:
        super().__init__(*args, **more)
        self.fields["role"].label = _("Role")
        self.fields["organisation"].label = _("Organisation")
        self.fields["organisation"].queryset = partnership.organisations.all()
        self.fields["organisation"].empty_label = _("none")


class MembershipForm(forms.ModelForm):
    """Change a member's role or organisation."""

    class Meta:
        model = Membership
        fields = ("role", "organisation")

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)
        self.fields["role"].label = _("Role")
        self.fields["organisation"].label = _("Organisation")
        self.fields["organisation"].queryset = self.instance.partnership.organisations.all()
        self.fields["organisation"].empty_label = _("none")


class PartnershipForm(forms.ModelForm):
    """Describe a partnership."""

    class Meta:
        model = Partnership
        fields = ("name", "description", "is_public")
        labels: ClassVar = {
            "name": _("Name"),
            "description": _("Description"),
            "is_public": _("Open to the public"),
        }


class OrganisationForm(forms.ModelForm):
    """Add an organisation."""

    class Meta:
        model = Organisation
        fields = ("name", "kind", "country")
        labels: ClassVar = {"name": _("Name"), "kind": _("Kind"), "country": _("Country")}

    def clean_country(self) -> str:
        """Two capital letters."""
        country = self.cleaned_data["country"].upper()
        if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
            raise forms.ValidationError(_("Two letters, for example FR"))
        return country
