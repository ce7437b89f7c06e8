"""The neocrm application in a real Chromium, at a desk's and a phone's width, in both languages: every page fits, asks nobody else and
has nothing that a screen reader or a keyboard would stumble over; a visit is kept whether the browser gives its place or not.

With ``KEPT_PICTURES=<folder>`` each page is photographed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, expect

from services.neocrm.app.serving import PAGES
from services.neocrm.app.updates import DIFFERENCE
from tests.engines.axe import grave
from tests.live.neocrm_app.conftest import TENANT, Living, living, living_for_all, prepared_neocrm
from tests.live.neocrm_app.people import PASSWORD, uploaded

__all__ = ["living", "living_for_all", "prepared_neocrm"]

WIDTHS = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 375, "height": 812}}
# Kept's own pages, where these two lead, are looked at by themselves.
KEPTS = ("/settings/preferences/centre", "/staff/centre", DIFFERENCE)
SIGNED_IN = tuple(page.path for page in PAGES if page.place == "business" and page.get and page.who != "anybody" and page.path not in KEPTS)
HOSTS = {"business": "crm.xiaoshouyi.localhost", "login": "login.xiaoshouyi.localhost", "site": "www.xiaoshouyi.localhost"}
# A page that is shown with a ticket only answers 400 without one, a picture is none, and a way on is none.
FOR_ANYBODY = tuple((page.place, page.path) for page in PAGES if page.get and page.who == "anybody" and page.path != "/beacon.svg")
SPOT = {"latitude": 39.9087, "longitude": 116.3975}


def opened(chromium: Chromium, width: str, language: str, asked: list[str]) -> BrowserContext:
    context = chromium.new_context(viewport=WIDTHS[width], locale={"zh": "zh-CN", "en": "en-GB"}[language])  # type: ignore[arg-type]
    context.on("request", lambda request: asked.append(request.url))
    return context


def picture(page: Page, name: str) -> None:
    folder = os.environ.get("KEPT_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def business(living: Living, path: str = "/") -> str:
    return living.configuration.address("crm.xiaoshouyi.localhost", path)


def register(living: Living, page: Page, email: str, language: str, name: str) -> None:
    """As a person would: by the start page's link, with the code from the mail."""
    page.goto(business(living))
    picture(page, f"{name}-welcome")
    page.get_by_role("link", name={"zh": "注册账户", "en": "Register"}[language]).click()
    page.get_by_label({"zh": "组织编号", "en": "Organisation number"}[language]).fill(str(TENANT))
    page.get_by_label({"zh": "电子邮箱地址或手机号码", "en": "Email address or mobile number"}[language]).fill(email)
    page.get_by_label({"zh": "我已成年", "en": "I am an adult"}[language]).check()
    page.get_by_label({"zh": "我已阅读隐私声明", "en": "I have read the Privacy Statement"}[language]).check()
    picture(page, f"{name}-register")
    page.get_by_role("button", name={"zh": "发送验证码", "en": "Send the code"}[language]).click()
    picture(page, f"{name}-code")
    page.get_by_label({"zh": "六位验证码", "en": "Six-digit code"}[language]).fill(living.code(email))
    page.get_by_role("button", name={"zh": "继续", "en": "Continue"}[language]).click()
    page.get_by_label({"zh": "新密码", "en": "New password"}[language]).fill(PASSWORD)
    picture(page, f"{name}-password")
    page.get_by_role("button", name={"zh": "保存并登录", "en": "Save and sign in"}[language]).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text({"zh": "您好", "en": "Hello"}[language])


@pytest.mark.parametrize("width", ["desk", "phone"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_fits_and_asks_nobody_else(living: Living, chromium: Chromium, width: str, language: str) -> None:
    asked: list[str] = []
    member, email, _ = uploaded(living)
    living.rows("update crm.member set class = 'administrator' where member_id = :m", m=member)
    context = opened(chromium, width, language, asked)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    register(living, page, email, language, f"{language}-{width}")
    assert len(SIGNED_IN) > 15
    grave_ones: list[str] = []
    for path in SIGNED_IN:
        answer = page.goto(business(living, path))
        assert answer is not None and answer.status == 200, path
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{path} is wider than a {width}"
        grave_ones += grave(page)
        picture(page, f"{language}-{width}-{path.strip('/').replace('/', '-') or 'home'}")
    context.close()
    assert not grave_ones
    assert not complaints
    assert {(urlsplit(url).hostname or "").endswith(".localhost") for url in asked if not url.startswith("data:")} == {True}


@pytest.mark.parametrize("width", ["desk", "phone"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_anybody_may_see_fits_and_axe_finds_nothing_grave(living: Living, chromium: Chromium, width: str, language: str) -> None:
    asked: list[str] = []
    context = opened(chromium, width, language, asked)
    page, grave_ones, read = context.new_page(), [], 0
    for place, path in FOR_ANYBODY:
        answer = page.goto(living.configuration.address(HOSTS[place], path))
        assert answer is not None and answer.status in (200, 400, 404), path
        read += answer.status == 200
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{path} is wider than a {width}"
        grave_ones += grave(page)
    context.close()
    assert read > 20
    assert not grave_ones
    assert {(urlsplit(url).hostname or "").endswith(".localhost") for url in asked if not url.startswith("data:")} == {True}


@pytest.fixture
def phone(living: Living, chromium: Chromium) -> Iterator[tuple[BrowserContext, Page, int]]:
    """Somebody with a phone who has agreed that places be kept."""
    member, email, _ = uploaded(living)
    context = opened(chromium, "phone", "en", [])
    page = context.new_page()
    register(living, page, email, "en", "phone")
    page.goto(business(living, "/visits"))
    for _ in range(2):
        page.get_by_role("button", name="Agree").click()
    yield context, page, member
    context.close()


def kept(living: Living, member: int) -> tuple[int, int, list[str]]:
    """Visits, places, and what the permission log says of somebody."""
    visits = living.rows("select count(*) from crm.activity where member_id = :m", m=member)[0][0]
    places = living.rows("select count(*) from crm.visit where member_id = :m", m=member)[0][0]
    query = "select event from crm.permission_event join crm.device using (tenant_id, device_id) where member_id = :m order by at"
    return visits, places, [row[0] for row in living.rows(query, m=member)]


def save(page: Page, note: str) -> None:
    page.get_by_label("Account").select_option(index=1)
    page.get_by_label("What happened").fill(note)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text(note)).to_be_visible()


def test_with_the_browsers_consent_a_visit_has_its_place(living: Living, phone: tuple[BrowserContext, Page, int]) -> None:
    context, page, member = phone
    context.grant_permissions(["geolocation"])
    context.set_geolocation(SPOT)  # type: ignore[arg-type]
    page.get_by_role("button", name="Add where I am").click()
    expect(page.get_by_text("Added; it counts once you save.")).to_be_visible()
    save(page, "Met at the gate 🌧")
    expect(page.get_by_text("Specimen Road")).to_be_visible()
    picture(page, "phone-visit-with-place")
    assert kept(living, member) == (1, 1, ["prompted", "granted", "used"])


def test_without_it_only_the_place_is_missing(living: Living, phone: tuple[BrowserContext, Page, int]) -> None:
    context, page, member = phone
    context.clear_permissions()
    page.get_by_role("button", name="Add where I am").click()
    expect(page.get_by_text("No place; everything else is saved as usual.")).to_be_visible()
    save(page, "Met in the office")
    expect(page.get_by_text("no place", exact=True)).to_be_visible()
    picture(page, "phone-visit-without-place")
    assert kept(living, member) == (1, 0, ["prompted", "refused"])
