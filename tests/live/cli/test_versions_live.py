"""A pack of one's own with two versions: rows stay bound by the one under which they were collected."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kept.cli.entry import run

YEAR = datetime.now(UTC).year
BEFORE, LATER = YEAR - 2, f"{YEAR - 1}-06-01"


class Shop(NamedTuple):
    """The folder of the pack, and the home in which it was demonstrated."""

    pack: Path
    home: Path


@pytest.fixture(scope="module")
def shop(temporary_home: Path) -> Iterator[Shop]:
    """A pack with a version two years older than the one it was begun with, and one subscription from last year, before any consent."""
    place = Shop(temporary_home / "two/shop", temporary_home / "two/kept")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KEPT_HOME", str(place.home))
        patch.setenv("KEPT_LANG", "en")
        assert run(["init", str(place.pack), "--quiet"]) == 0
        (newest,) = (place.pack / "statement").iterdir()
        text = newest.read_text(encoding="utf-8").replace("basis: consent", "consent: required")
        newest.write_text(text, encoding="utf-8")
        older = text.replace(f"version: {YEAR}-", f"version: {BEFORE}-").replace(f"shop-{YEAR}", f"shop-{BEFORE}")
        (newest.parent / f"{BEFORE}-01-01.yaml").write_text(older, encoding="utf-8")
        assert run(["demo", str(place.pack), "--once", "--people", "1000", "--quiet"]) == 0
        yield place


def said(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, Any]:
    capsys.readouterr()
    code = run([*map(str, arguments), "--json"])
    return code, json.loads(capsys.readouterr().out)


def outcomes(document: Any) -> dict[str, str]:
    return {entry["promise"]: entry["verdict"] for entry in document["verdicts"]}


def test_an_earlier_version_of_which_no_row_is_left_is_not_spoken_of(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    code, document = said(capsys, "prove", shop.pack)
    assert (code, document["pack"]) == (0, f"shop-{YEAR}")
    assert "earlier" not in document


def test_an_old_row_goes_against_its_own_version_and_not_against_the_one_in_force(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    moved = (
        f"update app.subscription set subscribed_at = '{LATER}' where subscription_id = (select min(subscription_id) from app.subscription)"
    )
    assert run(["sql", str(shop.pack), "app.main", moved]) == 0
    code, document = said(capsys, "prove", shop.pack)
    (earlier,) = document["earlier"]
    assert code == 1
    assert (earlier["pack"], earlier["totals"]["broken"]) == (f"shop-{BEFORE}", 1)
    assert outcomes(earlier)["functions.newsletter"] == "broken"
    assert document["totals"]["broken"] == 0
    assert outcomes(document)["functions.newsletter"] == "kept"
    kept = [json.loads((shop.home / f"packs/shop-{year}/proof.json").read_text(encoding="utf-8"))["pack"] for year in (YEAR, BEFORE)]
    assert kept == [f"shop-{YEAR}", f"shop-{BEFORE}"]
    assert run(["prove", str(shop.pack)]) == 1
    printed = capsys.readouterr().out
    assert printed.index(f"shop-{YEAR}") < printed.index(f"shop-{BEFORE}") < printed.index("broken  functions.newsletter")


def test_one_version_alone_is_proven_by_its_file(shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = sorted((shop.pack / "statement").iterdir())
    report = tmp_path / "old.html"
    code, document = said(capsys, "prove", old, "--html", report)
    assert (code, document["pack"], outcomes(document)["functions.newsletter"]) == (1, f"shop-{BEFORE}", "broken")
    storage = next(entry for entry in document["verdicts"] if entry["promise"] == "storage.main")
    assert storage["verdict"] == "unproven" and "A later version is in force" in storage["reason"]["en"]
    assert f"shop-{BEFORE}" in report.read_text(encoding="utf-8")
    code, document = said(capsys, "prove", new)
    assert (code, "earlier" in document) == (0, False)


def test_rows_collected_after_the_day_are_left_out(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    code, document = said(capsys, "prove", shop.pack, "--as-of", f"{YEAR - 1}-05-31")
    assert (code, document["pack"], document["at"][:10]) == (0, f"shop-{BEFORE}", f"{YEAR - 1}-05-31")
    assert outcomes(document)["functions.newsletter"] == "unproven"
    code, document = said(capsys, "prove", shop.pack, "--as-of", LATER)
    assert (code, outcomes(document)["functions.newsletter"]) == (1, "broken")
    remembered = json.loads((shop.home / f"packs/shop-{BEFORE}/proof.json").read_text(encoding="utf-8"))
    assert remembered["at"][:4] == str(YEAR)
