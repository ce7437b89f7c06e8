"""What the ``staff`` commands do: accounts for the console, in the control plane of the prepared packs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any, Final

from kept.cli.home import configuration, house
from kept.cli.output import language
from kept.cli.packed import read_pack
from kept.cli.proving import prepared_packs
from kept.errors import KeptError
from kept.staging import Estate, let_pages_in, opened
from kept.web import Role, add_staff

OFFICER: Final = "dpo"


def added(name: str, role: Role, again: bool) -> Mapping[str, Any]:
    """The account, as it is told once. Raises KEPT-W014, and KEPT-C010 where nothing has been prepared."""
    packs = [pack for pack in map(read_pack, prepared_packs()) if not pack.only_stated]
    if not packs:
        raise KeptError("KEPT-C010", pack="neocrm-2023")
    with ExitStack() as stack:
        estate = stack.enter_context(opened(house(), configuration(), packs[0].statement, packs[0].datamap))
        return add_staff(name, role, let_pages_in(estate), house().secret("pages"), again=again)


def demonstration_officer(estate: Estate, pages: str) -> Sequence[str]:
    """A DPO for the demonstration, with new random credentials each time, and how to sign in with them."""
    found = add_staff(OFFICER, "dpo", let_pages_in(estate), house().secret("pages"), again=True)
    code, zh = found["recovery_codes"][0], language() == "zh"
    if zh:
        return (
            f"{pages}/console/  控制台；登录：账户 {OFFICER}，密码 {found['password']}，代码 {code}（一次有效），",
            f"  或者把这个加入验证器：{found['uri']}",
        )
    return (
        f"{pages}/console/?lang=en  the console; sign in: account {OFFICER}, password {found['password']}, code {code} (does once),",
        f"  or add this to an authenticator: {found['uri']}",
    )
