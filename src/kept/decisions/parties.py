"""Who may be given data: recipients, members of the group, entrusted firms, SDKs, and the public."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from kept.decisions.model import Act, Need, Party
from kept.statement import Declared, Statement

DEIDENTIFIED: Final = "de_identified_"
KINDS: Final = ("recipient", "processor", "affiliate", "sdk", "public-disclosure")
MARKETING: Final = ("market", "promot", "advertis", "sales")
Consent = Callable[..., Need]


def parties_of(
    statement: Statement, consent: Consent, need: Callable[..., Need], clauses: Mapping[str, tuple[str, ...]]
) -> Iterator[Party]:
    """Everybody whom the statement declares as getting data. Entrusted firms need no consent of their own, all others do.

    A declaration about all recipients, or about contracts with them, is nobody to whom data could go.
    """
    for path, one in statement.declarations.items():
        if one.kind not in KINDS or not _somebody(one):
            continue
        needs = list[Need]()
        if one.kind != "processor" or one.conflict:
            needs.append(consent(path, *_asked_for(statement, one)))
        if _for_marketing(one):
            needs.append(need("refusal", path, "no refusal"))
        act: Act = "publish" if one.kind == "public-disclosure" else "share"
        yield Party(path, _given(statement, one), tuple(needs), clauses.get(path, ()), act)


def _somebody(one: Declared) -> bool:
    body: Any = one.body
    if one.kind == "sdk":
        return bool(body.single)
    if one.kind == "affiliate":
        return bool(body.gives and (body.data or body.purpose or body.recipients))
    if one.kind == "processor":
        return not body.general and bool(body.data or body.recipients)
    if one.kind == "public-disclosure":
        return publishes_by_consent(one)
    return not body.general and bool(body.data is not None or body.purpose or body.trigger)


def publishes_by_consent(one: Declared) -> bool:
    """Whether this is making something public, which its person has to agree to: then it is a function as well, to be asked for."""
    if one.kind != "public-disclosure":
        return False
    body: Any = one.body
    return any("consent" in said for said in (body.rule or "", *(ground.en for ground in body.grounds or ())))


def _given(statement: Statement, one: Declared) -> frozenset[str] | None:
    """The items that a party may get: none from us where data only comes in, de-identified ones only where it is bound to that."""
    body: Any = one.body
    if one.kind == "processor":
        anonymous = frozenset(name for name in statement.section("items") if name.startswith(DEIDENTIFIED))
        return anonymous if body.bound in ("de-identified", "totals") else None
    if one.kind == "public-disclosure":
        return None
    if one.kind == "recipient" and body.direction is not None and _inbound(body.direction.en):
        return frozenset()
    return None if body.data is None else frozenset(body.data)


def _inbound(direction: str) -> bool:
    return direction.startswith("in") or direction.endswith("to us")


def _asked_for(statement: Statement, party: Declared) -> list[str]:
    """Consents that the statement asks for by the party's name (a code that a telecom operator sends)."""
    names = {party.label("en").lower(), party.name.replace("_", " "), *party.also}
    return [path for path, one in statement.declarations.items() if one.kind == "consent" and (one.body.recipient or "\0").lower() in names]


def _for_marketing(one: Declared) -> bool:
    body: Any = one.body
    if one.kind == "processor":
        return bool(body.bound == "refusals")
    said = " ".join(words.en for words in getattr(body, "purpose", None) or ())
    return any(word in said.lower() for word in MARKETING)
