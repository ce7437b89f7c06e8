"""Which address shows what. What is published may only be read; where people enter, ``kept.web.doors`` has their pages."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path, re_path
from django.views.decorators.http import require_safe

from kept.web import views

LABEL = r"(?P<label>[A-Za-z0-9][A-Za-z0-9_-]*)"
LANGUAGE = r"(?P<language>zh|en)"

urlpatterns = [
    path("", require_safe(views.home)),
    path("healthz", require_safe(views.healthy)),
    re_path(r"^statement/(?:index\.html)?$", require_safe(views.statements)),
    re_path(rf"^statement/{LABEL}/{LANGUAGE}/(?:index\.html)?$", require_safe(views.statement)),
    re_path(rf"^statement/{LABEL}/proof\.html$", require_safe(views.proof)),
    re_path(rf"^statement/{LABEL}/{LANGUAGE}/difference\.html$", require_safe(views.difference)),
    re_path(rf"^proof/{LABEL}/$", require_safe(views.proof)),
    re_path(rf"^proof/{LABEL}\.json$", require_safe(views.proof_document)),
]
if hasattr(settings, "KEPT_ROOMS"):
    urlpatterns.append(path("", include("kept.web.doors")))
