"""The rules of docs/explanation/decisions.md once more, word for word and slowly, straight from the statement."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from kept.decisions import Claim, Person
from kept.decisions.kinds.consent_exemption import EVIDENCE
from kept.statement import Statement
from tests.model.literal_statement import Said

EEA = set("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK".split())  # noqa: SIM905
LAW = {"statutory", "emergency", "vital", "public interest", "other law", "anonymised"}


class UnknownName(Exception):
    """The statement does not declare it."""


@dataclass(frozen=True)
class Question:
    function: str
    purpose: str | None
    items: tuple[str, ...]
    recipient: str | None = None
    region: str | None = None
    claim: Claim | None = None
    stale: bool = False


@dataclass(frozen=True)
class Lack:
    """Something missing: of what sort, in which matter, for which item (empty: for all)."""

    what: str
    matter: str
    item: str = ""


@dataclass(frozen=True)
class Result:
    allowed: bool
    rest: tuple[str, ...]
    missing: frozenset[Lack]
    basis: frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Literal:
    """A statement with what the world adds to it."""

    statement: Statement
    earlier: tuple[Statement, ...] = ()
    served: frozenset[tuple[str, str]] = frozenset()
    routes: frozenset[str] = frozenset()
    lawful_ages: Mapping[str, int] = field(default_factory=dict)

    @property
    def said(self) -> Said:
        return Said(self.statement)

    def counts(self, matter: str, label: str) -> bool:
        """Whether agreeing in a matter under that version still counts."""
        if label == self.statement.label:
            return True
        now = self.statement.declarations.get(matter)
        for old in self.earlier:
            before = old.declarations.get(matter)
            if old.label != label or now is None or before is None:
                continue
            if before.kind == now.kind and not (now.conflict and not before.conflict) and self.said.no_wider(before.body, now.body):
                return True
        return False

    def agreed(self, person: Person, matter: str, forms: Collection[str] = ("explicit", "separate", "guardian")) -> bool:
        return any(
            said.matter == matter and said.form in forms and not said.withdrawn and self.counts(matter, said.label)
            for said in person.agreements
        )

    def separately(self, person: Person, matter: str) -> bool:
        return self.agreed(person, matter, ("separate", "guardian"))

    # ------------------------------------------------------------------ the rules, in their order

    def answer(self, person: Person, asked: Question) -> Result:
        purpose = asked.purpose or asked.function
        own = purpose == asked.function
        self.names(asked)
        if asked.stale:
            return Result(False, (), frozenset({Lack("fresh state", "state")}), frozenset())
        plain = [*self.rules(person, asked, purpose, own)]
        claim, lifted, exempt = asked.claim, set[str](), False
        if claim is not None and plain:
            ground = self.said.one(claim.exemption).body
            if self.fits(claim, person, asked, purpose):
                lifted = {"consent"} | ({"separate consent", "guardian", "age"} if ground.evidence in LAW else set())
                exempt = any(lack.what in lifted for lack in plain)
            else:
                plain.append(Lack("evidence", claim.exemption))
        missing = [lack for lack in plain if lack.what not in lifted]
        closed = any(lack.item == "" and lack.what != "evidence" for lack in missing)
        rest = () if closed else tuple(item for item in dict.fromkeys(asked.items) if not any(lack.item == item for lack in missing))
        basis = set[tuple[str, str]]()
        if rest or not missing or (not asked.items and not closed):
            basis = set(self.stands_on(person, asked, purpose, own, rest))
            used = {lack for lack in plain if lack.what in lifted and lack.item in ("", *rest)}
            if exempt and used and claim:
                basis.add(("exemption", claim.exemption))
        if missing and not rest:
            basis = set()
        return Result(not missing, rest, frozenset(missing), frozenset(basis))

    def names(self, asked: Question) -> None:
        """Rule 1."""
        purpose_alone = self.said.is_purpose(asked.function) and bool(self.said.one(asked.function).body.items)
        known = [self.said.is_function(asked.function) or purpose_alone]
        known += [asked.purpose is None or self.said.is_purpose(asked.purpose) or self.said.is_function(asked.purpose)]
        known += [asked.recipient is None or self.said.is_recipient(asked.recipient)]
        known += [f"items.{item}" in self.statement.declarations for item in asked.items]
        if asked.claim:
            claimed = self.statement.declarations.get(asked.claim.exemption)
            known += [claimed is not None and claimed.kind == "consent-exemption"]
        if not all(known):
            raise UnknownName

    def rules(self, person: Person, asked: Question, purpose: str, own: bool) -> Iterator[Lack]:
        declared = own or (self.said.is_function(asked.function) and self.said.is_purpose(purpose))
        yield from self.age(person, asked.region)
        if not declared:
            yield Lack("purpose", purpose)
        else:
            yield from self.child(person, asked.function)
            yield from self.notice(person, asked.function)
            yield from self.basis(person, asked.function)
            if not own or not self.said.is_function(asked.function):
                yield from self.other_purpose(person, asked.function, purpose)
        if asked.recipient:
            yield from self.recipient(person, asked.recipient)
        yield from self.region(person, asked.region)
        for item in dict.fromkeys(asked.items):
            yield from self.item(person, asked, purpose if declared else "", item)

    def age(self, person: Person, region: str | None) -> Iterator[Lack]:
        """Rule 3."""
        guarded, closed = self.guardian_ages(), self.said.closed_below()
        if not guarded and not closed and not self.said.child_below():
            return
        if person.age is None:
            if not any(one.body.limit == "capacity" for one in self.said.all("minors")):
                yield Lack("age", "age")
            return
        known_region = region if region in self.regions() else None
        where = person.place or known_region or person.home or ""
        below = guarded.get(where, guarded.get(where.split("-")[0], max(guarded.values(), default=0)))
        if guarded and person.age < below and not person.guardian:
            yield Lack("guardian", "guardian")
        if person.age < closed:
            yield Lack("age limit", str(closed))

    def guardian_ages(self) -> dict[str, int]:
        least = 0
        for one in self.said.all("minors"):
            body = one.body
            if body.audience == "adults":
                least = max(least, 18)
            closed = body.acts or body.action == "stop use"
            if body.age_under and body.age_under.isdigit() and not body.inclusive and not closed and (body.basis or body.exceptions):
                least = max(least, int(body.age_under))
        ages = {one.body.country or "": max(one.body.age_under, least) for one in self.said.all("definition") if one.body.age_under}
        if not ages and least:
            ages = {"": least}
        highest = max(ages.values(), default=0)
        for place, age in self.lawful_ages.items():
            ages[place] = max(age, ages.get(place, highest))
        return ages

    def child(self, person: Person, function: str) -> Iterator[Lack]:
        """Rule 3, last sentence: what stands on the permission itself, on necessity or on a purpose alone has no such agreement."""
        if self.said.sort_of(function) not in ("consent", "contract") or not self.said.is_function(function):
            return
        if person.age is not None and person.age < self.said.child_below() and not self.separately(person, function):
            yield Lack("separate consent", function)

    def notice(self, person: Person, function: str) -> Iterator[Lack]:
        """Rule 4."""
        counting = {self.statement.label} | {old.label for old in self.earlier if self.counts(function, old.label)}
        if not counting & person.shown:
            yield Lack("notice", self.statement.label)

    def basis(self, person: Person, function: str) -> Iterator[Lack]:
        """Rule 5, for the function itself, with the permissions that it needs as such."""
        if not self.said.is_function(function):
            return
        sort = self.said.sort_of(function)
        if sort == "permission":
            if self.said.one(function).name not in person.permissions:
                yield Lack("permission", function)
            return
        for permission in self.said.own_permissions(function):
            if permission.name not in person.permissions:
                yield Lack("permission", permission.path)
        if sort == "necessary" or self.agreed(person, function) or (sort == "contract" and person.contract):
            return
        yield Lack("consent", function)

    def other_purpose(self, person: Person, function: str, purpose: str) -> Iterator[Lack]:
        """Rules 5 and 8."""
        one = self.said.one(purpose)
        together = any(function in clause.states and purpose in clause.states for clause in self.statement.clauses)
        covered = together or (function, purpose) in self.served
        if (function == purpose or one.conflict or one.body.limit or not covered) and not self.agreed(person, purpose):
            yield Lack("consent", purpose)
        if self.said.marketing(purpose) and person.no_marketing:
            yield Lack("refusal", purpose)

    def recipient(self, person: Person, recipient: str) -> Iterator[Lack]:
        """Rules 8 and 9, for the recipient as such."""
        one = self.said.one(recipient)
        names = {one.label("en").lower(), one.name.replace("_", " "), *one.also}
        matters = [
            recipient,
            *(said.path for said in self.said.all("consent") if said.body.recipient and said.body.recipient.lower() in names),
        ]
        if (one.kind != "processor" or one.conflict) and not any(self.agreed(person, matter) for matter in matters):
            yield Lack("consent", recipient)
        said = "" if one.kind == "processor" else " ".join(words.en for words in getattr(one.body, "purpose", None) or ()).lower()
        sells = one.kind == "processor" and one.body.bound == "refusals"
        if person.no_marketing and (sells or any(word in said for word in ("market", "promot", "advertis", "sales"))):
            yield Lack("refusal", recipient)

    def regions(self) -> set[str]:
        stored = {one.body.country for one in self.said.all("residency") if one.body.country}
        return (stored or {country.split("-")[0] for country in self.statement.countries}) | set(self.routes)

    def region(self, person: Person, region: str | None) -> Iterator[Lack]:
        """Rule 10."""
        if region is None:
            return
        if region not in self.regions():
            yield Lack("region", region)
            return
        if person.home is None or person.home == region:
            return
        if region not in self.routes:
            yield Lack("route", region)
        opened = any(one.body.condition for one in self.said.all("cross-border"))
        if not opened or not self.agreed(person, f"transfer:{region}"):
            yield Lack("transfer", f"transfer:{region}")

    def item(self, person: Person, asked: Question, purpose: str, item: str) -> Iterator[Lack]:
        """Rules 6, 7, 9, 10 and 11, for one item."""
        held = self.said.held(asked.function, purpose) if purpose else set[str]()
        if asked.recipient:
            if not self.said.may_get(asked.recipient, item, held):
                listed = self.said.lists_items(asked.recipient)
                yield Lack("recipient", asked.recipient, item) if item in held or listed else Lack("item", f"items.{item}", item)
                return
        elif item not in held:
            yield Lack("item", f"items.{item}", item)
            return
        one = self.said.one(f"items.{item}")
        for permission in self.said.permissions():
            if self.said.opens(permission, one) and permission.name not in person.permissions:
                yield Lack("permission", permission.path, item)
        marked = getattr(self.said.one(asked.function).body, "sensitive", None) is True and item in held
        if one.body.sensitive or marked:
            if not self.separately(person, asked.function) and not self.agreed(person, f"items.{item}"):
                yield Lack("separate consent", f"items.{item}", item)
            country = (person.place or "").split("-")[0]
            known = asked.region is None or asked.region in self.regions()
            if known and country in self.said.at_home() and country != asked.region:
                yield Lack("region", asked.region or "?", item)

    def fits(self, claim: Claim, person: Person, asked: Question, purpose: str) -> bool:
        body = self.said.one(claim.exemption).body
        act = "collect"
        if asked.recipient:
            act = "publish" if self.said.one(asked.recipient).kind == "public-disclosure" else "share"
        meant = {"collect": ("collect", "use"), "share": ("share", "transfer"), "publish": ("public disclosure", "publish")}[act]
        said = ("share",) if body.evidence == "anonymised" else (body.acts or ("collect", "use"))
        if not set(meant) & set(said):
            return False
        if body.purpose and self.said.marketing(purpose):
            return False
        if body.region and body.region != "any":
            if body.region.endswith("data centres"):
                if (asked.region or person.home) != body.region.split(" ")[0]:
                    return False
            else:
                country = (person.place or "").split("-")[0]
                groups = {"EEA": EEA, "EU": EEA - {"IS", "LI", "NO"}, "UK": {"GB"}}
                if not any(country in groups.get(part.strip(), {part.strip()}) for part in body.region.split(",")):
                    return False
        if claim.ends_on is not None and (claim.today is None or claim.today > claim.ends_on):
            return False
        if "ends_on" in EVIDENCE[body.evidence] and claim.ends_on is None:
            return False
        return all(claim.evidence.get(name) for name in EVIDENCE[body.evidence] if name != "ends_on")

    def stands_on(self, person: Person, asked: Question, purpose: str, own: bool, rest: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        function, sort = asked.function, "consent"
        if self.said.is_function(function):
            sort = self.said.sort_of(function)
            if sort in ("permission", "necessary"):
                yield sort, function
            elif sort == "contract" and person.contract:
                yield "contract", function
            elif self.agreed(person, function):
                yield "consent", function
        if not own or not self.said.is_function(function):
            together = any(function in clause.states and purpose in clause.states for clause in self.statement.clauses)
            one = self.said.one(purpose)
            needed = own or one.conflict or one.body.limit or not (together or (function, purpose) in self.served)
            if needed and self.agreed(person, purpose):
                yield "consent", purpose
        if asked.recipient and not any(lack.what == "consent" for lack in self.recipient(person, asked.recipient)):
            one = self.said.one(asked.recipient)
            if one.kind != "processor" or one.conflict:
                yield "consent", asked.recipient
        for item in rest:
            marked = getattr(self.said.one(function).body, "sensitive", None) is True and item in self.said.held(function, purpose)
            if (self.said.one(f"items.{item}").body.sensitive or marked) and (
                self.separately(person, function) or self.agreed(person, f"items.{item}")
            ):
                yield "consent", f"items.{item}"
