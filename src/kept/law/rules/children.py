"""Children: ages that differ, and grounds that go around the guardian (PIPL art. 28 and 31; provisions on children's online data)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from kept.law.finding import Remark
from kept.law.rule import Law, rule
from kept.law.words import everything, has, means, of, said, value
from kept.promises import Words
from kept.statement import Declared, Statement

MAJORITY: Final = 18


def _ages(declared: Declared) -> Mapping[str, tuple[int, bool]]:
    """The ages below which a declaration counts somebody as a child, by country (empty: none named), and whether that age is meant too."""
    said_age = value(declared, "age_under") or value(declared, "age") or value(declared, "child_age_under")
    country = value(declared, "country") or ""
    inclusive = value(declared, "inclusive") is True or "yes" in said(declared, "inclusive")
    if isinstance(said_age, int):
        return {country: (said_age, inclusive)}
    found: dict[str, tuple[int, bool]] = {}
    for part in str(said_age or "").removeprefix("by region (").rstrip(")").split(","):
        where, _, years = part.strip().rpartition(" ")
        if years.isdigit():
            found[where] = (int(years), inclusive)
    return found


@rule(
    "minors-in-between",
    severity="warning",
    says=Words(
        "服务面向成年人，儿童的年龄界限却低于成年年龄，介于两者之间的未成年人没有规定。",
        "The service is for adults and children end below majority, so that nothing is said of minors in between.",
    ),
)
def in_between(statement: Statement, law: Law) -> Iterator[Remark]:
    adults = tuple(one for one in of(statement, "minors") if means(said(one, "audience"), "adults"))
    for one in of(statement, "minors"):
        if adults and any(age < MAJORITY for age, _ in _ages(one).values()):
            yield Remark(
                Words("儿童的年龄界限低于成年年龄。", "children end below the age of majority."),
                Words("服务面向成年人。", "the service is meant for adults."),
                Words("写明介于两者之间的未成年人如何处理。", "Say what holds for minors in between."),
                (one,),
                adults,
            )


@rule(
    "two-ages",
    severity="error",
    says=Words("同一国家或者地区的儿童年龄界限，两处写法不同。", "The age of a child differs between two places, for one country."),
)
def two_ages(statement: Statement, law: Law) -> Iterator[Remark]:
    first: dict[str, tuple[Declared, tuple[int, bool]]] = {}
    for one in of(statement, "definition", "minors"):
        if has(one, "condition"):  # an age at which something else than childhood begins
            continue
        for country, age in _ages(one).items():
            other, known = first.setdefault(country, (one, age))
            if known != age:
                yield Remark(
                    Words(f"儿童的年龄界限为{_under(age, 'zh')}。", f"a child is {_under(age, 'en')}."),
                    Words(f"儿童的年龄界限为{_under(known, 'zh')}。", f"a child is {_under(known, 'en')}."),
                    Words("两处采用同一年龄界限。", "Use one age in both places."),
                    (one,),
                    (other,),
                )


def _under(age: tuple[int, bool], language: str) -> str:
    years, inclusive = age
    if language == "zh":
        return f"{years} 周岁以下（含）" if inclusive else f"不满 {years} 周岁"
    return f"{years} or younger" if inclusive else f"under {years}"


@rule(
    "around-the-guardian",
    severity="error",
    says=Words(
        "一处要求父母或者监护人同意并删除未经同意的儿童信息，另一处却以其他理由收集。",
        "A guardian must consent and a child's data is erased without that, yet it may be collected on another ground.",
    ),
)
def around_the_guardian(statement: Statement, law: Law) -> Iterator[Remark]:
    guarded = tuple(
        one
        for one in of(statement, "minors")
        if means(said(one, "basis", "condition", "who"), "guardian") or means(said(one, "action"), "erasing")
    )
    for one in of(statement, "minors"):
        if guarded and has(one, "basis") and not means(everything(one), "guardian"):
            yield Remark(
                Words("不经监护人同意即可收集儿童的信息。", "a child's data may be collected without a guardian's consent."),
                Words("须经父母或者监护人同意，未经同意的予以删除。", "parents or guardians must consent, and data without it is erased."),
                Words("写明同样须经监护人同意，或者一经发现即删除。", "Ask for the guardian here too, or erase what is found."),
                (one,),
                guarded,
            )
