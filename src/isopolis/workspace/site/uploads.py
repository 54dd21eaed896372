"""Files that are sent to the workspace: written to the disk piece by piece, never more than a limit."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from isopolis.workspace.site.reader import reader_language

View = Callable[..., HttpResponse]

SMALL_BYTES = 2_000_000
"""What may be sent to a page that says nothing else."""
DAY = 86_400.0
_FORM_BYTES = 1_000_000
"""Room for the other fields of a form."""


class LimitedFile(FileUploadHandler):
    """Streams each file into the folder ``incoming``; a request that is, or says it is, larger is refused."""

    limit = SMALL_BYTES

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        """Refuse what claims to be too large before a byte of it is read."""
        if content_length > self.limit + _FORM_BYTES:
            raise RequestDataTooBig(f"{content_length} bytes")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Open a file of our own naming: what the sender calls it is kept in the database only."""
        super().new_file(*args, **kwargs)
        incoming = Path(settings.DATA) / "incoming"
        incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=incoming)
        # Django closes ``file`` when the sender is gone in the middle.
        self.file = Unfinished(os.fdopen(handle, "wb"), Path(name))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece."""
        if start + len(raw_data) > self.limit:
            self.file.close()
            raise RequestDataTooBig(f"{start + len(raw_data)} bytes")
        self.file.stream.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        """The file as the form sees it: a page takes it, or it is gone with the request."""
        path = self.file.finish()
        return IncomingFile(path, self.file_name or "", file_size)

    def upload_interrupted(self) -> None:
        """Leave nothing behind."""
        if hasattr(self, "file"):
            self.file.close()


class Unfinished:
    """A file that is still coming in: deleted when it is closed before its end."""

    def __init__(self, stream: BinaryIO, path: Path) -> None:
        self.stream, self.path, self.finished = stream, path, False

    def finish(self) -> Path:
        """All of it is here."""
        self.stream.close()
        self.finished = True
        return self.path

    def close(self) -> None:
        """Delete it, unless it is finished."""
        self.stream.close()
        if not self.finished:
            self.path.unlink(missing_ok=True)


class SmallFile(LimitedFile):
    """The handler of every page that does not choose another."""


class IncomingFile(UploadedFile):
    """A file that was sent: deleted with the request unless it is taken."""

    def __init__(self, path: Path, name: str, size: int) -> None:
        super().__init__(path.open("rb"), name, size=size)
        self.path = path

    def take(self) -> Path:
        """Keep it: where it is."""
        self.file.close()
        path, self.path = self.path, None  # type: ignore[assignment]
        return path

    def close(self) -> None:
        """Delete it, unless it was taken. Django closes the files of a request at its end."""
        self.file.close()
        if self.path is not None:
            self.path.unlink(missing_ok=True)


def sweep(taken: set[str]) -> None:
    """Delete what a killed server left half received: files of more than a day that nothing waits for."""
    incoming = Path(settings.DATA) / "incoming"
    for path in incoming.glob("*"):
        if str(path) not in taken and time.time() - path.stat().st_mtime > DAY:
            path.unlink(missing_ok=True)


def accept_files(request: HttpRequest, most: int) -> None:
    """Let this request send files of up to ``most`` bytes; call it before anything reads the form."""
    handler = LimitedFile(request)
    handler.limit = most
    request.upload_handlers = [handler]


def megabytes(size: int) -> str:
    """A limit in words."""
    return _("%(number)s MB") % {"number": reader_language().number(size // 1_000_000)}


def too_large(request: HttpRequest, most: int) -> HttpResponse:
    """The answer to a file of more than ``most`` bytes."""
    words = _("A file may have at most %(size)s here.") % {"size": megabytes(most)}
    page = {"status": 413, "title": _("This file is too large"), "words": words}
    return render(request, "error.html", page, status=413)


def takes_files(megabytes: int | None = None) -> Callable[[View], View]:
    """Declare that a page is sent files: of up to so many megabytes, or of what the operator allows.

    It stands below the declaration for whom the page is, so that strangers are refused before their file is
    read; the form's token is looked at once the limit is known.
    """

    def declare(view: View) -> View:
        protected = csrf_protect(view)

        @csrf_exempt
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            most = settings.UPLOAD_BYTES if megabytes is None else megabytes * 1_000_000
            accept_files(request, most)
            try:
                return protected(request, *args, **kwargs)
            except RequestDataTooBig:
                return too_large(request, most)

        return page

    return declare
