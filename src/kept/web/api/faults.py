"""Errors as the API says them: a code, what is wrong, what was expected, in the language that the caller prefers."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from kept.errors import Fault, KeptError
from kept.statement import near

STATUS: Final = {
    "KEPT-W001": 401,
    "KEPT-W002": 422,
    "KEPT-W003": 410,
    "KEPT-W004": 404,
    "KEPT-W006": 409,
    "KEPT-W008": 404,
    "KEPT-W009": 503,
    "KEPT-W021": 409,
    "KEPT-A001": 404,
    "KEPT-A005": 409,
    "KEPT-A010": 409,
    "KEPT-A011": 404,
    "KEPT-A012": 409,
    "KEPT-A013": 404,
    "KEPT-T020": 503,
    "KEPT-T028": 503,
    "KEPT-T029": 503,
}
MOST_TOLD: Final = 20


def near_name(label: str, name: str, known: Collection[str]) -> None:
    """Raises KEPT-W010, with names that come near, for one that the statement does not declare."""
    if name not in known:
        raise KeptError("KEPT-W010", label=label, name=name, near=near(name, known))


def explain(api: NinjaAPI) -> None:
    """Let every refusal of this API be said in the one form."""

    @api.exception_handler(KeptError)
    def kept(request: HttpRequest, error: KeptError) -> HttpResponse:
        return _answer(api, request, error.faults, STATUS.get(error.code, 422))

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return _answer(api, request, [_field(one) for one in error.errors[:MOST_TOLD]], 422)

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        cluster = request.resolver_match.kwargs.get("cluster", "") if request.resolver_match else ""
        return _answer(api, request, [Fault("KEPT-W001", facts={"cluster": cluster})], 401)

    @api.exception_handler(HttpError)
    def malformed(request: HttpRequest, error: HttpError) -> HttpResponse:
        return _answer(api, request, [Fault("KEPT-W002", facts={"field": "body", "reason": str(error)})], error.status_code)


def _field(one: Any) -> Fault:
    """What is wrong with a field; its value is not repeated, it may be anything."""
    return Fault("KEPT-W002", facts={"field": ".".join(map(str, one["loc"][1:])) or "body", "reason": one["msg"]})


def _answer(api: NinjaAPI, request: HttpRequest, faults: Any, status: int) -> HttpResponse:
    language = "zh" if request.headers.get("Accept-Language", "").lower().startswith("zh") else "en"
    said = [{"code": one.code, "message": one.message(language), "expected": one.way_out(language)} for one in faults]
    return api.create_response(request, {"errors": said}, status=status)
