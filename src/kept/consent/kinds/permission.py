"""A device permission: asked at use, before the call, for declared items only."""

from kept.promises import Name, Words, kind


@kind(
    "permission",
    section="permissions",
    named="permission",
    takes={"class": "category"},
    not_yet=Words(
        "要由手机构建或设备模拟器来证明，尚未接入。", "Only a phone build or a device simulator can show it, and none is connected yet."
    ),
)
class Permission:
    """A device permission: asked at use, before the call, for declared items only."""

    items: tuple[Name, ...] | None = None
    category: str | None = None
    modes: tuple[str, ...] | None = None
    rule: str | None = None
    form: str | None = None
    timing: str | None = None
