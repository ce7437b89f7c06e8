"""A server that one program of ours runs is reached by another with the secret beside its data, and by nobody else."""

from __future__ import annotations

from pathlib import Path

from kept.stores import attach, execute, open_connection
from kept.stores.embedded import Instance


def test_a_running_server_is_reached_as_its_superuser(cluster: Instance, temporary_home: Path) -> None:
    address = attach(temporary_home, "tests")
    assert address is not None
    with open_connection(address) as connection:
        assert execute(connection, "select current_user").fetchone() == (cluster.address().user,)


def test_where_nobody_runs_a_server_there_is_none(cluster: Instance, temporary_home: Path) -> None:
    assert attach(temporary_home, "elsewhere") is None
