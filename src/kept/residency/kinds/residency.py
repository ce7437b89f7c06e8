"""Where data is kept: the clusters, their places and hosts, and that a tenant stays where it was put."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from sqlalchemy import Text, cast, select

from kept.promises import (
    Control,
    Database,
    Evidence,
    Finding,
    Ground,
    Look,
    Question,
    Rehearsal,
    Stage,
    Verdict,
    Words,
    act,
    breach,
    broken,
    judged,
    kept,
    kind,
    unproven,
)
from kept.protect.fixing import fixed_column, trigger_name
from kept.residency.places import people_of, region_of, registered, row_key, rows_elsewhere, sensitive_abroad, sensitive_columns, system_of
from kept.statement.weighing import found

BOOKS: Final = "kept.tenant_registration"
ELSEWHERE: Final = Words("这个租户的数据不在其注册的集群内。", "A tenant's data is not in the cluster in which it is registered.")
UNREGISTERED: Final = Words("这个租户没有登记在其所在的集群。", "A tenant is not registered for the cluster that it is in.")
MOVED: Final = Words("租户的数据中心在注册之后可以被更改。", "A tenant's data centre can be changed after registration.")
ONE_SERVER: Final = Words("不同国家的集群在同一台服务器上。", "Clusters of different countries stand on one server.")
NOT_LISTED: Final = Words("公开页面没有列出该集群的域名。", "The published page does not list this cluster's hosts.")
NOT_LOGIN: Final = Words("仅供登录的集群里有登录以外的表。", "A cluster for signing in only has a table for something else.")
OUTSIDE: Final = Words("集群的所在地不在声明列出的地点之内。", "A cluster's place is not among those that the statement lists.")
SENSITIVE_ABROAD: Final = Words("该国用户的敏感个人信息存放在该国境外。", "Sensitive data of that country's people is stored outside it.")
ABROAD: Final = Words("有数据库不在声明的国家。", "A database stands in another country than the statement says.")
NO_STORE: Final = Words("还没有接入任何数据库。", "No database is connected yet.")
NOTHING: Final = Words("还没有任何租户登记。", "No tenant is registered yet.")
NO_DATABASE: Final = Words("数据地图中没有这个集群的数据库。", "The data map has no database of this cluster.")
NOBODY: Final = Words("账册中没有该国的人。", "The books know nobody of that country.")
NO_HOST: Final = Words(
    "要由演练用户访问未列明的域名来证明，服务的应用尚未接入。",
    "Only a visit to an unlisted host can show it, and the service's application is not connected yet.",
)

TOLD: Final = Words(
    "页面说明可能是公司私有部署，以及向谁了解。", "It is said that this may be a company's own deployment, and whom to ask."
)


@kind("residency", section="storage", named="code")
class Residency:
    """Where data is kept: the clusters, their places and hosts, and that a tenant stays where it was put.

    ``country`` is a cluster's country as its two-letter code (ISO 3166-1). A cluster's code is the declaration's own English name.
    A cluster: its database stands on a server that no other country's shares (where all regions share one server, its place is
    only registered), every tenant in it is registered for it or signs in through its host from the same country, and the page
    lists its hosts. ``use`` for signing in only: no other tables. ``timing``: every row of a tenant is where the tenant was
    registered. ``change``: the database refuses to change it. ``data`` and ``place``: no sensitive data of a country's people
    is stored outside it. A ``country`` alone, without a cluster's role or hosts: no database stands elsewhere; ``qualifier`` is how the
    statement limits that. PIPL art. 38 and 40; data localisation by contract.
    """

    sites: tuple[Words, ...] | None = None
    basis: str | None = None
    scope: str | None = None
    timing: str | None = None
    change: str | None = None
    system: Words | None = None
    role: Words | None = None
    location: tuple[Words, ...] | None = None
    country: str | None = None
    qualifier: Words | None = None
    cloud: Words | None = None
    domains: tuple[str, ...] | None = None
    business: tuple[str, ...] | None = None
    login: str | None = None
    use: str | None = None
    case: str | None = None
    contact: str | None = None
    data: tuple[str, ...] | None = None
    place: str | None = None
    cluster_in_table: str | None = None

    @property
    def cluster(self) -> bool:
        """Whether it is a cluster, and not a rule for all of them."""
        return bool(self.country and (self.system or self.role or self.login or self.business or self.domains or self.location))

    def questions(self, look: Look) -> Sequence[Question]:
        if self.cluster:
            return list(self._registered_here(look))
        if self.timing:
            return [asked for path in look.datamap.tables if (asked := rows_elsewhere(look, path)) is not None]
        country = region_of(look.statement, self.place) if self.data and self.place else None
        return list(sensitive_abroad(look, country)) if country else []

    def _registered_here(self, look: Look) -> Iterator[Question]:
        listed, _, key = look.datamap.roles.tenants.rpartition(".")
        tenants, books = look.table(listed), look.table(BOOKS)
        here = [database for database in look.holding(listed) if database.cluster == _name(look)]
        if tenants is not None and books is not None and here:
            ours = select(books.c.tenant_ref).where(books.c.cluster == _name(look), books.c.country == self.country)
            yield Question(here, tenants, cast(tenants.c[key], Text).not_in(ours), row_key(look, listed), None, "tenants of the cluster")

    def keep(self, ground: Ground) -> Iterable[Control]:
        if self.change:
            listed = ground.datamap.roles.tenants.rpartition(".")[0]
            for database in ground.databases():
                yield from (fixed_column(database, BOOKS, column) for column in ("tenant_ref", "cluster", "country"))
                if ground.datamap.tables[listed].store == database.store:
                    said = [column for column in ("cluster", "country") if column in ground.datamap.tables[listed].columns]
                    yield from (fixed_column(database, listed, column) for column in said)

    def prove(self, look: Look) -> Verdict:
        if self.cluster:
            return self._cluster(look)
        if self.country:
            return self._inside(look, self.country)
        if self.timing:
            return judged(look.counts(), ELSEWHERE, NOTHING)
        if self.change:
            return self._fixed(look)
        if self.data and self.place:
            return self._at_home(look, region_of(look.statement, self.place))
        return self._listed(look) if self.sites else unproven(NO_HOST)

    def _cluster(self, look: Look) -> Verdict:
        databases = [database for database in look.databases() if database.cluster == _name(look)]
        if not databases:
            return unproven(NO_DATABASE)
        rows = judged(look.counts(), UNREGISTERED, NOTHING)
        evidence, findings, checked = list(rows.evidence), list(rows.findings), rows.checked
        for database in databases:
            tenants = registered(look, database)
            if tenants:
                evidence.append(
                    Evidence(f"tenants registered in {database.name}", "staged" if look.staged else "registered", BOOKS, len(tenants))
                )
            findings += _strangers(look, database)
            servers = _shared_with(look, database)
            findings += [Finding(database.name, other, ONE_SERVER) for other in servers]
            evidence.append(Evidence(f"server of {database.name}, apart from other countries'", database.place, "pg_control_system()", 1))
            evidence.append(Evidence(f"country in which that server is said to stand: {database.country}", "registered", "storage", 1))
            checked += len(tenants) + 1
            if database.country != self.country:
                findings.append(Finding(database.name, database.country, OUTSIDE))
            if self.use:
                evidence.append(
                    Evidence(f"tables of {database.name}", "observed", "pg_catalog.pg_class", len(look.schema(database).tables))
                )
                findings += [Finding(f"{database.name} {path}", path, NOT_LOGIN) for path in _not_for_login(look, database)]
        hosts = [*(self.domains or ()), *(self.business or ()), *([self.login] if self.login else [])]
        for language in look.statement.languages.all:
            page = look.page(language)
            if page is not None:
                missing = [host for host in hosts if page.status != 200 or host not in page.html]
                findings += [Finding(page.url, host, NOT_LISTED) for host in missing]
                evidence.append(Evidence(f"page ({language})", "observed", f"GET {page.url}", len(hosts)))
                checked += len(hosts)
        if findings:
            return broken(checked, max(len(findings), rows.failing), evidence, findings, findings[0].what)
        return rows if rows.outcome == "unproven" and look.counts() else kept(checked, evidence)

    def _fixed(self, look: Look) -> Verdict:
        evidence: list[Evidence] = []
        findings: list[Finding] = []
        checked = 0
        books = look.table(BOOKS)
        for database in look.databases():
            if books is None or not registered(look, database):
                continue
            known = look.schema(database).tables.get(BOOKS)
            state = known.triggers.get(trigger_name("cluster"), "") if known else ""
            if not state or state.startswith("D"):
                findings.append(Finding(f"{database.name} {BOOKS}", trigger_name("cluster"), MOVED))
            tried = look.attempt(database, look.datamap.roles.application, f"update {BOOKS} set cluster = cluster || '-moved'")  # noqa: S608
            if not tried.refused:
                findings.append(Finding(f"{database.name} {BOOKS}", look.datamap.roles.application, MOVED))
            evidence.append(Evidence(f"{database.name}: update as {look.datamap.roles.application}", "observed", tried.sqlstate, 1))
            checked += 2
        if findings:
            return broken(checked, len(findings), evidence, findings, MOVED)
        return kept(checked, evidence) if checked else unproven(NOTHING)

    def _at_home(self, look: Look, country: str | None) -> Verdict:
        counted = judged(look.counts(), SENSITIVE_ABROAD, NOBODY)
        people = people_of(look, country) if country else 0
        if counted.outcome == "kept" and not people:
            return unproven(NOBODY, counted.evidence, counted.checked)
        theirs = Evidence(f"people of {country}", "staged" if look.staged else "observed", "kept.subject", people)
        return Verdict(counted.outcome, counted.checked, counted.failing, (*counted.evidence, theirs), counted.findings, counted.reason)

    def _inside(self, look: Look, country: str) -> Verdict:
        databases = look.databases()
        findings = [Finding(database.name, database.country, ABROAD) for database in databases if database.country != country]
        return found("databases and the country in which each is said to stand", len(databases), findings, ABROAD, NO_STORE, "registered")

    def _listed(self, look: Look) -> Verdict:
        sites = {words.en for words in self.sites or ()}
        clusters = {name: declared.body for name, declared in look.statement.section("storage").items() if declared.body.country}
        countries = {body.country for body in clusters.values() if sites & {words.en for words in body.location or ()}}
        findings = []
        for database in look.databases():
            body = clusters.get(database.cluster)
            named = {words.en for words in (body.location or ())} if body else set()
            if body is None or body.country != database.country or not (named & sites or (len(named) == 1 and body.country in countries)):
                findings.append(Finding(database.name, database.cluster, OUTSIDE))
        evidence = [Evidence("databases and the places that the statement lists", "registered", "storage", len(look.databases()))]
        if findings:
            return broken(len(look.databases()), len(findings), evidence, findings, OUTSIDE)
        return kept(len(look.databases()), evidence) if look.databases() else unproven(NO_DATABASE)

    @act("somebody comes from a host that is in no table, and is told whom to ask")
    def coming_from_elsewhere(self, stage: Stage) -> None:
        if self.case and self.contact:
            stage.expect(TOLD, stage.person("stranger to the table").told(stage.promise.path))

    @breach("a tenant of another country turns up in the cluster", also=("cross-border",))
    def stranger(self, rehearsal: Rehearsal) -> None:
        for database in rehearsal.databases():
            if self.country and database.cluster == rehearsal.promise.path.partition(".")[2]:
                values = "values ('0', 'elsewhere', 'ZZ', now())"
                rehearsal.sql(database, f"insert into {BOOKS} (tenant_ref, cluster, country, registered_at) {values}")

    @breach("a tenant is no longer registered for the cluster that holds its rows")
    def unregistered(self, rehearsal: Rehearsal) -> None:
        listed, _, key = rehearsal.datamap.roles.tenants.rpartition(".")
        for database in rehearsal.databases(rehearsal.datamap.tables[listed].store):
            if self.country and database.cluster == rehearsal.promise.path.partition(".")[2]:
                rehearsal.sql(database, f"delete from {BOOKS} where tenant_ref = (select min({key})::text from {listed})")  # noqa: S608

    @breach("a row of another cluster's tenant", also=("third-party-data", "tenant-isolation"))
    def misplaced_row(self, rehearsal: Rehearsal) -> None:
        listed = rehearsal.datamap.roles.tenants.rpartition(".")[0]
        for path, table in rehearsal.datamap.tables.items():
            for database in rehearsal.databases(table.store) if self.timing and table.held_for and path != listed else ():
                rehearsal.sql(database, "set local session_replication_role = replica")
                one = f"update {path} set {table.held_for} = -1 where ctid = (select min(ctid) from {path})"  # noqa: S608
                moved = rehearsal.sql(database, one)
                rehearsal.sql(database, "set local session_replication_role = origin")
                if moved:
                    return

    @breach("the tenants' table says another cluster than the registration")
    def said_elsewhere(self, rehearsal: Rehearsal) -> None:
        listed = rehearsal.datamap.roles.tenants.rpartition(".")[0]
        table = rehearsal.datamap.tables[listed]
        if self.timing and "cluster" in table.columns:
            database = rehearsal.databases(table.store)[0]
            rehearsal.sql(database, f"alter table {listed} disable trigger user")
            rehearsal.sql(database, f"update {listed} set cluster = 'elsewhere' where ctid = (select min(ctid) from {listed})")  # noqa: S608
            rehearsal.sql(database, f"alter table {listed} enable trigger user")

    @breach("the triggers that fix a tenant's cluster are switched off")
    def unfixed(self, rehearsal: Rehearsal) -> None:
        if self.change:
            rehearsal.sql(rehearsal.databases()[0], f"alter table {BOOKS} disable trigger user")

    @breach("the application may move tenants")
    def movable(self, rehearsal: Rehearsal) -> None:
        if self.change:
            database = rehearsal.databases()[0]
            rehearsal.sql(database, f"drop trigger zz_kept_fixed_cluster on {BOOKS}")
            rehearsal.sql(database, f"grant select, update on {BOOKS} to {rehearsal.datamap.roles.application}")

    @breach("sensitive data of that country's people lies in a cluster abroad", also=("cross-border", "jurisdiction", "minors", "consent"))
    def sensitive_stored(self, rehearsal: Rehearsal) -> None:
        country = region_of(rehearsal.statement, self.place) if self.data and self.place else None
        for path, table in rehearsal.datamap.tables.items():
            for database in rehearsal.databases(table.store) if country and table.subject and sensitive_columns(rehearsal, path) else ():
                text = f"update kept.subject set country = :country where subject_id = (select {table.subject} from {path} limit 1)"  # noqa: S608
                if database.country != country and rehearsal.sql(database, text, country=country):
                    return

    @breach("a whole database turns out to be of that country's people", also=("cross-border", "jurisdiction", "minors", "consent"))
    def everybody_there(self, rehearsal: Rehearsal) -> None:
        country = region_of(rehearsal.statement, self.place) if self.data and self.place else None
        path = next(
            (path for path, table in rehearsal.datamap.tables.items() if table.subject and sensitive_columns(rehearsal, path)), None
        )
        if country and path:
            database = rehearsal.databases(rehearsal.datamap.tables[path].store)[0]
            rehearsal.sql(database, "update kept.subject set country = :country", country=country)

    @breach(
        "a table of business data in a cluster that is for signing in only",
        also=("retention", "collection", "access-control", "tenant-isolation", "definition"),
    )
    def business_table(self, rehearsal: Rehearsal) -> None:
        for database in rehearsal.databases():
            if self.use and database.cluster == rehearsal.promise.path.partition(".")[2]:
                schema = rehearsal.datamap.stores[database.store].schemas[0]
                rehearsal.sql(database, f"create table {schema}.orders (order_id bigint primary key, amount bigint)")


def _name(look: Look) -> str:
    return look.promise.path.partition(".")[2]


def _strangers(look: Look, database: Database) -> Iterator[Finding]:
    """Tenants in the books of a database that neither belong to it nor sign in through its host from the same country."""
    clusters = look.statement.section("storage")
    host = clusters[database.cluster].body.login
    for tenant, (cluster, country) in registered(look, database).items():
        home = clusters.get(cluster)
        guest = home is not None and home.body.login == host and home.body.country == country == database.country
        if (cluster, country) != (database.cluster, database.country) and not guest:
            yield Finding(f"{database.name} {BOOKS}", tenant, UNREGISTERED)


def _shared_with(look: Look, database: Database) -> Sequence[str]:
    """Databases of other countries on the same server; not asked where one server for all is what was configured."""
    if database.place != "observed":
        return []
    abroad = [other for other in look.databases() if other.country != database.country]
    return [other.name for other in abroad if system_of(look, other) == system_of(look, database)]


def _not_for_login(look: Look, database: Database) -> Sequence[str]:
    """Tables of a login-only database that the data map does not place there, or that serve more than basic functions and logs."""
    functions = look.statement.section("functions")
    mapped = look.datamap.of_store(database.store)
    found = []
    for path, table in look.schema(database).tables.items():
        if table.schema in ("kept", "public") or table.is_view:
            continue
        said = mapped.get(path)
        business = said is None or (said.purposes != () and not any(functions[name].kind == "function-basic" for name in said.functions))
        if business:
            found.append(path)
    return found
