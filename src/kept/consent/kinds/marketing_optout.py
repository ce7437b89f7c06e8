"""How marketing is refused, where the way out stands, and that it works."""

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import and_, func

from kept.datamap import DataMap
from kept.promises import Look, Question, Rehearsal, Stage, Verdict, Words, act, breach, judged, kind
from kept.residency.places import row_key
from kept.statement.weighing import partly

SENT_ON: Final = Words("已经拒绝营销的人，之后仍收到营销信息。", "Somebody who had refused marketing was sent marketing afterwards.")
NEEDS_MAIL: Final = Words(
    "拒绝之后没有再发；但邮件里是否真有退订链接、是否在所称位置、点击是否生效，要看实际发出的邮件，邮件服务尚未接入。",
    "Nothing was sent after a refusal; that the mails really carry the link, in the place named, and that it works only a mail that went "
    "out can show, and no mail service is connected yet.",
)
NOTHING: Final = Words("还没有发出任何营销信息。", "No marketing has been sent yet.")

ARRIVED: Final = Words("退订之前，邮件到达一次。", "Before, the mail arrived once.")
LABELLED: Final = Words("邮件里有声明所称的退订链接。", "The mail has the link that the statement names.")
LAST_AND_RIGHT: Final = Words("链接位于邮件的右下方。", "It stands at the lower right.")
ONE_CLICK: Final = Words("邮件程序也可一键退订（RFC 8058）。", "Mail programs can do it with one click, too (RFC 8058).")
OUT: Final = Words("退订后，页面说已退订。", "Having pressed it, the page says so.")
NO_MORE: Final = Words("退订之后又到达的邮件。", "Mails that arrived afterwards.")


def _last_and_right(html: str) -> bool:
    """Whether the last thing in a mail is a link, set to the right."""
    tail = html.rpartition('align="right"')[2]
    return tail.count("<a ") == 1 and not tail.partition("</a>")[2].replace("</td></tr></table></body></html>", "").strip()


@kind(
    "marketing-optout",
    section="marketing",
    takes={"channel": "channels", "path": "place", "when": "timing", "right": "scope"},
)
class MarketingOptout:
    """How marketing is refused, where the way out stands, and that it works.

    The data map says where somebody's refusal stands (``opted_out``) and when a message went out (``sent``): nothing was sent after the
    refusal, on any channel. Where the way out stands in a mail, and that it works, only a mail that went out can show. ``who`` may refuse
    ``scope``, by the link or switch ``label`` at ``place`` (a spot in the mail, a menu path), by ``control`` (what the person does), or
    through ``channels`` and ``address``; ``timing`` is when. PIPL art. 24; Advertising Law art. 43; GDPR art. 21(2).
    """

    who: str | None = None
    label: Words | None = None
    place: Words | None = None
    channels: tuple[str, ...] | None = None
    address: str | None = None
    control: str | None = None
    timing: str | None = None
    scope: str | None = None

    def questions(self, look: Look) -> Sequence[Question]:
        return list(self._sent_on(look))

    def _sent_on(self, look: Look) -> Iterator[Question]:
        for path, people, key in _sends(look.datamap):
            mapped, rows, persons = look.datamap.tables[path], look.table(path), look.table(people)
            if rows is None or persons is None:
                continue
            held = look.datamap.tables[people].held_for
            same = [rows.c[key] == persons.c[key]] + ([rows.c[held] == persons.c[held]] if held and held in rows.c else [])
            source = rows.outerjoin(persons, and_(*same))
            failing = func.coalesce(persons.c[look.datamap.tables[people].opted_out or ""] <= rows.c[mapped.sent or ""], False)
            yield Question(look.holding(path), source, failing, row_key(look, path), None, f"{path} against refusals in {people}")

    def prove(self, look: Look) -> Verdict:
        return partly(judged(look.counts(), SENT_ON, NOTHING), NEEDS_MAIL)

    @act("a person takes the way out of a mail, and gets no more")
    def leaving(self, stage: Stage) -> None:
        if not self.label or not self.place or "email" not in self.place.en:
            return
        somebody, boss = stage.person("contact who wants news"), stage.person("administrator")
        subject = boss.mail(somebody)
        letters = [message for message in somebody.messages() if message.subject == subject]
        stage.expect(ARRIVED, len(letters), 1)
        for letter in letters:
            stage.expect(LABELLED, any(f">{said}<" in letter.html for said in (self.label.zh, self.label.en)))
            stage.expect(LAST_AND_RIGHT, _last_and_right(letter.html))
            stage.expect(ONE_CLICK, letter.headers.get("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click")
        stage.expect(OUT, somebody.unsubscribe())
        after = boss.mail(somebody)
        stage.expect(NO_MORE, [message.subject for message in somebody.messages() if message.subject == after], [])
        for path, mapped in stage.datamap.tables.items():
            if mapped.sent and mapped.subject:
                stage.leaves(path, somebody, rows=1)

    @breach("somebody had refused before the message was sent", also=("purpose-limit", "processor"))
    def refused_before(self, rehearsal: Rehearsal) -> None:
        for path, people, key in _sends(rehearsal.datamap):
            mapped, person = rehearsal.datamap.tables[path], rehearsal.datamap.tables[people]
            text = f"""update {people} set {person.opted_out} = '2000-01-01' where {key} = (select min({key}) from {path})"""  # noqa: S608
            for database in rehearsal.databases(mapped.store):
                if rehearsal.sql(database, text):
                    return

    @breach("a campaign goes to everybody, refused or not", also=("purpose-limit", "processor"))
    def to_everybody(self, rehearsal: Rehearsal) -> None:
        for path, people, key in _sends(rehearsal.datamap):
            mapped, person = rehearsal.datamap.tables[path], rehearsal.datamap.tables[people]
            refused = f"select {key} from {people} where {person.opted_out} is not null"  # noqa: S608
            for database in rehearsal.databases(mapped.store):
                if rehearsal.sql(database, f"update {path} set {mapped.sent} = now() where {key} in ({refused})"):  # noqa: S608
                    return


def _sends(datamap: DataMap) -> Iterator[tuple[str, str, str]]:
    """Tables of messages, the table of the people they go to, and the key that joins them."""
    for path, mapped in datamap.tables.items():
        for people, person in datamap.tables.items() if mapped.sent else ():
            keys = [key for key, said in person.about.items() if said.startswith("is ") and key in mapped.about]
            if person.opted_out and person.store == mapped.store and keys:
                yield path, people, keys[0]
