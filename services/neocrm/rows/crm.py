"""The CRM of a cluster: organisations, their people, devices and logs."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from ..people import COMPANIES, addresses, sealed
from ..people.pool import SUFFIX
from .logs import IPS, MODELS, device_ends
from .plan import LOGIN_HOST, NULL, Plan, Table, lines, table
from .stated import GPS, OPERATOR, OTHER_PERMISSIONS
from .walks import ENDED_AGES, active, closed, first_contact, first_member, located

KINDS = ("legal_person", "legal_person", "partner", "government_agency", "individual_business", "other_organization")
DEPARTMENTS = {
    "CN": ("总经办", "销售部", "市场部", "客户服务部", "财务部", "人力资源部"),
    "SG": ("Management", "Sales", "Marketing", "Service", "Finance", "People"),
    "ID": ("Manajemen", "Penjualan", "Pemasaran", "Layanan", "Keuangan", "SDM"),
    "DE": ("Geschäftsführung", "Vertrieb", "Marketing", "Kundendienst", "Finanzen", "Personal"),
}
POSITIONS = {
    "CN": ("销售经理", "客户代表", "采购主管", "市场专员", "运营总监", "财务经理", "技术支持"),
    "SG": ("Sales manager", "Account executive", "Buyer", "Marketing lead", "Operations director"),
    "ID": ("Manajer penjualan", "Staf pemasaran", "Kepala pembelian", "Direktur operasi"),
    "DE": ("Vertriebsleiter", "Einkäuferin", "Marketingreferent", "Betriebsleiterin"),
}
SOURCES = (
    (1, "organisation upload", "organisation", None, None),
    (2, "Specimen Business Data", "data_provider", "https://data.example/privacy", "DP-2024-01"),
    (3, "public business register", "public_register", "https://register.example/", None),
    (4, "WeChat Pay", "payment_company", "https://pay.example/privacy", "PAY-2023-02"),
    (5, "Specimen Clearing", "payment_institution", "https://clearing.example/privacy", "PAY-2023-03"),
    (6, "marketplace app", "third_party_app", "https://app.example/privacy", "APP-2024-07"),
)


def crm_tables(plan: Plan) -> Iterator[Table]:
    """Organisations and what belongs to their own people."""
    return iter(
        (
            table(
                "crm.tenant",
                "tenant_id name org_type cluster country controller_id processor plan registered_at contract_ref contract_ends_on "
                "renewal_asked_at "
                "reclaimed_at cancel_asked_at ended_at notice_purpose notice_scope notice_method",
                lines(_tenants(plan)),
            ),
            table("crm.department", "tenant_id department_id parent_id name", lines(_departments(plan))),
            table(
                "crm.import_batch",
                "tenant_id batch_id uploaded_by attested_at attested_ground attestation_sha256 uploaded_at rows_accepted",
                lines(_batches(plan)),
            ),
            table("crm.data_source", "source_id name kind policy_url contract_ref", lines(SOURCES)),
            table(
                "crm.member",
                "tenant_id member_id subject_id class department_id batch_id source_id name mobile email status "
                "leave_with_organisation created_at "
                "last_used_at closed_at anonymised_at",
                _members(plan),
            ),
            table(
                "crm.profile",
                "tenant_id member_id subject_id nickname gender position employee_no report_to company_email created_at",
                _profiles(plan),
            ),
            table("crm.avatar", "tenant_id member_id subject_id avatar created_at", _avatars(plan)),
            table("crm.admin_grant", "tenant_id member_id officer_ref granted_at", lines(_grants(plan))),
            table("crm.control_change", "tenant_id change_id made_by what ticket_ref changed_at", lines(_control_changes(plan))),
            table("crm.login_log", "tenant_id login_id member_id subject_id host ip succeeded at", logins(plan)),
            table("crm.device", "tenant_id device_id member_id subject_id model os_version settings other_info created_at", _devices(plan)),
            table("crm.device_address", "tenant_id address_id device_id subject_id ip at", _device_addresses(plan)),
            table("crm.permission_event", "tenant_id event_id device_id subject_id permission scenario event at", _permissions(plan)),
            table(
                "crm.service_log",
                "tenant_id log_id member_id subject_id ip hardware_model os_type os_version screen_size resolution serial mac imei "
                "time_zone language "
                "search at",
                _service_logs(plan),
            ),
            table(
                "crm.visit",
                "tenant_id visit_id member_id subject_id account_id lat lon address decision_id permission_event_id created_at",
                _visits(plan),
            ),
            table(
                "crm.work_order",
                "tenant_id work_order_id member_id subject_id account_id sim_location ip_location location decision_id "
                "permission_event_id created_at",
                _work_orders(plan),
            ),
        )
    )


def ended_tenants(plan: Plan) -> list[dict[str, object]]:
    """Three organisations that are gone: a paying one that let its contract lapse, a free one taken back, one that asked to leave."""
    day = plan.day
    first, second, third = ENDED_AGES
    return [
        {"plan": "paying", "contract_ends_on": day[first + 65], "ended_at": f"{day[first]} 12:00:00+00"},
        {"plan": "free", "reclaimed_at": f"{day[second + 30]} 12:00:00+00", "ended_at": f"{day[second]} 12:00:00+00"},
        {
            "plan": "paying",
            "contract_ends_on": day[third],
            "cancel_asked_at": f"{day[third + 5]} 12:00:00+00",
            "ended_at": f"{day[third]} 23:59:59+00",
        },
    ]


def _tenants(plan: Plan) -> Iterator[tuple[object, ...]]:
    ended = ended_tenants(plan)
    words, suffix, ahead = COMPANIES[plan.country], SUFFIX[plan.country], f"{plan.today.year + 1}-06-30"
    for n in range(plan.tenants + len(ended)):
        tenant = plan.tenant + n
        said = (
            ended[n - plan.tenants]
            if n >= plan.tenants
            else {"plan": "paying" if n % 4 else "free", "contract_ends_on": ahead if n % 4 else None}
        )
        yield (
            tenant,
            f"{words[n % len(words)]}{words[(n // len(words) + 3) % len(words)]}{n}{suffix}",
            KINDS[n % len(KINDS)],
            plan.name,
            plan.country,
            tenant,
            OPERATOR,
            said["plan"],
            f"{plan.day[plan.span]} {plan.clock[n % len(plan.clock)]}",
            contract(tenant),
            said.get("contract_ends_on"),
            None,
            said.get("reclaimed_at"),
            said.get("cancel_asked_at"),
            said.get("ended_at"),
            "operation and management of the organisation",
            "contact data of employees, members and business contacts",
            "stored and used in the CRM",
        )


def contract(tenant: int) -> str:
    """The service contract of a tenant."""
    return f"SA-{tenant}"


def _with_people(plan: Plan) -> list[int]:
    """The tenants of whom there is still somebody: those in use, and the one that left last."""
    return [*range(plan.tenant, plan.tenant + plan.tenants), plan.tenant + plan.tenants + 2]


def _departments(plan: Plan) -> Iterator[tuple[object, ...]]:
    for tenant in _with_people(plan):
        for place, name in enumerate(DEPARTMENTS[plan.country], 1):
            yield tenant, place, None if place == 1 else 1, name


def _batches(plan: Plan) -> Iterator[tuple[object, ...]]:
    attestation = sha256(b"the organisation holds each person's agreement").digest()
    grounds = ("explicit_consent", "right_to_provide", "lawful_authorisation")
    day = plan.day[plan.span]
    for n, tenant in enumerate(_with_people(plan)):
        for batch in (1, 2):
            yield tenant, batch, plan.entity, f"{day} 23:58:0{batch}+00", grounds[n % 3], attestation, f"{day} 23:59:0{batch}+00", 500


def _members(plan: Plan) -> Iterator[str]:
    base, entity, day, clock = plan.base, plan.entity, plan.day, plan.clock
    before = -1
    for n, tenant, p, age in active(plan):
        kind = "administrator" if tenant != before else "external" if n % 13 == 5 else "member"
        before = tenant
        yield (
            f"{tenant}\t{entity + n}\t{base + n}\t{kind}\t{n % 6 + 1}\t1\t1\t{p.name}\t{p.head}{p.tails[n % len(p.tails)]}"
            f"\t{p.local}{n}@{p.domain}"
            f"\tactive\t{'t' if n % 7 == 3 else 'f'}\t{day[age]} {clock[n % 1409]}\t{day[n % 2 + 1]} {clock[n % 1301]}\t\\N\t\\N\n"
        )
    for n, tenant, p, age, left in closed(plan):
        stamp = f"{day[age]} {clock[n % 1409]}\t{day[left + 1]} {clock[n % 1301]}\t{day[left]} 00:00:00+00"
        if left < 60:
            yield (
                f"{tenant}\t{entity + n}\t{base + n}\tmember\t{n % 6 + 1}\t1\t1\t{p.name}\t{p.head}{p.tails[n % len(p.tails)]}"
                f"\t{p.local}{n}@{p.domain}"
                f"\tclosed\tf\t{stamp}\t\\N\n"
            )
        elif left >= 200:
            yield (
                f"{tenant}\t{entity + n}\t\\N\tmember\t{n % 6 + 1}\t1\t1\t\\N\t\\N\t\\N"
                f"\tanonymised\tf\t{stamp}\t{day[left - 60]} 00:30:00+00\n"
            )


def _profiles(plan: Plan) -> Iterator[str]:
    base, entity, day, clock = plan.base, plan.entity, plan.day, plan.clock
    positions = POSITIONS[plan.country]
    boss, before = entity, -1
    for n, tenant, p, age in active(plan):
        if tenant != before:
            boss, before = entity + first_member(plan, tenant), tenant
        if n % 5 < 3:
            yield (
                f"{tenant}\t{entity + n}\t{base + n}\t{p.local}\t{p.gender}\t{positions[n % len(positions)]}\tE{n:06d}\t{boss}"
                f"\t{p.local}{n}@work.example\t{day[age - 1]} {clock[n % 1409]}\n"
            )
        elif n % 5 == 3:
            yield f"{tenant}\t{entity + n}\t{base + n}\t{p.local}\t\\N\t\\N\t\\N\t\\N\t\\N\t{day[age - 1]} {clock[n % 1409]}\n"


def _avatars(plan: Plan) -> Iterator[str]:
    base, entity, day, clock = plan.base, plan.entity, plan.day, plan.clock
    for n, tenant, _, age in active(plan):
        if n % 5 == 2:
            yield f"{tenant}\t{entity + n}\t{base + n}\tavatars/{entity + n}.png\t{day[age - 1]} {clock[n % 1409]}\n"


def _grants(plan: Plan) -> Iterator[tuple[object, ...]]:
    for tenant in range(plan.tenant, plan.tenant + plan.tenants):
        n = first_member(plan, tenant)
        yield tenant, plan.entity + n, f"APPOINTMENT-{tenant}", f"{plan.day[plan.span]} 23:59:30+00"


def _control_changes(plan: Plan) -> Iterator[tuple[object, ...]]:
    for n in range(0, plan.tenants, 2):
        yield (
            plan.tenant + n,
            1,
            "staff-04",
            "administrator role moved",
            f"TK-{plan.tenant + n}-1",
            f"{plan.day[30]} {plan.clock[n % 1409]}",
        )


def logins(plan: Plan) -> Iterator[str]:
    """Sign-in records: of people in use, of those who left less than sixty days ago, and those that the law keeps for six months."""
    base, entity, day, clock = plan.base, plan.entity, plan.day, plan.clock
    host = LOGIN_HOST.get(plan.name, "login.xiaoshouyi.com")
    for n, tenant, _, age in active(plan):
        member, subject = entity + n, base + n
        yield (
            f"{tenant}\t{subject}0\t{member}\t{subject}\t{host}\t{IPS[n % 762]}\tt\t{day[1 + n * 31 % (age - 2)]} {clock[n % 1409]}\n"
            f"{tenant}\t{subject}1\t{member}\t{subject}\t{host}\t{IPS[n % 757]}\t{'f' if n % 20 == 7 else 't'}"
            f"\t{day[n % 2 + 1]} {clock[n % 1301]}\n"
        )
    for n, tenant, _, _, left in closed(plan):
        if left < 90:
            subject = base + n
            yield f"{tenant}\t{subject}0\t{entity + n}\t{subject}\t{host}\t{IPS[n % 762]}\tt\t{day[left + 1 + n % 20]} {clock[n % 1409]}\n"


def _devices(plan: Plan) -> Iterator[str]:
    base, entity, day, clock = plan.base, plan.entity, plan.day, plan.clock
    for n, tenant, _, age in active(plan):
        if n % 5 != 4 or n % 3 == 0:
            yield (
                f'{tenant}\t{base + n}\t{entity + n}\t{base + n}\t{MODELS[n % 4]}\t{13 + n % 5}\t{{"theme":"light"}}\tapp 23.{n % 12}'
                f"\t{day[age]} {clock[n % 1409]}\n"
            )


def _permissions(plan: Plan) -> Iterator[str]:
    base, day, clock = plan.base, plan.day, plan.clock
    for n, tenant, agreed, used, withdrawn in located(plan):
        subject, time = base + n, clock[n % 1201]
        head = f"{tenant}\t{subject}"
        tail = f"\t{subject}\t{subject}\t{GPS}\tcheck-in\t"
        rows = f"{head}0{tail}prompted\t{day[agreed]} {time}\n{head}1{tail}granted\t{day[agreed]} {time}\n"
        if withdrawn < 60:
            rows += f"{head}2{tail}used\t{day[used]} {clock[n % 1301]}\n"
        if withdrawn:
            rows += f"{head}3{tail}revoked\t{day[withdrawn]} {time}\n"
        yield rows
    for n, tenant, person, age in active(plan):
        if n % 5 == 1 and person.country != "IN":
            subject, answer = base + n, "refused" if n // 5 % 7 == 2 else "granted"
            head, tail = f"{tenant}\t{subject}", f"\t{subject}\t{subject}\t{OTHER_PERMISSIONS[n // 5 % 4]}\tcall notes\t"
            asked = f"{day[age - 1]} {clock[n % 1201]}"
            yield f"{head}4{tail}prompted\t{asked}\n{head}5{tail}{answer}\t{asked}\n"
            if answer == "granted":
                yield f"{head}6{tail}used\t{day[1 + n * 31 % (age - 2)]} {clock[n % 1301]}\n"


def _device_addresses(plan: Plan) -> Iterator[str]:
    base, day, clock = plan.base, plan.day, plan.clock
    for n, tenant, _, age in active(plan):
        if n % 5 == 2:
            subject = base + n
            yield f"{tenant}\t{subject}\t{subject}\t{subject}\t{IPS[n % 762]}\t{day[1 + n * 31 % (age - 2)]} {clock[n % 1301]}\n"


def _service_logs(plan: Plan) -> Iterator[str]:
    base, entity, day, clock, ends = plan.base, plan.entity, plan.day, plan.clock, device_ends(plan.seed, plan.country)
    for n, tenant, _, age in active(plan):
        member, subject, end = entity + n, base + n, ends[n % 769]
        yield (
            f"{tenant}\t{subject}0\t{member}\t{subject}\t{IPS[n % 762]}\t{end}\t{day[1 + n * 37 % (age - 2)]} {clock[n % 1409]}\n"
            f"{tenant}\t{subject}1\t{member}\t{subject}\t{IPS[n % 761]}\t{end}\t{day[n % 2 + 1]} {clock[n % 1301]}\n"
        )
    for n, tenant, _, _, left in closed(plan):
        if left < 60:
            subject = base + n
            yield (
                f"{tenant}\t{subject}0\t{entity + n}\t{subject}\t{IPS[n % 762]}\t{ends[n % 769]}"
                f"\t{day[left + 1 + n % 20]} {clock[n % 1409]}\n"
            )


def account_of(plan: Plan, tenant: int) -> int:
    """A tenant's first customer."""
    return first_contact(plan, tenant) // 5


def _visits(plan: Plan) -> Iterator[str]:
    base, entity, day, clock = plan.base, plan.entity, plan.day, plan.clock
    lats = sealed((f"{20 + n * 0.0317:.4f}" for n in range(509)), plan.seed, "lat")
    lons = sealed((f"{100 + n * 0.0411:.4f}" for n in range(509)), plan.seed, "lon")
    places = sealed(addresses(plan.seed, plan.name, plan.country)[:509], plan.seed, "address")
    where = [f"{lat}\t{lon}\t{place}" for lat, lon, place in zip(lats, lons, places, strict=True)]
    for n, tenant, _, used, withdrawn in located(plan):
        if withdrawn < 60:
            subject = base + n
            yield (
                f"{tenant}\t{subject}\t{entity + n}\t{subject}\t{account_of(plan, tenant)}\t{where[n % 509]}\t{subject}2\t{subject}1"
                f"\t{day[used]} {clock[n % 1301]}\n"
            )


def _work_orders(plan: Plan) -> Iterator[str]:
    base, entity, day, clock = plan.base, plan.entity, plan.day, plan.clock
    where = sealed((f"{20 + n * 0.0317:.4f},{100 + n * 0.0411:.4f}" for n in range(509)), plan.seed, "location")
    for n, tenant, _, used, withdrawn in located(plan):
        if withdrawn < 60 and n % 2 == 0:
            subject, place = base + n, where[n % 509]
            yield (
                f"{tenant}\t{subject}\t{entity + n}\t{subject}\t{account_of(plan, tenant)}\t{place if n % 4 else NULL}"
                f"\t{place if n % 8 else NULL}\t{place}"
                f"\t{subject}2\t{subject}1\t{day[used]} {clock[n % 1301]}\n"
            )
