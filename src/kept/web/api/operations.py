"""The operations, each a thin way to a room's own function."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import NinjaAPI, Path, Router
from ninja.security import HttpBearer

from kept.protect import admit_tenant
from kept.recipients import Disclosed, record_disclosures
from kept.subjects import (
    Decided,
    Registration,
    changes,
    end_people,
    entry_link,
    known,
    looking,
    note_permission,
    note_shown,
    record_decisions,
    refuse_marketing,
    register,
    states,
)
from kept.web.api import models
from kept.web.api.consents import consents
from kept.web.api.faults import explain, near_name
from kept.web.api.feed import LEASE_S, line
from kept.web.api.holding import Serving, state_of
from kept.web.api.models import answers
from kept.web.api.region import Region, now, today
from kept.web.api.versions import versions

CHUNK_BYTES: Final = 1 << 16
Cluster = Path[str]
Ref = Path[str]


class ClusterToken(HttpBearer):
    """One token for each cluster; a cluster that is not there and a token that is wrong look the same from outside."""

    def __init__(self, serving: Serving) -> None:
        super().__init__()
        self._serving = serving

    def authenticate(self, request: HttpRequest, token: str) -> Region | None:
        match = request.resolver_match
        region = self._serving.regions.get(match.kwargs.get("cluster", "")) if match else None
        return region if region is not None and region.opened_by(token) else None


def api(serving: Serving) -> NinjaAPI:
    """The API over these regions. Once in a process."""
    made = NinjaAPI(
        title="Kept",
        version="1",
        description="Decides and records what may be done with people's data, one address for each storage cluster.",
        docs_url=None,
        auth=ClusterToken(serving),
    )
    explain(made)
    made.add_router("/{cluster}/", _reading(serving))
    made.add_router("/{cluster}/", consents(serving))
    made.add_router("/{cluster}/", versions())
    made.add_router("/{cluster}/", _writing(serving))
    return made


def _reading(serving: Serving) -> Router:
    router = Router()

    @router.get("policy", summary="The compiled policy of the statement in force, and names in both languages", response=dict[str, Any])
    def policy(request: HttpRequest, cluster: Cluster) -> HttpResponse:
        region: Region = request.auth
        tag = f'"{region.said.etag}"'
        if request.headers.get("If-None-Match") == tag:
            return HttpResponse(status=304, headers={"ETag": tag})
        return HttpResponse(_json(region.document()), content_type="application/json", headers={"ETag": tag})

    @router.get("snapshot", summary="Everybody's state: NDJSON, a first line about all, then a line a person", response=None)
    def snapshot(request: HttpRequest, cluster: Cluster) -> StreamingHttpResponse:
        return StreamingHttpResponse(_snapshot(request.auth), content_type="application/x-ndjson")

    @router.get("snapshot/{ref}", summary="One person's state", response=list[str | None])
    def one_of_snapshot(request: HttpRequest, cluster: Cluster, ref: Ref) -> HttpResponse:
        region: Region = request.auth
        with region.pool.connection() as connection:
            (found,) = region.states(connection, [known(connection, [ref])[ref]])
        return HttpResponse(_json(line(found)), content_type="application/json")

    @router.get("events", summary="Changes since a version, as they happen: server-sent events, each of which is a lease", response=None)
    def events(request: HttpRequest, cluster: Cluster, after: str) -> StreamingHttpResponse:
        region: Region = request.auth
        stream = serving.feed(region).messages(after)
        return StreamingHttpResponse(stream, content_type="text/event-stream", headers={"Cache-Control": "no-store"})

    return router


def _writing(serving: Serving) -> Router:
    router = Router()

    @router.put("people/{ref}", response=answers(models.PersonOut), summary="Enter a person, or bring one up to date")
    def person(request: HttpRequest, cluster: Cluster, ref: Ref, said: models.PersonIn) -> Mapping[str, Any]:
        region: Region = request.auth
        with region.pool.connection() as connection:
            subject = register(connection, Registration(ref, **said.model_dump()), now(), os.urandom)
        return {"subject": subject, "state": state_of(serving, region, subject)}

    @router.post("tenants", response=answers(models.AdmittedOut, 201), summary="A tenant registers: its role is made, its cluster fixed")
    def tenant(request: HttpRequest, cluster: Cluster, said: models.TenantIn) -> tuple[int, Mapping[str, Any]]:
        region: Region = request.auth
        with region.pool.connection() as connection:
            place = (said.home or region.cluster, said.country or region.home)
            password = admit_tenant(connection, said.tenant, said.role, place, now(), region.tenant_key, os.urandom)
        return 201, {"role": said.role, "password": password}

    @router.post("shown", response=answers(models.DoneOut), summary="A person has been shown the statement or notices")
    def shown(request: HttpRequest, cluster: Cluster, said: models.ShownIn) -> Mapping[str, Any]:
        region: Region = request.auth
        declared = {region.label, *region.said.statement.declarations}
        for path in said.paths:
            near_name(region.label, path, declared)
        with region.pool.connection() as connection:
            subject = known(connection, [said.person])[said.person]
            note_shown(connection, subject, said.paths, now())
        return {"state": state_of(serving, region, subject)}

    @router.post("centre/links", response=answers(models.LinkOut, 201), summary="A link that lets a person into a page of Kept's, once")
    def link(request: HttpRequest, cluster: Cluster, said: models.LinkIn) -> tuple[int, Mapping[str, Any]]:
        region: Region = request.auth
        with region.pool.connection() as connection:
            made = entry_link(connection, said.person, said.page, now(), os.urandom)
        path = f"/{made.page}/enter/{region.cluster}/{made.token}/"
        url = f"{serving.pages.rstrip('/')}{path}" if serving.pages else None
        return 201, {"path": path, "url": url, "expires_at": made.expires_at.isoformat()}

    @router.post("permissions", response=answers(models.DoneOut), summary="What a device said about one of its permissions")
    def permission(request: HttpRequest, cluster: Cluster, said: models.PermissionIn) -> Mapping[str, Any]:
        region: Region = request.auth
        near_name(region.label, said.permission, region.said.statement.section("permissions"))
        with region.pool.connection() as connection:
            subject = known(connection, [said.person])[said.person]
            note_permission(connection, subject, said.permission, said.event, now())
        return {"state": state_of(serving, region, subject)}

    @router.post("refusals", response=answers(models.DoneOut), summary="A person refuses marketing, or does no longer")
    def refusal(request: HttpRequest, cluster: Cluster, said: models.RefusalIn) -> Mapping[str, Any]:
        region: Region = request.auth
        with region.pool.connection() as connection:
            subject = known(connection, [said.person])[said.person]
            refuse_marketing(connection, subject, said.marketing, now())
        return {"state": state_of(serving, region, subject)}

    @router.post("ended", response=answers(models.NumbersOut), summary="The relation with people has ended: Kept's own numbers of them")
    def ended(request: HttpRequest, cluster: Cluster, said: models.EndedIn) -> Mapping[str, Any]:
        region: Region = request.auth
        with region.pool.connection() as connection:
            people = list(known(connection, said.people).values())
            end_people(connection, people, said.at, now())
        serving.feed(region).wrote()
        return {"ids": people}

    @router.post("decisions", response=answers(models.NumbersOut), summary="What was decided and used; rows carry the numbers")
    def decisions(request: HttpRequest, cluster: Cluster, said: models.DecisionsIn) -> Mapping[str, Any]:
        region: Region = request.auth
        policy = region.said.decisions.policy
        for one in said.decisions:
            near_name(region.label, one.function, policy.functions)
            near_name(region.label, one.purpose, policy.purposes)
            for item in one.items:
                near_name(region.label, item, policy.items)
        with region.pool.connection() as connection:
            people = known(connection, [one.person for one in said.decisions])
            decided = [Decided(people[one.person], **one.model_dump(exclude={"person"})) for one in said.decisions]
            return {"ids": record_decisions(connection, region.label, decided, region.met_by)}

    @router.post("disclosures", response=answers(models.NumbersOut), summary="What went to somebody")
    def disclosures(request: HttpRequest, cluster: Cluster, said: models.DisclosuresIn) -> Mapping[str, Any]:
        region: Region = request.auth
        for one in said.disclosures:
            near_name(region.label, one.recipient, region.said.decisions.policy.parties)
        with region.pool.connection() as connection:
            people = known(connection, [one.person for one in said.disclosures if one.person])
            given = [
                Disclosed(
                    people[one.person] if one.person else None,
                    decision_id=one.decision,
                    **one.model_dump(exclude={"person", "decision"}),
                )
                for one in said.disclosures
            ]
            return {"ids": record_disclosures(connection, region.home, given)}

    return router


def _snapshot(region: Region) -> Iterator[bytes]:
    """One look at the books, in one transaction: the version is that of the look, so that nothing between it and the stream is missed."""
    with region.pool.connection() as connection:
        looking(connection)
        connection.execute("set local statement_timeout = 0")
        version = changes(connection, None).version
        counted = connection.execute("select count(*) from kept.person_reference").fetchone()
        head = {"version": version, "lease_seconds": LEASE_S, "policy": region.said.etag, "people": counted[0] if counted else 0}
        chunk = bytearray(_json(head) + b"\n")
        for state in states(connection, region.viewer, today()):
            chunk += _json(line(state)) + b"\n"
            if len(chunk) > CHUNK_BYTES:
                yield bytes(chunk)
                chunk.clear()
        yield bytes(chunk)


def _json(said: Any) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
