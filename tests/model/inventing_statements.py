"""Small statements, people and questions from a seed: every kind of declaration that decisions read, combined as nobody would."""

from __future__ import annotations

from datetime import date
from itertools import product
from random import Random
from typing import Any, Final

from kept.consent.kinds.consent import Consent
from kept.consent.kinds.cookie import Cookie
from kept.consent.kinds.function_basic import FunctionBasic
from kept.consent.kinds.function_extended import FunctionExtended
from kept.consent.kinds.minors import Minors
from kept.consent.kinds.permission import Permission
from kept.datamap.kinds.collection import Collection
from kept.decisions import Agreement, Claim, Person
from kept.decisions.kinds.consent_exemption import EVIDENCE, ConsentExemption
from kept.decisions.kinds.purpose_limit import PurposeLimit
from kept.errors import Place
from kept.law.kinds.jurisdiction import Jurisdiction
from kept.promises import Conflict, Item, Words
from kept.recipients.kinds.affiliate import Affiliate
from kept.recipients.kinds.processor import Processor
from kept.recipients.kinds.public_disclosure import PublicDisclosure
from kept.recipients.kinds.recipient import Recipient
from kept.recipients.kinds.sdk import Sdk
from kept.residency.kinds.cross_border import CrossBorder
from kept.residency.kinds.residency import Residency
from kept.statement import Clause, Declared, Statement
from kept.statement.kinds.definition import Definition
from kept.statement.model import Languages
from tests.model.literal_decisions import Literal, Question

ITEMS: Final = ("name", "email", "gps_location", "temperature", "de_identified_location")
AT_ODDS: Final = Conflict("1", Words("甲", "one thing"), Words("乙", "another"))
TODAY: Final = date(2026, 11, 28)
PLACES: Final = (None, "CN", "IN", "SG", "US-CA", "DE", "GB")
REGIONS: Final = (None, None, None, "CN", "CN", "SG", "IN", "FR")
LABELS: Final = ("now", "now", "now", "now", "now", "now", "before", "other")


def declared(path: str, kind: str, body: Any, label: str | None = None, conflict: Conflict | None = None) -> Declared:
    section, _, name = path.partition(".")
    said = label or name.replace("_", " ")
    return Declared(path, section, name, kind, body, Words(said, said), Place(), conflict=conflict)


def stated(label: str, declarations: list[Declared], together: list[tuple[str, ...]], countries: tuple[str, ...] = ("CN",)) -> Statement:
    """A statement of these declarations; the paths of each tuple stand in one clause."""
    clauses = tuple(Clause(str(n), Words("款", "clause"), states, None, None, Place()) for n, states in enumerate(together, 1))
    by_path = {one.path: one for one in declarations}
    title = Words("声明", "Statement")
    return Statement("invented", date(2026, 1, 1), label, title, Languages(prevailing="zh"), countries, by_path, clauses, ())


def some(chance: Random, among: tuple[str, ...], least: int = 0) -> tuple[str, ...]:
    return tuple(sorted(chance.sample(among, chance.randint(least, len(among)))))


def maybe(chance: Random, value: Any, often: float = 0.5) -> Any:
    return value if chance.random() < often else None


def invented(seed: int) -> Literal:
    """A statement with what the world adds to it: an earlier version, pairs that belong together, routes, the law's ages."""
    chance = Random(seed)
    now = [*_declarations(chance)]
    paths = tuple(one.path for one in now)
    together = [some(chance, paths)[:4] for _ in range(chance.randint(1, 5))]
    statement = stated("now", now, together)
    before = [one for one in now if chance.random() < 0.7]
    altered = [*_declarations(Random(seed + 1))] if chance.random() < 0.3 else before
    functions = [path for path in paths if path.startswith("functions.")]
    purposes = [path for path in paths if path.startswith("purposes.")]
    pairs = [pair for pair in product(functions, purposes) if chance.random() < 0.2]
    routes = frozenset(some(chance, ("SG", "IN"))) if chance.random() < 0.5 else frozenset[str]()
    ages = {"CN": 14, "DE": 16} if chance.random() < 0.3 else {}
    return Literal(statement, (stated("before", altered, []),), frozenset(pairs), routes, ages)


def _declarations(chance: Random) -> list[Declared]:
    odds = lambda: maybe(chance, AT_ODDS, 0.25)  # noqa: E731
    made = [declared(f"items.{name}", "item", Item(name, name, sensitive=chance.random() < 0.4), name.replace("_", " ")) for name in ITEMS]
    kinds: list[Any] = [
        (
            "collection",
            lambda: Collection(items=some(chance, ITEMS[:4]), sensitive=maybe(chance, True, 0.2), category=maybe(chance, "basic", 0.2)),
        ),
        ("function-basic", lambda: FunctionBasic(items=some(chance, ITEMS[:4]))),
        ("function-extended", lambda: FunctionExtended(items=some(chance, ITEMS[:4]))),
    ]
    for n in range(chance.randint(1, 4)):
        kind, body = chance.choice(kinds)
        made.append(declared(f"functions.f{n}", kind, body(), chance.choice(("taking pictures", "camera roll", "visits")), odds()))
    if chance.random() < 0.8:
        cookie = Cookie(items=("name",), category=chance.choice(("necessary", "advertising")))
        made.append(declared("cookies.c", "cookie", cookie))
    for n in range(chance.randint(0, 3)):
        purpose = PurposeLimit(
            items=maybe(chance, some(chance, ITEMS, 1), 0.4),
            limit=maybe(chance, "law", 0.2),
            rule=maybe(chance, "legitimate", 0.1),
        )
        made.append(declared(f"purposes.p{n}", "purpose-limit", purpose, chance.choice(("marketing", "support")), odds()))
    for name in some(chance, ("gps", "camera")):
        words = (Words("拍照", "taking pictures"),)
        said = Permission(items=maybe(chance, ("gps_location",), 0.4), functions=maybe(chance, words), timing=maybe(chance, "at use", 0.1))
        made.append(declared(f"permissions.{name}", "permission", said))
    return [*made, *_parties(chance, odds), *_circumstances(chance)]


def _parties(chance: Random, odds: Any) -> list[Declared]:
    sale = (Words("销售", "promotion and sales"),)
    bodies: list[tuple[str, str, Any]] = [
        (
            "recipients.r",
            "recipient",
            Recipient(
                data=maybe(chance, some(chance, ITEMS)),
                purpose=maybe(chance, sale, 0.3),
                trigger=Words("时", "then"),
                direction=maybe(chance, Words("内", "inbound"), 0.2),
            ),
        ),
        ("recipients.rule", "recipient", Recipient(document="contract")),
        (
            "recipients.firm",
            "processor",
            Processor(data=Words("所需", "what it needs"), bound=chance.choice(("contract", "de-identified", "refusals"))),
        ),
        ("affiliates.a", "affiliate", Affiliate(purpose=(Words("服务", "service"),), data=maybe(chance, some(chance, ITEMS)))),
        ("sdks.s", "sdk", Sdk(company=Words("商", "maker"), data=some(chance, ITEMS))),
        ("handovers.h", "public-disclosure", PublicDisclosure(rule=chance.choice(("consent first", "never")))),
        ("consents.c", "consent", Consent(recipient="r", items=("name",))),
    ]
    return [declared(path, kind, body, conflict=odds()) for path, kind, body in bodies if chance.random() < 0.5]


def _circumstances(chance: Random) -> list[Declared]:
    bodies: list[tuple[str, str, Any]] = [
        ("definitions.cn", "definition", Definition(country="CN", age_under=14)),
        ("definitions.in", "definition", Definition(country="IN", age_under=18)),
        ("definitions.all", "definition", Definition(age_under=16)),
        ("definitions.sensitive", "definition", Definition(minors="under 14")),
        ("minors.closed", "minors", Minors(age_under="10", acts=("collect",))),
        ("minors.stop", "minors", Minors(age_under="14", action="stop use")),
        ("minors.guardian", "minors", Minors(age_under="18", basis="guardian consent")),
        ("minors.inclusive", "minors", Minors(age_under="14", inclusive=True)),
        ("minors.adults", "minors", Minors(audience="adults")),
        ("minors.presumed", "minors", Minors(limit="capacity")),
        ("storage.cn", "residency", Residency(country="CN")),
        ("storage.sg", "residency", Residency(country="SG")),
        ("storage.at_home", "residency", Residency(data=("sensitive", "key"), place="India")),
        ("jurisdictions.india", "jurisdiction", Jurisdiction(region="IN")),
        ("borders.none", "cross-border", CrossBorder(rule="none")),
        ("borders.open", "cross-border", CrossBorder(condition="consent")),
    ]
    made = [declared(path, kind, body, "India" if kind == "jurisdiction" else None) for path, kind, body in bodies if chance.random() < 0.3]
    for n, evidence in enumerate(chance.sample(sorted(EVIDENCE), chance.randint(0, 3))):
        acts = maybe(chance, some(chance, ("collect", "use", "share", "transfer", "public disclosure"), 1))
        region = maybe(chance, chance.choice(("any", "CN data centres", "EEA,UK", "IN")), 0.4)
        purpose = maybe(chance, (Words("安全", "security"),), 0.2)
        made.append(
            declared(
                f"exemptions.e{n}", "consent-exemption", ConsentExemption(evidence=evidence, acts=acts, region=region, purpose=purpose)
            )
        )
    return made


def matters_of(literal: Literal) -> tuple[str, ...]:
    """Everything that somebody could agree to."""
    sections = ("functions", "purposes", "recipients", "affiliates", "sdks", "items", "consents", "cookies", "handovers", "permissions")
    paths = [path for path, one in literal.statement.declarations.items() if one.section in sections]
    return (*paths, *(f"transfer:{region}" for region in ("CN", "SG", "IN")))


def somebody(chance: Random, literal: Literal) -> Person:
    """A person who agreed to much, or to little."""
    much = chance.choice((0.3, 0.8, 1.0, 1.0))
    forms = ("explicit", "separate", "guardian", "conduct") if much < 1 else ("explicit", "separate", "separate", "guardian")
    said = [
        Agreement(matter, chance.choice(LABELS if much < 1 else LABELS[:6]), chance.choice(forms), chance.random() < 0.1 * (much < 1))
        for matter in matters_of(literal)
        if chance.random() < much
    ]
    return Person(
        agreements=frozenset(said),
        age=chance.choice((None, 5, 12, 13, 14, 15, 17, 18, *[40] * 14)),
        place=chance.choice(PLACES),
        home=chance.choice(("CN", "CN", None, None, "SG", "IN")),
        guardian=chance.random() < 0.5,
        permissions=frozenset(some(chance, ("gps", "camera")) if chance.random() < 0.4 else ("gps", "camera")),
        shown=frozenset(some(chance, ("now", "before"))) if chance.random() < 0.2 else frozenset({"now"}),
        no_marketing=chance.random() < 0.3,
        contract=maybe(chance, "C-1"),
    )


def asked(chance: Random, literal: Literal) -> Question:
    """A question about declared names; one in fifty names something that is none."""
    paths = literal.statement.declarations
    functions = [path for path in paths if literal.said.is_function(path) or (literal.said.is_purpose(path) and paths[path].body.items)]
    aims = [path for path in paths if literal.said.is_purpose(path)]
    parties = [path for path in paths if literal.said.is_recipient(path)]
    function = chance.choice(functions)
    purpose = chance.choice((None, None, *aims, *aims, *([chance.choice(functions)] if chance.random() < 0.2 else [])))
    held = tuple(sorted(getattr(paths[function].body, "items", None) or ())) if chance.random() < 0.7 else ()
    among = held or ITEMS
    recipient = chance.choice((None, None, None, None, *parties))
    return Question(
        function=function if chance.random() < 0.98 else "functions.lottery",
        purpose=purpose if chance.random() < 0.98 else "purposes.lottery",
        items=tuple(chance.sample(among, min(len(among), chance.choice((0, 1, 1, 2, 3))))) if chance.random() < 0.98 else ("shoe_size",),
        recipient=recipient if chance.random() < 0.98 else "recipients.rule",
        region=chance.choice(REGIONS),
        claim=_claim(chance, literal) if chance.random() < 0.3 else None,
        stale=chance.random() < 0.03,
    )


def _claim(chance: Random, literal: Literal) -> Claim | None:
    found = [path for path, one in literal.statement.declarations.items() if one.kind == "consent-exemption"]
    if not found:
        return Claim("exemptions.none") if chance.random() < 0.2 else None
    path = chance.choice(found)
    needed = EVIDENCE[literal.statement.declarations[path].body.evidence]
    evidence = {name: "E-1" for name in needed if name != "ends_on" and chance.random() < 0.9}
    ends = chance.choice((None, date(2026, 11, 28), date(2026, 11, 27), date(2027, 1, 1)))
    return Claim(path, evidence, ends, maybe(chance, TODAY, 0.8))
