# Made by `make engine` from src/kept/decisions/wording.py: change that file, not this one.
"""What is missing, said to a person in both languages: one sentence for each rule, and one for a name that nobody declared."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from kept_sdk.engine.model import Need, Rule, What
from kept_sdk.errors import KeptError
from kept_sdk.words import Words
from kept_sdk.words import near

SAID: Final[Mapping[What, tuple[Rule, Words]]] = {
    "fresh state": (
        "fresh",
        Words("此刻无法确认本人的最新选择。", "Nobody knows the present choices of this person."),
    ),
    "age": ("age", Words("不知道本人的年龄。", "The person's age is not known.")),
    "age limit": ("age", Words("本人未达到可以使用的年龄：{}。", "The person is below the age from which this is open: {}.")),
    "guardian": ("guardian", Words("本人未成年，缺少监护人的同意。", "The person is a minor and no guardian has agreed.")),
    "notice": ("notice", Words("尚未向本人出示：{}。", "The person has not been shown this yet: {}.")),
    "consent": ("basis", Words("缺少本人对“{}”的明示同意。", "The person has not expressly agreed to this: {}.")),
    "separate consent": ("sensitive", Words("缺少对“{}”的单独同意。", "A separate consent is lacking: {}.")),
    "evidence": (
        "basis",
        Words("所援引的豁免“{}”不适用，或者依据不全。", "The exemption does not fit or lacks evidence: {}."),
    ),
    "permission": ("permission", Words("设备权限“{}”没有开启。", "The device permission is not granted: {}.")),
    "refusal": ("refusal", Words("本人已拒绝营销。", "The person has refused marketing.")),
    "purpose": ("purpose", Words("这项功能没有声明这一目的：{}。", "The function is not declared for this purpose: {}.")),
    "recipient": ("recipient", Words("声明没有说“{}”会收到这项信息。", "The statement does not say that this is passed to them: {}.")),
    "region": ("region", Words("这些信息不得保存在此地：{}。", "This data may not be kept there: {}.")),
    "route": ("region", Words("向此地提供信息的法定途径没有记录：{}。", "No lawful route to this place is on record: {}.")),
    "transfer": (
        "region",
        Words("缺少对信息转移的明示同意：{}。", "No express agreement to a transfer: {}."),
    ),
    "item": ("minimisation", Words("声明没有把“{}”列入这项用途。", "The statement does not list this item for that use: {}.")),
}

NAMED: Final[Mapping[str, Words]] = {
    "function": Words("功能", "function"),
    "purpose": Words("目的", "purpose"),
    "item": Words("信息", "item"),
    "recipient": Words("接收方", "recipient"),
    "exemption": Words("豁免", "exemption"),
}


def need(what: What, matter: str, met_by: tuple[str, ...], clauses: tuple[str, ...], label: Words | None = None) -> Need:
    """A need with its rule and its sentence; ``label`` names the matter to people (else the matter as it stands)."""
    rule, said = SAID[what]
    return Need(what, rule, matter, met_by, clauses, said, label or Words(matter, matter))


def unknown(label: str, what: str, name: str, known: Collection[str]) -> KeptError:
    """The error for a name that the statement ``label`` does not declare, with those that come near."""
    close = near(name, known) or near(name.partition(".")[2], [one.partition(".")[2] for one in known])
    return KeptError("KEPT-P020", label=label, name=name, what_zh=NAMED[what].zh, what_en=NAMED[what].en, near=close)
