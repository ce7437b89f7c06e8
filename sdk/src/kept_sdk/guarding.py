"""A decorator that lets a function or coroutine run only where the person's data may be used for it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any


def guarded(used: Callable[[str], object], person: Callable[..., str]) -> Callable[..., Any]:
    """The decorator: ``person`` finds the reference in the arguments, ``used`` decides about it and raises where it may not be."""

    def decorate(run: Callable[..., Any]) -> Callable[..., Any]:
        import inspect

        if inspect.iscoroutinefunction(run):

            @functools.wraps(run)
            async def waiting(*args: Any, **named: Any) -> Any:
                import asyncio

                await asyncio.to_thread(used, person(*args, **named))
                return await run(*args, **named)

            return waiting

        @functools.wraps(run)
        def allowed(*args: Any, **named: Any) -> Any:
            used(person(*args, **named))
            return run(*args, **named)

        return allowed

    return decorate
