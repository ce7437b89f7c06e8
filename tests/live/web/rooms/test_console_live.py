"""The console: password and second factor or nothing; what is newly broken first; a proof that is too old says so."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from kept.errors import KeptError
from kept.stores import open_connection
from kept.web import add_staff
from tests.live.web.rooms.conftest import LABEL, SECRET, House, code_of


def test_nobody_sees_the_console_without_signing_in(house: House) -> None:
    for path in ("console/", f"console/{LABEL}/", f"console/{LABEL}/anything/", "staff/recovery/", "staff/password/"):
        assert "staff/sign-in" in house.reader().get(path).url, path


def test_the_password_alone_opens_nothing(house: House) -> None:
    reader = house.reader()
    page = reader.get("staff/sign-in/")
    page = reader.submit(page, "staff/sign-in/", login="officer", password=house.officer["password"])
    assert "staff/code" in page.url
    for path in ("console/", f"console/{LABEL}/", "staff/recovery/"):
        assert "/console/" not in (url := reader.get(path).url) and "recovery" not in url, path


def test_password_and_code_of_the_authenticator_open_the_console_once(house: House) -> None:
    code = code_of(house.officer["secret"])
    for once, lands in ((True, "/console/"), (False, "/staff/code/")):
        reader = house.reader()
        page = reader.submit(reader.get("staff/sign-in/"), "staff/sign-in/", login="officer", password=house.officer["password"])
        page = reader.submit(page, "staff/code/", code=code)
        assert lands in page.url, once


@pytest.mark.parametrize(
    "path", ["admin/", "admin/login/", "staff/sign-up/", "accounts/signup/", "staff/totp/deactivate/", "accounts/login/"]
)
def test_there_is_no_admin_no_signing_up_and_no_way_around_the_second_factor(house: House, path: str) -> None:
    assert house.reader().get(path).status == 404
    assert house.signed_in().get(path).status == 404 if path == "admin/" else True


def test_an_account_without_a_second_factor_does_not_get_in(house: House) -> None:
    made = add_staff("second", "dpo", house.control, SECRET)
    with open_connection(house.control, read_only=False, autocommit=True) as connection:
        connection.execute(
            "delete from kept_web.mfa_authenticator where user_id = (select id from kept_web.auth_user where username = 'second')"
        )
    reader = house.reader()
    page = reader.submit(reader.get("staff/sign-in/"), "staff/sign-in/", login="second", password=made["password"])
    assert page.status == 403
    assert reader.get(f"console/{LABEL}/").status == 403


def test_an_unknown_account_and_a_wrong_password_look_the_same_and_many_tries_are_stopped(house: House) -> None:
    add_staff("victim", "dpo", house.control, SECRET)
    said = []
    for name in ("nobody-here", "victim"):
        reader = house.reader()
        page = reader.submit(reader.get("staff/sign-in/"), "staff/sign-in/", login=name, password="wrong wrong wrong")
        said.append((page.status, page.text.partition('role="alert"')[2].partition("</div>")[0]))
    assert said[0] == said[1]
    reader = house.reader()
    for _ in range(6):
        page = reader.submit(reader.get("staff/sign-in/"), "staff/sign-in/", login="victim", password="wrong wrong wrong")
    assert "Too many" in page.text


def test_an_account_is_made_once_and_its_secrets_lie_sealed(house: House) -> None:
    made = add_staff("third", "dpo", house.control, SECRET)
    with pytest.raises(KeptError) as twice:
        add_staff("third", "dpo", house.control, SECRET)
    assert twice.value.code == "KEPT-W014"
    assert add_staff("third", "dpo", house.control, SECRET, again=True)["password"] != made["password"]
    with open_connection(house.control) as connection:
        stored = connection.execute("select data::text from kept_web.mfa_authenticator").fetchall()
    assert stored and not [row for row in stored if made["secret"] in row[0]]
    with pytest.raises(KeptError):
        add_staff("Robert'); drop", "dpo", house.control, SECRET)


def test_the_pages_login_reaches_nothing_else_of_the_control_plane(house: House) -> None:
    with open_connection(house.control) as connection:
        (allowed,) = connection.execute("select has_schema_privilege(current_user, 'kept_control', 'usage')").fetchone() or (True,)
        assert not allowed


def test_what_broke_since_the_last_proof_stands_first_and_evidence_is_one_click_away(house: House) -> None:
    file = house.site / LABEL / "proof.json"
    before = file.read_text(encoding="utf-8")
    found = json.loads(before)
    broken = [entry for entry in found["verdicts"] if entry["verdict"] == "broken"]
    assert len(broken) == 2
    broken[0]["broken_since"], broken[1]["broken_since"] = "2020-01-01T00:00:00+00:00", found["at"]
    file.write_text(json.dumps(found), encoding="utf-8")
    try:
        reader = house.signed_in()
        page = reader.get(f"console/{LABEL}/").text
        newer, older = (page.index(f"/console/{LABEL}/{_quoted(entry)}/") for entry in (broken[1], broken[0]))
        assert newer < older
        assert "1 new" in page and "acted" in page and "observed" in page
        shown = reader.get(f"console/{LABEL}/{_quoted(broken[1])}/").text
        assert broken[1]["reason"]["en"].split()[0] in shown
    finally:
        file.write_text(before, encoding="utf-8")


def test_filters_narrow_the_clauses_and_not_the_headline(house: House) -> None:
    reader = house.signed_in()
    every, broken = reader.get(f"console/{LABEL}/").text, reader.get(f"console/{LABEL}/?outcome=broken").text
    assert broken.count('class="rows"') < every.count('class="rows"')
    assert broken.partition('id="clauses"')[0].count("tiles") == every.partition('id="clauses"')[0].count("tiles")
    assert "No promise fits." in reader.get(f"console/{LABEL}/?words=zzzzzz").text
    part = reader.get(f"console/{LABEL}/?outcome=broken", HX_Request="true").text
    assert "<html" not in part and "found" in part


def test_a_proof_that_is_too_old_is_called_so(house: House) -> None:
    file = house.site / LABEL / "proof.json"
    before = file.read_text(encoding="utf-8")
    found = {**json.loads(before), "at": "2021-01-01T00:00:00+00:00"}
    file.write_text(json.dumps(found), encoding="utf-8")
    try:
        assert "too old to speak for the present" in house.signed_in().get(f"console/{LABEL}/").text
    finally:
        file.write_text(before, encoding="utf-8")


def test_the_staffs_cookie_is_strict(house: House) -> None:
    reader = house.signed_in()
    (cookie,) = [cookie for cookie in reader.jar if cookie.name == "kept_staff"]
    assert cookie.has_nonstandard_attr("HttpOnly") and cookie.get_nonstandard_attr("SameSite") == "Strict"


def _quoted(entry: Mapping[str, str]) -> str:
    from urllib.parse import quote

    return quote(entry["promise"])
