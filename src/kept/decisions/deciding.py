"""May this be done, now: the compiled policy asked about one person, one function, one purpose.

Every need of a policy is a bit. A person's standing is the set of bits that the person lacks, so that a decision is one look at what the
case needs of what is lacking; answers are values and are kept, so that the same situation is explained once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from kept.decisions.claims import fits
from kept.decisions.facts import agreed, circumstances
from kept.decisions.model import ORDER, Answer, Basis, Cell, Claim, Missing, Need, Party, Person, Policy, What
from kept.decisions.wording import need, unknown
from kept.promises import Words

ROOM: Final = 50_000
KEPT_CASES: Final = 25_000
NOTHING_LIFTED: Final[frozenset[What]] = frozenset()


@dataclass(frozen=True, slots=True)
class Standing:
    """A person as one policy sees them: ``lacks`` has a bit for each of the policy's needs that the person does not meet."""

    lacks: int
    person: Person


@dataclass(slots=True)
class Case:
    """One function for one purpose, one party, one region: which needs bind, for all items and for each. ``never`` can't be met."""

    cell: Cell
    party: Party | None
    region: str | None
    common: int
    never: tuple[Need, ...]
    by_item: Mapping[str, int]
    clauses: tuple[str, ...]


@dataclass(slots=True)
class Asked:
    """A case asked about some items: ``mask`` are the needs that tell one answer from another, ``answers`` those given so far."""

    case: Case
    items: tuple[str, ...]
    mask: int
    answers: dict[int, Answer] = field(default_factory=dict)


class Decisions:
    """A policy, ready to be asked. It holds no state of the world: the same question gets the same answer, always for now.

    ``room`` is how many questions and answers are kept for the next time (about 1 KB each); then it starts anew.
    """

    def __init__(self, policy: Policy, room: int = ROOM) -> None:
        self.policy: Final = policy
        self.room: Final = room
        self._needs: Final[list[Need]] = []
        self._bits: Final[dict[Need, int]] = {}
        self._cases: Final[dict[tuple[str, str | None, str | None, str | None], Case]] = {}
        self._shared: Final[dict[tuple[object, ...], int]] = {}
        self._asked: Final[dict[tuple[str, str | None, tuple[str, ...], str | None, str | None], Asked]] = {}
        self._left = room
        self._at: Final = {region: self._region_needs(region) for region in ("", *sorted(policy.regions))}
        self._sensitive: Final[dict[tuple[str, str], Need]] = {}
        self.met_by: Final[dict[str, int]] = {}
        self._contract: Final = self._bit(need("consent", "contract", ("contract",), ()))
        for one in self._all_needs():
            self._bit(one)
        for one, bit in self._bits.items():
            for fact in one.met_by:
                self.met_by[fact] = self.met_by.get(fact, 0) | bit
        self._every: Final = (1 << len(self._needs)) - 1

    def standing(self, person: Person) -> Standing:
        """The person as this policy sees them. Made once for each change of the person's state, not for each decision."""
        met = self._circumstances(person) | self._bits_met(agreed(self.policy, person))
        return Standing(self._every & ~met, person)

    def standing_of(self, facts: Iterable[str], person: Person) -> Standing:
        """The person of whom these facts are known already: a snapshot carries facts, not what they were read from."""
        return Standing(self._every & ~self._bits_met(facts), person)

    def _bits_met(self, facts: Iterable[str]) -> int:
        met = 0
        for fact in facts:
            met |= self.met_by.get(fact, 0)
        return met

    def _circumstances(self, person: Person) -> int:
        """What is met beside agreements; many people share it, so it is worked out once for all of them."""
        key = (
            person.age,
            person.place,
            person.home,
            person.guardian,
            person.permissions,
            person.shown,
            person.no_marketing,
            bool(person.contract),
        )
        met = self._shared.get(key)
        if met is None:
            met = self._bits_met(circumstances(self.policy, person))
            if len(self._shared) >= KEPT_CASES:
                self._shared.clear()
            self._shared[key] = met
        return met

    def decide(
        self,
        person: Standing,
        function: str,
        purpose: str | None,
        items: tuple[str, ...],
        recipient: str | None = None,
        region: str | None = None,
        *,
        claim: Claim | None = None,
        stale: bool = False,
    ) -> Answer:
        """Whether the person's ``items`` may be used by the function for the purpose (None: its own), given to the recipient, kept there.

        ``claim`` is an exemption that the caller relies on, with its evidence. ``stale`` says that the person's state may be out of
        date: then the answer is no, and says so. Raises ``KeptError`` (KEPT-P020) for a name that the statement does not declare.
        """
        try:
            asked = self._asked.get((function, purpose, items, recipient, region)) or self._ask(function, purpose, items, recipient, region)
        except TypeError:
            asked = self._ask(function, purpose, tuple(items), recipient, region)
        if claim is None and not stale:
            found = asked.answers.get(person.lacks & asked.mask)
            return self._kept(asked, person.lacks) if found is None else found
        if claim is not None:
            self._known("exemption", claim.exemption, self.policy.grounds)
        if stale or claim is None:
            return self.stale(asked.case, asked.items)
        return self._claimed(asked.case, asked.items, person, claim)

    def case(self, function: str, purpose: str | None, recipient: str | None, region: str | None) -> Case:
        """The case of a question, made when it is first asked. Raises ``KeptError`` for unknown names."""
        kept = self._cases.get((function, purpose, recipient, region))
        if kept is not None:
            return kept
        policy = self.policy
        self._known("function", function, policy.functions)
        if purpose is not None:
            self._known("purpose", purpose, policy.purposes)
        if recipient is not None:
            self._known("recipient", recipient, policy.parties)
        aim = purpose or function
        party = policy.parties[recipient] if recipient else None
        cell = policy.cells.get((function, aim)) or self._undeclared(function, aim)
        needs = [*cell.needs, *(party.needs if party else ()), *self._where(cell, region)]
        never = tuple(one for one in needs if not one.met_by)
        common = self._mask(one for one in needs if one.met_by)
        by_item = {item: self._mask(self._item_needs(cell, item, region)) for item in sorted(self._open(cell, party))}
        if len(self._cases) >= KEPT_CASES:
            self._cases.clear()
        clauses = tuple(dict.fromkeys((*cell.clauses, *(party.clauses if party else ()))))
        made = Case(cell, party, region, common, never, by_item, clauses)
        self._cases[function, purpose, recipient, region] = made
        return made

    def answer(self, case: Case, items: tuple[str, ...], lacks: int) -> Answer:
        """The answer for a person who lacks so much; ``lacks`` comes from ``standing`` or a column of them."""
        party = case.party.path if case.party else None
        asked = self._ask(case.cell.function, case.cell.purpose, items, party, case.region)
        found = asked.answers.get(lacks & asked.mask)
        return self._kept(asked, lacks) if found is None else found

    def item_bits(self, case: Case, items: Collection[str]) -> tuple[Mapping[str, int], tuple[str, ...]]:
        """For a batch: the needs of each open item, and those items that nobody may use here."""
        for item in items:
            self._known("item", item, self.policy.items)
        return {item: case.by_item[item] for item in items if item in case.by_item}, tuple(i for i in items if i not in case.by_item)

    def needs_in(self, bits: int) -> Iterator[Need]:
        """The needs that a set of bits stands for."""
        while bits:
            lowest = bits & -bits
            yield self._needs[lowest.bit_length() - 1]
            bits ^= lowest

    def _ask(self, function: str, purpose: str | None, items: tuple[str, ...], recipient: str | None, region: str | None) -> Asked:
        """A question as it is kept, made when it is first asked. Raises ``KeptError`` for unknown names."""
        key = (function, purpose, items, recipient, region)
        if key not in self._asked:
            case = self.case(function, purpose, recipient, region)
            mask = case.common | (self._contract if case.cell.basis == "contract" else 0)
            for item in items:
                self._known("item", item, self.policy.items)
                mask |= case.by_item.get(item, 0)
            if self._left < 1:
                self._asked.clear()
                self._left = self.room
            self._left -= 1
            self._asked[key] = Asked(case, tuple(dict.fromkeys(items)), mask)
        return self._asked[key]

    def _kept(self, asked: Asked, lacks: int) -> Answer:
        """A new answer, and less room for the next ones."""
        self._left -= 1
        made = asked.answers[lacks & asked.mask] = self._answer(asked.case, asked.items, lacks)
        return made

    def _answer(
        self, case: Case, items: tuple[str, ...], lacks: int, lifted: frozenset[What] = NOTHING_LIFTED, claimed: Basis | None = None
    ) -> Answer:
        common = list(case.never)
        if case.common & lacks:
            common += [one for one in self.needs_in(case.common & lacks) if one.what not in lifted]
        concerned: dict[Need, tuple[str, ...]] = {}
        rest = []
        for item in items:
            bits = case.by_item.get(item)
            if bits is not None and not bits & lacks:
                rest.append(item)
                continue
            lacking = [one for one in self._lacking(case, item, lacks) if one.what not in lifted]
            for one in lacking:
                concerned[one] = (*concerned.get(one, ()), item)
            if not lacking:
                rest.append(item)
        missing = [Missing(one) for one in common] + [Missing(one, those) for one, those in concerned.items()]
        if len(missing) > 1:
            missing.sort(key=lambda one: (ORDER.index(one.rule), one.matter, one.items))
        allowed = tuple(rest) if not common else ()
        clauses = case.clauses
        if missing:
            clauses = tuple(dict.fromkeys((*clauses, *(clause for one in missing for clause in one.clauses))))
        return Answer(
            allowed=not missing,
            label=self.policy.label,
            items=items,
            rest=allowed,
            drop=tuple(item for item in items if item not in allowed) if allowed and missing else (),
            missing=tuple(missing),
            basis=tuple(self._basis(case, allowed, lacks, lifted, claimed)) if allowed or not missing else (),
            clauses=clauses,
        )

    def _lacking(self, case: Case, item: str, lacks: int) -> Iterator[Need]:
        bits = case.by_item.get(item)
        if bits is not None:
            yield from self.needs_in(bits & lacks)
            return
        rule = self.policy.items[item]
        if case.party and not self._given(case.cell, case.party, item) and (item in case.cell.items or case.party.items is not None):
            yield need("recipient", case.party.path, (), case.party.clauses)
        else:
            yield need("item", f"items.{item}", (), case.cell.clauses, rule.labels)

    def _basis(self, case: Case, rest: Sequence[str], lacks: int, lifted: Collection[What], claimed: Basis | None) -> Iterator[Basis]:
        """What the use stands on: each consent that was needed, the contract in the place of the function's, or the exemption."""
        cell = case.cell
        by_contract = cell.basis == "contract" and not lacks & self._contract
        if by_contract:
            yield Basis("contract", cell.function, cell.clauses)
        if cell.basis in ("permission", "necessary"):
            yield Basis("permission" if cell.basis == "permission" else "necessary", cell.function, cell.clauses)
        bits = case.common
        for item in rest:
            bits |= case.by_item[item]
        used = False
        for one in self.needs_in(bits):
            if self._bits[one] & lacks:
                used = used or one.what in lifted
            elif _agreed(one) and not (by_contract and "contract" in one.met_by):
                yield Basis("consent", one.matter, one.clauses)
        if used and claimed is not None:
            yield claimed

    def stale(self, case: Case, items: tuple[str, ...]) -> Answer:
        """The answer to every question while nobody knows what the person's present choices are."""
        fresh = Missing(need("fresh state", "state", (), ()))
        return Answer(False, self.policy.label, items, (), (), (fresh,), (), case.cell.clauses)

    def _claimed(self, case: Case, items: tuple[str, ...], person: Standing, claim: Claim) -> Answer:
        """The answer where somebody relies on an exemption: it is used, and named, only where something is missing that it lifts."""
        plain = self._answer(case, items, person.lacks)
        ground = self.policy.grounds[claim.exemption]
        if plain.allowed:
            return plain
        if not fits(ground, case.cell, case.party, case.region, person.person, claim):
            missing = (*plain.missing, Missing(need("evidence", ground.path, (), ground.clauses, ground.label)))
            ordered = tuple(sorted(missing, key=lambda one: (ORDER.index(one.rule), one.matter, one.items)))
            clauses = tuple(dict.fromkeys((*plain.clauses, *ground.clauses)))
            return Answer(False, plain.label, plain.items, plain.rest, plain.drop, ordered, plain.basis, clauses)
        evidence = tuple((name, claim.evidence[name]) for name in ground.evidence if name != "ends_on")
        basis = Basis("exemption", ground.path, ground.clauses, evidence)
        return self._answer(case, items, person.lacks, ground.lifts, basis)

    def _undeclared(self, function: str, purpose: str) -> Cell:
        sells = any(cell.marketing for (_, aim), cell in self.policy.cells.items() if aim == purpose)
        return Cell(function, purpose, frozenset(), (need("purpose", purpose, (), ()),), (), marketing=sells)

    def _open(self, cell: Cell, party: Party | None) -> Iterator[str]:
        """The items that may be used here at all."""
        for item in self.policy.items if party else cell.items:
            if party is None or self._given(cell, party, item):
                yield item

    def _given(self, cell: Cell, party: Party, item: str) -> bool:
        """Whether the party may get the item: declared for it, and held by the function or made from what is held."""
        if party.items is None:
            return item in cell.items
        return item in party.items and (item in cell.items or item in self.policy.uncollected)

    def _item_needs(self, cell: Cell, item: str, region: str | None) -> Iterator[Need]:
        rule = self.policy.items[item]
        yield from rule.needs
        if rule.sensitive or item in cell.sensitive:
            if self.policy.separate_in is None or region is None or region in self.policy.separate_in:
                yield self._separate(cell.function, item)
            if self.policy.local and (region or "") in self._at:
                yield self._local(region or "")

    def _separate(self, function: str, item: str) -> Need:
        key = (function, item)
        if key not in self._sensitive:
            met_by, own = (f"separate:{function}", f"express:items.{item}"), self.policy.cells.get((function, function))
            clauses = own.clauses if own else ()
            self._sensitive[key] = need("separate consent", f"items.{item}", met_by, clauses, self.policy.items[item].labels)
        return self._sensitive[key]

    def _local(self, region: str) -> Need:
        return need("region", region or "?", (f"local:{region}",), self.policy.local_clauses)

    def _where(self, cell: Cell, region: str | None) -> Sequence[Need]:
        """The needs of a region; one that the statement does not know, or not for this function, can never be used."""
        if region is None:
            return self._at[""]
        known = self._at.get(region)
        if known is None or (cell.regions is not None and region not in cell.regions):
            return (*self._at[""], need("region", region, (), self.policy.region_clauses))
        return known

    def _region_needs(self, region: str) -> Sequence[Need]:
        policy, needs = self.policy, list[Need]()
        if policy.ages.any:
            clauses = policy.ages.clauses
            needs.append(need("age", "age", ("age known",), clauses))
            if policy.ages.guarded:
                needs.append(need("guardian", "guardian", (f"of age:{region}",), clauses))
            if policy.ages.barred:
                needs.append(need("age limit", str(policy.ages.barred), ("not barred",), clauses))
        if region:
            home, because = f"home:{region}", policy.border_clauses or policy.region_clauses
            agreed = (home, f"express:transfer:{region}") if policy.transfers else (home,)
            needs.append(need("route", region, (home, f"route:{region}"), because))
            needs.append(need("transfer", f"transfer:{region}", agreed, because, Words(region, region)))
        return tuple(needs)

    def _all_needs(self) -> Iterator[Need]:
        policy = self.policy
        for needs in self._at.values():
            yield from needs
        for party in policy.parties.values():
            yield from party.needs
        for rule in policy.items.values():
            yield from rule.needs
        if policy.local:
            yield from map(self._local, self._at)
        handed = frozenset[str]().union(*(party.items or () for party in policy.parties.values())) & policy.uncollected
        for cell in policy.cells.values():
            yield from cell.needs
            for item in sorted(cell.items | handed):
                if item in policy.items and (policy.items[item].sensitive or item in cell.sensitive):
                    yield self._separate(cell.function, item)

    def _bit(self, one: Need) -> int:
        if one not in self._bits:
            self._bits[one] = 1 << len(self._needs)
            self._needs.append(one)
        return self._bits[one]

    def _mask(self, needs: Iterator[Need]) -> int:
        mask = 0
        for one in needs:
            mask |= self._bits[one]
        return mask

    def _known(self, what: str, name: str, known: Collection[str]) -> str:
        if name not in known:
            raise unknown(self.policy.label, what, name, known)
        return name


def _agreed(one: Need) -> bool:
    """Whether meeting the need is an agreement of the person; being no child is none."""
    return one.what == "consent" or (one.what == "separate consent" and "no child" not in one.met_by)
