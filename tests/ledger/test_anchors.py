"""A second remote by itself shows that the end was cut off, or that the ledger is another one."""

from __future__ import annotations

import subprocess
from pathlib import Path

import events
import pytest
from ledgers import NOW, LedgerBuilder

from tidegate.ledger.anchors import Witness, held, share, witnesses
from tidegate.ledger.opened import opened
from tidegate.ledger.store import REF, SHARED
from tidegate.ledger.verify import Verification, verify
from tidegate.reports.ledger import verification_text


class Shop:
    """A repository with an origin and an anchor, both bare; settings name the anchor by its address."""

    def __init__(self, folder: Path, template: LedgerBuilder) -> None:
        self.folder = folder
        self.ledger = template.copied(folder / "shop")
        self.origin, self.anchor = folder / "origin.git", folder / "anchor.git"
        self.anchored_at(str(self.anchor))
        for place in (self.origin, self.anchor):
            self.git("clone", "--quiet", "--bare", str(self.ledger.path), str(place))
        self.git("remote", "add", "origin", str(self.origin))

    def git(self, *words: str) -> str:
        return self.ledger.builder.git(*words)

    def at(self, place: Path, *words: str) -> str:
        return self.git("--git-dir", str(place), *words)

    def anchored_at(self, address: str, ref: str = REF) -> None:
        settings = (
            f"version: 1\nledger:\n  repository: {events.REPOSITORY}\n"
            f"  anchors: [{{remote: '{address}', ref: {ref}}}]\n"
        )
        self.ledger.builder.commit("An anchor", {".tidegate/config.yaml": settings})

    def share(self, path: Path | None = None) -> Witness:
        with opened(path or self.ledger.path) as found:
            (said,) = share(found.store, found.anchors)
        return said

    def verify(self, *, online: bool = False, path: Path | None = None) -> Verification:
        with opened(path or self.ledger.path) as found:
            looked = verify(found.store, found.team, found.keyring, NOW)
            return held(looked, found.store, witnesses(found.store, found.anchors, online=online))

    def clone(self, name: str) -> Path:
        path = self.folder / name
        self.git("clone", "--quiet", str(self.origin), str(path))
        return path

    def truncated_everywhere_but_there(self, left: int) -> None:
        """By somebody who may write to this repository and to origin."""
        self.ledger.rewrite(self.ledger.signed[:left])
        self.forced()

    def forced(self) -> None:
        self.git("push", "--quiet", "--force", "origin", f"{REF}:{REF}")
        self.git("update-ref", SHARED, REF)


@pytest.fixture
def shop(usual_ledger: LedgerBuilder, tmp_path: Path) -> Shop:
    return Shop(tmp_path, usual_ledger)


def _only(found: Verification) -> str:
    (trouble,) = found.wrong
    assert trouble.anchor, verification_text(found)
    return trouble.text


def test_what_was_shared_is_there_and_counted(shop: Shop) -> None:
    before = shop.verify()
    assert (before.wrong, before.anchored) == ((), 0)
    assert "never asked from here" in before.unsure[0].text
    said = shop.share()
    assert (said.wrong, said.unsure, said.end) == ("", "", shop.ledger.end)
    assert shop.at(shop.anchor, "rev-parse", REF) == shop.ledger.end.commit
    for online in (False, True):
        found = shop.verify(online=online)
        assert (found.wrong, found.unsure, found.anchored) == ((), (), 7)
        assert f"anchor {shop.anchor} has its first 7 events" in verification_text(found)
        assert "a lost end" not in verification_text(found)
    shop.ledger.write(events.APPROVAL, "anna")
    assert shop.verify().anchored == 7
    assert "the last 1, no anchor has them" in verification_text(shop.verify())


@pytest.mark.parametrize("left", [1, 6])
def test_a_lost_end_is_found_by_the_second_remote_alone(left: int, shop: Shop) -> None:
    shop.share()
    shop.truncated_everywhere_but_there(left)
    assert f"events {left + 1} to 7 are not here" in _only(shop.verify())
    elsewhere = shop.clone("elsewhere")  # it was never there before
    said = shop.share(elsewhere)
    assert f"it has 7 events, and the last {7 - left} of them were cut off" in said.wrong
    assert f"events {left + 1} to 7 are not here" in _only(shop.verify(online=True, path=elsewhere))
    assert shop.at(shop.anchor, "rev-list", "--count", REF) == "7"


def test_a_ledger_that_is_gone_is_found(shop: Shop) -> None:
    shop.share()
    shop.ledger.point(None)
    shop.git("push", "--quiet", "origin", f":{REF}")
    shop.git("update-ref", "-d", SHARED)
    assert "events 1 to 7 are not here" in _only(shop.verify())
    assert "the last 7 of them were cut off" in shop.share().wrong


def test_a_ledger_made_anew_with_all_keys_is_found(shop: Shop) -> None:
    shop.share()
    shop.ledger.point(None)
    shop.ledger.signed.clear()
    shop.ledger.usual()
    shop.ledger.usual()
    shop.forced()
    assert "here are others" in _only(shop.verify())
    assert "another ledger of 7 events" in shop.share().wrong
    assert shop.at(shop.anchor, "rev-list", "--count", REF) == "7"
    assert "here are others" in _only(shop.verify(online=True, path=_synced(shop, "elsewhere")))


def _synced(shop: Shop, name: str) -> Path:
    path = shop.clone(name)
    shop.git("-C", str(path), "fetch", "--quiet", "origin", f"{REF}:{REF}")
    return path


def test_who_forgets_here_what_the_anchor_had_is_found_online(shop: Shop) -> None:
    shop.share()
    shop.truncated_everywhere_but_there(5)
    (kept,) = shop.git("for-each-ref", "--format=%(refname)", "refs/tidegate/anchors").split()
    shop.git("update-ref", "-d", kept)
    found = shop.verify()
    assert (found.wrong, len(found.unsure)) == ((), 1)  # that is not "nothing is wrong"
    assert "events 6 to 7 are not here" in _only(shop.verify(online=True))


@pytest.mark.parametrize("to", ["main", f"{REF}~2", "main^{tree}"])
def test_an_anchor_that_was_rewritten_is_told_and_not_believed(to: str, shop: Shop) -> None:
    shop.share()
    shop.git("push", "--quiet", "--force", str(shop.anchor), f"{to}:{REF}")
    for _ in range(2):
        assert "was rewritten" in _only(shop.verify(online=True))
        assert "was rewritten" in shop.share().wrong
    assert not shop.verify().wrong  # it did have all of them


def test_an_anchor_that_lost_everything_is_told(shop: Shop) -> None:
    shop.share()
    shop.at(shop.anchor, "update-ref", "-d", REF)
    shop.at(shop.anchor, "update-ref", f"refs/heads/{REF}", "main")  # only called nearly so
    assert "is gone from" in _only(shop.verify(online=True))
    assert "is gone from" in shop.share().wrong
    assert "it has no ledger" in shop.verify(online=True, path=_synced(shop, "new")).unsure[0].text


def test_an_anchor_that_has_no_ledger_but_something_else_is_told(shop: Shop) -> None:
    shop.at(shop.anchor, "update-ref", REF, "main")
    assert "what it has is no ledger" in shop.share().wrong
    assert "what it has is no ledger" in _only(shop.verify())


def test_an_anchor_out_of_reach_could_not_be_told(shop: Shop) -> None:
    shop.share()
    shop.anchor.rename(shop.folder / "moved.git")
    found = shop.verify(online=True)
    assert (found.wrong, found.anchored) == ((), 7)  # what it had then is still known
    assert "it was not asked" in found.unsure[0].text
    said = shop.share()
    assert (said.wrong, "it was not asked" in said.unsure) == ("", True)


def test_an_anchor_that_refuses_is_told(shop: Shop) -> None:
    hook = shop.anchor / "hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    assert "does not take" in shop.share().unsure


def test_several_people_bring_it_there_and_none_is_an_alarm(shop: Shop) -> None:
    shop.share()
    other = shop.clone("other")
    shop.share(other)
    shop.ledger.write(events.APPROVAL, "anna")
    shop.share()
    said = shop.share(other)
    assert (said.wrong, said.end.position.count) == ("", 8)
    found = shop.verify(path=other)
    assert (found.wrong, found.anchored) == ((), 8)


def test_an_anchor_only_gets_what_has_its_place(shop: Shop, tmp_path: Path) -> None:
    """What is not shared yet may still come to stand behind what others wrote."""
    shop.share()
    hook = shop.origin / "hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    shop.ledger.write(events.APPROVAL, "anna")
    with pytest.raises(Exception, match="does not take"):
        shop.share()
    assert shop.at(shop.anchor, "rev-list", "--count", REF) == "7"


def test_without_a_shared_one_an_anchor_is_enough(shop: Shop) -> None:
    shop.git("remote", "remove", "origin")
    assert shop.share().end.position.count == 7
    shop.ledger.rewrite(shop.ledger.signed[:3])
    assert "events 4 to 7 are not here" in _only(shop.verify())
    assert "the last 4 of them were cut off" in shop.share().wrong


def test_an_anchor_may_be_a_branch_and_a_remote_by_its_name(shop: Shop) -> None:
    shop.anchored_at("backup", "refs/heads/ledger")
    assert "it was not asked" in shop.verify(online=True).unsure[0].text  # nobody here is called so
    shop.git("remote", "add", "backup", str(shop.anchor))
    assert not shop.share().unsure
    assert shop.at(shop.anchor, "rev-parse", "refs/heads/ledger") == shop.ledger.end.commit
    assert shop.verify().anchored == 7


def test_a_password_in_an_address_is_not_shown(shop: Shop) -> None:
    shop.anchored_at(f"file://me:secret@localhost{shop.anchor}-none")
    for found in (shop.verify(), shop.verify(online=True)):
        assert "secret" not in verification_text(found)
        assert "localhost" in verification_text(found)


def test_a_ledger_that_is_broken_is_told_as_such(shop: Shop) -> None:
    shop.share()
    subprocess.run(["git", "-C", str(shop.ledger.path), "update-ref", REF, "main"], check=True)
    found = shop.verify()
    assert [one.anchor for one in found.wrong] == [""]
    assert found.anchored == 0
