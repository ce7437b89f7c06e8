"""Stored sensitive values are encrypted."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sqlalchemy import ColumnElement, String, and_, case, cast, func, not_, or_

from kept.datamap import TableMap
from kept.promises import Item, Look, Question, Rehearsal, Verdict, Words, breach, judged, kind

# Authenticated encryption that is standard today: NIST SP 800-38D, RFC 8439, GB/T 36624 with GB/T 32907.
ALGORITHMS: Final = ("aes-256-gcm", "aes-128-gcm", "chacha20-poly1305", "sm4-gcm")
# Part by part: alternatives and bounds like {40,} inside one pattern cost PostgreSQL fifty times what these cost.
BASE64: Final = "^[A-Za-z0-9+/]+={0,2}$"
# Of a nonce of 12 bytes, a tag of 16 and at least one byte of content.
LEAST_CHARACTERS: Final = 40
WRONG: Final = Words(
    "敏感个人信息以明文或不被认可的算法存储。", "A sensitive value is stored in clear text, or under no accepted algorithm."
)
NOTHING: Final = Words("没有存有敏感个人信息的行可供检查。", "There is no row with a sensitive value to look at.")


@kind("encryption-rest", section="security")
class EncryptionRest:
    """Stored sensitive values are encrypted.

    Every column that the data map gives to a sensitive item must hold sealed values only: ``<algorithm>:<key id>:<base64 of nonce,
    ciphertext and tag>``, written by the application, whose keys lie outside the database; so neither a dump nor the raw disk shows
    them. The probe looks at every such row: the form, the algorithm against those accepted, and that the content is as long as a
    nonce and a tag at least and no text. What volumes and backups add underneath cannot be seen from a database and is not judged here.
    ``scope``: which data the statement says is encrypted. PIPL art. 51(3); GB/T 35273-2020, 6.3.
    """

    technique: str | None = None
    scope: Words | None = None

    def questions(self, look: Look) -> Sequence[Question]:
        items = {name: declared.body for name, declared in look.statement.section("items").items()}
        asked = []
        for path, table in look.datamap.tables.items():
            rows = look.table(path)
            columns = list(_sensitive_columns(table, items))
            keys = [column for column, said in table.columns.items() if said == "key" and column != table.held_for]
            if rows is None or not columns or not keys:
                continue
            values = [cast(rows.c[column], String) for column in columns]
            clear = or_(*(not_(sealed(value)) for value in values))
            there = or_(*(value.is_not(None) for value in values))
            asked.append(Question(look.holding(path), rows, clear, rows.c[keys[0]], there, f"{path}: {', '.join(columns)}"))
        return asked

    def prove(self, look: Look) -> Verdict:
        return judged(look.counts(), WRONG, NOTHING)

    @breach("a sensitive value is written in clear text")
    def clear(self, rehearsal: Rehearsal) -> None:
        _write(rehearsal, "'31.2304'")

    @breach("a sensitive value is merely encoded, not encrypted")
    def encoded(self, rehearsal: Rehearsal) -> None:
        _write(rehearsal, "'aes-256-gcm:k1:' || encode('31.2304', 'base64')")

    @breach("a long text in Latin letters is merely encoded")
    def long_encoded(self, rehearsal: Rehearsal) -> None:
        _write(rehearsal, "'aes-256-gcm:k1:' || encode('31.2304, 121.4737; 1 Example Road, Shanghai', 'base64')")

    @breach("a long text in Chinese is merely encoded")
    def chinese_encoded(self, rehearsal: Rehearsal) -> None:
        _write(rehearsal, "'aes-256-gcm:k1:' || encode(convert_to('上海市浦东新区示例路一号大厦十楼', 'UTF8'), 'base64')")

    @breach("a sensitive value is encrypted with an algorithm that nobody accepts any more")
    def outdated(self, rehearsal: Rehearsal) -> None:
        _write(rehearsal, "replace({column}, 'aes-256-gcm:', 'des-ecb:')")


def sealed(value: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a stored value is sealed under an accepted algorithm; an absent one is."""
    algorithm, key, content, rest = (func.split_part(value, ":", position) for position in range(1, 5))
    base64 = content.op("~", is_comparison=True)(BASE64)
    form = and_(algorithm.in_(ALGORITHMS), key != "", base64, func.length(content) >= LEAST_CHARACTERS, rest == "")
    return value.is_(None) | case((and_(form, func.length(content) % 4 == 0), _scrambled(content)), else_=False)


def _scrambled(content: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether the bytes could be ciphertext and are no text that is merely encoded.

    Text in Latin letters has no byte beyond ASCII, text in Chinese no other; of 29 random bytes either happens once in 2^28. A zero byte
    is in no text. PostgreSQL's own ``escape`` writes each byte beyond ASCII, and zero, as four characters.
    """
    raw = func.decode(content, "base64")
    escaped = func.encode(raw, "escape")
    mixed = func.length(escaped) < 4 * func.length(raw)
    return and_(func.strpos(escaped, "\\") > 0, or_(mixed, func.strpos(escaped, "\\000") > 0))


def _sensitive_columns(table: TableMap, items: Mapping[str, Item]) -> Iterator[str]:
    for column, said in table.columns.items():
        words = (said,) if isinstance(said, str) else said
        if any(word in items and items[word].sensitive for word in words):
            yield column


def _write(rehearsal: Rehearsal, value: str) -> None:
    """Write ``value`` into a sensitive column of one row, after taking away the checks of that table, which would refuse it."""
    items = {name: declared.body for name, declared in rehearsal.statement.section("items").items()}
    for path, table in rehearsal.datamap.tables.items():
        for column in _sensitive_columns(table, items):
            for database in rehearsal.databases(table.store):
                checks = f"""select string_agg(format('drop constraint %I', conname), ', ') from pg_constraint
                             where conrelid = '{path}'::regclass and contype = 'c'"""  # noqa: S608
                unchecked = f"execute 'alter table {path} ' || ({checks})"
                written = f"""update {path} set {column} = {value.replace("{column}", column)}
                              where ctid = (select min(ctid) from {path} where {column} is not null)"""  # noqa: S608
                rehearsal.sql(database, f"do $write$ begin if exists ({checks} having count(*) > 0) then {unchecked}; end if; end $write$")
                if rehearsal.sql(database, written):
                    return
