"""The content security policy of pages that carry their own style and nothing else."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from typing import Final

STYLE: Final = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def policy(*styles: str) -> str:
    """Nothing may be loaded, sent or run; only exactly these inlined styles apply (by their hashes, CSP level 2)."""
    hashes = " ".join(f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" for style in styles) or "'none'"
    return f"default-src 'none'; style-src {hashes}; img-src data:; base-uri 'none'; form-action 'none'"


def policy_of(html: str) -> str:
    """The policy that a page of ours needs, from the styles that stand in it."""
    return policy(*STYLE.findall(html))
