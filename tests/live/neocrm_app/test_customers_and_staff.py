"""Contacts, leads and staff: nothing about other people is taken without the organisation's statement; rows say whence they came."""

from __future__ import annotations

import hashlib
import time

import pytest

from foundation.languages import Texts
from kept.cli.packed import read_pack
from services.neocrm.app.organisation import ANSWER_WITHIN, BASIC_SETTINGS
from services.neocrm.app.serving import FOLDER
from tests.live.neocrm_app.browser import Browser
from tests.live.neocrm_app.conftest import BUSINESS, OTHER_TENANT, TENANT, Living
from tests.live.neocrm_app.people import PASSWORD, registered, signed_in_by_code, uploaded

CONTACTS, LEADS, STAFF = f"{BUSINESS}/contacts", f"{BUSINESS}/leads", f"{BUSINESS}/staff"


@pytest.fixture
def worker(living: Living) -> Browser:
    return registered(living, uploaded(living)[1])


@pytest.fixture(scope="module")
def _administrators() -> dict[str, Browser]:
    return {}


@pytest.fixture
def administrator(living: Living, _administrators: dict[str, Browser]) -> Browser:
    if "one" not in _administrators:
        _administrators["one"] = signed_in_by_code(living, "administrator")
    return _administrators["one"]


def test_a_contact_is_taken_only_with_the_statement_that_the_person_agreed(living: Living, worker: Browser) -> None:
    worker.get(CONTACTS)
    typed = {"name": "Ada <i>L</i> 🧮", "company": "Engines & Co", "email": "ada@engines.example"}
    page = worker.send("/contacts", **typed)
    assert page.status == 422
    assert "Without this statement" in page.text
    assert page.form("/contacts").fields["name"] == "Ada <i>L</i> 🧮"
    assert living.rows("select 1 from crm.contact where email = 'ada@engines.example'") == []
    page = worker.send("/contacts", **typed, agreed="1")
    assert "1 added" in page.text
    ((row,),) = living.rows("select to_jsonb(c) from crm.contact c where email = 'ada@engines.example'")
    ((ground, digest, attested, uploaded_at),) = living.rows(
        "select attested_ground, attestation_sha256, attested_at, uploaded_at from crm.import_batch where tenant_id = :t and batch_id = :b",
        t=TENANT,
        b=row["batch_id"],
    )
    words = Texts.read(FOLDER / "texts").say("attest.words", "en")
    assert ground == "explicit_consent"
    assert bytes(digest) == hashlib.sha256(words.encode()).digest()
    assert attested < uploaded_at
    assert row["source_id"] == 1
    assert f"contact:{row['contact_id']}" in living.books().people


def test_a_table_of_contacts_is_imported_once_without_what_was_not_asked_for(living: Living, worker: Browser) -> None:
    lines = ["姓名,公司,电子邮箱,手机,政治面貌"]
    lines += [f"王{n},导入公司{n % 3},import{n}@c.example,1380000{n:04d},secret" for n in range(20)] + ["无名公司,,,,"]
    content = "\n".join(lines).encode("gb18030")
    worker.get(CONTACTS)
    assert worker.send("/contacts/import", files={"table": ("c.csv", content)}).status == 422
    shown = worker.get(CONTACTS)
    page = worker.send("/contacts/import", files={"table": ("c.csv", content)}, agreed="1")
    assert "20 added; 1 left out" in page.text
    assert "Line 22: incomplete." in page.text
    worker.page = shown
    worker.send("/contacts/import", files={"table": ("c.csv", content)}, agreed="1")
    assert living.rows("select count(*) from crm.contact where email like 'import%@c.example'") == [(20,)]
    assert living.rows("select count(*) from crm.contact c where c::text like '%secret%'") == [(0,)]


def test_lines_of_a_table_that_are_left_are_named_and_whoever_stands_in_it_twice_is_taken_once(living: Living, worker: Browser) -> None:
    lines = ["name,company,email", "Ada Twice,Firm,twice@c.example", "", "Ada Again,Firm,TWICE@c.example", "Bo There,Firm,there@c.example"]
    worker.get(CONTACTS)
    worker.send("/contacts/import", files={"table": ("c.csv", "\n".join([lines[0], lines[4]]).encode())}, agreed="1")
    worker.get(CONTACTS)
    page = worker.send("/contacts/import", files={"table": ("c.csv", "\n".join(lines).encode())}, agreed="1")
    assert "1 added; 2 left out" in page.text
    assert "Line 4: stands earlier in the same table. Line 5: is among the contacts already." in page.text
    assert living.rows("select name from crm.contact where email ilike 'twice@c.example'") == [("Ada Twice",)]
    assert "Line" not in worker.get(f"{CONTACTS}?done=1&left=1&lines=%C2%B2-twice,4-<b>").text


def test_an_incomplete_line_keeps_no_later_line_of_the_same_person_out(living: Living, worker: Browser) -> None:
    content = b"name,company,email\n,Firm,later@c.example\nLi Later,Firm,later@c.example"
    worker.get(CONTACTS)
    page = worker.send("/contacts/import", files={"table": ("c.csv", content)}, agreed="1")
    assert "1 added; 1 left out" in page.text
    assert living.rows("select name from crm.contact where email = 'later@c.example'") == [("Li Later",)]


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"\x00\x01\x02", "no CSV table"), (b"a,b\n1,2\n", "lacks these columns"), (b"x" * 2_100_000, "Too big"), (b"", "Choose a file")],
)
def test_what_is_no_table_is_refused_whole(worker: Browser, content: bytes, said: str) -> None:
    worker.get(CONTACTS)
    page = worker.send("/contacts/import", files={"table": ("c.csv", content)}, agreed="1")
    assert page.status == 422
    assert said in page.text


def test_contacts_of_another_organisation_are_never_seen(living: Living, worker: Browser) -> None:
    ((email,),) = living.rows("select email from crm.contact where tenant_id = :t limit 1", t=OTHER_TENANT)
    assert email not in worker.get(f"{CONTACTS}?q={email}").text.replace(f'"{email}"', "")
    assert "0 people" in worker.get(f"{CONTACTS}?q={email}").text


def test_a_lead_says_where_it_comes_from(living: Living, worker: Browser) -> None:
    worker.get(LEADS)
    typed = {"name": "Grace", "company": "Nano", "email": "grace@nano.example", "source": ""}
    assert worker.send("/leads", **typed).status == 422
    page = worker.send("/leads", **{**typed, "source": "3"})
    assert "from public business register" in page.text
    ((source, purpose),) = living.rows("select source_id, purpose from crm.lead where email = 'grace@nano.example'")
    assert (source, purpose) == (3, "purposes.finding_new_customers")


def test_only_administrators_reach_the_organisations_pages(worker: Browser) -> None:
    for path in ("/staff", BASIC_SETTINGS, "/campaigns"):
        page = worker.get(f"{BUSINESS}{path}")
        assert page.status == 403
        assert "administrator" in page.text


def test_staff_that_is_uploaded_is_invited_and_registers(living: Living, administrator: Browser) -> None:
    lines = [
        "name,email,mobile,department,external,salary",
        "Lin 林,lin@staff.example,,销售部,,9",
        "Out,out@staff.example,,,yes,9",
        "No,,,,,",
    ]
    content = "\n".join(lines).encode()
    administrator.get(STAFF)
    assert administrator.send("/staff/upload", files={"table": ("s.csv", content)}).status == 422
    administrator.get(STAFF)
    page = administrator.send("/staff/upload", files={"table": ("s.csv", content)}, agreed="1")
    assert "2 added; 1 left out" in page.text
    rows = living.rows("select class, email from crm.member where email in ('lin@staff.example', 'out@staff.example') order by email")
    assert rows == [("member", "lin@staff.example"), ("external", "out@staff.example")]
    for _ in range(60):
        if any(each.to == "lin@staff.example" for each in living.outbox.messages()):
            break
        time.sleep(0.2)
    (mail,) = [each for each in living.outbox.messages() if each.to == "lin@staff.example"]
    assert f"/register?organisation={TENANT}" in mail.text
    registered(living, "lin@staff.example")


def test_organisation_data_is_corrected_under_the_path_of_the_statement(living: Living, administrator: Browser) -> None:
    statement = read_pack("neocrm-2023").statement
    texts = (FOLDER / "texts" / "crm.yaml").read_text(encoding="utf-8")
    for words in statement.section("rights")["organisation_data_rectify"].body.path:
        assert all(step.strip() in texts for said in (words.zh, words.en) for step in said.split(">"))
    ((before,),) = living.rows("select name from crm.tenant where tenant_id = :t", t=TENANT)
    page = administrator.get(f"{BUSINESS}{BASIC_SETTINGS}")
    assert "Settings › System Settings › Basic Settings" in page.text
    page = administrator.send(BASIC_SETTINGS, name="改名 <b>公司</b>", notice_purpose="")
    assert page.status == 422
    administrator.get(f"{BUSINESS}{BASIC_SETTINGS}")
    assert "Saved" in administrator.send(BASIC_SETTINGS, name="改名 <b>公司</b>").text
    assert living.rows("select name from crm.tenant where tenant_id = :t", t=TENANT) == [("改名 <b>公司</b>",)]
    administrator.send(BASIC_SETTINGS, name=before)


def test_who_asks_to_leave_is_seen_by_the_administrator_and_gone_when_it_is_done(living: Living, administrator: Browser) -> None:
    limit = read_pack("neocrm-2023").statement.section("requests")["answer"].body.within
    assert ANSWER_WITHIN.days == 7 and "7" in str(limit)
    member, email, _ = uploaded(living)
    person = registered(living, email)
    person.get(f"{BUSINESS}/settings/preferences/cancel-account")
    page = person.send("/settings/preferences/cancel-account")
    assert "has been asked" in page.text
    page = administrator.get(STAFF)
    form = next(form for form in page.forms if form.action == "/staff/close" and form.fields["member"] == str(member))
    assert "is cancelled" in administrator.post(f"{STAFF}/close", form.fields).text
    assert living.rows("select status, closed_at is not null from crm.member where member_id = :m", m=member) == [("closed", True)]
    assert "Sign in" in person.get(f"{BUSINESS}/").text
    person.get(f"{BUSINESS}/sign-in")
    page = person.send("/", organisation=str(TENANT), address=email, password=PASSWORD)
    assert page.status == 403
    assert "closed" in page.text


def test_a_request_to_leave_can_be_taken_back(living: Living) -> None:
    member, email, _ = uploaded(living)
    person = registered(living, email)
    url = f"{BUSINESS}/settings/preferences/cancel-account"
    person.get(url)
    person.send("/settings/preferences/cancel-account")
    page = person.send("/settings/preferences/cancel-account")
    assert "Ask for my account to be cancelled" in page.text
    assert living.rows("select dropped_at is not null from crm.leaving where member_id = :m", m=member) == [(True,)]
