"""Numbering that goes on by itself: promises made become places in the tree within seconds, without anybody asking.

One process works on a ledger at a time. It holds an advisory lock for as long as its connection lives, so that whoever is killed is
followed by another at the next look, and nothing has to be cleaned up. The lock spares work and nothing more: that events are numbered
once, whoever else tries, is the sequencer's own doing.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import psycopg

from kept.errors import KeptError
from kept.ledger.note import Checkpoint, Signer
from kept.ledger.sequencer import Clock, sequence
from kept.stores import Address, open_connection

if TYPE_CHECKING:
    from psycopg import Connection

LEASE: Final = 0x4B657074_576F726B  # "KeptWork"
REST_S: Final = 1.0
LONGEST_REST_S: Final = 30.0
# Another name, cut short, or rewritten: these are never signed on, however often one looks.
NEVER_SIGNED_ON: Final = frozenset({"KEPT-L007", "KEPT-L008", "KEPT-L009"})
TAKE: Final = "select pg_try_advisory_lock(%s)"
# Rows of transactions in flight count, too: the run that finds nothing of them yet costs little, and the next look comes soon.
WAITING: Final = """
    select coalesce((
        select s.home <> (select system_identifier::text from pg_control_system())
               or exists (select from kept.ledger_intake i where (i.xact, i.ord) > (s.xact, s.ord) and i.ord > s.adopted)
        from kept.ledger_state s), true)
"""

Rest = Callable[[float], bool]
Told = Callable[[Checkpoint], None]


@dataclass(frozen=True)
class Numbered:
    """One ledger: the database that it lies in, the control plane that remembers its checkpoints, the key that signs them."""

    region: Address
    control: Address
    signer: Signer


def keep_numbering(ledger: Numbered, clock: Clock, rest: Rest, told: Told = lambda checkpoint: None) -> None:
    """Number what is committed, look again each second, and return when ``rest`` says that it is over.

    ``rest(seconds)`` waits that long and returns True as soon as this is to end (``threading.Event.wait``). ``told`` gets each new
    checkpoint. A database or control plane that is away is waited for, longer each time, up to half a minute. Raises KEPT-L007 to L009
    where the ledger must not be signed on.
    """
    pause = 0.0
    while not rest(pause):
        try:
            with closing(open_connection(ledger.region, read_only=False, autocommit=True)) as region:
                pause = REST_S
                if _numbered_until_over(ledger, region, clock, rest, told):
                    return
        except psycopg.OperationalError:
            pause = _longer(pause)
        except KeptError as error:
            if error.code in NEVER_SIGNED_ON:
                raise
            pause = _longer(pause)


def _longer(pause: float) -> float:
    return min(max(pause * 2, REST_S), LONGEST_REST_S)


def _numbered_until_over(ledger: Numbered, region: Connection[Any], clock: Clock, rest: Rest, told: Told) -> bool:
    held = False
    while True:
        held = held or _says(region, TAKE, (LEASE,))
        if held and _says(region, WAITING):
            with closing(open_connection(ledger.control, read_only=False, autocommit=True)) as control:
                told(sequence(region, ledger.signer, clock, control))
        if rest(REST_S):
            return True


def _says(connection: Connection[Any], query: Any, values: tuple[int, ...] = ()) -> bool:
    row = connection.execute(query, values).fetchone()
    return row is not None and bool(row[0])
