"""An application's whole life with Kept: real database, real server, real SDK."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from kept.consent import verify_receipt
from kept.ledger import load_signer
from kept.web import running_api
from kept_sdk import Kept, KeptError, Refused, Stale
from kept_sdk.records import Version
from tests.live.web.api.conftest import LABEL, Served

ITEM = "gps_latitude_and_longitude"
NEEDED = ("functions.work_orders", f"items.{ITEM}")
NUMBER = "select subject_id from kept.person_reference where reference = %s"
_numbers = count(1)


@pytest.fixture
def person(kept: Kept) -> str:
    """Somebody new, of age, who has been shown the statement and whose telephone gives its position."""
    ref = f"member:{next(_numbers)}"
    kept.person(ref, class_="member", country="CN", tenant="t1", at_least=18)
    kept.shown(ref, [LABEL])
    kept.permission(ref, "gps", "granted")
    return ref


def agree(kept: Kept, ref: str, matter: str, **more: Any) -> Any:
    prompt = kept.prompt(matter, "zh")
    return kept.give(ref, matter, language="zh", sha256=prompt.sha256, channel="app", **more)


def work_orders(kept: Kept, ref: str) -> bool:
    return kept.decide(ref, "work_orders", items=(ITEM,)).allowed


def test_what_a_person_agrees_to_is_allowed_and_what_it_withdraws_is_not(kept: Kept, person: str) -> None:
    before = kept.decide(person, "work_orders", items=(ITEM,))
    assert {one.what for one in before.missing} == {"consent", "separate consent"}
    for matter in NEEDED:
        agree(kept, person, matter)
    assert work_orders(kept, person)
    answer = kept.withdraw(person, NEEDED[0], channel="app")
    assert not work_orders(kept, person)
    assert NEEDED[0] in answer.depended["functions"]
    agreed = kept.consents(person, "en")
    assert [one.matter for one in agreed if one.standing] == [NEEDED[1]]


def test_a_receipt_is_checked_offline_and_found_again_by_its_id(kept: Kept, person: str, served: Served) -> None:
    receipt = agree(kept, person, NEEDED[0])
    key = load_signer(Path(served.told["clusters"][0]["signer"])).verifier
    checked = verify_receipt(receipt.text, str(key))
    assert (checked.matter, checked.label) == (NEEDED[0], LABEL)
    assert kept.receipt(receipt.id).document["receipt_id"] == receipt.id
    with pytest.raises(KeptError) as refused:
        kept.receipt("01890000-0000-7000-8000-000000000000")
    assert (refused.value.code, refused.value.status) == ("KEPT-W008", 404)


def test_the_same_key_is_the_same_act(kept: Kept, person: str, served: Served) -> None:
    first, second = (agree(kept, person, NEEDED[0], key=f"{person}-once") for _ in range(2))
    assert first.text == second.text
    assert second.again
    number = kept.person(person, class_="member", country="CN", tenant="t1")
    assert served.execute("select count(*) from kept.consent where subject_id = %s", number) == [(1,)]
    said = {"person": person, "function": "functions.work_orders", "purpose": "functions.work_orders", "act": "collect", "items": [ITEM]}
    said |= {"allowed": True, "basis": "consent", "matter": NEEDED[0], "at": "2026-11-01T00:00:00Z", "key": f"{person}-decision"}
    assert kept.decided([said]) == kept.decided([said]) == kept.decided([said, said])[:1]


def test_a_use_is_recorded_with_what_it_stands_on(kept: Kept, person: str, served: Served) -> None:
    for matter in NEEDED:
        agree(kept, person, matter)
    with kept.using(person, "work_orders", (ITEM,)) as use:
        row = served.execute(
            "select d.allowed, d.basis, c.matter, d.items from kept.decision d join kept.consent c using (consent_id) "
            "where decision_id = %s",
            use.decision,
        )
    assert row == [(True, "consent", NEEDED[0], [ITEM])]
    kept.withdraw(person, NEEDED[0], channel="app")
    with pytest.raises(Refused) as refused:
        kept.used(person, "work_orders", (ITEM,))
    assert [one.what for one in refused.value.answer.missing] == ["consent"]
    refusals = served.execute(
        "select count(*) from kept.decision d join kept.person_reference using (subject_id) where reference = %s and not allowed", person
    )
    assert refusals == [(1,)]


def test_an_agreement_that_is_gone_carries_no_decision(kept: Kept, person: str) -> None:
    said = {"person": person, "function": "functions.work_orders", "purpose": "functions.work_orders", "act": "collect", "items": []}
    said |= {"allowed": True, "basis": "consent", "matter": NEEDED[0], "at": "2026-11-01T00:00:00Z", "key": f"{person}-late"}
    with pytest.raises(KeptError) as refused:
        kept.decided([said])
    assert (refused.value.code, refused.value.status) == ("KEPT-W006", 409)


def test_the_decorator_lets_nothing_run_that_is_not_allowed(kept: Kept, person: str) -> None:
    ran = []

    @kept.needs("work_orders", person=lambda ref: ref, items=(ITEM,))
    def locate(ref: str) -> None:
        ran.append(ref)

    with pytest.raises(Refused):
        locate(person)
    for matter in NEEDED:
        agree(kept, person, matter)
    locate(person)
    assert ran == [person]


def test_a_withdrawal_made_elsewhere_is_seen_within_a_second(kept: Kept, person: str, served: Served) -> None:
    for matter in NEEDED:
        agree(kept, person, matter)
    served.execute(f"update kept.consent set withdrawn_at = now() where subject_id = ({NUMBER})", person)
    begun = time.monotonic()
    while work_orders(kept, person):
        assert time.monotonic() - begun < 1
        time.sleep(0.002)


def test_nothing_is_decided_later_than_a_second_after_a_withdrawal_while_a_campaign_runs(kept: Kept, served: Served) -> None:
    """The campaign asks for everybody over and over; people withdraw one after another through another SDK."""
    people = [f"member:c{number}" for number in range(40)]
    for ref in people:
        kept.person(ref, class_="member", country="CN", tenant="t1", at_least=18)
        kept.shown(ref, [LABEL])
        agree(kept, ref, NEEDED[0])
    decided: dict[str, float] = {}
    ended = threading.Event()

    def campaign() -> None:
        while not ended.is_set():
            allowed = kept.decide_many("work_orders", None, people)
            at = time.monotonic()
            decided.update({ref: at for ref, yes in zip(people, allowed, strict=True) if yes})

    sending = threading.Thread(target=campaign)
    sending.start()
    withdrawn = {}
    with served.kept() as another:
        for ref in people[:20]:
            another.withdraw(ref, NEEDED[0], channel="app")
            withdrawn[ref] = time.monotonic()
    time.sleep(1.2)
    ended.set()
    sending.join()
    late = {ref: decided[ref] - at for ref, at in withdrawn.items() if decided.get(ref, 0) > at + 1}
    assert not late
    assert set(people[20:]) <= set(decided)


def test_who_is_erased_is_forgotten(kept: Kept, person: str, served: Served) -> None:
    agree(kept, person, NEEDED[0])
    assert kept.decide(person, "work_orders").allowed
    served.execute(
        "delete from kept.subject where subject_id = (select subject_id from kept.person_reference where reference = %s)", person
    )
    begun = time.monotonic()
    while kept.decide(person, "work_orders").allowed:
        assert time.monotonic() - begun < 1
        time.sleep(0.01)


def test_a_refusal_of_marketing_reaches_every_purpose_of_marketing(kept: Kept, person: str) -> None:
    purpose = "purposes.marketing_emails"
    lacking = {one.what for one in kept.decide(person, None, purpose).missing}
    assert "refusal" not in lacking
    kept.refuse_marketing(person)
    assert "refusal" in {one.what for one in kept.decide(person, None, purpose).missing}
    kept.refuse_marketing(person, False)
    assert "refusal" not in {one.what for one in kept.decide(person, None, purpose).missing}


def test_unknown_names_are_told_with_names_that_come_near(kept: Kept, person: str) -> None:
    for ask in (
        lambda: kept.decide(person, "work_order"),
        lambda: kept.decide(person, "work_orders", items=("longitud",)),
        lambda: kept.decide(person, "work_orders", recipient="recipients.amapp"),
        lambda: kept.permission(person, "gsp", "granted"),
        lambda: kept.prompt("functions.work_order", "zh"),
        lambda: kept.shown(person, ["neocrm-2032"]),
    ):
        with pytest.raises(KeptError) as refused:
            ask()
        said = f"{refused.value}"
        assert any(near in said for near in ("work_orders", "longitude", "recipients.amap", "gps", "neocrm-2023")), said


def test_somebody_unknown_has_agreed_to_nothing_and_is_told_apart_from_a_wrong_name(kept: Kept) -> None:
    assert not kept.decide("member:nobody", "work_orders").allowed
    with pytest.raises(KeptError) as refused:
        kept.shown("member:nobody", [LABEL])
    assert (refused.value.code, refused.value.status) == ("KEPT-W004", 404)


def test_a_reference_that_names_somebody_is_refused(kept: Kept) -> None:
    for ref in ("13812345678", "member:13812345678", "li@example.org"):
        with pytest.raises(KeptError) as refused:
            kept.person(ref, class_="member", country="CN")
        assert refused.value.code == "KEPT-W005"
        assert "138" not in str(refused.value)


def test_words_that_were_not_shown_are_no_agreement(kept: Kept, person: str) -> None:
    with pytest.raises(KeptError) as refused:
        kept.give(person, NEEDED[0], language="zh", sha256="0" * 64, channel="app")
    assert (refused.value.code, refused.value.status) == ("KEPT-A005", 409)
    with pytest.raises(KeptError) as refused:
        agree(kept, person, NEEDED[0], form="conduct")
    assert refused.value.code == "KEPT-W012"


def test_another_clusters_token_is_refused(two: tuple[Served, Served]) -> None:
    first, second = two
    with pytest.raises(KeptError) as refused:
        Kept(first.opened.address, second.token).start(5)
    assert refused.value.code == "KEPT-K002"
    with pytest.raises(KeptError) as refused:
        Kept(first.opened.address.replace("p06", "p99"), first.token).start(5)
    assert refused.value.code == "KEPT-K002"


def test_people_of_one_cluster_are_unknown_in_another(two: tuple[Served, Served], kept: Kept, person: str) -> None:
    with two[1].kept() as other, pytest.raises(KeptError) as refused:
        other.shown(person, [LABEL])
    assert refused.value.code == "KEPT-W004"


def test_stale_means_no_and_a_server_that_returns_is_followed_again(served: Served, kept: Kept, person: str) -> None:
    agree(kept, person, NEEDED[0])
    told = {**served.told, "clusters": served.told["clusters"][:1]}
    with running_api([told]) as (opened, child):
        port = int(opened[0].address.split(":")[2].split("/")[0])
        own = Kept(opened[0].address, served.token, timeout_s=1).start()
        try:
            assert own.decide(person, "work_orders").allowed
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
            killed = time.monotonic()
            while own.decide(person, "work_orders").allowed:
                assert time.monotonic() - killed < 1.1
                time.sleep(0.01)
            answer = own.decide(person, "work_orders")
            assert [one.what for one in answer.missing] == ["fresh state"]
            assert own.decide_many("work_orders", None, [person]) == [False]
            with pytest.raises(Stale):
                own.used(person, "work_orders", patience_s=0)
            with pytest.raises(KeptError) as refused:
                own.prompt(NEEDED[0], "zh")
            assert refused.value.code == "KEPT-K001"
            kept.withdraw(person, NEEDED[0], channel="app")
            with running_api([told], port):
                begun = time.monotonic()
                while not own.fresh:
                    assert time.monotonic() - begun < 10
                    time.sleep(0.05)
                assert [one.what for one in own.decide(person, "work_orders").missing] == ["consent"]
        finally:
            own.close()


def test_eight_processes_of_an_application_hear_of_a_withdrawal(kept: Kept, person: str, served: Served) -> None:
    agree(kept, person, NEEDED[0])
    program = (
        "import os, sys, time\nfrom kept_sdk import Kept\n"
        "kept = Kept(sys.argv[1], os.environ['TOKEN']).start()\n"
        "assert kept.decide(sys.argv[2], 'work_orders').allowed\nprint('ready', flush=True)\n"
        "while kept.decide(sys.argv[2], 'work_orders').allowed: time.sleep(0.005)\n"
        "print(time.time(), [one.what for one in kept.decide(sys.argv[2], 'work_orders').missing], flush=True)\n"
    )
    command = [sys.executable, "-c", program, served.opened.address, person]
    environ = {**os.environ, "TOKEN": served.token, "PYTHONPATH": os.pathsep.join(sys.path)}
    children = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ) for _ in range(8)]
    try:
        for child in children:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
        kept.withdraw(person, NEEDED[0], channel="app")
        at = time.time()
        heard = [child.communicate(timeout=20)[0] for child in children]
    finally:
        for child in children:
            child.kill()
    assert all("'consent'" in said or "'fresh state'" in said for said in heard)
    assert max(float(said.split()[0]) for said in heard) - at < 1.5


class _Map(BaseHTTPRequestHandler):
    """A map provider that remembers what it was sent."""

    got: list[tuple[str, dict[str, Any]]] = []  # noqa: RUF012

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.got.append((self.path, json.loads(body)))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *unused: Any) -> None:
        pass


def test_only_declared_items_leave_rounded_and_logged(kept: Kept, person: str, served: Served, tmp_path: Path) -> None:
    server = HTTPServer(("127.0.0.1", 0), _Map)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    log = tmp_path / "outgoing.jsonl"
    try:
        amap = kept.outbound("recipients.amap", f"http://127.0.0.1:{server.server_port}/v3/", log=log)
        point = {"de_identified_location": {"lat": 31.2303904, "lng": 121.4737021}}
        for matter in ("functions.work_orders", "recipients.amap"):
            with pytest.raises(Refused):
                amap.post("/geo", person=person, function="work_orders", items=point)
            agree(kept, person, matter)
        reply = amap.post("/geo", person=person, function="work_orders", items=point, named={"de_identified_location": "location"})
        assert reply.status == 200
        assert _Map.got == [("/v3/geo", {"location": {"lat": 31.23, "lng": 121.474}})]
        with pytest.raises(Refused) as refused:
            amap.post("/geo", person=person, function="work_orders", items={**point, "mobile": "13800000000"})
        assert [one.what for one in refused.value.answer.missing] == ["item"] or refused.value.answer.drop == ("mobile",)
        amap.post("/geo", person=person, function="work_orders", items={**point, "mobile": "13800000000"}, drop=True)
        assert "mobile" not in json.dumps(_Map.got)
        with pytest.raises(KeptError) as elsewhere:
            amap.post("http://elsewhere.example/geo", person=person, function="work_orders", items=point)
        assert elsewhere.value.code == "KEPT-K005"
    finally:
        server.shutdown()
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert [line["items"] for line in lines] == [["de_identified_location"]] * 2
    assert "31.2" not in log.read_text(encoding="utf-8")
    rows = served.execute(
        "select f.recipient, f.items, f.deidentified, f.decision_id is not null, c.matter from kept.disclosure f "
        "join kept.person_reference using (subject_id) left join kept.consent c using (consent_id) where reference = %s",
        person,
    )
    assert {row[:4] for row in [(a, tuple(b), c, d) for a, b, c, d, _ in rows]} == {
        ("recipients.amap", ("de_identified_location",), True, True)
    }


def test_a_new_version_is_reminded_of_once_by_each_client_and_the_latest_answer_counts(kept: Kept, person: str) -> None:
    assert kept.version(person) == Version(LABEL, True, None, None)
    for channel in ("web", "web", "mobile"):
        kept.note_version(person, LABEL, "reminded", channel)
    for event in ("declined", "declined", "accepted", "accepted"):
        kept.note_version(person, LABEL, event, "web")
    assert kept.version(person).answer == "accepted"
    kept.note_version(person, LABEL, "declined", "mobile")
    assert kept.version(person).answer == "declined"


def test_of_a_version_that_is_not_in_force_nothing_is_written_down(kept: Kept, person: str) -> None:
    with pytest.raises(KeptError):
        kept.note_version(person, "neocrm-2032", "accepted", "web")
    assert kept.version(person).answer is None
