"""Pages in a real Chromium, which ``make test-engines`` installs."""

from tests.engines.chromium import chromium, page

__all__ = ["chromium", "page"]
