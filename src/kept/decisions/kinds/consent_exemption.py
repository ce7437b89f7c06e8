"""A ground on which data is used or passed on without consent, and the evidence that it needs each time."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, Literal

from sqlalchemy import FromClause, func, or_, select

from kept.promises import Look, Question, Rehearsal, Verdict, Whole, Words, breach, judged, kind

Ground = Literal[
    "contract",
    "statutory",
    "emergency",
    "vital",
    "public interest",
    "self-disclosed",
    "lawfully public",
    "product safety",
    "legitimate interests",
    "other law",
    "anonymised",
]
EVIDENCE: Final[Mapping[Ground, tuple[str, ...]]] = {
    "contract": ("contract_ref",),
    "statutory": ("citation",),
    "emergency": ("incident_ref", "ends_on"),
    "vital": ("incident_ref", "interest", "ends_on"),
    "public interest": ("approval_ref",),
    "self-disclosed": ("source_ref",),
    "lawfully public": ("source_ref", "source_date"),
    "product safety": ("incident_ref",),
    "legitimate interests": ("approval_ref",),
    "other law": ("citation", "sign_off_ref"),
    "anonymised": ("test_ref",),
}
WRONG: Final = Words(
    "豁免缺少所需依据，或在期限之后仍被使用。", "An exemption lacks the evidence that it needs, or was used after its end."
)
NOTHING: Final = Words("还没有用到这项豁免的记录。", "This exemption has not been used yet.")


@kind(
    "consent-exemption",
    section="exemptions",
    named="ground",
    takes={"no": "number", "regions": "region", "interests": "purpose", "purposes": "purpose"},
)
class ConsentExemption:
    """A ground on which data is used or passed on without consent, and the evidence that it needs each time.

    ``evidence`` says which: a contract, a citation, an incident (with an end where lives are at stake), an approval (of a public
    interest, of the weighing of legitimate interests), a source, a re-identification test. ``basis`` is what the statement calls the
    legal ground (GDPR art. 6), ``purpose`` what for, ``number`` its place in the statement's own list, ``region`` where it applies.
    ``acts``, ``condition`` and ``limit`` narrow it. PIPL art. 13. The probe looks at every exemption that a decision or a disclosure
    stands on.
    """

    evidence: Ground
    acts: tuple[str, ...] | None = None
    limit: str | None = None
    data_state: str | None = None
    condition: str | None = None
    region: str | None = None
    examples: tuple[str, ...] | None = None
    notice: str | None = None
    consent: str | None = None
    basis: str | None = None
    purpose: tuple[Words, ...] | None = None
    number: Whole | None = None

    def questions(self, look: Look) -> Sequence[Question]:
        exemption, decision, disclosure = (look.table(f"kept.{name}") for name in ("exemption", "decision", "disclosure"))
        if exemption is None or decision is None or disclosure is None:
            return ()
        used = _with_last_use(exemption, decision, disclosure)
        last = func.greatest(used.c.decided_at, used.c.disclosed_at)
        used_late = last >= func.coalesce(used.c.ends_on + 1, last + func.make_interval(1))
        lacking = or_(*(used.c[needed].is_(None) for needed in EVIDENCE[self.evidence]), used_late)
        # Of those never used only what is faulty counts: an exemption that nobody used shows nothing.
        among = (used.c.ground == look.promise.path) & or_(last.is_not(None), lacking)
        return [Question(look.holding("kept.exemption"), used, lacking, used.c.exemption_id, among, "exemptions used")]

    def prove(self, look: Look) -> Verdict:
        return judged(look.counts(), WRONG, NOTHING)

    @breach("an exemption is used without the evidence that it needs")
    def no_evidence(self, rehearsal: Rehearsal) -> None:
        needed = EVIDENCE[self.evidence][0]
        for database in rehearsal.databases():
            if rehearsal.sql(database, f"update kept.exemption set {needed} = null where ground = :ground", ground=rehearsal.promise.path):  # noqa: S608
                return

    @breach("an exemption is recorded with nothing at all behind it")
    def empty(self, rehearsal: Rehearsal) -> None:
        rehearsal.sql(rehearsal.databases()[0], "insert into kept.exemption (ground) values (:ground)", ground=rehearsal.promise.path)


@lru_cache(maxsize=16)
def _with_last_use(exemption: FromClause, decision: FromClause, disclosure: FromClause) -> FromClause:
    """Exemptions with when each was last used, found in one pass over what used them; the same clause for all promises of the kind."""
    decided = select(decision.c.exemption_id, func.max(decision.c.decided_at).label("at")).where(decision.c.exemption_id.is_not(None))
    disclosed = select(disclosure.c.exemption_id, func.max(disclosure.c["at"]).label("at")).where(disclosure.c.exemption_id.is_not(None))
    first = decided.group_by(decision.c.exemption_id).subquery("decided")
    second = disclosed.group_by(disclosure.c.exemption_id).subquery("disclosed")
    joined = exemption.outerjoin(first, first.c.exemption_id == exemption.c.exemption_id)
    joined = joined.outerjoin(second, second.c.exemption_id == exemption.c.exemption_id)
    columns = [*exemption.c, first.c["at"].label("decided_at"), second.c["at"].label("disclosed_at")]
    return select(*columns).select_from(joined).subquery("exemption")
