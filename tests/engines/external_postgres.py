"""A real external PostgreSQL 15 with TLS: a cluster of the tests' own in a temporary folder, on a free port.

It never touches a server that the machine already runs. A missing program is a failure, not a reason to pass.
"""

from __future__ import annotations

import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.engines.certificates import authority, server_certificate

PROGRAMS: Final = Path("/usr/lib/postgresql/15/bin")
ACCOUNT: Final = "postgres"
HOST: Final = "localhost"

# Rules of pg_hba.conf for connections over the network.
TLS_ONLY: Final = "hostnossl all all all reject\nhostssl all all all scram-sha-256\n"
PLAIN_ALLOWED: Final = "host all all all scram-sha-256\n"

SETTINGS: Final = """\
listen_addresses = '{host}'
port = {port}
unix_socket_directories = '{folder}'
password_encryption = 'scram-sha-256'
ssl = {ssl}
ssl_cert_file = '{folder}/server.crt'
ssl_key_file = '{folder}/server.key'
ssl_min_protocol_version = 'TLSv1.2'
fsync = off
wal_level = logical
"""


@dataclass(frozen=True)
class ExternalPostgres:
    """Where the server is and how its superuser signs in; ``ca_file`` is what a client with ``verify-full`` trusts.

    ``stranger_ca_file`` is an authority that did not sign the server's certificate; ``folder`` holds data and log.
    """

    host: str
    port: int
    user: str
    password: str
    ca_file: Path
    stranger_ca_file: Path
    folder: Path

    def address(self, database: str = "postgres", *, sslmode: str = "verify-full", ca_file: Path | None = None) -> str:
        """A libpq connection string."""
        return (
            f"host={self.host} port={self.port} user={self.user} password={self.password} dbname={database} "
            f"sslmode={sslmode} sslrootcert={ca_file or self.ca_file} connect_timeout=10"
        )


@contextmanager
def external_postgres(rules: str, *, ssl: bool = True) -> Iterator[ExternalPostgres]:
    """Runs a server whose network rules are ``rules`` (lines of ``pg_hba.conf``) while the block runs."""
    folder = Path(tempfile.mkdtemp(prefix="kept-pg15-"))
    server = ExternalPostgres(
        HOST, _free_port(), "kept_admin", secrets.token_urlsafe(24), folder / "ca.crt", folder / "stranger.crt", folder
    )
    data = folder / "data"
    try:
        _prepare(server, data, rules, ssl)
        _as_postgres("pg_ctl", "-D", str(data), "-l", str(folder / "log"), "-w", "-t", "60", "start")
        yield server
    finally:
        if (data / "postmaster.pid").exists():
            _as_postgres("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder)


def _prepare(server: ExternalPostgres, data: Path, rules: str, ssl: bool) -> None:
    signer = authority(server.ca_file, "Test authority")
    authority(server.stranger_ca_file, "Another authority")
    server_certificate(signer, HOST, server.folder / "server.crt", server.folder / "server.key")
    password_file = server.folder / "password"
    password_file.touch(mode=0o600)
    password_file.write_text(server.password, encoding="ascii")
    server.folder.chmod(0o755)
    for path in (server.folder, server.folder / "server.key", password_file):
        shutil.chown(path, ACCOUNT)
    _as_postgres(
        "initdb", "-D", str(data), "-U", server.user, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync",
        "--auth=scram-sha-256", f"--pwfile={password_file}",
    )  # fmt: skip
    settings = SETTINGS.format(host=HOST, port=server.port, folder=server.folder, ssl="on" if ssl else "off")
    with (data / "postgresql.conf").open("a", encoding="utf-8") as configuration:
        configuration.write(settings)
    (data / "pg_hba.conf").write_text(f"local all all scram-sha-256\n{rules}", encoding="ascii")


def _as_postgres(program: str, *arguments: str) -> None:
    with tempfile.TemporaryFile() as said:  # not a pipe: the server inherits it and would hold it open
        done = subprocess.run(
            [PROGRAMS / program, *arguments], user=ACCOUNT, group=ACCOUNT, extra_groups=[], cwd="/", stdout=said, stderr=said, check=False
        )
        said.seek(0)
        assert done.returncode == 0, f"{program} failed: {said.read().decode(errors='replace')}"


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
