"""What people publish themselves, and what they are told first."""

from kept.promises import Words, kind


@kind(
    "ugc",
    section="handovers",
    not_yet=Words(
        "发布页面上的提示和删除后的效果，要由演练用户在运行中的服务上发布、删除才能证明，该服务的应用尚未接入。",
        "The hint on the posting form and what deleting does only posting and deleting in the running service can show, "
        "and its application is not connected yet.",
    ),
)
class Ugc:
    """What people publish themselves, and what they are told first."""

    places: tuple[str, ...] | None = None
    exposure: tuple[str, ...] | None = None
