"""A tenant that registers gets a database role of its own, before its first row is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

import psycopg

from kept.errors import KeptError
from kept.ledger import Event, new_event_id, record
from kept.stores import ITERATIONS_FOR_GENERATED, Connection, derived_password, execute
from kept.stores.scram import scram_verifier

ADMIT: Final = "select kept.admit_tenant(%(role)s, %(verifier)s, %(tenant)s, %(cluster)s, %(country)s, %(at)s)"


def admit_tenant(
    connection: Connection, tenant: str, role: str, place: tuple[str, str], at: datetime, key: bytes, random: Callable[[int], bytes]
) -> str:
    """Make the role of a tenant that registers, and return its password, which is made from ``key`` and kept nowhere here.

    ``place`` is the cluster and its country. The cluster is fixed from then on; asked again for the same place, it gives the same
    password. Raises KEPT-W021 for a tenant that is registered elsewhere, KEPT-W022 for a role that is not the tenant's own, in a
    cluster without tenants, or without a key.
    """
    if not key:
        raise KeptError("KEPT-W022", role=role, tenant=tenant, cluster=place[0])
    (cluster, country), password = place, derived_password(key, role)
    said = {"role": role, "tenant": tenant, "cluster": cluster, "country": country, "at": at}
    said["verifier"] = scram_verifier(password, random(16), ITERATIONS_FOR_GENERATED)
    try:
        execute(connection, ADMIT, said)
    except psycopg.errors.UniqueViolation:
        raise KeptError("KEPT-W021", tenant=tenant, cluster=cluster) from None
    except (psycopg.errors.InvalidParameterValue, psycopg.errors.UndefinedFunction):
        raise KeptError("KEPT-W022", role=role, tenant=tenant, cluster=cluster) from None
    record(connection, [Event(new_event_id(at, random), "tenant.registered", at, {"tenant": tenant, "cluster": cluster})])
    return password
