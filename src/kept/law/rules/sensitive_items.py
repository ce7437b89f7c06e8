"""Sensitive items that are collected without a consent of their own."""

from __future__ import annotations

from collections.abc import Iterator

from kept.law.against import Cited, articles, cited, named_laws
from kept.law.finding import Remark
from kept.law.rule import Law, rule
from kept.law.values import Unknown
from kept.law.words import everything, items_of, of, value
from kept.promises import Words
from kept.statement import Declared, Statement

COLLECTING = ("collection", "function-basic", "function-extended", "third-party-data", "permission")
OWN = ("separate", "explicit", "express", "单独", "明示")


def agreed_apart(statement: Statement) -> tuple[frozenset[str], frozenset[str], bool]:
    """Items and functions that a consent of their own covers, and whether one covers whatever is sensitive."""
    items: set[str] = set()
    functions: set[str] = set()
    everywhere = False
    for declared in of(statement, "consent"):
        said = everything(declared)
        if any(word in said for word in OWN):
            items |= set(items_of(declared))
            functions |= set(value(declared, "functions") or ())
            everywhere = everywhere or (not items_of(declared) and ("sensitive" in said or "敏感" in said))
    return frozenset(items), frozenset(functions), everywhere


def _asks_itself(declared: Declared) -> bool:
    """Whether a function says that it is used only on a consent of its own."""
    said = " ".join(str(value(declared, field)) for field in ("consent", "basis", "prerequisite", "form")).casefold()
    return any(word in said for word in OWN)


@rule(
    "sensitive-without-separate-consent",
    severity="warning",
    finds="gap",
    says=Words("收集敏感个人信息，却没有声明单独同意。", "Sensitive items are collected, and no separate consent to them is declared."),
)
def sensitive_without_separate_consent(statement: Statement, law: Law) -> Iterator[Remark]:
    told = [
        Cited(country.code, None, country.consent_rules.source)
        for country in named_laws(statement, law)
        if not isinstance(country.sensitive_categories, Unknown)
        and country.sensitive_categories.values
        and not isinstance(country.consent_rules, Unknown)
        and any(word in country.consent_rules.value.casefold() for word in ("separate", "each item apart", "specific", "express"))
    ]
    items, functions, everywhere = agreed_apart(statement)
    if not told or everywhere:
        return
    sensitive = {item.name: item for item in of(statement, "item") if value(item, "sensitive")}
    for declared in of(statement, *COLLECTING):
        bare = [sensitive[name] for name in items_of(declared) if name in sensitive and name not in items]
        if not bare or declared.name in functions or _asks_itself(declared):
            continue
        names = {language: ("、" if language == "zh" else ", ").join(item.label(language) for item in bare) for language in ("zh", "en")}
        yield Remark(
            Words(f"没有为敏感项目声明单独同意：{names['zh']}。", f"no separate consent is declared for what is sensitive: {names['en']}."),
            cited(told),
            Words(
                "声明一项包含这些项目、形式为单独同意的同意（consent）。",
                "Declare a consent of its own (consent, form separate) with these items.",
            ),
            (declared,),
            articles=articles(told),
        )
