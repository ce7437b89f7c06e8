"""Children's data: for whom the service is meant, the ages by country, the cases in which it may be held."""

from kept.promises import Words, kind


@kind(
    "minors",
    section="minors",
    not_yet=Words(
        "要由演练用户在运行中的服务上实际操作才能证明，该服务的应用尚未接入。",
        "Only acts of planted people in the running service can show it, and the service's application is not connected yet.",
    ),
)
class Minors:
    """Children's data: for whom the service is meant, the ages by country, the cases in which it may be held."""

    audience: str | None = None
    age_under: tuple[str, ...] | None = None
    exceptions: tuple[str, ...] | None = None
    basis: str | None = None
    who: str | None = None
    channel: str | None = None
    action: str | None = None
