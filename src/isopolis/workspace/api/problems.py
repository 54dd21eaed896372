"""The one shape of every error of the API: problem details (RFC 9457), with what to do."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError

from isopolis.errors import InputError
from isopolis.workspace.people.gate import NotSignedInError, SecondFactorError


class Fault(Schema):
    """One thing that is wrong with what was sent: where, what was found, what was expected."""

    where: str
    found: str
    expected: str | None = None


class Problem(Schema):
    """An error: what it is (``title``, ``status``), what happened, what to do."""

    title: str
    status: int
    detail: str
    remedy: str | None = None
    faults: tuple[Fault, ...] = ()


def problem(status: int, detail: str, *, remedy: str | None = None, faults: Any = ()) -> HttpResponse:
    """An answer in this shape."""
    body = Problem(
        title=HTTPStatus(status).phrase, status=status, detail=detail, remedy=remedy, faults=tuple(faults)
    )
    response = JsonResponse(
        body.model_dump(exclude_none=True), status=status, content_type="application/problem+json"
    )
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="Isopolis"'
    return response


class RefusedFormError(Exception):
    """The form of a page, filled with what was sent, refuses it."""

    def __init__(self, form: BaseForm) -> None:
        super().__init__()
        self.form = form


def cleaned(form: BaseForm) -> dict[str, Any]:
    """What a form of the pages makes of what was sent; what it refuses becomes an answer of the API."""
    if not form.is_valid():
        raise RefusedFormError(form)
    return form.cleaned_data


def handle_errors(api: NinjaAPI) -> None:
    """Give each error that an operation may raise its answer."""

    @api.exception_handler(NotSignedInError)
    def not_signed_in(request: HttpRequest, error: NotSignedInError) -> HttpResponse:
        remedy = "send “Authorization: Bearer” with a token from your account page, or sign in"
        return problem(401, "This needs somebody who is signed in.", remedy=remedy)

    @api.exception_handler(SecondFactorError)
    def no_second_factor(request: HttpRequest, error: SecondFactorError) -> HttpResponse:
        remedy = "sign in with it; a token made in that session counts as well"
        return problem(403, "Your role needs a second factor.", remedy=remedy)

    @api.exception_handler(BadRequest)
    def unreadable(request: HttpRequest, error: BadRequest) -> HttpResponse:
        return problem(400, str(error))

    @api.exception_handler(PermissionDenied)
    def refused(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
        return problem(403, str(error) or "Your role does not allow this.")

    @api.exception_handler(Http404)
    def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem(404, "There is nothing here, or nothing that you may see.")

    @api.exception_handler(HttpError)
    def other(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(error.status_code, str(error))

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        faults = [Fault(where=".".join(map(str, one["loc"])), found=one["msg"]) for one in error.errors]
        return problem(422, "Something that was sent is not what is expected.", faults=faults)

    @api.exception_handler(RefusedFormError)
    def refused_form(request: HttpRequest, error: RefusedFormError) -> HttpResponse:
        wrong = error.form.errors.get_json_data().items()
        faults = [Fault(where=name, found=one["message"]) for name, found in wrong for one in found]
        return problem(422, "Something that was sent is not what is expected.", faults=faults)

    @api.exception_handler(InputError)
    def unusable(request: HttpRequest, error: InputError) -> HttpResponse:
        fault = Fault(where=error.place or "request", found=error.found, expected=error.expected)
        return problem(422, error.found, remedy=error.remedy, faults=[fault])
