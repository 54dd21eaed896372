"""People, organisations and partnerships as they are stored. Personal data is in User and Invitation only."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from isopolis.workspace.people.permissions import Role


class People(BaseUserManager["User"]):
    """Finds and makes accounts; an address is the same in capitals."""

    def get_by_natural_key(self, username: str | None) -> User:
        """Find an account by its e-mail address."""
        return self.get(email__iexact=username)

    def create_user(self, email: str, name: str, password: str | None = None, language: str = "en") -> User:
        """Make an account; without a password one signs in by e-mail link."""
        user = self.model(email=email.strip().lower(), name=name, language=language)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person: what is needed to sign in and to be addressed, nothing else."""

    email = models.EmailField(_("e-mail address"), unique=True)  # kept in small letters
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=10, default="en", choices=settings.LANGUAGES)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)
    calendar_token = models.CharField(max_length=64, unique=True, default=secrets.token_urlsafe)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = People()

    def __str__(self) -> str:
        return self.name or str(_("a former member"))


class Organisation(models.Model):
    """A city, a region, a state, a body of the EU, a network or another organisation."""

    class Kind(models.TextChoices):
        """What kind of organisation it is."""

        CITY = "city", _("city")
        REGION = "region", _("region")
        STATE = "state", _("state")
        EU_BODY = "eu-body", _("EU body")
        NETWORK = "network", _("network")
        OTHER = "other", _("other organisation")

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    country = models.CharField(
        _("country"), max_length=2, blank=True, help_text=_("Two letters, for example FR")
    )

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Partnership(models.Model):
    """Organisations that work together towards one action plan."""

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(max_length=60, unique=True)
    description = models.TextField(_("description"), max_length=2000, blank=True)
    is_public = models.BooleanField(
        _("public"), default=False, help_text=_("Anybody may see its description, partners and timeline.")
    )
    organisations = models.ManyToManyField(Organisation, related_name="partnerships", blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("partnership", args=[self.slug])


class Membership(models.Model):
    """One person's role in one partnership, for an organisation or for oneself."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, verbose_name=_("organisation")
    )
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "partnership"], name="one_role_per_person")
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"


class Invitation(models.Model):
    """A link that lets one person join with one role, once, for a while. Only its hash is kept."""

    email = models.EmailField(_("e-mail address"), blank=True)
    role = models.CharField(_("role"), max_length=12, choices=Role)
    partnership = models.ForeignKey(
        Partnership, null=True, on_delete=models.CASCADE, related_name="invitations"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, verbose_name=_("organisation")
    )
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class SignInLink(models.Model):
    """A link, sent by e-mail, that signs one person in once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"sign-in link {self.pk}"


class SecondFactor(models.Model):
    """The shared secret of a person's authenticator, and the last time step that was accepted."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_factor")
    secret = models.CharField(max_length=64)
    last_step = models.BigIntegerField(default=0)
    confirmed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"second factor {self.pk}"


class Passkey(models.Model):
    """The public half of a key that a person holds; ``credential`` is its name, in base64url."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(_("name"), max_length=60)
    credential = models.CharField(max_length=1400, unique=True)
    public_key = models.BinaryField()
    sign_count = models.PositiveBigIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    used_on = models.DateField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """A code that replaces the authenticator once. Only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"recovery code {self.pk}"


class SignInAttempt(models.Model):
    """A failed attempt, under a keyed hash of the account or the address: no personal data."""

    key = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["key", "at"], name="attempts_by_key")]

    def __str__(self) -> str:
        return f"attempt {self.pk}"


class Consent(models.Model):
    """That a person agreed to a version of the privacy notice, and when."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    notice = models.CharField(max_length=20)
    given_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"consent {self.pk}"


class AuditEntry(models.Model):
    """Who changed what, when. Entries are added, never changed: the database itself refuses (a trigger).

    ``what`` names the thing without personal data; the entries of an erased person stay, without a name.
    """

    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(User, null=True, on_delete=models.DO_NOTHING, related_name="+")
    partnership = models.ForeignKey(Partnership, null=True, on_delete=models.DO_NOTHING, related_name="+")
    action = models.CharField(max_length=60)
    what = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.action} {self.what}"
