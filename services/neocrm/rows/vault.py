"""Kept's books about people: the vault, what they agreed to, what was decided about their data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from hashlib import sha256
from itertools import chain, islice
from typing import NamedTuple

from .crm import contract
from .customers import social_kind
from .known import known_tables
from .plan import NULL, Plan, Table, keys, lines, table
from .site import BY_AGREEMENT, matter, posts, takes_advertising, vanished, visitors
from .stated import (
    ADVERTISING,
    EARLIER_LABEL,
    EARLIER_OPERATOR,
    EARLIER_VERSION,
    IDENTITY,
    LABEL,
    LOCATION_SERVICES,
    MANAGEMENT,
    OPERATOR,
    PUBLISHING,
    REGISTRATION_CODE,
    SERVICE,
    SMART_MARKETING,
    SOCIAL,
    UPLOADS,
    VERSION,
    WORK_ORDERS,
)
from .walks import active, closed, contacts, leads, located

SUBJECT = (
    "subject_id key class country subdivision born_on guardian_id tenant_ref created_at restricted_at ended_at erased_at "
    "contract_ref age_at_least"
)
ADULT = 18
# No contract of one's own, no declared age.
NOT_KNOWN = "\t\\N\t\\N\n"
CONSENT = "consent_id subject_id label matter form language wording_sha256 guardian_id channel given_at withdrawn_at"
DECISION = "decision_id subject_id label function purpose act basis consent_id exemption_id contract_ref allowed decided_at"
NO_KEY = "0" * 64
Wording = Mapping[str, Mapping[str, str]]
CHILD_EVERY, CHILD_AT = 97, 13


def language(plan: Plan) -> str:
    """The language in which a cluster's people are asked."""
    return "zh" if plan.country == "CN" else "en"


def versions(said: Mapping[str, tuple[Mapping[str, str], bytes]]) -> Iterator[Table]:
    """The statement's versions and their texts, against which consents are read; ``said`` gives texts and the file's digest by label."""
    facts = {LABEL: (VERSION, OPERATOR), EARLIER_LABEL: (EARLIER_VERSION, EARLIER_OPERATOR)}
    stated = [(label, *facts[label], digest) for label, (_, digest) in said.items()]
    yield table(
        "kept.statement_version",
        "label service version effective_on operator sha256",
        lines([(label, SERVICE, day, day, operator, digest) for label, day, operator, digest in stated]),
    )
    rows = [(label, tongue, text, sha256(text.encode()).digest()) for label, (texts, _) in said.items() for tongue, text in texts.items()]
    yield table("kept.statement_text", "label language text sha256", lines(rows))


def people_tables(plan: Plan, signing_in: tuple[Plan, ...], wording: Wording) -> Iterator[Table]:
    """Subjects, consents and decisions of a database: its own people and those who sign in through it.

    ``wording`` gives the SHA-256 of each version's text, in hexadecimal, by language and label.
    """
    guests = tuple(each for each in signing_in if each.name != plan.name)
    yield table("kept.subject", SUBJECT, chain(_subjects(plan), *(_members(guest, erased=False) for guest in guests)))
    own = _crm_consents(plan, wording) if plan.members else _site_consents(plan, wording) if plan.name == "website" else iter(())
    yield table(
        "kept.consent",
        CONSENT,
        chain(
            own,
            *(_storage_consents(guest, plan.name, wording) for guest in guests),
            *(_code_consents(each, wording) for each in signing_in),
        ),
    )
    yield from _exempted(plan, signing_in)
    yield from known_tables(plan, guests)


def _exempted(plan: Plan, signing_in: tuple[Plan, ...]) -> Iterator[Table]:
    decided = _crm_decisions(plan) if plan.members else _site_decisions(plan) if plan.name == "website" else iter(())
    yield table("kept.decision", DECISION, chain(decided, *(_sign_in_decisions(each) for each in signing_in)))


def _subjects(plan: Plan) -> Iterator[str]:
    if plan.members:
        yield from _members(plan, erased=True)
        yield from _contacts(plan)
        yield from _leads(plan)
    elif plan.name == "website":
        yield from _visitors(plan)
    else:
        yield from _leads(plan)


def _members(plan: Plan, *, erased: bool) -> Iterator[str]:
    base, day, clock = plan.base, plan.day, plan.clock
    hexes = keys(plan, 0, plan.members)
    before = -1
    for n, tenant, p, age in active(plan):
        kind = "administrator" if tenant != before else "external" if n % 13 == 5 else "member"
        before = tenant
        born = birthday(plan, 24 + n % 31, n) if n % 10 == 1 else NULL
        yield (
            f"{base + n}\t\\\\x{next(hexes)}\t{kind}\t{p.country}\t{p.subdivision}\t{born}\t\\N\t{tenant}\t{day[age]} {clock[n % 1409]}"
            f"\t\\N\t\\N\t\\N\t{contract(tenant)}\t{ADULT}\n"
        )
    for n, tenant, p, age, left in closed(plan):
        key = next(hexes)
        head = f"{p.country}\t{p.subdivision}\t\\N\t\\N\t{tenant}\t{day[age]} {clock[n % 1409]}"
        if left < 90:
            held = f"{day[left - 60]} 00:30:00+00" if left >= 60 else NULL
            yield f"{base + n}\t\\\\x{key}\tmember\t{head}\t{held}\t{day[left]} 00:00:00+00\t\\N{NOT_KNOWN}"
        elif erased:
            yield f"{base + n}\t\\\\x{NO_KEY}\tmember\t{head}\t\\N\t{day[left]} 00:00:00+00\t{day[left - 60]} 00:30:00+00{NOT_KNOWN}"


def child_of(plan: Plan, place: int) -> bool:
    """Whether the contact at this place is a child; the next contact is its guardian."""
    return place % CHILD_EVERY == CHILD_AT and place + 1 < plan.contacts


def _contacts(plan: Plan) -> Iterator[str]:
    base, day, clock = plan.base, plan.day, plan.clock
    ages = {"CN": 11, "US": 10, "IN": 16}
    hexes = keys(plan, plan.members, plan.members + plan.contacts)
    for place, n, tenant, p, age in contacts(plan):
        born, guardian = NULL, NULL
        if place % CHILD_EVERY == CHILD_AT and child_of(plan, place):
            born, guardian = birthday(plan, ages.get(p.country, 11), n), str(base + n + 1)
        elif place % 10 == 3:
            born = birthday(plan, 30 + place % 30, n)
        yield (
            f"{base + n}\t\\\\x{next(hexes)}\tcontact\t{p.country}\t{p.subdivision}\t{born}\t{guardian}\t{tenant}"
            f"\t{day[age]} {clock[n % 1409]}\t\\N\t\\N\t\\N{NOT_KNOWN}"
        )


def _leads(plan: Plan) -> Iterator[str]:
    base, day, clock = plan.base, plan.day, plan.clock
    hexes = keys(plan, plan.members + plan.contacts, plan.all)
    for _, n, tenant, p, age in leads(plan):
        yield (
            f"{base + n}\t\\\\x{next(hexes)}\tlead\t{p.country}\t{p.subdivision}\t\\N\t\\N\t{tenant}\t{day[age]} {clock[n % 1409]}\t\\N"
            f"\t\\N\t\\N{NOT_KNOWN}"
        )


def _visitors(plan: Plan) -> Iterator[str]:
    base, day, clock = plan.base, plan.day, plan.clock
    hexes = dict(enumerate(keys(plan, 0, plan.leads))) if plan.leads < 2_000 else None
    stream = keys(plan, 0, plan.leads)
    place = 0
    for visitor in visitors(plan):
        n, p, age, left = visitor.n, visitor.person, visitor.age, visitor.left
        key = hexes[n] if hexes is not None else next(islice(stream, n - place, None))
        place = n + 1
        born = birthday(plan, 11, n) if visitor.child else NULL
        guardian = str(base + n + 1) if visitor.child else NULL
        ended = f"{day[left]} {clock[n % 1201]}" if left else NULL
        kind = "office visitor" if visitor.kind == "office" else "visitor"
        head = f"{base + n}\t\\\\x{key}\t{kind}\t{p.country}\t\\N\t{born}\t{guardian}"
        yield f"{head}\t\\N\t{day[age]} {clock[n % 1409]}\t\\N\t{ended}\t\\N{NOT_KNOWN}"
    for n in vanished(plan):
        gone = 70 + n % 200
        yield (
            f"{base + n}\t\\\\x{NO_KEY}\tvisitor\t{plan.country}\t\\N\t\\N\t\\N\t\\N\t{day[gone + 20]} 10:00:00+00\t\\N"
            f"\t{day[gone]} 10:00:00+00"
            f"\t{day[gone - 60]} 00:30:00+00{NOT_KNOWN}"
        )


def birthday(plan: Plan, years: int, n: int) -> str:
    """A birthday that makes somebody ``years`` old (and some months) today."""
    born = plan.today - timedelta(days=years * 365 + years // 4 + 40 + n % 200)
    return born.isoformat()


class _Said(NamedTuple):
    """What a consent says of the version that it was given to, and of the text that was shown."""

    label: str
    words: str

    def about(self, matter: str, form: str, channel: str) -> str:
        return f"{self.label}{matter}\t{form}{self.words}\t\\N\t{channel}\t"


def _said(plan: Plan, wording: Wording) -> tuple[_Said, _Said]:
    """Under the version in force and (True) under the one before it, which nobody agrees to where its text is not known."""
    tongue = language(plan)
    digests = [wording.get(label, wording[LABEL])[tongue] for label in (LABEL, EARLIER_LABEL)]
    now, then = (_Said(f"\t{label}\t", f"\t{tongue}\t\\\\x{x}") for label, x in zip((LABEL, EARLIER_LABEL), digests, strict=True))
    return now, then


def _storage_consents(plan: Plan, cluster: str, wording: Wording) -> Iterator[str]:
    """Whoever signs in agrees to the data centre by doing so; people of old did as soon as the statement asked for it."""
    base, day, clock, bound = plan.base, plan.day, plan.clock, plan.bound
    middle = _said(plan, wording)[0].about(f"storage.{cluster}", "conduct", "sign-in")
    for n, _, _, age in active(plan):
        at = f"{day[bound]} 00:00:00+00" if age > bound else f"{day[age]} {clock[n % 1409]}"
        yield f"{base + n}0\t{base + n}{middle}{at}\t\\N\n"
    for n, _, _, age, left in closed(plan):
        if left < 90:
            yield f"{base + n}0\t{base + n}{middle}{day[age]} {clock[n % 1409]}\t\\N\n"


def _code_consents(plan: Plan, wording: Wording) -> Iterator[str]:
    base, day, clock, bound = plan.base, plan.day, plan.clock, plan.bound
    middle = [said.about(REGISTRATION_CODE, "explicit", "sign-up") for said in _said(plan, wording)]
    for n, _, _, age in active(plan):
        yield f"{base + n}1\t{base + n}{middle[age > bound]}{day[age]} {clock[n % 1409]}\t\\N\n"
    for n, _, _, age, left in closed(plan):
        if left < 60:
            yield f"{base + n}1\t{base + n}{middle[0]}{day[age]} {clock[n % 1409]}\t\\N\n"


def _crm_consents(plan: Plan, wording: Wording) -> Iterator[str]:
    base, day, clock, bound = plan.base, plan.day, plan.clock, plan.bound
    both = _said(plan, wording)
    yield from _storage_consents(plan, plan.name, wording)
    middle = [said.about(WORK_ORDERS, "separate", "app") for said in both]
    for n, _, agreed, _, withdrawn in located(plan):
        out = f"{day[withdrawn]} {clock[n % 1201]}" if withdrawn else NULL
        yield f"{base + n}2\t{base + n}{middle[agreed > bound]}{day[agreed]} {clock[n % 1201]}\t{out}\n"
    for place, n, _, _, age in contacts(plan):
        kind = social_kind(place)
        if kind is not None and 70 <= age <= bound:
            out = f"{day[1 + place % 57]} {clock[n % 1201]}" if place // 6 % 10 == 3 else NULL
            agreed_to = both[0].about(f"functions.{SOCIAL[kind]}", "separate", "WeCom")
            yield f"{base + n}3\t{base + n}{agreed_to}{day[age - 1]} {clock[n % 1201]}\t{out}\n"
        if place % CHILD_EVERY == CHILD_AT and child_of(plan, place):
            label, words = both[age > bound]
            yield f"{base + n}4\t{base + n}{label}{UPLOADS}\tguardian{words}\t{base + n + 1}\tletter\t{day[age]} {clock[n % 1409]}\t\\N\n"


def _site_consents(plan: Plan, wording: Wording) -> Iterator[str]:
    base, day, clock = plan.base, plan.day, plan.clock
    label, words = _said(plan, wording)[0]
    for visitor in visitors(plan):
        n, subject = visitor.n, base + visitor.n
        head, at = f"\t{subject}{label}", f"{day[visitor.age]} {clock[n % 1409]}\t\\N\n"
        if visitor.child == "guarded":
            yield f"{subject}4{head}{matter(visitor)}\tguardian{words}\t{subject + 1}\tform\t{at}"
        elif visitor.child != "agreed":
            channel = "reception" if visitor.kind == "office" else "form"
            yield f"{subject}4{head}{matter(visitor)}\texplicit{words}\t\\N\t{channel}\t{at}"
        if takes_advertising(visitor):
            yield f"{subject}5{head}{ADVERTISING}\texplicit{words}\t\\N\tbanner\t{at}"
        if posts(visitor):
            yield f"{subject}6{head}{PUBLISHING}\texplicit{words}\t\\N\tboard\t{at}"


def _crm_decisions(plan: Plan) -> Iterator[str]:
    base, day, clock = plan.base, plan.day, plan.clock
    for n, _, _, used, withdrawn in located(plan):
        if withdrawn < 60:
            subject = base + n
            yield (
                f"{subject}2\t{subject}\t{plan.label(used)}\t{WORK_ORDERS}\t{LOCATION_SERVICES}\tcollect\tconsent\t{subject}2\t\\N\t\\N\tt"
                f"\t{day[used]} {clock[n % 1301]}\n"
            )
    for place, n, tenant, _, age in contacts(plan):
        kind = social_kind(place)
        if kind is not None and age >= 70:
            subject, label = base + n, plan.label(age)
            # The version before this one asked for no consent to these accounts.
            why = f"consent\t{subject}3\t\\N\t\\N" if label == LABEL else f"contract\t\\N\t\\N\t{contract(tenant)}"
            yield (
                f"{subject}3\t{subject}\t{label}\tfunctions.{SOCIAL[kind]}\t{SMART_MARKETING}\tcollect\t{why}\tt"
                f"\t{day[age - 2]} {clock[n % 1409]}\n"
            )


def _site_decisions(plan: Plan) -> Iterator[str]:
    base, day, clock = plan.base, plan.day, plan.clock
    for visitor in visitors(plan):
        n, subject = visitor.n, base + visitor.n
        at = f"{day[visitor.age]} {clock[n % 1409]}\n"
        why = f"contract\t\\N\t\\N\tMINOR-{BY_AGREEMENT}-{subject}" if visitor.child == "agreed" else f"consent\t{subject}4\t\\N\t\\N"
        said = matter(visitor)
        yield f"{subject}4\t{subject}\t{LABEL}\t{said}\t{said}\tcollect\t{why}\tt\t{at}"
        if takes_advertising(visitor):
            yield f"{subject}5\t{subject}\t{LABEL}\t{ADVERTISING}\t{ADVERTISING}\tcollect\tconsent\t{subject}5\t\\N\t\\N\tt\t{at}"
        if posts(visitor):
            later = f"{day[visitor.age - 1]} {clock[n % 1409]}\n"
            yield f"{subject}6\t{subject}\t{LABEL}\t{PUBLISHING}\t{PUBLISHING}\tpublish\tconsent\t{subject}6\t\\N\t\\N\tt\t{later}"


def _sign_in_decisions(plan: Plan) -> Iterator[str]:
    base, day, clock = plan.base, plan.day, plan.clock
    for n, tenant, _, age in active(plan):
        yield (
            f"{base + n}1\t{base + n}\t{plan.label(age)}\t{IDENTITY}\t{MANAGEMENT}\tcollect\tcontract\t\\N\t\\N\t{contract(tenant)}\tt"
            f"\t{day[age]} {clock[n % 1409]}\n"
        )
    for n, tenant, _, age, left in closed(plan):
        if left < 60:
            yield (
                f"{base + n}1\t{base + n}\t{LABEL}\t{IDENTITY}\t{MANAGEMENT}\tcollect\tcontract\t\\N\t\\N\t{contract(tenant)}\tt"
                f"\t{day[age]} {clock[n % 1409]}\n"
            )
