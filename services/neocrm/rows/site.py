"""The official website and the office: forms, newsletter, cookies, visitors, posts. The vendor itself is the controller here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..people import COMPANIES, Person, addresses
from ..people.pool import SUFFIX
from .crm import POSITIONS
from .customers import ahead_of
from .logs import IPS, device_ends
from .plan import NULL, STRIDE, Plan, Table, lines, table
from .stated import FORMS, VISITORS

OFFICE_DAYS = 90
GUARDED, BY_AGREEMENT = 0, 55


class Visitor(NamedTuple):
    """One person of the website. ``left``: days since the person ended the relation (0: it lasts); ``kind`` a form, or ``office``."""

    n: int
    person: Person
    age: int
    left: int
    kind: str
    child: str


def visitors(plan: Plan) -> Iterator[Visitor]:
    """Everybody but those of whom nothing is left (see ``vanished``)."""
    people, size, span = plan.people, len(plan.people), plan.span
    for n in range(plan.leads):
        if n % 11 == 8:
            continue
        left = 1 + n // 11 % 58 if n % 11 == 7 else 0
        age = left + 30 + n * STRIDE % 300 if left else 3 + n * STRIDE % (span - 4)
        office = n % 10 == 9
        if office:
            age, left = 1 + n % 80, 0
        child = {GUARDED: "guarded", BY_AGREEMENT: "agreed"}.get(n % 110, "") if n + 1 < plan.leads else ""
        yield Visitor(n, people[n % size], age, left, "office" if office else FORMS[n % 8], child)


def vanished(plan: Plan) -> Iterator[int]:
    """The numbers of people whose data has been erased."""
    return (n for n in range(plan.leads) if n % 11 == 8)


def site_tables(plan: Plan) -> Iterator[Table]:
    """All rows of the schema ``web``."""
    yield table(
        "web.form_submission",
        "submission_id subject_id function name mobile company job_title address email username about_others declared_ground "
        "declared_at decision_id created_at",
        _forms(plan),
    )
    yield table("web.newsletter", "newsletter_id subject_id email decision_id created_at opted_out_at", _newsletter(plan))
    yield table("web.cookie_choice", "choice_id subject_id advertising chosen_at", _choices(plan))
    yield table("web.cookie_visit", "visit_id choice_id subject_id cookie session device_info usage_info ip identifier at", _cookies(plan))
    yield table("web.usage", "usage_id subject_id visit_info usage_info device_info at", _usage(plan))
    yield table("web.interest", "interest_id choice_id subject_id usage_info decision_id at", _interests(plan))
    yield table("web.child_session", "session flagged_at purged_at", lines(_child_sessions(plan)))
    yield table("web.office_visit", "visit_id subject_id name phone company arrived_at decision_id delete_by", _office(plan))
    yield table("web.office_health", "visit_id subject_id decision_id recorded_at", ())
    yield table("web.blog_post", "post_id subject_id body public_hint_shown decision_id published_at", _posts(plan))


def matter(visitor: Visitor) -> str:
    """What the person agreed to."""
    return VISITORS if visitor.kind == "office" else f"functions.{visitor.kind}"


def _forms(plan: Plan) -> Iterator[str]:
    base, day, clock, places = plan.base, plan.day, plan.clock, addresses(plan.seed, plan.name, plan.country)
    words, suffix, positions = COMPANIES[plan.country], SUFFIX[plan.country], POSITIONS[plan.country]
    for n, p, age, _, kind, _ in visitors(plan):
        if kind == "office":
            continue
        at = f"{day[age]} {clock[n % 1409]}"
        mail = f"{p.local}{n}@{p.domain}"
        head = f"{base + n}\t{base + n}\t{kind}\t"
        if kind == "email_subscription":
            yield f"{head}\\N\t\\N\t\\N\t\\N\t\\N\t{mail}\t\\N\tf\t\\N\t\\N\t{base + n}4\t{at}\n"
            continue
        others = f"t\t{'right' if n % 32 == 1 else 'authorisation'}\t{at}" if n % 16 == 1 else "f\t\\N\t\\N"
        yield (
            f"{head}{p.name}\t{p.head}{p.tails[n % len(p.tails)]}\t{words[n % len(words)]}{n % 97}{suffix}\t{positions[n % len(positions)]}"
            f"\t{places[n % 997] if n % 3 == 0 else NULL}\t{mail}\t{p.local if n % 4 == 0 else NULL}\t{others}\t{base + n}4\t{at}\n"
        )


def _newsletter(plan: Plan) -> Iterator[str]:
    base, day, clock = plan.base, plan.day, plan.clock
    for n, p, age, left, kind, _ in visitors(plan):
        if kind == "email_subscription":
            out = f"{day[left]} {clock[n % 1201]}" if left else NULL
            yield f"{base + n}\t{base + n}\t{p.local}{n}@{p.domain}\t{base + n}4\t{day[age]} {clock[n % 1409]}\t{out}\n"


def takes_advertising(visitor: Visitor) -> bool:
    """Whether this person switched advertising cookies on."""
    return visitor.n % 3 == 0 and visitor.kind != "office" and not visitor.child


def _choices(plan: Plan) -> Iterator[str]:
    for visitor in visitors(plan):
        if visitor.kind != "office":
            subject = plan.base + visitor.n
            yield (
                f"{subject}\t{subject}\t{'t' if takes_advertising(visitor) else 'f'}"
                f"\t{plan.day[visitor.age]} {plan.clock[visitor.n % 1409]}\n"
            )


def _cookies(plan: Plan) -> Iterator[str]:
    base, day, clock = plan.base, plan.day, plan.clock
    devices = [end.replace("\t", " ", 2).split("\t", 1)[0] for end in device_ends(plan.seed, plan.country)]
    for visitor in visitors(plan):
        if visitor.kind == "office":
            continue
        n, subject, ip, device = visitor.n, base + visitor.n, IPS[visitor.n % 762], devices[visitor.n % 769]
        at = f"{day[visitor.age - 1]} {clock[n % 1301]}"
        yield f"{subject}0\t{subject}\t{subject}\tnecessary\t{subject}0\t\\N\t\\N\t{ip}\tv-{subject}\t{at}\n"
        yield f"{subject}1\t{subject}\t{subject}\twebsite_and_email\t{subject}0\t{device}\tpages: {1 + n % 9}\t{ip}\tv-{subject}\t{at}\n"


def _usage(plan: Plan) -> Iterator[str]:
    for visitor in visitors(plan):
        if visitor.kind != "office":
            n, subject = visitor.n, plan.base + visitor.n
            at = f"{plan.day[visitor.age - 1]} {plan.clock[n % 1301]}"
            yield f"{subject}\t{subject}\tentry: /{'trial' if n % 2 else 'product'}\tpages: {1 + n % 9}\tdesktop\t{at}\n"


def _interests(plan: Plan) -> Iterator[str]:
    for visitor in visitors(plan):
        if takes_advertising(visitor):
            n, subject = visitor.n, plan.base + visitor.n
            at = f"{plan.day[visitor.age - 1]} {plan.clock[n % 1301]}"
            yield f"{subject}\t{subject}\t{subject}\tcampaign page {n % 7}\t{subject}5\t{at}\n"


def _child_sessions(plan: Plan) -> Iterator[tuple[object, ...]]:
    for n in range(max(3, plan.leads // 200)):
        yield f"{plan.base + n}9", f"{plan.day[5 + n % 60]} 09:00:00+00", f"{plan.day[4 + n % 60]} 02:00:00+00"


def _office(plan: Plan) -> Iterator[str]:
    base, day, clock, ahead = plan.base, plan.day, plan.clock, ahead_of(plan, OFFICE_DAYS + 1)
    words, suffix = COMPANIES[plan.country], SUFFIX[plan.country]
    for n, p, age, _, kind, _ in visitors(plan):
        if kind == "office":
            yield (
                f"{base + n}\t{base + n}\t{p.name}\t{p.head}{p.tails[n % len(p.tails)]}\t{words[n % len(words)]}{n % 97}{suffix}"
                f"\t{day[age]} {clock[n % 1409]}\t{base + n}4\t{ahead[OFFICE_DAYS - age]}\n"
            )


def posts(visitor: Visitor) -> bool:
    """Whether this person wrote on the public board."""
    return visitor.n % 20 == 1 and not visitor.left and visitor.kind != "office" and not visitor.child


def _posts(plan: Plan) -> Iterator[str]:
    for visitor in visitors(plan):
        if posts(visitor):
            subject = plan.base + visitor.n
            at = f"{plan.day[visitor.age - 1]} {plan.clock[visitor.n % 1409]}"
            yield f"{subject}\t{subject}\tHow we import a sign-in sheet\tt\t{subject}6\t{at}\n"
