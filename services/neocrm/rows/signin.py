"""Sign-in: credentials and login events at the login hosts, each in the country of its people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .crm import logins
from .plan import NULL, Plan, Table, table
from .walks import active, closed

CREDENTIAL = "tenant_id member_id subject_id mobile email password_hash verified_at password_changed_at reminded_at decision_id created_at"
LOGIN = "tenant_id {} member_id subject_id host ip succeeded at"


def signin_tables(plans: Sequence[Plan]) -> Iterator[Table]:
    """The schema ``auth`` of the centre, which serves these clusters."""
    yield table("auth.credential", CREDENTIAL, (row for plan in plans for row in _credentials(plan)))
    yield table("auth.login_event", LOGIN.format("event_id"), (row for plan in plans for row in logins(plan)))


def own_signin_tables(plan: Plan) -> Iterator[Table]:
    """Credentials in the CRM's own schema, of clusters that the centre does not serve."""
    yield table("crm.credential", CREDENTIAL, _credentials(plan))


def _credentials(plan: Plan) -> Iterator[str]:
    base, entity, day, clock = plan.base, plan.entity, plan.day, plan.clock
    for n, tenant, p, age in active(plan):
        changed = age if n % 4 else min(age, 100)
        mobile = f"{p.head}{p.tails[n % len(p.tails)]}" if n % 6 else NULL
        yield (
            f"{tenant}\t{entity + n}\t{base + n}\t{mobile}\t{p.local}{n}@{p.domain}\t$argon2id$v=19$m=65536,t=3,p=4$specimen{n % 97:02d}"
            f"\t{day[age]} {clock[n % 1409]}\t{day[changed]} {clock[n % 1409]}"
            f"\t{f'{day[changed - 180]} 08:00:00+00' if changed > 180 else NULL}"
            f"\t{base + n}1\t{day[age]} {clock[n % 1409]}\n"
        )
    for n, tenant, p, age, left in closed(plan):
        # An organisation that was dissolved leaves no account to sign in with.
        if left < 60 and tenant < plan.tenant + plan.tenants:
            yield (
                f"{tenant}\t{entity + n}\t{base + n}\t{p.head}{p.tails[n % len(p.tails)]}\t{p.local}{n}@{p.domain}"
                f"\t$argon2id$v=19$m=65536,t=3,p=4$specimen"
                f"\t{day[age]} {clock[n % 1409]}\t{day[age]} {clock[n % 1409]}"
                f"\t{f'{day[age - 180]} 08:00:00+00' if age - 180 > left else NULL}"
                f"\t{base + n}1\t{day[age]} {clock[n % 1409]}\n"
            )
