"""A notice that people must be able to find: on the published page, or where the text says it is shown."""

from kept.promises import Whole, Words, kind


@kind(
    "notice",
    section="notices",
    not_yet=Words(
        "要由演练用户在运行中的服务上实际操作才能证明，该服务的应用尚未接入。",
        "Only acts of planted people in the running service can show it, and the service's application is not connected yet.",
    ),
)
class Notice:
    """A notice that people must be able to find: on the published page, or where the text says it is shown."""

    topics: tuple[str, ...] | None = None
    domains: tuple[str, ...] | None = None
    surfaces: str | None = None
    inform: tuple[str, ...] | None = None
    excluded: tuple[str, ...] | None = None
    protected: bool | None = None
    advice: str | None = None
    timing: str | None = None
    chapters: tuple[str, ...] | None = None
    count: Whole | None = None
    document: str | None = None
    link: str | None = None
    place: str | None = None
    source: str | None = None
    absolute_security: bool | None = None
    limits: tuple[str, ...] | None = None
    cause: str | None = None
