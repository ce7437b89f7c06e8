"""Only what the purpose needs is collected and leaves the house."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import or_

from kept.decisions.disclosing import NOTHING, PASSED_ON, agreed, alter_one, asked, beyond, purposeless
from kept.decisions.outgoing import DOCUMENT, message, sent
from kept.promises import Look, Question, Rehearsal, Stage, Verdict, Words, act, breach, judged, kind, unproven
from kept.statement.weighing import together

WRONG: Final = Words(
    "提供的信息超出用途所需，或者没有授权，或者对方、用途未经声明。",
    "More went out than the purpose needs, or without authorisation, or to a party or for a purpose that nobody declared.",
)
NEEDS_VISIT: Final = Words(
    "要由演练用户不注册、不提供信息去使用服务，并核对各处表单实际要求的内容来证明，该服务的应用尚未接入。",
    "Only a visit without an account and without giving anything, and a look at what each form really asks, can show it; the service's "
    "application is not connected yet.",
)
SAME_ROW: Final = (
    "recipient",
    "processor",
    "purpose-limit",
    "consent",
    "affiliate",
    "cross-border",
    "pseudonymisation",
    "masking",
    "third-party-data",
)
IN_LOG: Final = ("recipient", "processor", "pseudonymisation", "masking", "beacon", "encryption-transit", "cross-border")

NOT_GIVEN: Final = Words("没有单独同意时，接收方收到的次数。", "How often it was given something without an agreement to just that.")
GIVEN: Final = Words("同意之后，接收方收到的次数。", "How often the recipient was given it, with that agreement.")
TOO_MUCH: Final = Words("接收方收到的、未声明的项目。", "What the recipient was given beyond what is declared.")


@kind(
    "minimisation",
    section="sharing",
    takes={
        "registration_required": "without_account",
        "without_login": "without_account",
        "principles": "standards",
        "measure": "standards",
        "assurance": "standards",
    },
)
class Minimisation:
    """Only what the purpose needs is collected and leaves the house.

    ``rule`` is about passing on: whatever the books show to have gone out went to a declared party, for a declared purpose, and
    held no item beyond what that party is declared to get; where the sharing rests on the person's authorisation (``basis``), it
    has a consent that was valid then, an exemption, or is anonymous. The gateway's own log is the second source. Without a ``rule``
    it is about collecting: ``standards`` that it satisfies, its ``aim``, and ``without_account`` what people get who give nothing;
    only a visit can show these. PIPL art. 6; GDPR art. 5(1)(c).
    """

    rule: str | None = None
    basis: str | None = None
    standards: tuple[str, ...] | None = None
    aim: str | None = None
    without_account: tuple[str, ...] | None = None

    def questions(self, look: Look) -> Sequence[Question]:
        given = look.table("kept.disclosure")
        if given is None or not self.rule:
            return ()
        wrong = [beyond(given, look.statement), purposeless(given, look.statement)]
        going_out = given.c.direction == "out"
        if not self.basis:
            return asked(look, or_(*wrong), going_out & given.c.kind.in_(PASSED_ON), "what was passed on")
        source, unfounded = agreed(look, given)
        return asked(look, or_(*wrong, unfounded), going_out & (given.c.kind == "shared"), "what was shared", source)

    def prove(self, look: Look) -> Verdict:
        if not self.rule:
            return unproven(NEEDS_VISIT)
        return together(judged(look.counts(), WRONG, NOTHING), sent(look, lambda one: True))

    @act("a recipient is given no more than its purpose needs, and only what was agreed to")
    def handing_over(self, stage: Stage) -> None:
        if stage.promise.path.partition(".")[0] != "sharing":
            return
        somebody = stage.person()
        function, recipient = somebody.handover()
        declared = getattr(stage.statement.declarations[recipient].body, "data", None) or ()
        somebody.agree(function)
        somebody.use(function)
        stage.expect(NOT_GIVEN, len(somebody.received(recipient)), 0)
        somebody.cause(recipient)
        given = somebody.received(recipient)
        stage.expect(GIVEN, len(given), 1)
        stage.expect(TOO_MUCH, sorted({item for said in given for item in said} - set(declared)), [])

    @breach("an item goes out that the recipient is not declared to get", also=SAME_ROW)
    def more_than_needed(self, rehearsal: Rehearsal) -> None:
        if not self.rule:
            return
        named = [
            path for path, one in rehearsal.statement.declarations.items() if one.kind == "recipient" and getattr(one.body, "data", None)
        ]
        for path in named:
            among = "recipient = :path and direction = 'out' and kind = 'shared'"
            alter_one(rehearsal, "items = items || array['gender']", among, path=path)

    @breach("data goes to a party that nobody declared", also=SAME_ROW)
    def undeclared_party(self, rehearsal: Rehearsal) -> None:
        if self.rule:
            alter_one(rehearsal, "recipient = 'recipients.data_broker'", "direction = 'out' and kind = 'shared' and not anonymised")

    @breach("the gateway's log shows a party that nobody declared", also=IN_LOG)
    def unknown_in_log(self, rehearsal: Rehearsal) -> None:
        if self.rule:
            rehearsal.document(DOCUMENT, message(recipient="recipients.data_broker", items=["name"], tls="1.3"))
