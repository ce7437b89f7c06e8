"""The names of the statement's declarations that rows refer to, and its version."""

from __future__ import annotations

from datetime import date
from typing import Final

LABEL: Final = "neocrm-2023"
SERVICE: Final = "neocrm"
VERSION: Final = date(2023, 8, 28)
# The version before it, under which a few people of China's oldest clusters came.
EARLIER_LABEL: Final = "neocrm-2021"
EARLIER_VERSION: Final = date(2021, 3, 9)
OPERATOR: Final = "Beijing Ingage App Internet Technology Ltd. Co."
EARLIER_OPERATOR: Final = "Beijing IngageApp Internet Technology Ltd., Co."

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
OTHER_PERMISSIONS: Final = ("permissions.call_log", "permissions.contacts", "permissions.calendar", "permissions.sensors")

TELECOM: Final = "recipients.telecom_operator"
WECHAT_PAY: Final = "recipients.wechat_pay"
CO_SPONSORS: Final = "recipients.co_sponsors"
AFFILIATES: Final = "affiliates.group_recipients"
MAPS: Final = {"CN": ("recipients.amap", "recipients.baidu_map"), "abroad": ("recipients.google_maps",)}
SHARING: Final = "purposes.legitimate_sharing"
ENTRUSTED: Final = "purposes.entrusted_work_only"
# Recipient, the task as the statement words it, the items it gets.
TASKS: Final = (
    ("recipients.deduplication", "deduplication", "name,email"),
    ("recipients.data_analysis", "data analysis", "behaviour_data"),
    ("recipients.marketing_assistance", "marketing assistance", "email"),
    ("recipients.promotions_for_us", "promotions on the vendor's behalf", "email"),
    ("recipients.billing", "billing", "name,company"),
    ("recipients.credit_card_payment", "credit card payment", "name"),
    ("recipients.technical_support", "technical support", "name,email"),
    ("recipients.customer_service", "customer service", "name,mobile"),
    ("recipients.product_analysis", "product analysis", "usage_info"),
)
# Grounds without consent and the evidence that each has to bring.
COLLECTING: Final = (
    ("exemptions.collecting_for_contract", ("contract_ref",)),
    ("exemptions.collecting_by_statutory_duty", ("citation",)),
    ("exemptions.collecting_in_emergency", ("incident_ref", "ends_on")),
    ("exemptions.collecting_for_public_supervision", ("approval_ref",)),
    ("exemptions.collecting_public_information", ("source_ref", "source_date")),
    ("exemptions.collecting_in_other_statutory_cases", ("citation", "sign_off_ref")),
)
PASSING_ON_ANONYMOUS: Final = ("exemptions.anonymised_sharing", ("test_ref",))
CHINESE_EXEMPTIONS: Final = (
    ("exemptions.passing_on_for_contract", ("contract_ref",)),
    ("exemptions.passing_on_by_statutory_duty", ("citation",)),
    ("exemptions.passing_on_in_health_emergency", ("incident_ref", "ends_on")),
    ("exemptions.passing_on_for_rescue", ("incident_ref", "interest", "ends_on")),
    ("exemptions.passing_on_for_public_supervision", ("approval_ref",)),
    ("exemptions.passing_on_self_disclosed", ("source_ref",)),
    ("exemptions.passing_on_lawfully_public", ("source_ref", "source_date")),
    ("exemptions.passing_on_in_other_statutory_cases", ("citation", "sign_off_ref")),
    ("exemptions.anonymised_data_is_not_shared", ("test_ref",)),
)
