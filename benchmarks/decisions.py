"""A decision beside Cedar and Casbin: 60 functions, 8 purposes, 40 items, 6 regions, with consents and ages; every answer compared.

Ours says why it refuses and what to leave out; theirs say yes or no. The peers are no dependency: this installs them into a folder of its
own for the run (cedarpy and casbin are Apache-2.0), and measures ours alone where that is not possible.
"""

from __future__ import annotations

import importlib
import json
import logging
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from benchmarks.figure import Figure, Sizes
from kept.decisions import Agreement, Decisions, Person, Policy, column, decide_all
from kept.decisions.model import Ages, Cell, ItemRule
from kept.decisions.wording import need

PEERS: Final = ("cedarpy==4.12.2", "casbin==1.43.0")
SEED: Final = 20261123
ROUNDS: Final = 3
REQUESTS: Final = 20_000
CEDAR_REQUESTS: Final = 5_000
OTHERS: Final = 200_000
ROOM: Final = 250_000
FUNCTIONS: Final = [f"f{n:02}" for n in range(60)]
PURPOSES: Final = [f"p{n}" for n in range(8)]
ITEMS: Final = [f"i{n:02}" for n in range(40)]
GATES: Final = {"CN": 14, "DE": 16, "IN": 18, "ID": 18, "SG": 13, "US": 13}
EXTENDED: Final = frozenset(FUNCTIONS[20:])
SENSITIVE: Final = frozenset(ITEMS[32:])
SEPARATE: Final = frozenset({"CN", "DE", "IN"})
Cells = Mapping[tuple[str, str], tuple[Sequence[str], Sequence[str]]]


@dataclass(frozen=True)
class User:
    age: int
    guardian: bool
    consents: frozenset[str]
    separate: frozenset[str]


@dataclass(frozen=True)
class Request:
    user: int
    function: str
    purpose: str
    item: str
    region: str


@cache
def cells() -> Cells:
    """By function and purpose the items and regions: about 3 purposes, 8 items, 4 regions a function."""
    chance = random.Random(f"{SEED}:m")
    some = chance.sample
    return {
        (function, purpose): (sorted(some(ITEMS, chance.randint(4, 12))), sorted(some(sorted(GATES), chance.randint(3, 6))))
        for function in FUNCTIONS
        for purpose in sorted(some(PURPOSES, chance.randint(2, 4)))
    }


@cache
def matrix() -> frozenset[tuple[str, str, str, str]]:
    return frozenset((f, p, item, region) for (f, p), (items, regions) in cells().items() for item in items for region in regions)


def users(count: int) -> list[User]:
    chance = random.Random(f"{SEED}:u")
    matters, made = [f"{f}|{p}" for f, p in cells() if f in EXTENDED], []
    for _ in range(count):
        age = chance.choice((chance.randint(8, 19), chance.randint(18, 80), chance.randint(18, 80)))
        guardian = age < 18 and chance.random() < 0.4
        agreed = frozenset(matter for matter in matters if chance.random() < 0.5)
        made.append(User(age, guardian, agreed, frozenset(item for item in sorted(SENSITIVE) if chance.random() < 0.6)))
    return made


def requests(among: int, count: int = REQUESTS, seed: str = "r") -> list[Request]:
    """Seven in ten lie in the matrix, the others anywhere."""
    chance, declared, regions = random.Random(f"{SEED}:{seed}"), sorted(matrix()), sorted(GATES)
    return [
        Request(
            chance.randrange(among),
            *(
                chance.choice(declared)
                if chance.random() < 0.7
                else (chance.choice(FUNCTIONS), chance.choice(PURPOSES), chance.choice(ITEMS), chance.choice(regions))
            ),
        )
        for _ in range(count)
    ]


def truth(user: User, ask: Request) -> bool:
    """The answer, written down as the problem says it."""
    return (
        (ask.function, ask.purpose, ask.item, ask.region) in matrix()
        and (ask.function not in EXTENDED or f"{ask.function}|{ask.purpose}" in user.consents)
        and (ask.item not in SENSITIVE or ask.region not in SEPARATE or ask.item in user.separate)
        and (user.age >= GATES[ask.region] or user.guardian)
    )


def policy() -> Policy:
    """The problem as a policy of ours."""
    made = {}
    for (function, purpose), (items, regions) in cells().items():
        matter = f"{function}|{purpose}"
        consent = (need("consent", matter, (f"express:{matter}",), (function,)),) if function in EXTENDED else ()
        basis = "consent" if consent else "necessary"
        made[function, purpose] = Cell(function, purpose, frozenset(items), consent, (function,), basis, regions=frozenset(regions))
    rules = {item: ItemRule(item in SENSITIVE) for item in ITEMS}
    everywhere = frozenset(GATES)
    return Policy(
        "problem", rules, frozenset(FUNCTIONS), frozenset(PURPOSES), made, ages=Ages(GATES), regions=everywhere, separate_in=SEPARATE
    )


def person(user: User) -> Person:
    said = {Agreement(matter, "problem") for matter in user.consents} | {Agreement(f"items.{item}", "problem") for item in user.separate}
    return Person(frozenset(said), user.age, guardian=user.guardian)


def run(sizes: Sizes) -> Iterable[Figure]:
    """Each engine answers the same requests in this one process; a time is the median of one call, on the same clock."""
    people, asked = users(1000), requests(1000)
    expected = [truth(people[ask.user], ask) for ask in asked]
    decisions = Decisions(policy())
    begun = time.perf_counter()
    standings = [decisions.standing(person(user)) for user in people]
    each = (time.perf_counter() - begun) / len(people)

    def ours(ask: Request) -> bool:
        answer = decisions.decide(standings[ask.user], ask.function, ask.purpose, (ask.item,), None, ask.region)
        return bool(answer.allowed and not answer.missing)

    first, different = _median(ours, asked, expected, rounds=1)
    again, wrong = _median(ours, asked, expected)
    decisions = Decisions(policy(), room=ROOM)
    for other in requests(1000, OTHERS, "others"):
        ours(other)
    served, more = _median(ours, asked, expected, rounds=1)
    different += wrong + more
    yield Figure("a decision with its reasons, in process", again, "µs")
    yield Figure("  the first time, in a new process", first, "µs")
    yield Figure(f"  the first time, after {OTHERS:,} other requests", served, "µs")
    yield Figure("  a person's state made ready (once per change)", each * 1e6, "µs")
    with peers() as there:
        if there:
            for name, engine, some in (("cedarpy", cedar, CEDAR_REQUESTS), ("casbin FastEnforcer", casbin, REQUESTS)):
                theirs, wrong = _median(engine(people), asked[:some], expected[:some])
                different += wrong
                yield Figure(f"{name}, yes or no", theirs, "µs")
                yield Figure(f"{name} / ours", theirs / again, "times", at_least=30)
                yield Figure(f"  {name} / ours after other requests", theirs / served, "times")
                yield Figure(f"  {name} / ours in a new process", theirs / first, "times")
        else:
            print(f"      {', '.join(PEERS)} could not be installed here: ours alone is measured")
    yield Figure("answers that differ from the problem's", different, "answers", at_most=0)
    yield from campaign(decisions, sizes.people)


def campaign(decisions: Decisions, count: int) -> Iterator[Figure]:
    """One question about everybody at once, with the reasons counted; every row compared."""
    people = users(count)
    lacks = column(decisions, map(person, people))
    asked_of = (key for key, (items, _) in cells().items() if key[0] in EXTENDED and SENSITIVE & set(items))
    function, purpose = next(asked_of)
    items, regions = cells()[function, purpose]
    item, region = next(item for item in items if item in SENSITIVE), regions[0]
    taken, mask = [], b""
    for _ in range(9):
        begun = time.process_time()
        batch = decide_all(decisions, lacks, function, purpose, (item,), None, region)
        mask = batch.mask()
        batch.reasons()
        taken.append(time.process_time() - begun)
    ask = Request(0, function, purpose, item, region)
    wrong = sum(bool(said) != truth(user, ask) for said, user in zip(mask, people, strict=True))
    yield Figure(f"a batch over {count:,} people, reasons counted", count / statistics.median(taken) / 1e6, "million/s", at_least=3)
    yield Figure("  rows that differ from the problem's", wrong, "rows", at_most=0)


def _median(
    engine: Callable[[Request], bool], asked: Sequence[Request], expected: Sequence[bool], rounds: int = ROUNDS
) -> tuple[float, int]:
    """The median of one call in microseconds over the rounds, and how many answers are wrong."""
    medians, wrong = [], 0
    for _ in range(rounds):
        times, answers = [], []
        for ask in asked:
            begun = time.perf_counter_ns()
            answer = engine(ask)
            times.append(time.perf_counter_ns() - begun)
            answers.append(answer)
        medians.append(statistics.median(times))
        wrong += sum(a != b for a, b in zip(answers, expected, strict=True))
    return statistics.median(medians) / 1000, wrong


@contextmanager
def peers() -> Iterator[bool]:
    """Cedar and Casbin importable while this lasts, and gone afterwards; False where they cannot be installed."""
    with TemporaryDirectory(prefix="kept-peers-") as folder:
        command = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", folder, *PEERS)
        done = subprocess.run(command, check=False, capture_output=True)
        sys.path.append(folder)
        try:
            yield done.returncode == 0
        finally:
            sys.path.remove(folder)


FORBIDDEN: Final = """
permit(principal, action == Action::"use", resource) when { resource.allowed.contains(context.cell) };
forbid(principal, action, resource) when { resource.extended && !context.consent.contains(context.matter) };
forbid(principal, action, resource) when { context.sensitive && context.separate && !context.sens.contains(context.item) };
forbid(principal, action, resource) when { context.age < context.gate && !context.guardian };"""


def cedar(people: Sequence[User]) -> Callable[[Request], bool]:
    """One permit and three forbids over the matrix as attributes, parsed once; a person's facts come in the context."""
    cedarpy: Any = importlib.import_module("cedarpy")
    entities = [
        {
            "uid": {"type": "Function", "id": function},
            "parents": [],
            "attrs": {
                "extended": function in EXTENDED,
                "allowed": [
                    f"{p}|{i}|{c}" for (f, p), (items, regions) in cells().items() if f == function for i in items for c in regions
                ],
            },
        }
        for function in FUNCTIONS
    ]
    policies, known = cedarpy.PolicySet.from_str(FORBIDDEN), cedarpy.Entities.from_json_str(json.dumps(entities))
    facts = [(sorted(user.consents), sorted(user.separate)) for user in people]

    def decide(ask: Request) -> bool:
        user, (consent, sens) = people[ask.user], facts[ask.user]
        context = {
            "cell": f"{ask.purpose}|{ask.item}|{ask.region}",
            "matter": f"{ask.function}|{ask.purpose}",
            "item": ask.item,
            "gate": GATES[ask.region],
            "age": user.age,
            "guardian": user.guardian,
            "sensitive": ask.item in SENSITIVE,
            "separate": ask.region in SEPARATE,
            "consent": consent,
            "sens": sens,
        }
        request = {
            "principal": {"type": "User", "id": f"u{ask.user}"},
            "action": {"type": "Action", "id": "use"},
            "resource": {"type": "Function", "id": ask.function},
            "context": context,
        }
        return bool(cedarpy.is_authorized(request, policies, known).allowed)

    return decide


SAME: Final = " && ".join(f"r.{name} == p.{name}" for name in ("func", "purpose", "item", "region"))
CASBIN_MODEL: Final = f"""[request_definition]
r = func, purpose, item, region, sub
[policy_definition]
p = func, purpose, item, region
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = {SAME} && facts(r.sub, r.func, r.purpose, r.item, r.region)
"""


def casbin(people: Sequence[User]) -> Callable[[Request], bool]:
    """A line for each row of the matrix, found by its four fields; the person's facts are a function of ours."""
    module: Any = importlib.import_module("casbin")
    logging.disable(logging.WARNING)
    with TemporaryDirectory() as folder:
        model = Path(folder, "model.conf")
        model.write_text(CASBIN_MODEL, encoding="utf-8")
        enforcer = module.FastEnforcer(str(model), cache_key_order=[0, 1, 2, 3])
    enforcer.add_policies([list(row) for row in sorted(matrix())])

    def facts(user: User, function: str, purpose: str, item: str, region: str) -> bool:
        return (
            (function not in EXTENDED or f"{function}|{purpose}" in user.consents)
            and (item not in SENSITIVE or region not in SEPARATE or item in user.separate)
            and (user.age >= GATES[region] or user.guardian)
        )

    enforcer.add_function("facts", facts)
    return lambda ask: bool(enforcer.enforce(ask.function, ask.purpose, ask.item, ask.region, people[ask.user]))
