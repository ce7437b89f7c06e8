"""Agreement can be withdrawn, and what follows."""

from kept.promises import Words, kind


@kind(
    "right-withdraw",
    section="rights",
    not_yet=Words(
        "要由权利请求的实际办理来证明，请求办理尚未接入。",
        "Only requests that are really worked can show it, and the working of requests is not connected yet.",
    ),
)
class RightWithdraw:
    """Agreement can be withdrawn, and what follows."""

    excluded: str | None = None
    path: Words | None = None
    portal: Words | None = None
    place: str | None = None
    effect: str | None = None
