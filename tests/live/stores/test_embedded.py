"""The embedded PostgreSQL under our supervisor, with real processes: every way it begins, is disturbed and ends."""

from __future__ import annotations

import os
import select
import shutil
import signal
import socket
import stat
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Thread

import psycopg
import pytest

from kept.errors import KeptError
from kept.stores import Instance, execute, open_connection, running, start
from kept.stores.binaries import account, blocked
from kept.stores.orphans import remove_far_socket

SOURCE = Path(__file__).parents[3] / "src"


@pytest.fixture
def home(temporary_home: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A folder of the test's own, with a space in its name."""
    folder = temporary_home / f"Kept {abs(hash(request.node.name)) % 10**8}"
    folder.mkdir(mode=0o711)
    yield folder
    remove_far_socket(folder / "one")


@contextmanager
def one(home: Path, **how: object) -> Iterator[Instance]:
    instance = start(home, "one", **how)  # type: ignore[arg-type]
    try:
        yield instance
    finally:
        instance.stop()


def said(instance: Instance, query: str) -> object:
    with open_connection(instance.address()) as connection:
        row = execute(connection, query).fetchone()
    return row[0] if row else None


def write(instance: Instance, text: str) -> None:
    with open_connection(instance.address(), read_only=False) as connection:
        execute(connection, text)


def refusal(home: Path, **how: object) -> KeptError:
    with pytest.raises(KeptError) as caught:
        start(home, "one", **how).stop()  # type: ignore[arg-type]
    assert caught.value.fault.text("zh") and caught.value.fault.text("en")
    return caught.value


def supervisor(home: Path, body: str, interpreter: str = sys.executable, **how: object) -> subprocess.Popen[str]:
    """Another process that runs ``body`` with ``instance`` started in ``home``."""
    program = "import sys, signal, os\nfrom pathlib import Path\nfrom kept.stores import start\n"
    program += f"instance = start(Path({str(home)!r}), 'one')\nprint(instance.pid, flush=True)\n{textwrap.dedent(body)}"
    packages = os.pathsep.join(place for place in sys.path if place.endswith("site-packages"))
    environment = {**os.environ, "PYTHONPATH": f"{SOURCE}{os.pathsep}{packages}"}
    return subprocess.Popen(
        [interpreter, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd="/",
        env=environment,
        **how,  # type: ignore[call-overload]
    )


def server_of(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    return int(process.stdout.readline())


def await_end(pid: int) -> None:
    """Returns when the process has ended; fails when it does not."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        assert select.select([descriptor], [], [], 20)[0], f"process {pid} is still there"
    finally:
        os.close(descriptor)


def test_a_fresh_instance_speaks_utf8_and_is_ready_for_logical_decoding(home: Path) -> None:
    with one(home) as instance:
        assert instance.version.startswith("18.")
        assert said(instance, "SHOW wal_level") == "logical"
        assert said(instance, "SHOW server_encoding") == "UTF8"
        assert said(instance, "SELECT datlocale FROM pg_database WHERE datname = 'postgres'") == "C.UTF-8"
        assert said(instance, "SELECT lower('ÄÖ') || upper('ß')") == "äöß"
        assert said(instance, "SELECT rolpassword LIKE 'SCRAM-SHA-256$4096:%' FROM pg_authid WHERE rolname = 'kept'") is True
        assert said(instance, "SELECT count(*) FROM pg_hba_file_rules WHERE auth_method <> 'scram-sha-256'") == 0


def test_only_its_folder_and_the_loopback_lead_to_it(home: Path) -> None:
    with one(home) as instance:
        assert said(instance, "SHOW listen_addresses") == "127.0.0.1"
        assert stat.S_IMODE(instance.socket.stat().st_mode) == 0o711
        assert stat.S_IMODE((home / "one" / "data").stat().st_mode) == 0o700
        assert stat.S_IMODE((home / "one" / "password").stat().st_mode) == 0o600
        assert stat.S_IMODE((home / "one" / "server.log").stat().st_mode) == 0o600
        assert stat.S_IMODE(home.stat().st_mode) == 0o711
        with open_connection(instance.address(tcp=True)) as connection:
            assert execute(connection, "SELECT 1").fetchone() == (1,)


def test_nobody_enters_without_the_password(home: Path) -> None:
    with one(home) as instance:
        for tcp in (True, False):
            for password in ("", "guess"):
                with pytest.raises(KeptError) as caught:
                    open_connection(instance.address(tcp=tcp).on(password=password))
                assert caught.value.code == "KEPT-T021"


def test_the_server_is_our_child_and_never_root(home: Path) -> None:
    with one(home) as instance:
        status = dict(line.split(":\t", 1) for line in Path(f"/proc/{instance.pid}/status").read_text().splitlines() if ":\t" in line)
        assert int(status["PPid"]) == os.getpid()
        assert "0" not in status["Uid"].split()
        assert status["Name"] == "postgres"


def test_the_password_is_in_no_repr_no_log_and_no_command_line(home: Path) -> None:
    with one(home) as instance:
        with pytest.raises(psycopg.Error):
            write(instance, f"SELECT '{instance.password}' FROM")
        shown = repr(instance) + repr(instance.address()) + Path(f"/proc/{instance.pid}/cmdline").read_text()
        shown += Path(f"/proc/{instance.pid}/environ").read_text(errors="replace") if os.geteuid() == 0 else ""
        assert instance.password not in shown
        assert instance.password not in (home / "one" / "server.log").read_text()


def test_rows_survive_a_stop_and_the_port_stays(home: Path) -> None:
    with one(home) as instance:
        port = instance.port
        write(instance, "CREATE TABLE kept_row AS SELECT generate_series(1, 1000) AS n")
    with one(home) as instance:
        assert instance.port == port
        assert said(instance, "SELECT count(*) FROM kept_row") == 1000


def test_every_committed_row_survives_kill_9_of_the_server(home: Path) -> None:
    with one(home) as instance:
        write(instance, "CREATE TABLE kept_row (n int)")
        for number in range(20):
            write(instance, f"INSERT INTO kept_row VALUES ({number})")
        with open_connection(instance.address()) as lingering:
            os.kill(instance.pid, signal.SIGKILL)
            instance.stop()
            assert not instance.alive
            with one(home) as again:
                assert said(again, "SELECT count(*) FROM kept_row") == 20
            del lingering


def test_a_pid_file_that_names_a_stranger_does_not_stop_the_start(home: Path) -> None:
    with one(home) as instance:
        file = home / "one" / "data" / "postmaster.pid"
        content = file.read_text()
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        file.write_text(content.replace(content.splitlines()[0], str(stranger.pid), 1))
        with one(home) as instance:
            assert said(instance, "SELECT 1") == 1
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_killed_supervisor_leaves_no_orphan_and_the_next_start_finds_every_row(home: Path) -> None:
    process = supervisor(home, "sys.stdin.read()")
    server = server_of(process)
    with open_connection_of(home) as connection:
        connection.execute("CREATE TABLE kept_row AS SELECT 1 AS n")
        connection.commit()
    process.kill()
    process.wait()
    with one(home) as instance:
        assert said(instance, "SELECT count(*) FROM kept_row") == 1
        assert instance.pid != server
    await_end(server)


def open_connection_of(home: Path) -> psycopg.Connection:
    """A connection to the instance that another process supervises, found as psql would: by port and password file."""
    lines = (home / "one" / "data" / "postmaster.pid").read_text().splitlines()
    password = (home / "one" / "password").read_text().strip().rstrip("=")
    return psycopg.connect(host="127.0.0.1", port=int(lines[3]), dbname="postgres", user="kept", password=password)


@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_the_server_ends_with_its_supervisor(home: Path, by: signal.Signals) -> None:
    process = supervisor(home, "sys.stdin.read()")
    server = server_of(process)
    process.send_signal(by)
    await_end(server)
    process.wait()
    assert not (home / "one" / "data" / "postmaster.pid").exists(), "it was a clean shutdown"


def test_the_server_ends_when_the_program_just_ends(home: Path) -> None:
    process = supervisor(home, "")
    assert process.wait(20) == 0
    assert not (home / "one" / "data" / "postmaster.pid").exists()


def test_the_server_outlives_the_thread_that_started_it(home: Path) -> None:
    found: list[Instance] = []
    thread = Thread(target=lambda: found.append(start(home, "one")))
    thread.start()
    thread.join()
    assert said(found[0], "SELECT 1") == 1
    found[0].stop()


def test_a_forked_child_that_leaves_does_not_stop_the_server(home: Path) -> None:
    process = supervisor(home, "child = os.fork()\nif not child: sys.exit()\nos.waitpid(child, 0)\nprint(instance.alive)\nsys.stdin.read()")
    server_of(process)
    assert process.stdout is not None and process.stdout.readline() == "True\n"
    process.communicate()


def test_a_second_supervisor_is_told_who_has_the_instance(home: Path) -> None:
    process = supervisor(home, "sys.stdin.read()")
    server_of(process)
    error = refusal(home)
    assert error.code == "KEPT-T005"
    assert str(process.pid) in str(error) and "KEPT_HOME" in str(error) and str(home) in str(error)
    process.communicate()
    with one(home) as instance:
        assert said(instance, "SELECT 1") == 1


def test_a_second_start_in_the_same_process_is_refused_too_and_disturbs_nothing(home: Path) -> None:
    with one(home) as instance:
        assert refusal(home).code == "KEPT-T005"
        assert said(instance, "SELECT 1") == 1


def test_a_port_in_use_is_told(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        error = refusal(home, port=port)
    assert error.code == "KEPT-T007" and str(port) in str(error)
    with one(home, port=port) as instance:
        assert instance.port == port


def test_data_of_another_version_is_told_and_left_alone(home: Path) -> None:
    with one(home):
        pass
    version = home / "one" / "data" / "PG_VERSION"
    version.write_text("16\n")
    error = refusal(home)
    assert error.code == "KEPT-T006" and "16" in str(error) and "18" in str(error)
    version.write_text("18\n")
    with one(home) as instance:
        assert said(instance, "SELECT 1") == 1


def test_a_setting_that_postgresql_refuses_is_told_with_its_words(home: Path) -> None:
    error = refusal(home, settings={"shared_buffers": "a lot"})
    assert error.code == "KEPT-T009" and "shared_buffers" in str(error) and "server.log" in str(error)


def test_a_folder_that_cannot_be_used_is_told(home: Path) -> None:
    (home / "file").write_text("")
    assert refusal(home / "file" / "below").code == "KEPT-T004"


def test_a_start_that_was_killed_halfway_is_begun_afresh(home: Path) -> None:
    (home / "one" / "data.new" / "base").mkdir(parents=True)
    (home / "one").chmod(0o711)
    with one(home) as instance:
        assert said(instance, "SELECT 1") == 1
    assert not (home / "one" / "data.new").exists()


def test_a_very_long_path_is_no_hindrance(home: Path) -> None:
    folder = home / ("long" * 40) / ("longer" * 30)
    with one(folder) as instance:
        assert len(str(instance.socket)) < 90
        assert said(instance, "SELECT 1") == 1
        place = instance.socket
    assert not place.exists()


def test_parallel_queries_need_nothing_of_dev_shm(home: Path) -> None:
    with one(home) as instance:
        before = {path.name for path in Path("/dev/shm").glob("PostgreSQL.*")}
        with open_connection(instance.address()) as connection:
            execute(connection, "SET debug_parallel_query = on")
            execute(connection, "SELECT count(*) FROM pg_class a, pg_class b")
            assert {path.name for path in Path("/dev/shm").glob("PostgreSQL.*")} <= before
        assert said(instance, "SHOW dynamic_shared_memory_type") == "sysv"


def test_an_ordinary_user_needs_nothing_of_root(home: Path) -> None:
    """As root this runs in another process, as the user nobody; else the user of the tests is such a one."""
    ordinary = replace(account(), name="nobody", user=65534, group=65534) if os.geteuid() == 0 else account()
    how = {"user": ordinary.user, "group": ordinary.group, "extra_groups": []} if os.geteuid() == 0 else {}
    os.chown(home, ordinary.user, ordinary.group)
    home.chmod(0o700)
    interpreter = sys.executable
    if blocked(Path(interpreter), ordinary):
        # Root's own Python may lie in root's home; the machine's serves as well, with our packages.
        interpreter = shutil.which(f"python3.{sys.version_info.minor}", path="/usr/local/bin:/usr/bin") or interpreter
    process = supervisor(home, "print(instance.address().password != '', flush=True)\nsys.stdin.read()", interpreter, **how)
    server = server_of(process)
    assert Path(f"/proc/{server}").stat().st_uid == ordinary.user
    assert process.stdout is not None and process.stdout.readline() == "True\n"
    process.communicate()
    assert process.returncode == 0
    assert (home / "one" / "password").stat().st_uid == ordinary.user


def test_a_home_that_the_servers_user_cannot_enter_is_told_and_left_as_it_is(home: Path) -> None:
    mode = 0o700 if os.geteuid() == 0 else 0o500
    home.chmod(mode)
    error = refusal(home / "below")
    assert error.code == "KEPT-T004" and str(home) in str(error)
    assert stat.S_IMODE(home.stat().st_mode) == mode
    home.chmod(0o711)


def test_several_start_together_each_with_its_own_password_and_identity(home: Path) -> None:
    with running(home, ["cn", "sg", "de"], settings={"fsync": "off"}) as instances:
        identities = {said(instance, "SELECT system_identifier FROM pg_control_system()") for instance in instances.values()}
        assert len(identities) == 3
        assert len({instance.password for instance in instances.values()}) == 3
        with pytest.raises(KeptError) as caught:
            open_connection(instances["cn"].address().on(password=instances["sg"].password))
        assert caught.value.code == "KEPT-T021"
        for instance in instances.values():
            write(instance, "CREATE TABLE mark AS SELECT 1")
    assert not any(instance.alive for instance in instances.values())
    with running(home, ["cn", "sg", "de"]) as instances:
        assert all(said(instance, "SELECT count(*) FROM mark") == 1 for instance in instances.values())


def test_when_one_of_several_cannot_start_none_is_left_running(home: Path) -> None:
    with one(home), pytest.raises(KeptError) as caught, running(home, ["two", "one"]):
        pass
    assert caught.value.code == "KEPT-T005"
    with running(home, ["two", "one"]) as instances:
        assert said(instances["two"], "SELECT 1") == 1
