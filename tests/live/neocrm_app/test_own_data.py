"""Settings > Preferences, Me, and the switches: what people see and change of their own data, and what they agreed to."""

from __future__ import annotations

import base64
import struct
import zlib

import pytest

from kept.cli.packed import read_pack
from kept.promises import NotDone
from services.neocrm.app.preferences import MOBILE_ITEMS, WEB_ITEMS
from services.neocrm.app.serving import FOLDER
from tests.live.neocrm_app.browser import Browser
from tests.live.neocrm_app.conftest import BUSINESS, CENTRE, TENANT, Living
from tests.live.neocrm_app.people import registered, signed_in_as, signed_in_by_code, uploaded

PREFERENCES = f"{BUSINESS}/settings/preferences"
CONSENTS = f"{PREFERENCES}/consents"
HOSTILE = "<script>alert(\"x\")</script> 🦉 \u202e & 'q'"


def png(extra: bytes = b"") -> bytes:
    """A picture of one point, with more in it if asked."""

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = part(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + extra + part(b"IDAT", zlib.compress(b"\x00\xff\x00\x00")) + part(b"IEND", b"")


@pytest.fixture
def somebody(living: Living) -> tuple[Browser, int, str]:
    """A newly registered person: the signed-in browser, the member's id, the mail address."""
    member, email, _ = uploaded(living)
    return registered(living, email), member, email


def test_paths_and_items_are_those_of_the_statement() -> None:
    statement = read_pack("neocrm-2023").statement
    web = statement.section("rights")["own_data_access_web"].body
    mobile = statement.section("rights")["own_data_access_mobile"].body
    assert tuple(web.items) == WEB_ITEMS
    assert tuple(mobile.items) == MOBILE_ITEMS
    texts = (FOLDER / "texts" / "crm.yaml").read_text(encoding="utf-8")
    for path in (web.path, mobile.path, statement.section("rights")["by_phone"].body.path):
        for step in (step.strip() for words in path for said in (words.zh, words.en) for step in said.split(">")):
            assert step in texts
    contact = (FOLDER / "templates/contact_us.html").read_text(encoding="utf-8")
    assert statement.section("contacts")["hotline"].body.phone in contact
    assert statement.section("contacts")["privacy_officer"].body.email in contact
    hours = statement.section("contacts")["hotline"].body.hours
    assert hours.zh in texts and hours.en in texts


def test_everything_that_the_statement_lists_is_on_the_page(living: Living) -> None:
    browser = signed_in_by_code(living)
    page = browser.get(PREFERENCES)
    for label in ("Name", "Avatar", "Mobile number", "Gender", "Email address", "WeChat account", "QQ account", "Weibo account"):
        assert label in page.text
    me = browser.get(f"{BUSINESS}/me")
    for label in ("Name", "Mobile number"):
        assert label in me.text
    assert "Email address" not in me.text
    assert "4000-122-980" in browser.get(f"{BUSINESS}/me/settings/contact-us").text


def test_a_name_with_emoji_and_html_is_kept_as_typed_and_shown_as_text(living: Living, somebody: tuple[Browser, int, str]) -> None:
    browser, member, _ = somebody
    browser.get(PREFERENCES)
    page = browser.send("/settings/preferences", name=HOSTILE, gender="female")
    assert "Saved" in page.text
    assert page.form("/settings/preferences").fields["name"] == HOSTILE
    assert "<script>alert" not in page.html
    assert living.rows("select name from crm.member where member_id = :m", m=member) == [(HOSTILE,)]
    assert living.rows("select gender from crm.profile where member_id = :m", m=member) == [("female",)]


def test_an_empty_name_is_refused_and_what_was_typed_stays(somebody: tuple[Browser, int, str]) -> None:
    browser, _, _ = somebody
    browser.get(PREFERENCES)
    page = browser.send("/settings/preferences", name="   ", gender="male")
    assert page.status == 422
    assert "Give your name" in page.text
    assert page.form("/settings/preferences").fields["gender"] == "male"


def test_a_picture_loses_its_hidden_facts_and_can_be_taken_away(living: Living, somebody: tuple[Browser, int, str]) -> None:
    browser, member, _ = somebody
    secret = b"GPS 39.9087 116.3975"
    hidden = struct.pack(">I", len(secret)) + b"tEXt" + secret + struct.pack(">I", zlib.crc32(b"tEXt" + secret))
    browser.get(PREFERENCES)
    page = browser.send("/settings/preferences/picture", files={"picture": ("me.png", png(hidden))})
    assert 'src="data:image/png;base64,' in page.html
    ((stored,),) = living.rows("select avatar from crm.avatar where member_id = :m", m=member)
    assert base64.b64decode(stored.partition(",")[2]) == png()
    browser.send("/settings/preferences/picture/remove")
    assert living.rows("select avatar from crm.avatar where member_id = :m", m=member) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"MZ\x90 not a picture", "no PNG or JPEG"),
        (b"\x89PNG\r\n\x1a\ncut", "no PNG or JPEG"),
        (png() + bytes(400_000), "Too big"),
        (b"", "Choose a file"),
    ],
)
def test_a_picture_that_is_too_big_or_none_is_refused(somebody: tuple[Browser, int, str], content: bytes, said: str) -> None:
    browser, _, _ = somebody
    browser.get(PREFERENCES)
    page = browser.send("/settings/preferences/picture", files={"picture": ("me.png", content)})
    assert page.status == 422
    assert said in page.text


def test_an_upload_of_fifty_megabytes_is_turned_away_before_it_is_read(somebody: tuple[Browser, int, str]) -> None:
    browser, _, _ = somebody
    browser.get(PREFERENCES)
    try:
        page = browser.send("/settings/preferences/picture", files={"picture": ("me.png", bytes(50_000_000))})
    except NotDone as gone:
        assert isinstance(gone.__cause__, ConnectionError | TimeoutError)
        return
    assert page.status == 413
    assert "Nothing was saved" in page.text


def test_a_new_mail_address_counts_once_its_code_is_entered_here_and_at_the_login_host(
    living: Living, somebody: tuple[Browser, int, str]
) -> None:
    browser, member, old = somebody
    new = f"moved{member}@staff.example"
    browser.get(PREFERENCES)
    browser.send("/settings/preferences/address", email=new)
    assert living.rows("select email from crm.member where member_id = :m", m=member) == [(old,)]
    page = browser.send("/settings/preferences/address/code", code=living.code(new))
    assert "Sign in with it from now on" in page.text
    assert living.rows("select email from crm.member where member_id = :m", m=member) == [(new,)]
    assert living.rows("select email from auth.credential where member_id = :m", "p08", m=member) == [(new,)]
    signed_in_as(living, new)


def test_agreeing_and_taking_back_are_one_press_each_and_record_exactly_one_matter(
    living: Living, somebody: tuple[Browser, int, str]
) -> None:
    browser, member, _ = somebody
    page = browser.get(CONSENTS)
    gives = [form for form in page.forms if form.action.endswith("/give")]
    assert [form.fields["matter"] for form in gives] == [
        "functions.work_orders",
        "functions.wecom_identity",
        "functions.qq_and_msn_identity",
        "functions.weibo_identity",
        "recipients.amap",
    ]
    before = len(living.books().given)
    page = browser.send("/settings/preferences/consents/give")
    assert "Your agreement is recorded" in page.text
    (given,) = living.books().given[before:]
    assert (given["person"], given["matter"], given["language"]) == (f"member:{member}", "functions.work_orders", "en")
    assert len(given["sha256"]) == 64
    page = browser.send("/settings/preferences/consents/withdraw")
    assert "Taken back" in page.text
    assert [each["matter"] for each in living.books().withdrawn if each["person"] == f"member:{member}"] == ["functions.work_orders"]


def test_words_that_changed_since_the_page_was_shown_are_shown_again(living: Living, somebody: tuple[Browser, int, str]) -> None:
    browser, member, _ = somebody
    browser.get(CONSENTS)
    page = browser.send("/settings/preferences/consents/give", sha256="0" * 64)
    assert page.status == 409
    assert "have just changed" in page.text
    assert [each for each in living.books().given if each["person"] == f"member:{member}" and each["matter"].startswith("functions.")] == []


def test_a_form_sent_twice_records_one_agreement(living: Living, somebody: tuple[Browser, int, str]) -> None:
    browser, member, _ = somebody
    page = browser.get(CONSENTS)
    form = next(form for form in page.forms if form.action.endswith("/give"))
    for _ in range(2):
        browser.post(f"{CONSENTS}/give", form.fields)
    assert len([each for each in living.books().given if each["person"] == f"member:{member}" and "work_orders" in each["matter"]]) == 1


def test_a_social_account_is_kept_only_with_its_agreement_and_goes_with_it(living: Living, somebody: tuple[Browser, int, str]) -> None:
    browser, member, _ = somebody
    browser.get(PREFERENCES)
    page = browser.send("/settings/preferences/social", qq="10001", weibo="")
    assert page.status == 422
    assert "not agreed" in page.text
    page = browser.get(CONSENTS)
    form = next(form for form in page.forms if form.fields.get("matter") == "functions.qq_and_msn_identity")
    browser.post(f"{CONSENTS}/give", form.fields)
    browser.get(PREFERENCES)
    assert browser.send("/settings/preferences/social", qq="10001").form("/settings/preferences/social").fields["qq"] == "10001"
    ((function, qq, decision),) = living.rows("select function, qq, decision_id from crm.own_account where member_id = :m", m=member)
    assert (function, qq) == ("qq_and_msn_identity", "10001")
    assert decision >= 7_000_000
    page = browser.get(CONSENTS)
    form = next(form for form in page.forms if form.fields.get("matter") == "functions.qq_and_msn_identity")
    browser.post(f"{CONSENTS}/withdraw", form.fields)
    assert living.rows("select 1 from crm.own_account where member_id = :m", m=member) == []


def test_what_was_typed_when_the_session_ended_is_there_after_signing_in(living: Living, somebody: tuple[Browser, int, str]) -> None:
    browser, member, email = somebody
    browser.get(PREFERENCES)
    living.rows(
        "update crm.session set used_at = used_at - interval '3 hours', began_at = began_at - interval '3 hours' where member_id = :m",
        m=member,
    )
    page = browser.send("/settings/preferences", name="Typed with care 🪶", gender="other")
    assert page.url.startswith(CENTRE)
    assert "What you typed is kept" in page.text
    living.rows("update auth.code set made_at = made_at - interval '2 hours'", "p08")
    browser.get(page.url.replace("/?", "/code?"))
    browser.send("/code", organisation=str(TENANT), address=email)
    page = browser.send("/code/enter", code=living.code(email))
    fields = page.form("/settings/preferences").fields
    assert (fields["name"], fields["gender"]) == ("Typed with care 🪶", "other")
    assert living.rows("select typed from crm.draft where member_id = :m", m=member) == []


def test_pages_are_in_chinese_for_whoever_reads_it(living: Living) -> None:
    browser = signed_in_by_code(living, language="zh")
    page = browser.get(PREFERENCES)
    assert 'lang="zh-CN"' in page.html
    assert "偏好设置" in page.text
    assert "Preferences" in browser.get(f"{PREFERENCES}?language=en").text
    assert "Preferences" in browser.get(PREFERENCES).text
