"""The rows of neocrm in real databases: they load, they keep the promises, and none of the promises is empty."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

import pytest

from kept.books import migrate
from kept.packs import find, pack_code
from kept.promises import known_kinds
from kept.statement import Statement, plain_text, read_statement
from kept.stores import Instance, copy_rows, create_database, drop_database, execute, open_connection

PACK = find("neocrm-2023")
DATA = pack_code(PACK)
NOW = datetime.now(UTC)
CRM = ("p01", "p03", "p04", "p05", "p06", "large", "p11", "p10", "p18", "p15", "p20")
Ask = Callable[..., dict[str, int]]


@pytest.fixture(scope="module")
def statement() -> Statement:
    return read_statement(PACK.statement, known_kinds(), PACK.inventory)


@pytest.fixture(scope="module")
def loaded(cluster: Instance, statement: Statement) -> Iterator[Mapping[str, Instance]]:
    """All fourteen databases, full."""
    parts = re.split(r"^-- (schema|after): (\w+)$", PACK.schema.read_text(encoding="utf-8"), flags=re.MULTILINE)
    sql = {(parts[n], parts[n + 1]): parts[n + 2] for n in range(1, len(parts), 3)}
    texts = {language: plain_text(statement, language) for language in statement.languages.all}
    with open_connection(cluster.address(), read_only=False, autocommit=True) as administering:
        for name in DATA.COUNTRIES:
            create_database(administering, f"neocrm_{name}", cluster.address().user)
            address = cluster.address(f"neocrm_{name}")
            migrate(address)
            with open_connection(address, read_only=False) as connection:
                for schema in DATA.SCHEMAS[name]:
                    execute(connection, sql["schema", schema])
                rows = DATA.generate(1_000, 7, NOW.date(), texts=texts, statement_sha256=bytes.fromhex(statement.sha256), only=[name])
                for each in rows:
                    copy_rows(connection, each.table, each.columns, each.chunks)
                for schema in DATA.SCHEMAS[name]:
                    execute(connection, sql["after", schema])
        yield dict.fromkeys(DATA.COUNTRIES, cluster)
        for name in DATA.COUNTRIES:
            drop_database(administering, f"neocrm_{name}")


@pytest.fixture(scope="module")
def ask(loaded: Mapping[str, Instance]) -> Iterator[Ask]:
    """Ask databases for a number; the clusters of the CRM unless others are named."""
    connections = {name: open_connection(instance.address(f"neocrm_{name}")) for name, instance in loaded.items()}

    def asking(text: str, clusters: tuple[str, ...] = CRM) -> dict[str, int]:
        return {name: execute(connections[name], text).fetchall()[0][0] for name in clusters}

    yield asking
    for connection in connections.values():
        connection.close()


def none(answers: Mapping[str, int]) -> bool:
    return not any(answers.values())


def test_every_located_row_has_a_consent_that_was_valid_then(ask: Ask) -> None:
    for table in ("crm.visit", "crm.work_order"):
        joined = f"""select count(*) from {table} r left join kept.decision d using (decision_id)
                     left join kept.consent c using (consent_id)
                     where (c.matter = 'functions.work_orders' and c.form = 'separate'
                            and c.subject_id = r.subject_id and d.subject_id = r.subject_id
                            and c.given_at <= r.created_at and (c.withdrawn_at is null or c.withdrawn_at > r.created_at)) is not true"""
        assert none(ask(joined))
        assert all(ask(f"select count(*) from {table}").values())


def test_rows_under_a_withdrawn_consent_are_there_for_sixty_days_and_not_longer(ask: Ask) -> None:
    joined = "from crm.visit join kept.decision using (decision_id) join kept.consent using (consent_id) where withdrawn_at"
    assert none(ask(f"select count(*) {joined} < now() - interval '60 days'"))
    assert sum(ask(f"select count(*) {joined} is not null").values()) > 5
    assert sum(ask("select count(*) from kept.consent where withdrawn_at < now() - interval '60 days'").values()) > 5


def test_every_social_account_has_a_consent_for_its_kind(ask: Ask) -> None:
    assert none(
        ask("""select count(*) from crm.social_account r left join kept.decision d using (decision_id)
                     left join kept.consent c using (consent_id)
               where (c.matter = 'functions.' || r.function and c.subject_id = r.subject_id and c.given_at <= r.created_at) is not true""")
    )
    kinds = "select count(distinct kind) from crm.social_account"
    assert ask(kinds, ("p06",)) == {"p06": 5}


def test_every_form_has_a_consent_or_for_a_child_its_guardians_or_an_agreement(ask: Ask) -> None:
    text = """select count(*) from web.form_submission r join kept.subject s using (subject_id)
              left join kept.decision d using (decision_id)
              left join kept.consent c using (consent_id)
              where (d.function = 'functions.' || r.function and d.subject_id = r.subject_id and
                     case when s.born_on > current_date - interval '14 years'
                          then (c.form = 'guardian' and c.guardian_id = s.guardian_id) or d.contract_ref is not null
                          else c.matter = d.function and c.given_at <= r.created_at end) is not true"""
    assert none(ask(text, ("website",)))
    forms = "select count(distinct function) from web.form_submission"
    assert ask(forms, ("website",)) == {"website": 8}


def test_children_are_there_and_each_has_a_proof(ask: Ask) -> None:
    limits = "case country when 'IN' then interval '18 years' when 'US' then interval '13 years' else interval '14 years' end"
    child = f"from kept.subject s where born_on > current_date - {limits}"
    proof = """exists (select 1 from kept.consent c where c.subject_id = s.subject_id and c.form = 'guardian'
                       and c.guardian_id = s.guardian_id)
               or exists (select 1 from kept.decision d where d.subject_id = s.subject_id and d.basis = 'contract')"""
    everywhere = (*CRM, "website")
    assert sum(ask(f"select count(*) {child}", everywhere).values()) >= 3
    assert none(ask(f"select count(*) {child} and not ({proof})", everywhere))


def test_nothing_sensitive_of_people_from_india_is_stored(ask: Ask) -> None:
    assert ask("select count(*) from kept.subject where country = 'IN'", ("p10",))["p10"] > 10
    for table in ("visit", "work_order", "payment_binding", "payment_identity", "call_recording"):
        assert none(ask(f"select count(*) from crm.{table} join kept.subject using (subject_id) where country = 'IN'")), table


def test_of_ended_people_nothing_is_left_after_sixty_days_but_what_the_law_holds(ask: Ask) -> None:
    tables = (
        *("profile", "avatar", "device", "service_log", "permission_event", "visit", "work_order"),
        *("contact", "lead", "login_log", "credential"),
    )
    late = """select count(*) from crm.{0} r join kept.subject s using (subject_id)
              where s.ended_at < now() - interval '60 days' and not exists
              (select 1 from kept.hold h where h.subject_id = s.subject_id and h.data_set = 'crm.{0}' and h.citation is not null
               and h.released_at is null and h.ends_on >= current_date)"""
    for table in tables:
        assert none(ask(late.format(table))), table
    kept_by_law = "select count(*) from crm.login_log join kept.subject s using (subject_id) where s.ended_at < now() - interval '60 days'"
    assert ask(kept_by_law, ("p06",))["p06"] > 20


def test_sign_in_records_of_the_last_six_months_are_not_gone_too_early(ask: Ask) -> None:
    gone = "select count(*) from kept.subject where erased_at is not null and ended_at > now() - interval '6 months'"
    assert none(ask(gone))
    centre = """select count(*) from auth.login_event join kept.subject s using (subject_id) where s.ended_at < now() - interval '60 days'
                and not exists (select 1 from kept.hold h where h.subject_id = s.subject_id and h.data_set = 'auth.login_event')"""
    assert none(ask(centre, ("p08",)))


def test_accounts_are_there_for_every_day_since_closing_and_anonymised_ones_join_nobody(ask: Ask) -> None:
    days = "select count(distinct current_date - closed_at::date) from crm.member where status = 'closed'"
    assert ask(days, ("p06",))["p06"] == 60
    anonymised = "select count(*) from crm.member where status = 'anonymised'"
    assert ask(anonymised, ("p06",))["p06"] > 10
    known = """coalesce(subject_id::text, name, mobile, email) is not null
               or exists (select 1 from crm.login_log l where l.member_id = m.member_id)"""
    assert none(ask(f"select count(*) from crm.member m where status = 'anonymised' and ({known})"))
    assert none(ask("select count(*) from kept.subject where erased_at is not null and key <> decode(repeat('00', 32), 'hex')"))


def test_organisations_end_as_the_statement_says_and_take_their_members_along(ask: Ask) -> None:
    assert all(count == 3 for count in ask("select count(*) from crm.tenant where ended_at is not null").values())
    living = "select count(*) from crm.member join crm.tenant t using (tenant_id) where t.ended_at is not null and status = 'active'"
    assert none(ask(living))
    lapsed = """select count(*) from crm.tenant where plan = 'paying' and ended_at is not null and cancel_asked_at is null
                and (contract_ends_on is null or ended_at < contract_ends_on + interval '60 days' or renewal_asked_at is not null)"""
    assert none(ask(lapsed))
    taken_back = (
        "select count(*) from crm.tenant where plan = 'free' and ended_at is not null and (reclaimed_at is null or reclaimed_at > ended_at)"
    )
    assert none(ask(taken_back))
    left = "select count(*) from crm.member m join crm.tenant t using (tenant_id) where t.ended_at < now() - interval '60 days'"
    assert none(ask(left))


def test_every_administrator_was_appointed_and_every_member_uploaded_under_an_attestation(ask: Ask) -> None:
    appointed = (
        "exists (select 1 from crm.admin_grant g where (g.tenant_id, g.member_id) = (m.tenant_id, m.member_id) and g.granted_at <= now())"
    )
    assert none(ask(f"select count(*) from crm.member m where class = 'administrator' and not {appointed}"))
    assert all(ask("select count(*) from crm.member where class = 'administrator'").values())
    late = "select count(*) from crm.{0} r join crm.import_batch b using (tenant_id, batch_id) where b.attested_at >= r.created_at"
    assert none(ask(late.format("member"))) and none(ask(late.format("contact")))


def test_marketing_reaches_nobody_who_has_opted_out(ask: Ask) -> None:
    sent = "select count(*) from crm.marketing_send join crm.contact using (tenant_id, contact_id) where sent_at > opted_out_at"
    assert none(ask(sent))
    assert sum(ask("select count(*) from crm.contact where opted_out_at is not null").values()) > 20
    early = "select count(*) from crm.marketing_send join crm.contact c using (tenant_id, contact_id) where sent_at < c.created_at"
    assert none(ask(early))
    audience = "select count(*) from crm.marketing_audience join crm.contact using (tenant_id, contact_id) where opted_out_at is not null"
    assert none(ask(audience))


def test_nothing_happens_before_the_person_is_known_or_in_the_future(ask: Ask) -> None:
    tables = {"profile": "created_at", "visit": "created_at", "login_log": "at", "service_log": "at", "contact": "created_at", 
              "lead": "created_at", "enrichment": "captured_at", "call_recording": "recorded_at", "payment_binding": "bound_at",
              "marketing_send": "sent_at"}  # fmt: skip
    for table, at in tables.items():
        wrong = f"select count(*) from crm.{table} r join kept.subject s using (subject_id) where r.{at} < s.created_at or r.{at} > now()"
        assert none(ask(wrong)), table
    assert none(ask("select count(*) from kept.consent where given_at > now() or withdrawn_at > now()"))
    assert none(ask("select count(*) from kept.disclosure where at > now()"))
    assert none(ask("select count(*) from kept.disclosure join kept.consent c using (consent_id) where at < given_at or at > withdrawn_at"))


def test_every_disclosure_stands_on_something_and_crosses_a_border_with_a_transfer_only(ask: Ask) -> None:
    everywhere = (*CRM, "website", "cdp_shanghai", "p08")
    stands = "coalesce(consent_id, exemption_id, authority_request_id, succession_id) is not null or contract_ref is not null"
    assert none(ask(f"select count(*) from kept.disclosure where not ({stands})", everywhere))
    assert none(ask("select count(*) from kept.disclosure where from_country <> to_country and transfer_id is null", everywhere))
    assert none(ask("select count(*) from kept.transfer where route is null and consent_id is null", everywhere))
    assert none(ask("select count(*) from kept.disclosure where anonymised and (group_size < 20 or subject_id is not null)", everywhere))
    assert ask("select count(distinct recipient) from kept.disclosure", ("p06",))["p06"] >= 15


def test_grounds_of_chinese_law_are_used_in_china_only(ask: Ask) -> None:
    chinese = "select count(*) from kept.exemption where ground like 'exemptions.passing_on%'"
    assert all(ask(chinese, ("p01", "p06", "website")).values())
    assert none(ask(chinese, ("p10", "p18", "p15", "p20")))


def test_what_consents_decisions_and_disclosures_name_is_declared(ask: Ask, loaded: Mapping[str, Instance], statement: Statement) -> None:
    said = """select matter from kept.consent where matter not like 'transfer:%' union
              select function from kept.decision union select purpose from kept.decision
              union select ground from kept.exemption union select recipient from kept.disclosure union select purpose from kept.disclosure
              union select refusal_ground from kept.request where refusal_ground is not null"""
    items = "select distinct unnest(items) from kept.disclosure"
    for name, instance in loaded.items():
        with open_connection(instance.address(f"neocrm_{name}")) as connection:
            names = {row[0] for row in execute(connection, said).fetchall()}
            handed = {row[0] for row in execute(connection, items).fetchall()}
        assert names <= set(statement.declarations), names - set(statement.declarations)
        assert handed <= set(statement.section("items")), handed - set(statement.section("items"))


def test_requests_are_answered_within_a_week_of_the_proof_of_identity_and_go_to_the_controller(ask: Ask) -> None:
    assert none(ask("select count(*) from kept.request where coalesce(answered_at, now()) > verified_at + interval '7 days'"))
    assert none(ask("select count(*) from kept.request where tenant_ref is not null and forwarded_at is null"))
    assert all(ask("select count(*) from kept.request where state = 'forwarded'").values())
    assert none(ask("select count(*) from kept.recipient_notice where outcome <> 'deleted' and proof_ref is null"))
    assert all(ask("select count(*) from kept.recipient_notice").values())


def test_tenants_stay_where_they_registered(ask: Ask) -> None:
    moved = """select count(*) from crm.tenant t left join kept.tenant_registration r on r.tenant_ref = t.tenant_id::text
               where r.cluster is distinct from t.cluster"""
    assert none(ask(moved))
    abroad = "select count(*) from cdp.tenant where crm_country <> 'CN' or cluster <> 'cdp_shanghai'"
    assert none(ask(abroad, ("cdp_shanghai",)))


def test_the_health_table_is_empty_and_sessions_of_children_are_gone(ask: Ask) -> None:
    assert ask("select count(*) from web.office_health", ("website",)) == {"website": 0}
    assert ask("select count(*) from web.child_session", ("website",))["website"] >= 3
    left = "select count(*) from web.cookie_visit join web.child_session using (session)"
    assert none(ask(left, ("website",)))
