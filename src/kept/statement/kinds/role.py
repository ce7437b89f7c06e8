"""Who answers for data: the operator, controller or processor, and where a person's request goes."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import or_

from kept.promises import Finding, Look, Phrase, Phrases, Question, Rehearsal, Stage, Verdict, Whole, Words, act, breach, judged, kind
from kept.statement.saying import PAGE_KINDS, said_with, unsay, withdraw_translation
from kept.statement.weighing import found, partly, together

OPERATOR: Final = Words(
    "有的同意所依据的版本没有写明运营者，或者写的是别人。", "A consent names a version without its operator, or with another one."
)
NO_CONSENT: Final = Words("账簿中还没有同意。", "The books have no consent yet.")
CONTROLLER: Final = Words(
    "组织用户的库中有的表没有归属于组织用户，其控制者无从确定。",
    "A table in an organisation's database does not say whose it is, so that its controller cannot be told.",
)
NO_TENANTS: Final = Words("数据地图没有归属于组织用户的表。", "The data map has no table that is held for an organisation.")
FORWARDED: Final = Words("有关组织用户数据的请求没有转达该组织。", "A request about an organisation's data was not passed on to it.")
NO_REQUEST: Final = Words("账簿中还没有关于组织用户数据的请求。", "The books have no request about an organisation's data yet.")
CLUSTERS: Final = Words("作为受托处理者的集群数目与声明不符。", "The number of clusters as processor differs from the statement.")
NEEDS_ACT: Final = Words(
    "登记已核对；请求实际转给谁，要由演练用户提出请求才能证明，该服务的应用尚未接入。",
    "The register agrees; to whom a request really goes only asking in the running service can show, "
    "and its application is not connected yet.",
)
PROCESSOR: Final = "Data Processor"

ASKED: Final = Words("服务显示请求已经提出。", "The service shows that the request was made.")
REACHED: Final = Words("该组织的管理员看到请求。", "The organisation's administrator is shown it.")
NOBODY_ELSE: Final = Words("其他组织的管理员看不到。", "No other organisation's administrator is.")


@kind("role", section="roles", takes={"provider": "operator", "owner": "controller", "role": "responsible"})
class Role:
    """Who answers for data: the operator, controller or processor, and where a person's request goes.

    The operator stands on the page and on the version that every consent names. Tables of databases that hold organisations' data
    say for each row whose it is, and cannot leave it open: the organisation is the controller. Requests about such data were
    passed on. ``operator`` is the company as the books name it; where that is the declaration's ``en``, the page names it in its own
    language. ``controller`` is whose the data or the account is, put in by whom (``inputs_by``), on what ``basis``; ``trigger`` is
    what makes it so; ``responsible`` who answers in the company or the group. PIPL art. 17(1), 21, 52; GDPR art. 4(7), (8).
    """

    operator: str | None = None
    brand: str | None = None
    vendor_role: Phrase | None = None
    controller: Phrase | None = None
    inputs_by: Phrases | None = None
    basis: Phrase | None = None
    trigger: Phrase | None = None
    route: Phrase | None = None
    responsible: Phrase | None = None
    processor: Phrases | None = None
    clusters_as_processor: Whole | None = None

    def questions(self, look: Look) -> Sequence[Question]:
        consent, version, request = (look.table(f"kept.{name}") for name in ("consent", "statement_version", "request"))
        if consent is None or version is None or request is None:
            return ()
        if self.operator:
            source = consent.outerjoin(version, version.c.label == consent.c.label)
            other = (version.c.label == look.statement.label) & (version.c.operator != self.operator)
            failing = or_(version.c.label.is_(None), version.c.operator == "", other)
            return [Question(look.holding("kept.consent"), source, failing, consent.c.consent_id, None, "consents and their operator")]
        if self.route:
            unsent = or_(request.c.forwarded_at.is_(None), request.c.forwarded_at < request.c.received_at)
            among = request.c.tenant_ref.is_not(None)
            return [
                Question(
                    look.holding("kept.request"), request, unsent, request.c.request_id, among, "requests about an organisation's data"
                )
            ]
        return ()

    def prove(self, look: Look) -> Verdict:
        said = said_with(look, [self._named(look), self.brand])
        if self.operator:
            return together(said, judged(look.counts(), OPERATOR, NO_CONSENT))
        if self.route:
            told = together(said, judged(look.counts(), FORWARDED, NO_REQUEST))
            return partly(told, NEEDS_ACT) if "act" in look.promise.origin else told
        if self.clusters_as_processor is not None:
            return partly(together(said, self._clusters(look)), NEEDS_ACT)
        whose = self.vendor_role or self.controller or self.inputs_by
        return together(said, _held(look)) if whose else partly(said, NEEDS_ACT)

    def _named(self, look: Look) -> str | Words | None:
        """The operator as each language names it, where the declaration's own name is the operator's."""
        labels = look.statement.declarations[look.promise.path].labels
        return labels if labels and labels.en == self.operator else self.operator

    def _clusters(self, look: Look) -> Verdict:
        roles = [getattr(one.body, "role", None) for one in look.statement.section("storage").values()]
        clusters = [role for role in roles if role and role.en == PROCESSOR]
        what = Words(f"登记中有 {len(clusters)} 个。", f"There are {len(clusters)} in the register.")
        wrong = [] if len(clusters) == self.clusters_as_processor else [Finding("statement", look.promise.path, what)]
        return found("clusters as processor", len(clusters), wrong, CLUSTERS, NO_TENANTS, "registered")

    @act("a request about an organisation's data reaches that organisation")
    def asking(self, stage: Stage) -> None:
        if not self.route or "controller organisation" not in self.route.en:
            return
        somebody = stage.person()
        stage.expect(ASKED, somebody.ask_to_leave())
        stage.expect(REACHED, stage.person("administrator").asked_by(somebody))
        stage.expect(NOBODY_ELSE, stage.person("outside administrator").asked_by(somebody), False)

    @breach("another operator stands on the version that people agreed to")
    def other_operator(self, rehearsal: Rehearsal) -> None:
        if self.operator:
            rehearsal.sql(rehearsal.databases()[0], "update kept.statement_version set operator = 'Somebody Else Ltd.'")

    @breach("rows need no longer say whose they are", also=("tenant-isolation",))
    def nobodys(self, rehearsal: Rehearsal) -> None:
        held = [(path, mapped) for path, mapped in rehearsal.datamap.tables.items() if mapped.held_for and mapped.subject]
        if held and self.clusters_as_processor is None and (self.vendor_role or self.controller or self.inputs_by):
            path, mapped = held[0]
            database = rehearsal.databases(mapped.store)[0]
            schema, _, name = path.partition(".")
            keys = f"alter table {path} drop constraint {name}_pkey cascade"
            rehearsal.sql(database, keys)
            rehearsal.sql(database, f"alter table {schema}.{name} alter column {mapped.held_for} drop not null")

    @breach("a request about an organisation's data was not passed on", also=("request-deadline",))
    def not_forwarded(self, rehearsal: Rehearsal) -> None:
        if self.route:
            text = """update kept.request set forwarded_at = null where request_id =
                      (select min(request_id) from kept.request where tenant_ref is not null)"""
            any(rehearsal.sql(database, text) for database in rehearsal.databases())

    @breach("the page no longer exists in one language", also=PAGE_KINDS)
    def no_translation(self, rehearsal: Rehearsal) -> None:
        withdraw_translation(rehearsal)

    @breach("the sentence is no longer on the page", also=PAGE_KINDS)
    def unsaid(self, rehearsal: Rehearsal) -> None:
        unsay(rehearsal)


def _held(look: Look) -> Verdict:
    """Every personal table of a store that holds organisations' data names the organisation in a column that cannot be empty."""
    stores = {mapped.store for mapped in look.datamap.tables.values() if mapped.held_for}
    checked, findings = 0, []
    for path, mapped in look.datamap.tables.items():
        if mapped.store not in stores or not (mapped.subject or look.datamap.items_of(path)):
            continue
        for database in look.holding(path):
            table = look.schema(database).tables.get(path)
            if table is None or table.is_view:
                continue
            checked += 1
            if mapped.held_for is None or mapped.held_for not in table.not_null:
                what = Words("没有必填的归属列。", "No column that cannot be empty says whose the row is.")
                findings.append(Finding(f"{database.name} {path}", mapped.held_for or path, what))
    return found("tables held for an organisation", checked, findings, CONTROLLER, NO_TENANTS, query="pg_catalog.pg_attribute")
