"""Pages of invitations, members, organisations and the log."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.mail import send_mail
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isopolis.workspace.people.audit import record
from isopolis.workspace.people.forms import (
    InvitationForm,
    JoinForm,
    MembershipForm,
    OrganisationForm,
    PartnershipForm,
)
from isopolis.workspace.people.gate import for_anyone, needs
from isopolis.workspace.people.joining import SpentError, accept, invite, join, open_invitation
from isopolis.workspace.people.models import AuditEntry, Invitation, Membership, Partnership, User
from isopolis.workspace.people.permissions import Action, Role, may
from isopolis.workspace.people.sign_in import enter


@for_anyone
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Join a partnership, or found the first one, from a link."""
    found = open_invitation(token)
    if found is None:
        return render(request, "people/invitation_spent.html", status=410)
    try:
        return _answer(request, found)
    except SpentError:
        return render(request, "people/invitation_spent.html", status=410)


def _answer(request: HttpRequest, found: Invitation) -> HttpResponse:
    page = {"invitation": found, "partnership_name": found.partnership}
    if request.user.is_authenticated and found.partnership:
        if found.email and found.email != request.user.email:
            return render(request, "people/invitation_other.html", page, status=409)
        if request.method == "POST":
            membership = accept(found, request.user)
            return redirect(membership.partnership)
        return render(request, "people/invitation_accept.html", page)
    if found.email and User.objects.filter(email__iexact=found.email).exists():
        return redirect(f"{reverse('sign-in')}?next={request.path}")
    form = JoinForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        user = join(
            found,
            name=answers["name"],
            email=answers.get("email", ""),
            password=answers["password"],
            language=get_language() or "en",
            partnership_name=answers.get("partnership", ""),
        )
        return enter(request, user, reverse("home"))
    return render(request, "people/join.html", {**page, "form": form}, status=400 if form.errors else 200)


@needs(Action.SEE_MEMBERS)
@require_safe
def members(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is in the partnership."""
    found = request.partnership.memberships.select_related("user", "organisation").order_by("user__name")
    return render(
        request,
        "people/members.html",
        {
            "partnership": request.partnership,
            "members": found,
            "may_change": may(request.role, Action.CHANGE_MEMBERS),
            "may_invite": may(request.role, Action.INVITE),
        },
    )


@needs(Action.INVITE)
def invite_member(request: HttpRequest, slug: str) -> HttpResponse:
    """Invite one person: the link goes by e-mail and is shown once."""
    partnership = request.partnership
    form = InvitationForm(partnership, request.POST or None)
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        token = invite(partnership, answers["role"], answers["email"], answers["organisation"], request.user)
        link = settings.ADDRESS + reverse("invitation", args=[token])
        send_mail(
            _("Invitation to {partnership}").format(partnership=partnership.name),
            _(
                "{name} invites you to the partnership “{partnership}”. Open this link to join; "
                "it works once, for fourteen days:\n\n{link}"
            ).format(name=request.user, partnership=partnership.name, link=link),
            None,
            [answers["email"]],
        )
        page = {"partnership": partnership, "link": link, "email": answers["email"]}
        return render(request, "people/invited.html", page)
    page = {
        "partnership": partnership,
        "form": form,
        "title": _("Invite a person"),
        "button": _("Make the invitation"),
    }
    return render(request, "form.html", page, status=400 if form.errors else 200)


def _last_coordinator(membership: Membership) -> bool:
    coordinators = membership.partnership.memberships.filter(role=Role.COORDINATOR)
    return list(coordinators.values_list("pk", flat=True)) == [membership.pk]


@needs(Action.CHANGE_MEMBERS)
def member(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change a member's role, or end the membership."""
    membership = get_object_or_404(Membership, pk=pk, partnership=request.partnership)
    last = _last_coordinator(membership)
    form = MembershipForm(
        request.POST if request.POST and "end" not in request.POST else None, instance=membership
    )
    if request.method == "POST":
        if last and ("end" in request.POST or request.POST.get("role") != Role.COORDINATOR):
            messages.error(request, _("A partnership needs a coordinator: make somebody else one first."))
            return redirect("member", slug=slug, pk=pk)
        if "end" in request.POST:
            with transaction.atomic():
                record(request.user, "membership ended", f"member {membership.pk}", request.partnership)
                membership.delete()
            messages.success(request, _("The membership has ended."))
            return redirect("members", slug=slug)
        if form.is_valid():
            with transaction.atomic():
                form.save()
                record(
                    request.user,
                    "role changed",
                    f"member {membership.pk}: {membership.role}",
                    request.partnership,
                )
            messages.success(request, _("Saved."))
            return redirect("members", slug=slug)
    page = {"partnership": request.partnership, "membership": membership, "form": form}
    return render(request, "people/member.html", page, status=400 if form.errors else 200)


@needs(Action.CHANGE_PARTNERSHIP)
def change_partnership(request: HttpRequest, slug: str) -> HttpResponse:
    """Describe the partnership."""
    partnership = Partnership.objects.get(pk=request.partnership.pk)
    form = PartnershipForm(request.POST or None, instance=partnership)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            record(request.user, "partnership changed", ", ".join(form.changed_data), partnership)
        messages.success(request, _("Saved."))
        return redirect(partnership)
    page = {
        "partnership": request.partnership,
        "form": form,
        "title": _("Describe the partnership"),
        "button": _("Save"),
    }
    return render(request, "form.html", page, status=400 if form.errors else 200)


@needs(Action.CHANGE_PARTNERSHIP)
def new_organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a partner organisation."""
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            organisation = form.save()
            request.partnership.organisations.add(organisation)
            record(request.user, "organisation added", organisation.name, request.partnership)
        messages.success(request, _("Saved."))
        return redirect(request.partnership)
    page = {
        "partnership": request.partnership,
        "form": form,
        "title": _("Add an organisation"),
        "button": _("Add the organisation"),
    }
    return render(request, "form.html", page, status=400 if form.errors else 200)


@needs(Action.SEE_LOG)
@require_safe
def log(request: HttpRequest, slug: str) -> HttpResponse:
    """Who changed what, newest first."""
    entries = AuditEntry.objects.filter(partnership=request.partnership).select_related("actor")
    page = Paginator(entries, 50).get_page(request.GET.get("page"))
    return render(request, "people/log.html", {"partnership": request.partnership, "entries": page})
