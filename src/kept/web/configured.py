"""How Django is set up where people enter: accounts and sessions of staff in the control plane, strict cookies, one look for all pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from kept.stores import Address
from kept.web.holding import Rooms

PREFIX: Final = "kept"
SCHEMA: Final = "kept_web"
SESSION_S: Final = 8 * 3600
MOST_UPLOADED: Final = 300_000
APPS: Final = (
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
)
MIDDLEWARE: Final = (
    "kept.web.dressing.dressed",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
)


def account_settings(control: Address, secret: bytes) -> dict[str, Any]:
    """What accounts need, whoever makes or uses them: the control plane's schema for Django's own tables, and how one signs in."""
    return {
        "SECRET_KEY": secret.hex(),
        "INSTALLED_APPS": list(APPS),
        "DATABASES": {"default": _database(control)},
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "AUTHENTICATION_BACKENDS": ["django.contrib.auth.backends.ModelBackend"],
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.ScryptPasswordHasher"],
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
            {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
            {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
        ],
        "ACCOUNT_LOGIN_METHODS": {"username"},
        "ACCOUNT_SIGNUP_FIELDS": ["username*", "password1*"],
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_SESSION_REMEMBER": False,
        "ACCOUNT_ADAPTER": "kept.web.adapters.ClosedAccounts",
        "ACCOUNT_REAUTHENTICATION_TIMEOUT": 300,
        "MFA_ADAPTER": "kept.web.adapters.SealedSecrets",
        "MFA_SUPPORTED_TYPES": ["totp", "recovery_codes"],
        "MFA_TOTP_ISSUER": "Kept",
        "MFA_TRUST_ENABLED": False,
        "LOGIN_URL": "/staff/sign-in/",
        "LOGIN_REDIRECT_URL": "/console/",
        "ACCOUNT_LOGOUT_REDIRECT_URL": "/staff/sign-in/",
    }


def with_rooms(said: Mapping[str, Any], rooms: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of the pages, with those of the rooms added. Cookies are for HTTPS only as soon as others than this machine ask."""
    hosts = [host for host in said["ALLOWED_HOSTS"] if host not in ("127.0.0.1", "localhost", "[::1]")]
    secure = bool(hosts)
    return {
        **said,
        **account_settings(Address(**rooms["control"]), bytes.fromhex(rooms["secret"])),
        "MIDDLEWARE": [*said["MIDDLEWARE"], *MIDDLEWARE],
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.jinja2.Jinja2",
                "DIRS": [str(_templates())],
                "OPTIONS": {"environment": "kept.web.dressing.environment"},
            },
            {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True},
        ],
        "LANGUAGE_CODE": "zh-hans",
        "LANGUAGES": [("zh-hans", "中文"), ("en", "English")],
        "MESSAGE_STORAGE": "django.contrib.messages.storage.session.SessionStorage",
        "SESSION_COOKIE_NAME": "kept_staff",
        "SESSION_COOKIE_AGE": SESSION_S,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Strict",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "CSRF_COOKIE_NAME": "kept_csrf",
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SECURE": secure,
        "CSRF_COOKIE_AGE": None,
        "CSRF_TRUSTED_ORIGINS": [f"https://{host}" for host in hosts],
        "CSRF_FAILURE_VIEW": "kept.web.dressing.forged",
        "DATA_UPLOAD_MAX_MEMORY_SIZE": MOST_UPLOADED,
        "FILE_UPLOAD_MAX_MEMORY_SIZE": MOST_UPLOADED,
        "KEPT_SECURE": secure,
        "KEPT_ROOMS": Rooms(rooms),
    }


def _templates() -> Any:
    from pathlib import Path

    return Path(__file__).parent / "templates"


def _database(control: Address) -> dict[str, Any]:
    options: dict[str, Any] = {"options": f"-c search_path={SCHEMA}", "sslmode": control.sslmode}
    if control.sslrootcert is not None:
        options["sslrootcert"] = control.sslrootcert
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": control.host,
        "PORT": control.port,
        "NAME": control.database,
        "USER": control.user,
        "PASSWORD": control.password,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
