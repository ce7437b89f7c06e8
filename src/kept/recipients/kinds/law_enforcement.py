"""What authorities receive, on what papers, and how much of it."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Text, any_, cast, func, or_
from sqlalchemy.dialects.postgresql import ARRAY

from kept.decisions.disclosing import NOTHING, alter_one, asked
from kept.promises import Look, Question, Rehearsal, Verdict, Words, breach, judged, kind

WRONG: Final = Words(
    "向机关的提供没有经批准的要求、法律依据或者法律文件。",
    "An authority received data without a request that was approved on a legal ground and on papers.",
)
BEYOND: Final = Words(
    "向机关提供的人员或者信息超出批准的范围。",
    "An authority received people or items beyond what was approved.",
)
ARTICLE: Final = Words("账簿中还没有向机关的提供。", "The books record nothing given to an authority yet.")
REQUEST: Final = "authority_request_id = (select authority_request_id from kept.disclosure where kind = 'authority' order by 1 limit 1)"


@kind(
    "law-enforcement",
    section="handovers",
    takes={"basis": "bases", "ground": "bases", "document": "documents", "examples": "documents"},
)
class LawEnforcement:
    """What authorities receive, on what papers, and how much of it.

    Every disclosure to an authority belongs to a request that was approved before it, states its legal ground and came with
    papers. With a ``limit``, the person and the items lie inside what was approved. PIPL art. 41; GDPR art. 6(1)(c).

    ``recipients``: the bodies; ``bases``: the grounds on which they get data; ``depends_on``: what the ground depends on; ``documents``:
    the papers that they show, or that are enforced; ``protected``: whose rights or safety it is for; ``principle`` and ``review``: how
    openly requests are handled, and which of them are reviewed.
    """

    recipients: tuple[Words, ...] | None = None
    bases: tuple[Words, ...] | None = None
    depends_on: tuple[Words, ...] | None = None
    documents: tuple[Words, ...] | None = None
    protected: tuple[Words, ...] | None = None
    principle: Words | None = None
    review: Words | None = None
    limit: tuple[Words, ...] | None = None

    def questions(self, look: Look) -> Sequence[Question]:
        given, request = look.table("kept.disclosure"), look.table("kept.authority_request")
        if given is None or request is None:
            return ()
        source = given.outerjoin(request, request.c.authority_request_id == given.c.authority_request_id)
        if self.limit:
            items, people = cast(request.c["items"], ARRAY(Text)), request.c.subjects
            inside = cast(given.c["items"], ARRAY(Text)).contained_by(items) & (given.c.subject_id == any_(people))
            failing = ~func.coalesce(inside, False)
        else:
            late = or_(request.c.decided_at.is_(None), request.c.decided_at > given.c["at"])
            papers = request.c.legal_ground.is_(None) | request.c.paper_ref.is_(None)
            failing = or_(request.c.authority_request_id.is_(None), request.c.decision != "approved", late, papers)
        return asked(look, failing, given.c.kind == "authority", "disclosures to authorities", source)

    def prove(self, look: Look) -> Verdict:
        return judged(look.counts(), BEYOND if self.limit else WRONG, ARTICLE)

    @breach("an authority receives data without any request", also=("purpose-limit", "consent"))
    def no_request(self, rehearsal: Rehearsal) -> None:
        alter_one(rehearsal, "authority_request_id = null", "kind = 'authority'")

    @breach("a request without papers was approved")
    def no_papers(self, rehearsal: Rehearsal) -> None:
        if not self.limit:
            text = f"update kept.authority_request set paper_ref = null where {REQUEST}"  # noqa: S608
            any(rehearsal.sql(database, text) for database in rehearsal.databases())

    @breach("an authority receives an item that was not approved", also=("minimisation",))
    def more_items(self, rehearsal: Rehearsal) -> None:
        if self.limit:
            alter_one(rehearsal, "items = items || array['call_content']", "kind = 'authority'")

    @breach("an authority receives somebody whom the approval does not name")
    def other_person(self, rehearsal: Rehearsal) -> None:
        if self.limit:
            text = f"update kept.authority_request set subjects = array[]::bigint[] where {REQUEST}"  # noqa: S608
            any(rehearsal.sql(database, text) for database in rehearsal.databases())


__all__ = ["NOTHING", "LawEnforcement"]
