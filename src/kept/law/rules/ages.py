"""The age from which people agree alone, against each law."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from kept.law.against import Cited, articles, cited, header_place, named_laws, strength
from kept.law.finding import Remark
from kept.law.model import AgeOfConsent, Jurisdiction
from kept.law.rule import Law, rule
from kept.law.values import Unknown
from kept.law.words import of, value
from kept.promises import Words
from kept.statement import Declared, Statement

BY_COUNTRY: Final = re.compile(r"\b([A-Z]{2}(?:-[A-Z]{2,3})?) (\d{1,2})\b")
FIELDS: Final = ("age_under", "age", "below")
ANYWHERE: Final = "*"


def declared_ages(statement: Statement) -> Mapping[str, tuple[int, Declared]]:
    """The age below which somebody is a child, by country, and who says so; ``*`` is for every country that has none of its own."""
    found: dict[str, tuple[int, Declared]] = {}
    for declared in of(statement, "definition", "minors"):
        country = value(declared, "country") or value(declared, "region")
        for field in FIELDS:
            said = value(declared, field)
            if said is None:
                continue
            pairs = BY_COUNTRY.findall(str(said))
            for code, age in pairs:
                found.setdefault(code, (int(age), declared))
            if not pairs and str(said).isdigit():
                found.setdefault(str(country or ANYWHERE), (int(said), declared))
    return found


def consent_age(country: Jurisdiction) -> AgeOfConsent | None:
    minors = country.minors
    return None if isinstance(minors, Unknown) or isinstance(minors.age_of_consent, Unknown) else minors.age_of_consent


def _cited(country: Jurisdiction, age: AgeOfConsent) -> Cited:
    return Cited(country.code, Words(f"{age.age} 岁", f"{age.age} years"), age.source)


@rule(
    "age-below-law",
    severity="error",
    says=Words("声明所定的儿童年龄低于所列国家的法律。", "The statement's age for a child is below that in the law of a named country."),
)
def age_below_law(statement: Statement, law: Law) -> Iterator[Remark]:
    ages = declared_ages(statement)
    for country in named_laws(statement, law):
        wanted, said = consent_age(country), ages.get(country.code) or ages.get(ANYWHERE)
        if wanted is None or said is None or said[0] >= wanted.age:
            continue
        told = [_cited(country, wanted)]
        yield Remark(
            Words(f"{said[0]} 岁，低于 {country.code} 的法律。", f"age {said[0]} is below that in the law of {country.code}."),
            cited(told),
            Words("为该国声明法律的年龄。", "Declare the age in that law for that country."),
            (said[1],),
            articles=articles(told),
            severity=strength(told, "error"),
        )


@rule(
    "no-age",
    severity="warning",
    finds="gap",
    says=Words("声明没有为所列国家写明儿童的年龄。", "The statement gives no age for a child in a country that it names."),
)
def no_age(statement: Statement, law: Law) -> Iterator[Remark]:
    ages = declared_ages(statement)
    told = [
        _cited(country, wanted)
        for country in named_laws(statement, law)
        if (wanted := consent_age(country)) is not None and country.code not in ages and ANYWHERE not in ages
    ]
    if not told:
        return
    codes = [one.code for one in told]
    involved = (*(declared for _, declared in ages.values()), *of(statement, "minors")[:1])
    about = tuple({declared.path: declared for declared in involved}.values())
    yield Remark(
        Words(f"没有写明这些国家的儿童年龄：{'、'.join(codes)}。", f"gives no age for a child in {', '.join(codes)}."),
        cited(told),
        Words("为每个国家声明年龄。", "Declare the age for each country."),
        about,
        articles=articles(told),
        place=None if about else header_place(statement),
    )
