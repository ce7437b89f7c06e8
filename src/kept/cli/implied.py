"""A group whose usual command may be left out: ``kept attest PACK PROMISE`` signs, ``kept consent receipts PACK`` lists."""

from __future__ import annotations

from typing import Any

import click


class Implied(click.Group):
    """Only the other commands' names and a call for help are words of their own; everything else belongs to ``implied``."""

    def __init__(self, *arguments: Any, implied: str, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.implied = implied

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in (*self.commands, *ctx.help_option_names):
            args = [self.implied, *args]
        return super().parse_args(ctx, args)
