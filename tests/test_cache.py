from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate import cache as module
from tidegate.cache import Cache, default_directory, pack, unpack

NOISE = [os.urandom(20_000) for _ in range(30)]  # does not compress


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def test_keeps_values_for_the_next_process(place: Path) -> None:
    items = {"a": b"small", "b": b"large" * 1000, "c": b""}
    with Cache.open(place) as cache:
        cache.put_many("facts", items)
    with Cache.open(place) as cache:
        assert cache.problem is None
        assert cache.get_many("facts", ["a", "b", "c", "d"]) == {
            "a": b"small",
            "b": b"large" * 1000,
            "c": b"",
        }
        assert cache.get_many("other", ["a"]) == {}


def test_replaces_a_value(place: Path) -> None:
    with Cache.open(place) as cache:
        cache.put_many("facts", {"a": b"1"})
        cache.put_many("facts", {"a": b"2"})
        assert cache.get_many("facts", ["a"]) == {"a": b"2"}


def test_many_keys_at_once(place: Path) -> None:
    items = {f"key {number}": b"%d" % number for number in range(2500)}
    with Cache.open(place) as cache:
        cache.put_many("facts", items)
        assert cache.get_many("facts", items.keys()) == items


def test_compresses_on_disk(place: Path) -> None:
    with Cache.open(place) as cache:
        before = cache.size()
        cache.put_many("facts", {str(number): b"same " * 20_000 for number in range(20)})
        assert cache.size() - before < 100_000


def test_stays_below_its_limit_and_drops_what_was_not_used(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "today", lambda: 1)
    cache = Cache.open(place, max_bytes=400_000)
    cache.put_many("facts", {"old, used": NOISE[0], "old": NOISE[1]})
    monkeypatch.setattr(module, "today", lambda: 2)
    assert cache.get_many("facts", ["old, used"])
    for number, noise in enumerate(NOISE[2:]):
        monkeypatch.setattr(module, "today", lambda day=number: 3 + day)
        cache.put_many("facts", {f"new {number}": noise})
        assert cache.size() <= 400_000
        assert cache.get_many("facts", ["old, used"])
    assert cache.get_many("facts", ["old", "new 0", "new 27"]).keys() == {"new 27"}
    cache.close()
    assert sum(file.stat().st_size for file in place.iterdir()) < 1_000_000


def test_prune_and_clear_give_the_space_back(place: Path) -> None:
    with Cache.open(place) as cache:
        cache.put_many("facts", {str(number): noise for number, noise in enumerate(NOISE)})
        full = cache.size()
        cache.prune(full // 2)
        assert full // 4 < cache.size() <= full // 2
        cache.clear()
        assert cache.get_many("facts", [str(number) for number in range(30)]) == {}
        assert (place / "cache.sqlite").stat().st_size < 50_000


@pytest.mark.parametrize("damage", [b"", b"not a database" * 1000, b"SQLite format 3\0" + b"\7" * 9000])
def test_a_damaged_file_is_made_anew(place: Path, damage: bytes) -> None:
    with Cache.open(place) as cache:
        cache.put_many("facts", {"a": b"1"})
    (place / "cache.sqlite").write_bytes(damage)
    with Cache.open(place) as cache:
        assert cache.problem is None
        assert cache.get_many("facts", ["a"]) == {}
        cache.put_many("facts", {"a": b"2"})
        assert cache.get_many("facts", ["a"]) == {"a": b"2"}


def test_damage_found_later_ends_the_cache_and_the_next_run_begins_anew(place: Path) -> None:
    keys = [str(number) for number in range(30)]
    with Cache.open(place) as cache:
        cache.put_many("facts", dict(zip(keys, NOISE, strict=True)))
    file = place / "cache.sqlite"
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    file.write_bytes(content)
    with Cache.open(place) as cache:
        assert cache.get_many("facts", keys) == {}
        assert "failed" in (cache.problem or "")
        cache.put_many("facts", {"a": b"1"})
    with Cache.open(place) as cache:
        assert cache.problem is None
        cache.put_many("facts", {"a": b"1"})
        assert cache.get_many("facts", ["a"]) == {"a": b"1"}


def test_a_damaged_value_is_no_value(place: Path) -> None:
    with Cache.open(place) as cache:
        cache.put_many("facts", {"a": b"1234", "b": b"5678"})
    with sqlite3.connect(place / "cache.sqlite") as connection:
        for identifier, value in connection.execute("SELECT id, value FROM entries").fetchall():
            damaged = value.replace(b"1234", b"1235")
            connection.execute("UPDATE entries SET value = ? WHERE id = ?", (damaged, identifier))
    connection.close()
    with Cache.open(place) as cache:
        assert cache.get_many("facts", ["a", "b"]) == {"b": b"5678"}


def test_another_layout_is_thrown_away(place: Path) -> None:
    place.mkdir()
    with sqlite3.connect(place / "cache.sqlite") as connection:
        connection.execute("CREATE TABLE entries (something)")
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with Cache.open(place) as cache:
        cache.put_many("facts", {"a": b"1"})
        assert cache.get_many("facts", ["a"]) == {"a": b"1"}


def test_a_place_that_cannot_be_used_is_said_once_and_nothing_fails(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = Cache.open(tmp_path / "file" / "cache")
    assert "no cache in" in (cache.problem or "")
    assert "TIDEGATE_CACHE_DIR" in (cache.problem or "")
    cache.put_many("facts", {"a": b"1"})
    assert cache.get_many("facts", ["a"]) == {}
    assert cache.size() == 0
    cache.prune(0)
    cache.clear()
    cache.close()


def test_a_file_that_cannot_be_written_is_read(place: Path) -> None:
    with Cache.open(place) as cache:
        cache.put_many("facts", {"a": b"1"})
    with Cache.open(place) as cache:
        assert cache._connection is not None
        cache._connection.execute("PRAGMA query_only = ON")  # as on a read-only disk, also for root
        assert cache.get_many("facts", ["a"]) == {"a": b"1"}
        cache.put_many("facts", {"b": b"2"})
        assert cache.problem is not None


def test_is_never_in_the_work_tree(tmp_path: Path) -> None:
    inside = tmp_path / "work" / ".cache"
    cache = Cache.open(inside, outside=tmp_path / "work")
    assert "lies in the work tree" in (cache.problem or "")
    assert not inside.exists()
    (tmp_path / "work").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "work")
    assert Cache.open(tmp_path / "link" / "x", outside=tmp_path / "work").problem


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_is_for_this_user_alone(place: Path) -> None:
    Cache.open(place).close()
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert stat.S_IMODE((place / "cache.sqlite").stat().st_mode) == 0o600
    place.chmod(0o777)
    assert "everybody may write" in (Cache.open(place).problem or "")


PROCESS = """
import sys
from pathlib import Path
from tidegate.cache import Cache
with Cache.open(Path(sys.argv[1])) as cache:
    for number in range(20):
        cache.put_many("facts", {f"{sys.argv[2]} {number}": b"x" * 2000})
    print(cache.problem)
"""


def test_processes_share_it(place: Path) -> None:
    def run(name: str) -> str:
        command = [sys.executable, "-c", PROCESS, str(place), name]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
        return subprocess.run(command, capture_output=True, check=True, text=True, env=environment).stdout

    with ThreadPoolExecutor() as pool:
        assert list(pool.map(run, "abcd")) == ["None\n"] * 4
    keys = [f"{name} {number}" for name in "abcd" for number in range(20)]
    with Cache.open(place) as cache:
        assert cache.get_many("facts", keys).keys() == set(keys)


def test_directory_of_each_platform(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TIDEGATE_CACHE_DIR", str(tmp_path))
    assert default_directory() == tmp_path
    place, home = module._platform_directory, Path("/home/ada")
    assert place("linux", {}, home) == home / ".cache" / "tidegate"
    assert place("linux", {"XDG_CACHE_HOME": "relative"}, home) == home / ".cache" / "tidegate"
    assert place("linux", {"XDG_CACHE_HOME": "/var/x"}, home) == Path("/var/x/tidegate")
    assert place("darwin", {}, home) == home / "Library" / "Caches" / "tidegate"
    assert place("win32", {"LOCALAPPDATA": "/local"}, home) == Path("/local/tidegate/Cache")


@given(st.binary(max_size=3000))
def test_unpack_is_the_inverse_of_pack(value: bytes) -> None:
    assert unpack(pack(value)) == value


@given(st.binary(max_size=200), st.sampled_from([b"r", b"z", b""]))
def test_unpack_takes_anything(junk: bytes, form: bytes) -> None:
    assert unpack(junk[:4] + form + junk[4:]) in (None, junk[4:])


@given(st.binary(min_size=600, max_size=2000), st.data())
def test_unpack_notices_damage(value: bytes, data: st.DataObject) -> None:
    packed = bytearray(pack(value))
    packed[data.draw(st.integers(0, len(packed) - 1))] ^= data.draw(st.integers(1, 255))
    assert unpack(bytes(packed)) in (None, value)
