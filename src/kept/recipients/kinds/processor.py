"""A firm that is entrusted with a task and gets what the task needs."""

from collections.abc import Sequence
from typing import Final, Literal

from sqlalchemy import ColumnElement, TableClause, Text, false, func, or_
from sqlalchemy import cast as as_type

from kept.datamap import TableMap
from kept.datamap.columns import items_in, key_of
from kept.decisions.disclosing import NOTHING, alter_one, asked_by_store, beyond, purposeless, refused
from kept.decisions.outgoing import DOCUMENT, message, sent
from kept.promises import Look, Question, Rehearsal, Verdict, Whole, Words, breach, judged, kind
from kept.statement.weighing import partly, together

Bound = Literal["contract", "de-identified", "refusals", "totals", "card numbers", "invoice", "ticket"]
WRONG: Final = Words(
    "受托方得到的信息超出受托事项的限度，或者没有合同。",
    "An entrusted firm got more than the task allows, or works without a contract.",
)
CARDS: Final = Words("数据库中存有完整的支付卡号。", "A complete payment card number is stored.")
NO_CARDS: Final = Words("没有存放付款信息的表可供检查。", "There is no table with payment facts to look through.")
NO_INVOICE: Final = Words(
    "账簿没有记载账单号，无法证明每次提供对应哪一张账单。",
    "The books hold no invoice numbers, so that no hand-over can be tied to its invoice.",
)
NEEDS_TICKETS: Final = Words(
    "受托方座席的访问要由演练用户实际操作才能证明，该服务的应用尚未接入。",
    "What a firm's agents can reach only acts in the running service can show, and its application is not connected yet.",
)
CARD_NUMBER: Final = "(^|[^0-9])([0-9]{4}[ -]?){3}[0-9]{1,7}([^0-9]|$)"
LONGEST: Final = 64
SAME_ROW: Final = (
    "minimisation",
    "recipient",
    "purpose-limit",
    "consent",
    "cross-border",
    "pseudonymisation",
    "masking",
    "marketing-optout",
)


@kind(
    "processor",
    section="recipients",
    named="task",
    takes={"who": "recipients", "operations": "tasks", "duty": "duties", "instructions": "limit"},
)
class Processor:
    """A firm that is entrusted with a task and gets what the task needs; ``safeguard`` is what bounds the task.

    Each disclosure in the books to the firm has a contract and a declared purpose; ``bound`` is the safeguard in a form that can
    be looked at: a contract only, ``de-identified`` data only, nobody who has refused marketing (``refusals``), ``totals`` of groups
    of at least ``smallest`` people only, no complete ``card numbers`` anywhere in tables with payment facts. The gateway's log is
    the second source. PIPL art. 21; GDPR art. 28.

    A firm's own name is its task; ``tasks`` lists them where one sentence has several. ``data`` and ``purpose``: what it gets, for what;
    ``recipients``: which firms, ``basis``: on what (a contract), ``aim``: to what end, ``onward``: to whom the result goes; ``duties``:
    what firms must keep to; ``limit``: the purposes or instructions beyond which nothing is done, ``examples`` of it; ``trigger``: what
    makes the task begin.
    """

    data: Words | None = None
    purpose: Words | None = None
    safeguard: Words | None = None
    bound: Bound = "contract"
    smallest: Whole | None = None
    basis: str | None = None
    recipients: tuple[Words, ...] | None = None
    tasks: tuple[Words, ...] | None = None
    aim: tuple[Words, ...] | None = None
    onward: str | None = None
    duties: tuple[Words, ...] | None = None
    limit: tuple[Words, ...] | None = None
    examples: tuple[Words, ...] | None = None
    trigger: Words | None = None

    @property
    def general(self) -> bool:
        """Whether it speaks of all entrusted firms."""
        return bool(self.purpose or self.tasks or self.limit)

    def questions(self, look: Look) -> Sequence[Question]:
        given = look.table("kept.disclosure")
        if given is None:
            return ()
        undeclared = beyond(given, look.statement, None if self.general else look.promise.path)
        wrong = [undeclared, purposeless(given, look.statement), self._unbound(given)]
        if self.bound != "totals":
            wrong.append(given.c.contract_ref.is_(None))

        def failing(store: str) -> ColumnElement[bool]:
            to_refusing = refused(look, store, given.c.subject_id, given.c["at"]) if self.bound == "refusals" else false()
            return or_(*wrong, to_refusing)

        among = given.c.kind == "entrusted" if self.general else given.c.recipient == look.promise.path
        rows = list(asked_by_store(look, failing, among, f"disclosures: {look.promise.path}"))
        if self.bound == "card numbers":
            rows += [question for path, mapped in look.datamap.tables.items() for question in _cards(look, path, mapped)]
        return rows

    def _unbound(self, given: TableClause) -> ColumnElement[bool]:
        match self.bound:
            case "de-identified":
                return ~given.c.deidentified
            case "totals":
                return ~given.c.anonymised | given.c.subject_id.is_not(None) | (func.coalesce(given.c.group_size, 0) < (self.smallest or 2))
            case _:
                return false()

    def prove(self, look: Look) -> Verdict:
        counts = look.counts()
        given = [count for count in counts if count.place.endswith("kept.disclosure")]
        looks = [judged(given, WRONG, NOTHING)]
        if self.bound == "card numbers":
            looks.append(judged([count for count in counts if count not in given], CARDS, NO_CARDS))
        if "traffic" in look.promise.origin:
            path = look.promise.path
            entrusted = {one.path for one in look.statement.of_kind("processor")}
            looks.append(
                sent(look, lambda one: one.recipient in entrusted if self.general else one.recipient == path, self.bound == "de-identified")
            )
        verdict = together(*looks)
        if self.bound == "invoice":
            return partly(verdict, NO_INVOICE)
        return partly(verdict, NEEDS_TICKETS) if self.bound == "ticket" else verdict

    @breach("a firm gets data without a contract", also=SAME_ROW)
    def no_contract(self, rehearsal: Rehearsal) -> None:
        if self.bound != "totals":
            among = "kind = 'entrusted'" if self.general else "recipient = :path"
            alter_one(rehearsal, "contract_ref = null", f"{among} and :path <> ''", path=rehearsal.promise.path)

    @breach("a firm gets data that says whose it is", also=SAME_ROW)
    def identified(self, rehearsal: Rehearsal) -> None:
        if self.bound == "de-identified":
            alter_one(rehearsal, "deidentified = false", "recipient = :path", path=rehearsal.promise.path)

    @breach("a firm gets somebody who has refused marketing", also=SAME_ROW)
    def refusal_ignored(self, rehearsal: Rehearsal) -> None:
        if self.bound != "refusals":
            return
        for path, mapped in rehearsal.datamap.tables.items():
            for database in rehearsal.databases(mapped.store) if mapped.opted_out and mapped.subject else ():
                anybody = f"select {mapped.subject} from {path} where {mapped.opted_out} is not null"  # noqa: S608
                text = f"""update kept.disclosure set subject_id = ({anybody} limit 1), at = now()
                           where disclosure_id = (select min(disclosure_id) from kept.disclosure where recipient = :path)
                             and exists ({anybody})"""  # noqa: S608
                if rehearsal.sql(database, text, path=rehearsal.promise.path):
                    return

    @breach("figures of a group that is too small are passed on", also=SAME_ROW)
    def small_group(self, rehearsal: Rehearsal) -> None:
        if self.bound == "totals":
            alter_one(rehearsal, "group_size = 1", "recipient = :path", path=rehearsal.promise.path)

    @breach("figures are passed on with a person behind them", also=SAME_ROW)
    def not_anonymised(self, rehearsal: Rehearsal) -> None:
        if self.bound == "totals":
            alter_one(rehearsal, "anonymised = false", "recipient = :path", path=rehearsal.promise.path)

    @breach("a complete card number is stored", also=("encryption-rest",))
    def card_number(self, rehearsal: Rehearsal) -> None:
        if self.bound != "card numbers":
            return
        for path, mapped in rehearsal.datamap.tables.items():
            for column in _payment_facts(rehearsal, mapped):
                for database in rehearsal.databases(mapped.store):
                    text = f"update {path} set {column} = '4111 1111 1111 1111' where ctid = (select ctid from {path} limit 1)"  # noqa: S608
                    if rehearsal.sql(database, text):
                        return

    @breach(
        "the gateway's log shows a firm that nobody declared", also=("minimisation", "recipient", "masking", "pseudonymisation", "beacon")
    )
    def undeclared_firm(self, rehearsal: Rehearsal) -> None:
        if self.bound == "de-identified":
            rehearsal.document(DOCUMENT, message(recipient=rehearsal.promise.path, items=["name"], tls="1.3", de_identified=False))


def _payment_facts(seen: Look | Rehearsal, mapped: TableMap) -> Sequence[str]:
    """The plain columns of a table that also holds payment facts: there a card number would end up."""
    items = seen.statement.section("items")
    held = [items[item].body.group for said in mapped.columns.values() for item in items_in(said) if item in items]
    if "payment" not in held:
        return ()
    return [column for column, said in mapped.columns.items() if said in ("fact", "free text") and column != mapped.collected_at]


def _cards(look: Look, path: str, mapped: TableMap) -> Sequence[Question]:
    rows = look.table(path)
    columns = [column for column in _payment_facts(look, mapped) if rows is not None and column in rows.c]
    if rows is None or not columns:
        return ()
    texts = [as_type(rows.c[column], Text) for column in columns]
    numbered = or_(*((func.length(text) <= LONGEST) & text.regexp_match(CARD_NUMBER) for text in texts))
    return [Question(look.holding(path), rows, numbered, key_of(rows, mapped), None, f"card numbers in {path}")]
