"""The console of whoever answers for the promises: what holds now, newly broken first, evidence one click away."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from kept.proof import Sought, oversight
from kept.web.api.region import now
from kept.web.dressing import language_of, shown
from kept.web.proofs import proof_of, summary

ROLE: Final = "dpo"


def for_staff(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For who is signed in with password and second factor, and has the role. One without a second factor does not get in."""

    @wraps(view)
    def checked(request: HttpRequest, **named: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        methods = {record.get("method") for record in get_authentication_records(request, request.user)}
        if "mfa" not in methods or not is_mfa_enabled(request.user):
            return shown(request, "console/refused.html", 403)
        if not request.user.groups.filter(name=ROLE).exists():
            return shown(request, "console/refused.html", 403)
        return view(request, **named)

    return checked


@for_staff
def start(request: HttpRequest) -> HttpResponse:
    """The statements with their proofs; where there is one only, at once to that."""
    labels = list(settings.KEPT_ROOMS.statements)
    proven = [(label, found) for label in labels if (found := summary(label)) is not None]
    if len(proven) == 1:
        return HttpResponseRedirect(f"/console/{proven[0][0]}/")
    return shown(request, "console/start.html", proven=proven)


@for_staff
def statement(request: HttpRequest, label: str) -> HttpResponse:
    """One statement's promises. Filters stand in the address, so that a view can be handed on."""
    said, found = settings.KEPT_ROOMS.statements.get(label), proof_of(label)
    if said is None or found is None:
        raise Http404
    sought = Sought(*(request.GET.get(name, "")[:80] for name in ("outcome", "origin", "words")))
    seen = oversight(found, said, language_of(request), now(), settings.KEPT_STALE_AFTER, sought)
    template = "console/clauses.html" if request.htmx else "console/statement.html"
    return shown(request, template, seen=seen, sought=sought, statement=said, language=language_of(request))


@for_staff
def evidence(request: HttpRequest, label: str, promise: str) -> HttpResponse:
    """Everything that the latest proof says of one promise."""
    said, found = settings.KEPT_ROOMS.statements.get(label), proof_of(label)
    entry = next((one for one in found["verdicts"] if one["promise"] == promise), None) if found else None
    if said is None or entry is None:
        raise Http404
    declared = said.declarations.get(promise.partition(":")[0])
    language = language_of(request)
    template = "console/evidence_part.html" if request.htmx else "console/evidence.html"
    title = declared.label(language) if declared else promise
    return shown(request, template, entry=entry, label=label, title=title, language=language)
