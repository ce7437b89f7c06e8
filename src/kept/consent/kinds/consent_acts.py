"""What planted people do about agreements: say no, say yes for one matter alone, register, have something passed on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from kept.promises import Stage, Words, act

ELSE_WORKS: Final = Words("其他功能中不可用的。", "What else does not work.")
NOT_AGREED: Final = Words("没有同意的事项显示为未同意。", "What was not agreed to is shown as not agreed to.")
NO_CODE: Final = Words("没有同意短信验证码，注册不能继续。", "Without agreement to a code by SMS, registration does not go on.")
NOT_SENT: Final = Words("没有同意时，运营商收到的次数。", "How often the operator was given something without agreement.")
REGISTERED: Final = Words("同意之后，凭短信验证码完成注册。", "With agreement, the account is made with the code sent by SMS.")
SENT: Final = Words("同意之后，运营商收到的项目。", "What the operator was given, with agreement.")
NOT_GIVEN: Final = Words("没有单独同意时，接收方收到的次数。", "How often it was given something without an agreement to just that.")
GIVEN: Final = Words("单独同意之后，接收方收到的次数。", "How often the recipient was given it, with that agreement.")
USED: Final = Words("不同意提供给接收方，功能仍可使用。", "The function works without agreement to the recipient.")


@act("a person agrees to none of it, and only that is missing")
def refusing(self: Any, stage: Stage) -> None:
    if not (self.refusal_effect and self.functions):
        return
    somebody = stage.person()
    for name in self.functions:
        somebody.refuse(f"functions.{name}")
        stage.expect(NOT_AGREED, somebody.agreed(f"functions.{name}"), False)
    stage.expect(ELSE_WORKS, list(somebody.works()), [])
    for path in _tables(stage, self.functions):
        stage.leaves(path, somebody, rows=0)


@act("no code goes out by SMS before exactly that was agreed to")
def code(self: Any, stage: Stage) -> None:
    if not (self.recipient and self.channels and self.step):
        return
    recipient = f"recipients.{self.recipient.replace(' ', '_')}"
    (item,) = self.items
    somebody = stage.person("invited")
    stage.expect(NO_CODE, somebody.register(by=item, agreed=False), False)
    stage.expect(NOT_SENT, len(somebody.received(recipient)), 0)
    stage.expect(REGISTERED, somebody.register(by=item))
    stage.expect(SENT, [sorted(said) for said in somebody.received(recipient)], [sorted(self.items)])
    stage.leaves("kept.consent", somebody, rows=1, where={"matter": stage.promise.path})
    stage.leaves("kept.disclosure", somebody, rows=1, where={"recipient": recipient})


@act("a person registers, and agreement to the data centre is recorded then and not before")
def conduct(self: Any, stage: Stage) -> None:
    if self.form == "conduct":
        stage.leaves("kept.consent", stage.person("invited"), rows=0, where={"form": "conduct"})
        stage.leaves("kept.consent", stage.person(), rows=1, where={"form": "conduct"})


@act("nothing is passed on before the person agreed to just that recipient")
def sharing(self: Any, stage: Stage) -> None:
    if not (self.acts and self.timing == "prior"):
        return
    somebody = stage.person()
    function, recipient = somebody.handover()
    somebody.agree(function)
    stage.expect(USED, somebody.use(function).done)
    stage.expect(NOT_GIVEN, len(somebody.received(recipient)), 0)
    somebody.agree(recipient)
    stage.expect(USED, somebody.use(function).done)
    stage.expect(GIVEN, len(somebody.received(recipient)), 1)
    stage.leaves("kept.disclosure", somebody, rows=1, where={"recipient": recipient})


def _tables(stage: Stage, functions: Sequence[str]) -> Sequence[str]:
    wanted = set(functions)
    return [path for path, mapped in stage.datamap.tables.items() if wanted & set(mapped.functions) and mapped.subject]
