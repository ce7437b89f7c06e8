"""Somebody agrees to work orders and withdraws again."""

import os
from pathlib import Path

from kept_sdk import Kept

address = os.environ["KEPT_ADDRESS"]
token = Path(os.environ["KEPT_TOKEN_FILE"]).read_text().strip()

with Kept(address, token) as kept:
    kept.person("member:9001", class_="member", country="CN", tenant="t1", at_least=18)
    kept.shown("member:9001", [kept.label])

    prompt = kept.prompt("functions.work_orders", "en")
    receipt = kept.give("member:9001", prompt.matter, language="en", sha256=prompt.sha256, channel="app")
    print(kept.decide("member:9001", "work_orders").allowed, len(receipt.document["ledger"]["promise"]) > 0)

    ended = kept.withdraw("member:9001", "functions.work_orders", channel="app")
    print(kept.decide("member:9001", "work_orders").reasons("en"))
    print(list(ended.depended["functions"]))
