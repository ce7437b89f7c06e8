"""The invented people of neocrm: the same from the same seed, nobody's, and enough of them."""

from __future__ import annotations

import re
import tracemalloc
from collections import Counter
from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import chain
from uuid import UUID

import pytest

from kept.ledger.event import encode, event_about
from kept.packs import find, pack_code

DATA = pack_code(find("neocrm-2023"))
TODAY = date(2026, 11, 23)
TEXTS = {"zh": "声明", "en": "statement"}
CRM = ("p01", "p03", "p04", "p05", "p06", "large", "p11", "p10", "p18", "p15", "p20")
MAIL = re.compile(r"[a-z.]+\d+@(example\.(com|net|org|cn)|[a-z]+\.example)")
MOBILE = re.compile(r"\+(86194\d{8}|658000\d{4}|62899000\d{4}|4917139200\d{2}|91600000\d{4}|14155550\d{3})")


def rows(people: int = 1_000, seed: int = 7, only: tuple[str, ...] | None = None) -> dict[tuple[str, str], bytes]:
    """What is generated, by cluster and table."""
    found: dict[tuple[str, str], bytes] = {}
    for each in DATA.generate(people, seed, TODAY, texts=TEXTS, statement_sha256=b"\x01" * 32, only=only):
        key = (each.cluster, ".".join(each.table))
        found[key] = found.get(key, b"") + b"".join(each.chunks)
    return found


def table(found: dict[tuple[str, str], bytes], cluster: str, name: str) -> list[list[str]]:
    return [line.split("\t") for line in found[cluster, name].decode().splitlines()]


def test_the_same_seed_gives_the_same_rows_and_another_seed_others() -> None:
    first = rows(only=("p15", "website"))
    assert first == rows(only=("p15", "website"))
    assert first != rows(seed=8, only=("p15", "website"))


def test_a_cluster_made_alone_is_the_same_as_one_made_with_all_others() -> None:
    whole = rows()
    for cluster in ("p06", "p08", "p20", "cdp_shanghai"):
        alone = rows(only=(cluster,))
        assert alone == {key: content for key, content in whole.items() if key[0] == cluster}


@pytest.mark.parametrize("people", [1_000, 20_000])
def test_there_are_as_many_people_as_were_asked_for(people: int) -> None:
    found = rows(people)
    subjects = {
        row[0] for (_, name), content in found.items() if name == "kept.subject" for row in map(str.split, content.decode().splitlines())
    }
    assert people * 0.95 <= len(subjects) <= people * 1.1
    total = sum(content.count(b"\n") for content in found.values())
    assert 7 <= total / people <= 13


@pytest.mark.parametrize("cluster", CRM)
def test_every_crm_cluster_has_people_and_tenants_even_when_there_are_few(cluster: str) -> None:
    found = rows(only=(cluster,))
    assert len(table(found, cluster, "kept.subject")) >= 10
    assert len([row for row in table(found, cluster, "crm.tenant") if row[14] == r"\N"]) >= 2


def test_people_sign_in_where_the_statement_says_and_p20_stores_nothing_in_singapore() -> None:
    found = rows()
    at_the_centre = {row[0][:2] for row in table(found, "p08", "auth.login_event")}
    assert at_the_centre == {"11", "13", "15", "16", "17", "21"}
    for cluster, number in (("p04", "14"), ("p10", "20"), ("p15", "25"), ("p18", "28"), ("p20", "30")):
        assert {row[0][:2] for row in table(found, cluster, "crm.credential")} == {number}
    assert not [row for row in table(found, "p10", "kept.subject") if row[0].startswith("30")]
    assert not [row for row in table(found, "p06", "kept.subject") if not row[0].startswith("16")]


def test_a_persons_vault_key_is_the_same_in_its_cluster_and_at_the_authentication_centre() -> None:
    found = rows()
    centre = {row[0]: row[1] for row in table(found, "p08", "kept.subject")}
    home = {row[0]: row[1] for row in table(found, "p06", "kept.subject") if row[0] in centre}
    assert len(home) > 50
    assert all(centre[subject] == key for subject, key in home.items())
    assert len(set(centre.values())) == len(centre)


def test_mail_addresses_and_numbers_belong_to_nobody() -> None:
    kinds: Counter[str] = Counter()
    for column, value in DATA.personal_values(1_000, 7, TODAY):
        kinds[column] += 1
        if column in ("email", "company_email"):
            assert MAIL.fullmatch(value), value
        if column in ("mobile", "phone"):
            assert MOBILE.fullmatch(value), value
    assert kinds["name"] > 500 and kinds["mobile"] > 500 and kinds["email"] > 500 and kinds["address"] > 10


def test_chinese_names_stand_in_chinese_characters_and_each_country_has_its_own() -> None:
    found = rows()
    chinese = [row[7] for row in table(found, "p06", "crm.member") if row[7] != r"\N"]
    assert all(re.fullmatch(r"[\u4e00-\u9fff]{2,4}", name) for name in chinese)
    assert len(set(chinese)) > len(chinese) * 0.7
    countries = Counter(row[3] for row in table(found, "p10", "kept.subject"))
    assert countries["SG"] and countries["IN"] and countries["US"]
    assert {row[4] for row in table(found, "p10", "kept.subject") if row[3] == "US"} == {"US-CA"}


def test_network_addresses_are_those_of_documentation() -> None:
    found = rows(only=("p06",))
    assert all(row[4].startswith(("192.0.2.", "198.51.100.", "203.0.113.")) for row in table(found, "p06", "crm.service_log"))
    assert all(row[11].startswith("00:00:5E:00:53:") for row in table(found, "p06", "crm.service_log"))


def test_no_number_anywhere_passes_for_a_payment_card() -> None:
    for content in rows(only=("p06", "p08", "website", "p10")).values():
        for digits in re.findall(rb"(?<![\d])[3-6]\d{14,15}(?!\d)", content):
            assert _luhn(digits.decode()) is False, digits


def _luhn(digits: str) -> bool:
    doubled = [sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2]]
    return (sum(doubled) + sum(int(digit) for digit in digits[-1::-2])) % 10 == 0


def test_accounts_closed_on_every_one_of_the_sixty_days_are_there() -> None:
    ended = {(TODAY - date.fromisoformat(row[10][:10])).days for row in table(rows(), "p06", "kept.subject") if row[10] != r"\N"}
    assert set(range(60)) <= ended
    assert max(ended) > 180


def test_events_hold_ids_codes_and_dates_only() -> None:
    told = list(chain.from_iterable(DATA.events(cluster, 1_000, 7, TODAY) for cluster in ("p06", "p10", "website")))
    kinds = Counter(event.kind for event in told)
    assert {"consent.given", "consent.withdrawn", "tenant.registered", "request.received", "request.answered"} <= set(kinds)
    now = datetime.combine(TODAY, datetime.min.time(), UTC)
    for event in told:
        encode(event_about(event.kind, event.at, event.facts, UUID(int=1 << 100)))
        assert event.at <= now


def test_consents_name_the_text_that_was_shown() -> None:
    found = rows(only=("p06",))
    digests = {row[1]: row[3] for row in table(found, "p06", "kept.statement_text")}
    assert digests["zh"].endswith(sha256(TEXTS["zh"].encode()).hexdigest())
    assert {row[6] for row in table(found, "p06", "kept.consent")} == {digests["zh"]}


def test_memory_stays_flat_however_many_people_there_are() -> None:
    def peak(people: int) -> int:
        tracemalloc.start()
        for each in DATA.generate(people, 7, TODAY, texts=TEXTS, statement_sha256=b"", only=("p06",)):
            for _ in each.chunks:
                pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(60_000) < 2 * peak(20_000)


def test_a_day_too_near_to_the_statement_is_refused() -> None:
    with pytest.raises(ValueError, match="a year after 2023-08-28"):
        next(DATA.generate(1_000, 7, date(2024, 1, 1), texts=TEXTS, statement_sha256=b""))
