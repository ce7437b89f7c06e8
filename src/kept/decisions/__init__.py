"""May this be done, now, here, for this purpose: decided from the statement in force, with the reasons.

``compile_policy(statement)`` gives the policy, ``Decisions(policy)`` answers: ``standing(person)`` once for each change of a person's
state, then ``decide(standing, function, purpose, items, recipient, region)``. ``decide_all`` answers for a whole column of people. Pure:
no clock, no file, no network; a person's state comes as a plain value (``Person``), and a stale one means no.

Each kind of promise stands whole in ``kinds/``; the decorator is its only registration.
"""

from kept.decisions.batch import Batch, column, decide_all
from kept.decisions.carrying import fact_bits, facts_asked, order_of, policy_document
from kept.decisions.compiling import compile_policy, served_together
from kept.decisions.deciding import Decisions, Standing
from kept.decisions.facts import facts_of
from kept.decisions.model import Agreement, Answer, Basis, Claim, Missing, Person, Policy
from kept.decisions.places import ages_in_law

__all__ = [
    "Agreement",
    "Answer",
    "Basis",
    "Batch",
    "Claim",
    "Decisions",
    "Missing",
    "Person",
    "Policy",
    "Standing",
    "ages_in_law",
    "column",
    "compile_policy",
    "decide_all",
    "fact_bits",
    "facts_asked",
    "facts_of",
    "order_of",
    "policy_document",
    "served_together",
]
