"""A newsletter: asked anew for each part that is sent."""

import os
from pathlib import Path

from kept_sdk import Kept

address = os.environ["KEPT_ADDRESS"]
token = Path(os.environ["KEPT_TOKEN_FILE"]).read_text().strip()
PART = 1000

with Kept(address, token) as kept:
    people = [f"member:{number}" for number in range(8000, 8010)]
    for ref in people:
        kept.person(ref, class_="member", country="CN", tenant="t1", at_least=18)
        kept.shown(ref, [kept.label])
    prompt = kept.prompt("purposes.marketing_emails", "en")
    for ref in people[:4]:
        kept.give(ref, prompt.matter, language="en", sha256=prompt.sha256, channel="app")
    kept.refuse_marketing(people[0])

    for first in range(0, len(people), PART):
        part = people[first : first + PART]
        allowed = kept.decide_many(None, "marketing_emails", part)
        print([ref for ref, yes in zip(part, allowed, strict=True) if yes])
