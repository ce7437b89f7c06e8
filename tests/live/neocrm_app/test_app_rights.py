"""Applications are switched off for one person, and for nobody else."""

from __future__ import annotations

import pytest

from tests.live.neocrm_app.browser import Browser
from tests.live.neocrm_app.conftest import BUSINESS, OTHER_TENANT, TENANT, Living
from tests.live.neocrm_app.people import registered, signed_in_by_code, uploaded

SYSTEM = "/settings/system-settings"
RIGHTS = f"{SYSTEM}/app-rights"
OWN = "Own list of the rights"


@pytest.fixture
def people(living: Living) -> tuple[Browser, tuple[int, Browser], Browser]:
    """An administrator, a member by number, and another member."""
    member, email, _ = uploaded(living)
    one = registered(living, email)
    _, another, _ = uploaded(living)
    return signed_in_by_code(living, "administrator"), (member, one), registered(living, another)


def switch(boss: Browser, member: int, app: str, on: bool) -> int:
    page = boss.get(f"{BUSINESS}{RIGHTS}?member={member}")
    assert page.status == 200
    return boss.send(RIGHTS, member=str(member), app=app, on="1" if on else "0").status


def test_a_basic_application_is_out_of_one_persons_reach_only_and_comes_back(
    living: Living, people: tuple[Browser, tuple[int, Browser], Browser]
) -> None:
    boss, (member, one), another = people
    assert RIGHTS in boss.get(f"{BUSINESS}{SYSTEM}").links
    assert switch(boss, member, "leads", False) == 200
    assert one.get(f"{BUSINESS}/leads").status == 403
    assert "/leads" not in one.get(f"{BUSINESS}/").links
    for each in (another, boss):
        assert each.get(f"{BUSINESS}/leads").status == 200
    rows = "select app, enabled, changed_at is not null from crm.member_application where member_id = :m"
    assert living.rows(rows, m=member) == [("leads", False, True)]
    assert switch(boss, member, "leads", True) == 200
    assert one.get(f"{BUSINESS}/leads").status == 200
    assert living.rows(rows, m=member) == [("leads", True, True)]


def test_what_the_organisation_made_is_seen_by_whom_it_is_on_for(
    living: Living, people: tuple[Browser, tuple[int, Browser], Browser]
) -> None:
    boss, (member, one), another = people
    boss.get(f"{BUSINESS}{SYSTEM}")
    boss.post(f"{BUSINESS}{SYSTEM}", {**boss.page.forms[-1].fields, "app": OWN, "on": "1"} if boss.page else {})
    assert OWN in one.get(f"{BUSINESS}/").text
    switch(boss, member, OWN, False)
    assert OWN not in one.get(f"{BUSINESS}/").text
    assert OWN in another.get(f"{BUSINESS}/").text


def test_only_administrators_switch_and_only_their_own_people(living: Living, people: tuple[Browser, tuple[int, Browser], Browser]) -> None:
    boss, (member, one), _ = people
    assert one.get(f"{BUSINESS}{RIGHTS}").status == 403
    stranger, _, _ = uploaded(living, tenant=OTHER_TENANT)
    assert boss.get(f"{BUSINESS}{RIGHTS}?member={stranger}").status == 404
    boss.get(f"{BUSINESS}{RIGHTS}?member={member}")
    assert boss.send(RIGHTS, member=str(stranger), app="leads", on="0").status == 404
    boss.get(f"{BUSINESS}{RIGHTS}?member={member}")
    assert boss.send(RIGHTS, member=str(member), app="no such application", on="0").status == 404
    assert living.rows("select 1 from crm.member_application where tenant_id <> :t", t=TENANT) == []
