"""A process that sequences until it is killed: URL KEYFILE. It prints the size of each checkpoint that it was told of."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from kept.ledger import load_signer, sequence
from kept.stores import Address, open_connection


def main(url: str, key: Path) -> None:
    address, signer = Address.parse(url), load_signer(key)
    with open_connection(address, read_only=False) as region, open_connection(address, read_only=False) as control:
        while True:
            print(sequence(region, signer, lambda: datetime.now(UTC), control, batch=50).size, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
