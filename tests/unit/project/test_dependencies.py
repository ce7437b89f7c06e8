"""What Kept depends on is locked by hash, described on a page, and under licences that leave its users free."""

import re
import tomllib
from importlib.metadata import distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs/reference/dependencies.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
REFUSED = re.compile(r"(?<!L)GPL|Affero|GNU General Public", re.IGNORECASE)


def _name(requirement: str) -> str:
    return re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def _locked(file: str) -> dict[str, str]:
    """Every package of a lock file with its whole entry."""
    entries = re.split(r"^(?=[a-z0-9])", (ROOT / file).read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {_name(entry): entry for entry in entries if "==" in entry}


def _rows(heading: str) -> dict[str, list[str]]:
    section = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line.startswith("|")]
    return {row[0]: row for row in rows[2:]}


def test_every_chosen_dependency_is_described_and_no_other() -> None:
    chosen = {_name(requirement) for requirement in PROJECT["project"]["dependencies"]}
    described = _rows("Chosen")
    assert set(described) == chosen
    assert all(all(row) and len(row) == 4 for row in described.values())


def test_everything_that_is_brought_along_is_described_and_nothing_else() -> None:
    assert set(_rows("Chosen")) | set(_rows("Brought along")) == set(_locked("requirements.lock"))
    assert not set(_rows("Chosen")) & set(_rows("Brought along"))


def test_every_locked_package_is_held_by_its_hash() -> None:
    for file in ("requirements.lock", "requirements-dev.lock"):
        locked = _locked(file)
        assert locked, file
        assert not [name for name, entry in locked.items() if "--hash=sha256:" not in entry]


def test_both_lock_files_agree_on_what_runs() -> None:
    run, develop = _locked("requirements.lock"), _locked("requirements-dev.lock")
    version = re.compile(r"==([^ ;\\]+)")
    for name, entry in run.items():
        assert version.findall(entry)[0] == version.findall(develop[name])[0], name


def test_the_lock_files_hold_what_the_project_asks_for() -> None:
    assert {_name(requirement) for requirement in PROJECT["project"]["dependencies"]} <= set(_locked("requirements.lock"))
    assert {_name(requirement) for requirement in PROJECT["dependency-groups"]["dev"]} <= set(_locked("requirements-dev.lock"))


def test_what_the_applications_need_is_described_and_locked() -> None:
    needed = {_name(requirement) for requirement in PROJECT["project"]["optional-dependencies"]["service"]}
    assert set(_rows("For the applications")) == needed
    assert needed <= set(_locked("requirements-dev.lock"))
    assert not needed & set(_locked("requirements.lock"))


def test_what_the_crawl_needs_is_described_and_locked() -> None:
    needed = {_name(requirement) for requirement in PROJECT["project"]["optional-dependencies"]["crawl"]}
    assert set(_rows("For the crawl")) == needed
    assert needed <= set(_locked("requirements-dev.lock"))
    assert not needed & set(_locked("requirements.lock"))


def test_every_tool_of_development_is_named_on_the_page() -> None:
    section = PAGE.split("## For development only\n")[1]
    assert not [name for requirement in PROJECT["dependency-groups"]["dev"] if (name := _name(requirement)) not in section]


def test_nothing_that_runs_is_under_a_licence_that_binds_its_users() -> None:
    elsewhere = {"colorama", *(name for name, entry in _locked("requirements.lock").items() if "sys_platform == 'win32'" in entry)}
    for name in sorted(set(_locked("requirements.lock")) - elsewhere):
        metadata = distribution(name).metadata
        licences = [metadata.get("License-Expression"), *(line for line in metadata.get_all("Classifier") or [] if "License" in line)]
        said = " ".join(filter(None, licences)) or (metadata.get("License") or "").splitlines()[0]
        assert said, f"{name} does not say its licence"
        assert not REFUSED.search(said), f"{name}: {said}"


def test_the_licence_of_a_tool_under_the_gpl_would_be_seen() -> None:
    assert REFUSED.search("GPL-3.0-or-later")
    assert REFUSED.search("GNU Affero General Public License v3")
    assert not REFUSED.search("LGPL-3.0-only")
