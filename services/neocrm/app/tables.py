"""The service's tables as SQLAlchemy Core sees them; ``schema.sql`` makes them, this names what the application reads and writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy.types import TypeEngine

OF: Final[dict[str, TypeEngine[Any]]] = {
    "i": BigInteger(),
    "t": Text(),
    "w": DateTime(timezone=True),
    "b": LargeBinary(),
    "y": Boolean(),
    "d": Date(),
    "n": Integer(),
}


def _table(path: str, columns: str) -> Table:
    """A table from ``name:type`` words; its keys begin with the tenant."""
    schema, _, name = path.partition(".")
    pairs = [word.split(":") for word in columns.split()]
    return Table(name, MetaData(), *(Column(column, OF[kind]) for column, kind in pairs), schema=schema)


OWN: Final = "tenant_id:i member_id:i subject_id:i "


@dataclass(frozen=True)
class SignIn:
    """The tables of whoever signs people in: of the authentication centre (``auth``) or a cluster's own (``crm``)."""

    credential: Table
    login: Table
    login_key: str
    code: Table
    outgoing: Table


def sign_in_tables(schema: str) -> SignIn:
    """The sign-in tables of a schema, ``auth`` or ``crm``."""
    login, key = ("login_event", "event_id") if schema == "auth" else ("login_log", "login_id")
    return SignIn(
        _table(
            f"{schema}.credential",
            OWN + "mobile:t email:t password_hash:t verified_at:w password_changed_at:w reminded_at:w decision_id:i created_at:w",
        ),
        _table(f"{schema}.{login}", OWN + f"{key}:i host:t ip:t succeeded:y at:w"),
        key,
        _table(
            f"{schema}.code", OWN + "code_id:i purpose:t channel:t code_sha256:b address_sha256:b tries:n made_at:w ends_at:w used_at:w"
        ),
        _table(
            f"{schema}.outgoing",
            OWN + "message_id:i channel:t template:t language:t contents:t made_at:w due_at:w attempts:n sent_at:w",
        ),
    )


CRM: Final = sign_in_tables("crm")
AUTH: Final = sign_in_tables("auth")

tenant = _table(
    "crm.tenant",
    "tenant_id:i name:t org_type:t cluster:t country:t controller_id:i processor:t plan:t registered_at:w contract_ref:t "
    "contract_ends_on:d renewal_asked_at:w "
    "reclaimed_at:w cancel_asked_at:w ended_at:w notice_purpose:t notice_scope:t notice_method:t",
)
member = _table(
    "crm.member",
    OWN + "class:t department_id:i batch_id:i source_id:i name:t mobile:t email:t status:t leave_with_organisation:y created_at:w "
    "last_used_at:w closed_at:w anonymised_at:w",
)
admin_grant = _table("crm.admin_grant", "tenant_id:i member_id:i officer_ref:t granted_at:w revoked_at:w")
app_switch = _table("crm.application", "tenant_id:i app:t kind:t enabled:y changed_at:w")
member_switch = _table("crm.member_application", OWN + "app:t enabled:y changed_at:w")
department = _table("crm.department", "tenant_id:i department_id:i parent_id:i name:t")
batch = _table(
    "crm.import_batch",
    "tenant_id:i batch_id:i uploaded_by:i attested_at:w attested_ground:t attestation_sha256:b uploaded_at:w rows_accepted:n quarantined:y",
)
profile = _table("crm.profile", OWN + "nickname:t gender:t position:t employee_no:t report_to:i company_email:t created_at:w")
avatar = _table("crm.avatar", OWN + "avatar:t created_at:w")
own_account = _table("crm.own_account", OWN + "own_account_id:i function:t wechat:t qq:t weibo:t decision_id:i created_at:w")
session = _table("crm.session", OWN + "session_id:i token_sha256:b ticket_sha256:b began_at:w used_at:w ended_at:w")
draft = _table("crm.draft", OWN + "path:t typed:t made_at:w")
account = _table("crm.account", "tenant_id:i account_id:i name:t industry:t created_at:w")
activity = _table("crm.activity", OWN + "activity_id:i kind:t account_id:i note:t created_at:w")
visit = _table("crm.visit", OWN + "visit_id:i account_id:i lat:t lon:t address:t decision_id:i permission_event_id:i created_at:w")
work_order = _table(
    "crm.work_order",
    OWN + "work_order_id:i account_id:i sim_location:t ip_location:t location:t decision_id:i permission_event_id:i created_at:w",
)
device = _table("crm.device", OWN + "device_id:i model:t os_version:t settings:t other_info:t created_at:w")
permission_event = _table("crm.permission_event", "tenant_id:i event_id:i device_id:i subject_id:i permission:t scenario:t event:t at:w")
contact = _table(
    "crm.contact",
    "tenant_id:i contact_id:i subject_id:i account_id:i owner_id:i batch_id:i source_id:i name:t mobile:t email:t position:t behaviour:t "
    "ip:t opted_out_at:w created_at:w",
)
lead = _table(
    "crm.lead",
    "tenant_id:i lead_id:i subject_id:i owner_id:i source_id:i purpose:t name:t mobile:t email:t company:t position:t opted_out_at:w "
    "created_at:w",
)
data_source = _table("crm.data_source", "source_id:i name:t kind:t")
campaign = _table("crm.campaign", "tenant_id:i campaign_id:i purpose:t channel:t title:t started_at:w")
marketing_send = _table("crm.marketing_send", "tenant_id:i send_id:i campaign_id:i contact_id:i subject_id:i unsubscribe_link:y sent_at:w")
leaving = _table("crm.leaving", OWN + "leaving_id:i asked_at:w due_at:w dropped_at:w done_at:w")

submission = _table(
    "web.form_submission",
    "submission_id:i subject_id:i function:t name:t mobile:t company:t job_title:t address:t email:t username:t about_others:y "
    "declared_ground:t declared_at:w decision_id:i created_at:w",
)
newsletter = _table("web.newsletter", "newsletter_id:i subject_id:i email:t decision_id:i created_at:w opted_out_at:w")
answer = _table("web.answer", "answer_id:i question:t choice:t at:w")
site_outgoing = _table(
    "web.outgoing", "message_id:i subject_id:i channel:t template:t language:t contents:t made_at:w due_at:w attempts:n sent_at:w"
)
cookie_choice = _table("web.cookie_choice", "choice_id:i subject_id:i advertising:y chosen_at:w")
cookie_visit = _table(
    "web.cookie_visit", "visit_id:i choice_id:i subject_id:i cookie:t session:i device_info:t usage_info:t ip:t identifier:t at:w"
)
usage = _table("web.usage", "usage_id:i subject_id:i visit_info:t usage_info:t device_info:t at:w")
interest = _table("web.interest", "interest_id:i choice_id:i subject_id:i usage_info:t decision_id:i at:w")
office_visit = _table("web.office_visit", "visit_id:i subject_id:i name:t phone:t company:t arrived_at:w decision_id:i delete_by:d")
office_health = _table(
    "web.office_health",
    "visit_id:i subject_id:i body_temperature:t symptoms:t close_contacts:t recent_travel:t decision_id:i recorded_at:w",
)
blog_post = _table("web.blog_post", "post_id:i subject_id:i body:t public_hint_shown:y decision_id:i published_at:w deleted_at:w")
