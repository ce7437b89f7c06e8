"""Which addresses people enter by; mounted beside the statements where there are rooms."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery
from django.urls import path, re_path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kept.web import centre, console, dressing, receipts, tenant

either = require_http_methods(["GET", "POST"])
get = require_http_methods(["GET"])
NAME = r"(?P<name>[A-Za-z0-9_.:-]{1,128})"
PROMISE = r"(?P<promise>[^/]{1,200})"
LABEL = r"(?P<label>[A-Za-z0-9][A-Za-z0-9_-]*)"
ENTRY = r"(?P<cluster>[a-z0-9]+)/(?P<token>[A-Za-z0-9_-]{1,64})"

urlpatterns = [
    path("static/<str:name>", require_safe(dressing.file)),
    re_path(rf"^centre/enter/{ENTRY}/$", get(centre.enter)),
    path("centre/", require_safe(centre.home)),
    re_path(rf"^centre/matter/{NAME}/$", either(centre.matter)),
    path("centre/receipts/", require_safe(centre.receipts)),
    path("centre/receipts/<uuid:receipt_id>.json", require_safe(centre.receipt)),
    path("centre/leave/", require_POST(centre.leave)),
    path("receipt/", either(receipts.check)),
    re_path(rf"^tenant/enter/{ENTRY}/$", get(tenant.enter)),
    path("tenant/", require_safe(tenant.home)),
    path("tenant/leave/", require_POST(tenant.leave)),
    path("console/", require_safe(console.start)),
    re_path(rf"^console/{LABEL}/$", require_safe(console.statement)),
    re_path(rf"^console/{LABEL}/{PROMISE}/$", require_safe(console.evidence)),
    # Of allauth's pages those that staff need and no other: nobody signs up, resets a password by mail, or drops the second factor.
    path("staff/sign-in/", account.login, name="account_login"),
    path("staff/sign-out/", account.logout, name="account_logout"),
    path("staff/password/", account.password_change, name="account_change_password"),
    path("staff/again/", account.reauthenticate, name="account_reauthenticate"),
    path("staff/code/", factor.authenticate, name="mfa_authenticate"),
    path("staff/code/again/", factor.reauthenticate, name="mfa_reauthenticate"),
    path("staff/recovery/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("staff/recovery/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
]
