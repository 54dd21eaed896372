"""Passkeys: a key made in software signs in, and nothing but the right answer does."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from webauthn import base64url_to_bytes
from webauthn.helpers import bytes_to_base64url

from isopolis.workspace.people.gate import PASSED
from isopolis.workspace.people.models import AuditEntry, Passkey, RecoveryCode
from isopolis.workspace.people.personal_data import erase

HOST, ORIGIN = "isopolis.example", "https://isopolis.example"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class Key:
    """A key in software, as a phone would hold it (ES256, no attestation)."""

    def __init__(self, number: bytes = b"key-1") -> None:
        self.number, self.count = number, 0
        self.secret = ec.generate_private_key(ec.SECP256R1())

    def _data(self, flags: int, host: str) -> bytes:
        self.count += 1
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str, origin: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": origin}).encode()

    def make(self, options: dict[str, Any], *, flags: int = PRESENT | VERIFIED, origin: str = ORIGIN) -> str:
        point = self.secret.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        data = self._data(flags | ATTESTED, options["rp"]["id"]) + bytes(16)
        data += len(self.number).to_bytes(2, "big") + self.number + cbor2.dumps(cose)
        return self._answer(
            clientDataJSON=self._client("webauthn.create", options["challenge"], origin),
            attestationObject=cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data}),
        )

    def sign(self, options: dict[str, Any], *, flags: int = PRESENT | VERIFIED, origin: str = ORIGIN) -> str:
        data = self._data(flags, options["rpId"])
        client = self._client("webauthn.get", options["challenge"], origin)
        signed = self.secret.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=data, signature=signed)

    def _answer(self, **response: bytes) -> str:
        number = bytes_to_base64url(self.number)
        parts = {name: bytes_to_base64url(value) for name, value in response.items()}
        return json.dumps(
            {
                "id": number,
                "rawId": number,
                "type": "public-key",
                "response": parts,
                "clientExtensionResults": {},
            }
        )


@pytest.fixture(autouse=True)
def address(settings) -> None:
    settings.ADDRESS = ORIGIN


def options_of(page) -> dict[str, Any]:
    content = page.content.decode().partition('<script id="passkey-options" type="application/json">')[2]
    return json.loads(content.partition("</script>")[0])


def added(client: Client, key: Key, **how: Any):
    answer = key.make(options_of(client.get("/account/passkeys/")), **how)
    return client.post("/account/passkeys/", {"credential": answer, "name": "my phone"})


def signed(client: Client, key: Key, **how: Any):
    options = client.post("/sign-in/passkey/ask/").json()
    return client.post("/sign-in/passkey/", {"credential": key.sign(options, **how)})


def test_a_passkey_is_added_and_opens_the_account_as_both_factors(partnership, people, signed_in) -> None:
    client, key = signed_in(people["coordinator"]), Key()
    page = added(client, key).content.decode()
    assert page.count("<li><code>") == 10  # recovery codes, the first time
    assert RecoveryCode.objects.filter(user=people["coordinator"]).count() == 10
    assert "my phone" in client.get("/account/passkeys/").content.decode()
    fresh = Client()
    assert signed(fresh, key).headers["Location"] == "/"
    assert fresh.session[PASSED] is True
    assert fresh.get(f"/partnerships/{partnership.slug}/log/").status_code == 200
    kept = Passkey.objects.get()
    assert (kept.sign_count, kept.used_on is not None) == (2, True)
    assert AuditEntry.objects.filter(action="passkey added").exists()


def test_only_the_right_answer_signs_in(people, signed_in) -> None:
    key = Key()
    added(signed_in(people["partner"]), key)
    other = Key()  # of the same number, another secret
    for wrong in (
        {"key": other},
        {"key": key, "origin": "https://evil.example"},
        {"key": key, "flags": PRESENT},  # nobody opened it
        {"key": Key(b"unknown")},
    ):
        client = Client()
        signed(client, **wrong)
        assert "_auth_user_id" not in client.session, wrong


def test_an_answer_is_good_once_and_for_its_own_question(people, signed_in) -> None:
    key = Key()
    added(signed_in(people["partner"]), key)
    client = Client()
    options = client.post("/sign-in/passkey/ask/").json()
    answer = key.sign(options)
    stranger = Client()
    stranger.post("/sign-in/passkey/ask/")
    stranger.post("/sign-in/passkey/", {"credential": answer})
    assert "_auth_user_id" not in stranger.session
    client.post("/sign-in/passkey/", {"credential": answer})
    assert "_auth_user_id" in client.session
    client.post("/sign-out/")
    client.post("/sign-in/passkey/", {"credential": answer})
    assert "_auth_user_id" not in client.session
    for nonsense in ("", "{}", "[]", "null", '{"id": 1}', "x" * 5000):
        client.post("/sign-in/passkey/ask/")
        assert client.post("/sign-in/passkey/", {"credential": nonsense}).status_code in {302, 429}


def test_a_copied_key_whose_count_goes_back_is_refused(people, signed_in) -> None:
    key = Key()
    added(signed_in(people["partner"]), key)
    key.count = 10
    signed(Client(), key)
    key.count = 3
    client = Client()
    signed(client, key)
    assert "_auth_user_id" not in client.session


def test_a_password_alone_does_not_open_what_a_passkey_guards(people, signed_in) -> None:
    added(signed_in(people["coordinator"]), Key())
    client = Client()
    answers = {"email": "coordinator@example.org", "password": "a sentence nobody guesses"}
    assert client.post("/sign-in/", answers).headers["Location"] == "/sign-in/code/"
    assert "passkey" in client.get("/sign-in/code/").content.decode()
    half = Client()
    half.force_login(people["coordinator"])
    for url in ("/account/passkeys/", "/account/second-factor/", "/account/tokens/"):
        assert half.get(url).headers["Location"].startswith("/sign-in/"), url
        half.force_login(people["coordinator"])


def test_keys_that_are_not_right_are_not_added(people, signed_in) -> None:
    client = signed_in(people["partner"])
    assert added(client, Key(), origin="https://evil.example").status_code == 400
    assert added(client, Key(), flags=PRESENT).status_code == 400
    assert client.post("/account/passkeys/", {"credential": "nonsense"}).status_code == 400
    assert not Passkey.objects.exists()
    key = Key()
    added(client, key)
    assert "known already" in added(client, key).content.decode()
    excluded = options_of(client.get("/account/passkeys/"))["excludeCredentials"]
    assert [base64url_to_bytes(one["id"]) for one in excluded] == [b"key-1"]


def test_passkeys_are_removed_and_erased(people, signed_in) -> None:
    client = signed_in(people["partner"])
    added(client, Key())
    pk = Passkey.objects.get().pk
    assert signed_in(people["expert"]).post(f"/account/passkeys/{pk}/remove/").status_code == 404
    client.post(f"/account/passkeys/{pk}/remove/")
    assert not Passkey.objects.exists()
    added(client, Key())
    erase(people["partner"])
    assert not Passkey.objects.exists()
