"""Campaigns go to those who may get them; the way out stands where the statement says, and one click ends it on every channel."""

from __future__ import annotations

import time
from urllib.parse import urljoin, urlsplit

import pytest

from kept.cli.packed import read_pack
from tests.live.neocrm_app.browser import Browser
from tests.live.neocrm_app.conftest import BUSINESS, TENANT, Living
from tests.live.neocrm_app.people import signed_in_by_code

CAMPAIGNS = f"{BUSINESS}/campaigns"


@pytest.fixture
def administrator(living: Living) -> Browser:
    return signed_in_by_code(living, "administrator")


def begun(living: Living, browser: Browser, title: str, language: str = "en") -> int:
    """A campaign, when all of its letters have gone or been dropped: how many went."""
    browser.get(f"{CAMPAIGNS}?language={language}")
    assert browser.send("/campaigns", purpose="marketing_emails", title=title, text="Come <b>and</b> see 🎪").status == 200
    for _ in range(200):
        if living.rows("select 1 from crm.outgoing where template = 'campaign' and sent_at is null limit 1") == []:
            break
        time.sleep(0.2)
    query = "select count(*) from crm.marketing_send s join crm.campaign c using (tenant_id, campaign_id) where c.title = :title"
    return int(living.rows(query, title=title)[0][0])


def letters(living: Living, title: str) -> list[object]:
    return [each for each in living.outbox.messages() if each.subject == title]


def test_a_campaign_goes_to_everyone_who_has_not_refused_and_to_nobody_else(living: Living, administrator: Browser) -> None:
    rows = living.rows("select contact_id, email, opted_out_at from crm.contact where tenant_id = :t and email is not null", t=TENANT)
    refused = {email for _, email, out in rows if out is not None}
    chosen = next(row for row in rows if row[2] is None)
    living.books().no_marketing.add(f"contact:{chosen[0]}")
    went = begun(living, administrator, "One")
    to = {each.to for each in living.outbox.messages() if each.subject == "One"}
    assert refused
    assert to == {email for _, email, out in rows if out is None} - {chosen[1]}
    assert went == len(to)
    assert living.rows("select count(*) from crm.outgoing where template = 'campaign' and contents is not null") == [(0,)]


def test_the_way_out_is_at_the_lower_right_labelled_as_stated_and_in_the_header(living: Living, administrator: Browser) -> None:
    said = read_pack("neocrm-2023").statement.section("marketing")["email_unsubscribe"].body
    begun(living, administrator, "Two")
    begun(living, administrator, "二", "zh")
    for title, label in (("Two", said.label.en), ("二", said.label.zh)):
        message = next(each.message for each in living.outbox.messages() if each.subject == title)
        assert message is not None
        page = message.get_body(("html",)).get_content()
        assert page.rstrip().endswith(f">{label}</a></td></tr></table></body></html>")
        assert '<td align="right"><a href=' in page
        assert "Come &lt;b&gt;and&lt;/b&gt; see" in page
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert message["List-Unsubscribe"].startswith("<http")


def test_one_click_of_a_mail_program_ends_marketing_on_every_channel(living: Living, administrator: Browser) -> None:
    begun(living, administrator, "Three")
    letter = next(each for each in living.outbox.messages() if each.subject == "Three")
    assert letter.message is not None
    link = letter.message["List-Unsubscribe"].strip("<>")
    machine = living.browser()
    form = {"content-type": "application/x-www-form-urlencoded"}
    status, _, _ = machine.bare("POST", link, b"List-Unsubscribe=One-Click", form)
    assert status == 200
    ((contact, out),) = living.rows("select contact_id, opted_out_at is not null from crm.contact where email = :e", e=letter.to)
    assert out
    assert f"contact:{contact}" in living.books().no_marketing
    begun(living, administrator, "Four")
    assert letter.to not in {each.to for each in living.outbox.messages() if each.subject == "Four"}


def test_looking_at_the_link_changes_nothing_until_the_button_is_pressed(living: Living, administrator: Browser) -> None:
    begun(living, administrator, "Five")
    letter = next(each for each in living.outbox.messages() if each.subject == "Five")
    assert letter.message is not None
    person = living.browser()
    page = person.get(letter.message["List-Unsubscribe"].strip("<>"))
    assert "One click ends marketing" in page.text
    page = person.get(urljoin(page.url, next(link for link in page.links if "language=zh" in link)))
    assert "一次退订" in page.text
    page = person.get(urljoin(page.url, next(link for link in page.links if "language=en" in link)))
    assert living.rows("select opted_out_at from crm.contact where email = :e", e=letter.to) == [(None,)]
    assert "Unsubscribed" in person.send(urlsplit(page.url).path).text
    assert living.rows("select opted_out_at is not null from crm.contact where email = :e", e=letter.to) == [(True,)]


def test_who_refuses_while_letters_wait_gets_none(living: Living, administrator: Browser) -> None:
    living.outbox.refusing = True
    administrator.get(CAMPAIGNS)
    administrator.send("/campaigns", purpose="marketing_emails", title="Six", text="later")
    ((number, email),) = living.rows(
        "select contact_id, email from crm.contact where tenant_id = :t and opted_out_at is null and email is not null limit 1", t=TENANT
    )
    living.rows("update crm.contact set opted_out_at = now() where contact_id = :c", c=number)
    living.outbox.refusing = False
    living.rows("update crm.outgoing set due_at = now() - interval '1 minute' where sent_at is null")
    for _ in range(200):
        if living.rows("select 1 from crm.outgoing where template = 'campaign' and sent_at is null limit 1") == []:
            break
        time.sleep(0.2)
    to = {each.to for each in living.outbox.messages() if each.subject == "Six"}
    assert to
    assert email not in to


def test_a_forged_link_unsubscribes_nobody(living: Living) -> None:
    status, _, _ = living.browser().bare(
        "POST",
        f"{BUSINESS}/unsubscribe?ticket=eyJ9.AAAA",
        b"List-Unsubscribe=One-Click",
        {"content-type": "application/x-www-form-urlencoded"},
    )
    assert status == 400
