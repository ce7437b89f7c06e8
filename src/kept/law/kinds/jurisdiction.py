"""Extra terms for a country or state, whom they reach, and which text wins."""

from kept.promises import Words, kind


@kind(
    "jurisdiction",
    section="jurisdictions",
    not_yet=Words(
        "要由演练用户在运行中的服务上实际操作才能证明，该服务的应用尚未接入。",
        "Only acts of planted people in the running service can show it, and the service's application is not connected yet.",
    ),
)
class Jurisdiction:
    """Extra terms for a country or state, whom they reach, and which text wins."""

    law: str | None = None
    scope: str | None = None
    acts: tuple[str, ...] | None = None
    region: str | None = None
    trigger: str | None = None
    precedence: str | None = None
    laws: tuple[str, ...] | None = None
