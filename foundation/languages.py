"""Pages in Chinese and English: which language a person reads, and an application's texts in both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

LANGUAGES: Final = ("zh", "en")


@dataclass(frozen=True)
class Texts:
    """An application's texts by key; each exists in both languages, or reading the file fails."""

    said: Mapping[str, Mapping[str, str]]

    @classmethod
    def read(cls, folder: Path) -> Texts:
        """Read ``key: {zh: …, en: …}`` of every YAML file in a folder.

        Raises ValueError that names the keys which lack a language, or that two files have.
        """
        every: dict[str, Mapping[str, str]] = {}
        for file in sorted(folder.glob("*.yaml")):
            said = yaml.safe_load(file.read_text(encoding="utf-8"))
            lacking = [key for key, words in said.items() if not isinstance(words, dict) or set(words) != set(LANGUAGES)]
            if lacking:
                raise ValueError(f"{file}: a text needs zh and en, which these keys lack: {', '.join(map(str, lacking))}")
            if twice := sorted(every.keys() & said.keys()):
                raise ValueError(f"{file}: another file beside it has these keys as well: {', '.join(twice)}")
            every |= said
        return cls(every)

    def say(self, key: str, language: str, **facts: object) -> str:
        """The text of a key with its facts filled in. Raises KeyError for a key that nobody wrote."""
        return self.said[key][language].format(**facts)


def language_of(asked: str | None, remembered: str | None, accepted: str) -> str:
    """The language asked for in the address, else the remembered one, else the first of ``Accept-Language`` that we speak, else Chinese."""
    for said in (asked, remembered):
        if said in LANGUAGES:
            return str(said)
    for part in accepted.split(","):
        name = part.split(";")[0].strip().lower()[:2]
        if name in LANGUAGES:
            return name
    return LANGUAGES[0]
