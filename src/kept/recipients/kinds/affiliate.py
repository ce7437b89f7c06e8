"""Affiliates that receive data, or whose systems fall under this statement."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import or_

from kept.decisions.disclosing import NOTHING, agreed, alter_one, asked, beyond, purposeless
from kept.promises import Look, Name, Question, Rehearsal, Verdict, Words, breach, judged, kind, unproven
from kept.statement.weighing import as_registered

WRONG: Final = Words(
    "集团内的提供对象没有登记，或者用途不在声明之列，或者没有同意。",
    "Data went to a member of the group that is not declared, for a purpose that is not, or without agreement.",
)
NO_SYSTEMS: Final = Words(
    "还没有关联方系统的登记，无法查证哪些系统另有声明。",
    "There is no register of affiliates' systems, so that it cannot be told which have a statement of their own.",
)
SAME_ROW: Final = ("minimisation", "recipient", "purpose-limit", "consent", "cross-border")


@kind(
    "affiliate",
    section="affiliates",
    named="recipient",
    takes={"recipient": "recipients", "purposes": "purpose", "items": "data", "when": "trigger"},
)
class Affiliate:
    """Affiliates that receive data, or whose systems fall under this statement.

    Every disclosure inside the group goes to a declared member for a declared purpose, with agreement. Which systems of affiliates
    fall under this statement (``default``, ``exception``, ``scope``) needs a register of those systems. PIPL art. 23.

    ``recipients``: the members, where they are not the declaration itself; ``purpose``: what they get it for; ``data``: the items;
    ``role``: as what a member gets them; ``contact``: where people reach it; ``condition``: what each hand-over needs; ``trigger``: what
    makes a new consent necessary.
    """

    default: str | None = None
    exception: str | None = None
    scope: tuple[str, ...] | None = None
    recipients: tuple[Words, ...] | None = None
    purpose: tuple[Words, ...] | None = None
    data: tuple[Name, ...] | None = None
    role: Words | None = None
    contact: str | None = None
    condition: tuple[Words, ...] | None = None
    trigger: Words | None = None

    @property
    def gives(self) -> bool:
        """Whether it speaks of data that members get, and not only of which statement holds for their systems."""
        return self.default is None

    def questions(self, look: Look) -> Sequence[Question]:
        given = look.table("kept.disclosure")
        if given is None or not self.gives:
            return ()
        source, unfounded = agreed(look, given)
        members = [f"affiliates.{name}" for name in look.statement.section("affiliates")]
        failing = or_(given.c.recipient.not_in(members), purposeless(given, look.statement), beyond(given, look.statement), unfounded)
        return asked(look, failing, given.c.kind == "group", "disclosures inside the group", source)

    def prove(self, look: Look) -> Verdict:
        return as_registered(judged(look.counts(), WRONG, NOTHING)) if self.gives else unproven(NO_SYSTEMS)

    @breach("data goes to a member of the group that nobody declared", also=SAME_ROW)
    def undeclared_member(self, rehearsal: Rehearsal) -> None:
        if self.gives:
            alter_one(rehearsal, "recipient = 'affiliates.new_subsidiary'", "kind = 'group'")

    @breach("data goes round the group for a purpose of the member's own", also=SAME_ROW)
    def other_purpose(self, rehearsal: Rehearsal) -> None:
        if self.gives:
            alter_one(rehearsal, "purpose = 'purposes.credit_scoring'", "kind = 'group'")
