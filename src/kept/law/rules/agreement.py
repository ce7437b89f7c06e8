"""Agreement that is promised in one place and presumed, or done without, in another (PIPL art. 14, 15, 23, 25; GDPR art. 4(11), 7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from kept.law.finding import Remark
from kept.law.rule import Law, rule
from kept.law.words import by_clause, entries, everything, has, items_of, means, names, of, said
from kept.promises import Words
from kept.statement import Declared, Statement

ASKED: Final = Words("须事先或者明示取得同意。", "agreement is asked for beforehand or explicitly.")


def asked_first(statement: Statement) -> Sequence[Declared]:
    """Declarations that promise to ask: consents before the act or in explicit form, permissions asked for at use, consent required."""
    found = []
    for one in of(statement, "consent", "permission", "collection", "public-disclosure", "third-party-data"):
        asks = {
            "consent": means(said(one, "timing", "form", "basis", "when"), "asking first")
            and not means(said(one, "form", "mode"), "conduct"),
            "permission": has(one, "timing") and means(said(one, "timing", "form"), "asking first"),
            "collection": means(said(one, "consent"), "asking first"),
            "public-disclosure": means(said(one, "rule"), "agreement"),
            "third-party-data": means(said(one, "form"), "asking first"),
        }[one.kind]
        if asks:
            found.append(one)
    return found


def presuming(statement: Statement) -> Iterator[Declared]:
    """Declarations that read agreement out of something else that a person does or leaves as it is."""
    for one in of(statement, "consent", "policy-update", "collection", "cookie", "recipient", "affiliate"):
        if (
            (
                one.kind == "consent"
                and (has(one, "step") or means(said(one, "form", "mode", "basis"), "conduct") or means(said(one, "effect"), "agreement"))
            )
            or (one.kind == "policy-update" and has(one, "acceptance"))
            or (one.kind == "collection" and means(said(one, "basis"), "conduct"))
            or (
                one.kind == "cookie"
                and (means(said(one, "default"), "agreement") or "accept" in said(one, "default") or has(one, "agreement"))
            )
            or (
                one.kind in ("recipient", "affiliate")
                and not _has_consent_of_its_own(statement, one)
                and means(said(one, "trigger"), "signing up")
                and not means(said(one, "trigger"), "agreement")
            )
        ):
            yield one


@rule(
    "presumed-agreement",
    severity="error",
    says=Words(
        "一处承诺事先征得或者明示取得同意，另一处却以注册、继续使用、默认设置等行为推定同意。",
        "Agreement is promised to be asked for in one place and presumed from conduct, a default or going on in another.",
    ),
)
def presumed_agreement(statement: Statement, law: Law) -> Iterator[Remark]:
    presumed = list(presuming(statement))
    asked = [one for one in asked_first(statement) if one not in presumed]
    for group in by_clause(statement, presumed):
        facing = tuple(one for one in asked if any(_faces(one, other) for other in group))
        if facing:
            yield Remark(
                Words("从行为、默认设置或者已有授权中推定同意。", "agreement is read out of conduct, a default or an earlier grant."),
                ASKED,
                Words(
                    "在行为发生之前单独询问，不作选择视为不同意；或者写明两处各自适用的范围。",
                    "Ask before the act and take silence for no; or say how far each of the two reaches.",
                ),
                group,
                facing,
            )


def _faces(asked: Declared, presumed: Declared) -> bool:
    """Whether what is asked for is of the sort that is presumed: of handing on, of permissions of a device, or of any processing."""
    sharing = asked.kind == "consent" and any(means(act, "sharing") for act in entries(asked, "acts"))
    match presumed.kind:
        case "recipient" | "affiliate":
            return sharing
        case "consent":
            return (
                sharing
                if has(presumed, "step")
                else asked.kind in ("permission", "collection") or (asked.kind == "consent" and not sharing)
            )
        case "collection":
            return asked.kind == "permission"
        case "cookie":
            return asked.kind in ("collection", "cookie") or (asked.kind == "consent" and not has(asked, "acts"))
        case _:
            return asked.kind == "consent"


@rule(
    "two-forms-of-agreement",
    severity="error",
    says=Words(
        "对同一类行为，一处要求明示同意，另一处以行为推定同意。",
        "One act needs explicit agreement in one place and is taken as agreed by conduct in another.",
    ),
)
def two_forms(statement: Statement, law: Law) -> Iterator[Remark]:
    conduct = tuple(one for one in of(statement, "consent") if means(said(one, "form", "mode"), "conduct"))
    explicit = [one for one in of(statement, "consent") if means(said(one, "form"), "asking first") and one not in conduct]
    for one in explicit if conduct else ():
        yield Remark(
            Words("要求明示同意。", "agreement has to be explicit."),
            Words("以行为推定同意。", "agreement is presumed from conduct."),
            Words(
                "写明哪些人、哪些信息适用明示同意，且行为推定不及于它们。",
                "Say for whom and for which data agreement is explicit, and that conduct never stands in for it.",
            ),
            (one,),
            conduct,
        )


def _has_consent_of_its_own(statement: Statement, receiver: Declared) -> bool:
    """Whether a consent names the receiver: what it asks for is then judged by that consent."""
    return any(said(one, "recipient") and said(one, "recipient") in names(receiver) for one in of(statement, "consent"))


def _handing_over(statement: Statement) -> Iterator[Declared]:
    """Declarations by which data leaves without a word on agreement; entrusted work on instruction is not handing over (PIPL art. 21)."""
    for one in of(statement, "affiliate", "processor", "recipient", "ownership-transfer", "pseudonymisation"):
        outbound = {
            "affiliate": has(one, "recipients"),
            "processor": has(one, "onward") or (has(one, "basis") and has(one, "who", "recipients")),
            "recipient": has(one, "purpose") and has(one, "trigger") and _is_outbound(one) and not _has_consent_of_its_own(statement, one),
            "ownership-transfer": has(one, "events"),
            "pseudonymisation": has(one, "recipients") and not _deidentified_may_go(statement),
        }[one.kind]
        if outbound and not means(everything(one), "agreement"):
            yield one


def _is_outbound(receiver: Declared) -> bool:
    return "inbound" not in said(receiver, "direction")


def _deidentified_may_go(statement: Statement) -> bool:
    """Whether the statement itself lets de-identified data go without agreement, not only anonymised data."""
    return any("de-identified" in said(one, "data_state") for one in of(statement, "consent-exemption"))


@rule(
    "handed-on-without-agreement",
    severity="error",
    says=Words(
        "一处承诺未经事先同意不对外提供，另一处却规定提供而没有提到同意。",
        "Nothing is to be handed on without prior agreement, yet a handing-on is stated that mentions none.",
    ),
)
def handed_on(statement: Statement, law: Law) -> Iterator[Remark]:
    closed = tuple(
        one for one in asked_first(statement) if one.kind == "consent" and any(means(act, "sharing") for act in entries(one, "acts"))
    )
    for group in by_clause(statement, _handing_over(statement)) if closed else ():
        yield Remark(
            Words("对外提供个人信息，没有提到同意。", "personal data is handed on without a word on agreement."),
            Words("未经事先同意，不对外提供。", "nothing is handed on without prior agreement."),
            Words(
                "写明取得同意的方式和时间，或者写明属于不需同意的委托处理。",
                "Say when and how agreement is obtained, or that it is entrusted work on your instructions.",
            ),
            group,
            closed,
        )


@rule(
    "agreement-to-the-unknown",
    severity="error",
    says=Words(
        "对外提供以事先同意为前提，却没有写明提供哪些信息，同意的人无从知悉。",
        "Handing-on rests on prior agreement, yet the data is not named, so that nobody can know what is agreed to.",
    ),
)
def unknown_data(statement: Statement, law: Law) -> Iterator[Remark]:
    closed = tuple(
        one for one in asked_first(statement) if one.kind == "consent" and any(means(act, "sharing") for act in entries(one, "acts"))
    )
    unnamed = [one for one in of(statement, "recipient") if has(one, "purpose") and not has(one, "data") and _is_outbound(one)]
    for group in by_clause(statement, unnamed) if closed else ():
        yield Remark(
            Words("没有写明提供哪些信息。", "the data that is handed on is not named."),
            Words("提供之前须取得同意，同意须在知情的前提下作出。", "agreement comes first, and agreement has to be informed."),
            Words("列明接收方的名称和所提供的信息种类。", "Name the receiver and the kinds of data."),
            group,
            closed,
        )


@rule(
    "agreement-beside-exemption",
    severity="error",
    says=Words(
        "一处规定未经同意一律不得实施某种行为，另一处却列出不需同意即可实施该行为的情形。",
        "An act is never done without consent in one place, and may be done without in cases listed in another.",
    ),
)
def beside_exemption(statement: Statement, law: Law) -> Iterator[Remark]:
    for one in of(statement, "public-disclosure"):
        if not means(said(one, "rule"), "agreement"):
            continue
        exempt = tuple(
            other for other in of(statement, "consent-exemption") if any(means(act, "publishing") for act in entries(other, "acts"))
        )
        if exempt:
            yield Remark(
                Words("未经同意一律不公开。", "nothing is made public without consent."),
                Words("不经同意也可以公开。", "publication needs no consent."),
                Words("在规则中写明例外，并限定其范围。", "Put the exceptions into the rule and say how far they reach."),
                (one,),
                exempt,
            )


@rule(
    "deletion-for-want-of-consent",
    severity="warning",
    says=Words(
        "可以未经同意为由要求删除，而法定情形下的收集本就不需同意。",
        "Want of consent is a ground for deletion, while some collection is said to need none.",
    ),
)
def want_of_consent(statement: Statement, law: Law) -> Iterator[Remark]:
    exempt = tuple(
        one
        for one in of(statement, "consent-exemption")
        if not has(one, "data_state") and (not has(one, "acts") or any(means(act, "collecting") for act in entries(one, "acts")))
    )
    for one in of(statement, "right-delete"):
        if exempt and means(f"{said(one, 'ground', 'grounds')} | {names(one)}", "no consent"):
            yield Remark(
                Words("未经同意即可要求删除。", "deletion can be asked for whenever consent was missing."),
                Words("这些情形下收集和使用不需同意。", "collection and use need no consent in these cases."),
                Words(
                    "写明依法不需同意的信息不适用这一理由。",
                    "Say that this ground does not reach data that the law lets you hold without consent.",
                ),
                (one,),
                exempt,
            )


@rule(
    "one-exemption-two-conditions",
    severity="error",
    says=Words("同一种不需同意的情形，两处规定了不同的条件。", "One exemption from consent has different conditions in two places."),
)
def two_conditions(statement: Statement, law: Law) -> Iterator[Remark]:
    seen: dict[str, Declared] = {}
    for one in of(statement, "consent-exemption"):
        ground = said(one, "evidence")
        if not has(one, "condition") or not ground:
            continue
        first = seen.setdefault(ground, one)
        if said(first, "condition") != said(one, "condition"):
            yield Remark(
                Words("不需同意，但条件与另一处不同。", "needs no consent, on a condition that differs from another."),
                Words("同一情形的另一项条件。", "the other condition for the same case."),
                Words("统一条件，或者写明两项条件须同时满足。", "Make the conditions one, or say that both must hold."),
                (first,),
                (one,),
            )


@rule(
    "all-or-nothing",
    severity="error",
    says=Words(
        "一处允许只拒绝或者撤回其中一项而继续使用，另一处却要求不同意即停止使用。",
        "People may refuse or withdraw one thing and go on, yet whoever does not agree has to stop altogether.",
    ),
)
def all_or_nothing(statement: Statement, law: Law) -> Iterator[Remark]:
    single = (
        *(one for one in of(statement, "consent") if means(said(one, "refusal_effect", "refusal", "kept"), "only this")),
        *(one for one in of(statement, "right-withdraw")),
    )
    for one in of(statement, "policy-update", "consent"):
        # Refusing what basic functions need may end the service; that other refusals may is for its own clause to say.
        everything_ends = "stop" in said(one, "refusal_effect") and not has(one, "category", "items")
        if single and one not in single and (everything_ends or means(said(one, "refusal", "effect_of_refusal"), "stopping")):
            yield Remark(
                Words("不同意即须停止使用。", "whoever does not agree has to stop using the service."),
                Words(
                    "可以只拒绝或者撤回其中一项，其他功能照常使用。",
                    "single things can be refused or withdrawn, and the rest keeps working.",
                ),
                Words("把停止使用限于离开该信息便无法提供的服务。", "Confine stopping to services that cannot be had without the data."),
                (one,),
                single,
            )


@rule(
    "identifiers-without-asking",
    severity="error",
    says=Words(
        "一处承诺调用设备权限之前先询问，另一处却在使用中自动收集设备标识，没有提到权限或者同意。",
        "Device permissions are asked for first, yet identifiers of the device are gathered without a permission or consent.",
    ),
)
def identifiers(statement: Statement, law: Law) -> Iterator[Remark]:
    asked = (
        *(
            one
            for one in of(statement, "permission")
            if has(one, "timing", "when") and means(said(one, "timing", "when", "form"), "asking first")
        ),
        *(one for one in of(statement, "collection") if means(said(one, "basis"), "agreement")),
    )
    items = statement.section("items")
    for one in of(statement, "collection"):
        unasked = [item for item in items_of(one) if item in items and means(names(items[item]), "device identifier")]
        if asked and unasked and not has(one, "consent", "basis"):
            yield Remark(
                Words(
                    "自动收集设备标识，没有提到权限或者同意。", "identifiers of the device are gathered without a permission or consent."
                ),
                Words("调用设备权限之前先询问。", "a permission is asked for before it is used."),
                Words(
                    "写明读取设备标识所需的权限和询问的时间，或者不再收集。",
                    "Name the permission for reading the identifiers and when it is asked for, or stop gathering them.",
                ),
                (one,),
                asked,
            )


@rule(
    "choice-denied-where-it-is-given",
    severity="error",
    says=Words(
        "一处可以接受或者拒绝 Cookie，另一处视为已经同意、不能选择。",
        "Cookies can be taken or refused in one place, and count as agreed to in another.",
    ),
)
def choice_denied(statement: Statement, law: Law) -> Iterator[Remark]:
    choices = tuple(one for one in of(statement, "cookie") if has(one, "control"))
    for one in of(statement, "cookie"):
        others = tuple(other for other in choices if other is not one)
        if has(one, "agreement") and others:
            yield Remark(
                Words("视为已经理解并同意。", "counts as understood and agreed to."),
                Words("可以自行接受或者拒绝。", "can be taken or refused."),
                Words(
                    "限于确实不可缺少的 Cookie，逐一说明理由，并尊重浏览器的拒绝。",
                    "Confine it to cookies that the service cannot do without, each with its reason, and honour a refusal in the browser.",
                ),
                (one,),
                others,
            )
