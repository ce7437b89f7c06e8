"""The embedded PostgreSQL: instances in one home folder, started beside the program and stopped with it.

Each instance is a folder: ``data`` (PostgreSQL's), ``password`` (its superuser's, mode 0600), ``lock``, ``server.log``.
The supervisor's lock says who uses an instance; PostgreSQL's own ``postmaster.pid`` is believed only below that lock.
"""

from __future__ import annotations

import atexit
import errno
import fcntl
import os
import socket
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Final

from kept.errors import KeptError
from kept.stores import fresh, orphans
from kept.stores.address import Address
from kept.stores.binaries import MAJOR, Account, account, blocked, programs
from kept.stores.secrets import RandomBytes, secret_text
from kept.stores.server import Server

# A socket's path ends in "/.s.PGSQL.65535" and may have 107 bytes; lists of folders are split at commas and spaces.
_SOCKET_FOLDER_LIMIT_BYTES: Final = 85
_PLAIN: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/_.-")
_SETTINGS: Final = {
    "listen_addresses": "127.0.0.1",
    "wal_level": "logical",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "lc_messages": "C",
    "max_connections": "200",
    "unix_socket_permissions": "0777",
    "logging_collector": "off",
    "log_destination": "stderr",
    # Statements and rows that fail hold personal data; the log has neither.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


# What a client is told when its server goes away.
LOST: Final = ("KEPT-T020", "KEPT-T028", "KEPT-T030")


@dataclass(frozen=True)
class Instance:
    """A running embedded PostgreSQL: ``folder`` is its own, ``socket`` the folder of its unix socket, ``port`` on 127.0.0.1."""

    name: str
    folder: Path
    socket: Path
    port: int
    version: str
    password: str = field(repr=False)
    _server: Server = field(repr=False, compare=False)
    _lock: IO[bytes] = field(repr=False, compare=False)
    _owner: int = field(repr=False, compare=False)

    def address(self, database: str = "postgres", *, tcp: bool = False) -> Address:
        """The superuser's address: by the socket, or on 127.0.0.1 (what one gives to psql)."""
        host = "127.0.0.1" if tcp else str(self.socket)
        return Address(host, self.port, database, fresh.SUPERUSER, self.password)

    @property
    def pid(self) -> int:
        """The process id of the server."""
        return self._server.process.pid if self._server.process else 0

    @property
    def alive(self) -> bool:
        """Whether the server still runs."""
        return not self._server.ended.is_set()

    @property
    def ran_out_of_disk(self) -> bool:
        """Whether the last that the server wrote into its log speaks of a full disk."""
        return any("No space left on device" in line for line in self._server.last_lines)

    def stop(self) -> None:
        """Fast shutdown; everything committed is on disk afterwards. Stopping twice is fine; a forked child stops nothing."""
        if os.getpid() != self._owner:
            return
        atexit.unregister(self.stop)
        self._server.stop()
        orphans.remove_far_socket(self.folder)
        self._lock.close()


def home_folder(environ: Mapping[str, str]) -> Path:
    """Where embedded instances and secrets live: KEPT_HOME; else /var/lib/kept for root, the user's data folder (XDG) otherwise."""
    if given := environ.get("KEPT_HOME"):
        return Path(given).expanduser().absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/kept")
    data = environ.get("XDG_DATA_HOME")
    return (Path(data) if data and Path(data).is_absolute() else Path.home() / ".local" / "share") / "kept"


def start(
    folder: Path, name: str, *, port: int | None = None, settings: Mapping[str, str] | None = None, random_bytes: RandomBytes = os.urandom
) -> Instance:
    """Starts the instance ``name`` in the home ``folder``, making it first where it does not exist; returns when it is ready.

    ``settings`` are PostgreSQL's (``{"fsync": "off"}``). It is stopped when the program ends, however it ends.
    Raises KEPT-T001 to T009 and KEPT-T010.
    """
    return _started(folder, {name: port}, settings or {}, random_bytes)[name]


@contextmanager
def running(
    folder: Path, names: Iterable[str], *, settings: Mapping[str, str] | None = None, random_bytes: RandomBytes = os.urandom
) -> Iterator[dict[str, Instance]]:
    """Several instances at once for the length of the block; fresh ones share one initdb. Raises as :func:`start`.

    A connection that was lost because a server ran out of disk is told as KEPT-T008: its client hears only that the server went away.
    """
    instances = _started(folder, dict.fromkeys(names), settings or {}, random_bytes)
    try:
        yield instances
    except KeptError as error:
        if error.code not in LOST:
            raise
        _stop_all(instances.values())  # so that each has said its last word
        full = next((instance for instance in instances.values() if instance.ran_out_of_disk), None)
        if full is None:
            raise
        raise KeptError("KEPT-T008", name=full.name, path=full.folder) from error
    finally:
        _stop_all(instances.values())


@dataclass(frozen=True)
class _Claim:
    """An instance's folder under our lock, before its server runs."""

    name: str
    folder: Path
    port: int | None
    lock: IO[bytes]
    password: str

    @property
    def data(self) -> Path:
        return self.folder / "data"


def _started(folder: Path, ports: Mapping[str, int | None], settings: Mapping[str, str], random_bytes: RandomBytes) -> dict[str, Instance]:
    runner = account()
    _open_home(folder, runner)
    tools = programs(folder, runner)
    claims: list[_Claim] = []
    instances: dict[str, Instance] = {}
    try:
        for name, port in ports.items():
            claims.append(_claim(folder / name, name, port, runner, random_bytes))
        blanks = [fresh.Blank(claim.name, claim.data, claim.password) for claim in claims if not claim.data.exists()]
        fresh.make(tools, runner, blanks, durable=settings.get("fsync") != "off", random_bytes=random_bytes)
        for claim in claims:
            instances[claim.name] = _begin(tools, runner, claim, settings)
        for claim in claims:
            instances[claim.name] = _ready(tools, runner, claim, settings, instances[claim.name])
    except BaseException as error:
        _stop_all(instances.values())
        for claim in claims:
            claim.lock.close()
        raise _told(error, folder, runner) from None
    return instances


def _open_home(folder: Path, runner: Account) -> None:
    try:
        _make_enterable(folder)
    except OSError as error:
        raise KeptError("KEPT-T004", account=runner.name, path=folder, reason=error.strerror) from None
    if runner.switch and (closed := blocked(folder, runner)):
        raise KeptError("KEPT-T004", account=runner.name, path=folder, reason=f"{closed} (mode {closed.stat().st_mode & 0o777:04o})")


def _make_enterable(folder: Path) -> None:
    """Makes the folder and what is missing above it, all of mode 0711 whatever the umask; what was there stays as it is."""
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    for place in reversed(missing):
        place.mkdir(exist_ok=True)
        place.chmod(0o711)


def _claim(folder: Path, name: str, port: int | None, runner: Account, random_bytes: RandomBytes) -> _Claim:
    """Locks the instance, and leaves it with no server of an earlier life and a data directory that we understand."""
    _make_enterable(folder)
    lock = os.fdopen(os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "r+b", buffering=0)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise KeptError("KEPT-T005", name=name, path=folder, pid=lock.read(20).decode().strip() or "?") from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n".encode())
        data = folder / "data"
        if data.exists():
            _check_data(data, runner)
            orphans.clear(data)
        return _Claim(name, folder, port, lock, secret_text(folder, "password", random_bytes))
    except BaseException:
        lock.close()
        raise


def _check_data(data: Path, runner: Account) -> None:
    owner = data.stat().st_uid
    if owner != runner.user:
        raise KeptError("KEPT-T004", account=runner.name, path=data, reason=f"uid {owner} ≠ {runner.user}")
    try:
        found = (data / "PG_VERSION").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        found = "?"
    if found != MAJOR:
        raise KeptError("KEPT-T006", path=data, found=found, expected=MAJOR)


def _begin(tools: Path, runner: Account, claim: _Claim, settings: Mapping[str, str]) -> Instance:
    port = claim.port or _free_port(claim.data)
    place = _socket_folder(claim.folder, runner)
    command = [str(tools / "postgres"), "-D", str(claim.data), "-p", str(port), "-k", str(place)]
    for key, value in (_SETTINGS | _shared_memory() | dict(settings)).items():
        command += ["-c", f"{key}={value}"]
    server = Server(command, runner, claim.folder / "server.log")
    instance = Instance(claim.name, claim.folder, place, port, "", claim.password, server, claim.lock, os.getpid())
    atexit.register(instance.stop)
    server.begin()
    return instance


def _ready(tools: Path, runner: Account, claim: _Claim, settings: Mapping[str, str], instance: Instance) -> Instance:
    """The instance once it accepts connections; begun again where a free port was taken meanwhile, or a dying backend was in the way."""
    for attempt in range(5):
        server = instance._server
        server.settled.wait()
        if server.ready:
            return _with_version(instance)
        said = "\n".join(server.last_lines)
        crowded = "Address already in use" in said and claim.port is None
        dying = "is still in use" in said
        if attempt == 4 or not (crowded or dying):
            raise _failure(claim, instance, said)
        if dying:
            orphans.await_backends(claim.data)
        atexit.unregister(instance.stop)
        instance = _begin(tools, runner, claim, settings)
    raise AssertionError("unreachable")


def _with_version(instance: Instance) -> Instance:
    atexit.unregister(instance.stop)
    known = replace(instance, version=instance._server.version)
    atexit.register(known.stop)
    return known


def _failure(claim: _Claim, instance: Instance, said: str) -> KeptError:
    log = claim.folder / "server.log"
    if instance._server.failure:
        said = str(instance._server.failure)
    if "No space left on device" in said:
        return KeptError("KEPT-T008", name=claim.name, path=claim.folder)
    if "Address already in use" in said:
        return KeptError("KEPT-T007", name=claim.name, port=instance.port)
    reasons = [line for line in said.splitlines() if "FATAL:" in line or "PANIC:" in line] or said.splitlines()[-1:]
    return KeptError("KEPT-T009", name=claim.name, detail="; ".join(reasons) or "?", log=log)


def _told(error: BaseException, folder: Path, runner: Account) -> BaseException:
    """The operating system's refusals as errors of ours."""
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return KeptError("KEPT-T008", name=folder.name, path=folder)
    if isinstance(error, PermissionError):
        return KeptError("KEPT-T004", account=runner.name, path=error.filename or folder, reason=error.strerror)
    return error


def _socket_folder(folder: Path, runner: Account) -> Path:
    """A folder of mode 0711 with a short, plain path: the instance's own, or a temporary one that a link there leads to."""
    place = folder / "socket"
    orphans.remove_far_socket(folder)
    if len(os.fsencode(place)) <= _SOCKET_FOLDER_LIMIT_BYTES and set(str(place)) <= _PLAIN:
        place.mkdir(exist_ok=True)
    else:
        far = Path(tempfile.mkdtemp(prefix=orphans.FAR_SOCKET.name, dir=orphans.FAR_SOCKET.parent))
        place.symlink_to(far)
        place = far
    place.chmod(0o711)
    if runner.switch:
        os.chown(place, runner.user, runner.group)
    return place


def _free_port(data: Path) -> int:
    """The port of the last run if it is free (people's psql finds the server again), else any free one."""
    for wanted in (orphans.last_port(data), 0):
        with socket.socket() as probe, suppress(OSError):
            # As PostgreSQL itself binds: a port whose old connections still linger is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", wanted))
            return int(probe.getsockname()[1])
    raise KeptError("KEPT-T007", name=data.parent.name, port="1-65535")


def _shared_memory() -> dict[str, str]:
    # Containers give /dev/shm 64 MB, which a parallel query exhausts; System V memory has no such bound on Linux.
    return {"dynamic_shared_memory_type": "sysv"} if os.uname().sysname == "Linux" else {}


def _stop_all(instances: Iterable[Instance]) -> None:
    everyone = list(instances)
    for instance in everyone:
        instance._server.ask_to_stop()
    for instance in everyone:
        instance.stop()
