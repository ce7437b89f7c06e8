"""Nothing about a person is made public without consent."""

from collections.abc import Sequence
from typing import Final, Literal

from sqlalchemy import func, or_

from kept.decisions.disclosing import agreed, alter_one, asked
from kept.promises import Look, Question, Rehearsal, Stage, Verdict, Whole, Words, act, breach, judged, kind
from kept.statement.weighing import partly

WRONG: Final = Words("信息未经有效同意即被公开。", "Something about a person was made public without a consent that was valid then.")
OWN_BOOKS: Final = Words(
    "账簿中的每次公开都有同意；但账外是否有公开，要由演练用户实际尝试未经同意的公开来证明，该服务的应用尚未接入。",
    "Everything published according to the books was agreed to; that nothing is published beside them only an attempt without consent in "
    "the running service can show, and its application is not connected yet.",
)
REFUSED: Final = Words("没有同意就不发布", "without agreement it is not taken")
HIDDEN: Final = Words("没有同意却已公开", "it is public without agreement")
PUBLISHED: Final = Words("同意之后即公开", "it is public after the agreement")
NOTHING: Final = Words("还没有公开过任何个人信息。", "Nothing about anybody has been made public yet.")
SAME_ROW: Final = ("consent", "right-withdraw", "ugc", "purpose-limit")


@kind(
    "public-disclosure",
    section="handovers",
    takes={"ground": "grounds", "basis": "grounds", "list": "listed", "case": "trigger", "items": "content"},
)
class PublicDisclosure:
    """Nothing about a person is made public without consent.

    Every publication, in the books' disclosures and in the decisions that allowed it, stands on a consent to publishing that was
    valid at the time, or on an exemption. PIPL art. 25.

    ``rule``: what publishing needs; ``grounds``: what it may rest on; ``listed: closed``: nothing outside the list, which has ``count``
    cases; ``trigger``: the event that it answers; ``content``: what is made public; ``protected``: whom it is to protect.
    """

    rule: str | None = None
    grounds: tuple[Words, ...] | None = None
    listed: Literal["closed"] | None = None
    count: Whole | None = None
    trigger: tuple[Words, ...] | None = None
    content: tuple[Words, ...] | None = None
    protected: tuple[Words, ...] | None = None

    def questions(self, look: Look) -> Sequence[Question]:
        given, decision, consent = (look.table(f"kept.{name}") for name in ("disclosure", "decision", "consent"))
        if given is None or decision is None or consent is None:
            return ()
        source, unfounded = agreed(look, given)
        matters = [promise.path for promise in look.statement.of_kind("public-disclosure")]
        other_matter = given.c.exemption_id.is_(None) & func.coalesce(consent.c.matter, "").not_in(matters)
        published = asked(look, or_(unfounded, other_matter), given.c.kind == "published", "publications", source)
        valid = (consent.c.given_at <= decision.c.decided_at) & or_(
            consent.c.withdrawn_at.is_(None), consent.c.withdrawn_at > decision.c.decided_at
        )
        baseless = decision.c.exemption_id.is_(None) & ~func.coalesce(valid, False)
        among = (decision.c.act == "publish") & decision.c.allowed
        joined = decision.outerjoin(consent, consent.c.consent_id == decision.c.consent_id)
        allowed = Question(look.holding("kept.decision"), joined, baseless, decision.c.decision_id, among, "decisions to publish")
        return [*published, allowed]

    def prove(self, look: Look) -> Verdict:
        verdict = judged(look.counts(), WRONG, NOTHING)
        return partly(verdict, OWN_BOOKS) if "act" in look.promise.origin else verdict

    @act("nothing becomes public before its person agrees to just that")
    def publishing(self, stage: Stage) -> None:
        if not self.rule or "act" not in stage.promise.origin:
            return
        somebody = stage.person("visitor")
        stage.expect(REFUSED, somebody.publish(agreeing=False).refused)
        stage.expect(HIDDEN, somebody.published(), False)
        stage.expect(PUBLISHED, (somebody.publish().done, somebody.published()), (True, True))
        stage.leaves("kept.consent", somebody, rows=1, where={"matter": stage.promise.path, "withdrawn_at": None})
        stage.leaves("kept.decision", somebody, rows=1, where={"act": "publish", "allowed": True})

    @breach("something is published without agreement", also=SAME_ROW)
    def no_agreement(self, rehearsal: Rehearsal) -> None:
        alter_one(rehearsal, "consent_id = null", "kind = 'published'")

    @breach("the agreement was withdrawn before it was published", also=(*SAME_ROW, "deletion", "retention", "collection"))
    def withdrawn_before(self, rehearsal: Rehearsal) -> None:
        text = """update kept.consent set withdrawn_at = given_at where consent_id =
                  (select consent_id from kept.disclosure where kind = 'published' and consent_id is not null limit 1)"""
        any(rehearsal.sql(database, text) for database in rehearsal.databases())
