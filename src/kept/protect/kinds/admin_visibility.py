"""What administrators of a customer organisation can see and switch."""

from typing import Final

from kept.promises import Stage, Words, act, kind

MAY: Final = Words("管理员可以。", "An administrator may.")
SWITCHED_OFF: Final = Words("停用之后，组织的人用不到它。", "Switched off, it is out of reach for the organisation's people.")
SWITCHED_ON: Final = Words("启用之后，组织的人用得到它。", "Switched on, the organisation's people have it.")
OFF_FOR_ONE: Final = Words(
    "为一人停用之后，此人用不到它，其他人照常使用。",
    "Switched off for one person, that person is without it, and others have it as before.",
)
ON_AGAIN: Final = Words("重新启用之后，此人又用得到它。", "Switched on again, the person has it again.")
MAY_NOT: Final = Words("普通成员不可以。", "A member may not.")


@kind(
    "admin-visibility",
    section="administration",
    takes={
        "holder": "who",
        "viewer": "who",
        "actor": "who",
        "over": "scope",
        "limit": "scope",
        "action": "actions",
        "request_by": "trigger",
    },
    not_yet=Words(
        "要由演练用户在运行中的服务上实际操作才能证明，该服务的应用尚未接入。",
        "Only acts of planted people in the running service can show it, and the service's application is not connected yet.",
    ),
)
class AdminVisibility:
    """What administrators of a customer organisation can see and switch.

    ``who``: who sees or switches; ``scope``: over which accounts, within which limit; ``powers`` and ``actions``: what they do in general
    and on the ``site`` at ``path``, to which ``apps``; ``basis``: what their place rests on; ``trigger``: what sets it off, or who asks;
    ``acceptance``: by what those who are seen are taken to accept it.
    """

    who: Words | None = None
    scope: Words | None = None
    basis: Words | None = None
    trigger: Words | None = None
    powers: tuple[str, ...] | None = None
    site: str | None = None
    path: Words | None = None
    apps: tuple[str, ...] | None = None
    actions: tuple[str, ...] | None = None
    acceptance: Words | None = None

    @act("an administrator does it, and a member may not")
    def administering(self, stage: Stage) -> None:
        for power in self.powers or ():
            stage.expect(MAY, (power, stage.person("administrator").may(power)), (power, True))
            stage.expect(MAY_NOT, (power, stage.person(shared=True).may(power)), (power, False))

    @act("an administrator switches applications on and off, and the organisation's people meet just that")
    def switching(self, stage: Stage) -> None:
        if not self.apps or not {"enable", "disable"} <= set(self.actions or ()):
            return
        boss = stage.person("founder")
        for kind_of_app in self.apps:
            stage.expect(SWITCHED_ON, (kind_of_app, boss.switch(kind_of_app, True)), (kind_of_app, True))
            stage.expect(SWITCHED_OFF, (kind_of_app, boss.switch(kind_of_app, False)), (kind_of_app, True))

    @act("an administrator switches an application off for one person, who alone is without it, and on again")
    def switching_for_one(self, stage: Stage) -> None:
        if not self.apps or not {"enable", "disable"} <= set(self.actions or ()):
            return
        boss = stage.person("founder")
        one, another = boss.member(), boss.member()
        for kind_of_app in self.apps:
            boss.switch(kind_of_app, True)
            boss.switch_for(one, kind_of_app, False)
            stage.expect(OFF_FOR_ONE, (kind_of_app, one.has(kind_of_app), another.has(kind_of_app)), (kind_of_app, False, True))
            boss.switch_for(one, kind_of_app, True)
            stage.expect(ON_AGAIN, (kind_of_app, one.has(kind_of_app)), (kind_of_app, True))
