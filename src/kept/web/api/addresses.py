"""Where the API is: ``/api/<cluster>/…``, and its description at ``/api/openapi.json``."""

from __future__ import annotations

from django.conf import settings
from django.urls import path
from django.views.decorators.http import require_safe

from kept.web import views
from kept.web.api.operations import api

urlpatterns = [path("healthz", require_safe(views.healthy)), path("api/", api(settings.KEPT_SERVING).urls)]
