"""Each consent stays readable against the very text it was given on."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import and_, func, not_, or_

from kept.promises import Look, Phrase, Phrases, Question, Rehearsal, Verdict, Words, breach, judged, kind
from kept.statement.saying import said_with
from kept.statement.weighing import partly, together

WRONG: Final = Words(
    "有的同意找不到作出时所依据的文本，或者文本已被改动。",
    "A consent's text is not there, or is no longer the text that it was given on.",
)
NEEDS_ACT: Final = Words(
    "旧文本仍在账簿中且未被改动；向人提供旧文本，要实际查阅或者索取才能证明，该服务的应用尚未接入。",
    "The old texts are in the books as they were; that people get to read them only asking for one in the running service can show, and "
    "its application is not connected yet.",
)
NOTHING: Final = Words("账簿中还没有同意。", "The books have no consent yet.")


@kind("policy-archive", section="updates", takes={"place": "archive", "channel": "channels"})
class PolicyArchive:
    """Each consent stays readable against the very text it was given on.

    The label and language of every consent lead to a stored text. The SHA-256 that the consent was given on is that of this text, or of
    the words that were shown for the one matter, which are stored too; and each stored text still has its SHA-256. ``archive`` is where
    older texts can be read, ``channels`` through what they can be asked for: that somebody gets them needs acts. GDPR art. 7(1).
    """

    archive: Phrase | None = None
    channels: Phrases | None = None

    def questions(self, look: Look) -> Sequence[Question]:
        consent, text, shown = (look.table(f"kept.{name}") for name in ("consent", "statement_text", "consent_terms"))
        if consent is None or text is None or shown is None:
            return ()
        of_version = and_(text.c.label == consent.c.label, text.c.language == consent.c.language)
        source = consent.outerjoin(text, of_version).outerjoin(shown, shown.c.sha256 == consent.c.terms)
        same = and_(shown.c.label == consent.c.label, shown.c.language == consent.c.language, shown.c.matter == consent.c.matter)
        words = func.sha256(func.convert_to(shown.c.wording, "UTF8")) == consent.c.wording_sha256
        unlike = or_(text.c.sha256.is_(None), and_(text.c.sha256 != consent.c.wording_sha256, not_(func.coalesce(same & words, False))))
        altered = text.c.sha256 != func.sha256(func.convert_to(text.c.text, "UTF8"))
        consents = Question(look.holding("kept.consent"), source, unlike, consent.c.consent_id, None, "consents and the texts they name")
        texts = Question(look.holding("kept.statement_text"), text, altered, text.c.label, None, "stored texts")
        return [consents, texts]

    def prove(self, look: Look) -> Verdict:
        verdict = judged(look.counts(), WRONG, NOTHING)
        return partly(together(said_with(look, ()), verdict), NEEDS_ACT) if look.promise.origin == "act" else verdict

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
