"""Runs every probe of a pack over the live system and collects the verdicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final

from kept.errors import KeptError
from kept.promises import Kind, Kinds, Promise, Question, Verdict, Words, judged, unproven
from kept.proof.acted import with_acts
from kept.proof.attesting import vouched
from kept.proof.looking import Governed, Looking, PresentSystem
from kept.statement import Statement
from kept.statement.publication import publication

Step = Callable[[str, int, int], None]
# Promises judged at a time while rows are counted. Some sign in to every database as other roles: those should not wait for each other.
JUDGES: Final = 5
LATER_BINDS: Final = Words(
    "此版本之后已有新版本生效：系统本身由现行版本约束，旧版本只约束其生效期间收集的记录。",
    "A later version is in force, and it is what binds the system; this one binds only the rows collected while it was in force.",
)
ROWS_THEN: Final = Words("此版本生效期间收集的记录违反了它。", "Rows collected while this version was in force go against it.")
ROWS_ALONE: Final = Words(
    "仅依据此版本生效期间收集的记录；系统本身由现行版本约束。",
    "By the rows collected while this version was in force alone; the system itself is bound by a later one.",
)
NO_ROWS_THEN: Final = Words("没有此版本生效期间收集的记录。", "There is no row that was collected while this version was in force.")


@dataclass(frozen=True)
class Proof:
    """The verdicts of one run, by promise id, in the statement's order; ``origins`` counts evidence by where it comes from."""

    statement: Statement
    at: datetime
    verdicts: Mapping[str, Verdict]

    @property
    def totals(self) -> Mapping[str, int]:
        return Counter(verdict.outcome for verdict in self.verdicts.values())

    @property
    def origins(self) -> Mapping[str, int]:
        """How many promises rest on evidence of each origin, each by its weakest: staged rows are not observed for the page beside them."""
        order = ("acted", "observed", "simulated", "registered", "staged")
        proven = [verdict for verdict in self.verdicts.values() if verdict.outcome in ("kept", "broken")]
        weakest = [max((evidence.origin for evidence in verdict.evidence), key=order.index, default=None) for verdict in proven]
        return Counter(origin for origin in weakest if origin)

    @property
    def broken(self) -> Sequence[str]:
        return [name for name, verdict in self.verdicts.items() if verdict.outcome == "broken"]


def prove(governed: Governed, kinds: Kinds, chosen: Sequence[Promise], step: Step = lambda what, done, of: None) -> Proof:
    """Judge the chosen promises. Reads only. ``step`` is told how far it is (for a progress bar).

    While questions are put into words and the databases answer them, the promises that ask none are judged.
    """
    step("schemas", 0, 1)
    governed.read_schemas()
    step("rows", 0, 1)
    verdicts: dict[str, Verdict] = {}

    def take(promise: Promise, verdict: Verdict) -> None:
        verdicts[promise.id] = verdict
        step("promises", len(verdicts), len(chosen))

    with ThreadPoolExecutor(1 + JUDGES) as pool:
        judge = partial(verdict_of, governed, kinds)
        may_ask = asking(kinds, chosen)
        names = {promise.id for promise in may_ask}
        judging = [(promise, pool.submit(judge, promise)) for promise in chosen if promise.id not in names]
        asked = asked_questions(governed, may_ask)
        answering = pool.submit(governed.ask, asked)
        judging += [(promise, pool.submit(judge, promise)) for promise in may_ask if not asked[promise.id]]
        for promise, judged in judging:
            take(promise, judged.result())
        answering.result()
        answered = [promise for promise in may_ask if asked[promise.id]]
        for promise, verdict in zip(answered, pool.map(judge, answered), strict=True):
            take(promise, verdict)
    return Proof(governed.statement, governed.now, {promise.id: verdicts[promise.id] for promise in chosen})


def asking(kinds: Kinds, chosen: Sequence[Promise]) -> Sequence[Promise]:
    """The promises whose kind asks questions of rows."""
    return [promise for promise in chosen if promise.check == "auto" and hasattr(kinds[promise.kind].parameters, "questions")]


def asked_questions(governed: Governed, asked: Sequence[Promise]) -> Mapping[str, Sequence[Question]]:
    """The row questions of each promise."""
    return {promise.id: tuple(promise.parameters.questions(Looking(governed, promise))) for promise in asked}


def verdict_of(governed: Governed, kinds: Kinds, promise: Promise) -> Verdict:
    """The verdict of one promise; whatever cannot be looked at is unproven with its reason."""
    kind = kinds[promise.kind]
    if governed.past and not (promise.check == "attested" and promise.id in governed.attestations):
        return _verdict_of_rows(governed, promise)
    if promise.check == "attested":
        return vouched(promise, governed.attestations, governed.now)
    if promise.check == "published":
        return publication(Looking(governed, promise), promise)
    look = Looking(governed, promise)
    try:
        return with_acts(look, _probed(kind, look))
    except KeptError as error:
        return unproven(Words(error.fault.text("zh"), error.fault.text("en")))


def _probed(kind: Kind, look: Looking) -> Verdict:
    """The verdict of the kind's own probe."""
    if not kind.implemented:
        return unproven(kind.not_yet or Words("尚无探针。", "There is no probe yet."))
    verdict: Verdict = look.promise.parameters.prove(look)
    return verdict


def _verdict_of_rows(governed: Governed, promise: Promise) -> Verdict:
    """The verdict of a promise of an earlier version: of the rows collected while it was in force, and of nothing else."""
    counts = governed.counts(promise)
    if not counts:
        return unproven(LATER_BINDS)
    try:
        verdict: Verdict = promise.parameters.prove(Looking(governed, promise, rows_only=True))
    except PresentSystem:
        verdict = judged(counts, ROWS_THEN, NO_ROWS_THEN)
        return replace(verdict, reason=ROWS_ALONE) if verdict.outcome == "kept" else verdict
    return verdict
