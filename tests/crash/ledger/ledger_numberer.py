"""A process that works on a ledger until it is killed, as ``kept worker`` does: URL KEYFILE. It prints the size of each new checkpoint."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from kept.ledger import Checkpoint, Numbered, keep_numbering, load_signer
from kept.stores import Address


def rested(seconds: float) -> bool:
    time.sleep(seconds / 20)
    return False


def told(checkpoint: Checkpoint) -> None:
    print(checkpoint.size, flush=True)


if __name__ == "__main__":
    address = Address.parse(sys.argv[1])
    keep_numbering(Numbered(address, address, load_signer(Path(sys.argv[2]))), lambda: datetime.now(UTC), rested, told)
