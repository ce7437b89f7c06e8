"""``kept crawl`` in a real Chromium: an honest site passes, and each fault of a site is found at the stage at which it shows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from kept.cli.packed import read_pack
from kept.consent.browser_register import BrowserRegister, browser_register
from kept.consent.crawl_findings import compared, crawl_document, observations, wrong
from kept.consent.crawling import crawl
from kept.errors import KeptError
from tests.browser.plain_sites import Faults, site

SAID = {
    "choices": "/choice",
    "accept": "button[value=yes]",
    "refuse": "button[value=no]",
    "withdraw": "button[value=no]",
    "honours": ["Sec-GPC"],
    "cookies": {"session": ["necessary"], "choice": ["necessary"], "interests": ["advertising_interests"]},
    "beacons": {"/count.gif": ["web_beacons"]},
}
STATEMENT = read_pack("neocrm-2023").statement


def register(**changed: Any) -> BrowserRegister:
    return browser_register(SAID | changed, STATEMENT, "browser.yaml")


def visited(faults: Faults, listed: BrowserRegister | None = None) -> tuple[dict[str, Any], bool]:
    """The document of a crawl; in a thread of its own, as Playwright runs once in each."""
    with site(faults) as address, ThreadPoolExecutor(1) as pool:
        known = listed or register()
        visit = pool.submit(crawl, address, known).result()
    found = compared(visit, known)
    return dict(crawl_document(visit, found)), wrong(found)


def names(entries: list[dict[str, Any]]) -> set[tuple[str, str]]:
    return {(entry["what"], entry["name"]) for entry in entries}


def test_an_honest_site_passes_and_its_pages_were_all_opened() -> None:
    document, failed = visited(Faults())
    assert not failed
    assert document["pages"] == ["/", "/about", "/choice"]
    assert names(document["found"]) == {("cookie", "session"), ("cookie", "choice"), ("cookie", "interests"), ("beacon", "/count.gif")}
    assert [entry["stages"] for entry in document["found"] if entry["name"] in ("interests", "/count.gif")] == [["accepted"], ["accepted"]]


def test_an_undeclared_cookie_is_found() -> None:
    document, failed = visited(Faults(undeclared_cookie=True))
    assert failed and names(document["undeclared"]) == {("cookie", "extra")}


def test_a_tracker_before_the_choice_is_found() -> None:
    document, failed = visited(Faults(tracker_before=True))
    assert failed and names(document["before_consent"]) == {("beacon", "/count.gif")}
    assert names(document["after_refusal"]) == {("beacon", "/count.gif")}


def test_a_cookie_that_survives_the_withdrawal_is_found() -> None:
    document, failed = visited(Faults(cookie_survives=True))
    assert failed and names(document["after_withdrawal"]) == {("cookie", "interests")}
    assert not document["before_consent"] and not document["after_refusal"]


def test_storage_and_what_is_sent_beside_the_page_are_found() -> None:
    document, failed = visited(Faults(storage=True, sends_beacon=True))
    assert failed
    assert names(document["undeclared"]) == {("storage", "local:followed"), ("storage", "session:now"), ("beacon", "/told")}


def test_a_request_to_another_host_is_found() -> None:
    document, failed = visited(Faults(third_party="http://127.0.0.1:9"))
    assert failed and names(document["undeclared"]) == {("request", "127.0.0.1")}


def test_a_site_that_does_not_listen_to_the_browsers_wish_is_found() -> None:
    document, failed = visited(Faults(deaf_to_signals=True))
    assert failed and names(document["despite_signal"]) == {("cookie", "interests"), ("beacon", "/count.gif")}
    assert visited(Faults(deaf_to_signals=True), register(honours=[]))[1] is False


def test_a_button_that_is_not_there_is_an_error_that_names_it() -> None:
    with pytest.raises(KeptError, match="KEPT-C067"):
        visited(Faults(), register(refuse="button[value=never]"))


def test_an_address_that_does_not_answer_is_an_error_that_names_it() -> None:
    with ThreadPoolExecutor(1) as pool, pytest.raises(KeptError, match="KEPT-C066"):
        pool.submit(crawl, "http://localhost:9/", register()).result()


def test_each_fault_speaks_against_the_promise_that_it_breaks() -> None:
    known = register()
    with site(Faults(cookie_survives=True)) as address, ThreadPoolExecutor(1) as pool:
        visit = pool.submit(crawl, address, known).result()
    found = compared(visit, known)
    said = {promise.path: observations(promise, found) for promise in STATEMENT.promises if observations(promise, found)}
    unmet = {path for path, every in said.items() if any(tuple(each.wanted) != tuple(each.found) for each in every)}
    assert unmet == {"cookies.advertising_interests"}
    assert {"cookies.necessary", "cookies.web_beacons"} <= set(said)
