"""Versions of the statement over HTTP: whether somebody has seen the one in force, and what they did when they were reminded of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from ninja import Path, Router

from kept.subjects import known, note_version, version_standing
from kept.web.api import models
from kept.web.api.faults import near_name
from kept.web.api.models import answers
from kept.web.api.region import Region, now

Text = Path[str]


def versions() -> Router:
    """The operations about versions."""
    router = Router()

    @router.get("people/{ref}/version", response=answers(models.VersionOut), summary="How a person stands to the version in force")
    def version(request: HttpRequest, cluster: Text, ref: Text) -> Mapping[str, Any]:
        region: Region = request.auth
        with region.pool.connection() as connection:
            return vars(version_standing(connection, known(connection, [ref])[ref], region.label))

    @router.post("versions", response=answers(models.VersionOut), summary="Somebody was reminded of a version, went on, or said no")
    def noted(request: HttpRequest, cluster: Text, said: models.VersionIn) -> Mapping[str, Any]:
        region: Region = request.auth
        near_name(region.label, said.label, {region.label})
        with region.pool.connection() as connection:
            subject = known(connection, [said.person])[said.person]
            note_version(connection, subject, said.label, said.event, said.channel, now())
            return vars(version_standing(connection, subject, region.label))

    return router
