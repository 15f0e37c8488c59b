"""The list of lock files, how they are had, and what is printed of names."""

from __future__ import annotations

import re
from pathlib import Path

from repositories import RepositoryBuilder

from accuracy import names
from accuracy.fetch import files_at
from accuracy.names import Labelled, LockFile, Read, Typos


def test_twenty_lock_files_of_as_many_repositories() -> None:
    locks = names.lock_files()
    assert len(locks) == len({lock.repository for lock in locks}) == 20
    assert all(re.fullmatch(r"[0-9a-f]{40}", lock.commit) for lock in locks)


def test_the_labelled_names_are_held(tmp_path: Path) -> None:
    row = names.labelled(tmp_path)
    assert row.names == 180
    assert row.held >= 175


def test_typos_are_explained() -> None:
    row = names.typos("PyPI")
    assert row.typos > 3_500
    assert row.near / row.typos > 0.99


def test_a_lock_file_of_a_repository_that_is_there(tmp_path: Path) -> None:
    repository = RepositoryBuilder(tmp_path / "shop")
    lock = '{"lockfileVersion": 3, "packages": {"": {"dependencies": {"never-seen": "1", "express": "4"}}, '
    lock += '"node_modules/never-seen": {"version": "1.0.0"}, "node_modules/express": {"version": "4.0.0"}}}'
    commit = repository.commit("one", {"web/package-lock.json": lock, "web/requirements.txt": "unheard-of\n"})
    (tmp_path / "git").mkdir()
    (tmp_path / "shop" / ".git").rename(tmp_path / "git" / "acme+shop")
    assert set(files_at("acme/shop", commit, "web", tmp_path)) == {"package-lock.json", "requirements.txt"}
    row = names.read(LockFile("acme/shop", commit, "web/package-lock.json"), tmp_path)
    assert (row.entries, len(row.held)) == (2, 1)
    assert row.held[0].startswith("`never-seen`")
    assert all(" (" in rule for rule in row.others)


def test_every_held_or_missed_name_is_printed() -> None:
    text = names.shown(
        [
            Labelled(180, 179, ("authfusion",)),
            Typos("npm", 10, 9, 8, ("expresss (express)",)),
            Read("acme/shop", "uv.lock", 100, ("`never-seen` is new",), ("uv.lock: odd",), {"a (low)": 7}),
            Read("acme/old", "bun.lockb", 0, (), ()),
        ]
    )
    assert "labelled slopsquats held: 179/180 = 0.994" in text
    assert "missed: authfusion" in text
    assert "missed: expresss (express)" in text
    assert "held, in 1 of 2 lock files: 1/100 = 0.010 [0.002, 0.054]" in text
    assert "held: acme/shop: `never-seen` is new" in text
    assert re.search(r"^a \(low\) +7$", text, re.MULTILINE)
    assert "could not tell: acme/shop: uv.lock: odd" in text
    assert "could not be read" in text
