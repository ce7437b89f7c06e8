"""Real external engines. They need root and what ``install.sh`` installs; a missing one fails the tests."""

from collections.abc import Iterator

import pytest

from tests.engines.external_postgres import PLAIN_ALLOWED, TLS_ONLY, ExternalPostgres, external_postgres


@pytest.fixture(scope="session")
def tls_postgres() -> Iterator[ExternalPostgres]:
    """PostgreSQL 15 that takes connections over TLS only."""
    with external_postgres(TLS_ONLY) as server:
        yield server


@pytest.fixture(scope="session")
def lax_postgres() -> Iterator[ExternalPostgres]:
    """PostgreSQL 15 that takes plain connections too: what the promise of encryption in transit forbids."""
    with external_postgres(PLAIN_ALLOWED) as server:
        yield server
