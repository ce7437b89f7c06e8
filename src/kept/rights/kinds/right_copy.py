"""A person can have a copy."""

from kept.promises import Duration, Words, kind


@kind(
    "right-copy",
    section="rights",
    takes={"months": "window"},
    not_yet=Words(
        "要由权利请求的实际办理来证明，请求办理尚未接入。",
        "Only requests that are really worked can show it, and the working of requests is not connected yet.",
    ),
)
class RightCopy:
    """A person can have a copy."""

    path: Words | None = None
    portal: Words | None = None
    delivery: str | None = None
    window: Duration | None = None
    start: str | None = None
    channel: str | None = None
