"""What each person agreed to: prompts, giving and withdrawing, receipts; permissions, cookies, children and their guardians, marketing.

Each kind of promise stands whole in ``kinds/``; the decorator is its only registration. Every command imports the kinds, and few of them
touch a database: so this front door opens each part when it is first used, and ``import kept.consent`` brings in nothing that does I/O.

``asked`` gives everything that the people of a statement are shown; ``give`` and ``withdraw`` record an act in the caller's transaction;
``agreements`` and ``receipts_of`` are a person's own view; ``verify_receipt`` needs nothing but the ledger's public key;
``import_consents`` and ``export_consents`` carry agreements as JSON lines; ``crawl`` visits a site with a real browser, and ``compared``
holds what it met against the pack's ``BrowserRegister``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from kept.consent.acts import Giving, Withdrawing
    from kept.consent.agreed import Agreement, Agreements, agreements, receipts_of
    from kept.consent.asking import Asked, Prompt, asked
    from kept.consent.browser_register import BrowserRegister, read_browser_register
    from kept.consent.carrying import Carried, Importing, export_consents, import_consents
    from kept.consent.crawl_findings import compared, crawl_document
    from kept.consent.crawling import crawl
    from kept.consent.guarding import Guarding, lawful_ages
    from kept.consent.matters import Matter
    from kept.consent.receipted import Listed, own_receipt, receipts_listed
    from kept.consent.receipts import RECEIPT_BYTES, Checked, Depended, verify_receipt
    from kept.consent.recording import Answer, give, withdraw
    from kept.consent.tenants import OfMatter, OfPerson, agreed_in_tenant, people_of_tenant

__all__ = [
    "RECEIPT_BYTES",
    "Agreement",
    "Agreements",
    "Answer",
    "Asked",
    "BrowserRegister",
    "Carried",
    "Checked",
    "Depended",
    "Giving",
    "Guarding",
    "Importing",
    "Listed",
    "Matter",
    "OfMatter",
    "OfPerson",
    "Prompt",
    "Withdrawing",
    "agreed_in_tenant",
    "agreements",
    "asked",
    "compared",
    "crawl",
    "crawl_document",
    "export_consents",
    "give",
    "import_consents",
    "lawful_ages",
    "own_receipt",
    "people_of_tenant",
    "read_browser_register",
    "receipts_listed",
    "receipts_of",
    "verify_receipt",
    "withdraw",
]
PARTS: Final = {
    "acts": ("Giving", "Withdrawing"),
    "agreed": ("Agreement", "Agreements", "agreements", "receipts_of"),
    "asking": ("Asked", "Prompt", "asked"),
    "browser_register": ("BrowserRegister", "read_browser_register"),
    "carrying": ("Carried", "Importing", "export_consents", "import_consents"),
    "crawl_findings": ("compared", "crawl_document"),
    "crawling": ("crawl",),
    "guarding": ("Guarding", "lawful_ages"),
    "matters": ("Matter",),
    "receipts": ("RECEIPT_BYTES", "Checked", "Depended", "verify_receipt"),
    "receipted": ("Listed", "own_receipt", "receipts_listed"),
    "recording": ("Answer", "give", "withdraw"),
    "tenants": ("OfMatter", "OfPerson", "agreed_in_tenant", "people_of_tenant"),
}
HOMES: Final = {name: part for part, names in PARTS.items() for name in names}


def __getattr__(name: str) -> Any:
    """The part that a name lives in is imported when the name is first asked for (PEP 562)."""
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{HOMES[name]}"), name)
