"""One tenant cannot reach another's rows, whatever SQL it runs."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from kept.promises import (
    Control,
    Database,
    Evidence,
    Finding,
    Ground,
    Look,
    Origin,
    Rehearsal,
    Stage,
    Verdict,
    Words,
    act,
    breach,
    broken,
    kept,
    kind,
    unproven,
)
from kept.protect.attacking import Attack, Attacker, attack, own_rows, tenants_of
from kept.protect.isolation import held_tables, isolation
from kept.protect.secured import insecure

MOST_SHOWN: Final = 50
WRONG: Final = Words("一个租户可以到达其他租户的数据。", "A tenant can reach another tenant's data.")
NOTHING: Final = Words(
    "没有任何数据库存有两个租户的行，隔离无从检验。", "No database holds rows of two tenants, so there is nothing that could have leaked."
)
NO_ENTRANCE: Final = Words(
    "租户自己的数据库角色无法登录，或看不到自己的任何行：无从以租户身份检验。",
    "A tenant's own database role cannot sign in, or sees no row of its own: the isolation cannot be tried as a tenant.",
)
BREACH_ALSO: Final = ("access-control", "definition")

GOT_THROUGH: Final = Words("得手的途径。", "What got through.")


@kind("tenant-isolation", section="security")
class TenantIsolation:
    """One tenant cannot reach another's rows, whatever SQL it runs.

    Kept gives every table that the data map holds for a tenant (``held_for``) forced row level security, whose policy compares the
    row's tenant with the role that signed in. The probe reads the catalogue of every database (row security, every policy, unique
    and foreign keys, roles, views, functions with their owner's rights), and then signs in as two of its tenants and tries for others'
    rows in every table: reading, updating, deleting, inserting in another's name, after setting whatever policies might believe, and
    by changing role. PIPL art. 51(1), 59; the sentence of the statement about isolation.
    ``unit``: what is kept apart from what; ``technique``: how the statement calls it.
    """

    unit: str | None = None
    technique: str | None = None

    def keep(self, ground: Ground) -> Iterator[Control]:
        return isolation(ground)

    def prove(self, look: Look) -> Verdict:
        found = [look.once(database, "tenant isolation", partial(_looked_at, look, database)) for database in look.databases()]
        secured = sum(len(held_tables(look.datamap, database.store)) for database in look.databases())
        findings = [finding for wrong, _ in found for finding in wrong]
        attacks = [one for _, tried in found for one in tried]
        findings += [finding for one in attacks for finding in one.findings]
        evidence = _evidence(look, secured, attacks)
        checked = secured + sum(len(one.trial.steps) for one in attacks)
        if findings:
            return broken(checked, len(findings), evidence, findings[:MOST_SHOWN], WRONG)
        if not attacks:
            return unproven(NOTHING, evidence, checked)
        if not all(own_rows(one.trial) for one in attacks):
            return unproven(NO_ENTRANCE, evidence, checked)
        return kept(checked, evidence)

    @act("somebody of another organisation tries every page and parameter, and gets nothing")
    def attacking(self, stage: Stage) -> None:
        for what in ("read", "change") if self.unit == "tenant" else ():
            stage.expect(GOT_THROUGH, (what, list(stage.person("outsider").attack(stage.person(), what))), (what, []))

    @breach("a second policy lets everybody in", also=BREACH_ALSO)
    def permissive(self, rehearsal: Rehearsal) -> None:
        database, path = _table(rehearsal)
        rehearsal.sql(database, f"create policy everybody on {path} using (true)")

    @breach("the policy of one table is dropped", also=BREACH_ALSO)
    def unguarded(self, rehearsal: Rehearsal) -> None:
        database, path = _table(rehearsal)
        rehearsal.sql(database, f"drop policy kept_tenant on {path}")

    @breach("row security is switched off on one table", also=BREACH_ALSO)
    def switched_off(self, rehearsal: Rehearsal) -> None:
        database, path = _table(rehearsal)
        rehearsal.sql(database, f"alter table {path} disable row level security")

    @breach("the policy believes a setting that anybody can change", also=BREACH_ALSO)
    def believing(self, rehearsal: Rehearsal) -> None:
        database, path = _table(rehearsal)
        key = rehearsal.datamap.tables[path].held_for
        rehearsal.sql(database, f"drop policy kept_tenant on {path}")
        rehearsal.sql(database, f"create policy kept_tenant on {path} using ({key}::text = current_setting('kept.tenant', true))")

    @breach("the function behind every policy answers with the same tenant for everybody", also=BREACH_ALSO)
    def misled(self, rehearsal: Rehearsal) -> None:
        database, path = _table(rehearsal)
        key = rehearsal.datamap.tables[path].held_for
        body = f"begin return (select min({key}) from {path}); end"  # noqa: S608
        says = f"returns {path}.{key}%type language plpgsql security definer"
        rehearsal.sql(database, f"create or replace function kept.tenant_of(role name) {says} as $f$ {body} $f$")

    @breach("the application's role is allowed past row security", also=BREACH_ALSO)
    def bypassing(self, rehearsal: Rehearsal) -> None:
        database, _ = _table(rehearsal)
        rehearsal.sql(database, f"alter role {rehearsal.datamap.roles.application} bypassrls")

    @breach("a tenant's role becomes a member of another tenant's", also=BREACH_ALSO)
    def befriended(self, rehearsal: Rehearsal) -> None:
        database, path = _table(rehearsal)
        before, _, after = rehearsal.datamap.roles.tenant.partition("{tenant}")
        key = rehearsal.datamap.tables[path].held_for
        first, last = (f"'{before}' || {which}({key}) || '{after}'" for which in ("min", "max"))
        grant = f"execute (select format('grant %I to %I', {first}, {last}) from {path})"  # noqa: S608
        rehearsal.sql(database, f"do $grant$ begin {grant}; end $grant$")

    @breach("a view shows every tenant's rows to all of them", also=BREACH_ALSO)
    def view(self, rehearsal: Rehearsal) -> None:
        database, path = _table(rehearsal)
        schema = path.partition(".")[0]
        rehearsal.sql(database, f"create view {schema}.kept_breach as select * from {path}")  # noqa: S608
        rehearsal.sql(database, f"grant select on {schema}.kept_breach to kept_tenant")

    @breach("a unique key leaves the tenant out, so that its error tells others' values", also=BREACH_ALSO)
    def key(self, rehearsal: Rehearsal) -> None:
        database, path = _table(rehearsal)
        rehearsal.sql(database, f"alter table {path} add column kept_breach bigint unique")


def _looked_at(look: Look, database: Database) -> tuple[Sequence[Finding], Sequence[Attack]]:
    """What is wrong in the catalogue of a database, and the attacks of two of its tenants on each other; none where it has fewer."""
    if not held_tables(look.datamap, database.store):
        return (), ()
    there, tenants = tenants_of(look, database)
    roles = [look.datamap.roles.tenant.replace("{tenant}", str(tenant)) for tenant in tenants]
    wrong = list(insecure(look, database, roles[0] if roles else ""))
    if len(tenants) < 2:
        return wrong, ()
    both = Attacker(roles[0], tenants[0], tenants[1], roles[1]), Attacker(roles[1], tenants[1], tenants[0], roles[0])
    return wrong, [attack(look, database, attacker, there) for attacker in both]


def _table(rehearsal: Rehearsal) -> tuple[Database, str]:
    """The tenants' own table in its first database: the table of tenants stands in every one of them."""
    path = rehearsal.datamap.roles.tenants.rpartition(".")[0]
    return rehearsal.databases(rehearsal.datamap.tables[path].store)[0], path


def _evidence(look: Look, secured: int, attacks: Sequence[Attack]) -> list[Evidence]:
    origin: Origin = "staged" if look.staged else "observed"
    catalogue = Evidence("row security, policies, keys, roles, views and functions in the catalogue", "observed", "pg_catalog", secured)
    targets = sorted({path for one in attacks for path in one.targets})
    roles = tuple(one.attacker.role for one in attacks)[:10]
    tried = sum(len(one.trial.steps) for one in attacks)
    what = f"attempts by tenants' own roles to reach others' rows, which stand in {len(targets)} tables"
    return [catalogue, *([Evidence(what, origin, "select, update, delete, insert, set, set role", tried, roles)] if attacks else [])]
