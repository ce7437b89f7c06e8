"""What a person is shown before agreeing: one matter, in one language, with everything that bears on the choice.

The words are made from the declarations, so that they cannot say anything else than the statement; their SHA-256 is what a consent
records. PIPL art. 14, 17, 23, 29, 30; GDPR art. 7(2) and 13; ISO/IEC 29184.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final

from kept.consent.guarding import Guarding, guarding
from kept.consent.matters import Form, Matter, known, matters
from kept.errors import KeptError
from kept.promises import Duration, Words
from kept.statement import Declared, Statement, plain_text

ASKED: Final = Words("是否同意：{title}", "Do you agree: {title}")
WHY: Final = Words("目的：{said}", "What for: {said}")
WHAT: Final = Words("涉及的信息：{said}", "Data: {said}")
SENSITIVE: Final = Words("{item}（敏感）", "{item} (sensitive)")
APART: Final = Words(
    "标为敏感的信息另行单独征求同意，此处同意不包括它们。",
    "Items marked sensitive are asked for on their own; agreeing here does not include them.",
)
RECEIVED: Final = Words("接收方：{said}", "Receiver: {said}")
NOBODY: Final = Words(
    "不因这项同意提供给其他处理者；需要提供的，另行征求您的同意。",
    "On this agreement nothing goes to anybody who would use it for themselves; for that you are asked again.",
)
ABROAD: Final = Words("目的地：{said}", "Where to: {said}")
STORED: Final = Words("存储地：{said}", "Where it is kept: {said}")
HOW_LONG: Final = Words("保存多久：{said}", "How long: {said}")
PERIOD: Final = Words("{label}（{within}）", "{label} ({within})")
UNTIL: Final = Words("直到您撤回，或者目的已经实现", "until you withdraw, or the purpose is fulfilled")
WITHDRAW: Final = Words(
    "撤回：随时可以，在表示同意的同一处，步骤不多于同意时；撤回之前的处理不受影响。{said}",
    "To withdraw: at any time, where you agreed, in no more steps; what was done before stays lawful. {said}",
)
ALSO_AT: Final = Words("也可以经由：{said}。", "Also by: {said}.")
REFUSING: Final = Words(
    "不同意：只是“{title}”不能进行，其他功能照常可用。", "If you refuse: only “{title}” does not happen; everything else works as before."
)
COUNTS: Final = Words("以此为准：{said}", "What counts: {said}")
GUARDED: Final = Words(
    "未满 {age} 岁的，由父母或者其他监护人同意；各地年龄可能不同。",
    "Below {age} a parent or other guardian agrees instead; the age may differ by place.",
)
JOINED: Final = {"zh": "、", "en": ", "}
LISTED: Final = {"zh": "；", "en": "; "}


@dataclass(frozen=True, eq=False)
class Prompt:
    """What is shown for one matter in one language. ``sha256`` (hexadecimal) is of the UTF-8 bytes of ``wording``, nothing added."""

    label: str
    matter: str
    language: str
    title: str
    wording: str
    sha256: str
    form: Form
    declared: Matter
    keeping: str
    withdrawing: str


@dataclass(frozen=True, eq=False)
class Asked:
    """A version of a statement as its people are asked: every prompt, who needs a guardian, and what a receipt says of the version.

    ``texts`` has the SHA-256 of the whole text by language: an imported consent may have been given to that instead of a prompt.
    """

    statement: Statement
    matters: Mapping[str, Matter]
    prompts: Mapping[tuple[str, str], Prompt]
    guarding: Guarding
    texts: Mapping[str, str]

    @property
    def label(self) -> str:
        return self.statement.label

    @property
    def effective_on(self) -> date:
        return self.statement.version

    def prompt(self, matter: str, language: str) -> Prompt:
        """What is shown for a matter. Raises KEPT-A001 to A003, and A004 for a language that the version does not have."""
        named = known(self.matters, matter, self.label)
        if language not in self.statement.languages.all:
            raise KeptError("KEPT-A004", self.label, language=language, known=", ".join(self.statement.languages.all))
        return self.prompts[named.name, language]


def asked(statement: Statement, lawful_ages: Mapping[str, int]) -> Asked:
    """Everything that the people of a statement are asked, made once; no agreement is asked for what needs none."""
    found = matters(statement)
    guards = guarding(statement, lawful_ages)
    asking = [one for one in found.values() if one.none is None]
    prompts: Mapping[tuple[str, str], Prompt] = {
        (one.name, language): _prompt(_Words(statement, guards, language), one) for language in statement.languages.all for one in asking
    }
    texts: Mapping[str, str] = {
        language: sha256(plain_text(statement, language).encode()).hexdigest() for language in statement.languages.all
    }
    return Asked(statement, found, prompts, guards, texts)


@dataclass(frozen=True)
class _Words:
    """A statement that is being put into the words of one language."""

    statement: Statement
    guarding: Guarding
    language: str

    def say(self, words: Words, **said: str) -> str:
        return words.words(self.language).format(**said)

    def join(self, several: Iterator[str] | tuple[str, ...], by: Mapping[str, str] = JOINED) -> str:
        return by[self.language].join(dict.fromkeys(several))


def _prompt(words: _Words, matter: Matter) -> Prompt:
    title, keeping, withdrawing = matter.title.words(words.language), _keeping(words), _withdrawing(words)
    wording = "\n".join(_lines(words, matter, title, keeping, withdrawing)) + "\n"
    digest = sha256(wording.encode()).hexdigest()
    return Prompt(
        words.statement.label, matter.name, words.language, title, wording, digest, matter.form, matter, keeping, withdrawing.strip()
    )


def _lines(words: _Words, matter: Matter, title: str, keeping: str, withdrawing: str) -> Iterator[str]:
    yield words.say(ASKED, title=title)
    purpose = words.join(tuple(each.words(words.language) for each in matter.purpose)) or title
    yield words.say(WHY, said=purpose)
    if matter.items:
        yield words.say(WHAT, said=words.join(tuple(_item(words, name, name in matter.sensitive) for name in matter.items)))
    if matter.form == "explicit" and matter.sensitive:
        yield words.say(APART)
    if matter.section == "transfer":
        yield words.say(ABROAD, said=matter.name.partition(":")[2])
    elif matter.section == "storage":
        yield words.say(STORED, said=_place(words, matter))
    elif matter.recipient is not None:
        yield words.say(RECEIVED, said=matter.recipient.words(words.language))
    else:
        yield words.say(NOBODY)
    yield words.say(HOW_LONG, said=keeping)
    yield words.say(WITHDRAW, said=withdrawing).strip()
    yield words.say(REFUSING, title=title)
    for counting in matter.counts:
        yield words.say(COUNTS, said=counting.words(words.language))
    if words.guarding.highest(words.statement.countries):
        yield words.say(GUARDED, age=str(words.guarding.highest(words.statement.countries)))


def _item(words: _Words, name: str, sensitive: bool) -> str:
    label = words.statement.section("items")[name].label(words.language)
    return words.say(SENSITIVE, item=label) if sensitive else label


def _place(words: _Words, matter: Matter) -> str:
    declared = matter.declared
    where = getattr(declared.body, "location", None) if declared is not None else None
    return words.join(tuple(each.words(words.language) for each in where)) if where else matter.title.words(words.language)


def _keeping(words: _Words) -> str:
    """Until it is withdrawn, and what the statement says becomes of it then."""
    after = [one for one in words.statement.section("retention").values() if one.kind == "deletion" and _on_withdrawal(one)]
    said = (words.say(PERIOD, label=one.label(words.language), within=one.body.within.words(words.language)) for one in after)
    return words.join((words.say(UNTIL), *said), LISTED)


def _on_withdrawal(one: Declared) -> bool:
    about = " ".join(filter(None, (one.name, one.body.start, one.body.trigger)))
    return isinstance(one.body.within, Duration) and any(word in about for word in ("withdr", "authori", "consent"))


def _withdrawing(words: _Words) -> str:
    ways = [one for one in words.statement.section("rights").values() if one.kind == "right-withdraw"]
    said = [each.words(words.language) for one in ways for field in (one.body.path, one.body.place, one.body.means) for each in field or ()]
    return words.say(ALSO_AT, said=words.join(tuple(said), LISTED)) if said else ""
