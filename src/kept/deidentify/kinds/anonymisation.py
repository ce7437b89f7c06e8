"""Data that has become anonymous, and what may then be done with it."""

from collections.abc import Sequence
from typing import Final

from kept.decisions.disclosing import alter_one, asked
from kept.promises import Look, Question, Rehearsal, Verdict, Words, breach, judged, kind
from kept.statement.weighing import partly

WRONG: Final = Words("账簿中称为匿名的提供仍然指向个人。", "A disclosure that the books call anonymous still points at a person.")
NOTHING: Final = Words("账簿中还没有匿名信息的提供。", "The books record no disclosure of anonymous data yet.")
AT_REST: Final = Words(
    "对外提供的匿名信息不指向个人；留存的信息是否已匿名化，要看数据地图所指的表，数据地图尚未说明。",
    "What was passed on as anonymous points at nobody; whether the data that is kept has become anonymous only its tables can show, and "
    "the data map does not name them yet.",
)
SAME_ROW: Final = ("statistics", "processor", "recipient", "consent")


@kind("anonymisation", section="security", takes={"items": "data", "use": "uses"})
class Anonymisation:
    """Data that has become anonymous, and what may then be done with it. PIPL art. 4, 73(4); GDPR recital 26.

    ``data``: what is made anonymous; ``operations``: how; ``condition``: what nobody must be able to do with the result; ``uses``: what it
    may be used for; ``effect``: what is no longer needed (notice, consent). The probe looks at every disclosure that the books call
    anonymous: it names no person. Of data that stays in the house the books say nothing.
    """

    data: tuple[Words, ...] | None = None
    operations: tuple[Words, ...] | None = None
    condition: tuple[Words, ...] | None = None
    uses: tuple[Words, ...] | None = None
    effect: tuple[Words, ...] | None = None

    def questions(self, look: Look) -> Sequence[Question]:
        given = look.table("kept.disclosure")
        if given is None:
            return ()
        return asked(look, given.c.subject_id.is_not(None), given.c.anonymised, "disclosures of anonymous data")

    def prove(self, look: Look) -> Verdict:
        verdict = judged(look.counts(), WRONG, NOTHING)
        return verdict if self.condition else partly(verdict, AT_REST)

    @breach("data with a person behind it is passed on as anonymous", also=SAME_ROW)
    def called_anonymous(self, rehearsal: Rehearsal) -> None:
        alter_one(rehearsal, "anonymised = true", "subject_id is not null")

    @breach("a person is added to a disclosure of anonymous data", also=SAME_ROW)
    def named(self, rehearsal: Rehearsal) -> None:
        alter_one(rehearsal, "subject_id = (select min(subject_id) from kept.subject)", "anonymised")
