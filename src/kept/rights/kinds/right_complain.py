"""Where a person complains, and who answers for harm."""

from kept.promises import Words, kind


@kind(
    "right-complain",
    section="rights",
    not_yet=Words(
        "要由权利请求的实际办理来证明，请求办理尚未接入。",
        "Only requests that are really worked can show it, and the working of requests is not connected yet.",
    ),
)
class RightComplain:
    """Where a person complains, and who answers for harm."""

    grounds: tuple[str, ...] | None = None
    channel: str | None = None
    liability: str | None = None
    trigger: str | None = None
    cause: str | None = None
    result: tuple[str, ...] | None = None
