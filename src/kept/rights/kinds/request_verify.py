"""What identity proof a request needs."""

from kept.promises import Words, kind


@kind(
    "request-verify",
    section="requests",
    not_yet=Words(
        "要由权利请求的实际办理来证明，请求办理尚未接入。",
        "Only requests that are really worked can show it, and the working of requests is not connected yet.",
    ),
)
class RequestVerify:
    """What identity proof a request needs."""

    proof: tuple[str, ...] | None = None
    form: str | None = None
