"""Proof: runs acts, probes and breaches over a pack's live system, and writes what it found.

``prove`` gives a ``Proof`` (a verdict for each promise); ``sabotage`` applies every breach on the rehearsal cluster and says
which were seen; ``document`` turns both into the one JSON document that every report is made of. It depends on the rooms; no room
depends on it.
"""

from kept.proof.acting import Performed, perform, performances, said_in_both
from kept.proof.attesting import Attestation
from kept.proof.binding import Window, window_of
from kept.proof.documents import document
from kept.proof.fetching import fetcher, served
from kept.proof.junit_xml import junit
from kept.proof.looking import Governed
from kept.proof.opening import governed
from kept.proof.overseeing import Oversight, Sought, oversight
from kept.proof.proving import Proof, prove
from kept.proof.publishing import publish_proof
from kept.proof.recording import Written, write_acts
from kept.proof.rehearsing import Sabotage, sabotage
from kept.proof.report import overview_html, report_html
from kept.proof.signing import attest, attestations, history
from kept.proof.standing import faults_standing
from kept.proof.terminal import terminal_table
from kept.proof.visiting import write_visit

__all__ = [
    "Attestation",
    "Governed",
    "Oversight",
    "Performed",
    "Proof",
    "Sabotage",
    "Sought",
    "Window",
    "Written",
    "attest",
    "attestations",
    "document",
    "faults_standing",
    "fetcher",
    "governed",
    "history",
    "junit",
    "oversight",
    "overview_html",
    "perform",
    "performances",
    "prove",
    "publish_proof",
    "report_html",
    "sabotage",
    "said_in_both",
    "served",
    "terminal_table",
    "window_of",
    "write_acts",
    "write_visit",
]
