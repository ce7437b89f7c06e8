"""A visit with its position, refused first and then recorded."""

import os
from pathlib import Path

from kept_sdk import Kept, Refused, Stale

address = os.environ["KEPT_ADDRESS"]
token = Path(os.environ["KEPT_TOKEN_FILE"]).read_text().strip()
POSITION = ("gps_latitude_and_longitude",)

with Kept(address, token) as kept:
    kept.person("member:9002", class_="member", country="CN", tenant="t1", at_least=18)
    kept.shown("member:9002", [kept.label])
    try:
        with kept.using("member:9002", "work_orders", POSITION):
            print("never reached")
    except Stale:
        print("nobody knows at this moment: try again in a second")
    except Refused as refused:
        for sentence in refused.answer.reasons("en"):
            print(sentence)

    for matter in ("functions.work_orders", "items.gps_latitude_and_longitude"):
        prompt = kept.prompt(matter, "en")
        kept.give("member:9002", matter, language="en", sha256=prompt.sha256, channel="app")
    kept.permission("member:9002", "gps", "granted")

    with kept.using("member:9002", "work_orders", POSITION) as use:
        print("insert into visit (…, decision_id) values (…,", type(use.decision).__name__, ")", list(use.items))
