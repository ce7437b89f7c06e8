"""Encryption in transit, proven on a server that insists on TLS and seen broken on one that does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from urllib.parse import quote

import pytest

from kept.cli.packed import read_pack
from kept.promises import Database, Page, Promise, Verdict, breaches_of, kind_of
from kept.proof.looking import Governed, Looking
from kept.proof.rehearsing import Rehearsing
from kept.stores import Address, Source
from tests.engines.external_postgres import ExternalPostgres

HTML = '<html><body><form action="https://forms.example/"></form></body></html>'
LOG = b'{"at":"2026-11-20T07:01:00Z","host":"mail.example","recipient":"","items":[],"tls":"1.3"}\n'


def address(server: ExternalPostgres, **changes: str) -> Address:
    trusted = f"sslrootcert={quote(str(server.ca_file), safe='')}"
    url = f"postgresql://{server.user}:{quote(server.password)}@{server.host}:{server.port}/postgres?sslmode=verify-full&{trusted}"
    return Address.parse(url).on(**changes)


def governed(at: Address, html: str = HTML, log: bytes | None = LOG) -> Governed:
    pack = read_pack("neocrm-2023")
    source = Source(Database("crm", "p06", "CN"), at, lambda role: "", "observed")
    fetch: Callable[[str], Page | None] = lambda language: Page(f"https://kept.example/{language}", 200, html)  # noqa: E731
    documents: Mapping[str, bytes | None] = {"outgoing": log}
    return Governed(pack.statement, pack.datamap, {"crm.p06": source}, fetch, documents.get, datetime.now(UTC), staged=False)


def promised(look: Governed) -> Promise:
    return next(promise for promise in look.statement.of_kind("encryption-transit") if promise.parameters.protocol)


def verdict(look: Governed) -> Verdict:
    found: Verdict = promised(look).parameters.prove(Looking(look, promised(look)))
    look.close()
    return found


def test_a_server_that_insists_on_tls_keeps_the_promise(tls_postgres: ExternalPostgres) -> None:
    found = verdict(governed(address(tls_postgres)))
    assert found.outcome == "kept", found
    assert [evidence.origin for evidence in found.evidence] == ["observed"] * 3


def test_a_server_that_takes_plain_connections_breaks_it(lax_postgres: ExternalPostgres) -> None:
    found = verdict(governed(address(lax_postgres)))
    assert found.outcome == "broken"
    assert [(finding.place, finding.key) for finding in found.findings] == [("crm.p06", "sslmode=disable")]


def test_a_server_that_is_down_leaves_it_unproven(tls_postgres: ExternalPostgres) -> None:
    look = governed(address(tls_postgres))
    look.read_schemas()
    object.__setattr__(
        look.sources["crm.p06"], "address", address(tls_postgres).__class__.parse("postgresql://nobody@localhost:1/postgres")
    )
    assert verdict(look).outcome == "unproven"


def test_a_message_that_went_out_plainly_breaks_it(tls_postgres: ExternalPostgres) -> None:
    for log in (LOG.replace(b'"1.3"', b"null"), LOG.replace(b"1.3", b"1.0")):
        found = verdict(governed(address(tls_postgres), log=LOG + log))
        assert (found.outcome, found.findings[0].key) == ("broken", "line 2")


def test_a_page_that_sends_a_form_over_plain_http_breaks_it(tls_postgres: ExternalPostgres) -> None:
    assert verdict(governed(address(tls_postgres), HTML.replace("https:", "http:"))).outcome == "broken"
    assert verdict(governed(address(tls_postgres), HTML.replace("https://forms.example", "http://localhost:8000"))).outcome == "kept"


@pytest.mark.parametrize("name", ["plain_message", "plain_form"])
def test_every_breach_is_seen(tls_postgres: ExternalPostgres, name: str) -> None:
    look = governed(address(tls_postgres))
    promise = promised(look)
    rehearsing = Rehearsing(look, promise)
    violate = {one.name: one.violate for one in breaches_of(kind_of(promise.parameters).parameters)}
    violate[name](promise.parameters, rehearsing)
    if rehearsing.pages:
        look.fetch = rehearsing.pages.get
    if rehearsing.documents:
        look.read = rehearsing.documents.get
    assert verdict(look).outcome == "broken"
