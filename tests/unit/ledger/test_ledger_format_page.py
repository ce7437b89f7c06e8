"""The page that strangers write verifiers from: what it shows is true, and it names every line that an export may have."""

from __future__ import annotations

import json
import re
from pathlib import Path

from kept.ledger.event import MOST_BYTES, MOST_VALUES, encode, event_about
from kept.ledger.note import Verifier, open_checkpoint
from kept.ledger.proofs import PROOF_FORMAT
from kept.ledger.sequencer import BATCH
from kept.ledger.verify import FORMAT, LONGEST_LINE
from tests.unit.ledger.test_ledger_event import AT, ID, KEY

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "ledger-format.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```\n(.*?)```", PAGE, re.DOTALL)


def test_the_pages_checkpoint_verifies_with_the_pages_key() -> None:
    key = next(line.removeprefix("key ") for block in BLOCKS for line in block.splitlines() if line.startswith("key "))
    note = next(block for block in BLOCKS if block.startswith("neocrm/p06\n"))
    assert open_checkpoint(note, [Verifier.parse(key)]).size == 200_000


def test_the_pages_event_has_the_form_of_an_event() -> None:
    shown = next(block for block in BLOCKS if block.startswith("{")).rstrip("\n")
    written = encode(event_about("consent.given", AT, {"purpose": "marketing", "count": 3}, ID, 42, KEY))
    assert shown[: shown.index('"tag"')] == written[: written.index('"tag"')]
    assert json.loads(shown).keys() == json.loads(written).keys()


def test_the_page_states_the_formats_and_the_limits_that_hold() -> None:
    for text in (FORMAT.decode().strip(), PROOF_FORMAT, f"{BATCH:,}", f"{LONGEST_LINE:,}", str(MOST_BYTES), str(MOST_VALUES)):
        assert text in PAGE
