"""A person (or an administrator) can see the data, where the statement says so."""

from kept.promises import Name, Words, kind


@kind(
    "right-access",
    section="rights",
    not_yet=Words(
        "要由权利请求的实际办理来证明，请求办理尚未接入。",
        "Only requests that are really worked can show it, and the working of requests is not connected yet.",
    ),
)
class RightAccess:
    """A person (or an administrator) can see the data, where the statement says so."""

    path: Words
    portal: Words
    who: Words | None = None
    items: tuple[Name, ...] | None = None
    hours: str | None = None
