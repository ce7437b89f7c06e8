"""From the application into Kept's own pages: each person to the own centre, administrators to their organisation's page."""

from __future__ import annotations

from tests.live.neocrm_app.conftest import BUSINESS, Living
from tests.live.neocrm_app.people import signed_in_by_code


def test_a_member_is_led_into_the_own_centre_and_not_to_the_organisations_page(living: Living) -> None:
    browser = signed_in_by_code(living)
    assert "/settings/preferences/centre" in browser.get(f"{BUSINESS}/settings/preferences").html
    status, headers, _ = browser.bare("GET", f"{BUSINESS}/settings/preferences/centre")
    assert status == 303 and headers["location"].startswith("http://kept.localhost/centre/enter/member:")
    assert browser.bare("GET", f"{BUSINESS}/staff/centre")[0] == 403


def test_an_administrator_is_led_to_the_organisations_page(living: Living) -> None:
    browser = signed_in_by_code(living, "administrator")
    status, headers, _ = browser.bare("GET", f"{BUSINESS}/staff/centre")
    assert status == 303 and headers["location"].startswith("http://kept.localhost/tenant/enter/member:")


def test_nobody_else_is_led_anywhere(living: Living) -> None:
    status, headers, _ = living.browser("en").bare("GET", f"{BUSINESS}/settings/preferences/centre")
    assert "kept.localhost" not in headers.get("location", "") and status != 200
