"""When a request is free and when it may cost."""

from kept.promises import Words, kind


@kind(
    "request-fee",
    section="requests",
    not_yet=Words(
        "要由权利请求的实际办理来证明，请求办理尚未接入。",
        "Only requests that are really worked can show it, and the working of requests is not connected yet.",
    ),
)
class RequestFee:
    """When a request is free and when it may cost."""

    fee: str
    condition: str
    amount_given: bool | None = None
