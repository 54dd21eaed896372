"""Rounds of ideas and of votes, as they are stored.

Votes hang on a participant, and a participant is a key: an HMAC of the account, of the code or of the
cookie with the server's secret, different in every round. No table leads from a vote to a person; the key
can be made again from the account, which is how somebody goes on voting, and how their votes are erased.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from isopolis.workspace.people.models import Partnership, User
from isopolis.workspace.people.tokens import new_token
from isopolis.workspace.process.models import Phase


class Round(models.Model):
    """A time in which ideas are collected, or statements are voted on."""

    class Kind(models.TextChoices):
        """What people do in it."""

        IDEAS = "ideas", _("collect proposals")
        VOTES = "votes", _("vote on statements")

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="rounds")
    kind = models.CharField(_("what people do"), max_length=6, choices=Kind)
    title = models.CharField(_("title"), max_length=160)
    question = models.TextField(_("question to people"), max_length=1500)
    phase = models.ForeignKey(
        Phase, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("phase"),
        help_text=_("Opens and closes with this phase, unless days are given."),
    )  # fmt: skip
    opens = models.DateField(_("first day"), null=True, blank=True)
    closes = models.DateField(_("last day"), null=True, blank=True)
    by_link = models.BooleanField(
        _("anybody with the link may take part"), default=False,
        help_text=_("Without an account. Such votes are marked as not verified."),
    )  # fmt: skip
    moderated = models.BooleanField(_("shown only after a moderator has read it"), default=True)
    questions = models.JSONField(default=list, blank=True)
    margins = models.JSONField(default=list, blank=True)
    link_token = models.CharField(max_length=64, unique=True, default=new_token)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        verbose_name = _("round")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("round", args=[self.partnership.slug, self.pk])

    def days(self) -> tuple[date | None, date | None]:
        """First and last day; those of the phase where none are given."""
        phase = self.phase
        return (
            self.opens or (phase.starts if phase else None),
            self.closes or (phase.ends if phase else None),
        )

    def is_open(self, today: date | None = None) -> bool:
        """Whether people can take part today."""
        first, last = self.days()
        day = today or timezone.localdate()
        return (first is None or first <= day) and (last is None or day <= last)

    def open_address(self) -> str:
        """The link that needs no account."""
        return settings.ADDRESS + reverse("take-part", args=[self.link_token])


class State(models.TextChoices):
    """Where a contribution stands."""

    WAITING = "waiting", _("waits for a moderator")
    SHOWN = "shown", _("shown")
    REJECTED = "rejected", _("not shown")
    MERGED = "merged", _("merged")


class Channel(models.TextChoices):
    """How somebody took part."""

    ACCOUNT = "account", _("account")
    CODE = "code", _("code on paper")
    LINK = "link", _("open link")
    PAPER = "paper", _("paper form")


class Proposal(models.Model):
    """An idea: what the problem is, what should be done, for whom, where."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="proposals")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="proposals")
    title = models.CharField(_("title"), max_length=160)
    problem = models.TextField(_("problem"), max_length=2000)
    idea = models.TextField(_("idea"), max_length=3000)
    serves = models.CharField(_("whom it serves"), max_length=300, blank=True)
    place = models.CharField(_("where"), max_length=200, blank=True)
    author = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    signature = models.CharField(max_length=120, blank=True)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.ACCOUNT)
    receipt_hash = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    appeal = models.CharField(_("objection"), max_length=1000, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="sources"
    )
    same_as = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    came_of_it = models.TextField(_("what became of it"), max_length=1500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        verbose_name = _("proposal")
        indexes: ClassVar = [models.Index(fields=["round", "state"], name="proposals_by_state")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("proposal", args=[self.partnership.slug, self.pk])

    def credit(self) -> str:
        """Who put it, in words."""
        if self.author:
            return str(self.author)
        return self.signature or str(_("without a name"))

    def text(self) -> str:
        """Everything that is said, to look for similar ones."""
        return f"{self.title} {self.title} {self.problem} {self.idea} {self.serves} {self.place}"


class Happening(models.Model):
    """One step in the history of a proposal; steps are added, never changed."""

    class What(models.TextChoices):
        """What was done."""

        PUT = "put", _("put")
        CHANGED = "changed", _("reworded")
        SHOWN = "shown", _("shown by a moderator")
        REJECTED = "rejected", _("not shown by a moderator")
        APPEALED = "appealed", _("objection by the author")
        MERGED = "merged", _("merged into another proposal")
        TAKEN_IN = "taken-in", _("another proposal was merged into it")
        SPLIT = "split", _("split in two")
        SPLIT_FROM = "split-from", _("split off another proposal")

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="history")
    what = models.CharField(max_length=10, choices=What)
    other = models.ForeignKey(Proposal, null=True, on_delete=models.SET_NULL, related_name="+")
    words = models.TextField(max_length=6000, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.get_what_display())


class Comment(models.Model):
    """What somebody says about a proposal; an answer hangs on the comment that it answers."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="comments")
    answers = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="replies"
    )
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(_("comment"), max_length=2000)
    hidden_because = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        verbose_name = _("comment")

    def __str__(self) -> str:
        return self.text[:60]


class Statement(models.Model):
    """A short sentence that people agree or disagree with."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="statements")
    text = models.CharField(_("statement"), max_length=280)
    proposal = models.ForeignKey(Proposal, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    author = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    answer = models.TextField(_("answer, and what became of it"), max_length=1500, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = _("statement")

    def __str__(self) -> str:
        return self.text


class Participant(models.Model):
    """Somebody who votes in one round: a key that leads to no person."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="participants")
    key = models.CharField(max_length=64, unique=True)
    channel = models.CharField(max_length=8, choices=Channel)
    origin = models.CharField(max_length=16, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["round", "origin", "at"], name="participants_by_origin")]

    def __str__(self) -> str:
        return f"participant {self.pk}"

    @property
    def verified(self) -> bool:
        """Whether one person cannot easily be several of these."""
        return self.channel != Channel.LINK


class Vote(models.Model):
    """One participant's answer to one statement: 1 agree, -1 disagree, 0 pass. The last one counts."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="votes")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="votes")
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="votes")
    value = models.SmallIntegerField()
    sent = models.BigIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["participant", "statement"], name="one_vote_on_a_statement"),
            models.CheckConstraint(condition=models.Q(value__in=[-1, 0, 1]), name="agree_disagree_or_pass"),
        ]
        indexes: ClassVar = [models.Index(fields=["round", "at"], name="votes_by_time")]

    def __str__(self) -> str:
        return f"vote {self.pk}"


class Code(models.Model):
    """A code on paper that lets one person vote. Only its hash is kept, apart from the votes."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="codes")
    code_hash = models.CharField(max_length=64, unique=True)
    batch = models.CharField(max_length=80, blank=True)
    used = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"code {self.pk}"


def visible_proposals(things: Any, role: str) -> Any:
    """What a role sees of the proposals: moderators everything, others what is shown or was merged."""
    if role in {"coordinator", "moderator"}:
        return things
    return things.filter(state__in=[State.SHOWN, State.MERGED])
