"""Signing in with OpenID Connect, against a provider of our own on this machine."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from isopolis.errors import InputError
from isopolis.workspace.configuration import Provider, read_configuration
from isopolis.workspace.people import oidc
from isopolis.workspace.people.gate import PASSED
from isopolis.workspace.people.models import SecondFactor

pytest.importorskip("authlib", reason="install isopolis[oidc]")
jose = pytest.importorskip("joserfc")
from joserfc import jwt  # noqa: E402
from joserfc.jwk import KeySet, RSAKey  # noqa: E402

KEY = RSAKey.generate_key(2048, {"kid": "1", "use": "sig", "alg": "RS256"})
OTHER = RSAKey.generate_key(2048, {"kid": "1", "use": "sig", "alg": "RS256"})


class FakeProvider(HTTPServer):
    """Knows one person; ``claims`` and ``key`` can be made wrong."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.claims: dict[str, Any] = {"email": "partner@example.org", "email_verified": True}
        self.key, self.challenge, self.nonce = KEY, "", ""


class Answer(BaseHTTPRequestHandler):
    server: FakeProvider

    def log_message(self, *_words: object) -> None:
        return

    def _json(self, value: Any, status: int = 200) -> None:
        content = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self) -> None:
        issuer = self.server.issuer
        if self.path == "/.well-known/openid-configuration":
            names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            self._json({"issuer": issuer, **{name: f"{issuer}/{name}" for name in names}})
        else:
            self._json(KeySet([KEY]).as_dict(private=False))

    def do_POST(self) -> None:
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        proof = hashlib.sha256(sent["code_verifier"][0].encode()).digest()
        right = base64.urlsafe_b64encode(proof).decode().rstrip("=") == self.server.challenge
        if sent["code"] != ["good"] or not right or "Basic" not in self.headers.get("Authorization", ""):
            self._json({"error": "invalid_grant"}, 400)
            return
        now = int(time.time())
        claims = {
            "iss": self.server.issuer, "aud": "isopolis", "sub": "42", "iat": now, "exp": now + 300,
            "nonce": self.server.nonce, **self.server.claims,
        }  # fmt: skip
        token = jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.server.key)
        self._json({"access_token": "a", "token_type": "Bearer", "id_token": token})


@pytest.fixture
def provider(settings) -> Iterator[FakeProvider]:
    server = FakeProvider()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.OIDC = Provider(server.issuer, "isopolis", "secret", "Example City")
    oidc._provider.cache_clear()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def gone(client: Client, provider: FakeProvider) -> str:
    """Go to the provider as a browser does; the state it gives back."""
    asked = client.get("/sign-in/oidc/?next=/account/").headers["Location"]
    assert asked.startswith(f"{provider.issuer}/authorization_endpoint?")
    query = {name: values[0] for name, values in parse_qs(urlsplit(asked).query).items()}
    assert query["code_challenge_method"] == "S256"
    assert query["redirect_uri"].endswith("/sign-in/oidc/back/")
    provider.challenge, provider.nonce = query["code_challenge"], query["nonce"]
    return query["state"]


def back(client: Client, state: str, code: str = "good") -> Any:
    return client.get("/sign-in/oidc/back/", {"state": state, "code": code})


def test_a_person_whom_the_provider_confirms_is_signed_in(provider, people) -> None:
    client = Client()
    assert "Sign in with Example City" in client.get("/sign-in/").content.decode()
    assert back(client, gone(client, provider)).headers["Location"] == "/account/"
    assert client.session["_auth_user_id"] == str(people["partner"].pk)
    assert PASSED not in client.session


def test_the_second_factor_of_the_provider_counts_and_ours_is_asked_for_otherwise(provider, people) -> None:
    SecondFactor.objects.create(user=people["partner"], secret="s")
    client = Client()
    assert back(client, gone(client, provider)).headers["Location"] == "/sign-in/code/"
    provider.claims["amr"] = ["pwd", "mfa"]
    client = Client()
    assert back(client, gone(client, provider)).headers["Location"] == "/account/"
    assert client.session[PASSED] is True


@pytest.mark.parametrize(
    "wrong",
    [
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": "nobody@example.org"},
        {"nonce": "another"},
        {"aud": "somebody-else"},
        {"iss": "https://evil.example"},
        {"exp": 1_000_000_000},
    ],
)
def test_a_claim_that_is_wrong_signs_nobody_in(wrong, provider, people) -> None:
    provider.claims |= wrong
    client = Client()
    assert back(client, gone(client, provider)).headers["Location"] == "/sign-in/"
    assert "_auth_user_id" not in client.session


def test_a_wrong_key_state_or_code_signs_nobody_in(provider, people) -> None:
    provider.key = OTHER
    client = Client()
    back(client, gone(client, provider))
    provider.key = KEY
    back(client, gone(client, provider) + "x")
    back(client, gone(client, provider), code="bad")
    state = gone(client, provider)
    back(Client(), state)
    assert "_auth_user_id" not in client.session
    assert back(client, state).headers["Location"] == "/account/"
    client.post("/sign-out/")
    back(client, state)
    assert "_auth_user_id" not in client.session


def test_a_provider_that_is_away_is_said_to_be_so(settings, people) -> None:
    settings.OIDC = Provider("http://127.0.0.1:9", "isopolis", "secret", "Example City")
    page = Client().get("/sign-in/oidc/", follow=True).content.decode()
    assert "did not confirm who you are" in page


def test_what_an_operator_sets_is_checked() -> None:
    key = {"ISOPOLIS_SECRET_KEY": "k" * 32}
    issuer = {**key, "ISOPOLIS_OIDC_ISSUER": "https://id.example/"}
    with pytest.raises(InputError, match="CLIENT_ID is not set"):
        read_configuration(issuer)
    with pytest.raises(InputError, match="not encrypted"):
        read_configuration({**key, "ISOPOLIS_OIDC_ISSUER": "http://id.example"})
    whole = {**issuer, "ISOPOLIS_OIDC_CLIENT_ID": "i", "ISOPOLIS_OIDC_CLIENT_SECRET": "s"}
    assert read_configuration(whole).oidc == Provider("https://id.example", "i", "s", "your organisation")
