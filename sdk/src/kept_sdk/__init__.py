"""What an application imports to live by its privacy statement: ``from kept_sdk import Kept``.

Standard library only. A decision is taken in process, from a snapshot of what people agreed to that Kept keeps fresh within a second;
where nobody knows, the answer is no. See docs/how-to/add-the-sdk.md.
"""

from kept_sdk.errors import KeptError, Refused, Stale
from kept_sdk.kept import Kept
from kept_sdk.signals import Signals, Visit

__all__ = ["Kept", "KeptError", "Refused", "Signals", "Stale", "Visit"]
