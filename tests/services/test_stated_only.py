"""Services that have a statement only: their pages are proven, nothing pretends, and what breaks a page is seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from kept.cli.packed import Pack, read_pack
from kept.cli.proving import proven, sabotaged
from kept.packs import services_folder, versions

STATED = [
    pack.label
    for folder in sorted(services_folder().iterdir())
    if (folder / "statement").is_dir() and not (folder / "datamap.yaml").is_file()
    for pack in versions(folder)
]


@pytest.fixture(params=STATED)
def pack(request: pytest.FixtureRequest, temporary_home: Path) -> Iterator[Pack]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KEPT_HOME", str(temporary_home / "stated"))
        yield read_pack(request.param)


def test_nothing_is_broken_and_whatever_is_unproven_says_why(pack: Pack) -> None:
    document, _ = proven(pack.statement.label, (), lambda what, done, of: None)
    verdicts = document["verdicts"]
    assert Counter(entry["verdict"] for entry in verdicts)["broken"] == 0
    assert [entry["promise"] for entry in verdicts if entry["verdict"] == "unproven" and not (entry["reason"] or {}).get("en")] == []


def test_what_the_page_says_is_proven(pack: Pack) -> None:
    document, _ = proven(pack.statement.label, (), lambda what, done, of: None)
    kept = {entry["promise"] for entry in document["verdicts"] if entry["verdict"] in ("kept", "published")}
    assert len(kept) >= 10
    assert {evidence["origin"] for entry in document["verdicts"] if entry["promise"] in kept for evidence in entry["evidence"]} <= {
        "observed",
        "registered",
    }


def test_every_breach_of_a_page_is_seen_and_disturbs_nothing_else(pack: Pack) -> None:
    document, _ = sabotaged(pack.statement.label, (), lambda what, done, of: None)
    breaches = document["breaches"]
    assert len(breaches) >= 6
    assert [(one["promise"], one["name"]) for one in breaches if not one["seen"]] == []
    assert [(one["promise"], one["name"], one["disturbed"]) for one in breaches if one["disturbed"]] == []
