"""Children's data: for whom the service is meant, the ages by country, the cases in which it may be held."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator
from sqlalchemy import ColumnElement, FromClause, func, literal_column, not_, or_, select, tuple_

from kept.consent.ages import ages, born_after, is_child
from kept.promises import Look, Name, Question, Rehearsal, Stage, Verdict, Words, act, breach, judged, kind, unproven
from kept.residency.places import row_key
from kept.statement.saying import PAGE_KINDS, said_with, unsay, withdraw_translation
from kept.statement.weighing import partly

MAJORITY: Final = 18
UNPROTECTED: Final = Words(
    "儿童的信息在使用中，既没有监护人同意，也没有签署的协议，也未被限制。",
    "A child's data is in use without a guardian's consent, without a signed agreement and unrestricted.",
)
NO_GUARDIAN: Final = Words(
    "以监护人同意为依据的儿童信息，没有记录其监护人，或者同意在收集之后才取得。",
    "A child's data rests on a guardian's consent that names no guardian of that child, or that came after the data.",
)
UNDER_AGE: Final = Words("未成年人开立了账户。", "Somebody under age has an account.")
NOT_CLEARED: Final = Words(
    "已查明是儿童意外访问，其记录仍未清除。", "A visit is known to be a child's accident and its records are still there."
)
UNVERIFIED: Final = Words("监护人的请求未经核验即被办理。", "A guardian's request was worked without verifying the guardian.")
NOT_ERASED: Final = Words(
    "监护人的删除请求已答复，而儿童仍未被清除。", "A guardian's request to erase was answered and the child is still there."
)
NO_CHILD: Final = Words("账册中没有已知出生日期的儿童。", "The books know no child by its date of birth.")
NO_BIRTHDAY: Final = Words(
    "没有任何账户持有人的出生日期；要由演练用户以未成年人身份注册来证明。",
    "No account holder's date of birth is known; only planted people who sign up under age can show it.",
)
NO_ACCIDENT: Final = Words("还没有查明任何儿童意外访问。", "No child's accidental visit has been noticed yet.")
NEEDS_REQUEST: Final = Words(
    "账簿中有监护人的请求，并且都先经核验；但监护人能否经所列渠道提出，要由演练用户实际提出来证明，请求办理尚未接入。",
    "The books have guardians' requests, each verified first; that a guardian gets through by the listed channels only making such a "
    "request can show, and the working of requests is not connected yet.",
)
NEEDS_ERASING: Final = Words(
    "清除之后，请求不再指明是哪个儿童，无从到各表核对是否还有遗留；要由演练用户实际提出并在清除前后查看各表来证明。",
    "Once a child is erased the request no longer names whom it was about, so that nothing ties it to rows; only a request made in the "
    "running service, with the tables looked at before and after, can show that nothing is left.",
)
NO_REQUEST: Final = Words("还没有父母或者监护人提出请求。", "No parent or guardian has made a request yet.")
NEEDS_CHILD: Final = Words(
    "要由演练用户以未成年人身份注册、提供信息或者由他人告知来证明，该服务的应用尚未接入。",
    "Only planted people of that age who sign up or give data, or others who tell of it, can show it, and the service's application is "
    "not connected yet.",
)
REQUESTED: Final = "child_delete"
Shape = Literal["children", "accounts", "requests", "page", "accidents", "guardians", "person"]


def _by_region(ages: object) -> object:
    """Ages by region are given as a mapping, so that each number itself can stay with the definition of a child there."""
    if not isinstance(ages, Mapping):
        return ages
    return f"by region ({','.join(f'{region} {age}' for region, age in ages.items())})"


NOT_REGISTERED: Final = Words("没有声明已成年，注册不能继续。", "Without saying that one is an adult, registration does not go on.")
NOT_WRITTEN_TO: Final = Words("也不发送任何短信。", "Nor is any SMS sent.")
REGISTERED: Final = Words("声明之后可以注册。", "Having said so, one can register.")


@kind(
    "minors",
    section="minors",
    takes={
        "age": "age_under",
        "channel": "channels",
        "condition": "basis",
        "group": "subjects",
        "deadline": "timing",
        "presumption": "limit",
        "refer": "see",
    },
)
class Minors:
    """Children's data: for whom the service is meant, the ages by country, the cases in which it may be held.

    A child is whoever is younger than the statement's definitions say for the place; where they say nothing, by the highest age given.
    ``exceptions``: a child's data is restricted or erased, unless a guardian consented or an agreement was signed. ``basis`` of
    guardians: that consent names the child's own guardian, who is no child, and came before the data. ``basis`` of accident: what the
    data map says has to be cleared is gone. ``audience``: no account holder of known birth is under 18, or, where the service is only
    said not to be for children, a child. ``age_under`` alone: none is under that age; with ``acts``: no data of such children is held.
    ``who`` and ``action``: requests that were answered unverified, or left their child in the vault, break it; only acts can show the
    rest. ``items`` that children are advised not to give: the page says so, and names them.

    ``inclusive`` says that the age itself still counts as a child's. ``channels`` and ``address`` are where others can tell of a
    child's data, ``subjects`` which children, ``timing`` how soon it is removed, ``law`` the rules that apply, ``limit`` what cannot be
    assured or is only presumed, ``see`` the clause that is pointed to. PIPL art. 28 and 31.
    """

    audience: str | None = None
    age_under: Annotated[str, BeforeValidator(_by_region)] | None = None
    exceptions: tuple[str, ...] | None = None
    basis: str | None = None
    who: str | None = None
    channels: tuple[str, ...] | None = None
    action: str | None = None
    inclusive: bool | None = None
    acts: tuple[str, ...] | None = None
    items: tuple[Name, ...] | None = None
    subjects: tuple[str, ...] | None = None
    address: str | None = None
    timing: str | None = None
    law: str | None = None
    limit: str | None = None
    see: str | None = None

    @property
    def operator(self) -> str | None:
        """How the age is meant, as some inventories say it."""
        return None if self.age_under is None else "up to" if self.inclusive else "under"

    @property
    def shape(self) -> Shape:
        """By what the promise shows; ``person`` where only people of that age who come to the service can show it."""
        if self.items:
            return "page"
        if self.exceptions or (self.acts and self.age_under):
            return "children"
        erases = (self.action or "").startswith("delete")
        if self.audience or (self._under and self.inclusive is None and not self.basis and not erases):
            return "accounts"
        if self.who or erases:
            return "requests"
        if not self.basis:
            return "person"
        return "accidents" if "accident" in self.basis else "guardians"

    @property
    def _under(self) -> int | None:
        """The one age below which nobody has an account; None where it differs by region."""
        return int(self.age_under) if self.age_under and self.age_under.isdecimal() else None

    def questions(self, look: Look) -> Sequence[Question]:
        asking: Mapping[Shape, Callable[[Look], Iterator[Question]]] = {
            "children": self._children,
            "accounts": self._account_holders,
            "requests": self._requests,
            "accidents": self._cleared,
            "guardians": self._guarded,
        }
        known = bool(ages(look.statement)) or (self.shape == "accounts" and self._under)
        return list(asking[self.shape](look)) if self.shape in asking and known else ()

    def prove(self, look: Look) -> Verdict:
        shape = self.shape
        if shape == "page":
            items = look.statement.section("items")
            return said_with(look, [Words(items[name].label("zh"), items[name].label("en")) for name in self.items or ()])
        if shape == "person":
            return unproven(NEEDS_CHILD)
        if shape == "children":
            return judged(look.counts(), UNPROTECTED, NO_CHILD)
        if shape == "accounts":
            return judged(look.counts(), UNDER_AGE, NO_BIRTHDAY)
        if shape == "requests":
            requests = judged(look.counts(), UNVERIFIED if self.who else NOT_ERASED, NO_REQUEST)
            return partly(requests, NEEDS_REQUEST if self.who else NEEDS_ERASING)
        if shape == "guardians":
            return judged(look.counts(), NO_GUARDIAN, NO_CHILD)
        verdict = judged(look.counts(), NOT_CLEARED, NO_ACCIDENT)
        return verdict if verdict.outcome != "kept" or self._accidents(look) else unproven(NO_ACCIDENT, verdict.evidence, verdict.checked)

    def _children(self, look: Look) -> Iterator[Question]:
        subject, consent, decision = (look.table(f"kept.{name}") for name in ("subject", "consent", "decision"))
        if subject is None or consent is None or decision is None:
            return
        guarded = select(consent.c.subject_id).where(
            consent.c.form == "guardian", consent.c.guardian_id.is_not(None), consent.c.withdrawn_at.is_(None)
        )
        agreed = select(decision.c.subject_id).where(
            decision.c.basis == "contract", decision.c.contract_ref.is_not(None), decision.c.allowed
        )
        proven = or_(subject.c.subject_id.in_(guarded), subject.c.subject_id.in_(agreed))
        failing = subject.c.restricted_at.is_(None) & not_(proven)
        among = is_child(subject, ages(look.statement), look.now) & subject.c.erased_at.is_(None)
        yield Question(look.holding("kept.subject"), subject, failing, subject.c.subject_id, among, "children")

    def _guarded(self, look: Look) -> Iterator[Question]:
        subject, consent, decision = (look.table(f"kept.{name}") for name in ("subject", "consent", "decision"))
        if subject is None or consent is None or decision is None:
            return
        grown = subject.alias("grown")
        by_guardian = consent.c.form == "guardian"
        own = (
            select(consent.c.subject_id, consent.c.guardian_id)
            .join(grown, grown.c.subject_id == consent.c.guardian_id)
            .where(by_guardian, not_(func.coalesce(is_child(grown, ages(look.statement), look.now), False)))
        )
        early = (
            select(decision.c.subject_id)
            .join(consent, consent.c.consent_id == decision.c.consent_id)
            .where(by_guardian, decision.c.decided_at < consent.c.given_at)
        )
        pair = tuple_(subject.c.subject_id, func.coalesce(subject.c.guardian_id, literal_column("0")))
        failing = or_(pair.not_in(own), subject.c.subject_id.in_(early))
        among = subject.c.subject_id.in_(select(consent.c.subject_id).where(by_guardian))
        yield Question(look.holding("kept.subject"), subject, failing, subject.c.subject_id, among, "children under a guardian's consent")

    def _account_holders(self, look: Look) -> Iterator[Question]:
        subject, functions = look.table("kept.subject"), look.statement.section("functions")
        for path, mapped in look.datamap.tables.items():
            rows = look.table(path)
            basic = [name for name in mapped.functions if functions[name].kind == "function-basic"]
            if subject is None or rows is None or mapped.subject is None or not basic:
                continue
            holders = subject.c.subject_id.in_(select(rows.c[mapped.subject])) & subject.c.born_on.is_not(None)
            under = self._too_young(look, subject)
            yield Question(
                look.holding(path), subject, under, subject.c.subject_id, holders, f"account holders in {path} whose date of birth is known"
            )

    def _too_young(self, look: Look, subject: FromClause) -> ColumnElement[bool]:
        """Below the age that is named; below majority where the service is for adults, a child where it is only not for children."""
        if self.audience in (None, "adults"):
            return subject.c.born_on > born_after(look.now, MAJORITY if self.audience else self._under or MAJORITY)
        return is_child(subject, ages(look.statement), look.now)

    def _cleared(self, look: Look) -> Iterator[Question]:
        for path, mapped in look.datamap.tables.items():
            rows = look.table(path)
            listed = look.table((mapped.cleared_by or "").rpartition(".")[0])
            if rows is None or listed is None or mapped.cleared_by is None:
                continue
            column = mapped.cleared_by.rpartition(".")[2]
            failing = rows.c[column].in_(select(listed.c[column]))
            yield Question(look.holding(path), rows, failing, row_key(look, path), None, f"{path} against {mapped.cleared_by}")

    def _accidents(self, look: Look) -> int:
        """How many accidents have been noticed."""
        found = 0
        for path, mapped in look.datamap.tables.items():
            listed = look.table((mapped.cleared_by or "").rpartition(".")[0])
            if listed is None:
                continue
            for database in look.holding(path):
                found += int(look.rows(database, select(func.count()).select_from(listed))[0][0])
        return found

    def _requests(self, look: Look) -> Iterator[Question]:
        request, subject = look.table("kept.request"), look.table("kept.subject")
        if request is None or subject is None:
            return
        answered = request.c.state == "answered"
        # As EXISTS, because requests are few and people many: PostgreSQL then looks up the few.
        left = select(literal_column("1")).where(subject.c.subject_id == request.c.subject_id, subject.c.erased_at.is_(None)).exists()
        failing = request.c.verified_at.is_(None) & answered if self.who else answered & left
        among = request.c.kind == REQUESTED
        yield Question(look.holding("kept.request"), request, failing, request.c.request_id, among, "requests of guardians")

    @act("who does not say that they are an adult cannot register")
    def registering(self, stage: Stage) -> None:
        if self.audience != "adults":
            return
        somebody = stage.person("invited")
        stage.expect(NOT_REGISTERED, somebody.register(adult=False), False)
        stage.expect(NOT_WRITTEN_TO, [message.channel for message in somebody.messages() if message.channel == "sms"], [])
        stage.expect(REGISTERED, somebody.register())

    @breach("a child without anybody's consent", also=("definition", "consent", "function-extended", "collection", "third-party-data"))
    def unguarded(self, rehearsal: Rehearsal) -> None:
        for database in rehearsal.databases() if self.exceptions else ():
            text = """update kept.subject set born_on = current_date - 3000 where subject_id = (
                        select subject_id from kept.subject s where erased_at is null and restricted_at is null and ended_at is null
                        and not exists (select 1 from kept.consent c where c.subject_id = s.subject_id)
                        and not exists (select 1 from kept.decision d where d.subject_id = s.subject_id) limit 1)"""
            if rehearsal.sql(database, text):
                return

    @breach("the guardians' consents are withdrawn", also=("definition", "consent", "collection"))
    def withdrawn(self, rehearsal: Rehearsal) -> None:
        for database in rehearsal.databases() if self.exceptions else ():
            if rehearsal.sql(database, "update kept.consent set withdrawn_at = now() where form = 'guardian' and withdrawn_at is null"):
                return

    @breach("a guardian's consent names somebody else")
    def stranger(self, rehearsal: Rehearsal) -> None:
        for database in rehearsal.databases() if "guardian" in (self.basis or "") else ():
            text = "update kept.consent set guardian_id = subject_id where form = 'guardian'"
            if rehearsal.sql(database, text):
                return

    @breach("the child's record no longer says who its guardian is")
    def nobody(self, rehearsal: Rehearsal) -> None:
        for database in rehearsal.databases() if "guardian" in (self.basis or "") else ():
            if rehearsal.sql(database, "update kept.subject set guardian_id = null where guardian_id is not null"):
                return

    @breach("the advice to children is gone from the page", also=PAGE_KINDS)
    def unadvised(self, rehearsal: Rehearsal) -> None:
        if self.shape == "page":
            unsay(rehearsal)

    @breach("the page of a language is gone", also=PAGE_KINDS)
    def no_translation(self, rehearsal: Rehearsal) -> None:
        if self.shape == "page":
            withdraw_translation(rehearsal)

    @breach("a visit that is found to be a child's stays in the records")
    def stays(self, rehearsal: Rehearsal) -> None:
        for path, mapped in rehearsal.datamap.tables.items():
            if "accident" not in (self.basis or "") or mapped.cleared_by is None:
                continue
            listed, _, column = mapped.cleared_by.rpartition(".")
            text = (
                f"update {listed} set {column} = (select min({column}) from {path}) where {column} = (select min({column}) from {listed})"  # noqa: S608
            )
            for database in rehearsal.databases(mapped.store):
                if rehearsal.sql(database, text):
                    return
