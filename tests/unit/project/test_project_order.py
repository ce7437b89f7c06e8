"""What holds for the whole repository: sizes, names, nothing of one machine, nothing unfinished."""

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
LEFT_BY_TOOLS = {".git", ".venv", "dist", "build", "node_modules", "htmlcov"}
BINARY = {".png", ".jpg", ".jpeg", ".gif", ".ico", ".woff2", ".zip", ".gz", ".pdf", ".whl"}
LINES = 400

# Spelled with classes of one letter, so that this file does not contain what it forbids.
REGISTRY_HOSTS = re.compile(r"pyp[i]\.org|python[h]osted|registry\.np[m]js|--index[-]url")
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:wor[k]|far[m]|roo[t])/")
UNFINISHED = re.compile(r"\b(?:TO[D]O|FIX[M]E|XX[X]|NotImplemented[E]rror)\b|pytest\.ski[p]\(|mark\.(?:ski[p]|xfai[l])")
VAGUE = re.compile(r"^(?:utils?|helpers?|common|misc|manager|stuff|tools_?\d*|base)$")


@cache
def tracked() -> tuple[Path, ...]:
    """What git tracks; where there is no git (an unpacked archive), every file but what tools leave behind."""
    try:
        listed = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, check=True, text=True).stdout
        files = [ROOT / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        files = [path for path in ROOT.rglob("*") if path.is_file() and not _left_by_tools(path.relative_to(ROOT))]
    return tuple(sorted(path for path in files if path.is_file()))


def _left_by_tools(path: Path) -> bool:
    return any(part in LEFT_BY_TOOLS or part == "__pycache__" or part.endswith(("_cache", ".egg-info")) for part in path.parts)


def _texts() -> list[tuple[str, str]]:
    return [(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in tracked() if path.suffix not in BINARY]


def _python() -> list[Path]:
    return [
        path
        for path in tracked()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in {"src", "services", "foundation", "tests", "benchmarks"}
    ]


def _lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in _texts()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_the_files_of_the_repository_are_seen() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in tracked()}
    assert {"pyproject.toml", "Makefile", "src/kept/__init__.py"} <= names


def test_no_module_is_longer_than_an_evening_allows() -> None:
    long = {path.relative_to(ROOT).as_posix(): count for path in _python() if (count := len(path.read_text("utf-8").splitlines())) > LINES}
    assert not long


def test_no_file_or_folder_has_a_name_that_says_nothing() -> None:
    vague = {
        path.relative_to(ROOT).as_posix()
        for path in _python()
        if any(VAGUE.match(part) for part in (*path.relative_to(ROOT).parts[:-1], path.stem))
    }
    assert not vague


def test_no_tracked_file_names_a_package_registry() -> None:
    assert not _lines_with(REGISTRY_HOSTS)


def test_no_tracked_file_names_a_path_of_one_machine() -> None:
    assert not _lines_with(MACHINE_PATHS)


def test_nothing_is_left_unfinished_and_no_test_steps_aside() -> None:
    assert not [line for line in _lines_with(UNFINISHED) if line.split(":")[0].endswith(".py")]


def test_tests_have_names_of_their_own() -> None:
    names = [path.name for path in _python() if path.name.startswith("test_")]
    assert names
    assert not sorted({name for name in names if names.count(name) > 1})


def test_tests_lie_by_distance_without_packages() -> None:
    folders = {
        path.relative_to(ROOT).parts[1] for path in _python() if path.relative_to(ROOT).parts[0] == "tests" and path.parent.name != "tests"
    }
    assert folders <= {"unit", "live", "golden", "model", "models", "crash", "services", "docs", "engines", "browser"}
    assert not [path for path in (ROOT / "tests").rglob("__init__.py") if not _left_by_tools(path.relative_to(ROOT))]


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (REGISTRY_HOSTS, "https://files.python" + "hosted.org/x"),
        (MACHINE_PATHS, "cd /wor" + "k/main"),
        (MACHINE_PATHS, "'/roo" + "t/kept'"),
        (UNFINISHED, "# TO" + "DO later"),
    ],
)
def test_the_forbidden_would_be_seen(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line)
