"""Data that awaits removal is stored only."""

from kept.promises import Words, kind


@kind(
    "right-restrict",
    section="rights",
    not_yet=Words(
        "要由权利请求的实际办理来证明，请求办理尚未接入。",
        "Only requests that are really worked can show it, and the working of requests is not connected yet.",
    ),
)
class RightRestrict:
    """Data that awaits removal is stored only."""

    state: str
    until: str
