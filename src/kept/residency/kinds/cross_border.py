"""When data may cross a border, and on what ground."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, Select, and_, column, func, not_, or_, select, table

from kept.decisions.outgoing import DOCUMENT, NO_LOG, message, messages
from kept.promises import (
    Evidence,
    Finding,
    Look,
    Origin,
    Question,
    Rehearsal,
    Stage,
    Verdict,
    Words,
    act,
    breach,
    broken,
    judged,
    kind,
    unproven,
)
from kept.residency.places import people_of, region_of, sensitive_abroad, sensitive_columns
from kept.statement.weighing import found, partly, together

WAYS: Final[Mapping[str, str]] = {"pg_foreign_server": "srvname", "pg_publication": "pubname", "pg_subscription": "subname"}
LOGGED: Final = ("recipient", "processor", "minimisation", "pseudonymisation", "beacon", "sdk")

UNTRACED: Final = Words("信息跨越国境，却没有相应的出境记录。", "Data crossed a border and there is no record of the transfer.")
WAY_OUT: Final = Words("数据库连着一台未经申报的外部服务器。", "The database is connected to an outside server that nobody declared.")
GROUNDLESS: Final = Words(
    "出境既没有国家规定的途径，也没有本人在先的明示同意。",
    "A transfer has neither a route in national rules nor the person's explicit agreement beforehand.",
)
HANDLED_ABROAD: Final = Words(
    "敏感或者关键信息在境外存储或者处理，而没有医疗所需的依据和明示同意。",
    "Sensitive or key data is stored or handled abroad without a medical case and explicit agreement.",
)
OWN_BOOKS: Final = Words(
    "账簿中的每次出境都有依据；但账外是否还有出境，出站闸口的记录与账簿尚未逐笔对上，要由演练用户实际尝试来证明。",
    "Every transfer in the books has its ground; that none happened beside them is not shown: the gateway's log does not account for the "
    "books' transfers one by one, and nobody has tried one without ground in the running service.",
)
UNREADABLE: Final = Words("出站记录无法读取。", "The outgoing log cannot be read.")
NO_DISCLOSURE: Final = Words("还没有任何对外提供的记录。", "Nothing has been passed on yet.")
NO_TRANSFER: Final = Words("还没有任何出境记录。", "Nothing has crossed a border yet.")
NOBODY: Final = Words("账册中没有该国的人。", "The books know nobody of that country.")

WORKS: Final = Words("不能用的功能。", "What does not work.")


@kind("cross-border", section="borders")
class CrossBorder:
    """When data may cross a border, and on what ground.

    ``rule``: whatever was passed on to another country has its record of transfer (same countries), in the books and in the gateway's
    own log, and no database is connected to an outside server or publishes its rows. ``condition``: each transfer has a route in
    national rules, or the person's explicit agreement given before and not withdrawn. ``data`` and ``place``: of that country's people
    no sensitive data is stored abroad, and a transfer of it needs a medical case and explicit agreement. PIPL art. 38 and 39.
    """

    rule: str | None = None
    boundary: str | None = None
    condition: str | None = None
    data: tuple[str, ...] | None = None
    place: str | None = None
    exception: str | None = None

    def questions(self, look: Look) -> Sequence[Question]:
        disclosure, transfer = look.table("kept.disclosure"), look.table("kept.transfer")
        if disclosure is None or transfer is None:
            return ()
        if self.rule:
            recorded = select(transfer.c.transfer_id, transfer.c.from_country, transfer.c.to_country).subquery("recorded")
            same = select(recorded.c.transfer_id).where(
                recorded.c.transfer_id == disclosure.c.transfer_id,
                recorded.c.from_country == disclosure.c.from_country,
                recorded.c.to_country == disclosure.c.to_country,
            )
            crossing = disclosure.c.from_country != disclosure.c.to_country
            untraced = crossing & not_(same.exists())
            return [Question(look.holding("kept.disclosure"), disclosure, untraced, disclosure.c.disclosure_id, None, "data passed on")]
        agreed = agreed_before(look, transfer)
        if self.data and self.place:
            country = region_of(look.statement, self.place)
            sensitive = transfer.c.data_class.in_(["sensitive", "key"]) & (transfer.c.from_country == country)
            lacking = or_(transfer.c.case_ref.is_(None), not_(agreed))
            crossed = Question(
                look.holding("kept.transfer"), transfer, lacking, transfer.c.transfer_id, sensitive, "sensitive data sent abroad"
            )
            return [crossed, *sensitive_abroad(look, country)] if country else []
        failing = or_(and_(transfer.c.route.is_(None), not_(agreed)), and_(transfer.c.consent_id.is_not(None), not_(agreed)))
        return [Question(look.holding("kept.transfer"), transfer, failing, transfer.c.transfer_id, None, "transfers")]

    def prove(self, look: Look) -> Verdict:
        if self.rule:
            return together(self._no_way_out(look, judged(look.counts(), UNTRACED, NO_DISCLOSURE)), self._gateway(look))
        if self.data and self.place:
            country = region_of(look.statement, self.place)
            verdict = judged(look.counts(), HANDLED_ABROAD, NOBODY)
            if verdict.outcome == "kept" and not (country and people_of(look, country)):
                return unproven(NOBODY, verdict.evidence, verdict.checked)
            return verdict
        verdict = judged(look.counts(), GROUNDLESS, NO_TRANSFER)
        return partly(verdict, OWN_BOOKS) if "act" in look.promise.origin else verdict

    def _gateway(self, look: Look) -> Verdict:
        """The second source: what the gateway let out to another country must have its transfer in the books."""
        try:
            log = messages(look)
        except ValueError:
            return unproven(UNREADABLE)
        if log is None:
            return unproven(NO_LOG)
        transfer, known = look.table("kept.transfer"), set[tuple[str, str, str]]()
        if transfer is None:
            return unproven(NO_TRANSFER)
        crossing = [one for one in log if one.source != one.target]
        for database in look.holding("kept.transfer") if crossing else ():
            pairs = select(transfer.c.recipient, transfer.c.from_country, transfer.c.to_country).distinct()
            known |= {(str(who), str(source), str(target)) for who, source, target in look.rows(database, pairs)}
        findings = [
            Finding(DOCUMENT, f"line {one.line}", UNTRACED) for one in crossing if (one.recipient, one.source, one.target) not in known
        ]
        origin: Origin = "staged" if look.staged else "observed"
        return found("messages in the outgoing log", len(log), findings, UNTRACED, NO_DISCLOSURE, origin, DOCUMENT)

    def _no_way_out(self, look: Look, rows: Verdict) -> Verdict:
        """A foreign server, a publication or a subscription in a database would move rows that no log of ours sees."""
        ways: list[Select[Any]] = [select(column(name)).select_from(table(of, schema="pg_catalog")) for of, name in WAYS.items()]
        findings = list(rows.findings)
        for database in look.databases():
            findings += [Finding(database.name, str(name), WAY_OUT) for way in ways for (name,) in look.rows(database, way)]
        connected = Evidence(
            "ways by which databases send rows elsewhere: foreign servers, publications, subscriptions",
            "observed",
            ", ".join(WAYS),
            len(look.databases()),
        )
        evidence = (*rows.evidence, connected)
        if findings:
            checked = rows.checked + len(look.databases())
            return broken(checked, max(rows.failing, len(findings)), evidence, findings, findings[0].what)
        return Verdict(rows.outcome, rows.checked, 0, evidence, (), rows.reason)

    @act("a person uses everything, and no other country comes to know of it")
    def staying(self, stage: Stage) -> None:
        if not self.boundary and not self.condition:
            return
        somebody = stage.person()
        _, recipient = somebody.handover()
        somebody.cause(recipient)
        stage.expect(WORKS, list(somebody.works()), [])
        stage.leaves("kept.transfer", somebody, rows=0)
        stage.leaves_nowhere_else(somebody)

    @breach("data is passed on abroad and no transfer is recorded")
    def unrecorded(self, rehearsal: Rehearsal) -> None:
        one = "(select min(disclosure_id) from kept.disclosure where direction = 'out')"
        for database in rehearsal.databases() if self.rule else ():
            text = f"update kept.disclosure set to_country = 'ZZ', transfer_id = null where disclosure_id = {one}"  # noqa: S608
            if rehearsal.sql(database, text):
                return

    @breach("a database is connected to a server abroad")
    def connected(self, rehearsal: Rehearsal) -> None:
        if self.rule:
            database = rehearsal.databases()[0]
            rehearsal.sql(database, "create foreign data wrapper kept_breach")
            rehearsal.sql(database, "create server abroad foreign data wrapper kept_breach")

    @breach("a database publishes its tables to whoever subscribes")
    def publishing(self, rehearsal: Rehearsal) -> None:
        if self.rule:
            rehearsal.sql(rehearsal.databases()[0], "create publication kept_breach for all tables")

    @breach("the gateway let something out to another country that the books do not know", also=LOGGED)
    def let_out(self, rehearsal: Rehearsal) -> None:
        if self.rule:
            said = {"from": "CN", "to": "ZZ", "tls": "1.3", "de_identified": True}
            party = next((promise.path for promise in rehearsal.statement.of_kind("recipient") if promise.parameters.data), "nobody")
            rehearsal.document(DOCUMENT, message(recipient=party, items=[], **said))

    @breach("data leaves without any ground", also=("consent", "recipient", "affiliate", "processor"))
    def no_ground(self, rehearsal: Rehearsal) -> None:
        if not (self.rule or self.data):
            _transfer(rehearsal, "ordinary", "CN", "ZZ")

    @breach("a transfer rests on an agreement that had been withdrawn", also=("consent",))
    def withdrawn(self, rehearsal: Rehearsal) -> None:
        text = """insert into kept.transfer (subject_id, from_country, to_country, recipient, data_class, consent_id, at)
                  select subject_id, 'CN', 'ZZ', 'nobody', 'ordinary', consent_id, withdrawn_at + interval '1 second'
                  from kept.consent where withdrawn_at < now() limit 1"""
        for database in rehearsal.databases() if not (self.rule or self.data) else ():
            if rehearsal.sql(database, text):
                return

    @breach("sensitive data of the country is sent abroad without a medical case", also=("consent",))
    def no_case(self, rehearsal: Rehearsal) -> None:
        if self.data and self.place:
            _transfer(rehearsal, "sensitive", region_of(rehearsal.statement, self.place) or "", "SG")

    @breach("sensitive data of the country's people is stored abroad", also=("residency", "jurisdiction", "minors"))
    def stored_abroad(self, rehearsal: Rehearsal) -> None:
        country = region_of(rehearsal.statement, self.place) if self.data and self.place else None
        for path, mapped in rehearsal.datamap.tables.items():
            for database in rehearsal.databases(mapped.store) if country and mapped.subject and sensitive_columns(rehearsal, path) else ():
                text = f"update kept.subject set country = :country where subject_id = (select {mapped.subject} from {path} limit 1)"  # noqa: S608
                if database.country != country and rehearsal.sql(database, text, country=country):
                    return


def agreed_before(look: Look, transfer: FromClause) -> ColumnElement[bool]:
    """Whether a transfer's person had agreed to it explicitly, before it, and not withdrawn by then."""
    consent = look.table("kept.consent")
    if consent is None:
        return func.coalesce(None, False)
    given = select(consent.c.consent_id).where(
        consent.c.consent_id == transfer.c.consent_id,
        consent.c.subject_id == transfer.c.subject_id,
        consent.c.form.in_(["explicit", "separate", "guardian"]),
        consent.c.matter.like("transfer:%"),
        consent.c.given_at <= transfer.c["at"],
        func.coalesce(consent.c.withdrawn_at > transfer.c["at"], True),
    )
    return given.exists()


def _transfer(rehearsal: Rehearsal, data_class: str, source: str, target: str) -> None:
    text = """insert into kept.transfer (subject_id, from_country, to_country, recipient, data_class, at)
              select subject_id, :source, :target, 'nobody', :class, now() from kept.subject limit 1"""
    for database in rehearsal.databases():
        if rehearsal.sql(database, text, source=source, target=target, **{"class": data_class}):
            return
