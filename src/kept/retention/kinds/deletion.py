"""When data is erased or anonymised, counted from what."""

from kept.promises import Duration, Words, kind


@kind(
    "deletion",
    section="retention",
    takes={"days": "within"},
    not_yet=Words(
        "要由权利请求的实际办理来证明，请求办理尚未接入。",
        "Only requests that are really worked can show it, and the working of requests is not connected yet.",
    ),
)
class Deletion:
    """When data is erased or anonymised, counted from what."""

    within: Duration | None = None
    start: str | None = None
    action: str | None = None
    trigger: str | None = None
    notify: str | None = None
    effort: str | None = None
    timing: str | None = None
    duty: str | None = None
    exceptions: tuple[str, ...] | None = None
    basis: str | None = None
