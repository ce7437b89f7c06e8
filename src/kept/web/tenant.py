"""The organisation's page, for its administrators: where its data is, what its people agreed to, who of the vendor read its data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from kept.consent import agreed_in_tenant, people_of_tenant
from kept.protect import home_of_tenant, reads_of_tenant
from kept.web.api.region import Region
from kept.web.dressing import language_of, shown
from kept.web.entering import Visitor, left, required, visited
from kept.web.proofs import proof_of, summary

CONTROLS: Final = (
    "tenant-isolation",
    "access-control",
    "admin-visibility",
    "audit-log",
    "encryption-rest",
    "encryption-transit",
)
HERE: Final = "residency"


def enter(request: HttpRequest, cluster: str, token: str) -> HttpResponse:
    """The link from the application: opens once, for an administrator."""
    return visited(request, "tenant", cluster, token)


@required("tenant")
def home(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Everything on one page; the people by fifties. Which organisation it is comes from the session and from nowhere else."""
    region, tenant = visitor.region, visitor.inside.tenant_ref or ""
    with region.pool.connection() as connection:
        people, more = people_of_tenant(connection, tenant, request.GET.get("after", "")[:128])
        if request.htmx:
            return shown(request, "tenant/people.html", people=people, more=more)
        said: dict[str, Any] = {
            "home": home_of_tenant(connection, tenant),
            "agreed": agreed_in_tenant(connection, region.said.asked, tenant),
            "reads": reads_of_tenant(connection, tenant),
        }
    return shown(
        request,
        "tenant/home.html",
        region=region,
        tenant=tenant,
        people=people,
        more=more,
        controls=_controls(region, language_of(request)),
        proof=summary(region.label),
        language=language_of(request),
        **said,
    )


def leave(request: HttpRequest) -> HttpResponse:
    """Out; the session is gone on both sides."""
    return left(request, "tenant")


def _controls(region: Region, language: str) -> Sequence[tuple[str, str, str]]:
    """The promises about an organisation's data in its own cluster, as the latest proof has them: name, outcome, id."""
    found, declarations = proof_of(region.label), region.said.statement.declarations
    place = f"storage.{region.cluster}"
    told = []
    for entry in found["verdicts"] if found else ():
        if entry["kind"] in CONTROLS or (entry["kind"] == HERE and entry["promise"].partition(":")[0] == place):
            declared = declarations.get(entry["promise"].partition(":")[0])
            told.append((declared.label(language) if declared else entry["promise"], entry["verdict"], entry["promise"]))
    order = {"broken": 0, "unproven": 1}
    return sorted(told, key=lambda one: order.get(one[1], 2))
