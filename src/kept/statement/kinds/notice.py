"""A notice that people must be able to find: on the published page, or where the text says it is shown."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import func, literal

from kept.promises import (
    Duration,
    Finding,
    Look,
    Name,
    Origin,
    Phrase,
    Phrases,
    Question,
    Rehearsal,
    Stage,
    Verdict,
    Whole,
    Words,
    act,
    breach,
    judged,
    kind,
    unproven,
)
from kept.statement.dating import day_words, misdated
from kept.statement.emphasis import Emphasis, emphasised, name_plainly
from kept.statement.publication import clause_texts
from kept.statement.rendering import table_rows
from kept.statement.saying import PAGE_KINDS, said_with, unsay, withdraw_translation
from kept.statement.weighing import found, partly, together

CHAPTER: Final = re.compile(r"(\d+|[IVXLC]+)\b")
PERMISSIONS: Final = "permissions"
COUNT: Final = Words("页面的章数与声明不符。", "The number of chapters on the page differs from the statement.")
UNLIKE: Final = Words(
    "权限清单与声明的权限登记不一致。", "The list of permissions differs from the permissions that the statement declares."
)
NO_LIST: Final = Words("没有权限清单可供核对。", "There is no list of permissions to look at.")
SHARED: Final = Words("同一个业务域名属于不止一个集群，或者没有归属。", "A business host belongs to more than one cluster, or to none.")
NO_HOSTS: Final = Words("声明没有列出业务域名。", "The statement lists no business hosts.")
UNREMINDED: Final = Words("有人早已到期，却没有收到提醒。", "Somebody was due to be reminded and was not.")
NO_REMINDER: Final = Words(
    "数据地图没有说明在哪里记录提醒，或者还没有记录。", "The data map does not say where reminders are recorded, or there is no row."
)
ENTRIES: Final = Words("页面所列软件工具包的数目与声明不符。", "The number of software kits listed on the page differs from the statement.")
NO_ENTRIES: Final = Words("页面没有列出任何软件工具包。", "The page lists no software kit.")
NEEDS_ROWS: Final = Words(
    "页面写明了这一点；实际是否照此办理，要由该服务的记录来证明，这些记录尚未接入。",
    "The page says so; that it is so in fact only the service's records can show, and they are not connected yet.",
)
NEEDS_TRAFFIC: Final = Words(
    "页面写明了这一点；通知是否送达，要有实际送达记录才能证明。",
    "The page says so; that the messages arrive only the traffic of mail and post can show.",
)
NEEDS_ACT: Final = Words(
    "页面写明了这一点；声明所称之处的实际提示，要由演练用户操作才能看到，该服务的应用尚未接入。",
    "The page says so; what is shown at the place itself only acts in the running service can show, "
    "and its application is not connected yet.",
)


# What the page alone cannot show of a row of such an origin.
REST: Final = {"act": NEEDS_ACT, "rows": NEEDS_ROWS, "traffic": NEEDS_TRAFFIC}

MET: Final = Words("该处显示这一提示。", "The words are shown there.")


@kind(
    "notice",
    section="notices",
    takes={
        "topics": ("topics", "chapters"),
        "chapters": ("chapters", "count"),
        "updated": "update_date",
        "updated_on": "update_date",
        "scope": "surfaces",
        "applies_to": "surfaces",
        "platforms": "surfaces",
        "parent_document": "documents",
        "regional_statements": "documents",
        "governed_by": "documents",
        "assurance": "inform",
        "content": "excluded",
        "examples": ("examples", "excluded"),
        "control": "controlled",
        "step": "advice",
        "order": "advice",
        "cases": "trigger",
        "when": "timing",
        "location": "place",
        "places": "place",
        "notices": "messages",
        "continues": "messages",
        "guarantee": "absolute_security",
        "limit": "limits",
        "ground": "cause",
        "state": "cause",
        "responsibility": "liability",
        "risk": "bearer",
        "style": "emphasis",
        "mark": "emphasis",
    },
)
class Notice:
    """A notice that people must be able to find: on the published page, or where the text says it is shown.

    The page states it in every language, with the ``domains`` that it covers and the ``count`` of its chapters. A ``document`` on
    permissions agrees with the declared permissions; a ``source`` by which people tell their data centre is a host of exactly one
    cluster. With an ``interval``, everybody who is due was reminded (the data map says where that is recorded). ``update_date`` and
    ``effective_date`` stand on the page and fit the version; the text's ``sdk_entries`` kits stand in the table of its clause; and
    sensitive items stand out on the page as ``emphasis`` says. What only records, messages or acts can show stays unproven.

    *What it covers*: ``topics`` of the text, ``surfaces`` (sites, clients, products, platforms), what is ``excluded``, whether the
    text protects data there (``protected``) and the company controls it (``controlled``), ``documents`` to which the text belongs
    or points. *What people hear*: what they are told (``inform``), ``advice``, when (``trigger``, ``timing``), where (``place``),
    how (``channels``); which ``messages`` go out on which ``items``, with ``examples``; which ``sources`` data has; which
    ``recipients`` see it. *What follows*: the ``effect``, its ``cause``, what the company owes then (``duty``), whether it is liable
    (``liability``), who bears the risk (``bearer``); whether safety is absolute (``absolute_security``), within what ``limits``.
    PIPL art. 14, 17; GDPR art. 12, 13.
    """

    topics: Phrases | None = None
    domains: tuple[str, ...] | None = None
    surfaces: Phrases | None = None
    inform: Phrases | None = None
    excluded: Phrases | None = None
    protected: bool | None = None
    controlled: bool | None = None
    documents: Phrases | None = None
    advice: Phrases | None = None
    trigger: Phrases | None = None
    timing: Phrase | None = None
    interval: Duration | None = None
    channels: Phrases | None = None
    chapters: Phrases | None = None
    count: Whole | None = None
    document: Phrase | None = None
    link: Phrase | None = None
    place: Phrases | None = None
    source: Phrase | None = None
    sources: Phrases | None = None
    items: tuple[Name, ...] | None = None
    messages: Phrases | None = None
    recipients: Phrases | None = None
    examples: Phrases | None = None
    effect: Phrases | None = None
    cause: Phrase | None = None
    duty: Phrase | None = None
    liability: Phrase | None = None
    bearer: Phrase | None = None
    absolute_security: bool | None = None
    limits: Phrases | None = None
    sdk_entries: Whole | None = None
    emphasis: Emphasis | None = None
    update_date: date | None = None
    effective_date: date | None = None
    printed_as: str | None = None
    alternative_reading: date | None = None

    def questions(self, look: Look) -> Sequence[Question]:
        if self.interval is None or self.interval.unit != "day":
            return ()
        asked = []
        for path, mapped in look.datamap.tables.items():
            rows = look.table(path)
            for reminder in mapped.reminders if rows is not None else ():
                if f"notices.{reminder.notice}" != look.promise.path or rows is None or mapped.subject is None:
                    continue
                since, sent = rows.c[reminder.since], rows.c[reminder.sent]
                due = since + func.make_interval(0, 0, 0, self.interval.n + 1)
                subject = look.table("kept.subject")
                if subject is None:
                    continue
                source = rows.outerjoin(subject, subject.c.subject_id == rows.c[mapped.subject])
                among = (due <= literal(look.now)) & (func.coalesce(subject.c.ended_at, literal(look.now)) >= due)
                unreminded = func.coalesce(sent < since, True)
                asked.append(Question(look.holding(path), source, unreminded, rows.c[mapped.subject], among, f"due in {path}"))
        return asked

    def prove(self, look: Look) -> Verdict:
        days = [day_words(day) for day in (self.update_date, self.effective_date) if day]
        looks = [said_with(look, [*(self.domains or ()), *days])]
        if days:
            looks += misdated(look, self.update_date, self.effective_date)
        if self.count is not None:
            looks.append(self._chapters(look))
        if self.sdk_entries is not None:
            looks.append(self._entries(look))
        if self.emphasis:
            looks.append(emphasised(look, self.emphasis))
        if self.document:
            looks.append(_permissions(look))
        if self.source:
            looks.append(_hosts(look))
        if self.interval:
            looks.append(judged(look.counts(), UNREMINDED, NO_REMINDER))
        verdict = together(*looks)
        rest = None if self.interval else REST.get(look.promise.origin)
        return partly(verdict, rest) if rest else verdict

    def _entries(self, look: Look) -> Verdict:
        clauses = [look.statement.clause(clause) for clause in look.promise.clauses]
        listed = sum(len(table_rows(clause, look.statement.declarations, look.statement.languages.prevailing)[1]) for clause in clauses)
        what = Words(f"列出了 {listed} 个。", f"{listed} are listed.")
        wrong = [] if listed == self.sdk_entries else [Finding("page", look.promise.path, what)]
        return found("software kits listed", listed, wrong, ENTRIES, NO_ENTRIES, query="GET page")

    def _chapters(self, look: Look) -> Verdict:
        findings, checked = [], 0
        for language in look.statement.languages.all:
            page = look.page(language)
            numbers = {match[1] for clause in clause_texts(page.html if page else "") if (match := CHAPTER.match(clause))}
            checked += len(numbers)
            if len(numbers) != self.count or len(self.chapters or numbers) != self.count:
                what = Words(f"页面有 {len(numbers)} 章。", f"The page has {len(numbers)} chapters.")
                findings.append(Finding(f"page ({language})", look.promise.path, what))
        return found("chapters on the page", checked, findings, COUNT, COUNT, query="GET page")

    @act("a person meets these words at the place where they count")
    def meeting(self, stage: Stage) -> None:
        if "act" in stage.promise.origin:
            stage.expect(MET, stage.person("invited").told(stage.promise.path))

    @breach("the sentence is no longer on the page", also=PAGE_KINDS)
    def unsaid(self, rehearsal: Rehearsal) -> None:
        unsay(rehearsal)

    @breach("the page no longer exists in one language", also=PAGE_KINDS)
    def no_translation(self, rehearsal: Rehearsal) -> None:
        withdraw_translation(rehearsal)

    @breach("a chapter is missing from the page", also=(*PAGE_KINDS, "jurisdiction", "minors"))
    def chapter_gone(self, rehearsal: Rehearsal) -> None:
        if self.count is not None:
            last = [clause.id for clause in rehearsal.statement.clauses if CHAPTER.fullmatch(clause.id)][-1]
            rehearsal.page(rehearsal.statement.languages.prevailing, f'data-clause="{last}', 'data-clause="Annex')

    @breach("the page names sensitive data where nothing sets it off", also=PAGE_KINDS)
    def named_plainly(self, rehearsal: Rehearsal) -> None:
        if self.emphasis:
            name_plainly(rehearsal)

    @breach("the page shows another date", also=PAGE_KINDS)
    def other_date(self, rehearsal: Rehearsal) -> None:
        day = self.update_date or self.effective_date
        if day:
            language = rehearsal.statement.languages.prevailing
            rehearsal.page(language, day_words(day).words(language), "1999 年 1 月 1 日")

    @breach("the list names a permission that nobody declared", also=("permission", "sdk"))
    def undeclared_permission(self, rehearsal: Rehearsal) -> None:
        if self.document:
            head = b"platform_permission\tpermission\tscenario\tasked\titems\n"
            rehearsal.document(PERMISSIONS, head + b"android.permission.CAMERA\tcamera\tscan a card\tpop-up\t\n")

    @breach("somebody who is due was not reminded")
    def unreminded(self, rehearsal: Rehearsal) -> None:
        name = rehearsal.promise.path.partition(".")[2]
        for path, mapped in rehearsal.datamap.tables.items() if self.interval else ():
            for reminder in (one for one in mapped.reminders if one.notice == name):
                for database in rehearsal.databases(mapped.store):
                    text = f"""update {path} set {reminder.since} = now() - interval '900 days', {reminder.sent} = null
                               where {mapped.subject} = (select r.{mapped.subject} from {path} r
                               join kept.subject s on s.subject_id = r.{mapped.subject} where s.ended_at is null limit 1)"""  # noqa: S608
                    if rehearsal.sql(database, text):
                        return


def _permissions(look: Look) -> Verdict:
    content = look.document(PERMISSIONS)
    if content is None:
        return unproven(NO_LIST)
    lines = [
        line for line in csv.DictReader(content.decode("utf-8", errors="replace").splitlines(), delimiter="\t") if line.get("permission")
    ]
    declared = {name: one for name, one in look.statement.section("permissions").items() if _concrete(one.body)}
    listed: dict[str, set[str]] = {}
    for line in lines:
        listed.setdefault(line["permission"], set()).update(item for item in (line.get("items") or "").split(",") if item)
    wrong = [Finding(PERMISSIONS, name, UNLIKE) for name in sorted(set(listed) ^ set(declared))]
    wrong += [
        Finding(PERMISSIONS, name, UNLIKE)
        for name in sorted(set(listed) & set(declared))
        if listed[name] != set(getattr(declared[name].body, "items", None) or ())
    ]
    origin: Origin = "staged" if look.staged else "observed"
    return found("permissions listed", len(lines), wrong, UNLIKE, NO_LIST, origin, PERMISSIONS)


def _concrete(body: object) -> bool:
    """Whether a declaration is of a device permission and not of a rule for all of them."""
    return bool(getattr(body, "items", None) or getattr(body, "modes", None))


def _hosts(look: Look) -> Verdict:
    clusters = {name: getattr(one.body, "business", None) or () for name, one in look.statement.section("storage").items()}
    counts = Counter(host for hosts in clusters.values() for host in hosts)
    wrong = [Finding("statement", host, SHARED) for host, number in counts.items() if number > 1]
    governed = {cluster for store in look.datamap.stores.values() for cluster in store.clusters}
    hosted = ("business", "domains", "login")
    served = {name for name, one in look.statement.section("storage").items() if any(getattr(one.body, field, None) for field in hosted)}
    wrong += [Finding("statement", cluster, SHARED) for cluster in sorted(governed - served)]
    return found("business hosts", len(counts), wrong, SHARED, NO_HOSTS, "registered")
