"""Kept's books about what happened to data: grounds, transfers, disclosures, holds, requests, incidents, backups.

All of it is small and the same in kind in every cluster, so that each promise has something to be looked at wherever it holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from hashlib import sha256
from itertools import count, islice
from typing import NamedTuple

from .crm import contract, ended_tenants
from .customers import ahead_of, opted_out, pays
from .plan import Plan, Table, chunks, lines, table
from .site import posts, visitors
from .stated import (
    AFFILIATES,
    CHINESE_EXEMPTIONS,
    CO_SPONSORS,
    COLLECTING,
    ENTRUSTED,
    LABEL,
    MAPS,
    PASSING_ON_ANONYMOUS,
    PUBLISHING,
    REGISTRATION_CODE,
    TASKS,
    TELECOM,
    WECHAT_PAY,
)
from .vault import CONSENT, DECISION, child_of, language
from .walks import active, closed, contacts, leads, located

LAW_ON_LOGS = "CSL art. 23"
LOGS_KEPT_DAYS = 184
ABROAD = {"CN": "SG", "SG": "CN", "ID": "SG", "DE": "SG"}
EVIDENCE = "exemption_id ground contract_ref citation incident_ref interest ends_on approval_ref sign_off_ref source_ref source_date test_ref"
DISCLOSURE = (
    "disclosure_id subject_id recipient task purpose items direction kind anonymised deidentified group_size consent_id exemption_id contract_ref "
    "authority_request_id succession_id transfer_id from_country to_country at"
)
REQUEST = (
    "request_id subject_id tenant_ref kind channel ground state received_at verified_at verification forwarded_at due_at answered_at refusal_ground "
    "refusal_reason reviewer earlier"
)


class Someone(NamedTuple):
    """A person whom a few rows are about: subject id, days since it was recorded, tenant id (0: the vendor itself is the controller)."""

    subject: int
    age: int
    tenant: int
    country: str


def some(plan: Plan, how_many: int = 12) -> list[Someone]:
    """The first adults who have been there for a while and not opted out of anything."""
    if plan.contacts:
        found = (
            Someone(plan.base + n, age, tenant, p.country)
            for place, n, tenant, p, age in contacts(plan)
            if age >= 40 and not opted_out(place, age) and not child_of(plan, place) and p.country not in ("IN", "US")
        )
    elif plan.name == "website":
        found = (Someone(plan.base + v.n, v.age, 0, v.person.country) for v in visitors(plan) if v.age >= 40 and not v.left and not v.child)
    else:
        found = (Someone(plan.base + n, age, tenant, p.country) for _, n, tenant, p, age in leads(plan) if age >= 40)
    few = list(islice(found, how_many))
    return [few[n % len(few)] for n in range(how_many)] if few else []


def record_tables(plan: Plan, signing_in: tuple[Plan, ...], wording: Mapping[str, str]) -> Iterator[Table]:
    """Everything of the books that is not about consent alone; after the subjects, in the order of the references."""
    people = some(plan)
    yield table("kept.consent", CONSENT, lines(_consents(plan, people, wording)))
    yield table("kept.exemption", EVIDENCE, lines(_exemptions(plan)))
    yield table("kept.decision", DECISION, lines(_exempt_decisions(plan, people)))
    yield table("kept.tenant_registration", "tenant_ref cluster country registered_at", lines(_registrations(plan)))
    yield table("kept.transfer", "transfer_id subject_id from_country to_country recipient data_class route consent_id at", lines(_transfers(plan, people)))
    yield table(
        "kept.authority_request",
        "authority_request_id body legal_ground paper_ref items subjects decision decided_by decided_at",
        lines(_authority_requests(plan, people)),
    )
    yield table("kept.succession", "succession_id event successor data_sets notified_at undertaking_ref at", lines(_successions(plan)))
    serial = count(plan.base + 60_000_000)
    yield Table("kept.disclosure", tuple(DISCLOSURE.split()), chunks(_many_disclosures(plan, signing_in, serial)))
    yield table("kept.disclosure", DISCLOSURE, lines(_few_disclosures(plan, people, serial)))
    yield table("kept.hold", "hold_id subject_id data_set citation ends_on placed_at released_at", lines(_holds(plan, people, signing_in)))
    yield table("kept.shutdown_plan", "cluster purge_on", lines([(plan.name, f"{plan.today.year + 5}-12-31")]))
    yield table(
        "kept.backup",
        "backup_id country taken_at expires_at sha256 restore_tested_at restore_passed used_for",
        lines(_backups(plan)),
    )
    yield table("kept.request", REQUEST, lines(_requests(plan, people)))
    yield table("kept.request_step", "request_id step name state attempts done_at", lines(_steps(plan, people)))
    yield table("kept.recipient_notice", "notice_id request_id recipient told_at outcome proof_ref closed_at", lines(_notices(plan, people)))
    yield table("kept.staff_read", "read_id reader ticket_ref tenant_ref data_set rows_read unmasked at", lines(_staff_reads(plan)))
    yield table(
        "kept.incident",
        "incident_id event plan_ref discovered_at first_action_at public_notice_at",
        lines(_incidents(plan)),
    )
    yield table("kept.incident_notice", "incident_id subject_id due_at channel sent_at", lines(_incident_notices(plan, people)))


def _asked(people: list[Someone]) -> list[tuple[int, Someone, str]]:
    """Who agreed to what beyond the service's own functions: the last digit of the consent's id, the person, the matter."""
    return [(7, people[0], AFFILIATES), (8, people[1], CO_SPONSORS), (9, people[2], "transfer")] if people else []


def _consents(plan: Plan, people: list[Someone], wording: Mapping[str, str]) -> Iterator[tuple[object, ...]]:
    tongue = language(plan)
    digest = bytes.fromhex(wording[tongue])
    for digit, who, matter in _asked(people):
        said = f"transfer:{ABROAD[plan.country]}" if matter == "transfer" else matter
        at = f"{plan.day[30]} 10:00:00+00"
        yield f"{who.subject}{digit}", who.subject, LABEL, said, "separate", tongue, digest, None, "form", at, None
    for place, n, _, p, age in contacts(plan):
        if pays(place, p.country):
            at = f"{plan.day[age - 1]} 00:00:01+00"
            yield f"{plan.base + n}6", plan.base + n, LABEL, WECHAT_PAY, "explicit", tongue, digest, None, "checkout", at, None
        elif place % 500 == 3 and p.country == "IN":
            yield f"{plan.base + n}9", plan.base + n, LABEL, f"transfer:{ABROAD[plan.country]}", "explicit", tongue, digest, None, "form", f"{plan.day[2]} 10:00:00+00", None


def _exemptions(plan: Plan) -> Iterator[tuple[object, ...]]:
    """One of each ground with all that it needs; those of 4.3 only where Chinese law holds, in China's data centres."""
    grounds = [*COLLECTING, PASSING_ON_ANONYMOUS, *(CHINESE_EXEMPTIONS if plan.country == "CN" else ())]
    end = (plan.today + timedelta(days=45)).isoformat()
    for n, (name, needs) in enumerate(grounds):
        said = {
            "contract_ref": f"SA-{plan.tenant}",
            "citation": "PIPL art. 13(3)" if plan.country == "CN" else "statute, section 1",
            "incident_ref": f"INC-{plan.number}-1",
            "interest": "life",
            "ends_on": end,
            "approval_ref": f"LEGAL-{plan.number}-{n}",
            "sign_off_ref": f"SIGN-{plan.number}-{n}",
            "source_ref": "https://register.example/entry",
            "source_date": plan.day[40],
            "test_ref": "RT-2024-05",
        }
        yield (plan.base + n + 1, name, *(said[column] if column in needs else None for column in EVIDENCE.split()[2:]))


def _exempt_decisions(plan: Plan, people: list[Someone]) -> Iterator[tuple[object, ...]]:
    for n, (name, _) in enumerate(COLLECTING if people else ()):
        who = people[n % len(people)]
        at = f"{plan.day[20]} 11:00:0{n}+00"
        yield plan.base + 70_000_000 + n, who.subject, LABEL, name, name, "collect" if n % 2 else "use", "exemption", None, plan.base + n + 1, None, True, at


def _registrations(plan: Plan) -> Iterator[tuple[object, ...]]:
    for n in range(plan.tenants + (len(ended_tenants(plan)) if plan.members else 0)):
        tenant = plan.tenant + n if plan.members else None
        if tenant is not None:
            yield tenant, plan.name, plan.country, f"{plan.day[plan.span]} {plan.clock[n % len(plan.clock)]}"


def _transfers(plan: Plan, people: list[Someone]) -> Iterator[tuple[object, ...]]:
    if not people:
        return
    abroad = ABROAD[plan.country]
    third, fourth = people[2], people[3]
    yield plan.base + 1, third.subject, plan.country, abroad, TASKS[6][0], "ordinary", None, f"{third.subject}9", f"{plan.day[10]} 10:00:00+00"
    yield plan.base + 2, fourth.subject, plan.country, abroad, TASKS[6][0], "ordinary", "standard contract", None, f"{plan.day[9]} 10:00:00+00"
    serial = count(plan.base + 3)
    for place, n, _, p, _ in contacts(plan):
        if place % 500 == 3 and p.country == "IN":
            subject = plan.base + n
            yield next(serial), subject, plan.country, abroad, TASKS[6][0], "ordinary", None, f"{subject}9", f"{plan.day[1]} 10:00:00+00"


def _authority_requests(plan: Plan, people: list[Someone]) -> Iterator[tuple[object, ...]]:
    if not people:
        return
    at = f"{plan.day[14]} 15:00:00+00"
    yield plan.base + 1, "district court", "civil procedure, order 7", f"PAPER-{plan.number}-1", ["name", "email"], [people[4].subject, people[5].subject], "approved", "legal-02", at
    yield plan.base + 2, "administrative office", None, None, ["mobile"], [people[6].subject], "refused", "legal-02", at
    yield plan.base + 3, "administrative office", "notice 12", None, ["mobile"], [people[6].subject], "open", None, None


def _successions(plan: Plan) -> Iterator[tuple[object, ...]]:
    if plan.members:
        yield plan.base + 1, "asset transfer", "Specimen Successor", ["crm.account", "crm.contact"], f"{plan.day[60]} 09:00:00+00", f"UNDERTAKING-{LABEL}-1", f"{plan.day[30]} 12:00:00+00"


def _many_disclosures(plan: Plan, signing_in: tuple[Plan, ...], serial: Iterator[int]) -> Iterator[str]:
    """What goes out (and comes in) every day: codes by SMS, places to map firms, payment facts, work given to contractors."""
    day, clock, here = plan.day, plan.clock, plan.country
    for each in signing_in:
        for n, _, _, age in active(each):
            if n % 4 == 1:
                subject = each.base + n
                yield (
                    f"{next(serial)}\t{subject}\t{TELECOM}\t\\N\t{REGISTRATION_CODE}\t{{mobile}}\tout\tshared\tf\tf\t\\N\t{subject}1\t\\N\t\\N\t\\N\t\\N\t\\N"
                    f"\t{here}\t{here}\t{each.day[age]} {clock[n % 1409]}\n"
                )
    maps = MAPS["CN" if here == "CN" else "abroad"]
    for n, _, _, used, withdrawn in located(plan):
        if withdrawn < 60 and n % 2:
            subject = plan.base + n
            yield (
                f"{next(serial)}\t{subject}\t{maps[n // 6 % len(maps)]}\t\\N\tpurposes.location_services\t{{de_identified_location}}\tout\tshared\tf\tt\t\\N\t{subject}2"
                f"\t\\N\t\\N\t\\N\t\\N\t\\N\t{here}\t{here}\t{day[used]} {clock[n % 1301]}\n"
            )
    for place, n, tenant, p, age in contacts(plan):
        subject = plan.base + n
        if pays(place, p.country):
            yield (
                f"{next(serial)}\t{subject}\t{WECHAT_PAY}\t\\N\tsources.payment_binding\t{{payment_account_information}}\tin\tshared\tf\tf\t\\N\t{subject}6\t\\N\t\\N"
                f"\t\\N\t\\N\t\\N\t{here}\t{here}\t{day[age - 1]} {clock[n % 1409]}\n"
            )
        if place % 12 == 1 and age >= 10 and not opted_out(place, age):
            recipient, task, items = TASKS[place // 12 % len(TASKS)]
            yield (
                f"{next(serial)}\t{subject}\t{recipient}\t{task}\t{ENTRUSTED}\t{{{items}}}\tout\tentrusted\tf\t{'t' if 'analysis' in task else 'f'}\t\\N\t\\N\t\\N"
                f"\t{contract(tenant)}\t\\N\t\\N\t\\N\t{here}\t{here}\t{day[1 + place % 8]} {clock[n % 1409]}\n"
            )
    if plan.name == "website":
        yield from _posts(plan, serial)


def _posts(plan: Plan, serial: Iterator[int]) -> Iterator[str]:
    for visitor in visitors(plan):
        if posts(visitor):
            subject = plan.base + visitor.n
            yield (
                f"{next(serial)}\t{subject}\t{PUBLISHING}\t\\N\t{PUBLISHING}\t{{username}}\tout\tpublished\tf\tf\t\\N\t{subject}6\t\\N\t\\N\t\\N\t\\N\t\\N\tCN\tCN"
                f"\t{plan.day[visitor.age - 1]} {plan.clock[visitor.n % 1409]}\n"
            )


def _few_disclosures(plan: Plan, people: list[Someone], serial: Iterator[int]) -> Iterator[tuple[object, ...]]:
    if not people:
        return
    here, abroad = plan.country, ABROAD[plan.country]

    def line(who: Someone | None, recipient: str, purpose: str, items: str, kind: str, ago: int, **more: object) -> tuple[object, ...]:
        said: dict[str, object] = {
            "disclosure_id": next(serial),
            "subject_id": who.subject if who else None,
            "recipient": recipient,
            "purpose": purpose,
            "items": items.split(","),
            "direction": "out",
            "kind": kind,
            "anonymised": False,
            "deidentified": False,
            "from_country": here,
            "to_country": here,
            "at": f"{plan.day[ago]} 13:00:00+00",
            **more,
        }
        return tuple(said.get(column) for column in DISCLOSURE.split())

    for place, (recipient, task, items) in enumerate(TASKS):
        who = people[place % len(people)]
        yield line(who, recipient, ENTRUSTED, items, "entrusted", 5, task=task, contract_ref=f"DPA-{place + 1}", deidentified="analysis" in task)
    yield line(people[0], AFFILIATES, ENTRUSTED, "name,email", "group", 6, consent_id=f"{people[0].subject}7")
    yield line(people[1], CO_SPONSORS, "purposes.co_sponsors_marketing", "registration_details", "shared", 6, consent_id=f"{people[1].subject}8")
    yield line(people[2], "sources.outside_services", "sources.outside_services", "name,email", "shared", 6, direction="in", contract_ref="APP-2024-07")
    yield line(people[2], TASKS[6][0], ENTRUSTED, "name,email", "entrusted", 10, to_country=abroad, transfer_id=plan.base + 1, consent_id=f"{people[2].subject}9", contract_ref="DPA-7", task=TASKS[6][1])
    yield line(people[3], TASKS[6][0], ENTRUSTED, "name,email", "entrusted", 9, to_country=abroad, transfer_id=plan.base + 2, contract_ref="DPA-7", task=TASKS[6][1])
    for who in (people[4], people[5]):
        yield line(who, "handovers.authority_requests", "handovers.authority_requests", "name,email", "authority", 13, authority_request_id=plan.base + 1)
    if plan.members:
        yield line(people[7], "handovers.change_of_ownership", "handovers.change_of_ownership", "name,email", "succession", 29, succession_id=plan.base + 1)
    anonymous = plan.base + len(COLLECTING) + 1
    for size in (24, 80):
        yield line(None, "recipients.usage_figures", ENTRUSTED, "usage_info", "shared", 7, anonymised=True, group_size=size, exemption_id=anonymous, task="verify or summarise usage data")
    for n, (name, needs) in enumerate(CHINESE_EXEMPTIONS if here == "CN" else ()):
        number = plan.base + len(COLLECTING) + 2 + n
        nobody = "test_ref" in needs
        yield line(None if nobody else people[8], "recipients.business_partners", name, "name", "shared", 8, exemption_id=number, anonymised=nobody, group_size=40 if nobody else None)


def _holds(plan: Plan, people: list[Someone], signing_in: tuple[Plan, ...]) -> Iterator[tuple[object, ...]]:
    serial = count(plan.base + 1)
    ahead = ahead_of(plan, LOGS_KEPT_DAYS)
    where = [(each, "auth.login_event") for each in signing_in if each.name != plan.name] + [(plan, "crm.login_log")]
    for each, data_set in where:
        for n, _, _, _, left in closed(each):
            if 60 <= left < 90:
                day = f"{plan.day[left - 60]} 00:30:00+00"
                yield next(serial), each.base + n, data_set, LAW_ON_LOGS, ahead[LOGS_KEPT_DAYS - left - 2 - n % 20], day, None
    if people and plan.members:
        yield next(serial), people[9].subject, "crm.contact", "civil procedure, order 7", ahead[120], f"{plan.day[14]} 15:00:00+00", None
        yield next(serial), people[10].subject, "crm.contact", "civil procedure, order 3", plan.day[20], f"{plan.day[90]} 15:00:00+00", f"{plan.day[20]} 15:00:00+00"


def _backups(plan: Plan) -> Iterator[tuple[object, ...]]:
    ahead = ahead_of(plan, 40)
    for n, ago in enumerate((1, 8, 15)):
        digest = sha256(f"{plan.name}/{ago}".encode()).digest()
        tested = f"{plan.day[ago - 1]} 05:00:00+00" if n else None
        yield plan.base + n + 1, plan.country, f"{plan.day[ago]} 02:00:00+00", f"{ahead[35 - ago]} 02:00:00+00", digest, tested, True if n else None, ["restore test"] if n else []


def _requests(plan: Plan, people: list[Someone]) -> Iterator[tuple[object, ...]]:
    """About one in two hundred asks; the answers come within a week of the proof of identity, requests about a tenant's data go there."""
    kinds = ("access", "copy", "rectify", "withdraw", "delete", "cancel")
    channels = ("web", "app", "phone", "email", "online service")
    for n, (serial, who) in enumerate(_askers(plan, people)):
        forwarded = f"{plan.day[4]} 10:00:00+00" if who.tenant else None
        open_still = n % 5 == 4
        received, verified = f"{plan.day[5]} 09:00:00+00", f"{plan.day[5]} 16:00:00+00"
        kind, refused = kinds[n % 6], n % 9 == 8 and not open_still
        gone = kind in ("delete", "cancel") and not open_still and not refused
        yield (
            serial,
            None if gone else who.subject,
            who.tenant or None,
            kind,
            channels[n % 5],
            "no longer uses" if kind == "delete" else None,
            ("forwarded" if who.tenant else "accepted") if open_still else "refused" if refused else "answered",
            received,
            verified,
            "code to the address on record",
            forwarded,
            f"{(plan.today + timedelta(days=2)).isoformat()} 16:00:00+00",
            None if open_still else f"{plan.day[1]} 15:00:00+00",
            "requests.unreasonably_duplicate" if refused else None,
            "asked twice this week and answered" if refused else None,
            "reviewer-3" if refused else None,
            [plan.base + 1] if refused else [],
        )


def _askers(plan: Plan, people: list[Someone]) -> list[tuple[int, Someone]]:
    return list(enumerate(people * (1 if plan.all < 4_000 else 4), plan.base + 1)) if people else []


def _deletions(plan: Plan, people: list[Someone]) -> Iterator[int]:
    """Requests to delete that were answered."""
    return (serial for n, (serial, _) in enumerate(_askers(plan, people)) if n % 6 == 4 and n % 5 != 4 and n % 9 != 8)


def _steps(plan: Plan, people: list[Someone]) -> Iterator[tuple[object, ...]]:
    for serial in _deletions(plan, people):
        for step, name in enumerate(("resolve", "plan", "delete", "tell recipients", "check", "answer"), 1):
            yield serial, step, name, "done", 1, f"{plan.day[2]} 1{step}:00:00+00"


def _notices(plan: Plan, people: list[Someone]) -> Iterator[tuple[object, ...]]:
    serial = count(plan.base + 1)
    outcomes = (("deleted", None), ("law", "LAW-1"), ("own authorisation", "AUTH-1"))
    for request in _deletions(plan, people):
        for place, (outcome, proof) in enumerate(outcomes):
            recipient = (TASKS[0][0], TASKS[4][0], CO_SPONSORS)[place]
            yield next(serial), request, recipient, f"{plan.day[2]} 14:00:00+00", outcome, proof or "CONFIRMED", f"{plan.day[1]} 14:00:00+00"


def _staff_reads(plan: Plan) -> Iterator[tuple[object, ...]]:
    for n in range(min(10, plan.tenants * 3) if plan.members else 0):
        tenant = plan.tenant + n % plan.tenants
        yield plan.base + n + 1, f"staff-{n % 4:02d}", f"TK-{tenant}-{n}", tenant, "crm.contact", 1 + n, n % 5 == 4, f"{plan.day[3 + n % 9]} {plan.clock[n]}"


def _incidents(plan: Plan) -> Iterator[tuple[object, ...]]:
    if plan.members or plan.name == "website":
        yield plan.base + 1, "leak", "PLAN-2024-1", f"{plan.day[50]} 08:00:00+00", f"{plan.day[50]} 08:20:00+00", None
        yield plan.base + 2, "abuse", "PLAN-2024-1", f"{plan.day[80]} 08:00:00+00", f"{plan.day[80]} 08:30:00+00", f"{plan.day[79]} 08:00:00+00"


def _incident_notices(plan: Plan, people: list[Someone]) -> Iterator[tuple[object, ...]]:
    if not (plan.members or plan.name == "website"):
        return
    told = sorted({who.subject for who in people if who.age > 52})
    for n, subject in enumerate(told):
        yield plan.base + 1, subject, f"{plan.day[47]} 08:00:00+00", ("email", "phone")[n % 2], f"{plan.day[50]} 19:00:00+00"
