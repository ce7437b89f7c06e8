"""Connections and handed-over files are encrypted."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import text

from kept.promises import Finding, Look, Origin, Rehearsal, Verdict, Words, breach, kind, unproven
from kept.statement.weighing import found, together

# TLS 1.0 and 1.1 are deprecated by RFC 8996.
ACCEPTED: Final = ("TLSv1.2", "TLSv1.3")
# What a server says that turns a plain connection away; anything else is no answer to the question.
TURNED_AWAY: Final = frozenset({"KEPT-T023", "KEPT-T026", "KEPT-T027", "KEPT-T030"})
OWN_CONNECTION: Final = text("select ssl, version from pg_stat_ssl where pid = pg_backend_pid()")
PLAIN_PART: Final = re.compile(r"""<[^>]*\b(?:src|action)\s*=\s*["']http://(?!localhost\b|127\.|\[::1\])""", re.IGNORECASE)
OUTGOING: Final = "outgoing"

WRONG: Final = Words("有连接没有加密，或允许不加密。", "A connection is not encrypted, or need not be.")
PLAIN: Final = Words("数据库接受未加密的连接。", "The database accepts a connection without TLS.")
OWN: Final = Words("Kept 自己的连接没有加密。", "Kept's own connection is not encrypted.")
SENT: Final = Words("这条信息发出时没有使用 TLS 1.2 或更高版本。", "This message did not go out over TLS 1.2 or later.")
LOADED: Final = Words("页面经未加密的 HTTP 加载内容或者提交表单。", "The page loads something, or sends a form, over plain HTTP.")
UNREADABLE: Final = Words("出站记录无法读取。", "The outgoing log cannot be read.")
NOTHING: Final = Words("没有可供检查的连接。", "There is no connection to look at.")
EMBEDDED: Final = Words(
    "内置的 PostgreSQL 不支持 TLS，只接受本机套接字连接；接入启用 TLS 的外部数据库后方可证明。",
    "The embedded PostgreSQL cannot do TLS and is reached through a local socket; an external server with TLS can be proven.",
)
UNREACHABLE: Final = Words(
    "数据库无法连接，不能判断它是否拒绝未加密的连接。", "The database cannot be reached, so whether it refuses is unknown."
)
NEEDS_EXPORT: Final = Words(
    "要有实际向机关提供的文件才能证明其已加密，文件的导出尚未接入。",
    "Only a file that was really handed to an authority can show it, and the export of such files is not connected yet.",
)


@kind("encryption-transit", section="security", takes={"technique": ("protocol", "method"), "means": "effort"})
class EncryptionTransit:
    """Connections and handed-over files are encrypted.

    The probe opens a connection without TLS to every governed database and expects to be turned away, looks at the protocol of its own
    connection (TLS 1.2 or later, RFC 8996), at every message of the outgoing log, and at what the published pages load and where they
    send forms. The embedded PostgreSQL has no TLS: there the promise is unproven, not kept. PIPL art. 51(3).

    ``protocol`` or ``method``: how; ``scope``: which way of the data; ``object`` and ``condition``: what is handed over, and when it is
    encrypted; ``effort``: how much is done for it.
    """

    object: str | None = None
    method: str | None = None
    condition: str | None = None
    protocol: str | None = None
    scope: Words | None = None
    effort: Words | None = None

    def prove(self, look: Look) -> Verdict:
        if self.object is not None:
            return unproven(NEEDS_EXPORT)
        looks = [_databases(look), _pages(look), _outgoing(look)]
        return together(*(verdict for verdict in looks if verdict is not None))

    @breach("a message goes out without TLS", also=("recipient", "processor", "sdk", "minimisation", "cross-border"))
    def plain_message(self, rehearsal: Rehearsal) -> None:
        line: dict[str, object] = {"at": "2026-01-01T00:00:00Z", "host": "mail.example", "recipient": "", "items": [], "tls": None}
        rehearsal.document(OUTGOING, json.dumps(line).encode())

    @breach("the published page sends a form over plain HTTP")
    def plain_form(self, rehearsal: Rehearsal) -> None:
        language = rehearsal.statement.languages.prevailing
        rehearsal.page(language, "</body>", '<form action="http://forms.example/"></form></body>')


def _databases(look: Look) -> Verdict:
    findings: list[Finding] = []
    databases = look.databases()
    for database in databases:
        plain = look.plain_connection(database)
        if plain is None:
            return unproven(EMBEDDED)
        if plain.refused and plain.sqlstate not in TURNED_AWAY:
            return unproven(UNREACHABLE)
        if not plain.refused:
            findings.append(Finding(database.name, "sslmode=disable", PLAIN))
        encrypted, version = look.rows(database, OWN_CONNECTION)[0]  # type: ignore[arg-type]
        if not encrypted or version not in ACCEPTED:
            findings.append(Finding(database.name, str(version or "none"), OWN))
    return found("connections to databases, with and without TLS", 2 * len(databases), findings, WRONG, NOTHING, query="sslmode=disable")


def _pages(look: Look) -> Verdict | None:
    pages = [page for language in look.statement.languages.all if (page := look.page(language)) is not None]
    if not pages:
        return None
    findings = [Finding(page.url, "http://", LOADED) for page in pages if PLAIN_PART.search(page.html)]
    return found("published pages", len(pages), findings, WRONG, NOTHING, query="GET page")


def _outgoing(look: Look) -> Verdict | None:
    log = look.document(OUTGOING)
    if log is None or not log.strip():
        return None
    try:
        lines = log.decode("utf-8", errors="replace").splitlines()
        findings = list(_plainly_sent(lines))
    except ValueError:
        return unproven(UNREADABLE)
    origin: Origin = "staged" if look.staged else "observed"
    return found("messages in the outgoing log", len(lines), findings, WRONG, NOTHING, origin, OUTGOING)


def _plainly_sent(lines: Sequence[str]) -> Iterator[Finding]:
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#") and f"TLSv{json.loads(line).get('tls')}" not in ACCEPTED:
            yield Finding(OUTGOING, f"line {number}", SENT)
