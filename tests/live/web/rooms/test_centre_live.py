"""A person's own page: in by a link of the application, one matter at a time, receipts, out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256

from tests.live.web.rooms.conftest import MATTER, House, Reader

OTHER = "functions.trial"


def _switch(reader: Reader, matter: str) -> str:
    page = reader.get(f"centre/matter/{matter}/")
    return "give" if page.field("act") == "give" else "withdraw"


def _flip(reader: Reader, matter: str) -> int:
    page = reader.get(f"centre/matter/{matter}/")
    said = {name: page.field(name) for name in ("key", "language", "sha256", "act")}
    return reader.submit(page, f"centre/matter/{matter}/", **said).status


def test_a_link_opens_once_and_for_its_own_page_only(house: House, people: Mapping[str, str]) -> None:
    with house.kept() as kept:
        link = kept.link(people["anna"])
        assert link.url and link.url == house.address.rstrip("/") + link.path
    assert house.reader().get(link.path.replace("/centre/", "/tenant/")).status == 410, "not the organisation's page"
    assert house.reader().get(link.path.replace("p06", "p03")).status == 410, "not another region"
    changed = link.path[:-2] + ("A" if link.path[-2] != "A" else "B") + "/"
    assert house.reader().get(changed).status == 410, "tampered"
    reader = house.reader()
    assert reader.get(link.path).url.endswith("/centre/")
    assert house.reader().get(link.path).status == 410, "used"


def test_a_link_that_is_too_old_opens_nothing(house: House, people: Mapping[str, str]) -> None:
    with house.kept() as kept:
        link = kept.link(people["anna"])
    house.execute("update kept.entry_link set expires_at = now() - interval '1 second' where used_at is null")
    assert house.reader().get(link.path).status == 410


def test_wrong_used_and_old_links_get_the_same_answer(house: House, people: Mapping[str, str]) -> None:
    with house.kept() as kept:
        link = kept.link(people["anna"])
    house.reader().get(link.path)
    used = house.reader().get(link.path)
    unknown = house.reader().get("centre/enter/p06/" + "x" * 43 + "/")
    nowhere = house.reader().get("centre/enter/p99/" + "x" * 43 + "/")
    assert used.text == unknown.text == nowhere.text and used.status == unknown.status == nowhere.status


def test_without_a_link_nobody_is_in(house: House, people: Mapping[str, str]) -> None:
    for path in ("centre/", "centre/receipts/", f"centre/matter/{MATTER}/", "tenant/"):
        assert house.reader().get(path).status == 401, path


def test_the_books_hold_only_hashes_of_links_and_sessions(house: House, people: Mapping[str, str]) -> None:
    with house.kept() as kept:
        token = kept.link(people["anna"]).path.rstrip("/").rpartition("/")[2]
    assert house.execute("select count(*) from kept.entry_link where sha256 = %s", sha256(token.encode()).digest()) == [(1,)]


def test_the_words_are_exactly_those_of_the_prompt_with_their_hash(house: House, people: Mapping[str, str]) -> None:
    with house.kept() as kept:
        for language in ("zh", "en"):
            prompt = kept.prompt(MATTER, language)
            page = house.inside(people["anna"], language=language).get(f"centre/matter/{MATTER}/").text
            import html

            assert html.escape(prompt.text, quote=False) in page.replace("&#39;", "'").replace("&#34;", '"')
            assert prompt.sha256 in page


def test_withdrawing_takes_as_many_clicks_as_agreeing_and_touches_one_matter(house: House, people: Mapping[str, str]) -> None:
    reader = house.inside(people["bert"])
    before = _switch(reader, OTHER)
    assert _switch(reader, MATTER) == "withdraw"
    assert _flip(reader, MATTER) == 200
    assert _switch(reader, MATTER) == "give"
    assert _flip(reader, MATTER) == 200
    assert _switch(reader, MATTER) == "withdraw"
    assert _switch(reader, OTHER) == before, "no other matter moved"
    channels = house.execute("select distinct channel from kept.consent where matter = %s", MATTER)
    assert ("centre",) in channels


def test_submitting_twice_is_once(house: House, people: Mapping[str, str]) -> None:
    reader = house.inside(people["anna"])
    page = reader.get(f"centre/matter/{OTHER}/")
    said = {name: page.field(name) for name in ("key", "language", "sha256", "act")}
    counted = "select count(*) from kept.consent c join kept.person_reference r using (subject_id) where r.reference = %s and matter = %s"
    for _ in range(2):
        assert reader.submit(page, f"centre/matter/{OTHER}/", **said).status == 200
    assert house.execute(counted, people["anna"], OTHER) == [(1,)]


def test_other_words_than_those_shown_are_refused(house: House, people: Mapping[str, str]) -> None:
    reader = house.inside(people["bert"])
    page = reader.get(f"centre/matter/{OTHER}/")
    said = {"key": page.field("key"), "language": "en", "sha256": "0" * 64, "act": "give"}
    assert "KEPT-A005" in reader.submit(page, f"centre/matter/{OTHER}/", **said).text


def test_a_form_without_its_token_is_refused(house: House, people: Mapping[str, str]) -> None:
    reader = house.inside(people["anna"])
    assert reader.post(f"centre/matter/{MATTER}/", {"act": "withdraw", "key": "k"}).status == 403
    assert _switch(reader, MATTER) == "withdraw"


def test_a_receipt_is_downloaded_and_checked_by_a_stranger(house: House, people: Mapping[str, str]) -> None:
    reader = house.inside(people["anna"])
    (receipt, *_) = house.execute(
        "select event_id from kept.consent c join kept.person_reference r using (subject_id) where r.reference = %s and matter = %s",
        people["anna"],
        MATTER,
    )[0]
    assert str(receipt) in reader.get("centre/receipts/").text
    text = reader.get(f"centre/receipts/{receipt}.json").text
    stranger = house.reader()
    page = stranger.get("receipt/")
    checked = stranger.submit(page, "receipt/", receipt=text)
    assert checked.status == 200 and "Genuine" in checked.text
    said = json.loads(text)
    said["act"]["channel"] = "elsewhere"
    changed = stranger.submit(page, "receipt/", receipt=json.dumps(said))
    assert changed.status == 422 and "KEPT-A021" in changed.text
    assert "KEPT-A020" in stranger.submit(page, "receipt/", receipt="hello").text


def test_nobody_gets_anybody_elses_receipt(house: House, people: Mapping[str, str]) -> None:
    (receipt, *_) = house.execute(
        "select event_id from kept.consent c join kept.person_reference r using (subject_id) where r.reference = %s and matter = %s",
        people["anna"],
        MATTER,
    )[0]
    other = house.inside(people["bert"])
    assert other.get(f"centre/receipts/{receipt}.json").status == 404
    assert str(receipt) not in other.get("centre/receipts/").text


def test_who_leaves_is_out_on_both_sides(house: House, people: Mapping[str, str]) -> None:
    reader = house.inside(people["anna"])
    kept_cookies = [cookie for cookie in reader.jar if cookie.name == "kept_centre"]
    page = reader.get("centre/")
    assert reader.submit(page, "centre/leave/").status == 200
    for cookie in kept_cookies:
        reader.jar.set_cookie(cookie)
    assert reader.get("centre/").status == 401, "the session is gone, not only the cookie"


def test_a_session_ends_with_its_time_and_its_person(house: House, people: Mapping[str, str]) -> None:
    reader = house.inside(people["anna"])
    house.execute("update kept.entry_session set expires_at = now() - interval '1 second'")
    assert reader.get("centre/").status == 401


def test_cookies_and_headers_are_strict(house: House, people: Mapping[str, str]) -> None:
    with house.kept() as kept:
        link = kept.link(people["anna"])
    reader = house.reader()
    reader.get(link.path)
    (cookie,) = [cookie for cookie in reader.jar if cookie.name == "kept_centre"]
    assert cookie.has_nonstandard_attr("HttpOnly") and cookie.get_nonstandard_attr("SameSite") == "Lax" and cookie.path == "/centre/"
    headers = reader.get("centre/").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert headers["Cache-Control"] == "no-store" and headers["X-Content-Type-Options"] == "nosniff"
