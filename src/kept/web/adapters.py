"""How allauth behaves here: nobody signs up, and what second factors are made of is stored sealed."""

from __future__ import annotations

import base64
from functools import lru_cache
from hashlib import sha256
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest


class ClosedAccounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by ``kept staff add`` only, and nothing is sent by mail."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: Any) -> None:
        return None


class SealedSecrets(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of second factors lie encrypted in the database, with a key that lies elsewhere."""

    def encrypt(self, text: str) -> str:
        return _seal(settings.SECRET_KEY).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _seal(settings.SECRET_KEY).decrypt(encrypted_text.encode()).decode()

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        return None


@lru_cache(maxsize=4)
def _seal(secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(sha256(b"kept second factors\n" + secret.encode()).digest()))
