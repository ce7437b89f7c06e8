"""How long an answer may take, counted from what."""

from kept.promises import Duration, Words, kind


@kind(
    "request-deadline",
    section="requests",
    takes={"days": "within"},
    not_yet=Words("探针将随后加入。", "Its probe is still to be written."),
)
class RequestDeadline:
    """How long an answer may take, counted from what."""

    deadline: str | None = None
    number_given: bool | None = None
    condition: str | None = None
    within: Duration | None = None
    start: Words | None = None
    qualifier: str | None = None
