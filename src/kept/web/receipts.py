"""A page on which anybody checks a receipt: nobody signs in, nothing that is checked is kept."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from kept.consent import RECEIPT_BYTES, verify_receipt
from kept.errors import KeptError
from kept.web.dressing import language_of, shown


def check(request: HttpRequest) -> HttpResponse:
    """Paste or upload; what the receipt says if it holds, and what is wrong with it if not."""
    if request.method != "POST":
        return shown(request, "receipt.html", text="", found=None, faults=())
    text = _submitted(request)
    try:
        found = verify_receipt(text, settings.KEPT_ROOMS.keys())
    except KeptError as error:
        language = language_of(request)
        faults = [(one.code, one.message(language), one.way_out(language)) for one in error.faults]
        return shown(request, "receipt.html", 422, text=text[:RECEIPT_BYTES], found=None, faults=faults)
    return shown(request, "receipt.html", text=text, found=found, faults=())


def _submitted(request: HttpRequest) -> str:
    """The file where one was chosen, else what was pasted; more than a receipt can have is not read."""
    upload = request.FILES.get("file")
    if upload is not None:
        return str(upload.read(RECEIPT_BYTES + 1).decode("utf-8", "replace"))
    return str(request.POST.get("receipt", ""))[: RECEIPT_BYTES + 1]
