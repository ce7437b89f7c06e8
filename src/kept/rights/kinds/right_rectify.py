"""A person can correct or complete the data."""

from kept.promises import Name, Words, kind


@kind(
    "right-rectify",
    section="rights",
    not_yet=Words(
        "要由权利请求的实际办理来证明，请求办理尚未接入。",
        "Only requests that are really worked can show it, and the working of requests is not connected yet.",
    ),
)
class RightRectify:
    """A person can correct or complete the data."""

    who: Words | None = None
    path: Words | None = None
    portal: Words | None = None
    items: tuple[Name, ...] | None = None
    hotline: str | None = None
    channel: str | None = None
