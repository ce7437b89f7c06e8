"""The parts of the room that need no database: how SQL is put together, and what a comparison of catalogues says."""

from __future__ import annotations

import pytest

from kept.promises import Database
from kept.protect.drifting import compared
from kept.protect.fixing import fixed_column
from kept.protect.kinds.encryption_transit import PLAIN_PART
from kept.protect.secured import expected

DATABASE = Database("crm", "p06", "CN")


def test_identifiers_of_a_data_map_are_quoted() -> None:
    control = fixed_column(DATABASE, 'crm.te"nant', 'clu"ster; drop table x')
    assert '"crm"."te""nant"' in control.install.as_string()
    assert 'old."clu""ster; drop table x"' in control.install.as_string()
    assert control.name == 'fixed crm.te"nant.clu"ster; drop table x'


def test_the_policy_that_is_expected_names_the_tenants_column_and_who_signed_in() -> None:
    assert expected("tenant_id") == {
        "(tenant_id = ( SELECT tenant_of(SESSION_USER) AS tenant_of))",
        "(tenant_id = ( SELECT kept.tenant_of(SESSION_USER) AS tenant_of))",
    }
    assert '("Tenant" = ( SELECT kept.tenant_of(SESSION_USER) AS tenant_of))' in expected("Tenant")


def test_a_comparison_names_what_is_missing_altered_or_surplus() -> None:
    before = {"policy a": "x", "policy b": "x", "grant c": ""}
    after = {"policy a": "x", "policy b": "y", "trigger d": "z"}
    assert compared(before, after) == {"policy b": "altered", "grant c": "surplus", "trigger d": "missing"}
    assert compared(after, after) == {}


@pytest.mark.parametrize(
    ("html", "plain"),
    [
        ('<form action="http://forms.example/">', True),
        ("<IMG SRC = 'HTTP://pictures.example/a.png'>", True),
        ('<form action="https://forms.example/">', False),
        ('<script src="http://localhost:8000/x.js">', False),
        ('<a href="http://elsewhere.example/">', False),
    ],
)
def test_what_a_page_loads_or_sends_over_plain_http_is_seen(html: str, plain: bool) -> None:
    assert bool(PLAIN_PART.search(html)) is plain
