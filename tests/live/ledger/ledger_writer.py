"""A process that records events until it is done or killed: URL ROUNDS. It prints the ids of a transaction once that is committed."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime

from kept.ledger import event_about, new_event_id, record
from kept.stores import Address, open_connection


def main(url: str, rounds: int) -> None:
    with open_connection(Address.parse(url), read_only=False) as connection:
        for number in range(rounds):
            now = datetime.now(UTC)
            events = [event_about("consent.given", now, {"round": number}, new_event_id(now, os.urandom)) for _ in range(3)]
            record(connection, events[:2])
            record(connection, events[2:])
            if number % 5 == 4:
                connection.rollback()
                record(connection, events)
            connection.commit()
            print(*(event.event_id for event in events), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
