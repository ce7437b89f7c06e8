"""Kept's books about what left, or came in: on which ground, to whom, across which border."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

from .crm import contract
from .customers import opted_out, pays
from .few import Someone, some
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
    SHARING,
    TASKS,
    TELECOM,
    WECHAT_PAY,
)
from .vault import CONSENT, DECISION, Wording, language
from .walks import active, contacts, located

ABROAD = {"CN": "SG", "SG": "CN", "ID": "SG", "DE": "SG"}
EVIDENCE = (
    "exemption_id ground contract_ref citation incident_ref interest ends_on approval_ref sign_off_ref source_ref source_date test_ref"
)
DISCLOSURE = (
    "disclosure_id subject_id recipient task purpose items direction kind anonymised deidentified group_size consent_id exemption_id "
    "contract_ref "
    "authority_request_id succession_id transfer_id from_country to_country at"
)


def handed_on_tables(plan: Plan, signing_in: tuple[Plan, ...], wording: Wording) -> Iterator[Table]:
    """Grounds without consent, transfers, what authorities and successors got, disclosures; after the subjects and their consents."""
    people = some(plan)
    yield table("kept.consent", CONSENT, lines(_consents(plan, people, wording)))
    yield table("kept.exemption", EVIDENCE, lines(_exemptions(plan)))
    yield table("kept.decision", DECISION, lines(_exempt_decisions(plan, people)))
    yield table(
        "kept.transfer",
        "transfer_id subject_id from_country to_country recipient data_class route consent_id at",
        lines(_transfers(plan, people)),
    )
    yield table(
        "kept.authority_request",
        "authority_request_id body legal_ground paper_ref items subjects decision decided_by decided_at",
        lines(_authority_requests(plan, people)),
    )
    yield table("kept.succession", "succession_id event successor data_sets notified_at undertaking_ref at", lines(_successions(plan)))
    serial = count(plan.base * 10 + 6_000_000)
    yield Table("kept.disclosure", tuple(DISCLOSURE.split()), chunks(_many_disclosures(plan, signing_in, serial)))
    yield table("kept.disclosure", DISCLOSURE, lines(_few_disclosures(plan, people, serial)))


def _asked(people: list[Someone]) -> list[tuple[int, Someone, str]]:
    """Who agreed to what beyond the service's own functions: the last digit of the consent's id, the person, the matter."""
    return [(7, people[0], AFFILIATES), (8, people[1], CO_SPONSORS), (9, people[2], "transfer")] if people else []


def _consents(plan: Plan, people: list[Someone], wording: Wording) -> Iterator[tuple[object, ...]]:
    tongue = language(plan)
    digests = {label: bytes.fromhex(words[tongue]) for label, words in wording.items()}
    digest = digests[LABEL]
    for digit, who, matter in _asked(people):
        said = f"transfer:{ABROAD[plan.country]}" if matter == "transfer" else matter
        at = f"{plan.day[30]} 10:00:00+00"
        yield f"{who.subject}{digit}", who.subject, LABEL, said, "separate", tongue, digest, None, "form", at, None
    for place, n, _, p, age in contacts(plan):
        if pays(place, p.country):
            at, label = f"{plan.day[age - 1]} 00:00:01+00", plan.label(age)
            yield f"{plan.base + n}6", plan.base + n, label, WECHAT_PAY, "explicit", tongue, digests[label], None, "checkout", at, None
        elif p.country == "IN" and place % 500 < 20:
            yield (
                f"{plan.base + n}9",
                plan.base + n,
                LABEL,
                f"transfer:{ABROAD[plan.country]}",
                "explicit",
                tongue,
                digest,
                None,
                "form",
                f"{plan.day[2]} 10:00:00+00",
                None,
            )


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
        yield (
            plan.base * 10 + 5_000_000 + n,
            who.subject,
            LABEL,
            name,
            name,
            "collect" if n % 2 else "use",
            "exemption",
            None,
            plan.base + n + 1,
            None,
            True,
            at,
        )


def _transfers(plan: Plan, people: list[Someone]) -> Iterator[tuple[object, ...]]:
    if not people:
        return
    abroad = ABROAD[plan.country]
    third, fourth = people[2], people[3]
    yield (
        plan.base + 1,
        third.subject,
        plan.country,
        abroad,
        TASKS[6][0],
        "ordinary",
        None,
        f"{third.subject}9",
        f"{plan.day[10]} 10:00:00+00",
    )
    yield (
        plan.base + 2,
        fourth.subject,
        plan.country,
        abroad,
        TASKS[6][0],
        "ordinary",
        "standard contract",
        None,
        f"{plan.day[9]} 10:00:00+00",
    )
    serial = count(plan.base + 3)
    for place, n, _, p, _ in contacts(plan):
        if p.country == "IN" and place % 500 < 20:
            subject = plan.base + n
            yield next(serial), subject, plan.country, abroad, TASKS[6][0], "ordinary", None, f"{subject}9", f"{plan.day[1]} 10:00:00+00"


def _authority_requests(plan: Plan, people: list[Someone]) -> Iterator[tuple[object, ...]]:
    if not people:
        return
    at = f"{plan.day[14]} 15:00:00+00"
    yield (
        plan.base + 1,
        "district court",
        "civil procedure, order 7",
        f"PAPER-{plan.number}-1",
        ["name", "email"],
        [people[4].subject, people[5].subject],
        "approved",
        "legal-02",
        at,
    )
    yield plan.base + 2, "administrative office", None, None, ["mobile"], [people[6].subject], "refused", "legal-02", at
    yield plan.base + 3, "administrative office", "notice 12", None, ["mobile"], [people[6].subject], "open", None, None


def _successions(plan: Plan) -> Iterator[tuple[object, ...]]:
    if plan.members:
        yield (
            plan.base + 1,
            "asset transfer",
            "Specimen Successor",
            ["crm.account", "crm.contact"],
            f"{plan.day[60]} 09:00:00+00",
            f"UNDERTAKING-{LABEL}-1",
            f"{plan.day[30]} 12:00:00+00",
        )


def _many_disclosures(plan: Plan, signing_in: tuple[Plan, ...], serial: Iterator[int]) -> Iterator[str]:
    """What goes out (and comes in) every day: codes by SMS, places to map firms, payment facts, work given to contractors."""
    day, clock, here = plan.day, plan.clock, plan.country
    for each in signing_in:
        for n, _, _, age in active(each):
            if n % 4 == 1:
                subject = each.base + n
                yield (
                    f"{next(serial)}\t{subject}\t{TELECOM}\t\\N\t{REGISTRATION_CODE}\t{{mobile}}\tout\tshared\tf\tf\t\\N\t{subject}1"
                    f"\t\\N\t\\N\t\\N\t\\N\t\\N"
                    f"\t{here}\t{here}\t{each.day[age]} {clock[n % 1409]}\n"
                )
    maps = MAPS["CN" if here == "CN" else "abroad"]
    for n, _, _, used, withdrawn in located(plan):
        if withdrawn < 60 and n % 2:
            subject, firm = plan.base + n, maps[n // 6 % len(maps)] if used <= plan.bound else maps[0]
            yield (
                f"{next(serial)}\t{subject}\t{firm}\t\\N\tpurposes.location_services\t{{de_identified_location}}"
                f"\tout\tshared\tf\tt\t\\N\t{subject}2"
                f"\t\\N\t\\N\t\\N\t\\N\t\\N\t{here}\t{here}\t{day[used]} {clock[n % 1301]}\n"
            )
    for place, n, tenant, p, age in contacts(plan):
        subject = plan.base + n
        if pays(place, p.country):
            yield (
                f"{next(serial)}\t{subject}\t{WECHAT_PAY}\t\\N\tsources.payment_binding\t{{payment_account_information}}\tin\tshared\tf"
                f"\tf\t\\N\t{subject}6\t\\N\t\\N"
                f"\t\\N\t\\N\t\\N\t{here}\t{here}\t{day[age - 1]} {clock[n % 1409]}\n"
            )
        if place % 12 == 1 and age >= 10 and not opted_out(place, age):
            recipient, task, items = TASKS[place // 12 % len(TASKS)]
            yield (
                f"{next(serial)}\t{subject}\t{recipient}\t{task}\t{ENTRUSTED}\t{{{items}}}\tout\tentrusted\tf"
                f"\t{'t' if 'analysis' in task else 'f'}\t\\N\t\\N\t\\N"
                f"\t{contract(tenant)}\t\\N\t\\N\t\\N\t{here}\t{here}\t{day[1 + place % 8]} {clock[n % 1409]}\n"
            )
    if plan.name == "website":
        yield from _posts(plan, serial)


def _posts(plan: Plan, serial: Iterator[int]) -> Iterator[str]:
    for visitor in visitors(plan):
        if posts(visitor):
            subject = plan.base + visitor.n
            yield (
                f"{next(serial)}\t{subject}\t{PUBLISHING}\t\\N\t{PUBLISHING}\t{{username}}\tout\tpublished\tf\tf\t\\N\t{subject}6\t\\N"
                f"\t\\N\t\\N\t\\N\t\\N\tCN\tCN"
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
        yield line(
            who, recipient, ENTRUSTED, items, "entrusted", 5, task=task, contract_ref=f"DPA-{place + 1}", deidentified="analysis" in task
        )
    yield line(people[0], AFFILIATES, ENTRUSTED, "name,email", "group", 6, consent_id=f"{people[0].subject}7")
    yield line(
        people[1], CO_SPONSORS, "purposes.co_sponsors_marketing", "registration_details", "shared", 6, consent_id=f"{people[1].subject}8"
    )
    yield line(
        people[2],
        "sdks.directory",
        "sources.outside_services",
        "name,email",
        "shared",
        6,
        direction="in",
        contract_ref="APP-2024-07",
    )
    yield line(
        people[2],
        TASKS[6][0],
        ENTRUSTED,
        "name,email",
        "entrusted",
        10,
        to_country=abroad,
        transfer_id=plan.base + 1,
        consent_id=f"{people[2].subject}9",
        contract_ref="DPA-7",
        task=TASKS[6][1],
    )
    yield line(
        people[3],
        TASKS[6][0],
        ENTRUSTED,
        "name,email",
        "entrusted",
        9,
        to_country=abroad,
        transfer_id=plan.base + 2,
        contract_ref="DPA-7",
        task=TASKS[6][1],
    )
    for who in (people[4], people[5]):
        yield line(
            who,
            "handovers.authority_requests",
            SHARING,
            "name,email",
            "authority",
            13,
            authority_request_id=plan.base + 1,
        )
    if plan.members:
        yield line(
            people[7],
            "handovers.change_of_ownership",
            SHARING,
            "name,email",
            "succession",
            29,
            succession_id=plan.base + 1,
        )
    anonymous = plan.base + len(COLLECTING) + 1
    for size in (24, 80):
        yield line(
            None,
            "recipients.usage_figures",
            ENTRUSTED,
            "usage_info",
            "shared",
            7,
            anonymised=True,
            group_size=size,
            exemption_id=anonymous,
            task="verify or summarise usage data",
        )
    for n, (_, needs) in enumerate(CHINESE_EXEMPTIONS if here == "CN" else ()):
        number = plan.base + len(COLLECTING) + 2 + n
        nobody = "test_ref" in needs
        yield line(
            None if nobody else people[8],
            "recipients.business_partners",
            SHARING,
            "name",
            "shared",
            8,
            exemption_id=number,
            anonymised=nobody,
            group_size=40 if nobody else None,
        )
