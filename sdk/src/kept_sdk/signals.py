"""What a browser says for its user on every page: Global Privacy Control and Do Not Track."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from kept_sdk.engine.deciding import Standing
    from kept_sdk.people import People

NO: Final = "1"


class Signals(NamedTuple):
    """``gpc``: the header Sec-GPC; ``dnt``: the header DNT. Either means no to marketing where the statement promises to honour it."""

    gpc: bool = False
    dnt: bool = False

    def __bool__(self) -> bool:
        return self.gpc or self.dnt


class Visit(NamedTuple):
    """What a request says: who it is (if the application knows), and the browser's signals."""

    person: str | None
    signals: Signals


def signals_of(header: Callable[[str], str | None]) -> Signals:
    """Only the value 1 is a signal (https://www.w3.org/TR/gpc/, 2.1)."""
    return Signals(header("sec-gpc") == NO, header("dnt") == NO)


def honouring(people: People, standing: Standing, signals: Signals) -> Standing:
    """What is known of a person, as their browser's signals leave it where the statement promises to honour them."""
    honoured = people.document["signals"]
    if (signals.gpc and "Sec-GPC" in honoured) or (signals.dnt and "DNT" in honoured):
        return people.refusing(standing)
    return standing


def asgi(app: Any, person: Callable[[Any], str | None] | None) -> Any:
    """The application with ``scope["kept"]``, a ``Visit``, in every request."""

    async def visited(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] in ("http", "websocket"):
            headers: Iterable[tuple[bytes, bytes]] = scope.get("headers", ())
            named = {name.lower().decode("latin-1"): value.decode("latin-1").strip() for name, value in headers}
            scope = {**scope, "kept": Visit(person(scope) if person else None, signals_of(named.get))}
        await app(scope, receive, send)

    return visited


def wsgi(app: Any, person: Callable[[Any], str | None] | None) -> Any:
    """The application with ``environ["kept"]``, a ``Visit``, in every request."""

    def visited(environ: dict[str, Any], start_response: Any) -> Any:
        said: Mapping[str, Any] = environ

        def header(name: str) -> str | None:
            value = said.get(f"HTTP_{name.upper().replace('-', '_')}")
            return value.strip() if isinstance(value, str) else None

        environ["kept"] = Visit(person(environ) if person else None, signals_of(header))
        return app(environ, start_response)

    return visited
