"""Nothing about a person is made public without consent."""

from kept.promises import Words, kind


@kind(
    "public-disclosure",
    section="handovers",
    not_yet=Words(
        "要由演练用户在运行中的服务上实际操作才能证明，该服务的应用尚未接入。",
        "Only acts of planted people in the running service can show it, and the service's application is not connected yet.",
    ),
)
class PublicDisclosure:
    """Nothing about a person is made public without consent."""

    rule: str
