"""What the ``consent`` commands do: find the person's database, record acts in it, read and check receipts."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import click

from kept.cli.finding import place_of
from kept.cli.home import configuration, house, now
from kept.cli.ledgers import appearing
from kept.cli.output import Language, fault_entry
from kept.cli.packed import Pack, earlier_packs, read_pack
from kept.cli.verifying import key_of, text_of
from kept.consent import (
    Agreements,
    Answer,
    Asked,
    Carried,
    Checked,
    Giving,
    Importing,
    Prompt,
    Withdrawing,
    agreements,
    asked,
    export_consents,
    give,
    import_consents,
    lawful_ages,
    receipts_of,
    verify_receipt,
    withdraw,
)
from kept.errors import Fault, KeptError, Place
from kept.ledger import Signer, load_signer
from kept.staging import opened, prepared_or_refused
from kept.stores import Connection, open_connection

SHOWN_FAULTS: Final = 20


@dataclass(frozen=True)
class Done:
    """An act that was committed: where, and what it led to."""

    store: str
    matter: str
    key: str
    answer: Answer


@dataclass(frozen=True)
class Vault:
    """The database in which a person's books are, open, with its ledger's signing key."""

    store: str
    connection: Connection
    asked: Asked
    signer: Signer


def prompts(name: str, matter: str | None, language: Language) -> Sequence[Prompt]:
    """What is shown for a matter, or for every matter there is. Raises KEPT-A001 to A004."""
    found = _asked(read_pack(name))
    if matter is not None:
        return [found.prompt(matter, language)]
    return [found.prompt(each, shown) for each, shown in found.prompts if shown == language]


def giving(
    person: int,
    matter: Sequence[str],
    language: Language,
    wording: str,
    key: str | None,
    channel: str,
    guardian: int | None,
    verified: str | None,
    of_age: bool,
) -> Giving:
    return Giving(person, ",".join(matter), language, wording, key or str(uuid4()), channel, guardian, verified, of_age)


def withdrawing(person: int, matter: Sequence[str], key: str | None, channel: str, guardian: int | None) -> Withdrawing:
    return Withdrawing(person, ",".join(matter), key or str(uuid4()), channel, guardian)


def given(name: str, store: str | None, act: Giving) -> Done:
    """Record an agreement and commit it."""
    with _place(name, store, act.subject_id) as place:
        answer = give(place.connection, place.asked, place.signer, act, now(), os.urandom)
        place.connection.commit()
        return Done(place.store, act.matter, act.key, answer)


def withdrawn(name: str, store: str | None, act: Withdrawing) -> Done:
    """Record a withdrawal and commit it."""
    with _place(name, store, act.subject_id) as place:
        answer = withdraw(place.connection, place.asked, place.signer, act, now(), os.urandom)
        place.connection.commit()
        return Done(place.store, act.matter, act.key, answer)


def agreed(name: str, store: str | None, person: int) -> tuple[str, Agreements]:
    """What a person agreed to, with the label of the statement that names the matters."""
    with _place(name, store, person) as place:
        return place.asked.label, agreements(place.connection, place.asked, person)


def receipts(name: str, store: str | None, person: int, matter: str | None) -> Sequence[Mapping[str, Any]]:
    """A person's receipts, each as its JSON."""
    with _place(name, store, person) as place:
        return [json.loads(receipt) for receipt in receipts_of(place.connection, person, matter)]


def verified(file: Path, keys: Sequence[str]) -> Checked:
    """Check a receipt offline. Raises KEPT-A020 to A022, C023 and the ledger's own."""
    return verify_receipt(text_of(file), [key_of(key) for key in keys])


def imported(name: str, store: str | None, file: Path, source: str) -> tuple[Carried, Sequence[Fault]]:
    """Import a file of agreements; only the first refusals are kept to be shown."""
    pack = read_pack(name)
    versions = {each.statement.label: _asked(each) for each in (*earlier_packs(pack), pack)}
    faults: list[Fault] = []
    with _place(name, _one_store(pack, store), None) as place, _lines(file) as lines:
        how = Importing(versions, place.signer, source, now(), os.urandom)
        place.connection.commit()
        carried = import_consents(place.connection, how, lines, lambda fault: faults.append(fault) if len(faults) < SHOWN_FAULTS else None)
    return carried, faults


def exported(name: str, store: str | None, out: Path) -> int:
    """Write the agreements of a database; the file appears whole or not at all."""
    pack, count = read_pack(name), 0
    with _place(name, _one_store(pack, store), None) as place, appearing(out) as sink:
        for line in export_consents(place.connection):
            sink.write(line.encode())
            count += 1
    return count


def _asked(pack: Pack) -> Asked:
    return asked(pack.statement, lawful_ages())


def _one_store(pack: Pack, store: str | None) -> str:
    """The database meant; one has to be named where there are several. Raises KEPT-C012."""
    stores = [f"{name}.{cluster}" for name, said in pack.datamap.stores.items() for cluster in said.clusters]
    if store is None and len(stores) == 1:
        return stores[0]
    if store is None:
        raise KeptError("KEPT-C012", store="-", known=", ".join(stores))
    return store


@contextmanager
def _place(name: str, store: str | None, person: int | None) -> Iterator[Vault]:
    """The database whose vault has the person. Raises KEPT-C010, C012, A011 (in none) and A018 (in several)."""
    pack = read_pack(name)
    label, home = pack.statement.label, house()
    folder = home.pack(label)
    prepared_or_refused(folder, label)
    with opened(home, configuration(), pack.statement, pack.datamap) as estate:
        place = place_of(estate, store, person, label)
        if place is None:
            raise KeptError("KEPT-A011", label, subject=person)
        signer = load_signer(folder / "ledger" / f"{place}.key")
        with open_connection(estate.sites[place].address, read_only=False) as connection:
            yield Vault(place, connection, _asked(pack), signer)


@contextmanager
def _lines(file: Path) -> Iterator[Iterator[str]]:
    try:
        with file.open(encoding="utf-8", errors="replace") as lines:
            yield iter(lines)
    except OSError as error:
        raise KeptError("KEPT-C023", Place(file=str(file)), path=file, reason=error.strerror or str(error)) from None


def tell(done: Done, out: Path | None, as_json: bool, quiet: bool, language: Language) -> None:
    """Say what an act led to, and write its receipt where that was asked for."""
    from kept.cli.output import emit

    receipt = json.loads(done.answer.receipt)
    if out is not None:
        _write(out, receipt)
    if as_json:
        emit(
            {
                "store": done.store,
                "matter": done.matter,
                "key": done.key,
                "event": str(done.answer.event_id),
                "again": done.answer.again,
                "depended": None if done.answer.depended is None else asdict(done.answer.depended),
                "receipt": receipt,
            }
        )
    elif not quiet:
        click.echo(act_sentence(done, language))


def act_sentence(done: Done, language: Language) -> str:
    """One line for people: what was recorded, and what rested on it."""
    rested = done.answer.depended
    again = {"zh": "（此前已经记录）", "en": " (it had been recorded before)"}[language] if done.answer.again else ""
    if rested is None:
        said = {"zh": f"已同意：{done.matter}", "en": f"agreed: {done.matter}"}[language]
        return f"{said}  {done.answer.event_id}{again}"
    named = [*rested.functions, *rested.purposes, *rested.recipients, *rested.countries]
    ends = ", ".join(named) or "-"
    said = {"zh": f"已撤回：{done.matter}；随之停止：{ends}", "en": f"withdrawn: {done.matter}; ends with it: {ends}"}[language]
    return f"{said}  {done.answer.event_id}{again}"


def _write(file: Path, receipt: Mapping[str, Any]) -> None:
    with appearing(file) as sink:
        sink.write((json.dumps(receipt, ensure_ascii=False, indent=2) + "\n").encode())


def write_receipts(folder: Path, found: Sequence[Mapping[str, Any]]) -> None:
    """Each receipt as a file named after it."""
    for receipt in found:
        _write(folder / f"{receipt['receipt_id']}.receipt.json", receipt)


def print_prompts(found: Sequence[Prompt], *, whole: bool) -> None:
    for prompt in found:
        click.echo(f"{prompt.wording}\n{prompt.sha256}" if whole else f"{prompt.matter}  {prompt.form}  {prompt.title}")


def prompt_document(prompt: Prompt) -> Mapping[str, Any]:
    """The JSON of a prompt."""
    return {
        "matter": prompt.matter,
        "language": prompt.language,
        "title": prompt.title,
        "form": prompt.form,
        "items": list(prompt.declared.items),
        "sensitive": list(prompt.declared.sensitive),
        "wording": prompt.wording,
        "sha256": prompt.sha256,
    }


def agreements_document(label: str, person: int, found: Agreements) -> Mapping[str, Any]:
    """The JSON of what a person agreed to."""

    def entries(those: Sequence[Any]) -> list[Mapping[str, Any]]:
        return [{**asdict(each), "said": {"zh": each.said("zh"), "en": each.said("en")}} for each in those]

    return {"pack": label, "person": person, "agreed": entries(found.standing), "history": entries(found.history)}


def print_agreements(found: Agreements, language: Language) -> None:
    now_, before = {"zh": ("现在同意的", "全部经过"), "en": ("agreed now", "everything")}[language]
    for title, those in ((now_, found.standing), (before, found.history)):
        click.echo(f"{title}: {len(those)}")
        for each in those:
            click.echo(f"  {each.matter}  {each.said(language)}")


def print_receipts(found: Sequence[Mapping[str, Any]]) -> None:
    for receipt in found:
        event, place = receipt["events"][0], "in the ledger" if "inclusion" in receipt["ledger"] else "promised"
        click.echo(f"{receipt['receipt_id']}  {event['event_time']}  {event['event_state']}  {receipt['terms']['matter']}  {place}")


def checked_document(file: Path, checked: Checked) -> Mapping[str, Any]:
    """The JSON of a receipt that holds."""
    return {"file": str(file), "verified": True, **asdict(checked)}


def checked_sentence(checked: Checked, language: Language) -> str:
    """One line for people: what the receipt proves."""
    where = f"#{checked.position}" if checked.position is not None else {"zh": "已承诺收入", "en": "promised"}[language]
    states = {"consent given": {"zh": "同意", "en": "agreed"}, "consent withdrawn": {"zh": "撤回", "en": "withdrawn"}}
    state = states[checked.state][language]
    holds = {"zh": "凭据成立", "en": "the receipt holds"}[language]
    return f"{holds}: {checked.title} ({checked.matter}), {state}, {checked.at}, {checked.ledger} {where}"


def carried_document(carried: Carried, faults: Sequence[Fault], language: Language) -> Mapping[str, Any]:
    """The JSON of an import; of many refusals the first are told."""
    return {**asdict(carried), "errors": [fault_entry(fault, language) for fault in faults]}


def carried_sentence(carried: Carried, language: Language) -> str:
    zh = f"{carried.lines} 行：导入 {carried.taken}，已有 {carried.already}，拒绝 {carried.refused}"
    en = f"{carried.lines} lines: {carried.taken} taken, {carried.already} here already, {carried.refused} refused"
    return zh if language == "zh" else en


def complain(faults: Sequence[Fault], language: Language) -> None:
    for fault in faults:
        click.echo(fault.text(language), err=True)
