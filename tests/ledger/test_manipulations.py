"""A ledger that somebody changed: with git alone, with the format in mind, with a key. Each is found."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import events
import ledgers
import pytest
from ledgers import LedgerBuilder

from tidegate.cache import Cache
from tidegate.ledger.chain import START, Signed
from tidegate.ledger.index import index
from tidegate.ledger.store import REF
from tidegate.model import event as ev
from tidegate.reports.ledger import verification_text

Attack = Callable[[LedgerBuilder, list[Signed]], None]


def _words(builder: LedgerBuilder, *words: str, stdin: bytes | None = None) -> str:
    return builder.builder.git(*words, stdin=stdin)


def _commits(builder: LedgerBuilder) -> list[str]:
    return _words(builder, "rev-list", "--reverse", REF).split()


def _recommitted(builder: LedgerBuilder, number: int, change: Callable[[bytes], bytes]) -> None:
    """One commit otherwise, and those after it on top of that, as `git rebase` would."""
    parent = ""
    for place, commit in enumerate(_commits(builder), 1):
        raw = builder.raw(commit)
        if parent:
            raw = b"\n".join(
                b"parent " + parent.encode() if line.startswith(b"parent ") else line
                for line in raw.split(b"\n")
            )
        raw = change(raw) if place == number else raw
        parent = _words(builder, "hash-object", "-t", "commit", "-w", "--stdin", "--literally", stdin=raw)
    builder.point(parent)


def _edited(number: int, before: bytes, after: bytes) -> Attack:
    def attack(builder: LedgerBuilder, signed: list[Signed]) -> None:
        def change(raw: bytes) -> bytes:
            assert before in raw
            return raw.replace(before, after)

        _recommitted(builder, number, change)

    return attack


def _content(number: int, before: bytes, after: bytes) -> Attack:
    """Another event under the same signature, in a commit of the right form."""

    def attack(builder: LedgerBuilder, signed: list[Signed]) -> None:
        one = signed[number - 1]
        assert before in one.content
        builder.rewrite([
            Signed(one.content.replace(before, after), one.signatures) if n == number else other
            for n, other in enumerate(signed, 1)
        ])  # fmt: skip

    return attack


def _order(*numbers: int) -> Attack:
    def attack(builder: LedgerBuilder, signed: list[Signed]) -> None:
        builder.rewrite([signed[number - 1] for number in numbers])

    return attack


def _signatures(number: int, make: Callable[[LedgerBuilder, Signed], bytes]) -> Attack:
    def attack(builder: LedgerBuilder, signed: list[Signed]) -> None:
        one = signed[number - 1]
        builder.rewrite([*signed[: number - 1], Signed(one.content, make(builder, one)), *signed[number:]])

    return attack


def _appended(make: Callable[[LedgerBuilder, list[Signed]], Signed]) -> Attack:
    def attack(builder: LedgerBuilder, signed: list[Signed]) -> None:
        with builder.store as store:
            store.append(make(builder, signed))

    return attack


def _by(who: str, content: bytes) -> bytes:
    return ledgers.signer(who).sign(content).encode()


def _other_namespace(builder: LedgerBuilder, one: Signed) -> bytes:
    words = ["ssh-keygen", "-Y", "sign", "-q", "-n", "git", "-f", str(ledgers.keys() / "anna")]
    return subprocess.run(words, input=one.content, check=True, capture_output=True).stdout


def _grafted(builder: LedgerBuilder, signed: list[Signed]) -> None:
    commits = _commits(builder)
    (builder.path / ".git/info").mkdir(exist_ok=True)
    (builder.path / ".git/info/grafts").write_text(f"{commits[4]} {commits[2]}\n")


def _merged(builder: LedgerBuilder, signed: list[Signed]) -> None:
    tree = _words(builder, "rev-parse", f"{REF}^{{tree}}")
    builder.point(_words(builder, "commit-tree", tree, "-p", REF, "-p", "main", "-m", "merge"))


def _with_a_file(builder: LedgerBuilder, signed: list[Signed]) -> None:
    builder.point(_words(builder, "commit-tree", "main^{tree}", "-p", f"{REF}^", "-m", "x", stdin=b""))


def _another_root(builder: LedgerBuilder, signed: list[Signed]) -> None:
    """The events after the first, on a first one of one's own making."""
    strange = builder.sign(events.SEEN, "eve", known=START)
    builder.rewrite([strange, *signed[1:]])


def _late(builder: LedgerBuilder, signed: list[Signed]) -> Signed:
    return builder.sign(events.APPROVAL, "anna", at=ledgers.NOW + timedelta(days=3))


def _self_revoked(builder: LedgerBuilder, signed: list[Signed]) -> Signed:
    return builder.sign(ev.Revocation(kind=ev.Revoked.EVENT, what=signed[4].id, reason="No."), "anna")


WITH_GIT: dict[str, tuple[Attack, str]] = {
    "text of an event": (_edited(3, b'"role":"security-reviewer"', b'"role":"anybody"'), "event 3 "),
    "actor": (_edited(4, b'"actor":"anna"', b'"actor":"ben"'), "event 4 "),
    "time": (_edited(4, b"2026-11-20T12:0", b"2026-11-19T12:0"), "event 4 "),
    "date of the commit": (_edited(5, b" +0000", b" +0100"), "event 5 "),
    "author of the commit": (_edited(2, b"author Tidegate", b"author Tidegat"), "event 2 "),
    "line of the chain": (_edited(3, b"\nchain ", b"\nchain 0"), "event 3 "),
    "number": (_edited(3, b"\n3 approval", b"\n4 approval"), "event 3 "),
    "a line more": (_edited(6, b"-----END SSH", b"\n-----END SSH"), "event 6 "),
    "signature cut off": (_edited(7, b"-----END SSH SIGNATURE-----\n", b""), "event 7 "),
    "header more": (_edited(2, b"committer ", b"gpgsig x\ncommitter "), "event 2 "),
    "encoding": (_edited(2, b"\n\n2 decision", b"\nencoding latin1\n\n2 decision"), "event 2 "),
    "spaces in JSON": (_edited(3, b'"role":', b'"role": '), "event 3 "),
    "key unknown": (_edited(3, b'"role":', b'"rola":1,"role":'), "event 3 "),
    "grafts": (_grafted, "event 4 "),
    "merge on top": (_merged, "event 8 "),
    "files": (_with_a_file, "event 7 "),
}
WITH_THE_FORMAT: dict[str, tuple[Attack, str]] = {
    "removed from the middle": (_order(1, 2, 4, 5, 6, 7), "event 3 (dismissal"),
    "removed at the start": (_order(2, 3, 4, 5, 6, 7), "event 1 (decision"),
    "two removed": (_order(1, 2, 5, 6, 7), "event 3 (dismissal-approval"),
    "moved": (_order(1, 3, 2, 4, 5, 6, 7), "event 2 (approval"),
    "the last two exchanged": (_order(1, 2, 3, 4, 5, 7, 6), "event 6 (verdict"),
    "told twice": (_order(1, 2, 3, 4, 5, 6, 7, 3), "event 8 (approval"),
    "told twice in place of another": (_order(1, 2, 3, 3, 5, 6, 7), "event 4 (approval"),
    "refusal made an approval": (
        _content(3, b'"role":"security-reviewer"', b'"role":"boss"'),
        "event 3 (approval",
    ),
    "decision turned": (_content(2, b'"decision":"review"', b'"decision":"pass"'), "event 2 (decision"),
    "end date moved": (_content(4, b"2027-01-31", b"2029-01-31"), "event 4 (dismissal"),
    "actor exchanged": (_content(3, b'"actor":"anna"', b'"actor":"boss"'), "event 3 (approval"),
    "another root": (_another_root, "event 1 (finding"),
    "signature of another event": (
        _signatures(3, lambda b, _: b.signed[3].signatures),
        "event 3 (approval",
    ),
    "signature for git": (_signatures(3, _other_namespace), "event 3 (approval"),
    "no signature": (_signatures(3, lambda _b, _: b""), "event 3 (approval"),
    "something after the signature": (
        _signatures(3, lambda _, one: one.signatures + b"ok\n"),
        "event 3 (approval",
    ),
}
WITH_A_KEY: dict[str, tuple[Attack, str]] = {
    "a stranger's key": (_appended(lambda b, _: b.sign(events.APPROVAL, "eve")), "event 8 (approval"),
    "a stranger's key, another's name": (
        _appended(lambda b, _: b.sign(events.APPROVAL, "eve", actor="anna")),
        "event 8 (approval",
    ),
    "a colleague's name": (
        _appended(lambda b, _: b.sign(events.APPROVAL, "ben", actor="anna")),
        "event 8 (approval",
    ),
    "a human decides": (_appended(lambda b, _: b.sign(events.DECISION, "anna")), "event 8 (decision"),
    "a machine approves": (_appended(lambda b, _: b.sign(events.APPROVAL, "ci")), "event 8 (approval"),
    "anna grants ben a role": (
        _appended(lambda b, _: b.sign(ev.RoleGrant(person="ben", roles=("security-reviewer",)), "anna")),
        "event 8 (role-grant",
    ),
    "anna takes back what boss approved": (_appended(_self_revoked), "event 8 (revocation"),
    "from the future": (_appended(_late), "event 8 (approval"),
    "signed again by a stranger": (
        _signatures(3, lambda _, one: _by("eve", one.content)),
        "event 3 (approval",
    ),
    "a stranger signs besides": (
        _signatures(3, lambda _, one: one.signatures + _by("eve", one.content)),
        "event 3 (approval",
    ),
    "before everything": (
        _appended(lambda b, _: b.sign(events.APPROVAL, "anna", known=ev.Position(count=3, digest="0" * 64))),
        "event 8 (approval",
    ),
    "after what never was": (
        _appended(lambda b, _: b.sign(events.APPROVAL, "anna", known=ev.Position(count=99, digest="0" * 64))),
        "event 8 (approval",
    ),
    "approves a dismissal that never was": (
        _appended(lambda b, _: b.sign(ev.DismissalApproval(dismissal="0" * 64), "boss")),
        "event 8 (dismissal-app",
    ),
    "approves what is no dismissal": (
        _appended(lambda b, s: b.sign(ev.DismissalApproval(dismissal=s[0].id), "boss")),
        "event 8 (dismissal-app",
    ),
    "a dismissal that was removed": (_order(1, 2, 3, 5), "event 4 (dismissal-approval"),
    "its own event signed anew and earlier ones left out": (
        lambda b, s: b.rewrite([*s[:3], *[b.sign(events.DISMISSAL, "anna", known=START)], *s[4:]]),
        "event 5 (dismissal-approval",
    ),
}


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerBuilder:
    return LedgerBuilder(tmp_path / "shop")


@pytest.fixture
def usual(usual_ledger: LedgerBuilder, tmp_path: Path) -> LedgerBuilder:
    return usual_ledger.copied(tmp_path / "copy")


def _found(builder: LedgerBuilder) -> str:
    found = builder.verify()
    assert found.wrong, "it went unnoticed"
    return verification_text(found)


def test_what_nobody_changed_is_sound(ledger: LedgerBuilder) -> None:
    signed = ledger.usual()
    found = ledger.verify()
    assert (found.wrong, found.unsure, found.counting) == ((), (), len(signed))
    ledger.rewrite(signed)  # the same events in the same order are the same commits
    assert ledger.verify() == found


ATTACKS = {**WITH_GIT, **WITH_THE_FORMAT, **WITH_A_KEY}


def test_there_are_enough() -> None:
    assert len(ATTACKS) == len(WITH_GIT) + len(WITH_THE_FORMAT) + len(WITH_A_KEY) >= 45


@pytest.mark.parametrize(("attack", "named"), ATTACKS.values(), ids=ATTACKS)
def test_each_manipulation_is_found_and_the_event_named(
    attack: Attack, named: str, usual: LedgerBuilder
) -> None:
    attack(usual, usual.signed)
    assert named in _found(usual)


@pytest.mark.parametrize("left", [0, 1, 6])
def test_a_lost_end_is_found_against_a_checkpoint_and_only_then(left: int, ledger: LedgerBuilder) -> None:
    signed = ledger.usual()
    checkpoint = ledger.checkpoint()
    assert ledger.verify(checkpoint).anchored == 7
    ledger.rewrite(signed[:left]) if left else ledger.point(None)
    assert not ledger.verify().wrong
    (found,) = ledger.verify(checkpoint).wrong
    assert f"events {left + 1} to 7 are gone" in found.text


def test_a_ledger_made_anew_with_all_keys_is_found_against_a_checkpoint(ledger: LedgerBuilder) -> None:
    ledger.usual()
    checkpoint = ledger.checkpoint()
    ledger.point(None)
    ledger.usual()
    assert not ledger.verify().wrong
    (found,) = ledger.verify(checkpoint).wrong
    assert "were others" in found.text


def test_a_checkpoint_of_a_stranger_proves_nothing(ledger: LedgerBuilder) -> None:
    ledger.usual()
    found = ledger.verify(ledger.checkpoint("eve"))
    assert found.anchored == 0
    assert "nobody's" in found.wrong[0].text


def test_a_key_counts_from_when_it_was_enrolled_until_it_was_taken_out(ledger: LedgerBuilder) -> None:
    before = ledger.write(events.APPROVAL, "anna", at=events.NOON.replace(year=2020))
    ledger.builder._commits = 600_000  # a good year later, by git's clock
    ledger.usual()
    assert [one.id for one in ledger.verify().wrong] == [before.id]
    assert "nobody's on 2020-11-20" in ledger.verify().wrong[0].text


def test_who_left_signed_before_and_cannot_afterwards(ledger: LedgerBuilder) -> None:
    ledger.usual()
    ledger.write(ev.Revocation(kind=ev.Revoked.PERSON, what="anna", reason="Left."), "boss")
    assert not ledger.verify().wrong
    ledger.write(events.APPROVAL, "anna")
    backdated = ledger.write(events.APPROVAL, "anna", at=events.NOON + timedelta(minutes=1))
    assert [one.number for one in ledger.verify().wrong] == [9, 10]
    assert ledger.verify().wrong[1].id == backdated.id


def test_a_granted_key_signs_from_there_on(ledger: LedgerBuilder) -> None:
    ledger.write(events.APPROVAL, "eve", actor="anna")
    ledger.write(ev.RoleGrant(person="anna", keys=(ledgers.public("eve"),)), "boss")
    ledger.write(events.APPROVAL, "eve", actor="anna")
    assert [one.number for one in ledger.verify().wrong] == [1]
    grant = ledger.signed[1].id
    ledger.write(ev.Revocation(kind=ev.Revoked.EVENT, what=grant, reason="Lost."), "boss")
    ledger.write(events.APPROVAL, "eve", actor="anna")
    assert [one.number for one in ledger.verify().wrong] == [1, 5]


def test_a_granted_key_is_known_by_who_granted_it_and_by_who_granted_theirs(ledger: LedgerBuilder) -> None:
    ledger.write(ev.RoleGrant(person="anna", keys=(ledgers.public("eve"),)), "boss")
    ledger.write(events.APPROVAL, "eve", actor="anna")
    ledger.write(events.APPROVAL, "anna")
    with ledger.opened() as opened, Cache.open(ledger.path / "cache") as cache:
        found = [one.behind for one in index(opened, cache, ledgers.NOW).entries([1, 2, 3])]
    assert found == ["boss", "boss", "anna"]


def test_no_manager_makes_a_key_one_whose_decisions_bind(ledger: LedgerBuilder) -> None:
    ledger.write(ev.RoleGrant(person="ci", keys=(ledgers.public("eve"),)), "boss")
    ledger.write(events.DECISION, "eve", actor="ci")
    (found,) = ledger.verify().wrong
    assert found.number == 2
    assert "nobody's" in found.text
