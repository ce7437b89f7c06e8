"""The ledger: what happened, tamper-evident, without personal data, checkable by strangers.

Writers ``record`` events inside their own transaction; ``sequence`` numbers what was committed, grows an RFC 6962 tree and signs
checkpoints (C2SP signed notes), which the control plane remembers; ``keep_numbering`` does so until it is told to end. ``export`` and
``verify_file`` are for auditors; ``promise`` at once and ``inclusion`` seconds later are a person's receipts, checked by
``verify_kept`` and ``verify_inclusion``; ``audit_database`` is for probes. There is one ledger for each governed database.
"""

from kept.ledger.audit import Audit, audit_database
from kept.ledger.event import Event, Fact, event_about, new_event_id, subject_tag
from kept.ledger.exporting import export, newest_checkpoint, verifier_keys
from kept.ledger.intake import record, record_many
from kept.ledger.note import Checkpoint, Signer, Verifier, generate_signer, load_signer, open_checkpoint, read_checkpoint, write_signer
from kept.ledger.numbering import Numbered, keep_numbering
from kept.ledger.promise import Promised, promise, verify_kept, verify_promise
from kept.ledger.proofs import Consistency, Included, consistency, inclusion, verify_consistency, verify_inclusion
from kept.ledger.sequencer import sequence
from kept.ledger.verify import Verification, verify_file

__all__ = [
    "Audit",
    "Checkpoint",
    "Consistency",
    "Event",
    "Fact",
    "Included",
    "Numbered",
    "Promised",
    "Signer",
    "Verification",
    "Verifier",
    "audit_database",
    "consistency",
    "event_about",
    "export",
    "generate_signer",
    "inclusion",
    "keep_numbering",
    "load_signer",
    "new_event_id",
    "newest_checkpoint",
    "open_checkpoint",
    "promise",
    "read_checkpoint",
    "record",
    "record_many",
    "sequence",
    "subject_tag",
    "verifier_keys",
    "verify_consistency",
    "verify_file",
    "verify_inclusion",
    "verify_kept",
    "verify_promise",
    "write_signer",
]
