"""Agreeing over HTTP: the prompt, the two acts, the receipts, and what somebody agreed to."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Router

from kept.consent import Answer, Giving, Withdrawing, agreements, give, receipts_of, withdraw
from kept.errors import KeptError
from kept.subjects import known
from kept.web.api import models
from kept.web.api.holding import Serving, state_of
from kept.web.api.models import answers
from kept.web.api.region import Region, now

Text = Path[str]
OF_RECEIPT: Final = "select subject_id, matter from kept.consent where event_id = %(id)s or withdrawal_event_id = %(id)s"


def consents(serving: Serving) -> Router:
    """The operations about agreeing."""
    router = Router()

    @router.get("prompts/{matter}", response=answers(models.PromptOut), summary="What is to be shown before somebody agrees: exactly this")
    def prompt(request: HttpRequest, cluster: Text, matter: Text, language: models.Language) -> Mapping[str, Any]:
        region: Region = request.auth
        found = region.said.asked.prompt(matter, language)
        refusing = next((line for line in reversed(found.wording.splitlines()) if found.title in line), "")
        return {
            "matter": found.matter,
            "label": found.label,
            "language": found.language,
            "title": found.title,
            "text": found.wording,
            "items": list(found.declared.items),
            "sensitive": list(found.declared.sensitive),
            "form": found.form,
            "withdraw": found.withdrawing,
            "refusing": refusing,
            "sha256": found.sha256,
        }

    @router.post("consents", response=answers(models.ReceiptOut, 201), summary="A person agrees to one matter")
    def given(request: HttpRequest, cluster: Text, said: models.GivenIn) -> tuple[int, Mapping[str, Any]]:
        region: Region = request.auth
        form = region.said.asked.prompt(said.matter, said.language).form
        if said.form not in (None, form) and not (said.form == "guardian" and said.guardian):
            raise KeptError("KEPT-W012", matter=said.matter, form=said.form, expected=form)
        with region.pool.connection() as connection:
            people = known(connection, [said.person, *([said.guardian] if said.guardian else [])])
            act = Giving(
                people[said.person],
                said.matter,
                said.language,
                said.sha256,
                said.key,
                said.channel,
                people[said.guardian] if said.guardian else None,
                said.guardian_verified,
                said.of_age,
            )
            answer = give(connection, region.said.asked, region.signer, act, now(), os.urandom)
        return 201, _receipt(serving, region, act.subject_id, answer)

    @router.post("withdrawals", response=answers(models.ReceiptOut), summary="A person withdraws; told what rested on it")
    def withdrawn(request: HttpRequest, cluster: Text, said: models.WithdrawnIn) -> Mapping[str, Any]:
        region: Region = request.auth
        with region.pool.connection() as connection:
            people = known(connection, [said.person, *([said.guardian] if said.guardian else [])])
            guardian = people[said.guardian] if said.guardian else None
            act = Withdrawing(people[said.person], said.matter, said.key, said.channel, guardian)
            answer = withdraw(connection, region.said.asked, region.signer, act, now(), os.urandom)
        return _receipt(serving, region, act.subject_id, answer)

    @router.get("people/{ref}/consents", response=answers(models.AgreedListOut), summary="What a person agreed to, newest first")
    def agreed(request: HttpRequest, cluster: Text, ref: Text, language: models.Language) -> Mapping[str, Any]:
        region: Region = request.auth
        with region.pool.connection() as connection:
            history = agreements(connection, region.said.asked, known(connection, [ref])[ref]).history
        return {
            "consents": [
                {
                    "matter": one.matter,
                    "title": one.title.words(language),
                    "said": one.said(language),
                    "label": one.label,
                    "form": one.form,
                    "given_at": _instant(one.given_at),
                    "withdrawn_at": _instant(one.withdrawn_at) if one.withdrawn_at else None,
                    "receipt": str(one.event_id) if one.event_id else None,
                }
                for one in reversed(history)
            ]
        }

    @router.get("receipts/{receipt}", response=answers(models.ReceiptOut), summary="A receipt, with its place in the ledger")
    def receipt(request: HttpRequest, cluster: Text, receipt: Path[UUID]) -> Mapping[str, Any]:
        region: Region = request.auth
        with region.pool.connection() as connection:
            row = connection.execute(OF_RECEIPT, {"id": receipt}).fetchone()
            for text in receipts_of(connection, *row) if row else ():
                if json.loads(text)["receipt_id"] == str(receipt):
                    return {"id": str(receipt), "receipt": text}
        raise KeptError("KEPT-W008")

    return router


def _receipt(serving: Serving, region: Region, subject_id: int, answer: Answer) -> Mapping[str, Any]:
    """The receipt, after the commit, with the person's state as it is now."""
    depended = {name: list(values) for name, values in vars(answer.depended).items()} if answer.depended else None
    state = state_of(serving, region, subject_id)
    return {"id": str(answer.event_id), "receipt": answer.receipt, "again": answer.again, "depended": depended, "state": state}


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
