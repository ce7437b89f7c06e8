"""Mail over SMTP: messages built as mail programs want them, and a plain answer when a server does not take one."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

TIMEOUT_S: Final = 10


class Undelivered(Exception):
    """The server was not there or did not take the message; ``for_good`` if it never will."""

    def __init__(self, why: str, for_good: bool) -> None:
        super().__init__(why)
        self.for_good = for_good


@dataclass(frozen=True)
class MailServer:
    """An SMTP server and the address we write from; a user name means STARTTLS and signing in."""

    host: str
    port: int
    sender: str
    name: str = ""
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Letter:
    """A message to one person. ``unsubscribe`` is the link of RFC 8058: one click ends it."""

    to: str
    subject: str
    text: str
    html: str | None = None
    unsubscribe: str | None = None


def composed(server: MailServer, letter: Letter, now: datetime, message_id: str) -> EmailMessage:
    """The letter as a message. Raises Undelivered, for good, where the standard library refuses its address or subject."""
    try:
        return _composed(server, letter, now, message_id)
    except (ValueError, MessageError) as error:
        raise Undelivered(f"{type(error).__name__}: {error}", for_good=True) from error


def _composed(server: MailServer, letter: Letter, now: datetime, message_id: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = Address(server.name, addr_spec=server.sender)
    message["To"] = Address(addr_spec=letter.to)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{message_id}@{server.sender.partition('@')[2]}>"
    if letter.unsubscribe is not None:
        message["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text)
    if letter.html is not None:
        message.add_alternative(letter.html, subtype="html")
    return message


def deliver(server: MailServer, message: EmailMessage) -> None:
    """Hand a message to the server. Raises Undelivered."""
    try:
        with smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_S) as smtp:
            if server.user is not None:
                smtp.starttls()
                smtp.login(server.user, server.password or "")
            smtp.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise Undelivered(f"recipient refused: {codes}", for_good=all(code >= 500 for code in codes)) from error
    except (OSError, smtplib.SMTPException) as error:
        raise Undelivered(f"{type(error).__name__}: {error}", for_good=False) from error
