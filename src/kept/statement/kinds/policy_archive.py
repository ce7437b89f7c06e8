"""Each consent stays readable against the very text it was given on."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import and_, func, or_

from kept.promises import Look, Question, Rehearsal, Verdict, Words, breach, judged, kind

WRONG: Final = Words(
    "有的同意找不到作出时所依据的文本，或者文本已被改动。",
    "A consent's text is not there, or is no longer the text that it was given on.",
)
NOTHING: Final = Words("账簿中还没有同意。", "The books have no consent yet.")


@kind("policy-archive", section="updates")
class PolicyArchive:
    """Each consent stays readable against the very text it was given on.

    The label and language of every consent lead to a stored text whose SHA-256 is the one that the consent was given on, and that
    of the stored text itself. GDPR art. 7(1).
    """

    archive: str

    def questions(self, look: Look) -> Sequence[Question]:
        consent, text = look.table("kept.consent"), look.table("kept.statement_text")
        if consent is None or text is None:
            return ()
        source = consent.outerjoin(text, and_(text.c.label == consent.c.label, text.c.language == consent.c.language))
        unlike = or_(text.c.sha256.is_(None), text.c.sha256 != consent.c.wording_sha256)
        altered = text.c.sha256 != func.sha256(func.convert_to(text.c.text, "UTF8"))
        consents = Question(look.holding("kept.consent"), source, unlike, consent.c.consent_id, None, "consents and the texts they name")
        texts = Question(look.holding("kept.statement_text"), text, altered, text.c.label, None, "stored texts")
        return [consents, texts]

    def prove(self, look: Look) -> Verdict:
        return judged(look.counts(), WRONG, NOTHING)

    @breach("a stored text was altered afterwards")
    def altered(self, rehearsal: Rehearsal) -> None:
        rehearsal.sql(rehearsal.databases()[0], "update kept.statement_text set text = text || ' …'")

    @breach("an old text was thrown away", also=("language",))
    def thrown_away(self, rehearsal: Rehearsal) -> None:
        text = "delete from kept.statement_text where (label, language) in (select label, language from kept.consent limit 1)"
        any(rehearsal.sql(database, text) for database in rehearsal.databases())

    @breach("a consent names a text that never was")
    def never_was(self, rehearsal: Rehearsal) -> None:
        text = """update kept.consent set wording_sha256 = sha256(convert_to('another text', 'UTF8'))
                  where consent_id = (select min(consent_id) from kept.consent)"""
        any(rehearsal.sql(database, text) for database in rehearsal.databases())
