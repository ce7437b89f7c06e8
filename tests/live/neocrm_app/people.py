"""People as tests need them: freshly uploaded, registered with a code, staged ones signed in."""

from __future__ import annotations

from tests.live.neocrm_app.browser import Browser, Page
from tests.live.neocrm_app.conftest import BUSINESS, TENANT, Living

PASSWORD = "a quiet harbour 7"


def uploaded(living: Living, cluster: str = "p06", tenant: int = TENANT) -> tuple[int, str, str]:
    (number,) = living.rows("select 900000 + count(*) from crm.member where member_id >= 10900000", cluster)[0]
    member = 10_000_000 + number
    email, mobile = f"new{member}@staff.example", f"139{member}"
    living.rows(
        """insert into crm.member (tenant_id, member_id, subject_id, class, department_id, batch_id, source_id, name, mobile, email, status,
                                   created_at)
           select :tenant, :member, :member - 500000, 'member', 1, 1, 1, '新人 <b>Noë</b> 🌱', :mobile, :email, 'active', now()""",
        cluster,
        tenant=tenant,
        member=member,
        mobile=mobile,
        email=email,
    )
    return member, email, mobile


def asked(living: Living, address: str, base: str = BUSINESS, tenant: int = TENANT, **more: str) -> tuple[Browser, Page]:
    browser = living.browser()
    browser.get(f"{base}/register")
    return browser, browser.send("/register", organisation=str(tenant), address=address, adult="1", read="1", **more)


def registered(living: Living, address: str, base: str = BUSINESS, tenant: int = TENANT, **more: str) -> Browser:
    browser, _ = asked(living, address, base, tenant, **more)
    browser.send("/register/code", code=living.code(address))
    page = browser.send("/password", password=PASSWORD)
    assert page.status == 200 and "Hello" in page.text, page.text
    return browser


def signed_in_by_code(living: Living, kind: str = "member", language: str = "en", tenant: int = TENANT) -> Browser:
    """A staged person of this kind, signed in."""
    ((email,),) = living.rows(
        "select email from crm.member where tenant_id = :t and class = :kind and status = 'active' and last_used_at is not null "
        "order by member_id limit 1",
        t=tenant,
        kind=kind,
    )
    return signed_in_as(living, email, language, tenant)


def signed_in_as(living: Living, email: str, language: str = "en", tenant: int = TENANT) -> Browser:
    living.rows("update auth.code set made_at = made_at - interval '2 hours'", "p08")
    browser = living.browser(language)
    browser.get(f"{BUSINESS}/sign-in")
    browser.get(browser.page.url.replace("/?", "/code?"))
    browser.send("/code", organisation=str(tenant), address=email)
    page = browser.send("/code/enter", code=living.code(email))
    assert page.url.startswith(BUSINESS), page.text
    return browser
