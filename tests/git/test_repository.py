"""Whole changes, from real repositories of every kind."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from repositories import RepositoryBuilder

from tidegate.git import MergeConflict, MissingObject, Repository, process
from tidegate.git.revisions import empty_tree
from tidegate.model.change import Change, FileChange, FileKind, FileStatus, Hunk
from tidegate.model.errors import RepositoryError, UsageError

LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 123456\n"
LINES = "".join(f"line {number}\n" for number in range(30))


def only(change: Change) -> FileChange:
    (file,) = change.files
    return file


def changed(change: Change) -> dict[str, FileStatus]:
    return {file.path: file.status for file in change.files}


class TestRanges:
    def test_two_dots_and_three_dots_compare_from_the_merge_base(
        self, builder: RepositoryBuilder, repository: Repository
    ) -> None:
        fork = builder.commit("fork", {"a.py": "1\n"})
        builder.branch("feature")
        head = builder.commit("work", {"b.py": "1\n"})
        builder.switch("main")
        tip = builder.commit("moved on", {"c.py": "1\n"})
        for words in ("main..feature", "main...feature", f"{tip}..{head[:12]}"):
            change = repository.change(words)
            assert changed(change) == {"b.py": FileStatus.ADDED}
            assert (change.base, change.head, change.merge_base) == (tip, head, fork)
            assert change.policy_tree == builder.tree("main")
            assert change.base_tree == builder.tree(fork)
            assert [commit.id for commit in change.commits] == [head]
            assert change.title == words
            assert change.limits == ()

    def test_an_end_left_out_is_head(self, builder: RepositoryBuilder, repository: Repository) -> None:
        builder.commit()
        builder.branch("feature")
        builder.commit("work", {"b.py": "1\n"})
        assert changed(repository.change("main..")) == {"b.py": FileStatus.ADDED}
        assert changed(repository.change("feature..main")) == {}

    def test_one_commit_is_compared_with_its_first_parent(
        self, builder: RepositoryBuilder, repository: Repository
    ) -> None:
        builder.commit("one", {"a.py": "1\n"})
        builder.branch("feature")
        builder.commit("two", {"b.py": "1\n"})
        builder.switch("main")
        first = builder.commit("three", {"c.py": "1\n"})
        builder.merge("feature")
        change = repository.change("HEAD")
        assert changed(change) == {"b.py": FileStatus.ADDED}
        assert change.base == change.merge_base == first
        assert change.policy_tree == builder.tree(first)
        assert [commit.message.strip() for commit in change.commits] == ["merge", "two"]

    def test_a_root_commit_is_compared_with_nothing(
        self, builder: RepositoryBuilder, repository: Repository
    ) -> None:
        root = builder.commit("root", {"a.py": "1\n2\n"})
        change = repository.change(root)
        assert (change.base, change.merge_base) == (None, None)
        assert change.base_tree == change.policy_tree == empty_tree("sha1")
        assert only(change).hunks == (Hunk(0, 0, 1, 2),)
        assert len(change.commits) == 1

    def test_several_merge_bases_are_said(self, builder: RepositoryBuilder, repository: Repository) -> None:
        builder.commit("root")
        builder.branch("left")
        left = builder.commit("left", {"l": "1\n"})
        builder.git("switch", "-qc", "right", "main")
        right = builder.commit("right", {"r": "1\n"})
        builder.merge(left)
        builder.switch("left")
        builder.merge(right)
        assert "2 merge bases" in repository.change("left..right").limits[0]

    def test_commits_are_told_in_full(self, builder: RepositoryBuilder, repository: Repository) -> None:
        builder.commit()
        builder.commit("Süßes\n\nmore\nCo-authored-by: x\n", {"a": "1"})
        (commit,) = repository.change("HEAD").commits
        assert commit.message == "Süßes\n\nmore\nCo-authored-by: x\n"
        assert (commit.author_name, commit.author_email) == ("Ada Example", "ada@example.com")
        assert (commit.committer_name, commit.committer_email) == ("Cy Example", "cy@example.com")
        assert commit.author_time == commit.commit_time == 1_700_000_120
        assert commit.parents == (builder.git("rev-parse", "HEAD^"),)

    def test_the_commits_between_two(self, builder: RepositoryBuilder, repository: Repository) -> None:
        base = builder.commit()
        builder.branch("feature")
        made = [builder.commit(name) for name in ("one", "two")]
        builder.switch("main")
        builder.commit("elsewhere")
        assert [commit.id for commit in repository.between("main", "feature")] == made[::-1]
        assert repository.between("feature", base) == ()
        with pytest.raises(RepositoryError):
            repository.between(base, "f" * 40)

    def test_policy_comes_from_the_base_branch_that_is_named(
        self, builder: RepositoryBuilder, repository: Repository
    ) -> None:
        builder.commit()
        builder.git("branch", "release")
        builder.commit("later", {"a": "1"})
        assert repository.change("HEAD", base_branch="release").policy_tree == builder.tree("release")


class TestFiles:
    def test_hunks_and_counts(self, builder: RepositoryBuilder, repository: Repository) -> None:
        builder.commit("base", {"a.py": LINES})
        builder.commit(
            "head", {"a.py": "new\n" + LINES.replace("line 7\n", "").replace("line 20\n", "x\ny\n")}
        )
        file = only(repository.change("HEAD"))
        assert file.hunks == (Hunk(0, 0, 1, 1), Hunk(8, 1, 8, 0), Hunk(21, 1, 21, 2))
        assert (file.added, file.removed) == (3, 2)
        assert (file.status, file.kind) == (FileStatus.MODIFIED, FileKind.TEXT)

    def test_a_last_line_without_its_end(self, builder: RepositoryBuilder, repository: Repository) -> None:
        builder.commit("base", {"a.py": "1\n2", "b.py": "x\n"})
        builder.commit("head", {"a.py": "1\n3", "b.py": "y\n"})
        assert [file.hunks for file in repository.change("HEAD").files] == [
            (Hunk(2, 1, 2, 1),),
            (Hunk(1, 1, 1, 1),),
        ]

    def test_renames_and_copies(self, builder: RepositoryBuilder, repository: Repository) -> None:
        builder.commit("base", {"old.py": LINES, "source.py": LINES.upper()})
        builder.commit(
            "head",
            {
                "old.py": None,
                "new name.py": LINES + "more\n",
                "source.py": LINES.upper() + "more\n",
                "copy.py": LINES.upper(),
            },
        )
        files = {file.path: file for file in repository.change("HEAD").files}
        assert files["new name.py"].status is FileStatus.RENAMED
        assert files["new name.py"].base_path == "old.py"
        assert files["new name.py"].hunks == (Hunk(30, 0, 31, 1),)
        assert files["copy.py"].status is FileStatus.COPIED
        assert files["copy.py"].base_path == "source.py"
        assert files["copy.py"].hunks == ()
        assert len(files) == 3

    def test_modes_symlinks_and_types(self, builder: RepositoryBuilder, repository: Repository) -> None:
        builder.commit("base", {"tool": "1\n", "becomes link": "1\n2\n"})
        builder.executable("tool")
        builder.symlink("becomes link", "tool")
        builder.symlink("link", "/etc/passwd")
        builder.commit("head")
        files = {file.path: file for file in repository.change("HEAD").files}
        assert files["tool"].status is FileStatus.MODE_CHANGED
        assert (files["tool"].base_mode, files["tool"].head_mode) == ("100644", "100755")
        assert files["link"].kind is files["becomes link"].kind is FileKind.SYMLINK
        assert files["becomes link"].status is FileStatus.TYPE_CHANGED
        builder.git("revert", "--no-edit", "HEAD")
        files = {file.path: file for file in repository.change("HEAD").files}
        assert files["becomes link"].hunks == (Hunk(1, 1, 1, 2),)
        assert files["link"].status is FileStatus.DELETED
        assert files["link"].kind is FileKind.SYMLINK

    def test_binary_lfs_and_large_files(self, builder: RepositoryBuilder, repository: Repository) -> None:
        large = b"x = 1\n" * 800_000
        builder.commit("base", {"code.py": "1\n", "renamed.bin": b"\0" + LINES.encode()})
        builder.commit(
            "head",
            {
                "image.png": b"\x89PNG\0\1",
                "model.bin": LFS,
                "huge.py": large,
                "code.py": "2\n",
                "renamed.bin": b"\0\1" + LINES.encode(),
                "late nul": b"x" * 20_000 + b"\0",
            },
        )
        files = {file.path: file for file in repository.change("HEAD").files}
        assert {path: file.kind for path, file in files.items()} == {
            "code.py": FileKind.TEXT,
            "huge.py": FileKind.TOO_LARGE,
            "image.png": FileKind.BINARY,
            "late nul": FileKind.BINARY,
            "model.bin": FileKind.LFS_POINTER,
            "renamed.bin": FileKind.BINARY,
        }
        assert [path for path, file in files.items() if file.hunks] == ["code.py"]
        assert list(files) == sorted(files)

    def test_submodules(self, builder: RepositoryBuilder, repository: Repository) -> None:
        builder.commit()
        entry = "160000," + "1" * 40 + ",vendored"
        builder.git("update-index", "--add", "--cacheinfo", entry)
        builder.git("commit", "-qm", "submodule")
        file = only(repository.change("HEAD"))
        assert (file.kind, file.head_mode, file.hunks) == (FileKind.SUBMODULE, "160000", ())

    @pytest.mark.parametrize(
        "content", [b"caf\xe9\n", "Grüße\n".encode("utf-16-be"), b"a\r\nb\r\n", b"a\rb\r", b"\xef\xbb\xbfx\n"]
    )
    def test_encodings_and_line_ends_stay_as_they_are(
        self, builder: RepositoryBuilder, repository: Repository, content: bytes
    ) -> None:
        builder.commit("head", {"a.py": content})
        change = repository.change("HEAD")
        assert repository.tree(change.head_tree).read("a.py") == content
        assert only(change).kind is (FileKind.BINARY if b"\0" in content else FileKind.TEXT)

    def test_attributes_of_the_head_change_nothing(
        self, builder: RepositoryBuilder, repository: Repository
    ) -> None:
        builder.commit("base", {"app.py": LINES, "b/view.py": LINES})
        builder.branch("plain")
        new = "".join(f"{number} line\n" for number in range(60))
        files = {"app.py": LINES + "x = 1\n", "b/view.py": "x\n" + LINES, "new.py": new}
        builder.commit("plain", dict(files))
        builder.git("switch", "-qc", "hiding", "main")
        hiding = "* binary -diff -text linguist-generated linguist-vendored diff=x merge=x filter=x\n"
        builder.commit("hiding", files | {".gitattributes": hiding, "b/.gitattributes": hiding})
        plain = repository.change("main..plain").files
        hidden = tuple(
            file for file in repository.change("main..hiding").files if not file.path.endswith("attributes")
        )
        assert hidden == plain
        assert [(file.kind, file.added, file.marked) for file in plain] == [
            (FileKind.TEXT, 1, None),
            (FileKind.TEXT, 1, None),
            (FileKind.TEXT, 60, None),
        ]
        staged = repository.tree(repository.change("hiding").head_tree).search(["line"], [".py"])
        assert staged.keys() == {"app.py", "b/view.py", "new.py"}

    def test_attributes_of_the_clone_hide_no_lines(
        self, builder: RepositoryBuilder, repository: Repository
    ) -> None:
        builder.commit("base", {"app.py": "1\n"})
        builder.commit("head", {"app.py": "2\n"})
        info = builder.path / ".git" / "info"
        info.mkdir(exist_ok=True)
        (info / "attributes").write_text("*.py binary -diff\n")
        change = repository.change("HEAD")
        assert only(change).hunks == (Hunk(1, 1, 1, 1),)
        assert repository.tree(change.head_tree).search(["2"], [".py"]) == {"app.py": {"2"}}

    def test_marks_of_the_base_branch_count_from_its_tip(
        self, builder: RepositoryBuilder, repository: Repository
    ) -> None:
        builder.commit("fork", {"gen/a.py": "1\n"})
        builder.branch("feature")
        builder.commit("head", {"gen/a.py": "2\n"})
        builder.switch("main")
        builder.commit("marks", {".gitattributes": "gen/* linguist-generated\n"})
        assert only(repository.change("main..feature")).marked == "generated"


class TestWhatIsNoCommit:
    def test_staged_changes(self, builder: RepositoryBuilder, repository: Repository) -> None:
        head = builder.commit("base", {"a.py": "1\n", "b.py": "1\n"})
        builder.write({"a.py": "2\n"})
        builder.git("add", "a.py")
        builder.write({"a.py": "3\n", "b.py": "2\n", "c.py": "1\n"})
        change = repository.change(staged=True)
        assert changed(change) == {"a.py": FileStatus.MODIFIED}
        assert repository.tree(change.head_tree).read("a.py") == b"2\n"
        assert (change.base, change.head, change.title) == (head, None, "staged changes")
        assert change.policy_tree == builder.tree()
        assert change.commits == ()

    def test_staged_before_the_first_commit(self, builder: RepositoryBuilder, repository: Repository) -> None:
        assert repository.change(staged=True).files == ()
        builder.write({"a.py": "1\n"})
        builder.git("add", "a.py")
        assert changed(repository.change(staged=True)) == {"a.py": FileStatus.ADDED}
        assert changed(repository.change()) == {"a.py": FileStatus.ADDED}

    def test_a_hook_has_an_index_of_its_own(
        self, builder: RepositoryBuilder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        builder.commit("base", {"a.py": "1\n", "b.py": "1\n"})
        builder.write({"a.py": "2\n", "b.py": "2\n"})
        builder.git("add", "a.py", "b.py")
        own = builder.path / ".git" / "next-index-1.lock"
        builder.git("read-tree", "HEAD", environment={"GIT_INDEX_FILE": str(own)})
        builder.git("update-index", "b.py", environment={"GIT_INDEX_FILE": str(own)})
        monkeypatch.setenv("GIT_INDEX_FILE", str(own))
        monkeypatch.setenv("GIT_DIR", str(builder.path / ".git"))
        with Repository.open(builder.path) as repository:
            assert changed(repository.change(staged=True)) == {"b.py": FileStatus.MODIFIED}
        other = RepositoryBuilder(builder.path.parent / "other")
        other.write({"c.py": "1\n"})
        other.git("add", "c.py")
        with Repository.open(other.path) as repository:
            assert changed(repository.change(staged=True)) == {"c.py": FileStatus.ADDED}

    def test_the_work_tree(self, builder: RepositoryBuilder, repository: Repository) -> None:
        fork = builder.commit(
            "base", {"a.py": "1\n", "gone.py": LINES, "tool": "1\n", ".gitignore": "*.log\n"}
        )
        builder.branch("feature")
        builder.commit("work", {"b.py": "b = 1\n"})
        builder.write({"a.py": "2\n", "gone.py": None, "new/c.py": "c = 1\n"})
        builder.write({"debug.log": "x", 'odd\n"name': "odd\n"})
        builder.executable("tool")
        builder.symlink("link", "../outside")
        change = repository.change()
        assert changed(change) == {
            "a.py": FileStatus.MODIFIED,
            "b.py": FileStatus.ADDED,
            "gone.py": FileStatus.DELETED,
            "link": FileStatus.ADDED,
            "new/c.py": FileStatus.ADDED,
            'odd\n"name': FileStatus.ADDED,
            "tool": FileStatus.MODE_CHANGED,
        }
        assert (change.merge_base, change.head, change.title) == (fork, None, "work tree")
        assert repository.tree(change.head_tree).read("link") == b"../outside"
        assert [commit.message.strip() for commit in change.commits] == ["work"]

    def test_a_work_tree_in_which_all_is_committed_is_head(
        self, builder: RepositoryBuilder, repository: Repository
    ) -> None:
        builder.commit("base", {"a.py": "1\n"})
        builder.branch("feature")
        head = builder.commit("work", {"b.py": "b = 1\n"})
        change = repository.change()
        assert (change.head, change.title) == (head, "main..HEAD")
        builder.write({"c.py": "c = 1\n"})
        assert (repository.change().head, repository.change().title) == (None, "work tree")

    def test_an_edit_in_the_second_of_the_index(
        self, builder: RepositoryBuilder, repository: Repository
    ) -> None:
        builder.git("config", "core.trustctime", "false")
        second = 1_700_000_000
        builder.write({"a.py": "1\n"})
        os.utime(builder.path / "a.py", (second, second))
        builder.commit("root")
        os.utime(builder.path / ".git/index", (second, second))
        builder.write({"a.py": "2\n"})
        os.utime(builder.path / "a.py", (second, second))
        assert changed(repository.change()) == {"a.py": FileStatus.MODIFIED}

    def test_the_work_tree_on_the_default_branch(
        self, builder: RepositoryBuilder, repository: Repository
    ) -> None:
        head = builder.commit("base", {"a.py": "1\n"})
        assert repository.change().files == ()
        builder.write({"a.py": "2\n"})
        change = repository.change()
        assert changed(change) == {"a.py": FileStatus.MODIFIED}
        assert change.base == change.merge_base == head

    def test_default_branches(self, tmp_path: Path) -> None:
        origin = RepositoryBuilder(tmp_path / "origin", default_branch="production")
        first = origin.commit("base", {"a.py": "1\n"})
        clone = tmp_path / "clone"
        origin.git("clone", "-q", str(origin.path), str(clone))
        builder = RepositoryBuilder(clone)
        builder.commit("ahead", {"b.py": "1\n"})
        with Repository.open(clone) as repository:
            change = repository.change()
            assert (change.base, change.title) == (first, "origin/production..HEAD")
        builder.git("remote", "remove", "origin")
        with Repository.open(clone) as repository:
            change = repository.change()
            assert "no branch to compare with" in change.limits[0]
            assert change.files == ()
            builder.git("branch", "trunk", first)
            assert changed(repository.change()) == {"b.py": FileStatus.ADDED}
            assert changed(repository.change(base_branch="production")) == {}

    def test_line_ends_of_the_checkout_are_no_change(self, builder: RepositoryBuilder) -> None:
        builder.commit("base", {"a.py": "1\n2\n3\n", "dos.py": "1\r\n2\r\n"})
        builder.write({"a.py": "1\r\n2\r\nnew\r\n", "dos.py": "1\r\nnew\r\n"})
        builder.write({"same.py": "1\r\n"})
        with Repository.open(builder.path) as repository:
            files = {file.path: file for file in repository.change().files}
        assert files["a.py"].hunks == (Hunk(3, 1, 3, 1),)
        assert files["dos.py"].hunks == (Hunk(2, 1, 2, 1),)
        builder.write({"a.py": "1\r\n2\r\n3\r\n", "dos.py": "1\r\n2\r\n", "same.py": None})
        with Repository.open(builder.path) as repository:
            assert repository.change().files == ()

    def test_bytes_that_look_like_line_ends_stay(self, builder: RepositoryBuilder) -> None:
        builder.commit("base", {"a.bin": b"\0"})
        builder.write({"a.bin": b"\0\r\n"})
        with Repository.open(builder.path) as repository:
            assert repository.tree(repository.change().head_tree).read("a.bin") == b"\0\r\n"

    def test_no_filter_runs_and_lfs_files_stay_pointers(
        self, builder: RepositoryBuilder, tmp_path: Path
    ) -> None:
        proof = tmp_path / "ran"
        builder.commit("base", {".gitattributes": "*.bin filter=evil=1\n", "a.bin": LFS, "b.bin": "text\n"})
        builder.git("config", "filter.evil=1.clean", f"touch {proof}; cat")
        builder.git("config", "filter.evil=1.required", "true")
        builder.write({"a.bin": b"\0large content", "b.bin": "text 2\n", "c.bin": "1\n"})
        with Repository.open(builder.path) as repository:
            change = repository.change()
            files = {file.path: file for file in change.files}
            assert files["a.bin"].kind is FileKind.LFS_POINTER
            assert b"size 14\n" in (repository.tree(change.head_tree).read("a.bin") or b"")
            assert files["b.bin"].hunks == (Hunk(1, 1, 1, 1),)
        assert not proof.exists()

    def test_large_files_are_named_and_not_copied(self, builder: RepositoryBuilder) -> None:
        builder.commit("base", {"a.py": "1\n"})
        builder.write({"data.csv": b"1,2,3\n" * 1_000_000, "a.py": "2\n"})
        with Repository.open(builder.path) as repository:
            files = {file.path: file for file in repository.change().files}
            assert files["data.csv"].kind is FileKind.TOO_LARGE
            assert files["a.py"].hunks == (Hunk(1, 1, 1, 1),)

    def test_what_cannot_be_taken_is_named(self, builder: RepositoryBuilder) -> None:
        builder.commit("base", {"a.py": "1\n"})
        nested = RepositoryBuilder(builder.path / "nested")
        nested.commit("inner", {"b.py": "1\n"})
        with Repository.open(builder.path) as repository:
            change = repository.change()
        assert change.files == ()
        assert change.limits == ("nested/ is a repository of its own and was left out",)

    def test_a_submodule_that_moved(self, builder: RepositoryBuilder) -> None:
        nested = RepositoryBuilder(builder.path / "nested")
        nested.commit("one")
        builder.commit("with submodule")
        moved = nested.commit("two")
        with Repository.open(builder.path) as repository:
            file = only(repository.change())
        assert (file.kind, file.head_blob) == (FileKind.SUBMODULE, moved)

    def test_a_directory_that_became_a_link_is_not_followed(
        self, builder: RepositoryBuilder, tmp_path: Path
    ) -> None:
        builder.commit("base", {"package/a.py": "1\n"})
        (tmp_path / "outside").mkdir()
        (tmp_path / "outside" / "a.py").write_text("secret\n")
        (builder.path / "package" / "a.py").unlink()
        (builder.path / "package").rmdir()
        builder.symlink("package", str(tmp_path / "outside"))
        with Repository.open(builder.path) as repository:
            assert changed(repository.change()) == {
                "package": FileStatus.ADDED,
                "package/a.py": FileStatus.DELETED,
            }

    def test_an_unfinished_merge_is_named(self, builder: RepositoryBuilder) -> None:
        conflicting(builder)
        with pytest.raises(subprocess.CalledProcessError):
            builder.git("merge", "feature")
        for staged in (True, False):
            with Repository.open(builder.path) as repository, pytest.raises(RepositoryError) as caught:
                repository.change(staged=staged)
            assert "merge is not finished" in str(caught.value)
            assert "git add" in caught.value.hint

    def test_words_that_do_not_go_together(self, repository: Repository) -> None:
        for words, merged in (("main..feature", False), (None, True)):
            with pytest.raises(UsageError):
                repository.change(words, staged=True, merged=merged)


def conflicting(builder: RepositoryBuilder) -> None:
    builder.commit("base", {"a.py": "1\n", "b b.py": "1\n"})
    builder.branch("feature")
    builder.commit("theirs", {"a.py": "2\n", "b b.py": "2\n", "new.py": "1\n"})
    builder.switch("main")
    builder.commit("ours", {"a.py": "3\n", "b b.py": "3\n"})


class TestMerged:
    def test_what_the_merge_would_produce(self, builder: RepositoryBuilder, repository: Repository) -> None:
        builder.commit("base", {"a.py": LINES})
        builder.branch("feature")
        head = builder.commit("work", {"a.py": LINES + "end\n"})
        builder.switch("main")
        tip = builder.commit("moved on", {"a.py": "start\n" + LINES})
        for words in ("main..feature", "feature"):
            change = repository.change(words, merged=True)
            assert (change.base, change.head) == (tip, head)
            assert change.base_tree == change.policy_tree == builder.tree("main")
            assert only(change).hunks == (Hunk(31, 0, 32, 1),)
            merged = repository.tree(change.head_tree).read("a.py")
            assert merged == f"start\n{LINES}end\n".encode()

    def test_a_conflict_names_its_files(self, builder: RepositoryBuilder, repository: Repository) -> None:
        conflicting(builder)
        with pytest.raises(MergeConflict) as caught:
            repository.change("main..feature", merged=True)
        assert caught.value.paths == ("a.py", "b b.py")
        assert "main and feature conflict in 2 files" in str(caught.value)
        assert caught.value.hint
        assert not isinstance(caught.value, RepositoryError)

    def test_attributes_and_drivers_do_not_decide(
        self, builder: RepositoryBuilder, repository: Repository, tmp_path: Path
    ) -> None:
        builder.commit("attributes", {".gitattributes": "*.py merge=union\nb* merge=evil\n"})
        builder.git("config", "merge.evil.driver", f"touch {tmp_path / 'ran'}")
        conflicting(builder)
        with pytest.raises(MergeConflict):
            repository.change("main..feature", merged=True)
        assert not (tmp_path / "ran").exists()


class TestKindsOfRepositories:
    def test_sha256(self, tmp_path: Path) -> None:
        builder = RepositoryBuilder(tmp_path, "--object-format=sha256")
        root = builder.commit("root", {"a.py": "1\n", "d/b.py": "1\n"})
        builder.write({"d/b.py": "2\n", "c.py": "new\n"})
        with Repository.open(tmp_path) as repository:
            assert len(root) == 64
            assert changed(repository.change(root)) == {"a.py": FileStatus.ADDED, "d/b.py": FileStatus.ADDED}
            change = repository.change()
            assert changed(change) == {"c.py": FileStatus.ADDED, "d/b.py": FileStatus.MODIFIED}
            assert repository.tree(change.head_tree).read("d/b.py") == b"2\n"

    def test_bare(self, builder: RepositoryBuilder, tmp_path: Path) -> None:
        builder.commit("root", {"a.py": "1\n"})
        bare = tmp_path / 'bare: "x".git'
        builder.git("clone", "-q", "--bare", str(builder.path), str(bare))
        with Repository.open(bare) as repository:
            assert changed(repository.change("main")) == {"a.py": FileStatus.ADDED}
            assert changed(repository.change("main..main", merged=True)) == {}
            with pytest.raises(UsageError) as caught:
                repository.change()
        assert "main..feature" in caught.value.hint

    def test_linked_work_tree(self, builder: RepositoryBuilder, tmp_path: Path) -> None:
        builder.commit("root", {"a.py": "1\n"})
        linked = tmp_path / "linked"
        builder.git("worktree", "add", "-q", "-b", "feature", str(linked))
        (linked / "b.py").write_text("1\n")
        with Repository.open(linked) as repository:
            change = repository.change()
        assert changed(change) == {"b.py": FileStatus.ADDED}
        assert change.repository == str(linked)

    def test_below_the_top(self, builder: RepositoryBuilder) -> None:
        builder.commit("root", {"a.py": "word\n", "d/b.py": "word\n"})
        with Repository.open(builder.path / "d") as repository:
            change = repository.change("HEAD")
            assert changed(change).keys() == {"a.py", "d/b.py"}
            tree = repository.tree(change.head_tree)
            assert tree.search(["word"], [".py"]).keys() == {"a.py", "d/b.py"}
            assert tree.paths() == ["a.py", "d/b.py"]

    def test_shallow_clone(self, builder: RepositoryBuilder, tmp_path: Path) -> None:
        builder.commit("one", {"a.py": "1\n"})
        builder.branch("feature")
        for content in ("2\n", "3\n"):
            builder.commit("more", {"a.py": content})
        clone = tmp_path / "clone"
        url = builder.path.as_uri()
        builder.git("clone", "-q", "--depth=1", "--no-single-branch", url, str(clone))
        with Repository.open(clone) as repository:
            for words, hint in (
                ("origin/main..origin/feature", "--unshallow"),
                ("origin/feature", "--deepen"),
                ("feature~1", "--unshallow"),
            ):
                with pytest.raises(RepositoryError) as caught:
                    repository.change(words)
                assert hint in caught.value.hint

    def test_partial_clone(self, builder: RepositoryBuilder, tmp_path: Path) -> None:
        builder.commit("one", {"a.py": LINES, "other.py": "word or two\n", "b.py": "word\n"})
        builder.commit("two", {"a.py": LINES + "x\n", "b.py": "word\n1\n"})
        builder.git("config", "uploadpack.allowFilter", "true")
        clone = tmp_path / "clone"
        builder.git("clone", "-q", "--no-checkout", "--filter=blob:none", builder.path.as_uri(), str(clone))
        blob = builder.git("rev-parse", "HEAD:b.py")
        old = builder.git("rev-parse", "HEAD^:b.py")
        for oid in (blob, old):
            fetched = RepositoryBuilder(clone).git(
                "cat-file", "blob", oid, environment={"GIT_NO_LAZY_FETCH": "0"}
            )
            assert fetched.startswith("word")
        with Repository.open(clone) as repository:
            change = repository.change("HEAD")
            kinds = {file.path: file.kind for file in change.files}
            assert kinds == {"a.py": FileKind.MISSING, "b.py": FileKind.TEXT}
            assert {file.path: file.hunks for file in change.files}["b.py"] == (Hunk(1, 0, 2, 1),)
            tree = repository.tree(change.head_tree)
            with pytest.raises(MissingObject) as caught:
                tree.read("a.py")
            assert "git fetch" in caught.value.hint
            assert tree.entry("a.py") is not None
            assert tree.search(["word"], [".py"]) == {"b.py": {"word"}}
            assert repository.unreadable == {"a.py", "other.py"}
        missing = RepositoryBuilder(clone).git("rev-list", "--objects", "--all", "--missing=print")
        assert missing.count("?") == 3  # nothing was fetched

    def test_a_push_that_is_not_accepted_yet(
        self, builder: RepositoryBuilder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        builder.commit("one", {"a.py": "1\n"})
        objects = builder.path / ".git" / "objects"
        quarantine = objects / "tmp_objdir-incoming-x"
        quarantine.mkdir()
        new = {"GIT_OBJECT_DIRECTORY": str(quarantine), "GIT_ALTERNATE_OBJECT_DIRECTORIES": str(objects)}
        blob = builder.git("hash-object", "-w", "--stdin", stdin=b"2\n", environment=new)
        tree = builder.git("mktree", stdin=f"100644 blob {blob}\ta.py\n".encode(), environment=new)
        commit = builder.git("commit-tree", "-p", "HEAD", "-m", "two", tree, environment=new)
        with Repository.open(builder.path) as repository, pytest.raises(RepositoryError):
            repository.change(commit)
        monkeypatch.setenv("GIT_QUARANTINE_PATH", str(quarantine))
        with Repository.open(builder.path) as repository:
            assert changed(repository.change(commit)) == {"a.py": FileStatus.MODIFIED}
            assert changed(repository.change(commit, merged=True)) == {"a.py": FileStatus.MODIFIED}

    def test_damaged_objects_are_named(self, builder: RepositoryBuilder) -> None:
        builder.commit("one", {"a.py": "1\n"})
        oid = builder.git("rev-parse", "HEAD:a.py")
        file = builder.path / ".git" / "objects" / oid[:2] / oid[2:]
        file.chmod(0o644)
        file.write_bytes(b"junk")
        with Repository.open(builder.path) as repository:
            assert only(repository.change("HEAD")).kind is FileKind.MISSING


class TestErrors:
    def test_no_repository(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
        (tmp_path / "plain").mkdir()
        for directory, message in (("plain", "not in a git repository"), ("nowhere", "not a directory")):
            with pytest.raises(RepositoryError, match=message) as caught:
                Repository.open(tmp_path / directory)
            assert "-C" in caught.value.hint

    def test_unknown_revisions(self, builder: RepositoryBuilder, repository: Repository) -> None:
        builder.commit()
        builder.git("branch", "feature/refunds")
        for words, hint in (
            ("main..feature/refund", "did you mean feature/refunds?"),
            ("0123456789", "git fetch"),
            ("--upload-pack=x", "git fetch"),
            ("a\nb", "git fetch"),
            (" ", "name one"),
            ("HEAD~9", "git log HEAD"),
        ):
            with pytest.raises(RepositoryError) as caught:
                repository.change(words)
            assert hint in caught.value.hint
            assert "\n" not in str(caught.value) + caught.value.hint

    def test_histories_without_a_common_commit(
        self, builder: RepositoryBuilder, repository: Repository
    ) -> None:
        builder.commit()
        builder.git("switch", "-q", "--orphan", "other")
        builder.commit("other root")
        with pytest.raises(RepositoryError, match="no common commit"):
            repository.change("main..other")

    def test_another_users_repository(
        self, builder: RepositoryBuilder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        builder.commit()
        monkeypatch.setitem(process.FIXED, "GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
        with pytest.raises(RepositoryError) as caught:
            Repository.open(builder.path)
        assert "safe.directory" in caught.value.hint


def test_nothing_in_the_repository_changes(builder: RepositoryBuilder) -> None:
    conflicting(builder)
    builder.git("config", "core.splitIndex", "true")
    builder.git("config", "core.untrackedCache", "true")
    builder.git("config", "core.fsmonitor", f"touch {builder.path}/../ran")
    builder.write({"a.py": "staged\n"})
    builder.git("add", "a.py")
    builder.write({"a.py": "work\n", "untracked.py": "1\n"})
    hooks = builder.path / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    (hooks / "post-index-change").write_text(f"#!/bin/sh\ntouch {builder.path}/../ran\n")
    (hooks / "post-index-change").chmod(0o755)
    (builder.path.parent / "ran").unlink(missing_ok=True)
    before = fingerprint(builder.path)
    with Repository.open(builder.path) as repository:
        change = repository.change()
        tree = repository.tree(change.head_tree)
        assert tree.search(["work"], [".py"]) == {"a.py": {"work"}}
        repository.change(staged=True)
        repository.change("main..feature")
        with pytest.raises(MergeConflict):
            repository.change("main..feature", merged=True)
        scratch = repository._scratch
        assert scratch is not None
        assert scratch.directory.exists()
    assert fingerprint(builder.path) == before
    assert not (builder.path.parent / "ran").exists()
    assert not scratch.directory.exists()


def fingerprint(top: Path) -> dict[str, tuple[bytes, int]]:
    return {
        str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in top.rglob("*") if path.is_file()
    }
