"""Lines followed back: renames, moves, squashes, merges, reverts, copies, reformatting, notes."""

from __future__ import annotations

from pathlib import Path

import pytest
from provenance.attribution.notes import TRACE, note, session
from repositories import RepositoryBuilder
from tracing import CLAUDE, of, tools, way

from tidegate.model.trace import How

FUNCTION = "".join(f"    total_{n} = compute_the_total(of_the_order_number={n})\n" for n in range(1, 9))
ORDERS = f"def totals():\n{FUNCTION}    return total_1\n"
OTHERS = "".join(f"setting_number_{n} = {n}\n" for n in range(1, 40))


@pytest.fixture
def repository(tmp_path: Path) -> RepositoryBuilder:
    made = RepositoryBuilder(tmp_path / "shop")
    made.commit("Base", {"base.txt": "base\n"})
    return made


def test_a_line_of_a_tools_commit(repository: RepositoryBuilder) -> None:
    commit = repository.commit(
        f"Totals (#12)\n\nReviewed-by: Bo <bo@example.com>\n{CLAUDE}", {"orders.py": ORDERS}
    )
    found = of(repository.path, "orders.py:3")
    (step,) = found.steps
    assert way(found) == [("brought", commit)]
    assert (step.path, step.line, step.commit.number, tools(step)) == (
        "orders.py", 3, 12, ["trailer claude-code"],
    )  # fmt: skip
    assert [(one.key, one.who) for one in step.reviews] == [("Reviewed-by", "Bo <bo@example.com>")]
    assert (found.settled, found.gaps, found.recorded.known) == (True, (), False)
    assert [(one.model, one.learned.until is not None) for one in found.models] == [("claude-opus-4-8", True)]


def test_nobody_says_who_wrote_it(repository: RepositoryBuilder) -> None:
    repository.commit("Totals", {"orders.py": ORDERS})
    found = of(repository.path, "orders.py:3")
    assert (found.settled, found.steps[0].attribution.unknown, found.steps[0].attribution.human) == (
        False,
        1,
        0,
    )


def test_a_note_tells_one_line_from_the_next(repository: RepositoryBuilder) -> None:
    commit = repository.commit("Totals", {"orders.py": ORDERS})
    blob = repository.git(
        "hash-object", "-w", "--stdin", stdin=note({"orders.py": {TRACE: "2-4"}}, sessions=session()).encode()
    )
    repository.git("notes", "--ref=refs/notes/ai", "add", "-C", blob, commit)
    repository.commit("Rename", {"orders.py": None, "shop/orders.py": "import money\n" + ORDERS})
    told, left_out = (of(repository.path, f"shop/orders.py:{line}") for line in (4, 8))
    assert way(told) == way(left_out) == [("brought", commit)]
    assert (told.steps[0].line, tools(told.steps[0])) == (3, ["recorded claude-code"])
    assert told.steps[0].attribution.claims[0].sessions
    assert (told.settled, left_out.settled, tools(left_out.steps[0])) == (True, False, [])


def test_a_rename_and_an_edit_of_other_lines(repository: RepositoryBuilder) -> None:
    brought = repository.commit(f"Totals\n\n{CLAUDE}", {"orders.py": ORDERS})
    repository.commit("Rename", {"orders.py": None, "a/b.py": ORDERS})
    repository.commit("Edit", {"a/b.py": "import this\n" + ORDERS})
    found = of(repository.path, "a/b.py:4")
    assert way(found) == [("brought", brought)]
    assert (found.steps[0].path, found.steps[0].line) == ("orders.py", 3)


def test_a_move_to_another_file_names_both_commits(repository: RepositoryBuilder) -> None:
    brought = repository.commit(f"Totals\n\n{CLAUDE}", {"orders.py": OTHERS + ORDERS})
    moved = repository.commit("Move", {"orders.py": OTHERS, "totals.py": "import money\n\n\n" + ORDERS})
    found = of(repository.path, "totals.py:6")
    assert way(found) == [("moved", moved), ("brought", brought)]
    assert (found.steps[1].path, tools(found.steps[0]), tools(found.steps[1])) == (
        "orders.py", [], ["trailer claude-code"],
    )  # fmt: skip


def test_a_line_that_is_new_in_a_moved_block_is_the_moves(repository: RepositoryBuilder) -> None:
    repository.commit("Totals", {"orders.py": OTHERS + ORDERS})
    text = ORDERS.replace(
        "    return total_1", "    write_to_the_audit_log(of_what='totals')\n    return total_1"
    )
    moved = repository.commit("Move and add", {"orders.py": OTHERS, "totals.py": text})
    assert way(of(repository.path, "totals.py:10")) == [("brought", moved)]


def test_a_merge_and_its_number(repository: RepositoryBuilder) -> None:
    repository.branch("totals")
    brought = repository.commit(f"Totals\n\n{CLAUDE}", {"orders.py": ORDERS})
    repository.switch("main")
    repository.commit("Other", {"other.py": "x = 1\n"})
    message = "Merge pull request #71 from ada/totals\n\nTotals\n\nApproved-by: Cy <cy@example.com>"
    merge = repository.merge("totals", message)
    repository.commit("Later", {"later.py": "x = 1\n"})
    (step,) = of(repository.path, "orders.py:3").steps
    assert step.commit.id == brought
    assert step.landing is not None
    assert (step.landing.how, step.landing.commit.id, step.landing.commit.number) == ("merge", merge, 71)
    assert [(one.who, one.commit) for one in step.reviews] == [("Cy <cy@example.com>", merge)]


def test_a_commit_that_is_on_no_protected_branch(repository: RepositoryBuilder) -> None:
    repository.branch("totals")
    repository.commit("Totals", {"orders.py": ORDERS})
    (step,) = of(repository.path, "orders.py:3").steps
    assert step.landing is None


def test_a_squash_is_on_the_branch_itself(repository: RepositoryBuilder) -> None:
    repository.branch("totals")
    repository.commit("One", {"orders.py": ORDERS[:60] + "\n"})
    repository.commit("Two", {"orders.py": ORDERS})
    repository.switch("main")
    repository.git("merge", "--squash", "totals")
    squash = repository.commit(f"Totals (#8)\n\n{CLAUDE}")
    (step,) = of(repository.path, "orders.py:3").steps
    assert step.landing is not None
    assert (step.commit.id, step.landing.how, step.commit.number) == (squash, "commit", 8)
    assert tools(step) == ["trailer claude-code"]


def test_a_conflicts_resolution_is_the_merges(repository: RepositoryBuilder) -> None:
    repository.commit("Totals", {"orders.py": "x = 1\n"})
    repository.branch("other")
    repository.commit("Theirs", {"orders.py": "x = 2\n"})
    repository.switch("main")
    repository.commit("Ours", {"orders.py": "x = 3\n"})
    with pytest.raises(Exception, match="merge"):
        repository.merge("other")
    merge = repository.commit(f"Merge\n\n{CLAUDE}", {"orders.py": "x = 4\n"})
    found = of(repository.path, "orders.py:1")
    assert (way(found), tools(found.steps[0])) == ([("brought", merge)], ["trailer claude-code"])


def test_a_revert_of_a_removal_leads_to_who_wrote_it(repository: RepositoryBuilder) -> None:
    brought = repository.commit(f"Totals\n\n{CLAUDE}", {"orders.py": ORDERS})
    repository.commit("Remove", {"orders.py": "def totals():\n    return 0\n"})
    repository._commits += 1
    repository.git("revert", "--no-edit", "HEAD")
    put_back = repository.git("rev-parse", "HEAD")
    found = of(repository.path, "orders.py:3")
    assert way(found) == [("returned", put_back), ("brought", brought)]
    assert (tools(found.steps[0]), tools(found.steps[1]), found.settled) == (
        [],
        ["trailer claude-code"],
        True,
    )


def test_a_readded_line_whose_message_names_nothing_is_the_new_commits(repository: RepositoryBuilder) -> None:
    repository.commit(f"Totals\n\n{CLAUDE}", {"orders.py": ORDERS})
    repository.commit("Remove", {"orders.py": "def totals():\n    return 0\n"})
    again = repository.commit("Again", {"orders.py": ORDERS})
    found = of(repository.path, "orders.py:3")
    assert (way(found), found.settled) == ([("brought", again)], False)


def test_a_message_that_names_a_commit_without_the_line_is_not_believed(
    repository: RepositoryBuilder,
) -> None:
    other = repository.commit(f"Other\n\n{CLAUDE}", {"orders.py": "x = 1\n"})
    text = f"Totals\n\nThis reverts commit {other}.\n(cherry picked from commit {'0' * 40})"
    forged = repository.commit(text, {"orders.py": ORDERS})
    found = of(repository.path, "orders.py:3")
    assert (way(found), found.settled) == ([("brought", forged)], False)


def test_a_cherry_pick_leads_to_the_commit_that_it_copies(repository: RepositoryBuilder) -> None:
    repository.branch("fix")
    original = repository.commit(f"Totals\n\n{CLAUDE}", {"orders.py": ORDERS})
    repository.switch("main")
    repository.commit("Other", {"other.py": "x = 1\n"})
    repository._commits += 1
    repository.git("cherry-pick", "-x", original)
    copy = repository.git("rev-parse", "HEAD")
    assert way(of(repository.path, "orders.py:3")) == [("copied", copy), ("brought", original)]


def test_reformatting_is_looked_through(repository: RepositoryBuilder) -> None:
    brought = repository.commit("Totals", {"orders.py": "totals = {'a': 1, 'b': 2}\nother = 1\n"})
    reformatted = repository.commit("Format", {"orders.py": 'totals = {"a": 1, "b": 2}\nother = 1\n'})
    assert way(of(repository.path, "orders.py:1")) == [("brought", reformatted)]
    repository.commit("Ignore", {".git-blame-ignore-revs": f"# format\n{reformatted}\n{'f' * 40}\n"})
    assert way(of(repository.path, "orders.py:1")) == [("brought", brought)]


def test_what_a_branch_asks_to_look_through_does_not_count(repository: RepositoryBuilder) -> None:
    repository.commit("Totals", {"orders.py": "totals = {'a': 1, 'b': 2}\n"})
    repository.branch("feature")
    hidden = repository.commit("Format", {"orders.py": 'totals = {"a": 1, "b": 2}\n'})
    repository.commit("Ignore", {".git-blame-ignore-revs": f"{hidden}\n"})
    assert way(of(repository.path, "orders.py:1")) == [("brought", hidden)]


def test_indented_anew_is_the_same_line(repository: RepositoryBuilder) -> None:
    brought = repository.commit("Totals", {"orders.py": ORDERS})
    repository.commit(
        "Indent", {"orders.py": "if True:\n" + "".join(f"    {x}\n" for x in ORDERS.splitlines())}
    )
    assert way(of(repository.path, "orders.py:4")) == [("brought", brought)]


def test_the_users_own_blame_settings_do_not_count(repository: RepositoryBuilder) -> None:
    commit = repository.commit("Totals", {"orders.py": ORDERS})
    for name, value in (
        ("ignoreRevsFile", "no-such-file"),
        ("showEmail", "true"),
        ("coloring", "repeatedLines"),
    ):
        repository.git("config", f"blame.{name}", value)
    assert way(of(repository.path, "orders.py:3")) == [(How.BROUGHT.value, commit)]


def test_a_shallow_clone_ends_here(repository: RepositoryBuilder, tmp_path: Path) -> None:
    repository.commit(f"Totals\n\n{CLAUDE}", {"orders.py": ORDERS})
    repository.commit(f"Other\n\n{CLAUDE}", {"other.py": "x = 1\n"})
    clone = tmp_path / "clone"
    repository.git("clone", "--quiet", "--depth=1", f"file://{repository.path}", str(clone))
    found = of(clone, "orders.py:3")
    assert (found.steps[0].is_cut, found.settled) == (True, False)
    assert not of(repository.path, "orders.py:3").steps[0].is_cut


@pytest.mark.parametrize("depth", [(), ("--depth=3",)])
def test_a_partial_clone_says_what_it_lacks(
    depth: tuple[str, ...], repository: RepositoryBuilder, tmp_path: Path
) -> None:
    repository.commit("Totals", {"orders.py": ORDERS})
    repository.commit("More", {"orders.py": "import money\n" + ORDERS})
    repository.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    repository.git("clone", "--quiet", "--filter=blob:none", *depth, f"file://{repository.path}", str(clone))
    found = of(clone, "orders.py:1")
    assert not found.settled
    assert any("the line cannot be followed" in gap for gap in found.gaps)


def test_odd_names_of_files(repository: RepositoryBuilder) -> None:
    names = ["sp ace.py", "tab\there.py", 'quo"te.py', "caf\u00e9.py", "-dash.py", ":(glob)x.py"]
    commit = repository.commit("Odd", dict.fromkeys(names, ORDERS))
    for name in names:
        found = of(repository.path, f"{name}:2")
        assert (way(found), found.steps[0].path) == ([("brought", commit)], name)
