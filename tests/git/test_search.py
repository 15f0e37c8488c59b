from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from repositories import RepositoryBuilder

from tidegate.cache import Cache
from tidegate.git import Repository, grep, index
from tidegate.git.grep import contains, overlapping, parse_matches
from tidegate.git.process import Git, GitFailed

FILES = {
    "app/views.py": "from app.auth.tokens import check\ncheck(x.check)\nrender('users/list.html')\n",
    "app/auth.py": "def check2(): ...\n_check = 1\ncheck_it\n",
    "app/deep/er/x.py": "check()",
    "app/page.html": "check {{ users }}",
    "ümlaut.py": "prüf = check\n",
    "bin.py": "\0check\0",
    "script.pyc": "check",
}


@pytest.fixture
def tree(builder: RepositoryBuilder) -> str:
    builder.commit("files", FILES)
    return builder.tree()


def test_finds_whole_words_and_tells_which(repository: Repository, tree: str) -> None:
    view = repository.tree(tree)
    assert view.search(["check", "users/list.html", "nowhere"], [".py"]) == {
        "app/views.py": {"check", "users/list.html"},
        "app/deep/er/x.py": {"check"},
        "ümlaut.py": {"check"},
        "bin.py": {"check"},
    }
    assert view.search(["check"], [".html", ".pyc"]).keys() == {"app/page.html", "script.pyc"}
    assert view.search([], [".py"]) == view.search(["check"], []) == view.search(["", "a\nb"], [".py"]) == {}


def test_finds_words_that_hide_each_other(repository: Repository, tree: str) -> None:
    words = {"app.auth", "auth.tokens", "app", "auth", "tokens", "app.auth.tokens", "x.check", "check"}
    assert repository.tree(tree).search(words, [".py"])["app/views.py"] == words


def test_words_are_literal(builder: RepositoryBuilder, repository: Repository) -> None:
    odd = ["a.b", "$x", "[y]", "c++", "d|e", "(f", "\\g", "^h", "é", "i{2}", "-e", "@j", "k'", '"l"']
    builder.commit("odd", {"odd.py": " ".join(odd), "other.py": "aXb x y c e f g h ii"})
    found = repository.tree(builder.tree()).search(odd, [".py"])
    assert found == {"odd.py": set(odd)}


def test_suffixes_are_literal(builder: RepositoryBuilder, repository: Repository) -> None:
    builder.commit("odd", {"a.p[y]": "word", "b.py": "word", "c.*": "word", "app.py.txt": "word"})
    view = repository.tree(builder.tree())
    assert view.search(["word"], [".p[y]", ".*"]).keys() == {"a.p[y]", "c.*"}


def test_without_perl_expressions(repository: Repository, tree: str, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = repository.tree(tree).search(["check", "app.auth", "auth", "users/list.html"], [".py"])
    monkeypatch.setattr(grep, "perl_pattern", lambda alternatives: f"(?<unclosed{alternatives}")
    with pytest.raises(Exception, match="git grep"):
        repository.tree(tree).search(["another"], [".py"])

    ask = Git.ask

    def without_perl(git: Git, *arguments: str, **others: Collection[int]) -> object:
        if "-P" in arguments:
            message = "fatal: cannot use Perl-compatible regexes when not compiled with USE_LIBPCRE"
            raise GitFailed("grep", 128, message)
        return ask(git, *arguments, **others)  # type: ignore[arg-type]  # passes on what it gets

    monkeypatch.setattr(Git, "ask", without_perl)
    with Repository.open(Path(repository.layout.git_directory)) as other:
        found = other.tree(tree).search(["check", "app.auth", "auth", "users/list.html"], [".py"])
    assert found == expected


@given(st.text("ab._-/ é", max_size=30), st.text("ab._-/é", min_size=1, max_size=4))
def test_contains_is_the_whole_word(text: str, word: str) -> None:
    expected = re.search(rf"(?<![0-9A-Za-z_]){re.escape(word)}(?![0-9A-Za-z_])", text) is not None
    assert contains(text.encode(), word) is expected


@given(st.sets(st.text("ab.", min_size=1, max_size=5), max_size=6), st.text("ab. ", max_size=30))
def test_no_word_is_hidden_from_a_walk_over_matches(words: set[str], text: str) -> None:
    """What git's -o prints, with the words that ``overlapping`` names looked for again, is everything."""
    longest = sorted(words, key=lambda word: (-len(word), word))
    expression = rf"(?<![0-9A-Za-z_])(?:{'|'.join(map(re.escape, longest))})(?![0-9A-Za-z_])"
    printed = set(re.findall(expression, text)) & words if words else set()
    behind = {other for others in overlapping(printed, words).values() for other in others}
    everything = {word for word in words if contains(text.encode(), word)}
    assert everything <= printed | behind


@given(st.lists(st.tuples(st.text("a\n: é", min_size=1), st.text("ab.")), max_size=5))
def test_parses_what_git_grep_prints(pairs: list[tuple[str, str]]) -> None:
    printed = b"".join(f"TREE:{path}\0{word}\n".encode() for path, word in pairs)
    assert set(parse_matches(printed, 5)) == set(pairs)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The git commands that are started."""
    started: list[str] = []
    start = Git.start

    def counted(git: Git, *arguments: str, **others: int) -> object:
        started.append(arguments[0])
        return start(git, *arguments, **others)

    monkeypatch.setattr(Git, "start", counted)
    return started


def history(builder: RepositoryBuilder) -> tuple[str, str]:
    """Two trees: a file changed, one went, one came, one was renamed."""
    base = {f"{number}.py": f"word{number % 3} common\n" for number in range(9)}
    builder.commit("base", base)
    first = builder.tree()
    head: Mapping[str, str | None] = {
        "0.py": "other\n",
        "1.py": None,
        "new.py": "word0 fresh\n",
        "2.py": None,
    }
    builder.commit("head", {**head, "renamed.py": base["2.py"], "note.txt": "word0"})
    return first, builder.tree()


WORDS = ["word0", "word1", "word2", "common", "fresh", "absent"]


def plain(builder: RepositoryBuilder, tree: str) -> dict[str, set[str]]:
    with Repository.open(builder.path) as repository:
        return repository.tree(tree).search(WORDS, [".py"])


def test_the_other_side_costs_the_changed_files(builder: RepositoryBuilder, calls: list[str]) -> None:
    base, head = history(builder)
    expected = plain(builder, head)
    calls.clear()
    with Repository.open(builder.path) as repository:
        repository.tree(base).search(WORDS, [".py"])
        assert calls.count("grep") == 1
        assert repository.tree(head).search(WORDS, [".py"]) == expected
        assert repository.tree(head).search(WORDS[:2], [".py"]).keys() == {
            path for path, words in expected.items() if words & set(WORDS[:2])
        }
        assert calls.count("grep") == 1
        repository.tree(head).search(["unheard"], [".py"])
        repository.tree(head).search(["word0"], [".txt"])
        assert calls.count("grep") == 3


def test_the_next_run_searches_nothing_again(
    builder: RepositoryBuilder, calls: list[str], tmp_path: Path
) -> None:
    base, head = history(builder)
    expected = {tree: plain(builder, tree) for tree in (base, head)}
    calls.clear()
    for _ in range(3):
        with Cache.open(tmp_path / "cache") as cache, Repository.open(builder.path, cache) as repository:
            for tree in (head, base):
                assert repository.tree(tree).search(WORDS, [".py"]) == expected[tree]
    assert calls.count("grep") == 1


def test_an_answer_for_a_tree_that_is_gone_is_not_used(builder: RepositoryBuilder, tmp_path: Path) -> None:
    base, head = history(builder)
    with Cache.open(tmp_path / "cache") as cache:
        with Repository.open(builder.path, cache) as repository:
            repository.tree(base).search(WORDS, [".py"])
        builder.git("update-ref", "-d", "HEAD")
        kept = builder.git("commit-tree", "-m", "kept", head)
        builder.git("update-ref", "refs/heads/main", kept)
        builder.git("reflog", "expire", "--expire=now", "--all")
        builder.git("gc", "-q", "--prune=now")
        with Repository.open(builder.path, cache) as repository:
            assert repository.tree(head).search(WORDS, [".py"]) == plain(builder, head)


def test_far_trees_are_searched(
    builder: RepositoryBuilder, calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "NEAR", 2)
    base, head = history(builder)
    with Repository.open(builder.path) as repository:
        repository.tree(base).search(WORDS, [".py"])
        assert repository.tree(head).search(WORDS, [".py"]) == plain(builder, head)
    assert calls.count("grep") == 3


def test_a_drifted_answer_is_kept_anew(
    builder: RepositoryBuilder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    base, head = history(builder)
    monkeypatch.setattr(index, "DRIFT", 1)
    with Cache.open(tmp_path / "cache") as cache:
        for tree in (base, head):
            with Repository.open(builder.path, cache) as repository:
                repository.tree(tree).search(WORDS, [".py"])
        monkeypatch.setattr(index, "NEAR", 0)
        with Repository.open(builder.path, cache) as repository:
            assert repository.tree(head).search(WORDS, [".py"]) == plain(builder, head)


def test_the_work_tree_is_searched_through_its_base(
    builder: RepositoryBuilder, calls: list[str], tmp_path: Path
) -> None:
    history(builder)
    builder.write({"0.py": "fresh word1\n", "more.py": "fresh\n"})
    found = []
    for _ in range(2):
        with Cache.open(tmp_path / "cache") as cache, Repository.open(builder.path, cache) as repository:
            change = repository.change()
            found.append(repository.tree(change.head_tree).search(WORDS, [".py"]))
    assert found[0] == found[1]
    assert found[0]["0.py"] == {"fresh", "word1"}
    assert found[0]["more.py"] == {"fresh"}
    assert found[0]["new.py"] == {"word0", "fresh"}
    assert calls.count("grep") == 1


def test_searches_inside_and_outside_of_a_path(builder: RepositoryBuilder, tmp_path: Path) -> None:
    files = {"a/x.py": "word", "a/b/y.py": "word", "ab/z.py": "word", "a.py": "word", "[x]*/w.py": "word"}
    first = builder.commit("files", files)
    second = builder.commit("more", {"a/new.py": "word", "ab/new.py": "word", "a/x.py": "other"})
    trees = [builder.git("rev-parse", f"{commit}^{{tree}}") for commit in (first, second)]
    expected: dict[tuple[str, str], list[set[str]]] = {
        ("a", ""): [{"a/x.py", "a/b/y.py"}, {"a/b/y.py", "a/new.py"}],
        ("", "a"): [{"ab/z.py", "a.py", "[x]*/w.py"}, {"ab/z.py", "a.py", "[x]*/w.py", "ab/new.py"}],
        ("a.py", ""): [{"a.py"}, {"a.py"}],
        ("[x]*", ""): [{"[x]*/w.py"}, {"[x]*/w.py"}],
        ("nowhere", ""): [set(), set()],
    }
    for _ in range(2):  # the second time from the cache
        with (
            Cache.open(tmp_path / "cache") as cache,
            Repository.open(builder.path, cache) as repository,
        ):
            for (inside, outside_of), answers in expected.items():
                for tree, answer in zip(trees, answers, strict=True):
                    found = repository.tree(tree).holders(
                        ["word"], [".py"], inside=inside, outside_of=outside_of
                    )
                    assert found == {"word": answer}
