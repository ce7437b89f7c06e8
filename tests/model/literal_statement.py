"""What a statement declares, looked up each time it is asked for, by whoever reads it word for word (literal_decisions)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from kept.statement import Declared, Statement


@dataclass(frozen=True)
class Said:
    """A statement, asked what it says."""

    statement: Statement

    def all(self, *kinds: str) -> list[Declared]:
        return [one for one in self.statement.declarations.values() if one.kind in kinds]

    def one(self, path: str) -> Declared:
        return self.statement.declarations[path]

    def is_function(self, path: str) -> bool:
        found = self.statement.declarations.get(path)
        if found is None:
            return False
        if found.kind == "permission":
            return bool(found.body.items)
        if found.kind == "public-disclosure":
            grounds = [found.body.rule or ""] + [ground.en for ground in found.body.grounds or ()]
            return any("consent" in ground for ground in grounds)
        return found.kind in ("collection", "function-basic", "function-extended", "cookie", "beacon")

    def is_purpose(self, path: str) -> bool:
        found = self.statement.declarations.get(path)
        if found is None or found.kind != "purpose-limit":
            return False
        return found.body.rule is None and found.body.other_use is None and found.body.standards is None

    def is_recipient(self, path: str) -> bool:
        found = self.statement.declarations.get(path)
        if found is None:
            return False
        body = found.body
        if found.kind == "recipient":
            general = body.grounds or body.count or body.listed
            return not general and (body.data is not None or bool(body.purpose) or bool(body.trigger))
        if found.kind == "processor":
            return not (body.purpose or body.tasks or body.limit) and bool(body.data or body.recipients)
        if found.kind == "affiliate":
            return body.default is None and bool(body.data or body.purpose or body.recipients)
        if found.kind == "sdk":
            return body.company is not None or body.packages is not None
        if found.kind == "public-disclosure":
            return "consent" in " ".join([body.rule or "", *(ground.en for ground in body.grounds or ())])
        return False

    def held(self, function: str, purpose: str) -> set[str]:
        """The items that a function may hold for a purpose."""
        items = set(getattr(self.one(function).body, "items", None) or ())
        if purpose == function:
            return items
        limited = self.one(purpose).body.items
        return items & set(limited) if limited else items

    def collected_by_nobody(self, item: str) -> bool:
        return not any(
            item in (getattr(one.body, "items", None) or ()) for path, one in self.statement.declarations.items() if self.is_function(path)
        )

    def marketing(self, path: str) -> bool:
        one = self.one(path)
        text = path + " " + (f"{one.labels.zh} {one.labels.en}" if one.labels else "")
        return any(word in text.lower() for word in ("market", "promot", "advertis", "营销", "推广", "广告"))

    def no_wider(self, before: Any, now: Any) -> bool:
        for name in ("items", "data", "purpose", "purposes"):
            old, new = getattr(before, name, None), getattr(now, name, None)
            if isinstance(old, tuple) and isinstance(new, tuple):
                if any(entry not in old for entry in new):
                    return False
            elif old != new:
                return False
        return True

    def closed_below(self) -> int:
        said = [one.body for one in self.all("minors") if one.body.age_under and one.body.age_under.isdigit() and not one.body.inclusive]
        return max((int(body.age_under) for body in said if body.acts or body.action == "stop use"), default=0)

    def child_below(self) -> int:
        ages = [int(found[0]) for one in self.all("definition") if (found := re.search(r"\d+", one.body.minors or ""))]
        ages += [
            int(one.body.age_under) + 1
            for one in self.all("minors")
            if one.body.inclusive and one.body.age_under and one.body.age_under.isdigit()
        ]
        return max(ages, default=0)

    def sort_of(self, function: str) -> str:
        one = self.one(function)
        if one.kind == "permission":
            return "permission"
        if one.kind in ("cookie", "beacon"):
            return "necessary" if getattr(one.body, "category", None) in ("necessary", "strictly necessary") else "consent"
        basic = one.kind == "function-basic" or getattr(one.body, "category", None) == "basic"
        return "contract" if basic and one.conflict is None else "consent"

    def may_get(self, recipient: str, item: str, held: set[str]) -> bool:
        one = self.one(recipient)
        if one.kind == "processor":
            if one.body.bound in ("de-identified", "totals"):
                return item.startswith("de_identified_") and (item in held or self.collected_by_nobody(item))
            return item in held
        if one.kind == "public-disclosure":
            return item in held
        direction = one.body.direction.en if one.kind == "recipient" and one.body.direction else ""
        if direction.startswith("in") or direction.endswith("to us"):
            return False
        if one.body.data is None:
            return item in held
        return item in one.body.data and (item in held or self.collected_by_nobody(item))

    def lists_items(self, recipient: str) -> bool:
        one = self.one(recipient)
        if one.kind == "processor":
            return one.body.bound in ("de-identified", "totals")
        if one.kind == "public-disclosure":
            return False
        direction = one.body.direction.en if one.kind == "recipient" and one.body.direction else ""
        return one.body.data is not None or direction.startswith("in") or direction.endswith("to us")

    def at_home(self) -> set[str]:
        found = set()
        for one in self.all("residency", "cross-border"):
            if one.body.place and "sensitive" in (one.body.data or ()):
                codes = [
                    said.body.region
                    for said in self.all("jurisdiction")
                    if said.labels and said.body.region and one.body.place in said.labels.en
                ]
                found.add(codes[0] if codes else one.body.place)
        return found

    def permissions(self) -> list[Declared]:
        rules = ("rule", "timing", "effect", "condition", "form")
        return [one for one in self.all("permission") if not any(getattr(one.body, name) for name in rules)]

    def opens(self, permission: Declared, item: Declared) -> bool:
        listed = permission.body.items or ()
        names = [permission.name.replace("_", " "), *(self.one(f"items.{name}").label("en") for name in listed)]
        return item.name in listed or any(self.holds(item.label("en"), name) for name in names)

    def own_permissions(self, function: str) -> list[Declared]:
        one = self.one(function)
        if one.kind != "function-extended":
            return []
        items = [self.one(f"items.{name}") for name in one.body.items or ()]
        if any(self.opens(permission, item) for permission in self.permissions() for item in items):
            return []
        return [
            permission
            for permission in self.permissions()
            if any(
                self.holds(one.label("en"), name)
                for name in (permission.name.replace("_", " "), *(words.en for words in permission.body.functions or ()))
            )
        ]

    @staticmethod
    def holds(text: str, name: str) -> bool:
        """Whether every word of the name stands in the text."""
        words = re.findall(r"[a-z0-9-]+", name.lower())
        return bool(words) and all(word in re.findall(r"[a-z0-9-]+", text.lower()) for word in words)
