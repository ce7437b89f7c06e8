"""Who answers for data: the operator, controller or processor, and where a person's request goes."""

from kept.promises import Whole, Words, kind


@kind(
    "role",
    section="roles",
    not_yet=Words(
        "要由演练用户在运行中的服务上实际操作才能证明，该服务的应用尚未接入。",
        "Only acts of planted people in the running service can show it, and the service's application is not connected yet.",
    ),
)
class Role:
    """Who answers for data: the operator, controller or processor, and where a person's request goes."""

    operator: str | None = None
    brand: str | None = None
    vendor_role: str | None = None
    controller: str | None = None
    route: str | None = None
    responsible: str | None = None
    processor: tuple[str, ...] | None = None
    clusters_as_processor: Whole | None = None
