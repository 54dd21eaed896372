"""The configuration, the headers of every answer, and the pages of what went wrong."""

from __future__ import annotations

import re
import stat

import pytest
from django.core.management import call_command
from django.template import engines

from isopolis.errors import InputError
from isopolis.workspace.configuration import OPTIONS, read_configuration
from isopolis.workspace.people.attempts import address_of

KEY = {"ISOPOLIS_SECRET_KEY": "k" * 32}


def test_the_secret_key_is_made_once_and_read_by_its_owner_only(tmp_path) -> None:
    environment = {"ISOPOLIS_DATA_DIR": str(tmp_path / "data")}
    first = read_configuration(environment).secret_key
    assert len(first) >= 32
    assert read_configuration(environment).secret_key == first
    assert stat.S_IMODE((tmp_path / "data" / "secret-key").stat().st_mode) == 0o600


def test_the_defaults_are_safe() -> None:
    plain = read_configuration(KEY)
    assert (plain.debug, plain.behind_proxy, plain.second_factor) == (False, False, True)
    assert set(plain.hosts) == {"127.0.0.1", "localhost", "[::1]"}


def test_a_database_url_is_taken_apart() -> None:
    database = read_configuration(
        {**KEY, "DATABASE_URL": "postgresql://ada:p%40ss@db.example:5433/city?sslmode=require"}
    ).database
    assert database is not None
    wanted = {"NAME": "city", "USER": "ada", "PASSWORD": "p@ss", "HOST": "db.example", "PORT": "5433"}
    assert wanted.items() <= database.items()
    assert database["OPTIONS"] == {"sslmode": "require"}


def test_mail_goes_encrypted() -> None:
    smtp = read_configuration({**KEY, "ISOPOLIS_SMTP_URL": "smtp://me:secret@mail.example"}).smtp
    assert smtp is not None
    assert (smtp["EMAIL_PORT"], smtp["EMAIL_USE_TLS"], smtp["EMAIL_USE_SSL"]) == (587, True, False)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ISOPOLIS_ADDRESS", "equality.example"),
        ("ISOPOLIS_SECRET_KEY", "short"),
        ("DATABASE_URL", "mysql://host/name"),
        ("DATABASE_URL", "postgresql://host/"),
        ("ISOPOLIS_SMTP_URL", "mail.example"),
        ("ISOPOLIS_BEHIND_PROXY", "true"),
        ("ISOPOLIS_SECOND_FACTOR", "no"),
        ("ISOPOLIS_WORKERS", "0"),
        ("ISOPOLIS_WORKERS", "many"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(name, value) -> None:
    with pytest.raises(InputError, match=name):
        read_configuration({**KEY, name: value})


def test_every_option_is_read_and_none_is_secret() -> None:
    import inspect  # noqa: PLC0415

    from isopolis.workspace import configuration  # noqa: PLC0415

    source = inspect.getsource(configuration.read_configuration)
    for option in OPTIONS:
        assert f'"{option.name}"' in source


def test_the_migrations_say_what_the_models_say(db) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_answer_carries_the_policy(client, db) -> None:
    for path in ("/", "/nothing/", "/sign-in/"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "private, no-store"


def test_no_template_has_anything_inline() -> None:
    for folder in engines["django"].engine.dirs:
        for file in folder.rglob("*.html"):
            source = re.sub(r"\{%.*?%\}", "", file.read_text(encoding="utf-8"))  # tags are no HTML
            inline = re.search(r" style=|<style|<script(?! src=)| on[a-z]+=|https?://", source)
            assert inline is None, (file, inline)


@pytest.mark.parametrize(
    ("path", "host", "status", "words"),
    [
        ("/nothing/", "testserver", 404, "There is nothing here"),
        ("/", "evil.example", 400, "We could not read that"),
    ],
)
def test_errors_speak_plainly(client, db, path, host, status, words) -> None:
    answer = client.get(path, headers={"host": host})
    assert answer.status_code == status
    assert words in answer.content.decode()


def test_a_form_without_its_token_saves_nothing(people) -> None:
    from django.test import Client  # noqa: PLC0415

    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"email": "a@b.example", "password": "x"})
    assert answer.status_code == 403
    assert "This form is too old" in answer.content.decode()


def test_our_fault_is_said_even_without_a_database(client, monkeypatch) -> None:
    from isopolis.workspace.site import views  # noqa: PLC0415

    client.raise_request_exception = False
    monkeypatch.setattr(views, "Partnership", None)
    answer = client.get("/")
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()


def test_a_visitor_cannot_choose_the_address_that_is_counted(rf, settings) -> None:
    request = rf.get("/", headers={"x-forwarded-for": "1.1.1.1, 2.2.2.2"}, REMOTE_ADDR="3.3.3.3")
    assert address_of(request) == "3.3.3.3"
    settings.BEHIND_PROXY = True
    assert address_of(request) == "2.2.2.2"
