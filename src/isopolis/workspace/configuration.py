"""What an operator can set: environment variables, their types and their safe defaults.

Reads the environment once into a frozen record; :mod:`isopolis.workspace.settings` turns it into Django's
settings.
The reference page of the configuration is made from :data:`OPTIONS`.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from isopolis.errors import InputError

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True)
class Option:
    """One environment variable: its name, its default as an operator would type it, and what it does."""

    name: str
    default: str
    meaning: str


OPTIONS = (
    Option("ISOPOLIS_DATA_DIR", "isopolis-data", "Folder of the database, the secret key and unsent mail."),
    Option(
        "ISOPOLIS_ADDRESS",
        "http://127.0.0.1:8000",
        "The address that people type. With `https://`, cookies travel over HTTPS only, and browsers are "
        "told so.",
    ),
    Option("ISOPOLIS_HOSTS", "", "Further host names that are answered, separated by commas."),
    Option(
        "ISOPOLIS_SECRET_KEY",
        "",
        "Key that signs sessions. Left out, one is generated and kept in the data folder.",
    ),
    Option(
        "DATABASE_URL",
        "",
        "`postgresql://user:password@host:5432/name`. Left out, an SQLite file in the data folder.",
    ),
    Option(
        "ISOPOLIS_SMTP_URL",
        "",
        "`smtp://user:password@host:587` (STARTTLS) or `smtps://...:465`. Left out, mail is written to files "
        "in the data folder and not sent.",
    ),
    Option("ISOPOLIS_MAIL_FROM", "isopolis@localhost", "Sender of the mail."),
    Option(
        "ISOPOLIS_BEHIND_PROXY",
        "no",
        "`yes` if a proxy of yours stands in front and sets X-Forwarded-For and X-Forwarded-Proto.",
    ),
    Option(
        "ISOPOLIS_SECOND_FACTOR",
        "coordinators",
        "Who must sign in with a second factor: `coordinators` or `nobody` (for demonstrations).",
    ),
    Option(
        "ISOPOLIS_OIDC_ISSUER",
        "",
        "Address of an OpenID Connect provider whose accounts may sign in (extra `oidc`).",
    ),
    Option("ISOPOLIS_OIDC_CLIENT_ID", "", "What the provider calls this workspace."),
    Option("ISOPOLIS_OIDC_CLIENT_SECRET", "", "The secret that the provider gave it."),
    Option("ISOPOLIS_OIDC_NAME", "your organisation", "What the button calls the provider."),
    Option("ISOPOLIS_WORKERS", "1", "Server processes; each answers eight requests at once."),
    Option("ISOPOLIS_UPLOAD_MB", "200", "Largest file that can be uploaded, in megabytes."),
    Option(
        "ISOPOLIS_TASK_MEMORY_MB",
        "6000",
        "Memory that reading or measuring one file may take, in megabytes; what needs more is stopped.",
    ),
    Option("ISOPOLIS_DEBUG", "no", "`yes` shows tracebacks in the page. Never where others can reach it."),
)


@dataclass(frozen=True, slots=True)
class Provider:
    """An OpenID Connect provider: its address, and what it calls this workspace."""

    issuer: str
    client_id: str
    client_secret: str
    name: str


@dataclass(frozen=True, slots=True)
class Configuration:
    """The environment, read and checked. ``database`` is None for the SQLite file in ``data``."""

    data: Path
    address: str
    hosts: tuple[str, ...]
    secret_key: str
    database: dict[str, object] | None
    smtp: dict[str, object] | None
    mail_from: str
    behind_proxy: bool
    second_factor: bool
    workers: int
    upload_mb: int
    task_memory_mb: int
    debug: bool
    oidc: Provider | None = None

    @property
    def https(self) -> bool:
        """Whether people reach the workspace over HTTPS."""
        return self.address.startswith("https://")


def read_configuration(environment: Mapping[str, str]) -> Configuration:
    """Read the options; what cannot be meant is refused with the name of its variable.

    >>> read_configuration({"ISOPOLIS_ADDRESS": "https://eq.example", "ISOPOLIS_SECRET_KEY": "k" * 32}).hosts
    ('eq.example',)
    """
    value = {option.name: environment.get(option.name, "") or option.default for option in OPTIONS}
    address = value["ISOPOLIS_ADDRESS"].rstrip("/")
    parts = _url("ISOPOLIS_ADDRESS", address, ("http", "https"))
    hosts = [f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""]
    if hosts[0] in LOOPBACK:
        hosts = list(LOOPBACK)
    hosts += [host.strip() for host in value["ISOPOLIS_HOSTS"].split(",") if host.strip()]
    data = Path(value["ISOPOLIS_DATA_DIR"]).absolute()
    return Configuration(
        data=data,
        address=address,
        hosts=tuple(hosts),
        secret_key=_secret_key(value["ISOPOLIS_SECRET_KEY"], data),
        database=_database(value["DATABASE_URL"]),
        smtp=_smtp(value["ISOPOLIS_SMTP_URL"]),
        mail_from=value["ISOPOLIS_MAIL_FROM"],
        behind_proxy=_choice("ISOPOLIS_BEHIND_PROXY", value, ("no", "yes")) == "yes",
        second_factor=_choice("ISOPOLIS_SECOND_FACTOR", value, ("coordinators", "nobody")) == "coordinators",
        workers=_count("ISOPOLIS_WORKERS", value),
        upload_mb=_count("ISOPOLIS_UPLOAD_MB", value, most=100_000),
        task_memory_mb=_count("ISOPOLIS_TASK_MEMORY_MB", value, least=1000, most=10_000_000),
        debug=_choice("ISOPOLIS_DEBUG", value, ("no", "yes")) == "yes",
        oidc=_oidc(
            value["ISOPOLIS_OIDC_ISSUER"].rstrip("/"),
            value["ISOPOLIS_OIDC_CLIENT_ID"],
            value["ISOPOLIS_OIDC_CLIENT_SECRET"],
            value["ISOPOLIS_OIDC_NAME"],
        ),
    )


def _secret_key(given: str, data: Path) -> str:
    """The key that was given, else the one kept in the data folder, made at the first start."""
    if given:
        if len(given) < 32:
            raise InputError("ISOPOLIS_SECRET_KEY is too short", expected="32 characters or more")
        return given
    file = data / "secret-key"
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not file.exists():
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as stream:
                stream.write(secrets.token_urlsafe(48))
        kept = file.read_text(encoding="ascii").strip()
    except OSError as error:
        raise InputError(
            f"the data folder cannot be used: {error.strerror}",
            file=data,
            expected="a folder of yours",
            remedy="choose another with --data or ISOPOLIS_DATA_DIR",
        ) from None
    if len(kept) < 32:
        raise InputError("the key in it is not whole", file=file, remedy="delete it; everyone signs in again")
    return kept


def _url(name: str, text: str, schemes: tuple[str, ...]) -> SplitResult:
    try:
        parts = urlsplit(text)
        usable = parts.scheme in schemes and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable:
        raise InputError(
            f"{name} is not an address that can be used",
            expected=" or ".join(f"{scheme}://..." for scheme in schemes),
        )
    return parts


def _database(url: str) -> dict[str, object] | None:
    if not url:
        return None
    parts = _url("DATABASE_URL", url, ("postgresql", "postgres"))
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise InputError("DATABASE_URL names no database", expected="postgresql://user:password@host/name")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def _smtp(url: str) -> dict[str, object] | None:
    if not url:
        return None
    parts = _url("ISOPOLIS_SMTP_URL", url, ("smtp", "smtps"))
    implicit = parts.scheme == "smtps"
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if implicit else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": implicit,
        "EMAIL_USE_TLS": not implicit and bool(parts.username),
        "EMAIL_TIMEOUT": 10,
    }


def _oidc(issuer: str, client_id: str, client_secret: str, name: str) -> Provider | None:
    if not issuer:
        return None
    parts = _url("ISOPOLIS_OIDC_ISSUER", issuer, ("https", "http"))
    if parts.scheme == "http" and parts.hostname not in {"127.0.0.1", "localhost", "::1"}:
        raise InputError("ISOPOLIS_OIDC_ISSUER is not encrypted", expected="https://...")
    given_as = {"ISOPOLIS_OIDC_CLIENT_ID": client_id, "ISOPOLIS_OIDC_CLIENT_SECRET": client_secret}
    for option, given in given_as.items():
        if not given:
            raise InputError(f"{option} is not set", remedy="set it, or leave ISOPOLIS_OIDC_ISSUER out")
    return Provider(issuer, client_id, client_secret, name)


def _choice(name: str, value: Mapping[str, str], allowed: tuple[str, ...]) -> str:
    if value[name] not in allowed:
        raise InputError(f"{name} is “{value[name]}”", expected=" or ".join(allowed))
    return value[name]


def _count(name: str, value: Mapping[str, str], *, least: int = 1, most: int = 64) -> int:
    text = value[name]
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise InputError(f"{name} is “{text}”", expected=f"a whole number from {least} to {most}")
    return int(text)
