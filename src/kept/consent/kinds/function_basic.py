"""A function that the service cannot be had without, and what it needs."""

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import func, or_

from kept.consent.standing import standing
from kept.datamap import TableMap
from kept.promises import FILLED, Look, Name, Question, Rehearsal, Stage, Verdict, Words, act, breach, judged, kind, unproven
from kept.residency.places import row_key

WRONG: Final = Words(
    "账户没有核验所需的任何一项信息，或者收集时没有依据。",
    "An account has none of the things that identity is checked by, or was collected without ground.",
)
NOTHING: Final = Words("还没有任何账户。", "There is no account yet.")
NEEDS_SIGN_UP: Final = Words(
    "要由演练用户不输入验证码去注册来证明，服务的应用尚未接入。",
    "Only planted people who sign up without the code can show it, and the service's application is not connected yet.",
)

REACH: Final = ("mobile", "email")
SHUT: Final = Words("没有账户的人打不开任何需要账户的页面。", "Who has no account opens no page that needs one.")
NO_CODE: Final = Words("不输入收到的验证码，注册不成。", "Without the code that was sent no account is made.")
ASKED: Final = Words("表单所问的项目。", "What the form asks for.")
COMES_IN: Final = Words("之后可以登录。", "Afterwards one can sign in.")
WITH_CODE: Final = Words("输入验证码后注册成功。", "With the code an account is made.")


@kind(
    "function-basic",
    section="functions",
    named="function",
    takes={
        "inputs": "items",
        "password": "rule",
        "refusal": "refusal_effect",
        "consequence": "refusal_effect",
        "effect_of_refusal": "refusal_effect",
        "extent": "scope",
        "actors": "who",
        "audience": "who",
        "time": "timing",
        "class": "category",
        "class_stated": "category_stated",
    },
)
class FunctionBasic:
    """A function that the service cannot be had without, and what it needs.

    The tables of the function: every row has at least one of the declared items (all of them, unless ``rule`` says ``and/or`` or
    ``optional``), and stands on a decision that was allowed by contract, consent or exemption. That the service is refused without
    them (``refusal_effect``) only acts can show. ``scope`` is which records it reaches and how much of them, ``targets`` where its
    result goes, ``who`` uses or sees it, ``timing`` when it acts; ``category`` is the class that the statement gives it and
    ``category_stated`` whether the clause itself says so or it is read from elsewhere. PIPL art. 13 and 16; GB/T 35273 on basic
    functions.
    """

    items: tuple[Name, ...] | None = None
    rule: str | None = None
    refusal_effect: str | None = None
    scope: str | None = None
    targets: tuple[str, ...] | None = None
    who: tuple[str, ...] | None = None
    timing: str | None = None
    category: str | None = None
    category_stated: str | None = None

    def questions(self, look: Look) -> Sequence[Question]:
        return list(self._accounts(look))

    def _accounts(self, look: Look) -> Iterator[Question]:
        name = look.promise.path.partition(".")[2]
        for path, mapped in look.datamap.tables.items():
            found = standing(look, path) if name in mapped.functions and self.items else None
            columns = self._columns(mapped)
            if found is None or not columns:
                continue
            held = func.num_nonnulls(*(found.rows.c[column] for column in columns))
            lacking = held == 0 if self.rule in ("and/or", "optional") else held < len(columns)
            yield Question(
                look.holding(path), found.source, or_(lacking, found.baseless), row_key(look, path), None, f"{path} by what it holds"
            )

    def _columns(self, mapped: TableMap) -> Sequence[str]:
        return [column for column, said in mapped.columns.items() if said in (self.items or ())]

    def prove(self, look: Look) -> Verdict:
        return judged(look.counts(), WRONG, NOTHING) if look.counts() else unproven(NEEDS_SIGN_UP)

    @act("without it the service stays shut")
    def without(self, stage: Stage) -> None:
        for item in self._reached_by() if self.refusal_effect else ():
            somebody = stage.person("invited")
            stage.expect(SHUT, somebody.turned_away())
            stage.expect(NO_CODE, somebody.register(by=item, code="000000"), False)
            stage.expect(SHUT, somebody.turned_away())
            if self._filled(stage):
                stage.leaves(self._filled(stage), somebody, rows=0)

    @act("its form asks for nothing else")
    def asking(self, stage: Stage) -> None:
        if self.refusal_effect and self._filled(stage):
            stage.expect(ASKED, sorted(stage.person("invited").fields(stage.promise.path)), sorted(self.items or ()))

    @act("with it an account is made, with nothing more than that")
    def with_it(self, stage: Stage) -> None:
        for item in self._reached_by() if self.refusal_effect else ():
            somebody = stage.person("invited")
            stage.expect(WITH_CODE, somebody.register(by=item))
            stage.expect(COMES_IN, somebody.signs_in(by=item))
            if self._filled(stage):
                stage.leaves(self._filled(stage), somebody, rows=1)
            for path in self._filled(stage):
                columns = stage.datamap.tables[path].columns.items()
                others = [column for column, said in columns if said in REACH and said != item]
                stage.leaves(path, somebody, rows=0, where=dict.fromkeys(others, FILLED))

    def _reached_by(self) -> Sequence[str]:
        """The items by which somebody is reached and can be checked."""
        return [item for item in self.items or () if item in REACH]

    def _filled(self, stage: Stage) -> Sequence[str]:
        name = stage.promise.path.partition(".")[2]
        return [path for path, mapped in stage.datamap.tables.items() if name in mapped.functions and mapped.subject]

    @breach("an account that nobody can be identified by", also=("consent", "collection", "access-control"))
    def unidentified(self, rehearsal: Rehearsal) -> None:
        for path, mapped in rehearsal.datamap.tables.items():
            columns = self._columns(mapped) if rehearsal.promise.path.partition(".")[2] in mapped.functions else ()
            for database in rehearsal.databases(mapped.store) if columns else ():
                # The table may itself refuse it; the rehearsal takes that refusal away first.
                rehearsal.sql(database, _drop_checks(path))
                empty = ", ".join(f"{column} = null" for column in columns)
                if rehearsal.sql(database, f"update {path} set {empty} where ctid = (select min(ctid) from {path})"):  # noqa: S608
                    return

    @breach("an account without any decision behind it", also=("consent", "collection", "purpose-limit"))
    def undecided(self, rehearsal: Rehearsal) -> None:
        for path, mapped in rehearsal.datamap.tables.items():
            ours = rehearsal.promise.path.partition(".")[2] in mapped.functions and bool(self._columns(mapped))
            for database in rehearsal.databases(mapped.store) if ours and mapped.decision else ():
                one = f"(select min({mapped.decision}) from {path})"  # noqa: S608
                if rehearsal.sql(database, f"delete from kept.decision where decision_id = {one}"):  # noqa: S608
                    return


def _drop_checks(path: str) -> str:
    return f"""do $drop$ declare found text; begin
      for found in select conname from pg_constraint where conrelid = '{path}'::regclass and contype = 'c' loop
        execute format('alter table {path} drop constraint %I', found);
      end loop; end $drop$"""  # noqa: S608
