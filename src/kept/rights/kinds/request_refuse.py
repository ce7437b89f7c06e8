"""A ground on which a request may be refused, with what it must record."""

from kept.promises import Words, kind


@kind(
    "request-refuse",
    section="requests",
    named="ground",
    not_yet=Words(
        "要由权利请求的实际办理来证明，请求办理尚未接入。",
        "Only requests that are really worked can show it, and the working of requests is not connected yet.",
    ),
)
class RequestRefuse:
    """A ground on which a request may be refused, with what it must record."""

    examples: tuple[Words, ...] | None = None
