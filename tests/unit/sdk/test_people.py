"""What counts, and until when."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from kept_sdk import Signals
from kept_sdk.lease import Lease
from kept_sdk.signals import Visit, asgi, signals_of, wsgi


@dataclass
class Clock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


def leased(clock: Clock) -> Lease:
    lease = Lease(clock)
    lease.connected(asked=100.0, clock=5000.0)
    lease.extend(5000.0, 1.0)
    return lease


def test_a_lease_ends_by_itself() -> None:
    clock = Clock()
    lease = leased(clock)
    clock.now = 100.9
    assert lease.fresh
    clock.now = 101.1
    assert not lease.fresh


def test_a_lease_counts_from_when_the_server_looked_and_not_from_when_the_message_came() -> None:
    """A process stood still for ten seconds and then reads what had waited for it: nothing of that is fresh."""
    clock = Clock()
    lease = leased(clock)
    clock.now = 110.0
    for second in range(1, 9):
        lease.extend(5000.0 + second, 1.0)
        assert not lease.fresh
    lease.extend(5009.5, 1.0)
    assert lease.fresh


def test_an_older_message_does_not_shorten_a_lease_and_nothing_is_fresh_before_the_first() -> None:
    clock = Clock()
    assert not Lease(clock).fresh
    lease = leased(clock)
    lease.extend(5001.0, 1.0)
    lease.extend(5000.5, 1.0)
    clock.now = 101.9
    assert lease.fresh
    lease.end()
    assert not lease.fresh


@pytest.mark.parametrize(("sent", "expected"), [("1", True), ("0", False), ("true", False), (None, False)])
def test_only_the_value_one_is_a_signal(sent: str | None, expected: bool) -> None:
    assert signals_of({"sec-gpc": sent}.get).gpc is expected


def test_both_kinds_of_middleware_say_who_it_is_and_what_the_browser_signals() -> None:
    seen: list[Visit] = []
    wsgi(lambda environ, start: seen.append(environ["kept"]), lambda environ: "member:1")({"HTTP_SEC_GPC": "1"}, None)

    async def app(scope: dict[str, Visit], receive: object, send: object) -> None:
        seen.append(scope["kept"])

    scope = {"type": "http", "headers": [(b"dnt", b"1")]}
    running = asgi(app, None)(scope, None, None)
    with pytest.raises(StopIteration):
        running.send(None)
    assert seen == [Visit("member:1", Signals(gpc=True)), Visit(None, Signals(dnt=True))]
    assert "kept" not in scope
