"""axe-core (MPL-2.0, for tests only) on a page in Chromium: what a screen reader or a keyboard would stumble over.

``tests/engines/install.sh`` fetches it with npm into a folder outside the package; a missing one is a failure.
"""

from __future__ import annotations

import os
import tarfile
from functools import cache
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page

FOLDER: Final = Path(os.environ.get("KEPT_TEST_CACHE", Path.home() / ".cache" / "kept-tests"))
ARCHIVE: Final = FOLDER / "axe-core-4.10.3.tgz"
GRAVE: Final = ("serious", "critical")


@cache
def axe() -> str:
    """axe's own script."""
    assert ARCHIVE.is_file(), f"axe-core is not in {FOLDER}: run make test-engines"
    with tarfile.open(ARCHIVE) as archive:
        found = archive.extractfile("package/axe.min.js")
        assert found is not None
        return found.read().decode()


def grave(page: Page) -> list[str]:
    """What axe calls serious or critical on the page as it is now. The script is evaluated by the browser's debugger, past the policy."""
    page.evaluate(axe())
    found: dict[str, Any] = page.evaluate("async () => await axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{page.url} {one['id']}: {node['html'][:140]}" for one in found["violations"] if one["impact"] in GRAVE for node in one["nodes"]
    ]
