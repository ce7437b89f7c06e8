"""What make says on a machine that lacks something, and what ``.ci/run`` does when something fails."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
COREUTILS = ("sh", "bash", "env", "dirname", "id", "rm", "cat", "mktemp", "tee", "tail")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout in a path with a space, and a ``bin`` that holds nothing but a shell and the simplest programs."""
    folder = tmp_path / "a b" / "kept"
    for name in ("tools/environment.sh", ".ci/run", "pyproject.toml", "sdk/pyproject.toml", "requirements-dev.lock"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    (folder / "bin").mkdir()
    for name in COREUTILS:
        program = shutil.which(name)
        assert program, name
        (folder / "bin" / name).symlink_to(program)
    return folder


def _program(checkout: Path, name: str, body: str) -> None:
    file = checkout / "bin" / name
    file.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    file.chmod(0o755)


def _run(checkout: Path, script: str) -> subprocess.CompletedProcess[str]:
    surroundings = {"PATH": str(checkout / "bin"), "HOME": str(checkout), "TMPDIR": os.environ.get("TMPDIR", "/tmp"), "LC_ALL": "C.UTF-8"}
    return subprocess.run([checkout / script], cwd="/", env=surroundings, capture_output=True, text=True, check=False, timeout=60)


def test_without_a_modern_python_the_way_out_is_said_in_both_languages(checkout: Path) -> None:
    _program(checkout, "python3", "exit 1")
    done = _run(checkout, "tools/environment.sh")
    assert done.returncode == 2
    assert "Kept needs Python 3.11 or later" in done.stderr
    assert "Kept 需要 Python 3.11" in done.stderr
    assert not (checkout / ".venv").exists()


def test_a_python_that_can_make_no_environment_is_said_and_nothing_is_left_behind(checkout: Path) -> None:
    _program(checkout, "python3", '[ "$1" = -c ]')
    done = _run(checkout, "tools/environment.sh")
    assert done.returncode == 2
    assert "apt-get install python3-venv" in done.stderr
    assert "无法在此创建 Python 环境" in done.stderr
    assert not (checkout / ".venv").exists()


def test_a_fresh_environment_is_left_alone(checkout: Path) -> None:
    python = checkout / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    python.chmod(0o755)
    made = checkout / ".venv" / ".made"
    made.write_text(f"{checkout.resolve()}\n", encoding="utf-8")
    newest = max(path.stat().st_mtime for path in checkout.rglob("*") if path.is_file())
    os.utime(made, (newest + 10, newest + 10))
    assert _run(checkout, "tools/environment.sh").returncode == 0
    assert python.exists()


def test_an_environment_that_was_moved_is_not_used(checkout: Path) -> None:
    old = checkout / ".venv" / "bin" / "kept"
    old.parent.mkdir(parents=True)
    old.touch()
    (checkout / ".venv" / ".made").write_text("/somewhere/else\n", encoding="utf-8")
    _program(checkout, "python3", "exit 1")
    assert _run(checkout, "tools/environment.sh").returncode == 2
    assert not old.exists()


@pytest.mark.parametrize(("failing", "outcome"), [("nothing", 0), ("lint", 1), ("test", 1), ("test-engines", 1)])
def test_the_gate_runs_everything_and_fails_where_anything_fails(checkout: Path, failing: str, outcome: int) -> None:
    _program(checkout, "make", f'echo "$1: 7 of 7"; [ "$1" != {failing} ]')
    done = _run(checkout, ".ci/run")
    assert done.returncode == outcome, done.stderr
    end = done.stdout.split("== the end of make test\n")[1]
    assert "test: 7 of 7" in end
    assert "test-engines: 7 of 7" in end
    assert [line.split()[:2] for line in end.splitlines()[-3:]] == [
        [target, "FAILED" if target == failing else "passed"] for target in ("lint", "test", "test-engines")
    ]
