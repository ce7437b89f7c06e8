"""The real application with one thing deliberately wrong: acts break exactly the promise that this is about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.request import Request, urlopen

import pytest
from starlette.responses import Response

from services.neocrm.app import marketing, offering, registering, serving, updates, working
from services.neocrm.app.exchange import Exchange
from services.neocrm.app.routing import Page
from tests.live.acting.conftest import Played, playing
from tests.live.neocrm_app.prepared import Prepared

PAGES = serving.PAGES


@pytest.fixture
def wrong(monkeypatch: pytest.MonkeyPatch, acting_neocrm: Prepared) -> Iterator[Any]:
    """Run the application with these changes: pairs of module and name, or pages that come in the place of others."""
    running = []

    def run(*pages: Page, **changes: Any) -> Played:
        for name, value in changes.items():
            module, _, attribute = name.partition("__")
            monkeypatch.setattr({"working": working, "marketing": marketing, "offering": offering}[module], attribute, value)
        replaced = {(page.place, page.path) for page in pages}
        kept = tuple(page for page in PAGES if (page.place, page.path) not in replaced)
        monkeypatch.setattr(serving, "PAGES", (*kept, *pages))
        context = playing(acting_neocrm)
        running.append(context)
        return context.__enter__()

    yield run
    for context in running:
        context.__exit__(None, None, None)


def broken(played: Played, *names: str) -> list[str]:
    """Of these promises those that acts break now; that none of them fails for another reason is seen, too."""
    written = played.act(*names)
    assert [(each.performed.promise.id, each.performed.reason) for each in written if not each.performed.done] == []
    return [name for name, verdict in played.verdicts(*names).items() if verdict.outcome == "broken"]


def test_as_it_is_nothing_breaks(wrong: Any) -> None:
    whole = wrong()
    names = ("functions.identity_verification", "consents.location_refusal", "recipients.amap", "security.desensitised_handover")
    assert broken(whole, *names, "marketing.email_unsubscribe") == []
    verdicts = whole.verdicts(*names)
    assert {name for name, verdict in verdicts.items() if any(seen.origin == "acted" for seen in verdict.evidence)} == set(names)


def test_a_form_that_collects_an_undeclared_field_breaks_the_function_that_it_belongs_to(wrong: Any) -> None:
    def ask(x: Exchange) -> Response:
        page = registering._ask(x)
        html = bytes(page.body).decode().replace("<button>", '<label for="id">ID number</label><input id="id" name="id_number"><button>')
        return Response(html, media_type="text/html")

    played = wrong(Page("/register", ask, registering._send, who="anybody"))
    assert broken(played, "functions.identity_verification", "minors.adults") == ["functions.identity_verification"]


def test_a_refusal_that_costs_another_function_breaks_what_promises_that_it_does_not(wrong: Any) -> None:
    def add(x: Exchange) -> Response:
        return working._add(x) if working._agreed(x) else x.message("not_found", 403)

    played = wrong(Page("/visits", working._show, add))
    assert broken(played, "consents.location_refusal", "recipients.amap") == ["consents.location_refusal"]


def test_a_mail_after_unsubscribing_breaks_the_way_out_of_marketing(wrong: Any) -> None:
    def pretend(x: Exchange) -> Response:
        return x.message("unsubscribed")

    played = wrong(Page("/unsubscribe", marketing._asked, pretend, who="anybody", open_to_others=True))
    assert broken(played, "marketing.email_unsubscribe", "sources.data_about_others") == ["marketing.email_unsubscribe"]


def test_a_point_sent_unrounded_and_past_the_gate_breaks_every_promise_about_what_the_map_firm_gets(wrong: Any) -> None:
    def in_words(x: Exchange, point: working.Point) -> str:
        body = f'{{"de_identified_location": "{point.lat},{point.lon}"}}'.encode()
        with urlopen(Request(f"{x.configuration.map_url}/place", body, {"content-type": "application/json"}), timeout=10) as answer:
            return str(answer.status)

    played = wrong(working___in_words=in_words)
    names = ("security.desensitised_handover", "security.location_for_map_firms", "recipients.amap", "consents.prior_to_sharing")
    assert broken(played, *names, "consents.location_refusal") == sorted(names, key=played_order(played))


def played_order(played: Played) -> Any:
    order = [promise.id for promise in played.prepared.pack.statement.promises]
    return order.index


def test_a_no_to_the_statement_after_which_the_service_goes_on_breaks_the_refusal(wrong: Any) -> None:
    def stays(x: Exchange) -> Response:
        x.kept.note_version(x.me.person, x.kept.label, "declined", "web")
        return x.page("declined.html")

    played = wrong(Page(updates.DECLINE, post=stays))
    assert broken(played, "updates.refusal", "updates.acceptance") == ["updates.refusal"]


def test_going_on_that_nobody_writes_down_breaks_the_acceptance(wrong: Any) -> None:
    def forgets(x: Exchange) -> Response:
        x.parts.settled.add((x.me.person, x.kept.label))
        return x.go("/")

    played = wrong(Page(updates.SEEN, post=forgets))
    assert broken(played, "updates.refusal", "updates.acceptance") == ["updates.acceptance"]
