"""A pack's own application, run beside Kept for a demonstration: a process of its own, which knows Kept by its API only."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from kept.cli.output import language
from kept.cli.packed import Pack
from kept.errors import KeptError
from kept.staging import Estate, application_facts
from kept.web import Opened

PROGRAM: Final = "demonstration.py"
FOUNDATION: Final = "foundation"
PACKAGES: Final = ("starlette", "aiosmtpd", "python_multipart")
SCENE: Final = "scene.json"
STOP_S: Final = 15.0


def lives(pack: Pack) -> bool:
    """Whether the pack has an application that this installation can run: with the packages of the extra ``service``."""
    root = _root(pack)
    return (pack.place.folder / "app" / PROGRAM).is_file() and (root / FOUNDATION).is_dir() and all(find_spec(name) for name in PACKAGES)


@contextmanager
def living(pack: Pack, estate: Estate, ways: Sequence[Opened], statement: str, folder: Path) -> Iterator[Mapping[str, Any]]:
    """The application for the length of the block; yields what it says of itself (``service``, ``outbox``, ``sign_in``).

    What planted people need to find it lies in ``folder`` for as long. It is told its facts on standard input, which stays open for as
    long as it shall live. Raises KEPT-C046 where it ends instead.
    """
    mine = {one.cluster: one for one in ways if one.pack == pack.statement.label}
    clusters = {
        name: {**facts, "kept": {"url": mine[name].address, "token": mine[name].token.read_text(encoding="utf-8").strip()}}
        for name, facts in application_facts(estate, pack.statement, pack.datamap).items()
        if name in mine
    }
    module = f"services.{pack.place.folder.name}.app.{Path(PROGRAM).stem}"
    command = [sys.executable, "-m", module]
    child = subprocess.Popen(command, cwd=_root(pack), stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
    try:
        if child.stdin is None or child.stdout is None:
            raise AssertionError("both were asked for")
        child.stdin.write(json.dumps({"statement": statement, "clusters": clusters}).encode() + b"\n")
        child.stdin.flush()
        said = child.stdout.readline()
        if not said:
            raise KeptError("KEPT-C046", pack=pack.statement.label, exit_code=child.wait(STOP_S))
        found: Mapping[str, Any] = json.loads(said)
        with scene_file(folder, found["scene"]):
            yield found
    finally:
        _end(child)


@contextmanager
def scene_file(folder: Path, scene: Mapping[str, Any]) -> Iterator[None]:
    """What planted people need to find the running service, in a file that only its owner reads; gone when the service is."""
    file = folder / SCENE
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        json.dump(scene, out)
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def ways_to(said: Mapping[str, Any], pack: Pack) -> Iterator[str]:
    """What people are told: where the application is, where its messages arrive, and how to sign in."""
    label, way = pack.statement.label, said["sign_in"]
    if language() == "zh":
        yield f"{said['service']}  {label} 的应用；登录：组织编号 {way['organisation']}，邮箱 {way['address']}，选择验证码登录"
        if "website" in said:
            yield f"{said['website']}  官方网站"
        yield f"{said['outbox']}  发件箱：应用发出的邮件和短信，验证码也在其中"
    else:
        yield f"{said['service']}  the application of {label}; sign in with a code: organisation {way['organisation']}, {way['address']}"
        if "website" in said:
            yield f"{said['website']}?language=en  the official website"
        yield f"{said['outbox']}?language=en  the outbox: what the application sent by mail and SMS, codes among it"


def _root(pack: Pack) -> Path:
    return pack.place.folder.parent.parent


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.stdin is not None:
        child.stdin.close()
    child.terminate()
    try:
        child.wait(STOP_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
