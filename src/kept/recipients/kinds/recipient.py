"""A party that receives data: which data, for what, under which duties."""

from collections.abc import Sequence
from typing import Final, Literal

from sqlalchemy import false, or_

from kept.decisions.disclosing import NOTHING, agreed, alter_one, asked, beyond, purposeless
from kept.decisions.outgoing import DOCUMENT, message, sent
from kept.promises import Look, Name, Question, Rehearsal, Stage, Verdict, Whole, Words, act, breach, judged, kind, unproven
from kept.statement.saying import PAGE_KINDS, said_with, unsay, withdraw_translation
from kept.statement.weighing import partly, together

WRONG: Final = Words(
    "接收方得到了声明以外的信息，或者用于未声明的用途，或者没有有效的同意。",
    "The recipient got more than is declared, for a purpose that is not, or without valid agreement.",
)
NO_PRICE: Final = Words(
    "接收方登记没有记载对价，是否以信息换取价值无从查证。",
    "The register of recipients does not record what is given in return, so that a sale could not be told from any other disclosure.",
)
OWN_BOOKS: Final = Words(
    "账簿中的每次提供都有同意；但未勾选的人是否也被提供，要由演练用户实际报名来证明，该服务的应用尚未接入。",
    "Every hand-over in the books was agreed to; that nobody else is handed over only signing up in the running service without "
    "agreeing can show, and its application is not connected yet.",
)
DEIDENTIFIED: Final = "de_identified_"
SAME_ROW: Final = (
    "minimisation",
    "processor",
    "third-party-data",
    "purpose-limit",
    "consent",
    "pseudonymisation",
    "cross-border",
    "masking",
)

NOTHING_YET: Final = Words("事前，接收方没有收到此人的任何信息。", "Beforehand the recipient was given nothing about this person.")
GIVEN: Final = Words("接收方自己记录的、所收到的项目。", "What the recipient was given, by its own record.")


@kind(
    "recipient",
    section="recipients",
    named=("recipient", "source"),
    takes={
        "items": "data",
        "task": "purpose",
        "name": "examples",
        "ground": "grounds",
        "grounds": ("grounds", "count"),
        "list": "listed",
        "case": "trigger",
    },
)
class Recipient:
    """A party that receives data: which data, for what, under which duties.

    The probe looks at every disclosure that the books have of this recipient: in the declared ``direction``, only the items of
    ``data`` (de-identified where they are declared so), for a declared purpose, and with a consent that was valid then or an
    exemption. The gateway's own log of what went out is the second source: the same recipient, nothing but the same items.
    PIPL art. 23; GDPR art. 13(1)(e).

    Its own name (or ``also``) is the party, from whom data comes where ``direction`` is inbound. ``recipients``: several parties in one
    sentence; ``examples``: those that the text names; ``form``: in what form they get data; ``function`` and ``trigger``: when. A rule for
    all recipients has ``grounds`` (``count`` of them), and ``listed: closed`` where nothing else is shared: then the probe looks at every
    disclosure that is shared. ``document``: a contract with them, or a list of them, of which ``content`` tells what it holds.
    """

    document: str | None = None
    data: tuple[Name, ...] | None = None
    purpose: tuple[Words, ...] | None = None
    direction: Words | None = None
    function: tuple[Words, ...] | None = None
    trigger: Words | None = None
    timing: Words | None = None
    effort: Words | None = None
    rules: tuple[str, ...] | None = None
    sale: bool | None = None
    recipients: tuple[Words, ...] | None = None
    examples: tuple[Words, ...] | None = None
    form: Words | None = None
    grounds: tuple[Words, ...] | None = None
    count: Whole | None = None
    listed: Literal["closed"] | None = None
    content: tuple[Words, ...] | None = None

    @property
    def general(self) -> bool:
        """Whether it speaks of all recipients, and not of one."""
        return bool(self.grounds or self.count or self.listed)

    @property
    def inbound(self) -> bool:
        return self.direction is not None and self.direction.en.startswith("in")

    @property
    def deidentified(self) -> bool:
        return bool(self.data) and all(item.startswith(DEIDENTIFIED) for item in self.data or ())

    def questions(self, look: Look) -> Sequence[Question]:
        given = look.table("kept.disclosure")
        if given is None or self.sale is not None:
            return ()
        source, unfounded = agreed(look, given)
        other_way = false() if self.general else given.c.direction != ("in" if self.inbound else "out")
        named = ~given.c.deidentified if self.deidentified else false()
        undeclared = beyond(given, look.statement, None if self.general else look.promise.path)
        failing = or_(other_way, unfounded, named, undeclared, purposeless(given, look.statement))
        among = given.c.kind == "shared" if self.general else given.c.recipient == look.promise.path
        return asked(look, failing, among, f"disclosures: {look.promise.path}", source)

    def prove(self, look: Look) -> Verdict:
        if self.sale is not None:
            return unproven(NO_PRICE)
        if self.document and "config" in look.promise.origin:
            return said_with(look, self.content or ())
        counted = judged(look.counts(), WRONG, NOTHING)
        if "traffic" not in look.promise.origin:
            return partly(counted, OWN_BOOKS) if "act" in look.promise.origin else counted
        path = look.promise.path
        return together(counted, sent(look, lambda one: self.general or one.recipient == path, self.deidentified))

    @act("what it is given is what is declared, and each time it is written down")
    def handing_over(self, stage: Stage) -> None:
        if not (self.data and self.trigger and self.direction and self.direction.en == "outbound"):
            return
        somebody = stage.person(f"for {stage.promise.path}")
        stage.expect(NOTHING_YET, len(somebody.received(stage.promise.path)), 0)
        somebody.cause(stage.promise.path)
        given = somebody.received(stage.promise.path)
        stage.expect(GIVEN, [sorted(said) for said in given], [sorted(self.data)])
        stage.leaves("kept.disclosure", somebody, rows=1, where={"recipient": stage.promise.path})

    @breach("the recipient gets an item that is not declared for it", also=SAME_ROW)
    def more_than_declared(self, rehearsal: Rehearsal) -> None:
        if self.data:
            alter_one(rehearsal, "items = items || array['gender']", "recipient = :path", path=rehearsal.promise.path)

    @breach("the agreement to pass data on is gone from the books", also=SAME_ROW)
    def no_agreement(self, rehearsal: Rehearsal) -> None:
        among = "kind = 'shared' and :path <> ''" if self.general else "recipient = :path"
        alter_one(rehearsal, "consent_id = null, exemption_id = null, anonymised = false", among, path=rehearsal.promise.path)

    @breach("something is shared with somebody whom the statement does not know", also=SAME_ROW)
    def stranger(self, rehearsal: Rehearsal) -> None:
        if self.general:
            alter_one(rehearsal, "recipient = 'recipients.nobody_knows'", "kind = 'shared'")

    @breach("the list of recipients is no longer on the page", also=PAGE_KINDS)
    def unsaid(self, rehearsal: Rehearsal) -> None:
        if self.document:
            unsay(rehearsal)

    @breach("the page with the list no longer exists in one language", also=PAGE_KINDS)
    def no_translation(self, rehearsal: Rehearsal) -> None:
        if self.document:
            withdraw_translation(rehearsal)

    @breach("what went out was not de-identified", also=SAME_ROW)
    def identified(self, rehearsal: Rehearsal) -> None:
        if self.deidentified:
            alter_one(rehearsal, "deidentified = false", "recipient = :path", path=rehearsal.promise.path)

    @breach("the gateway's log shows more than the books", also=(*SAME_ROW, "beacon", "encryption-transit", "deletion", "incident-notice"))
    def unlogged(self, rehearsal: Rehearsal) -> None:
        if self.data and "traffic" in rehearsal.promise.origin:
            rehearsal.document(
                DOCUMENT, message(recipient=rehearsal.promise.path, items=[*self.data, "gender"], tls="1.3", de_identified=True)
            )
