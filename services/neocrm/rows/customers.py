"""The people that organisations deal with: contacts, leads, what was added to them, marketing, payment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from ..people import COMPANIES, sealed
from ..people.pool import SUFFIX
from .crm import POSITIONS
from .logs import BEHAVIOURS, IPS
from .plan import NULL, Plan, Table, lines, table
from .stated import CAMPAIGNS, JOINED, NEW_CUSTOMERS, SOCIAL
from .walks import contacts, first_member, leads

INDUSTRIES = ("retail", "machinery", "software", "health", "education", "logistics", "chemicals")
STAGES = ("new", "qualified", "proposal", "won", "lost")
CHANNELS = ("email", "phone", "email", "sms")
CURRENCY = {"CN": "CNY", "SG": "SGD", "ID": "IDR", "DE": "EUR"}
KINDS = tuple(SOCIAL)
CATEGORIES = ("identifier", "major_or_employment", "educational", "business", "visual", "internet_activity")
ADDED = ("register number 0000", "works in purchasing", "holds a degree", "buys twice a year", "logo seen at fair", "visited price page")
STRIDE_CENTS = 12_347
GUESSES = ("prefers short calls", "interested in automation", "reads at night", "compares prices")


def customer_tables(plan: Plan) -> Iterator[Table]:
    """Contacts and leads, and every row about one of them."""
    return iter(
        (
            table("crm.account", "tenant_id account_id name industry created_at", _accounts(plan)),
            table(
                "crm.contact",
                "tenant_id contact_id subject_id account_id owner_id batch_id source_id name mobile email position behaviour ip "
                "opted_out_at created_at",
                _contacts(plan),
            ),
            table("crm.contact_origin", "tenant_id contact_id field origin source_id merged_at", _origins(plan)),
            table(
                "crm.lead",
                "tenant_id lead_id subject_id owner_id source_id purpose name mobile email company position opted_out_at created_at",
                _leads(plan),
            ),
            table(
                "crm.opportunity",
                "tenant_id opportunity_id account_id contact_id stage amount_cents currency created_at",
                _opportunities(plan),
            ),
            table(
                "crm.call_recording",
                "tenant_id recording_id contact_id subject_id recording announced recorded_at delete_by",
                _recordings(plan),
            ),
            table(
                "crm.social_account",
                "tenant_id social_id contact_id subject_id kind function wecom union_id avatar qq msn weibo decision_id created_at",
                _social(plan),
            ),
            table("crm.campaign", "tenant_id campaign_id purpose channel title started_at", lines(_campaigns(plan))),
            table("crm.marketing_send", "tenant_id send_id campaign_id contact_id subject_id unsubscribe_link sent_at", _sends(plan)),
            table(
                "crm.eligibility", "tenant_id eligibility_id contact_id subject_id rule inputs eligible decided_at", _eligibilities(plan)
            ),
            table(
                "crm.enrichment",
                "tenant_id enrichment_id contact_id subject_id source_id purpose category value captured_at",
                _enrichments(plan),
            ),
            table(
                "crm.inference",
                "tenant_id inference_id contact_id subject_id source_id about value derived model inputs made_at",
                _inferences(plan),
            ),
            table(
                "crm.payment_binding",
                "tenant_id binding_id contact_id subject_id source_id provider provider_ref nickname account_name bound_at",
                _bindings(plan),
            ),
            table(
                "crm.payment_identity",
                "tenant_id identity_id contact_id subject_id source_id provider account_user purpose received_at",
                _identities(plan),
            ),
            table("crm.usage_report", "tenant_id report_id partner metric group_size value method test_ref made_at", lines(_reports(plan))),
        )
    )


def opted_out(place: int, age: int) -> int:
    """Days since a contact or lead opted out of marketing; 0: it did not."""
    return 1 + place % (age - 2) if place % 9 == 4 else 0


def social_kind(place: int) -> str | None:
    """The kind of social account recorded of a contact, where one is."""
    return KINDS[place // 6 % 5] if place % 6 == 2 else None


def _accounts(plan: Plan) -> Iterator[str]:
    day, clock, words = plan.day, plan.clock, COMPANIES[plan.country]
    before = (-1, -1)
    for place, _, tenant, _, _ in contacts(plan):
        key = (tenant, place // 5)
        if key != before:
            before = key
            name = f"{words[place % len(words)]}{words[place // 5 % len(words)]}{place // 5}{SUFFIX[plan.country]}"
            yield f"{tenant}\t{place // 5}\t{name}\t{INDUSTRIES[place % 7]}\t{day[plan.span]} {clock[place % 1409]}\n"


def _contacts(plan: Plan) -> Iterator[str]:
    base, entity, day, clock, positions = plan.base, plan.entity, plan.day, plan.clock, POSITIONS[plan.country]
    owner, before = entity, -1
    for place, n, tenant, p, age in contacts(plan):
        if tenant != before:
            owner, before = entity + first_member(plan, tenant), tenant
        out = opted_out(place, age)
        yield (
            f"{tenant}\t{entity + n}\t{base + n}\t{place // 5}\t{owner}\t2\t{2 if place % 7 == 1 else 1}\t{p.name}"
            f"\t{p.head}{p.tails[n % len(p.tails)]}"
            f"\t{p.local}{n}@{p.domain}\t{positions[n % len(positions)]}\t{BEHAVIOURS[n % 6]}\t{IPS[n % 762]}"
            f"\t{f'{day[out]} {clock[n % 1201]}' if out else NULL}\t{day[age]} {clock[n % 1409]}\n"
        )


def _origins(plan: Plan) -> Iterator[str]:
    entity, day, clock = plan.entity, plan.day, plan.clock
    for place, n, tenant, _, age in contacts(plan):
        if place % 7 == 1:
            head, tail = f"{tenant}\t{entity + n}", f"{day[age - 1]} {clock[n % 1409]}\n"
            yield f"{head}\tname\town\t1\t{tail}{head}\temail\town\t1\t{tail}{head}\tposition\texternal\t2\t{tail}"


def _leads(plan: Plan) -> Iterator[str]:
    base, entity, day, clock, positions = plan.base, plan.entity, plan.day, plan.clock, POSITIONS[plan.country]
    words, suffix = COMPANIES[plan.country], SUFFIX[plan.country]
    owner, before = entity, -1
    for place, n, tenant, p, age in leads(plan):
        if tenant != before:
            owner, before = entity + first_member(plan, tenant), tenant
        out = opted_out(place, age)
        yield (
            f"{tenant}\t{entity + n}\t{base + n}\t{owner}\t{2 + place % 2}\t{NEW_CUSTOMERS}\t{p.name}\t{p.head}{p.tails[n % len(p.tails)]}"
            f"\t{p.local}{n}@{p.domain}\t{words[n % len(words)]}{n % 997}{suffix}\t{positions[n % len(positions)]}"
            f"\t{f'{day[out]} {clock[n % 1201]}' if out else NULL}\t{day[age]} {clock[n % 1409]}\n"
        )


def _opportunities(plan: Plan) -> Iterator[str]:
    entity, day, clock, currency = plan.entity, plan.day, plan.clock, CURRENCY[plan.country]
    for place, n, tenant, _, age in contacts(plan):
        if place % 5 == 3:
            yield (
                f"{tenant}\t{entity + n}\t{place // 5}\t{entity + n}\t{STAGES[place // 5 % 5]}\t{100_000 + n * STRIDE_CENTS % 9_000_000}"
                f"\t{currency}"
                f"\t{day[age - 1]} {clock[n % 1409]}\n"
            )


def _recordings(plan: Plan) -> Iterator[str]:
    base, entity, day, clock = plan.base, plan.entity, plan.day, plan.clock
    files = sealed((f"recordings/{n:04d}.opus" for n in range(251)), plan.seed, "recording")
    ahead = ahead_of(plan, 181)
    for place, n, tenant, p, age in contacts(plan):
        if place % 10 == 6 and p.country != "IN":
            ago = 1 + n % (min(age, 170) - 1)
            yield (
                f"{tenant}\t{base + n}\t{entity + n}\t{base + n}\t{files[n % 251]}\tt\t{day[ago]} {clock[n % 1409]}\t{ahead[180 - ago]}\n"
            )


def ahead_of(plan: Plan, days: int) -> list[str]:
    """The days from today on."""
    return [(plan.today + timedelta(days=n)).isoformat() for n in range(days)]


def _social(plan: Plan) -> Iterator[str]:
    base, entity, day, clock = plan.base, plan.entity, plan.day, plan.clock
    for place, n, tenant, p, age in contacts(plan):
        kind = social_kind(place)
        if kind is None or age < 70:
            continue
        subject, handle = base + n, f"{p.local}_{n}"
        values = {
            "wecom": f"{handle}\tou_{subject}\tavatars/{subject}.png\t\\N\t\\N\t\\N",
            "wechat": f"\\N\tou_{subject}\t\\N\t\\N\t\\N\t\\N",
            "qq": f"\\N\t\\N\t\\N\t00{n:07d}\t\\N\t\\N",
            "msn": f"\\N\t\\N\t\\N\t\\N\t{handle}@msn.example\t\\N",
            "weibo": f"\\N\t\\N\t\\N\t\\N\t\\N\t@{handle}",
        }[kind]
        yield (
            f"{tenant}\t{subject}\t{entity + n}\t{subject}\t{kind}\t{SOCIAL[kind]}\t{values}\t{subject}3"
            f"\t{day[age - 2]} {clock[n % 1409]}\n"
        )


def _campaigns(plan: Plan) -> Iterator[tuple[object, ...]]:
    for tenant in range(plan.tenant, plan.tenant + plan.tenants):
        for place, channel in enumerate(CHANNELS):
            purpose = CAMPAIGNS[place % 3]
            yield tenant, place + 1, purpose, channel, f"campaign {place + 1}", f"{plan.day[plan.span]} 23:59:59+00"


def _sends(plan: Plan) -> Iterator[str]:
    base, entity, day, clock = plan.base, plan.entity, plan.day, plan.clock
    for place, n, tenant, _, age in contacts(plan):
        if place % 2 == 0:
            sent = (opted_out(place, age) + age + 1) // 2
            yield f"{tenant}\t{base + n}\t{place // 2 % 4 + 1}\t{entity + n}\t{base + n}\tt\t{day[min(sent, age - 1)]} {clock[n % 1409]}\n"


def _eligibilities(plan: Plan) -> Iterator[str]:
    base, entity, day, clock = plan.base, plan.entity, plan.day, plan.clock
    for place, n, tenant, _, age in contacts(plan):
        if place % 12 == 5:
            yield (
                f"{tenant}\t{base + n}\t{entity + n}\t{base + n}\trule-{place % 3 + 1}\t{{email,position,behaviour}}"
                f"\t{'f' if place % 36 == 5 else 't'}"
                f"\t{day[age - 1]} {clock[n % 1409]}\n"
            )


def _enrichments(plan: Plan) -> Iterator[str]:
    base, entity, day, clock = plan.base, plan.entity, plan.day, plan.clock
    for place, n, tenant, _, age in contacts(plan):
        if place % 7 == 1:
            kind = place // 7 % 6
            yield (
                f"{tenant}\t{base + n}\t{entity + n}\t{base + n}\t2\t{JOINED[place // 7 % 4]}\t{CATEGORIES[kind]}\t{ADDED[kind]}"
                f"\t{day[age - 1]} {clock[n % 1409]}\n"
            )


def _inferences(plan: Plan) -> Iterator[str]:
    base, entity, day, clock = plan.base, plan.entity, plan.day, plan.clock
    for place, n, tenant, _, age in contacts(plan):
        if place % 8 == 7:
            yield (
                f"{tenant}\t{base + n}\t{entity + n}\t{base + n}\t2\t{'preference' if place % 16 == 7 else 'behaviour'}"
                f"\t{GUESSES[place // 8 % 4]}"
                f"\tt\tsegments-2024\t{{position,behaviour}}\t{day[age - 1]} {clock[n % 1409]}\n"
            )


def pays(place: int, country: str) -> bool:
    """Whether a contact pays online; nobody from India: account facts are sensitive and would have to be stored there."""
    return place % 20 == 9 and country != "IN"


def _bindings(plan: Plan) -> Iterator[str]:
    base, entity, day, clock = plan.base, plan.entity, plan.day, plan.clock
    nicknames = sealed((f"payer {n}" for n in range(127)), plan.seed, "nickname")
    accounts = sealed((f"account {n}" for n in range(127)), plan.seed, "account_name")
    for place, n, tenant, p, age in contacts(plan):
        if pays(place, p.country):
            yield (
                f"{tenant}\t{base + n}\t{entity + n}\t{base + n}\t4\tWeChat Pay\tWX-{base + n}\t{nicknames[n % 127]}\t{accounts[n % 127]}"
                f"\t{day[age - 1]} {clock[n % 1409]}\n"
            )


def _identities(plan: Plan) -> Iterator[str]:
    base, entity, day, clock = plan.base, plan.entity, plan.day, plan.clock
    users = sealed((f"payment account user {n}" for n in range(127)), plan.seed, "account_user")
    for place, n, tenant, p, age in contacts(plan):
        if pays(place, p.country):
            yield (
                f"{tenant}\t{base + n}\t{entity + n}\t{base + n}\t5\tSpecimen Clearing\t{users[n % 127]}\tfraud"
                f"\t{day[age - 1]} {clock[n % 1409]}\n"
            )


def _reports(plan: Plan) -> Iterator[tuple[object, ...]]:
    for n in range(plan.tenants):
        size = 20 + n % 80
        made = f"{plan.day[7]} {plan.clock[n % 1409]}"
        yield (
            plan.tenant + n,
            1,
            "Specimen Partner",
            "sessions a week",
            size,
            size * 3,
            "k-anonymity, no keys, salts or maps kept",
            "RT-2024-05",
            made,
        )
