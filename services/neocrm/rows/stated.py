"""The names of the statement's declarations that rows refer to, and its version."""

from __future__ import annotations

from datetime import date
from typing import Final

LABEL: Final = "neocrm-2023"
SERVICE: Final = "neocrm"
VERSION: Final = date(2023, 8, 28)
OPERATOR: Final = "Beijing Ingage App Internet Technology Ltd. Co."

FORMS: Final = (
    "customer_support",
    "phone_consultation",
    "trial",
    "webinar",
    "email_subscription",
    "questionnaire",
    "offline_activity",
    "content_download",
)
IDENTITY: Final = "functions.identity_verification"
REGISTRATION_CODE: Final = "consents.registration_code"
WORK_ORDERS: Final = "functions.work_orders"
VISITORS: Final = "functions.visitor_registration"
SOCIAL: Final = {
    "wecom": "wecom_identity",
    "wechat": "wecom_identity",
    "qq": "qq_and_msn_identity",
    "msn": "qq_and_msn_identity",
    "weibo": "weibo_identity",
}
ADVERTISING: Final = "cookies.advertising_interests"
PUBLISHING: Final = "handovers.publication"
UPLOADS: Final = "sources.organisation_uploads"

LOCATION_SERVICES: Final = "purposes.location_services"
SMART_MARKETING: Final = "purposes.smart_marketing"
MANAGEMENT: Final = "purposes.organisation_management"
CAMPAIGNS: Final = ("purposes.targeted_marketing_to_contacts", "purposes.marketing_emails", "purposes.event_promotion")
ELIGIBILITY: Final = "purposes.eligibility"
JOINED: Final = (
    "purposes.updating_records",
    "purposes.contact_verification",
    "purposes.finding_new_customers",
    "purposes.targeted_marketing_on_joined_data",
)
NEW_CUSTOMERS: Final = "purposes.finding_new_customers"
GPS: Final = "permissions.gps"
OTHER_PERMISSIONS: Final = ("permissions.call_log", "permissions.contacts", "permissions.calendar")
