"""What the newest visit of a browser says about a promise; see ``kept crawl``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from kept.promises import Database, Evidence, Finding, Look, Rehearsal, Verdict, Words, broken, kept

CRAWL: Final = "crawl"
COUNT_FOR: Final = timedelta(days=7)
TABLE: Final = "kept.act"
WRONG: Final = Words("浏览器实际访问网站时看到的与声明不符。", "What a real browser met on the site is not what is declared.")
VISITS: Final = """select v.act_id::text, v.promise, v.label, v.title, v.at, v.steps
                   from (select distinct on (label, promise) * from kept.act where name = 'crawl' order by label, promise, at desc) v"""
WRITE: Final = """insert into kept.act (act_id, run_id, promise, name, title, label, at, done, steps)
                  values (gen_random_uuid(), gen_random_uuid(), :promise, 'crawl', 'https://www.example/', :label, now(), true,
                          cast(:steps as jsonb))"""


@dataclass(frozen=True)
class Crawled:
    """The newest visit as the books have it: ``title`` is the address, ``steps`` what was wanted and found."""

    visit_id: str
    title: str
    at: datetime
    steps: Sequence[Mapping[str, Any]]


def crawled(look: Look) -> Verdict | None:
    """The verdict of the newest visit of the last seven days under this very version; None where there was none."""
    newest: tuple[Database, Crawled] | None = None
    for database in look.databases():
        visits = look.once(database, "crawls", lambda database=database: _visits(look, database))  # type: ignore[misc]
        mine = visits.get((look.statement.label, look.promise.id))
        if mine is not None and look.now - mine.at < COUNT_FOR and (newest is None or newest[1].at < mine.at):
            newest = database, mine
    if newest is None:
        return None
    database, visit = newest
    evidence = [Evidence("Chromium", "observed", f"kept crawl {visit.title} {look.statement.label}", len(visit.steps), (visit.visit_id,))]
    unmet = [step for step in visit.steps if not step["met"]]
    findings = [
        Finding(database.name, visit.visit_id, Words(f"{step['zh']} {step['found']}", f"{step['en']} {step['found']}")) for step in unmet
    ]
    if findings:
        return broken(len(visit.steps), len(findings), evidence, findings, WRONG)
    return kept(len(visit.steps), evidence) if visit.steps else None


def _visits(look: Look, database: Database) -> Mapping[tuple[str, str], Crawled]:
    if TABLE not in look.schema(database).tables:
        return {}
    found = look.rows(database, VISITS)
    return {(label, promise): Crawled(visit_id, title, at, steps) for visit_id, promise, label, title, at, steps in found}


def plant_visit(rehearsal: Rehearsal, what: Words, found: str) -> None:
    """For breaches: a visit that met something that it should not have met."""
    steps = json.dumps([{"zh": what.zh, "en": what.en, "wanted": "", "found": found, "met": False}])
    promise, label = rehearsal.promise.id, rehearsal.statement.label
    rehearsal.sql(rehearsal.databases()[0], WRITE, promise=promise, label=label, steps=steps)
