"""What servers and libpq say at the door, and which error each becomes."""

from __future__ import annotations

import psycopg
import pytest

from kept.stores import Address
from kept.stores.refusals import at_the_door

SAID = {
    'connection to server at "127.0.0.1", port 5432 failed: Connection refused': "KEPT-T020",
    "connection timeout expired": "KEPT-T020",
    'could not translate host name "db" to address: Name or service not known': "KEPT-T020",
    "FATAL:  the database system is starting up": "KEPT-T020",
    'FATAL:  password authentication failed for user "kept"': "KEPT-T021",
    '致命错误:  用户 "kept" Password 认证失败': "KEPT-T021",
    "fe_sendauth: no password supplied": "KEPT-T021",
    'FATAL:  database "kept" does not exist': "KEPT-T022",
    '致命错误:  数据库 "kept" 不存在': "KEPT-T022",
    'FATAL:  permission denied for database "kept"': "KEPT-T023",
    "server does not support SSL, but SSL was required": "KEPT-T026",
    "SSL error: certificate verify failed": "KEPT-T027",
    'server certificate for "a" does not match host name "b"': "KEPT-T027",
    'root certificate file "/x.pem" does not exist': "KEPT-T027",
    "FATAL:  sorry, too many clients already": "KEPT-T029",
    'FATAL:  no pg_hba.conf entry for host "10.0.0.1", user "kept", database "kept", no encryption': "KEPT-T030",
}


@pytest.mark.parametrize(("said", "code"), SAID.items())
def test_each_refusal_has_its_error_with_the_store_in_both_languages(said: str, code: str) -> None:
    error = at_the_door(psycopg.OperationalError(said), Address("db", 5432, "kept", "kept", "hush", store="crm.p06"))
    assert error.code == code
    for language in ("zh", "en"):
        assert "crm.p06" in error.fault.message(language) and error.fault.way_out(language)
    assert "hush" not in str(error)
