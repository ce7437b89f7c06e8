"""The API as any client meets it: streams that come and go, versions that are too old, requests that are not as expected."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request

import pytest

from tests.live.web.api.conftest import Served


def test_applications_that_went_away_make_room_for_others(served: Served) -> None:
    """More come and go than may follow at once (``kept.web.api.feed.MOST_STREAMS``)."""
    request = urllib.request.Request(
        f"{served.opened.address}events?after=3.{int(time.time())}", headers={"Authorization": f"Bearer {served.token}"}
    )
    for _ in range(5):
        streams = [urllib.request.urlopen(request, timeout=10) for _ in range(50)]
        assert all(stream.readline().startswith(b"data:") for stream in streams)
        for stream in streams:
            stream.close()
        time.sleep(0.6)


def test_a_version_that_is_too_old_is_told_to_take_the_snapshot_again(served: Served) -> None:
    for after in ("3.1000", "x", "", "3"):
        request = urllib.request.Request(
            f"{served.opened.address}events?after={after}", headers={"Authorization": f"Bearer {served.token}"}
        )
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=10)
        assert refused.value.code == 410
        assert json.loads(refused.value.read())["errors"][0]["code"] == "KEPT-W003"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("consents", b"{"),
        ("consents", b"[]"),
        ("consents", b'{"person": "member:1"}'),
        ("decisions", b'{"decisions": [{"person": 7}]}'),
        ("shown", b'{"person": "member:1", "paths": [], "more": 1}'),
        ("permissions", '{"person": "member:1", "permission": "gps", "event": "ä"}'.encode()),
    ],
)
def test_what_is_not_as_expected_is_refused_with_the_field_and_nothing_else(served: Served, path: str, body: bytes) -> None:
    headers = {"Authorization": f"Bearer {served.token}", "Content-Type": "application/json", "Accept-Language": "zh-CN"}
    request = urllib.request.Request(f"{served.opened.address}{path}", body, headers, method="POST")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    assert refused.value.code in (400, 422)
    said = json.loads(refused.value.read())["errors"][0]
    assert said["code"] == "KEPT-W002"
    assert "请求" in said["message"]
