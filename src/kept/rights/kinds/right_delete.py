"""A person can have data deleted, by these ways and on these grounds."""

from kept.promises import Words, kind


@kind(
    "right-delete",
    section="rights",
    not_yet=Words(
        "要由权利请求的实际办理来证明，请求办理尚未接入。",
        "Only requests that are really worked can show it, and the working of requests is not connected yet.",
    ),
)
class RightDelete:
    """A person can have data deleted, by these ways and on these grounds."""

    scope: str | None = None
    paths: str | None = None
    channels: tuple[str, ...] | None = None
    ground: tuple[str, ...] | None = None
    exceptions: tuple[str, ...] | None = None
