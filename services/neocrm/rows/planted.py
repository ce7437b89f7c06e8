"""Organisations for planted people, so that what they do touches no other.

Each has one administrator, who is asked in but has no account yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Final, NamedTuple

from .crm import contract
from .plan import Plan, Table, lines, table
from .stated import OPERATOR

# How many of them each cluster has: two where one's people try to reach the other's, one in a region whose map firm is another.
MANY: Final[Mapping[str, int]] = {"p06": 2, "p10": 1}
NAMES: Final[Mapping[str, tuple[str, ...]]] = {"CN": ("演练甲", "演练乙"), "SG": ("Planted Administrator",)}
BOSS: Final = "administrator"
KIND: Final = "other_organization"
KEYS, OPEN, NOTHING = (1, 1, 1), ("active", False), (None, None, None)
TENANTS, MEMBERS, SUBJECTS = 90_000, 990_000, 980_000


class Planted(NamedTuple):
    """An organisation of planted people: its id and its administrator's ids and mail address."""

    tenant: int
    member: int
    subject: int
    email: str


def planted(cluster: str, number: int) -> tuple[Planted, ...]:
    """The organisations of a cluster whose ids begin with ``number``."""
    return tuple(
        Planted(
            number * 100_000 + TENANTS + place,
            number * 1_000_000 + MEMBERS + place,
            number * 1_000_000 + SUBJECTS + place,
            f"administrator{number}{place}@planted.example",
        )
        for place in range(MANY.get(cluster, 0))
    )


def planted_subjects(plan: Plan) -> Iterator[Table]:
    """Their administrators in the vault, marked as planted."""
    at = f"{plan.day[1]} 08:00:00+00"
    people = planted(plan.name, plan.number)
    keys = {one.subject: sha256(f"planted/{plan.seed}/{one.subject}".encode()).digest() for one in people}
    yield table(
        "kept.subject",
        "subject_id key class country subdivision born_on guardian_id tenant_ref created_at restricted_at ended_at erased_at contract_ref "
        "age_at_least planted",
        lines(
            (
                one.subject,
                keys[one.subject],
                "administrator",
                plan.country,
                *NOTHING,
                one.tenant,
                at,
                *NOTHING,
                contract(one.tenant),
                None,
                True,
            )
            for one in people
        ),
    )
    references = lines((f"member:{one.member}", one.subject, at) for one in people)
    yield table("kept.person_reference", "reference subject_id created_at", references)


def planted_registrations(plan: Plan, signing_in: tuple[Plan, ...]) -> Iterator[Table]:
    """Where they are registered, in the books of their cluster and of the centre at which their people sign in."""
    homes = dict.fromkeys((each.name, each.number, each.country, f"{each.day[1]} 08:00:00+00") for each in (plan, *signing_in))
    rows = ((one.tenant, name, country, at) for name, number, country, at in homes for one in planted(name, number))
    yield table("kept.tenant_registration", "tenant_ref cluster country registered_at", lines(rows))


def planted_organisations(plan: Plan) -> Iterator[Table]:
    """The organisations themselves."""
    people, day = planted(plan.name, plan.number), plan.day[1]
    at, ahead = f"{day} 08:00:00+00", f"{plan.today.year + 1}-06-30"
    attestation = sha256(b"planted people").digest()

    def since(one: Planted) -> tuple[object, ...]:
        return "paying", at, contract(one.tenant), ahead, *NOTHING

    told = ("acts of planted people", "data of people who do not exist", "removed with the demonstration")
    yield table(
        "crm.tenant",
        "tenant_id name org_type cluster country controller_id processor plan registered_at contract_ref contract_ends_on "
        "renewal_asked_at reclaimed_at cancel_asked_at ended_at notice_purpose notice_scope notice_method",
        lines(
            (
                one.tenant,
                f"Planted {plan.name} {place}",
                KIND,
                plan.name,
                plan.country,
                one.tenant,
                OPERATOR,
                *since(one),
                None,
                *told,
            )
            for place, one in enumerate(people)
        ),
    )
    yield table("crm.department", "tenant_id department_id parent_id name", lines((one.tenant, 1, None, "Management") for one in people))
    yield table(
        "crm.import_batch",
        "tenant_id batch_id uploaded_by attested_at attested_ground attestation_sha256 uploaded_at rows_accepted",
        lines((one.tenant, 1, one.member, f"{day} 07:59:00+00", "explicit_consent", attestation, at, 1) for one in people),
    )
    yield table(
        "crm.member",
        "tenant_id member_id subject_id class department_id batch_id source_id name mobile email status leave_with_organisation created_at "
        "last_used_at closed_at anonymised_at",
        lines(
            (one.tenant, one.member, one.subject, BOSS, *KEYS, NAMES[plan.country][place], None, one.email, *OPEN, at, *NOTHING)
            for place, one in enumerate(people)
        ),
    )
    yield table(
        "crm.admin_grant", "tenant_id member_id officer_ref granted_at", lines((one.tenant, one.member, "DPO-1", at) for one in people)
    )
