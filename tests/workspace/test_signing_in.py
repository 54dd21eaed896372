"""Passwords, links, second factors, invitations; and that none can be guessed or used twice."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from isopolis.workspace.people.gate import PASSED
from isopolis.workspace.people.joining import found_token, invite
from isopolis.workspace.people.models import Invitation, Membership, Partnership, SignInLink, User
from isopolis.workspace.people.one_time_codes import STEP, accepted_step, code_at, new_secret
from isopolis.workspace.people.second_factor import confirm

PASSWORD = "a sentence nobody guesses"


def now_code(secret: str, ahead: int = 0) -> str:
    return code_at(secret, int(time.time()) // STEP + ahead)


def sign_in(client: Client, email: str, password: str = PASSWORD):
    return client.post("/sign-in/", {"email": email, "password": password})


def set_up(user: User) -> tuple[str, list[str]]:
    secret = new_secret()
    codes = confirm(user, secret, now_code(secret, -1))
    assert codes is not None
    return secret, codes


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"), (1234567890, "89005924"),
     (2000000000, "69279037"), (20000000000, "65353130")],
)  # fmt: skip
def test_the_codes_are_those_of_rfc_6238(seconds, code) -> None:
    assert code_at("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", seconds // 30, digits=8) == code


def test_a_code_is_good_for_its_neighbours_once() -> None:
    secret = new_secret()
    code = code_at(secret, 1000)
    assert accepted_step(secret, code, 1000 * STEP + 29) == 1000
    assert accepted_step(secret, code, 1001 * STEP) == 1000
    assert accepted_step(secret, code, 1002 * STEP) is None
    assert accepted_step(secret, code, 1000 * STEP, last_step=1000) is None


def test_the_right_password_signs_in_and_the_address_may_have_capitals(people, client) -> None:
    assert sign_in(client, "Partner@Example.org").headers["Location"] == "/"
    assert client.session["_auth_user_id"] == str(people["partner"].pk)


def test_a_wrong_password_says_the_same_as_an_unknown_address(people, client) -> None:
    wrong = sign_in(client, "partner@example.org", "no")
    unknown = sign_in(client, "nobody@example.org", "no")
    assert wrong.status_code == unknown.status_code == 400
    text = "Address and password do not fit together"
    assert text in wrong.content.decode()
    assert text in unknown.content.decode()


def test_after_five_failures_even_the_right_password_waits(people, client) -> None:
    for _ in range(5):
        sign_in(client, "partner@example.org", "no")
    answer = sign_in(client, "partner@example.org")
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "900"
    assert sign_in(Client(), "expert@example.org").status_code == 302


def test_one_visitor_cannot_try_many_accounts(people, client) -> None:
    for number in range(30):
        sign_in(client, f"person{number}@example.org", "no")
    assert sign_in(client, "expert@example.org").status_code == 429


def test_signing_in_leads_to_this_site_only(people, client) -> None:
    answer = client.post(
        "/sign-in/", {"email": "partner@example.org", "password": PASSWORD, "next": "https://evil.example/"}
    )
    assert answer.headers["Location"] == "/"


def test_a_link_by_mail_signs_in_once(people, client) -> None:
    client.post("/sign-in/by-email/", {"link-email": "partner@example.org"})
    path = re.search(r"http://127\.0\.0\.1:8000(/\S+)", mail.outbox[0].body)[1]
    assert client.get(path).status_code == 200
    assert "_auth_user_id" not in client.session
    assert client.post(path).headers["Location"] == "/"
    assert Client().post(path).status_code == 410


def test_an_old_link_is_refused_and_only_hashes_are_kept(people, client) -> None:
    client.post("/sign-in/by-email/", {"link-email": "partner@example.org"})
    path = re.search(r"http://127\.0\.0\.1:8000(/\S+)", mail.outbox[0].body)[1]
    link = SignInLink.objects.get()
    assert link.token_hash not in path
    SignInLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.post(path).status_code == 410


def test_an_unknown_address_gets_no_mail_and_the_same_page(people, client) -> None:
    known = client.post("/sign-in/by-email/", {"link-email": "partner@example.org"})
    unknown = client.post("/sign-in/by-email/", {"link-email": "nobody@example.org"})
    strip = re.compile(r'value="[^"]*"')
    assert strip.sub("", known.content.decode()) == strip.sub("", unknown.content.decode())
    assert [message.to for message in mail.outbox] == [["partner@example.org"]]


def test_a_password_alone_does_not_pass_where_a_second_factor_is(people, client) -> None:
    secret, _ = set_up(people["coordinator"])
    assert sign_in(client, "coordinator@example.org").headers["Location"] == "/sign-in/code/"
    assert "_auth_user_id" not in client.session
    assert client.post("/sign-in/code/", {"code": "000000"}).status_code == 400
    assert client.post("/sign-in/code/", {"code": now_code(secret)}).status_code == 302
    assert client.session[PASSED] is True


def test_a_code_or_recovery_code_is_not_accepted_twice(people) -> None:
    secret, codes = set_up(people["coordinator"])
    for right in (now_code(secret), codes[0]):
        first, second = Client(), Client()
        sign_in(first, "coordinator@example.org")
        assert first.post("/sign-in/code/", {"code": right}).status_code == 302
        sign_in(second, "coordinator@example.org")
        assert second.post("/sign-in/code/", {"code": right}).status_code == 400


def test_codes_cannot_be_guessed(people, client) -> None:
    secret, _ = set_up(people["coordinator"])
    sign_in(client, "coordinator@example.org")
    for _ in range(5):
        client.post("/sign-in/code/", {"code": "000000"})
    assert client.post("/sign-in/code/", {"code": now_code(secret)}).status_code == 429


def test_the_second_factor_is_set_up_in_the_page(people, client) -> None:
    client.force_login(people["coordinator"])
    page = client.get("/account/second-factor/").content.decode()
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")
    assert "<svg" in page
    done = client.post("/account/second-factor/", {"code": now_code(secret)}).content.decode()
    assert len(re.findall(r"<li><code>[a-z2-9]{10}</code></li>", done)) == 10
    assert client.session[PASSED] is True


def test_a_session_from_before_cannot_replace_the_second_factor(people, client) -> None:
    client.force_login(people["coordinator"])
    set_up(people["coordinator"])
    assert client.get("/account/second-factor/").headers["Location"] == "/sign-in/"


def test_the_first_person_founds_the_partnership(db, client) -> None:
    token = found_token()
    answers = {
        "partnership": "Cities of the Marsh",
        "name": "Ada",
        "email": "Ada@example.org",
        "password": PASSWORD,
        "consent": "on",
    }
    assert client.post(f"/invitations/{token}/", answers).status_code == 302
    made = Partnership.objects.get()
    assert made.phases.count() == 9
    assert made.memberships.get().role == "coordinator"
    assert User.objects.get().consents.count() == 1
    assert Client().post(f"/invitations/{token}/", {**answers, "email": "b@example.org"}).status_code == 410


def test_an_invitation_gives_its_role_to_its_address_once(partnership, people, signed_in) -> None:
    coordinator = signed_in(people["coordinator"])
    page = coordinator.post(
        f"/partnerships/{partnership.slug}/members/invite/", {"email": "new@example.org", "role": "expert"}
    ).content.decode()
    path = re.search(r"http://127\.0\.0\.1:8000(/invitations/\S+?)<", page)[1]
    assert mail.outbox[0].to == ["new@example.org"]
    assert path in mail.outbox[0].body
    guest = Client()
    assert guest.post(path, {"name": "New", "password": PASSWORD}).status_code == 400  # no consent
    answer = guest.post(
        path, {"name": "New", "password": PASSWORD, "consent": "on", "email": "x@example.org"}
    )
    assert answer.status_code == 302
    assert Membership.objects.get(user__email="new@example.org").role == "expert"
    assert Client().get(path).status_code == 410
    assert Invitation.objects.filter(email="new@example.org").count() == 0


def test_an_invitation_of_somebody_else_is_of_no_use(partnership, people, signed_in) -> None:
    token = invite(partnership, "coordinator", "stranger@example.org")
    assert signed_in(people["observer"]).post(f"/invitations/{token}/").status_code == 409
    assert signed_in(people["stranger"]).post(f"/invitations/{token}/").status_code == 302
    assert partnership.memberships.get(user=people["stranger"]).role == "coordinator"


def test_an_old_invitation_is_refused(partnership, client) -> None:
    token = invite(partnership, "expert", "new@example.org")
    Invitation.objects.update(expires_at=timezone.now())
    assert client.get(f"/invitations/{token}/").status_code == 410


def test_the_last_coordinator_stays(partnership, people, signed_in) -> None:
    membership = partnership.memberships.get(user=people["coordinator"])
    url = f"/partnerships/{partnership.slug}/members/{membership.pk}/"
    for answers in ({"end": "1"}, {"role": "observer"}):
        signed_in(people["coordinator"]).post(url, answers)
        assert partnership.memberships.get(pk=membership.pk).role == "coordinator"
