"""Addresses are read and written without loss, and never show their password."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.errors import KeptError
from kept.stores import Address

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
HOSTS = st.sampled_from(["db.example.com", "127.0.0.1", "::1", "/run/postgresql", "/tmp/Kept A/sockets"])


@given(
    HOSTS,
    st.integers(1, 65535),
    TEXT,
    TEXT,
    st.one_of(st.just(""), TEXT),
    st.sampled_from(["prefer", "verify-full"]),
    st.sampled_from([None, "/etc/ssl/ca one.pem"]),
)
def test_an_address_survives_its_url(host: str, port: int, database: str, user: str, password: str, mode: str, root: str | None) -> None:
    address = Address(host, port, database, user, password, mode, root)
    assert Address.parse(address.url(with_password=True)) == address


def test_a_password_is_in_no_repr_and_in_no_url_that_did_not_ask_for_it() -> None:
    address = Address("db", 5432, "kept", "kept", "hush-hush")
    assert "hush" not in repr(address) + str(address) + address.url(with_password=False) + address.name
    assert "hush" in address.url(with_password=True)


NO_ADDRESSES = [
    "",
    "kept",
    "mysql://u@h/d",
    "postgresql://u:hush@h:x/d",
    "postgresql://h/d",
    "postgresql://u@/d",
    "postgresql://u@h",
    "postgresql://u@h/d?sslmode=no",
    "postgresql://u@h/d?x=1",
]


@pytest.mark.parametrize("url", NO_ADDRESSES)
def test_what_is_no_address_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(KeptError) as caught:
        Address.parse(url)
    assert caught.value.code == "KEPT-T012"
    assert "hush" not in str(caught.value)


def test_another_database_or_user_of_the_same_server() -> None:
    address = Address("db", 5433, "kept", "kept", "x", sslmode="require", store="crm.p06")
    assert address.on(database="other", user="reader", password="y") == Address(
        "db", 5433, "other", "reader", "y", sslmode="require", store="crm.p06"
    )
