"""The external PostgreSQL that other tests build upon is what it claims to be."""

import psycopg
import pytest

from tests.engines.external_postgres import ExternalPostgres


def test_the_server_is_postgresql_15(tls_postgres: ExternalPostgres) -> None:
    with psycopg.connect(tls_postgres.address()) as connection:
        assert connection.info.server_version // 10_000 == 15


def test_a_connection_with_a_verified_certificate_is_encrypted(tls_postgres: ExternalPostgres) -> None:
    with psycopg.connect(tls_postgres.address(sslmode="verify-full")) as connection:
        assert connection.pgconn.ssl_in_use
        encrypted = connection.execute("SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()").fetchone()
    assert encrypted is not None
    assert encrypted[0] is True
    assert encrypted[1] in {"TLSv1.2", "TLSv1.3"}


def test_a_plain_connection_is_refused(tls_postgres: ExternalPostgres) -> None:
    with pytest.raises(psycopg.OperationalError, match="rejects connection"):
        psycopg.connect(tls_postgres.address(sslmode="disable"))


def test_an_authority_that_did_not_sign_is_not_believed(tls_postgres: ExternalPostgres) -> None:
    with pytest.raises(psycopg.OperationalError, match="certificate verify failed"):
        psycopg.connect(tls_postgres.address(ca_file=tls_postgres.stranger_ca_file))


def test_a_wrong_password_is_refused(tls_postgres: ExternalPostgres) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(tls_postgres.address(), password="wrong")


def test_the_lax_server_takes_a_plain_connection(lax_postgres: ExternalPostgres) -> None:
    with psycopg.connect(lax_postgres.address(sslmode="disable")) as connection:
        assert not connection.pgconn.ssl_in_use
