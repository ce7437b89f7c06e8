"""Me > Settings > Contact Us: agreements are withdrawn through the service, each by itself and at once."""

from __future__ import annotations

from tests.live.neocrm_app.conftest import BUSINESS, Living
from tests.live.neocrm_app.people import registered, signed_in_by_code, uploaded

PAGE = "/me/settings/contact-us"
TICKED = {"matter-functions.work_orders": "1"}


def test_what_is_ticked_is_withdrawn_and_nothing_else(living: Living) -> None:
    member, email, _ = uploaded(living)
    browser, person = registered(living, email), f"member:{member}"
    agreed = living.books().agreed
    agreed |= {(person, matter) for matter in ("functions.work_orders", "functions.weibo_identity", "consents.registration_code")}
    assert PAGE in browser.get(f"{BUSINESS}/me").links
    browser.get(f"{BUSINESS}{PAGE}")
    assert "Tick at least one" in browser.send(PAGE).text
    assert "Withdrawn: 1" in browser.send(PAGE, **TICKED).text
    left = {matter for who, matter in agreed if who == person and not matter.startswith("storage.")}
    assert left == {"functions.weibo_identity", "consents.registration_code"}
    assert [one["channel"] for one in living.books().withdrawn if one["person"] == person] == ["customer-service"]


def test_where_data_lies_is_not_offered_and_sending_the_form_twice_withdraws_once(living: Living) -> None:
    member, email, _ = uploaded(living)
    browser, person = registered(living, email), f"member:{member}"
    living.books().agreed.add((person, "functions.work_orders"))
    page = browser.get(f"{BUSINESS}{PAGE}")
    assert "storage." not in page.text
    browser.send(PAGE, **TICKED)
    browser.page = page
    assert "Withdrawn: 0" in browser.send(PAGE, **TICKED).text
    assert len([one for one in living.books().withdrawn if one["person"] == person]) == 1
    assert "目前没有可以撤回的同意" in browser.get(f"{BUSINESS}{PAGE}?language=zh").text


def test_social_accounts_that_were_kept_on_it_alone_are_gone(living: Living) -> None:
    member, email, _ = uploaded(living)
    browser, person = registered(living, email), f"member:{member}"
    living.books().agreed.add((person, "functions.weibo_identity"))
    browser.get(f"{BUSINESS}/settings/preferences")
    browser.send("/settings/preferences/social", weibo="specimen")
    assert living.rows("select weibo from crm.own_account where member_id = :m", m=member) == [("specimen",)]
    browser.get(f"{BUSINESS}{PAGE}")
    browser.send(PAGE, **{"matter-functions.weibo_identity": "1"})
    assert living.rows("select weibo from crm.own_account where member_id = :m", m=member) == []


def test_kept_closes_the_agreement(whole: Living) -> None:
    browser = signed_in_by_code(whole, "external")
    browser.get(f"{BUSINESS}/settings/preferences/consents")
    ((subject,),) = whole.rows(
        """select subject_id from crm.member where tenant_id = 1600000 and class = 'external' and status = 'active'
           and last_used_at is not null order by member_id limit 1"""
    )
    assert browser.page is not None
    while any(form.action.endswith("/give") for form in browser.page.forms):
        browser.send("/settings/preferences/consents/give")
    page = browser.get(f"{BUSINESS}{PAGE}")
    ticks = {name: "1" for form in page.forms for name in form.ticks if name.startswith("matter-")}
    assert "matter-functions.work_orders" in ticks
    done = browser.send(PAGE, **ticks)
    assert f"Withdrawn: {len(ticks)}" in done.text
    left = "select matter from kept.consent where subject_id = :s and withdrawn_at is null and matter not like 'storage.%'"
    assert whole.rows(left, s=subject) == []
