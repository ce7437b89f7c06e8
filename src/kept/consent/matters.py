"""What people can be asked to agree to: each declaration of a statement that needs agreement, one matter each.

A matter is named as the books name it: ``functions.work_orders``, ``purposes.advertising``, ``permissions.gps``, ``recipients.amap``,
``storage.p06``, ``transfer:SG``, and ``items.call_content`` for a sensitive item, which has a consent of its own (PIPL art. 29).
A matter that needs no agreement is known too, with the reason: asking for it would pretend a choice that nobody has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final, Literal

from kept.errors import KeptError
from kept.promises import Words
from kept.statement import Declared, Statement

Form = Literal["explicit", "separate", "conduct"]
Reason = Callable[[Declared, Any], Words | None]
ASKED: Final = ("functions", "purposes", "permissions", "recipients", "affiliates", "sdks", "storage", "consents", "cookies", "items")
# Making something public is a handover that nobody but the person can agree to (PIPL art. 25).
PUBLIC: Final = "public-disclosure"
TRANSFER: Final = "transfer:"
NECESSARY: Final = ("necessary", "strictly necessary")

BASIC: Final = Words("这是服务的基本功能，以合同为依据", "it is a basic function of the service and rests on the contract")
BY_CONTRACT: Final = Words("声明把它建立在合同之上", "the statement rests it on a contract")
STRICTLY: Final = Words("没有它服务无法运行", "the service cannot run without it")
ENTRUSTED: Final = Words(
    "受托方只按我们的指示办事，不为自己的目的使用信息", "an entrusted firm works on instructions only and uses nothing for itself"
)
INWARD: Final = Words("对方向我们提供信息，我们没有向它提供", "that party gives data to us and gets none")
A_RULE: Final = Words("这是一条适用于所有处理的规则，不是一件可以选择的事", "it is a rule for all handling and not one thing to choose")
SEVERAL: Final = Words("它概括了许多事项，须逐项征求同意", "it sums up many things, each of which is asked for by itself")
NO_PLACE: Final = Words("这条声明没有指明一处数据中心", "this declaration names no data centre")
HOME: Final = Words("信息不离开本人所在的国家", "nothing leaves the country that the person lives in")
NOT_SENSITIVE: Final = Words(
    "这项信息不是敏感个人信息，随所在功能一并征求同意", "it is no sensitive item and is asked for with the function that needs it"
)


@dataclass(frozen=True)
class Matter:
    """One thing to agree to. ``none`` says why no agreement is needed, where that is so; ``items`` are what it takes, by name."""

    name: str
    title: Words
    declared: Declared | None
    form: Form = "explicit"
    items: tuple[str, ...] = ()
    sensitive: tuple[str, ...] = ()
    purpose: tuple[Words, ...] = ()
    recipient: Words | None = None
    counts: tuple[Words, ...] = ()
    functions: tuple[str, ...] = ()
    none: Words | None = None

    @property
    def section(self) -> str:
        return "transfer" if self.name.startswith(TRANSFER) else self.name.partition(".")[0]


def matters(statement: Statement) -> Mapping[str, Matter]:
    """Every matter of a statement by its name, in the order of the file, the transfers to each of its countries last."""
    found = {path: _matter(statement, one) for path, one in statement.declarations.items() if one.section in ASKED or one.kind == PUBLIC}
    return found | {one.name: one for one in _transfers(statement)}


def known(found: Mapping[str, Matter], name: str, label: str) -> Matter:
    """The matter of that name, if it is one to be asked for. Raises KEPT-A001, A002 and A003."""
    if any(sign in name for sign in ", +;"):
        raise KeptError("KEPT-A003", label, matter=name)
    matter = found.get(name)
    if matter is None:
        near = get_close_matches(name, found, n=3, cutoff=0.5) or [each for each in found if each.endswith(name.rpartition(".")[2])][:3]
        raise KeptError("KEPT-A001", label, matter=name, near=", ".join(near) or "functions.…, purposes.…, transfer:…")
    if matter.none is not None:
        raise KeptError("KEPT-A002", label, matter=name, why_zh=matter.none.zh, why_en=matter.none.en)
    return matter


def _matter(statement: Statement, one: Declared) -> Matter:
    body: Any = one.body
    said = getattr(body, "data", None) if one.section in ("recipients", "affiliates", "sdks") else getattr(body, "items", None)
    every = statement.section("items")
    items = (one.name,) if one.section == "items" else tuple(name for name in _listed(said) if name in every)
    sensitive = tuple(name for name in items if every[name].body.sensitive or getattr(body, "sensitive", None) is True)
    functions = _functions(statement, one)
    return Matter(
        one.path,
        _title(one),
        one,
        _form(statement, one, items, sensitive),
        items,
        sensitive,
        _purpose(statement, one, functions),
        _recipient(statement, one),
        tuple(_counts(statement, one)),
        functions,
        _none(one),
    )


def _listed(said: object) -> tuple[str, ...]:
    """What a declaration lists by name; kinds of data that it only describes are no items."""
    return tuple(each for each in said if isinstance(each, str)) if isinstance(said, tuple) else ()


def _title(one: Declared) -> Words:
    return Words(one.label("zh"), one.label("en"))


def _purpose(statement: Statement, one: Declared, functions: tuple[str, ...]) -> tuple[Words, ...]:
    """What for: as the declaration says, or what the functions are called that it is for."""
    said = getattr(one.body, "purpose", None)
    own = (said,) if isinstance(said, Words) else tuple(each for each in said or () if isinstance(each, Words))
    return own or tuple(_title(statement.declarations[path]) for path in functions if path != one.path)


def _recipient(statement: Statement, one: Declared) -> Words | None:
    """Who gets it: the declaration itself, or the recipient that a consent names."""
    if one.section in ("recipients", "affiliates", "sdks"):
        return _title(one)
    if one.section != "consents" or not one.body.recipient:
        return None
    named = one.body.recipient.lower()
    said = statement.section("recipients").values()
    found = [_title(each) for each in said if named in (each.label("en").lower(), each.name.replace("_", " "), *each.also)]
    return found[0] if found else Words(one.body.recipient, one.body.recipient)


def _form(statement: Statement, one: Declared, items: tuple[str, ...], sensitive: tuple[str, ...]) -> Form:
    """Separate where all that it takes is sensitive, or where data goes to somebody else for good (PIPL art. 23, 29)."""
    if one.section == "storage" and any(_by_conduct(said) for said in statement.section("consents").values()):
        return "conduct"
    passed_on = one.section in ("recipients", "affiliates", "sdks", "items")
    return (
        "separate" if passed_on or (items and set(items) == set(sensitive)) or getattr(one.body, "form", None) == "separate" else "explicit"
    )


def _by_conduct(said: Declared) -> bool:
    """Whether using the service is taken as agreement to where the data lies; what is presumed about items has to be asked for."""
    return bool(said.body.form == "conduct" and not said.body.items)


def _functions(statement: Statement, one: Declared) -> tuple[str, ...]:
    """The functions that rest on it, as far as the statement says: itself, those that a consent names, those that take a sensitive item."""
    if one.section == "functions":
        return (one.path,)
    if one.section == "consents":
        return tuple(f"functions.{name}" for name in one.body.functions)
    if one.section == "items":
        taking = (said for said in statement.section("functions").values() if one.name in (getattr(said.body, "items", None) or ()))
        return tuple(said.path for said in taking)
    return ()


def _counts(statement: Statement, one: Declared) -> Iterator[Words]:
    """What counts where the text contradicts itself, presumes agreement or leaves something open: the reading that the pack keeps."""
    bearing = [
        said
        for said in statement.section("consents").values()
        if said is not one
        and (
            (one.section == "functions" and one.name in said.body.functions)
            or (one.section == "storage" and _by_conduct(said))
            or (one.section == "permissions" and one.name == said.name)
        )
    ]
    for declared in (one, *bearing):
        if declared.conflict is not None:
            yield declared.conflict.resolved
        if declared.gap is not None and declared is one:
            yield declared.gap


def _none(one: Declared) -> Words | None:
    """Why no agreement is needed, or none can be given to this; None where it is a matter to be asked for."""
    return REASONS[one.section](one, one.body)


def _no_function(one: Declared, body: Any) -> Words | None:
    basic = one.kind == "function-basic" or getattr(body, "category", None) == "basic"
    if basic and one.conflict is None:
        return BASIC
    if getattr(body, "basis", None) == "contract":
        return BY_CONTRACT
    return SEVERAL if getattr(body, "count", None) else None


def _no_recipient(one: Declared, body: Any) -> Words | None:
    if one.kind == "processor":
        return ENTRUSTED if one.conflict is None else None
    if body.direction is not None and _inward(body.direction.en):
        return INWARD
    return None if body.data or body.purpose or body.trigger else A_RULE


def _no_cookie(one: Declared, body: Any) -> Words | None:
    if one.kind == "do-not-track":
        return A_RULE
    if getattr(body, "category", None) in NECESSARY:
        return STRICTLY
    return None if any(getattr(body, field, None) for field in ("items", "purpose", "category")) else A_RULE


def _no_consent(one: Declared, body: Any) -> Words | None:
    if body.granularity:
        return SEVERAL
    return None if body.items or body.recipient else A_RULE


def _no_permission(one: Declared, body: Any) -> Words | None:
    about_all = body.rule or body.timing or body.form or body.effect or body.condition
    return A_RULE if about_all and not body.items else None


def _unless(*fields: str, reason: Words = A_RULE) -> Reason:
    """The reason for a declaration of which none of these fields says anything."""
    return lambda one, body: None if any(getattr(body, field, None) for field in fields) else reason


REASONS: Final[Mapping[str, Reason]] = {
    "functions": _no_function,
    "purposes": lambda one, body: A_RULE if body.rule or body.other_use or body.standards else None,
    "permissions": _no_permission,
    "recipients": _no_recipient,
    "affiliates": _unless("data", "purpose", "recipients"),
    "sdks": _unless("data", "data_class", "purpose"),
    "storage": _unless("country", reason=NO_PLACE),
    "consents": _no_consent,
    "cookies": _no_cookie,
    "items": _unless("sensitive", reason=NOT_SENSITIVE),
    "handovers": lambda one, body: (
        None if any("consent" in said for said in (body.rule or "", *(each.en for each in body.grounds or ()))) else A_RULE
    ),
}


def _inward(direction: str) -> bool:
    return direction.startswith("in") or direction.endswith("to us")


def _transfers(statement: Statement) -> Iterator[Matter]:
    """A transfer to each country in which the statement keeps data or for which it is made; a transfer stays separate always."""
    sites = [one.body.country for one in statement.section("storage").values() if getattr(one.body, "country", None)]
    counts = [one.conflict.resolved for one in statement.section("borders").values() if one.conflict is not None]
    counts += [
        one.conflict.resolved
        for one in statement.section("consents").values()
        if one.conflict is not None and one.body.timing == "before transfer"
    ]
    for country in dict.fromkeys([*sites, *(code.partition("-")[0] for code in statement.countries)]):
        title = Words(f"把个人信息传输到 {country}", f"transfer of personal data to {country}")
        yield Matter(f"{TRANSFER}{country}", title, None, "separate", counts=tuple(counts))
