"""What is said over HTTP, as typed models: they check what comes in, and the OpenAPI document is written from them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Final, Literal

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field

Reference = Annotated[str, Field(min_length=1, max_length=128, description="The application's own surrogate: member:1601")]
Key = Annotated[str, Field(min_length=1, max_length=128, description="The caller's own: the same key again is the same act")]
Language = Literal["zh", "en"]
Country = Annotated[str, Field(pattern="^[A-Z]{2}$")]
FAULTS: Final = frozenset({401, 404, 409, 422, 503})
Names = Annotated[list[str], Field(max_length=500)]


class Strict(Schema):
    """Nothing that is not declared is taken."""

    model_config = ConfigDict(extra="forbid")


class PersonIn(Strict):
    """Somebody as the application knows them; no more than decisions need."""

    class_: str = Field(alias="class", min_length=1, max_length=64)
    country: Country
    subdivision: str | None = Field(None, pattern="^[A-Z]{2}-[A-Z0-9]{1,3}$", description="ISO 3166-2, where the law differs: US-CA")
    born_on: date | None = None
    at_least: int | None = Field(None, ge=0, le=120, description="The least age that the person declared, where no date is needed")
    guardian: Reference | None = None
    tenant: str | None = Field(None, max_length=128)
    contract: str | None = Field(None, max_length=128, description="The contract in force that the service is owed under")
    planted: bool = False


class StateOut(Schema):
    """The person's state after a write, so that the application sees its own write at once."""

    order: tuple[int, int] = Field(description="Which of two states of a person is the newer one")
    policy: str
    person: list[str | None]


class PersonOut(Schema):
    subject: int
    state: StateOut


class DoneOut(Schema):
    state: StateOut


class GivenIn(Strict):
    """A person agrees to exactly one matter, having been shown the prompt with this hash."""

    person: Reference
    matter: str
    language: Language
    sha256: str = Field(pattern="^[0-9a-fA-F]{64}$")
    channel: str
    key: Key
    guardian: Reference | None = None
    guardian_verified: str | None = Field(None, description="How the guardian was verified, as a code")
    of_age: bool = Field(False, description="The person's plain word to be old enough; not kept")
    form: Literal["explicit", "separate", "guardian", "conduct"] | None = Field(None, description="If given, it has to be the prompt's")


class WithdrawnIn(Strict):
    """A person withdraws from one matter; no reason is asked."""

    person: Reference
    matter: str
    channel: str
    key: Key
    guardian: Reference | None = None


class ReceiptOut(Schema):
    """``receipt`` is the receipt's exact text (ISO/IEC TS 27560 as JSON); ``depended`` what rested on an agreement that was withdrawn."""

    id: str
    receipt: str
    again: bool = False
    depended: dict[str, list[str]] | None = None
    state: StateOut | None = None


class PromptOut(Schema):
    """Exactly what is to be shown, and nothing else."""

    matter: str
    label: str
    language: str
    title: str
    text: str
    items: list[str]
    sensitive: list[str]
    form: str
    withdraw: str
    refusing: str
    sha256: str


class AgreedOut(Schema):
    matter: str
    title: str
    said: str
    label: str
    form: str
    given_at: str
    withdrawn_at: str | None
    receipt: str | None


class AgreedListOut(Schema):
    consents: list[AgreedOut]


class ShownIn(Strict):
    person: Reference
    paths: Names


class VersionIn(Strict):
    """What became of a version of the statement with a person, and in which client."""

    person: Reference
    label: str = Field(max_length=128, description="The version that it was about: the one in force")
    event: Literal["reminded", "accepted", "declined"]
    channel: Literal["web", "mobile"]


class VersionOut(Schema):
    """How a person stands to the version in force; ``before`` is the newest earlier one that they were shown."""

    label: str
    seen: bool
    before: str | None
    answer: Literal["accepted", "declined"] | None


class LinkIn(Strict):
    """Somebody whom the application has signed in wants to see a page of Kept's."""

    person: Reference
    page: Literal["centre", "tenant"] = Field("centre", description="``tenant`` is for administrators of an organisation only")


class LinkOut(Schema):
    """Send the person's browser there; ``url`` is ``path`` at the pages' address, where the API was told of it."""

    path: str
    url: str | None
    expires_at: str


class PermissionIn(Strict):
    person: Reference
    permission: str
    event: Literal["prompted", "granted", "refused", "revoked", "used"]


class RefusalIn(Strict):
    person: Reference
    marketing: bool


class EndedIn(Strict):
    """People with whom the relation has ended: the account was closed, the organisation left."""

    people: list[Reference] = Field(min_length=1, max_length=10_000)
    at: AwareDatetime = Field(description="When it ended; now at the latest")


class DecisionIn(Strict):
    """A decision as it was taken in process, and used."""

    person: Reference
    function: str
    purpose: str
    act: Literal["collect", "use", "share", "transfer", "publish"]
    items: Names
    allowed: bool
    basis: Literal["consent", "contract", "exemption", "permission", "necessary"] | None = None
    matter: str | None = None
    at: datetime
    key: Key
    evidence: dict[str, str] = Field(default_factory=dict)


class DecisionsIn(Strict):
    decisions: list[DecisionIn] = Field(max_length=1000)


class DisclosureIn(Strict):
    person: Reference | None = None
    recipient: str
    purpose: str
    items: Names
    deidentified: bool = False
    anonymised: bool = False
    to_country: Country
    at: datetime
    key: Key
    decision: int | None = None


class DisclosuresIn(Strict):
    disclosures: list[DisclosureIn] = Field(max_length=1000)


class TenantIn(Strict):
    """A tenant that registers in this cluster, and the role that it shall work as, in the data map's pattern."""

    tenant: str = Field(pattern="^[0-9]{1,15}$")
    role: str = Field(pattern="^[a-z][a-z0-9_]{0,62}$")
    home: str | None = Field(None, max_length=64, description="Its own cluster, where this one only signs its people in")
    country: Country | None = Field(None, description="That cluster's country")


class AdmittedOut(Schema):
    """The password of the tenant's role: told once, kept nowhere by Kept."""

    role: str
    password: str


class NumbersOut(Schema):
    """The numbers in the books, in the order of the request: rows carry them."""

    ids: list[int]


class FaultOut(Schema):
    code: str
    message: str
    expected: str


class FaultsOut(Schema):
    errors: list[FaultOut]


def answers(model: type[Schema], ok: int = 200) -> Mapping[Any, type[Schema]]:
    """What an operation gives where it succeeds, and what it says where it does not."""
    return {ok: model, FAULTS: FaultsOut}
