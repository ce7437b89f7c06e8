"""What an earlier life of an instance left behind: a server whose supervisor was killed, its pid file, its backends.

Called only under the supervisor's lock, so whatever still runs on the data directory belongs to nobody.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from kept.errors import KeptError

# Where socket folders lie when an instance's own path is too long, and how their names begin. Not $TMPDIR: that may be long, too.
FAR_SOCKET: Final = Path("/tmp/kept-")  # noqa: S108
_PATIENCE_S: Final = 30.0


def clear(data: Path) -> None:
    """Ends a server that outlived its supervisor (a fast shutdown, so nothing is lost) and removes a pid file that lies.

    PostgreSQL itself refuses to start while any process of the same user has the recorded id, whatever it is.
    """
    lines = _pid_file(data)
    if not lines:
        return
    pid = int(lines[0])
    if _serves(pid, data):
        for step in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.kill(pid, step)
            if _gone(pid, data, _PATIENCE_S):
                break
        else:
            raise KeptError("KEPT-T005", name=data.parent.name, path=data.parent, pid=pid)
    with suppress(FileNotFoundError):
        (data / "postmaster.pid").unlink()


def remove_far_socket(folder: Path) -> None:
    """Removes the socket folder that an instance with a long path has among the temporary files, and the link to it."""
    link = folder / "socket"
    if not link.is_symlink():
        return
    far = link.readlink()
    if far.parent == FAR_SOCKET.parent and far.name.startswith(FAR_SOCKET.name):
        shutil.rmtree(far, ignore_errors=True)
    link.unlink()


def last_port(data: Path) -> int:
    """The port that the data directory was last served on; 0 if never."""
    try:
        words = (data / "postmaster.opts").read_text(encoding="utf-8").split('"')
        return int(words[words.index("-p") + 2])
    except (FileNotFoundError, ValueError, IndexError):
        return 0


def await_backends(data: Path) -> None:
    """Waits until the backends of a killed server have noticed its death; they hold its shared memory until then."""
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline and any(_serves(pid, data) for pid in _processes()):
        time.sleep(0.02)


def _pid_file(data: Path) -> list[str]:
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []
    return lines if lines and lines[0].strip().isdigit() else ["0"]


def _processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").glob("[0-9]*")] if sys.platform == "linux" else []


def _serves(pid: int, data: Path) -> bool:
    """Whether the process is a PostgreSQL of this data directory: every process of a server works inside it."""
    if pid <= 1:
        return False
    try:
        if sys.platform == "linux":
            return Path(f"/proc/{pid}/cwd").readlink() == data.resolve()
        told = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
        return f"-D {data} " in told.stdout
    except OSError:
        return False


def _gone(pid: int, data: Path, patience_s: float) -> bool:
    deadline = time.monotonic() + patience_s
    while _serves(pid, data):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
