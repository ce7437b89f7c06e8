"""A page says in public whether it is in force, what came before and after, and when its proof has grown old."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from kept.promises import Words
from kept.statement import changed_at, editions, publish, publish_differences, refresh, standing
from kept.statement.archive import Edition, is_stale
from kept.statement.publication import page_differences
from tests.unit.statement.paged import read_paged

PROVEN = "2026-11-23T23:08:55+00:00"
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def _edition(day: str, service: str = "shop") -> Edition:
    return Edition(f"{service}-{day[:4]}", service, date.fromisoformat(day), Words("声明", "Statement"), ("zh", "en"))


OLD, NEW, COMING = _edition("2020-05-01"), _edition("2024-01-02"), _edition("2030-01-01")
ALL = (OLD, NEW, COMING, _edition("2029-01-01", "other"))


@pytest.mark.parametrize(
    ("own", "today", "state", "inforce", "until"),
    [
        (OLD, "2026-11-24", "replaced", NEW, "2024-01-01"),
        (NEW, "2026-11-24", "in force", NEW, "2029-12-31"),
        (COMING, "2026-11-24", "not yet", NEW, None),
        (OLD, "2024-01-01", "in force", OLD, "2024-01-01"),
        (NEW, "2024-01-01", "not yet", OLD, "2029-12-31"),
        (NEW, "2024-01-02", "in force", NEW, "2029-12-31"),
        (COMING, "2030-01-01", "in force", COMING, None),
        (OLD, "2019-01-01", "not yet", None, "2024-01-01"),
    ],
)
def test_a_version_is_in_force_from_its_day_to_the_eve_of_the_next(
    own: Edition, today: str, state: str, inforce: Edition | None, until: str | None
) -> None:
    at = standing(own, ALL, date.fromisoformat(today))
    assert (at.state, at.inforce, at.until) == (state, inforce, date.fromisoformat(until) if until else None)
    assert at.others == (COMING, NEW, OLD), "the newest first, and none of another service"


def _site(folder: Path) -> Path:
    site = folder / "site"
    newer = read_paged(folder)
    publish(newer, site)
    publish(replace(newer, label="shop-2020", version=date(2020, 5, 1), title=Words("旧声明", "Old statement")), site)
    publish(replace(newer, label="shop-2030", version=date(2030, 1, 1), languages=replace(newer.languages, also=())), site)
    return site


def _page(site: Path, label: str, language: str) -> str:
    return (site / label / language / "index.html").read_text(encoding="utf-8")


def test_every_page_of_a_folder_says_where_it_stands(tmp_path: Path) -> None:
    site = _site(tmp_path)
    written = refresh(site, NOW)
    assert {file.relative_to(site).parts[0] for file in written} == {"shop-2020", "shop-2024", "shop-2030", "index.html"}
    old, current, coming = _page(site, "shop-2020", "en"), _page(site, "shop-2024", "en"), _page(site, "shop-2030", "zh")
    assert "This version is no longer in force." in old
    assert 'to <time datetime="2024-01-01">1 January 2024</time>' in old
    assert '<a href="../../shop-2024/en/index.html">2 January 2024</a>' in old
    assert "banner" not in current[current.index("<body") :]
    assert "本版本尚未生效。" in coming and '<a href="../../shop-2024/zh/index.html">' in coming
    assert '<a href="../../shop-2030/zh/index.html">1 January 2030</a>' in current, "in the language that it has"
    assert current.count("in force</span>") == 2


def test_it_is_put_right_as_time_passes_and_the_text_stays(tmp_path: Path) -> None:
    site = _site(tmp_path)
    refresh(site, NOW)
    refresh(site, datetime(2030, 1, 1, tzinfo=UTC))
    assert "This version is no longer in force." in _page(site, "shop-2024", "en")
    assert "本版本尚未生效" not in _page(site, "shop-2030", "zh")
    assert not page_differences(read_paged(tmp_path), "en", _page(site, "shop-2024", "en"))
    assert "尚未生效" not in (site / "index.html").read_text(encoding="utf-8")
    before = _page(site, "shop-2024", "en")
    refresh(site, datetime(2030, 1, 1, tzinfo=UTC))
    assert _page(site, "shop-2024", "en") == before


def test_a_link_to_the_differences_stands_only_where_their_page_does(tmp_path: Path) -> None:
    site = _site(tmp_path)
    refresh(site, NOW)
    assert "difference.html" not in _page(site, "shop-2020", "en")
    (site / "shop-2024/en/difference.html").write_text("<p>changed</p>", encoding="utf-8")
    refresh(site, NOW)
    for label in ("shop-2020", "shop-2024"):
        assert _page(site, label, "en").count('href="../../shop-2024/en/difference.html"') == 1


def test_a_proof_grows_old_in_public(tmp_path: Path) -> None:
    site = tmp_path / "site"
    publish(read_paged(tmp_path), site, {"retention.ended_use": ("kept", PROVEN)})
    refresh(site, NOW)
    assert "It counts as current until 2026-11-30 23:08 UTC" in _page(site, "shop-2024", "en")
    refresh(site, NOW + timedelta(days=7))
    assert "This proof is out of date." in _page(site, "shop-2024", "en")
    assert "最近一次证明距今已超过 7 日" in _page(site, "shop-2024", "zh")
    refresh(site, NOW + timedelta(days=7), timedelta(days=30))
    assert "This proof is out of date." not in _page(site, "shop-2024", "en")


def test_nothing_is_stale_without_a_proof_and_the_last_moment_still_counts() -> None:
    at = datetime.fromisoformat(PROVEN)
    assert not is_stale("", NOW)
    assert not is_stale(PROVEN, at + timedelta(days=7))
    assert is_stale(PROVEN, at + timedelta(days=7, seconds=1))


def test_the_clock_alone_changes_a_page_when_a_version_takes_effect_or_a_proof_grows_old() -> None:
    proven = replace(NEW, looked_at=PROVEN)
    assert changed_at(proven, ALL, NOW) == datetime(2024, 1, 2, tzinfo=UTC)
    assert changed_at(proven, ALL, NOW + timedelta(days=30)) == datetime.fromisoformat(PROVEN) + timedelta(days=7)
    assert changed_at(proven, ALL, datetime(2031, 1, 1, tzinfo=UTC)) == datetime(2030, 1, 1, tzinfo=UTC)


def test_editions_are_read_from_what_was_published(tmp_path: Path) -> None:
    site = _site(tmp_path)
    assert [(one.label, one.version.year, one.tongue("en")) for one in editions(site)] == [
        ("shop-2020", 2020, "en"),
        ("shop-2024", 2024, "en"),
        ("shop-2030", 2030, "zh"),
    ]


def test_each_version_is_held_against_the_one_before(tmp_path: Path) -> None:
    site = _site(tmp_path)
    newer = read_paged(tmp_path)
    older = replace(newer, label="shop-2020", version=date(2020, 5, 1))
    written = publish_differences([newer, older, replace(older, service="other", label="other-2020")], site)
    assert [file.relative_to(site).as_posix() for file in written] == ["shop-2024/zh/difference.html", "shop-2024/en/difference.html"]
    page = (site / "shop-2024/en/difference.html").read_text(encoding="utf-8")
    assert 'href="../../shop-2020/en/index.html"' in page and 'href="../zh/difference.html"' in page
    refresh(site, NOW)
    assert "../../shop-2024/zh/difference.html" in _page(site, "shop-2020", "zh")
