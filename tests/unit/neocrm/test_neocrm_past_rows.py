"""A few people of China's oldest clusters came under the version of 2021; everybody else is as without them."""

from __future__ import annotations

from collections import Counter
from datetime import date
from hashlib import sha256

import pytest

from kept.packs import find, pack_code

DATA = pack_code(find("neocrm-2023"))
TODAY, CHANGED = date(2026, 11, 23), "2023-08-28"
TEXTS, EARLIER = {"zh": "声明", "en": "statement"}, {"neocrm-2021": ({"zh": "旧声明", "en": "old statement"}, b"\x02" * 32)}


def rows(cluster: str, people: int = 1_000, **more: object) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for each in DATA.generate(people, 7, TODAY, texts=TEXTS, statement_sha256=b"\x01" * 32, only=(cluster,), **more):
        lines = b"".join(each.chunks).decode().splitlines()
        found.setdefault(".".join(each.table), []).extend(dict(zip(each.columns, line.split("\t"), strict=True)) for line in lines)
    return found


@pytest.mark.parametrize("cluster", ["p01", "p06"])
@pytest.mark.parametrize("people", [1_000, 20_000])
def test_a_few_percent_of_the_members_came_in_2022_or_2023(cluster: str, people: int) -> None:
    members = rows(cluster, people, earlier=EARLIER)["crm.member"]
    old = [row for row in members if row["created_at"] < CHANGED]
    assert 0.015 < len(old) / len(members) < 0.35
    assert min(row["created_at"] for row in old) >= "2022-07-01"
    assert len(old) < len(members) * 0.05 or people == 1_000


@pytest.mark.parametrize("cluster", ["p01", "p06", "p08"])
def test_consents_and_decisions_name_the_version_of_their_day_and_the_text_that_was_shown(cluster: str) -> None:
    found = rows(cluster, earlier=EARLIER)
    wording = {"neocrm-2023": TEXTS["zh"], "neocrm-2021": EARLIER["neocrm-2021"][0]["zh"]}
    labels = Counter(row["label"] for row in found["kept.consent"])
    assert set(labels) == set(wording)
    for row in found["kept.consent"]:
        assert row["label"] == ("neocrm-2021" if row["given_at"] < CHANGED else "neocrm-2023")
        assert row["wording_sha256"].endswith(sha256(wording[row["label"]].encode()).hexdigest())
    for row in found["kept.decision"]:
        assert row["label"] == ("neocrm-2021" if row["decided_at"] < CHANGED else "neocrm-2023")
    days = {row["label"]: (row["effective_on"], row["operator"]) for row in found["kept.statement_version"]}
    assert [day for day, _ in days.values()] == ["2023-08-28", "2021-03-09"]
    assert len({operator for _, operator in days.values()}) == 2


def test_social_accounts_of_that_time_stand_on_no_consent() -> None:
    found = rows("p06", earlier=EARLIER)
    decisions = {row["decision_id"]: row for row in found["kept.decision"]}
    old = [decisions[row["decision_id"]] for row in found["crm.social_account"] if row["created_at"] < CHANGED]
    new = [decisions[row["decision_id"]] for row in found["crm.social_account"] if row["created_at"] >= CHANGED]
    assert old and {row["basis"] for row in old} == {"contract"}
    assert new and {row["basis"] for row in new} == {"consent"}


def test_other_clusters_know_the_earlier_text_and_nobody_of_that_time() -> None:
    with_past, without = rows("p15", earlier=EARLIER), rows("p15")
    assert {row["label"] for row in with_past.pop("kept.statement_text")} == {"neocrm-2021", "neocrm-2023"}
    assert len(with_past.pop("kept.statement_version")) == 2
    assert {path: found for path, found in without.items() if not path.startswith("kept.statement")} == with_past


def test_the_same_seed_gives_the_same_past() -> None:
    assert rows("p06", earlier=EARLIER) == rows("p06", earlier=EARLIER)
