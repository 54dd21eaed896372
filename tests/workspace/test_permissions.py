"""Every page for every role: what this table says, and no page that it does not name."""

from __future__ import annotations

from functools import cache

import pytest
from django.contrib.auth import SESSION_KEY
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from isopolis.workspace.people.gate import PASSED
from isopolis.workspace.people.permissions import PERMISSIONS, PUBLIC, Action, may
from page_roles import EVERYBODY, PAGES
from page_things import THINGS


@cache
def patterns(resolver: URLResolver | None = None) -> list[URLPattern]:
    """All addresses but those of the API, whose operations have their own tests."""
    out: list[URLPattern] = []
    for one in (resolver or get_resolver()).url_patterns:
        if str(one.pattern).startswith("api/") and getattr(one, "name", "") != "api-docs":
            continue
        out += patterns(one) if isinstance(one, URLResolver) else [one]
    return out


def address(name: str, partnership, people) -> str:
    values = {"slug": partnership.slug, "token": people["expert"].calendar_token}
    if name in THINGS:
        values |= THINGS[name](partnership, people)
    pattern = next(one for one in patterns() if one.name == name)
    query = {"neighbourhood": "?code=A0000", "fund-calendar": "?deadline=2030-01-01"}.get(name, "")
    return reverse(name, kwargs={key: values[key] for key in pattern.pattern.converters}) + query


def test_every_page_is_in_the_table() -> None:
    assert {one.name for one in patterns()} == set(PAGES)


def test_every_page_says_for_whom_it_is() -> None:
    for one in patterns():
        gate = getattr(one.callback, "gate", None)
        assert gate in {"anyone", "signed in"} or isinstance(gate, Action), one.name


def test_a_page_that_says_nothing_is_refused(rf) -> None:
    from django.core.exceptions import PermissionDenied  # noqa: PLC0415

    from isopolis.workspace.people.gate import Gate  # noqa: PLC0415

    with pytest.raises(PermissionDenied):
        Gate(lambda request: None).process_view(rf.get("/"), lambda request: None, (), {})


def test_a_character_that_no_text_can_hold_is_refused_before_the_database(client) -> None:
    assert client.get("/learn/practices/?words=%00").status_code == 400
    assert client.get("/api/v1/partnerships?word=%00").headers["Content-Type"] == "application/problem+json"


OF_ONE_CITY = {
    "peer-withdraw", "peer-subject-remove", "peer-participant-remove", "peer-point-move", "peer-point-remove",
}  # fmt: skip
"""Buttons for those who may exchange, each for their own city."""


@pytest.mark.parametrize("who", sorted(EVERYBODY))
@pytest.mark.parametrize("method", ["get", "post"])
def test_pages_open_to_the_roles_of_the_table(who, method, partnership, people, signed_in) -> None:
    client = signed_in(people.get(who))
    for name, allowed in PAGES.items():
        if who in people and SESSION_KEY not in client.session:  # the page before ended it
            client = signed_in(people[who])
        answer = getattr(client, method)(address(name, partnership, people))
        if answer.streaming:
            b"".join(answer)  # a file is closed when it has been read
        at_sign_in = answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in/?next=")
        refused = answer.status_code in {403, 404} or at_sign_in
        if name == "calendar":
            refused = answer.status_code == 404
        if name == "oidc":
            refused = answer.status_code in {404, 405}
        if name in {"token-revoke", "passkey-remove"}:  # of somebody else: not there
            refused = at_sign_in
        if name in OF_ONE_CITY and answer.status_code == 405:
            refused = who not in allowed
            assert may(who, Action.OFFER_EXCHANGES), name  # whose city it is, is asked when it is pressed
        assert refused == (who not in allowed), (name, answer.status_code)
        assert answer.status_code < 500, name


@pytest.mark.parametrize("who", ["stranger", "nobody"])
def test_a_private_partnership_looks_like_one_that_does_not_exist(
    who, partnership, people, signed_in
) -> None:
    client = signed_in(people.get(who))
    hidden = client.get(f"/partnerships/{partnership.slug}/")
    absent = client.get("/partnerships/no-such-partnership/")
    assert hidden.status_code == absent.status_code
    assert hidden.headers.get("Location", "").replace(partnership.slug, "no-such-partnership") == (
        absent.headers.get("Location", "")
    )


@pytest.mark.parametrize("who", ["stranger", "nobody"])
def test_a_public_partnership_shows_its_page_and_nothing_more(who, partnership, people, signed_in) -> None:
    partnership.is_public = True
    partnership.save()
    client = signed_in(people.get(who))
    page = client.get(f"/partnerships/{partnership.slug}/")
    assert page.status_code == 200
    assert "Person" not in page.content.decode().partition("<main")[2]
    assert client.get(f"/partnerships/{partnership.slug}/members/").status_code in {302, 403}


def test_the_role_counts_in_its_own_partnership_only(partnership, people, signed_in) -> None:
    from isopolis.workspace.people.joining import found  # noqa: PLC0415

    other = found("Other partnership", people["stranger"])
    client = signed_in(people["coordinator"])
    assert client.get(f"/partnerships/{other.slug}/").status_code == 404
    theirs = other.phases.first()
    assert client.get(f"/partnerships/{partnership.slug}/phases/{theirs.pk}/").status_code == 404


def test_a_coordinator_without_second_factor_gets_nowhere(partnership, people, signed_in) -> None:
    client = signed_in(people["coordinator"])
    session = client.session
    del session[PASSED]
    session.save()
    for name in ("partnership", "members", "invite", "log"):
        answer = client.get(address(name, partnership, people))
        assert answer.headers["Location"] == "/account/second-factor/", name
    home = client.get("/").content.decode()
    assert "Set up the second factor" in home
    assert "One page" not in home


def test_every_action_is_in_the_table_and_the_public_changes_nothing() -> None:
    assert set(PERMISSIONS) == set(Action)
    public = [action.name for action, roles in PERMISSIONS.items() if PUBLIC in roles]
    assert "SEE_PARTNERSHIP" in public
    assert all(name.startswith("SEE_") for name in public)


def test_only_whoever_owes_it_says_that_it_is_done(partnership, people, signed_in) -> None:
    deadline = partnership.phases.first().deadlines.get()
    deadline.role = "partner"
    deadline.save()
    url = f"/partnerships/{partnership.slug}/deadlines/{deadline.pk}/done/"
    assert signed_in(people["expert"]).post(url).status_code == 403
    assert signed_in(people["partner"]).post(url).status_code == 302
    deadline.refresh_from_db()
    assert deadline.done_by == people["partner"]
