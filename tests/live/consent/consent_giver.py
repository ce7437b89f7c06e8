"""A process that agrees for people until it is done or killed: URL KEY FIRST COUNT. It prints key and receipt's hash once committed."""

from __future__ import annotations

import os
import sys
from hashlib import sha256
from pathlib import Path

from kept.consent import Giving, give
from kept.ledger import load_signer
from kept.stores import Address, open_connection
from tests.live.consent.consenting import NOW, TRIAL, neocrm


def main(url: str, key: Path, first: int, count: int) -> None:
    signer, shown = load_signer(key), neocrm().prompt(TRIAL, "zh").sha256
    with open_connection(Address.parse(url), read_only=False) as connection:
        for number in range(first, first + count):
            act = Giving(1000 + number % 400, TRIAL, "zh", shown, f"act-{number}", "app")
            answer = give(connection, neocrm(), signer, act, NOW, os.urandom)
            connection.commit()
            print(act.key, act.subject_id, sha256(answer.receipt.encode()).hexdigest(), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
