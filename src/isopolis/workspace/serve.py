"""Running the workspace: prepare the data folder and the database, then serve with gunicorn."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from typing import Any

from isopolis.errors import InputError, IsopolisError
from isopolis.workspace.configuration import LOOPBACK, read_configuration

WINDOWS = "The server inside (gunicorn) does not run on Windows. Use the Windows Subsystem for Linux."
LARGE_BODY = 1_000_000
"""A request with more bytes than this is the last of its connection."""


def serve(
    environment: Mapping[str, str],
    host: str,
    port: int,
    *,
    demo: bool,
    worker: bool,
    say: Callable[[str], None],
) -> None:
    """Migrate, collect static files, print the address and serve until stopped."""
    if sys.platform == "win32":
        raise IsopolisError(WINDOWS)
    os.environ.update(environment)
    os.environ["DJANGO_SETTINGS_MODULE"] = "isopolis.workspace.settings"
    configuration = read_configuration(os.environ)
    check_free(host, port)
    prepare(say, demo=demo)
    from gunicorn.app.base import BaseApplication  # noqa: PLC0415  (not on Windows)

    class Server(BaseApplication):  # type: ignore[misc]
        """The workspace in gunicorn, set up from here instead of from its command line."""

        def load_config(self) -> None:
            for key, value in options.items():
                self.cfg.set(key, value)

        def load(self) -> Any:
            from isopolis.workspace.wsgi import application  # noqa: PLC0415  (after the fork)

            return application

    def ready(server: Any) -> None:
        say(f"Isopolis is at {configuration.address}/ (Ctrl+C stops it)")

    options = {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "workers": configuration.workers,
        "worker_class": "gthread",
        "threads": 8,
        "timeout": 60,
        "graceful_timeout": 10,
        "accesslog": None,
        "loglevel": "warning",
        "when_ready": ready,
        "control_socket_disable": True,
        "preload_app": False,
        "pre_request": close_after_large,
    }
    if host not in LOOPBACK and not configuration.https:
        say("Warning: others can reach this server, and nothing is encrypted. Put an HTTPS proxy in front.")
    if configuration.smtp is None:
        say(
            f"Mail is not sent (ISOPOLIS_SMTP_URL is not set); it is written to {configuration.data / 'mail'}"
        )
    with working() if worker else nullcontext():
        Server().run()


def check_free(host: str, port: int) -> None:
    """Fail before anything is prepared where the address cannot be listened on."""
    try:
        with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            pass
    except OSError as error:
        raise InputError(
            f"the server cannot listen on {host}, port {port}: {error.strerror or error}",
            remedy="stop the program that uses this port, or choose another port with --port",
        ) from None


def close_after_large(worker: Any, request: Any) -> None:
    """After a large body the connection ends: of one that was refused, the rest would be read to its end."""
    sent = dict(request.headers)
    if "TRANSFER-ENCODING" in sent or int(sent.get("CONTENT-LENGTH", 0)) > LARGE_BODY:
        request.force_close()


@contextmanager
def working() -> Iterator[None]:
    """A worker beside the web server, started again if it ends; it is gone when this process is gone."""
    stop = threading.Event()
    running: list[subprocess.Popen[bytes]] = []

    def keep() -> None:
        while not stop.is_set():
            command = [sys.executable, "-m", "isopolis.workspace.tasks.worker", "--with-parent"]
            process = subprocess.Popen(command, stdin=subprocess.PIPE)  # noqa: S603  (our own program)
            running[:] = [process]
            process.wait()
            stop.wait(2)

    keeper = threading.Thread(target=keep, daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stop.set()
        for process in running:
            process.terminate()


def prepare(say: Callable[[str], None], *, demo: bool) -> None:
    """Bring the database and the static files up to date; on a first start, offer the way in."""
    open_database()
    from django.conf import settings  # noqa: PLC0415  (after django.setup)
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    call_command("collectstatic", interactive=False, verbosity=0)
    from django.urls import reverse  # noqa: PLC0415

    from isopolis.workspace.people.joining import found_token  # noqa: PLC0415  (after django.setup)
    from isopolis.workspace.people.models import User  # noqa: PLC0415

    if demo:
        from isopolis.workspace.demonstration import fill  # noqa: PLC0415

        say(fill())
    elif not User.objects.exists():
        link = settings.ADDRESS + reverse("invitation", args=[found_token()])
        say(f"Nobody is here yet. Open this link to found the first partnership:\n{link}")
    connection.close()


def open_database() -> None:
    """Set Django up on the operator's configuration, and bring the database up to date."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "isopolis.workspace.settings"
    import django  # noqa: PLC0415  (heavy: only for the commands that need it)
    from django.core.management import call_command  # noqa: PLC0415
    from django.db.utils import OperationalError  # noqa: PLC0415

    django.setup()
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except OperationalError as error:
        raise InputError(
            f"the database cannot be used: {str(error).strip().splitlines()[0]}",
            remedy="check DATABASE_URL, and that the server runs",
        ) from None
