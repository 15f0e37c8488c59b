"""Time stamps of a real authority, run here: OpenSSL's."""

from __future__ import annotations

import base64
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from authorities import Authority

from tidegate.dependencies.online.web import Web, WebError
from tidegate.ledger.timestamps import NotStamped, certificates, stamped, time_of
from tidegate.model.canonical import canonical
from tidegate.model.errors import UsageError
from tidegate.model.event import Position, Stamp

POSITION = Position(count=7, digest="a" * 64)
replace = msgspec.structs.replace


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authorities") / "one")


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authorities") / "other")


@pytest.fixture(scope="module")
def stamp(authority: Authority) -> Stamp:
    with authority.serving() as address:
        return stamped(POSITION, address, Web(20))


def test_the_time_is_the_authoritys(authority: Authority, stamp: Stamp) -> None:
    at = time_of(stamp, POSITION, certificates(authority.certificates))
    assert abs(datetime.now(UTC) - at) < timedelta(minutes=10)
    assert len(stamp.token) < 2000, "no certificates come with it"


def test_openssl_verifies_it_too(authority: Authority, stamp: Stamp, tmp_path: Path) -> None:
    (tmp_path / "position").write_bytes(canonical(POSITION))
    (tmp_path / "token").write_bytes(base64.b64decode(stamp.token))
    done = subprocess.run(
        ["openssl", "ts", "-verify", "-data", "position", "-in", "token", "-CAfile",
         str(authority.folder / "root.pem"), "-untrusted", str(authority.folder / "stamps.pem")],
        cwd=tmp_path, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_what_does_not_hold(authority: Authority, other: Authority, stamp: Stamp) -> None:
    trusted = certificates(authority.certificates)
    for position in (replace(POSITION, count=8), replace(POSITION, digest="b" * 64)):
        with pytest.raises(NotStamped, match="Mismatch between messages"):
            time_of(stamp, position, trusted)
    with pytest.raises(NotStamped, match="does not hold"):
        time_of(stamp, POSITION, certificates(other.certificates))
    with pytest.raises(NotStamped, match="no certificate"):
        time_of(stamp, POSITION, ())
    for token in ("", "!", base64.b64encode(b"{}").decode(), stamp.token[:100]):
        with pytest.raises(NotStamped):
            time_of(replace(stamp, token=token), POSITION, trusted)
    both = (*certificates(other.certificates), *trusted)
    assert time_of(stamp, POSITION, both) == time_of(stamp, POSITION, trusted)


def test_a_damaged_token_never_says_another_time(authority: Authority, stamp: Stamp) -> None:
    trusted = certificates(authority.certificates)
    at, token = time_of(stamp, POSITION, trusted), base64.b64decode(stamp.token)
    said: set[datetime | None] = set()
    for place in range(0, len(token), 3):
        damaged = bytearray(token)
        damaged[place] ^= 1
        try:
            said.add(time_of(replace(stamp, token=base64.b64encode(damaged).decode()), POSITION, trusted))
        except NotStamped:
            said.add(None)
    assert said <= {at, None}
    assert None in said


def test_answers_that_are_no_time_stamp(authority: Authority) -> None:
    replay = authority.answer(_request(b"something else"))
    for answer, said in (
        (b"<html>", "no time stamp"),
        (replay, "another question"),
        (b"x" * 100_000, "more than"),
    ):
        with (
            authority.serving(with_answer=answer) as address,
            pytest.raises((NotStamped, WebError), match=said),
        ):
            stamped(POSITION, address, Web(20))


def test_an_authority_that_refuses(authority: Authority, tmp_path: Path) -> None:
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    asked = TimestampRequestBuilder(data=b"data", hash_algorithm=HashAlgorithm.SHA512)
    refusal = authority.answer(asked.build().as_bytes())
    with authority.serving(with_answer=refusal) as address, pytest.raises(NotStamped, match="not supported"):
        stamped(POSITION, address, Web(20))


def test_an_authority_that_is_not_there() -> None:
    with pytest.raises(WebError, match="cannot be reached"):
        stamped(POSITION, "http://127.0.0.1:9/tsa", Web(5))


def test_certificates(authority: Authority) -> None:
    assert len(certificates(authority.certificates)) == 2
    root = (authority.folder / "root.pem").read_text()
    for text, said in (
        ("", "no certificate"),
        ("hello", "no certificate"),
        (root, "none of the certificates"),
    ):
        with pytest.raises(UsageError, match=said):
            certificates(text)
    with pytest.raises(UsageError, match="more than"):
        certificates(root * 60)


def _request(data: bytes) -> bytes:
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    asked = TimestampRequestBuilder(data=data, hash_algorithm=HashAlgorithm.SHA256)
    return asked.cert_request(cert_request=False).build().as_bytes()
