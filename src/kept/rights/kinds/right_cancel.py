"""An account can be cancelled, by whom and with what effect."""

from kept.promises import Duration, Words, kind


@kind(
    "right-cancel",
    section="rights",
    takes={"days": "within"},
    not_yet=Words(
        "要由权利请求的实际办理来证明，请求办理尚未接入。",
        "Only requests that are really worked can show it, and the working of requests is not connected yet.",
    ),
)
class RightCancel:
    """An account can be cancelled, by whom and with what effect."""

    trigger: str | None = None
    basis: str | None = None
    effect: str | None = None
    who: str | None = None
    within: Duration | None = None
    condition: tuple[str, ...] | None = None
    nature: str | None = None
    document: str | None = None
    channels: tuple[str, ...] | None = None
    hours: str | None = None
    assistance: str | None = None
    via: str | None = None
