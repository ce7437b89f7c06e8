"""Words in the two languages of every text, and names that come near one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """The same words in Chinese and English."""

    zh: str
    en: str

    def words(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


def near(word: str, known: Iterable[str]) -> str:
    """Known names that look like ``word``, for an error's way out; all of them if none does and they are few."""
    import difflib  # only an error needs it

    names = sorted(set(known))
    return ", ".join(difflib.get_close_matches(word, names, n=3, cutoff=0.5) or names[:12])
