"""Something that needs a person's agreement, how it is given, and what refusing costs."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Final

from sqlalchemy import ColumnElement, and_, exists, func, literal, not_, or_, select

from kept.consent.agreeing import NEEDS_PERSON, NOTHING, UNSEEN, WRONG, Shape
from kept.consent.kinds import consent_acts
from kept.consent.standing import collected_by, consented_subjects, costly_refusal
from kept.promises import Look, Name, Question, Refers, Rehearsal, Verdict, breach, judged, kind, unproven
from kept.residency.kinds.cross_border import agreed_before
from kept.residency.places import row_key
from kept.statement.weighing import partly

COLLECTING: Final = ("function-extended", "deletion", "collection", "cookie", "right-withdraw")
RECEIVING: Final = (
    "recipient",
    "affiliate",
    "processor",
    "public-disclosure",
    "ugc",
    "cross-border",
    "sdk",
    "law-enforcement",
    "purpose-limit",
    "minimisation",
)
PASSED_ON: Final = ("shared", "group", "published")


@kind(
    "consent",
    section="consents",
    takes={
        "mode": "form",
        "act": "form",
        "duty": "form",
        "gate": "timing",
        "when": "timing",
        "ground": "basis",
        "class": "category",
        "channel": "channels",
        "example": "examples",
        "exception": "exceptions",
        "authorisation": "condition",
        "extra_scopes": "granularity",
        "refusal": "refusal_effect",
        "effect_of_refusal": "refusal_effect",
        "consequence": "refusal_effect",
        "basic": "kept",
        "effect_on": "effect",
        "end_events": "ends",
    },
)
class Consent:
    """Something that needs a person's agreement, how it is given, and what refusing costs.

    What only our own books would show (that nothing was shared beside them, what receivers do, that refusing costs nothing else) can
    break the promise and not keep it.

    ``functions`` are those by which it shows: what a refusal costs, or whose use is taken as agreement. Every row collected by
    them stands on a decision that was allowed on an agreement of that person in that matter, given before and not withdrawn
    then. ``refusal_effect``: and people who did not agree were refused nothing else (``kept``). ``acts`` (share, transfer,
    publish): whatever was shared stands on an agreement, an exemption or a lawful request, or is anonymised. ``form: conduct``:
    whoever signed in agreed to the data centre. ``timing: before transfer``: nothing leaves the country without it. ``recipient``: to
    whom a code is sent by it. ``actor``: who must ask again, a third party or a successor.

    What the statement says of the asking itself: ``form``, how agreement is given (explicit, active check mark, acceptance by use);
    ``timing``, when it is asked; ``trigger``, what makes it necessary (a new purpose); ``condition``, what must be there first, and
    ``exceptions``, when it need not; ``granularity``, whether it is given one by one (per function); ``scope``, what it reaches;
    ``content``, what people are told, and by which ``channels``; ``default``, how the box stands before; ``effect``, what switching on
    means; ``ends``, what ends it; ``basis``, what the statement calls the ground, with ``examples`` and the ``regions`` where it applies;
    ``category``, whether it is about basic or extended functions; ``decided_by``, who decides beside the person.
    PIPL art. 13, 14, 15, 16, 23 and 39; GDPR art. 6(1)(a) and 7.
    """

    functions: tuple[Annotated[str, Refers("functions")], ...] = ()
    recipient: str | None = None
    channels: tuple[str, ...] | None = None
    items: tuple[Name, ...] | None = None
    step: str | None = None
    refusal_effect: str | None = None
    kept: tuple[str, ...] | None = None
    timing: str | None = None
    acts: tuple[str, ...] | None = None
    trigger: tuple[str, ...] | None = None
    actor: str | None = None
    form: str | None = None
    condition: str | None = None
    exceptions: tuple[str, ...] | None = None
    granularity: str | None = None
    scope: tuple[str, ...] | None = None
    content: tuple[str, ...] | None = None
    default: str | None = None
    effect: str | None = None
    ends: tuple[str, ...] | None = None
    basis: str | None = None
    examples: tuple[str, ...] | None = None
    regions: tuple[str, ...] | None = None
    category: str | None = None
    decided_by: str | None = None

    @property
    def shape(self) -> Shape:
        """By which rows the promise shows; ``person`` where only people who are asked can show it."""
        if self.form == "conduct":
            return "conduct"
        if self.timing == "before transfer":
            return "transfer"
        if self.recipient:
            return "code"
        if self.refusal_effect:
            return "refusal"
        if self.actor in ("successor", "third party"):
            return "successor" if self.actor == "successor" else "receiver"
        return "sharing" if self.acts else "person"

    def questions(self, look: Look) -> Sequence[Question]:
        if self.shape == "refusal":
            return [*collected_by(look, self.functions, by_consent=True), *self._refused_more(look)]
        asking: Mapping[Shape, Callable[[Look], Iterator[Question]]] = {
            "conduct": self._signed_in,
            "transfer": self._left_the_country,
            "code": self._sent_a_code,
            "successor": self._successors,
            "receiver": self._beyond,
            "sharing": self._shared,
        }
        return list(asking[self.shape](look)) if self.shape in asking else ()

    def prove(self, look: Look) -> Verdict:
        shape = self.shape
        if shape == "person":
            return unproven(NEEDS_PERSON)
        if shape == "refusal" and not self.functions:
            return unproven(NOTHING)
        verdict = judged(look.counts(), WRONG[shape], NOTHING)
        return partly(verdict, UNSEEN[shape]) if shape in UNSEEN and "act" in look.promise.origin else verdict

    def _signed_in(self, look: Look) -> Iterator[Question]:
        """Rows that come from using the service, and those of people without an agreement to a data centre by conduct."""
        consent = look.table("kept.consent")
        for path, mapped in look.datamap.tables.items():
            rows = look.table(path)
            if consent is None or rows is None or mapped.subject is None or not set(mapped.functions) & set(self.functions):
                continue
            agreed = select(consent.c.subject_id).where(consent.c.form == "conduct", consent.c.matter.like("storage.%"))
            failing = rows.c[mapped.subject].not_in(agreed)
            yield Question(look.holding(path), rows, failing, row_key(look, path), None, f"{path} by agreement to the data centre")
        if consent is not None:
            for database in look.holding("kept.consent"):
                storing = consent.c.matter.like("storage.%")
                other = consent.c.matter != f"storage.{database.cluster}"
                yield Question([database], consent, other, consent.c.consent_id, storing, "agreements to the data centre")

    def _left_the_country(self, look: Look) -> Iterator[Question]:
        transfer, subject = look.table("kept.transfer"), look.table("kept.subject")
        clauses = set(look.promise.clauses)
        terms = [promise for promise in look.statement.of_kind("jurisdiction") if clauses & set(promise.clauses)]
        regions = sorted({promise.parameters.region for promise in terms if promise.parameters.region})
        if transfer is None or subject is None or not regions:
            return
        theirs = transfer.c.subject_id.in_(select(subject.c.subject_id).where(subject.c.country.in_(regions)))
        among = or_(transfer.c.from_country.in_(regions), theirs)
        failing = not_(agreed_before(look, transfer))
        yield Question(look.holding("kept.transfer"), transfer, failing, transfer.c.transfer_id, among, "transfers out of the country")

    def _sent_a_code(self, look: Look) -> Iterator[Question]:
        """Accounts with the item that the recipient is given, and those of people who had not agreed to its being used by then."""
        consent = look.table("kept.consent")
        for path, mapped in look.datamap.tables.items():
            rows = look.table(path)
            columns = [column for column, said in mapped.columns.items() if said in (self.items or ())]
            if consent is None or rows is None or mapped.subject is None or not columns or not set(mapped.functions) & set(self.functions):
                continue
            express = consent.c.form.in_(["explicit", "separate"])
            given = select(consent.c.subject_id, func.min(consent.c.given_at).label("at")).where(
                consent.c.matter == look.promise.path, express
            )
            first = given.group_by(consent.c.subject_id).subquery("first_agreement")
            source = rows.outerjoin(first, first.c.subject_id == rows.c[mapped.subject])
            held = or_(*(rows.c[column].is_not(None) for column in columns))
            late = first.c["at"] > rows.c[mapped.collected_at] if mapped.collected_at else literal(False)
            failing = or_(first.c.subject_id.is_(None), late)
            yield Question(look.holding(path), source, failing, row_key(look, path), held, f"{path} with {', '.join(self.items or ())}")

    def _refused_more(self, look: Look) -> Iterator[Question]:
        """Decisions about other functions for people who have not agreed to this one: none of them may cost anybody what was theirs."""
        decision, consent = look.table("kept.decision"), look.table("kept.consent")
        if decision is None or consent is None:
            return
        matters = [f"functions.{name}" for name in self.functions]
        standing = consented_subjects(consent, *matters).where(consent.c.withdrawn_at.is_(None))
        among = decision.c.function.not_in(matters) & decision.c.subject_id.not_in(standing)
        costly = costly_refusal(look, decision, consent)
        yield Question(look.holding("kept.decision"), decision, costly, decision.c.decision_id, among, "decisions about other functions")

    def _shared(self, look: Look) -> Iterator[Question]:
        disclosure = look.table("kept.disclosure")
        if disclosure is None:
            return
        agreed = self._agreed(look)
        grounds = (disclosure.c.exemption_id.is_not(None), disclosure.c.authority_request_id.is_not(None), disclosure.c.anonymised)
        among = (disclosure.c.direction == "out") & disclosure.c.kind.in_(PASSED_ON)
        failing = not_(or_(*grounds, agreed))
        yield Question(look.holding("kept.disclosure"), disclosure, failing, disclosure.c.disclosure_id, among, "data shared")

    def _agreed(self, look: Look) -> ColumnElement[bool]:
        """Whether a disclosure's own consent is of its person, given before it and not withdrawn by then."""
        disclosure, consent = look.table("kept.disclosure"), look.table("kept.consent")
        if disclosure is None or consent is None:
            return literal(False)
        given = and_(
            consent.c.consent_id == disclosure.c.consent_id,
            consent.c.subject_id == disclosure.c.subject_id,
            consent.c.given_at <= disclosure.c["at"],
            func.coalesce(consent.c.withdrawn_at > disclosure.c["at"], True),
        )
        return exists(select(literal(1)).select_from(consent).where(given))

    def _beyond(self, look: Look) -> Iterator[Question]:
        """What left the house for a purpose that the statement does not declare, and of that what nobody agreed to."""
        disclosure = look.table("kept.disclosure")
        if disclosure is None:
            return
        declared = [f"purposes.{name}" for name in look.statement.section("purposes")]
        declared += [
            path for path, said in look.statement.declarations.items() if said.section in ("recipients", "sdks", "sharing", "affiliates")
        ]
        beyond = disclosure.c.purpose.not_in(declared)
        failing = beyond & not_(or_(self._agreed(look), disclosure.c.exemption_id.is_not(None)))
        among = disclosure.c.direction == "out"
        yield Question(
            look.holding("kept.disclosure"), disclosure, failing, disclosure.c.disclosure_id, among, "purposes of what was passed on"
        )

    def _successors(self, look: Look) -> Iterator[Question]:
        disclosure, succession = look.table("kept.disclosure"), look.table("kept.succession")
        if disclosure is None or succession is None:
            return
        bound = select(succession.c.succession_id).where(succession.c.undertaking_ref.is_not(None))
        failing = disclosure.c.succession_id.not_in(bound) & not_(self._agreed(look))
        among = disclosure.c.succession_id.is_not(None)
        yield Question(
            look.holding("kept.disclosure"), disclosure, failing, disclosure.c.disclosure_id, among, "people handed to a successor"
        )

    none_of_it, no_code_before = consent_acts.refusing, consent_acts.code
    on_registering, nothing_passed_on = consent_acts.conduct, consent_acts.sharing

    @breach("rows are collected on an agreement that had been withdrawn", also=(*RECEIVING, *COLLECTING))
    def withdrawn_before(self, rehearsal: Rehearsal) -> None:
        for path, column, mapped in _decided(rehearsal, self.functions if self.refusal_effect else ()):
            for database in rehearsal.databases(mapped):
                text = f"""update kept.consent set withdrawn_at = given_at
                           where consent_id = (select d.consent_id from {path} r join kept.decision d on d.decision_id = r.{column}
                                               where d.consent_id is not null limit 1)"""  # noqa: S608
                if rehearsal.sql(database, text):
                    return

    @breach("rows are collected on somebody else's agreement", also=("function-extended", "collection", "permission"))
    def somebody_elses(self, rehearsal: Rehearsal) -> None:
        for path, column, store in _decided(rehearsal, self.functions if self.refusal_effect else ()):
            for database in rehearsal.databases(store):
                text = f"""update kept.decision d set consent_id =
                             (select c.consent_id from kept.consent c where c.subject_id <> d.subject_id and c.matter = d.function limit 1)
                           where d.decision_id = (select {column} from {path} order by 1 limit 1) and d.basis = 'consent'"""  # noqa: S608
                if rehearsal.sql(database, text):
                    return

    @breach("who refuses this is refused something else too", also=("function-extended", "function-basic", "collection"))
    def refused_more(self, rehearsal: Rehearsal) -> None:
        for database in rehearsal.databases() if self.refusal_effect else ():
            text = """insert into kept.decision (subject_id, label, function, purpose, act, basis, allowed, decided_at)
                      select subject_id, :label, 'functions.other', 'purposes.other', 'use', 'consent', false, now()
                      from kept.subject s where not exists (select 1 from kept.consent c where c.subject_id = s.subject_id) limit 1"""
            if rehearsal.sql(database, text, label=rehearsal.statement.label):
                return

    @breach("agreements are lost", also=(*RECEIVING, "residency", "collection"))
    def lost(self, rehearsal: Rehearsal) -> None:
        matter = "storage.%" if self.form == "conduct" else rehearsal.promise.path
        for database in rehearsal.databases() if self.form == "conduct" or self.recipient else ():
            if rehearsal.sql(database, "delete from kept.consent where matter like :matter", matter=matter):
                return

    @breach("agreement is asked only after the code was sent", also=(*RECEIVING, "right-withdraw", "collection"))
    def asked_later(self, rehearsal: Rehearsal) -> None:
        text = "update kept.consent set given_at = now() where matter = :matter and withdrawn_at is null"
        for database in rehearsal.databases() if self.recipient else ():
            rehearsal.sql(database, text, matter=rehearsal.promise.path)

    @breach("people are said to have agreed to another data centre")
    def another_place(self, rehearsal: Rehearsal) -> None:
        for database in rehearsal.databases() if self.form == "conduct" else ():
            text = "update kept.consent set matter = 'storage.elsewhere' where matter like 'storage.%'"
            if rehearsal.sql(database, text):
                return

    @breach(
        "data is shared on nothing",
        also=(
            "recipient",
            "affiliate",
            "processor",
            "public-disclosure",
            "ugc",
            "cross-border",
            "sdk",
            "law-enforcement",
            "purpose-limit",
            "minimisation",
        ),
    )
    def shared_on_nothing(self, rehearsal: Rehearsal) -> None:
        if self.timing == "prior" or self.actor == "third party":
            _disclose(rehearsal, "shared", "purposes.beyond_all")

    @breach("the agreement behind what was shared is erased", also=RECEIVING)
    def unbacked(self, rehearsal: Rehearsal) -> None:
        for database in rehearsal.databases() if self.timing == "prior" else ():
            text = """update kept.disclosure set consent_id = null where disclosure_id = (
                        select min(disclosure_id) from kept.disclosure
                        where consent_id is not null and exemption_id is null and not anonymised and direction = 'out'
                        and kind in ('shared', 'group', 'published'))"""
            if rehearsal.sql(database, text):
                return

    @breach("a receiver changes its purpose", also=("recipient", "affiliate", "processor", "sdk", "purpose-limit", "minimisation"))
    def new_purpose(self, rehearsal: Rehearsal) -> None:
        for database in rehearsal.databases() if self.actor == "third party" else ():
            one = "(select min(disclosure_id) from kept.disclosure where direction = 'out')"
            text = f"update kept.disclosure set purpose = 'resale', consent_id = null, exemption_id = null where disclosure_id = {one}"  # noqa: S608
            if rehearsal.sql(database, text):
                return


def _decided(rehearsal: Rehearsal, functions: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """The tables of these functions whose rows name a decision: path, column, store."""
    for path, mapped in rehearsal.datamap.tables.items():
        if mapped.decision and set(mapped.functions) & set(functions):
            yield path, mapped.decision, mapped.store


def _disclose(rehearsal: Rehearsal, how: str, purpose: str) -> None:
    columns = "subject_id, recipient, purpose, items, direction, kind, from_country, to_country, at"
    text = f"""insert into kept.disclosure ({columns})
              select subject_id, 'recipients.nobody', :purpose, array['name'], 'out', :how, :country, :country, now()
              from kept.subject limit 1"""  # noqa: S608
    for database in rehearsal.databases():
        if rehearsal.sql(database, text, how=how, purpose=purpose, country=database.country):
            return
