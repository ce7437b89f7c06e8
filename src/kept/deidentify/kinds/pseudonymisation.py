"""Identity is taken off before data goes out."""

import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final

from kept.promises import Duration, Finding, Item, Look, Origin, Refers, Rehearsal, Stage, Verdict, Words, act, breach, kind, unproven
from kept.statement.weighing import found

OUTGOING: Final = "outgoing"
GROUPS: Final[Mapping[str, str]] = {"location": "whereabouts"}
TAKEN_OFF: Final = "de_identified_"

WRONG: Final = Words("发给这些接收方的信息没有去标识化。", "What went to these recipients was not de-identified.")
NOT_TAKEN_OFF: Final = Words("发出之前没有去标识化。", "It went out without being de-identified.")
MORE: Final = Words("一并发出了可以指向个人的信息项。", "An item that points at a person went along.")
NOTHING: Final = Words("出站记录中没有发往这些接收方的信息。", "The outgoing log has nothing for these recipients.")
NO_LOG: Final = Words("没有出站闸口的记录可供核对。", "There is no log of the outbound gate to look at.")
UNREADABLE: Final = Words("出站记录无法读取。", "The outgoing log cannot be read.")
AT_REST: Final = Words(
    "要比较采集表与分析表中的行才能证明，数据地图还没有说明哪些表存放去标识化的信息。",
    "Only rows as they were collected, compared with rows as they are analysed, can show it; the data map does not say yet which tables "
    "hold de-identified data.",
)
ALSO: Final = ("recipient", "processor", "sdk", "minimisation", "cross-border", "sharing", "encryption-transit")

SOMEBODY: Final = Words("服务把位置提供给其中至少一家。", "The service gives places to one of them at least.")
GIVEN: Final = Words("接收方收到一次。", "The recipient was given it once.")
RECOGNISED: Final = Words("接收方能从中认出的、此人自己的信息。", "What of this person's own the recipient could read in it.")


@kind(
    "pseudonymisation",
    section="security",
    takes={"period": "within", "effect": "condition"},
)
class Pseudonymisation:
    """Identity is taken off before data goes out.

    The probe looks at every message to the ``recipients`` in the log of the outbound gate: it must say that it was de-identified, and
    carry nothing but de-identified items of the kind ``data`` (of a location no coordinates, no access points, nobody's name or device).
    The log tells what items went and how; that two requests of one person share no stable number can only be seen in the payloads.
    PIPL art. 51(3), 73(3); GB/T 35273-2020, 3.15.

    Without ``recipients`` it is data that stays in the house: ``timing`` or ``within`` says how soon after collection identity is taken
    off, ``condition`` what must not be possible afterwards, ``uses`` what it may then be used for.
    """

    data: str | None = None
    recipients: tuple[Annotated[str, Refers("recipients")], ...] | None = None
    timing: Words | None = None
    within: Duration | None = None
    condition: Words | None = None
    uses: tuple[Words, ...] | None = None

    def prove(self, look: Look) -> Verdict:
        if not (self.recipients and self.data):
            return unproven(AT_REST)
        data = GROUPS.get(self.data, self.data)
        log = look.document(OUTGOING)
        if log is None:
            return unproven(NO_LOG)
        items = {name: declared.body for name, declared in look.statement.section("items").items()}
        wanted = {f"recipients.{name}" for name in self.recipients}
        try:
            messages = [(number, said) for number, said in _messages(log) if said.get("recipient") in wanted]
        except ValueError:
            return unproven(UNREADABLE)
        findings = [finding for number, said in messages for finding in _wrong(number, said, data, items)]
        origin: Origin = "staged" if look.staged else "observed"
        return found("messages to these recipients in the outgoing log", len(messages), findings, WRONG, NOTHING, origin, OUTGOING)

    @act("what the firms are given tells nobody who it was, or exactly where")
    def handing_over(self, stage: Stage) -> None:
        recipients = [f"recipients.{name}" for name in self.recipients or ()]
        given = [recipient for recipient in recipients if stage.knows(f"for {recipient}")]
        if recipients:
            stage.expect(SOMEBODY, len(given) > 0)
        for recipient in given:
            somebody = stage.person(f"for {recipient}")
            somebody.cause(recipient)
            stage.expect(GIVEN, len(somebody.received(recipient)), 1)
            stage.expect(RECOGNISED, list(somebody.recognised(recipient)), [])
            stage.leaves("kept.disclosure", somebody, rows=1, where={"recipient": recipient, "deidentified": True})

    @breach("a location goes out as it was recorded", also=ALSO)
    def raw(self, rehearsal: Rehearsal) -> None:
        self._send(rehearsal, ["de_identified_location"], False)

    @breach("a device's number goes along with a de-identified location", also=ALSO)
    def accompanied(self, rehearsal: Rehearsal) -> None:
        self._send(rehearsal, ["de_identified_location", "imei"], True)

    def _send(self, rehearsal: Rehearsal, items: list[str], de_identified: bool) -> None:
        if not self.recipients:
            return
        said = {"at": "2026-01-01T00:00:00Z", "host": "maps.example", "recipient": f"recipients.{self.recipients[0]}", "from": "CN"}
        line = {**said, "to": "CN", "items": items, "people": 1, "tls": "1.3", "de_identified": de_identified}
        rehearsal.document(OUTGOING, json.dumps(line).encode() + b"\n")


def _messages(log: bytes) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, line in enumerate(log.decode("utf-8", errors="replace").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            said = json.loads(line)
            if not isinstance(said, dict):
                raise ValueError(f"line {number}")
            yield number, said


def _wrong(number: int, said: Mapping[str, Any], group: str, items: Mapping[str, Item]) -> Iterator[Finding]:
    if said.get("de_identified") is not True:
        yield Finding(OUTGOING, f"line {number}", NOT_TAKEN_OFF)
    for name in map(str, said.get("items", ())):
        if name not in items or items[name].group != group or not name.startswith(TAKEN_OFF):
            yield Finding(OUTGOING, f"line {number}: {name}", MORE)
