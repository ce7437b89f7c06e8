"""Accounts of staff, in the control plane. Run as a program it makes one: ``kept.web.staff`` starts it, so that no command loads Django."""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Mapping
from typing import Any, Final

from kept.stores import Address

PASSWORD_BYTES: Final = 15
LOCK: Final = 1801810037


def make_tables() -> None:
    """Bring Django's own tables up to date; several processes at once wait for each other."""
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [LOCK])
        try:
            call_command("migrate", verbosity=0, interactive=False)
        finally:
            cursor.execute("select pg_advisory_unlock(%s)", [LOCK])


def add_staff(name: str, role: str, again: bool) -> Mapping[str, Any]:
    """A new account with a random password, a second factor and recovery codes, all of which are told once.

    With ``again`` one that exists gets new ones, and every session of it ends. Without, ``{"exists": true}``.
    """
    from allauth.mfa.adapter import get_adapter
    from allauth.mfa.models import Authenticator
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.contrib.auth.models import Group, User
    from django.db import transaction

    make_tables()
    with transaction.atomic():
        user, made = User.objects.get_or_create(username=name)
        if not made and not again:
            return {"exists": True}
        password = secrets.token_urlsafe(PASSWORD_BYTES)
        user.set_password(password)
        user.is_active, user.is_staff, user.is_superuser = True, False, False
        user.save()
        user.groups.set([Group.objects.get_or_create(name=role)[0]])
        Authenticator.objects.filter(user=user).delete()
        secret = generate_totp_secret()
        TOTP.activate(user, secret)
        codes = RecoveryCodes.activate(user).generate_codes()
        return {
            "name": name,
            "role": role,
            "password": password,
            "secret": secret,
            "uri": get_adapter().build_totp_url(user, secret),
            "recovery_codes": codes,
        }


def main(said: str) -> None:
    """``{"control": {...}, "secret": "…", "name": "…", "role": "dpo", "again": false}`` on standard input; the account on output."""
    import django
    from django.conf import settings

    from kept.web.configured import account_settings

    asked = json.loads(said)
    settings.configure(
        USE_TZ=True,
        MIDDLEWARE=["allauth.account.middleware.AccountMiddleware"],
        **account_settings(Address(**asked["control"]), bytes.fromhex(asked["secret"])),
    )
    django.setup()
    json.dump(add_staff(asked["name"], asked["role"], asked["again"]), sys.stdout)


if __name__ == "__main__":
    main(sys.stdin.read())
