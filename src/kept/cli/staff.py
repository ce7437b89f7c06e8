"""``kept staff add NAME``"""

from __future__ import annotations

from typing import cast

import click

from kept.cli.output import common, emit, language


@click.group("staff")
def command() -> None:
    """Accounts of those who look after the promises."""


@command.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(["dpo"]), default="dpo", show_default=True, help="What the account is for.")
@click.option("--again", is_flag=True, help="Give an account that exists a new password, second factor and recovery codes.")
@common
def add(name: str, role: str, again: bool, as_json: bool, quiet: bool) -> int:
    """Make the account NAME. Its password, second factor and recovery codes are random, and shown this once only."""
    from kept.cli import staffing
    from kept.web import Role

    found = staffing.added(name, cast("Role", role), again)
    if as_json:
        emit(found)
        return 0
    zh = language() == "zh"
    click.echo(f"{'账户' if zh else 'Account'}: {found['name']} ({found['role']})")
    click.echo(f"{'密码' if zh else 'Password'}: {found['password']}")
    click.echo(f"{'验证器' if zh else 'Authenticator'}: {found['uri']}")
    click.echo(f"{'恢复代码' if zh else 'Recovery codes'}: {' '.join(found['recovery_codes'])}")
    if not quiet:
        click.echo("请现在记下，此后无法再查看。" if zh else "Note them now: they cannot be read again.", err=True)
    return 0
