"""How many people of which kind a cluster has, and the strings that all of its rows are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from random import Random
from typing import Final, NamedTuple

from ..people import Person, pool
from .stated import EARLIER_LABEL, LABEL, VERSION

CHUNK_ROWS: Final = 4_000
KEYS_AT_ONCE: Final = 4_096
NULL: Final = r"\N"
# A number without a factor in common with others: what is picked by it does not go in step with what is picked by another.
STRIDE: Final = 7_919

# Number of a cluster (it begins all its ids), percent of all people, fewest people.
CLUSTERS: Final = {
    "website": (1, 5, 80),
    "p01": (11, 6, 24),
    "p03": (13, 3, 24),
    "p04": (14, 3, 24),
    "p05": (15, 16, 24),
    "p06": (16, 33, 300),
    "large": (17, 6, 24),
    "p08": (18, 0, 0),
    "cdp_shanghai": (19, 4, 24),
    "p10": (20, 10, 60),
    "p11": (21, 4, 24),
    "p15": (25, 3, 24),
    "p18": (28, 3, 24),
    "p20": (30, 4, 24),
}
CRM: Final = ("p01", "p03", "p04", "p05", "p06", "large", "p11", "p10", "p18", "p15", "p20")
# Whose members sign in at the authentication centre. The others keep their own credentials: p04, p10 and p15 have a login host of
# their own, and the host that p18 and p20 share with p10 keeps nothing of theirs.
CENTRE: Final = "p08"
AT_CENTRE: Final = ("p01", "p03", "p05", "p06", "large", "p11")
# The customer data platform serves the first organisations of p06.
PLATFORM_HOME: Final = "p06"
PLATFORM_TENANTS: Final = CLUSTERS[PLATFORM_HOME][0] * 100_000
LOGIN_HOST: Final = {
    "p04": "login-sandbox.xiaoshouyi.com",
    "p10": "login-p10.xiaoshouyi.com",
    "p15": "login-p15.xiaoshouyi.com",
    "p18": "login-p10.xiaoshouyi.com",
    "p20": "login-p10.xiaoshouyi.com",
}
# Clusters that have people who came before the version in force, the day from which on they came, one person of how many, the fewest.
OLD: Final = ("p01", "p06")
OLD_SINCE: Final = date(2022, 7, 1)
OLD_EVERY, OLD_FEWEST = 25, 6
MIXED: Final = {"p10": ("SG", "SG", "SG", "IN", "US", "SG", "IN", "SG", "US", "SG"), "p18": ("SG", "SG", "SG", "US", "SG")}
# Days since an account was closed: every age within the sixty days, then those of whom only sign-in records are left because the
# law wants them for six months, then those of whom nothing is left.
GONE: Final = range(200, 220)
AGES: Final[Mapping[str, tuple[int, ...]]] = {"CN": (*range(60), *range(62, 90), *GONE), "": (*range(60), *GONE)}


class Table(NamedTuple):
    """Rows of one table: its path (``crm.visit``), its columns, and chunks of COPY text."""

    path: str
    columns: tuple[str, ...]
    chunks: Iterable[bytes]


@dataclass(frozen=True)
class Plan:
    """A cluster: ``members`` (the last ``closed`` of them have left), then ``contacts``, then ``leads``, numbered from 0."""

    name: str
    country: str
    number: int
    seed: int
    today: date
    members: int
    closed: int
    contacts: int
    leads: int
    tenants: int
    people: Sequence[Person]
    day: Sequence[str]
    clock: Sequence[str]
    recent: int

    @property
    def bound(self) -> int:
        """The age in days of the day on which the version in force took effect."""
        return (self.today - VERSION).days

    def label(self, age: int) -> str:
        """The version that was in force ``age`` days ago."""
        return EARLIER_LABEL if age > self.bound else LABEL

    def newer(self, count: int) -> int:
        """How many of ``count`` members or contacts came under the version in force; those after them came before it."""
        return count - max(OLD_FEWEST, count // OLD_EVERY) if self.span > self.bound else count

    def age(self, n: int, old: bool, margin: int) -> int:
        """The age in days of person ``n``; what follows within days of an old one's coming still came before the version in force."""
        if old:
            return self.bound + 5 + n * STRIDE % (self.span - self.bound - 5)
        return 3 + n * STRIDE % (self.recent - margin)

    @property
    def base(self) -> int:
        """The subject id of person 0. Ids with a digit more, of consents and the like, must not have the length of a mobile number."""
        return self.number * 1_000_000

    @property
    def entity(self) -> int:
        """The member, contact or lead id of person 0: a number of its own, so that nobody mistakes one for the other."""
        return self.base + 500_000

    @property
    def tenant(self) -> int:
        """The id of the first tenant. After the ``tenants`` in use there are three that have ended."""
        return self.number * 100_000

    @property
    def ages(self) -> Sequence[int]:
        """Days since the closed accounts were closed; only Chinese law keeps sign-in records on after the sixty days."""
        return AGES.get(self.country, AGES[""])

    @property
    def active(self) -> int:
        return self.members - self.closed

    @property
    def all(self) -> int:
        return self.members + self.contacts + self.leads

    @property
    def span(self) -> int:
        """The age in days of the oldest row."""
        return len(self.day) - 1


def planned(name: str, country: str, people: int, seed: int, today: date, old: bool = False) -> Plan:
    """The plan of a cluster when there are ``people`` over all of them. Rows reach back three years, never before the statement.

    With ``old`` there are some people besides, in the clusters OLD, who came under the version before it.
    """
    number, percent, fewest = CLUSTERS[name]
    count = max(fewest, people * percent // 100)
    if name in CRM:
        members = max(count * 35 // 100, 160 if name == "p06" else 8)
        closed = max(members // 12, len(AGES["CN"]) if name == "p06" else 2)
        contacts = count * 40 // 100
        tenants = min(1_000, max(2, count // 300))
    else:
        members, closed, contacts, tenants = 0, 0, 0, 2 if name == "cdp_shanghai" else 0
    recent = min(1_000, (today - VERSION).days - 3)
    if recent < 365:
        raise ValueError(f"today must be a year after {VERSION}, for accounts that ended long ago; found {today}")
    span = (today - OLD_SINCE).days if old and name in OLD else recent
    countries = MIXED.get(name, (country,))
    return Plan(
        name=name,
        country=country,
        number=number,
        seed=seed,
        today=today,
        members=members,
        closed=closed,
        contacts=contacts,
        leads=count - members - contacts,
        tenants=tenants,
        people=pool(seed, name, countries, count),
        day=[(today - timedelta(days=ago)).isoformat() for ago in range(span + 1)],
        clock=[f"{n // 3600:02d}:{n // 60 % 60:02d}:{n % 60:02d}+00" for n in range(17, 86_400, 61)][:1_409],
        recent=recent,
    )


def chunks(rows: Iterable[str]) -> Iterator[bytes]:
    """Rows joined to chunks that are neither many nor large."""
    source = iter(rows)
    while block := "".join(islice(source, CHUNK_ROWS)):
        yield block.encode()


def table(path: str, columns: str, rows: Iterable[str]) -> Table:
    return Table(path, tuple(columns.split()), chunks(rows))


def lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Few rows, written with convenience: None is null, True and False are PostgreSQL's, lists are arrays."""
    for row in rows:
        yield "\t".join(map(_word, row)) + "\n"


def _word(value: object) -> str:
    match value:
        case None:
            return NULL
        case bool():
            return "t" if value else "f"
        case bytes():
            return r"\\x" + value.hex()
        case list() | tuple():
            return "{" + ",".join(map(str, value)) + "}"
        case _:
            return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def keys(plan: Plan, first: int, last: int) -> Iterator[str]:
    """The vault keys of the people from ``first`` to before ``last``, in hexadecimal; the same whichever table asks."""
    for block in range(first // KEYS_AT_ONCE, (last - 1) // KEYS_AT_ONCE + 1 if last > first else 0):
        text = Random(f"{plan.seed}/{plan.name}/keys/{block}").randbytes(32 * KEYS_AT_ONCE).hex()
        start = block * KEYS_AT_ONCE
        for n in range(max(first, start), min(last, start + KEYS_AT_ONCE)):
            yield text[(n - start) * 64 : (n - start) * 64 + 64]
