"""An ASGI application that knows who it is and what the browser signals."""

import os
from pathlib import Path

from kept_sdk import Kept

address = os.environ["KEPT_ADDRESS"]
token = Path(os.environ["KEPT_TOKEN_FILE"]).read_text().strip()
kept = Kept(address, token)


async def page(scope, receive, send):
    visit = scope["kept"]
    answer = kept.decide(visit.person, None, "marketing_emails", signals=visit.signals)
    body = "yes" if answer.allowed else " ".join(answer.reasons("en"))
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body.encode()})


app = kept.asgi(page, person=lambda scope: "member:" + scope["session"])
