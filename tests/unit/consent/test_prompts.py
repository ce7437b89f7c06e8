"""What is asked of people: one matter each, in the version's words, for what needs agreement and nothing else."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from hashlib import sha256

import pytest

from kept.consent import Asked, asked, lawful_ages
from kept.errors import KeptError
from kept.packs import find
from kept.promises import known_kinds
from kept.statement import read_statement

PACKS = ("neocrm-2023", "neocrm-2021", "xiaoman-2021", "phocol-2025", "vehilink-2024")
HAN = re.compile(r"[\u4e00-\u9fff]")


@cache
def people_of(label: str) -> Asked:
    place = find(label)
    return asked(read_statement(place.statement, known_kinds(), place.inventory, label), lawful_ages())


@pytest.mark.parametrize("label", PACKS)
def test_every_prompt_is_whole_in_both_languages_and_hashed_as_it_is_shown(label: str) -> None:
    prompts = people_of(label).prompts
    assert len(prompts) > 40
    for (matter, language), prompt in prompts.items():
        assert prompt.sha256 == sha256(prompt.wording.encode()).hexdigest()
        assert "{" not in prompt.wording and "None" not in prompt.wording, matter
        assert bool(HAN.search(prompt.wording)) == (language == "zh"), matter
        said = ["目的", "保存多久", "撤回", "不同意"] if language == "zh" else ["What for", "How long", "To withdraw", "If you refuse"]
        assert all(word in prompt.wording for word in said), matter


def test_items_are_named_and_sensitive_ones_marked() -> None:
    prompt = people_of("neocrm-2023").prompt("functions.work_orders", "en")
    assert "GPS latitude and longitude (sensitive)" in prompt.wording
    assert (prompt.form, set(prompt.declared.sensitive)) == ("separate", set(prompt.declared.items))
    mixed = people_of("xiaoman-2021").prompt("functions.mail_sorting", "en")
    assert mixed.form == "explicit" and "asked for on their own" in mixed.wording


def test_the_receiver_of_a_code_is_named() -> None:
    assert "telecom operator" in people_of("neocrm-2023").prompt("consents.registration_code", "en").wording


def test_what_counts_is_shown_where_the_statement_presumes_or_contradicts_itself() -> None:
    neocrm, xiaoman = people_of("neocrm-2023"), people_of("xiaoman-2021")
    by_conduct = neocrm.prompt("storage.p06", "en")
    assert by_conduct.form == "conduct" and "What counts: The place is shown before registration" in by_conduct.wording
    presumed = xiaoman.prompt("consents.mail_analysis_by_enterprise", "en")
    assert presumed.form == "explicit" and "your own express consent" in presumed.wording
    assert "agreement has to be" not in by_conduct.wording
    assert "without explicit agreement nothing leaves the country" in neocrm.prompt("transfer:SG", "en").wording


@pytest.mark.parametrize(
    "matter",
    [
        "functions.identity_verification",
        "functions.direct_collection",
        "cookies.necessary",
        "permissions.asked_first",
        "recipients.deduplication",
        "recipients.wechat_pay",
        "storage.no_change",
        "items.name",
        "consents.prior_to_sharing",
    ],
)
def test_what_needs_no_agreement_is_not_asked_for_and_the_reason_is_said(matter: str) -> None:
    with pytest.raises(KeptError, match="KEPT-A002") as refused:
        people_of("neocrm-2023").prompt(matter, "zh")
    assert HAN.search(refused.value.fault.message("zh")) and not HAN.search(refused.value.fault.message("en"))


def test_a_contradicted_exception_is_asked_for_after_all() -> None:
    assert people_of("neocrm-2023").prompt("recipients.contractors", "zh").form == "separate"


@pytest.mark.parametrize(
    ("matter", "code", "near"),
    [
        ("functions.work_order", "KEPT-A001", "functions.work_orders"),
        ("transfer:SGP", "KEPT-A001", "transfer:SG"),
        ("work_orders", "KEPT-A001", "functions.work_orders"),
        ("functions.trial, functions.webinar", "KEPT-A003", ""),
        ("functions.trial;functions.webinar", "KEPT-A003", ""),
    ],
)
def test_an_unknown_matter_names_near_ones_and_bundles_are_refused(matter: str, code: str, near: str) -> None:
    with pytest.raises(KeptError, match=code) as refused:
        people_of("neocrm-2023").prompt(matter, "zh")
    assert near in refused.value.fault.way_out("en")


def test_a_language_that_the_version_does_not_have_is_refused() -> None:
    with pytest.raises(KeptError, match="KEPT-A004"):
        people_of("neocrm-2023").prompt("functions.trial", "de")


def test_the_front_door_brings_in_nothing_that_does_io() -> None:
    text = (
        "import sys, kept.consent, kept.consent.kinds.consent, kept.consent.kinds.minors;"
        "print([name for name in ('psycopg', 'cryptography', 'kept.ledger', 'kept.consent.recording') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_name_of_the_front_door_opens() -> None:
    import kept.consent

    assert sorted(kept.consent.HOMES) == sorted(kept.consent.__all__)
    assert all(getattr(kept.consent, name) is not None for name in kept.consent.__all__)
    with pytest.raises(AttributeError):
        _ = kept.consent.nothing_of_the_kind
