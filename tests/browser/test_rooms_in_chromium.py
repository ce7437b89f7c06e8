"""Kept's own pages in a real Chromium: both languages, on a desk and on a phone, with JavaScript and without; axe finds nothing grave.

With ``KEPT_PICTURES=<folder>`` each page is photographed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from kept.stores.embedded import Instance
from tests.engines.axe import grave
from tests.live.web.rooms.conftest import LABEL, MATTER, House, planted, served_house

WIDTHS: Mapping[str, Any] = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
# Each page by the room that one has to be in (None: anybody). Add a page here and it is read, measured and held against axe.
PAGES: tuple[tuple[str | None, str], ...] = (
    (None, ""),
    (None, "receipt/"),
    (None, "centre/"),
    (None, "statement/"),
    (None, f"statement/{LABEL}/{{language}}/"),
    (None, f"proof/{LABEL}/"),
    (None, "staff/sign-in/"),
    ("centre", "centre/"),
    ("centre", f"centre/matter/{MATTER}/"),
    ("centre", "centre/receipts/"),
    ("tenant", "tenant/"),
    ("console", f"console/{LABEL}/"),
    ("console", f"console/{LABEL}/?outcome=broken"),
    ("console", f"console/{LABEL}/{{promise}}/"),
    ("console", "staff/password/"),
    ("console", "staff/recovery/"),
)


@pytest.fixture(scope="module")
def house(cluster: Instance, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    for found in served_house(cluster, tmp_path_factory.mktemp("rooms")):
        planted(found)
        yield found


def context_of(chromium: Browser, language: str, width: str = "desk", *, script: bool = True) -> BrowserContext:
    return chromium.new_context(viewport=WIDTHS[width], locale=LOCALES[language], java_script_enabled=script, color_scheme="light")


def come_in(house: House, page: Page, room: str | None) -> None:
    """Into a room as people come: by the application's link, or with password and code."""
    if room in ("centre", "tenant"):
        with house.kept() as kept:
            page.goto(house.address + kept.link("member:anna" if room == "centre" else "member:boss", room).path.lstrip("/"))
    if room == "console":
        page.goto(house.address + "console/")
        page.locator("#id_login").fill(house.officer["name"])
        page.locator("#id_password").fill(house.officer["password"])
        page.locator("button.act").click()
        page.locator("#id_code").fill(house.officer["recovery_codes"].pop())
        page.locator("button.act").click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()


def picture(page: Page, name: str) -> None:
    folder = os.environ.get("KEPT_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=len(name) < 200 and "statement" not in name and "proof" not in name)


def promise_of(house: House) -> str:
    import json

    found = json.loads((house.site / LABEL / "proof.json").read_text(encoding="utf-8"))
    return next(quote(entry["promise"]) for entry in found["verdicts"] if entry["verdict"] == "broken")


@pytest.mark.parametrize("width", ["desk", "phone"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_fits_asks_nobody_else_and_axe_finds_nothing_grave(house: House, chromium: Browser, language: str, width: str) -> None:
    promise, complaints, asked, found = promise_of(house), [], [], []
    for room in dict.fromkeys(room for room, _ in PAGES):
        context = context_of(chromium, language, width)
        page = context.new_page()
        come_in(house, page, room)
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("request", lambda request: asked.append(request.url))
        for path in (path for mine, path in PAGES if mine == room):
            page.goto(house.address + path.format(language=language, promise=promise))
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{path} is wider than a {width}"
            if width == "desk" or room is not None:  # the long published pages are the same to a screen reader on either
                found += grave(page)
            picture(page, f"{language}-{width}-{room or 'anybody'}-{path.partition('?')[0].strip('/').replace('/', '-') or 'home'}"[:90])
        context.close()
    assert not found
    assert {urlsplit(url).netloc for url in asked if not url.startswith("data:")} == {urlsplit(house.address).netloc}
    refusals = [said for said in complaints if "401" not in said]  # the page that says how to come in is a 401 on purpose
    assert not refusals


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_person_withdraws_and_agrees_with_two_clicks_each(house: House, chromium: Browser, language: str, script: bool) -> None:
    context = context_of(chromium, language, "phone", script=script)
    page = context.new_page()
    come_in(house, page, "centre")
    words = {"withdraw": {"zh": "撤回同意", "en": "Withdraw"}[language], "give": {"zh": "同意", "en": "Agree"}[language]}
    for act, opposite in (("withdraw", "give"), ("give", "withdraw")):
        page.goto(house.address + "centre/")
        for group in page.locator("details.group").all():
            group.locator("summary").first.click()
        page.locator(f'a.matter[href="/centre/matter/{MATTER}/"]').click()
        page.get_by_role("button", name=words[act], exact=True).click()
        expect(page.get_by_role("button", name=words[opposite], exact=True)).to_be_visible()
    context.close()


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_a_dpo_filters_and_opens_the_evidence(house: House, chromium: Browser, script: bool) -> None:
    context = context_of(chromium, "en", script=script)
    page = context.new_page()
    come_in(house, page, "console")
    page.goto(f"{house.address}console/{LABEL}/")
    page.locator("#outcome").select_option("broken")
    if not script:
        page.get_by_role("button", name="Filter").click()
    expect(page.locator("#found .rows > li")).to_have_count(2)
    page.locator("#found .rows a.name").first.click()
    expect(page.locator(".proofed").first).to_be_visible()
    context.close()


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_a_stranger_checks_a_receipt_from_a_file(house: House, chromium: Browser, script: bool, tmp_path: Path) -> None:
    reader = house.inside("member:anna")
    found = house.execute(
        "select event_id from kept.consent c join kept.person_reference r using (subject_id) where r.reference = 'member:anna' limit 1"
    )
    file = tmp_path / "receipt.json"
    file.write_text(reader.get(f"centre/receipts/{found[0][0]}.json").text, encoding="utf-8")
    context = context_of(chromium, "en", "phone", script=script)
    page = context.new_page()
    page.goto(house.address + "receipt/")
    page.locator("#chosen").set_input_files(file)
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("status")).to_contain_text("Genuine")
    assert not (grave(page) if script else [])
    picture(page, "en-phone-receipt-checked")
    context.close()
