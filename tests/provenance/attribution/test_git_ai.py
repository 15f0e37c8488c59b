"""Notes of git-ai: every form of key, broken ones, and what does not agree with the commit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from authored import Authored, told
from provenance.attribution.notes import OLD, PERSON, PROMPT, SESSION, TRACE, note, prompt, session
from repositories import RepositoryBuilder

from tidegate.cli.program import run
from tidegate.model.attribution import Attribution, LineRange
from tidegate.provenance.attribution.git_ai import parse

TEN = "".join(f"line_{n} = {n}\n" for n in range(1, 11))
UUID = "7c1f9f6e-1f0b-4f6e-9f43-0c2a5a3f7d10"


@pytest.fixture
def history(tmp_path: Path) -> Authored:
    return Authored(RepositoryBuilder(tmp_path / "repository"), {"old.py": TEN})


def shares(found: Attribution) -> dict[str, int]:
    return {f"{s.name or s.author} {s.model or ''}".strip(): s.lines for s in found.shares}


def codes(found: Attribution) -> list[str]:
    return [doubt.code for doubt in found.doubts]


def test_sessions_people_and_prompts_of_one_note(history: Authored) -> None:
    commit = history.commit("Change\n", {"a.py": TEN, "b c.py": TEN})
    text = note(
        {"a.py": {TRACE: "1-3,5", PERSON: "6-7"}, "b c.py": {PROMPT: "1-2"}},
        sessions=session(),
        prompts=prompt(),
        humans={PERSON: {"author": "Robin Example <robin@example.com>"}},
    )
    history.note(commit, text)
    found = history.attribution()
    assert shares(found) == {"Claude Code claude-opus-4-8": 4, "Cursor gpt-5": 2, "human": 2}
    assert (found.ai, found.human, found.unknown) == (6, 2, 12)
    assert {claim.confidence for claim in found.claims} == {"recorded"}
    assert found.claims[0].lines == (LineRange("a.py", 1, 3), LineRange("a.py", 5, 5))
    assert found.doubts == ()


@pytest.mark.parametrize("key", [TRACE, PROMPT, OLD, "ai_agent", UUID])
def test_a_key_without_metadata_is_an_unknown_tool(key: str, history: Authored) -> None:
    commit = history.commit("Change\n", {"a.py": TEN})
    history.note(commit, note({"a.py": {key: "1-4"}}))
    found = history.attribution()
    assert (told(found), found.ai, found.unknown) == ({"ai": "recorded"}, 4, 6)


@pytest.mark.parametrize("key", [PERSON, "human"])
def test_people_are_people(key: str, history: Authored) -> None:
    commit = history.commit("Change\n", {"a.py": TEN})
    history.note(commit, note({"a.py": {key: "1-4"}}))
    assert history.attribution().human == 4


def test_lines_that_no_key_covers_are_unknown_even_beside_a_trailer(history: Authored) -> None:
    commit = history.commit(
        "Change\n\nCo-authored-by: Claude <noreply@anthropic.com>\n", {"a.py": TEN, "b.py": TEN}
    )
    history.note(commit, note({"a.py": {TRACE: "1-4"}}, sessions=session()))
    found = history.attribution()
    assert (found.ai, found.human, found.unknown) == (14, 0, 6)  # the note says nothing of b.py


def test_ranges_in_any_order(history: Authored) -> None:
    commit = history.commit("Change\n", {"a.py": TEN})
    history.note(commit, note({"a.py": {TRACE: "9,1-2,2-5,8"}}, sessions=session()))
    assert history.attribution().claims[0].lines == (LineRange("a.py", 1, 5), LineRange("a.py", 8, 9))


def test_two_models_are_kept_line_by_line(history: Authored) -> None:
    first, second = (history.commit("Change\n", {name: TEN}) for name in ("a.py", "b.py"))
    history.note(first, note({"a.py": {TRACE: "1-10"}}, sessions=session()))
    history.note(second, note({"b.py": {TRACE: "1-10"}}, sessions=session("codex", "gpt-5.4")))
    assert shares(history.attribution()) == {
        "Claude Code claude-opus-4-8": 10,
        "OpenAI Codex gpt-5.4": 10,
    }


def test_a_note_that_names_lines_that_the_commit_did_not_add(history: Authored) -> None:
    commit = history.commit("Change\n", {"old.py": TEN + "more = 1\n"})
    history.note(commit, note({"old.py": {TRACE: "1-11"}, "other.py": {TRACE: "1-5"}}, sessions=session()))
    found = history.attribution()
    assert (found.added, found.ai, codes(found)) == (1, 1, ["note-outside-diff"])
    assert "15 lines in 2 files" in found.doubts[0].text
    assert found.doubts[0].paths == ("old.py", "other.py")


@pytest.mark.parametrize(
    "files", [{"other.py": {TRACE: "1-5"}}, {"a.py": {TRACE: "11-500"}}, {"old.py": {TRACE: "1-10"}}]
)
def test_a_note_that_is_wholly_of_another_commit(files: dict[str, dict[str, str]], history: Authored) -> None:
    commit = history.commit("Bump\n", {"a.py": TEN})
    history.note(commit, note(files, sessions=session()))
    found = history.attribution()
    assert (found.ai, found.unknown, codes(found)) == (0, 10, ["note-disagrees"])
    assert told(found) == {}


def test_a_note_that_disagrees_leaves_the_word_to_the_trailer(history: Authored) -> None:
    commit = history.commit("Change\n\nCo-authored-by: Codex <noreply@openai.com>\n", {"a.py": TEN})
    history.note(commit, note({"old.py": {TRACE: "1-5"}}, sessions=session()))
    found = history.attribution()
    assert (told(found), found.ai) == ({"codex": "trailer"}, 10)
    assert codes(found) == ["note-disagrees"]


def test_lines_are_followed_to_head(history: Authored) -> None:
    commit = history.commit("Tool\n", {"a.py": TEN})
    history.note(commit, note({"a.py": {TRACE: "1-10"}}, sessions=session()))
    history.builder.git("mv", "a.py", "b.py")
    history.commit("Person\n", {"b.py": "first = 0\n" + TEN.replace("line_5 = 5", "line_5 = 50")})
    found = history.attribution()
    assert (found.added, found.ai, found.unknown) == (11, 9, 2)
    assert found.claims[0].lines == (LineRange("b.py", 2, 5), LineRange("b.py", 7, 11))


def test_a_note_on_a_commit_that_was_rewritten(history: Authored) -> None:
    commit = history.commit("Change\n", {"a.py": TEN})
    history.note(commit, note({"a.py": {TRACE: "1-10"}}, sessions=session()))
    history.builder.git("commit", "--quiet", "--amend", "--message", "Changed")
    found = history.attribution()
    assert (found.confidence, found.ai, found.human, found.unknown) == ("unknown", 0, 0, 10)


def test_a_note_and_a_trailer_that_name_other_tools(history: Authored) -> None:
    commit = history.commit("Change\n\nCo-authored-by: Copilot <copilot@github.com>\n", {"a.py": TEN})
    history.note(commit, note({"a.py": {TRACE: "1-10"}}, sessions=session()))
    found = history.attribution()
    assert told(found) == {"claude-code": "recorded claude-opus-4-8", "github-copilot": "trailer"}
    assert codes(found) == ["conflict"]
    assert found.doubts[0].text == "refs/notes/ai records Claude Code, the commit says GitHub Copilot"


def test_what_was_said_to_the_model_is_nowhere(history: Authored, capsys: pytest.CaptureFixture[str]) -> None:
    commit = history.commit("Change\n", {"a.py": TEN})
    said = [{"role": "user", "text": "the password is hunter2"}]
    prompts = prompt(messages=said, messages_url="https://user:hunter2@example.com/x")
    history.note(commit, note({"a.py": {PROMPT: "1-3"}}, prompts=prompts))
    for form in ("json", "text", "markdown"):
        run(["check", "-C", str(history.builder.path), "main..change", "--output", form])
        printed = capsys.readouterr()
        assert "Cursor" in printed.out
        assert "hunter2" not in printed.out + printed.err


def test_a_link_to_the_session_is_evidence(history: Authored) -> None:
    commit = history.commit("Change\n", {"a.py": TEN})
    prompts = prompt(messages_url="https://example.com/p/1?token=hunter2#x")
    history.note(commit, note({"a.py": {PROMPT: "1-3"}}, prompts=prompts))
    assert history.attribution().claims[0].links == ("https://example.com/p/1",)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a.py\n  s_1::t_1 1-3\n", "note-broken"),
        ("a.py\n  s_1::t_1 1-3\n---\n{", "note-broken"),
        ("a.py\n  s_1::t_1 1-3\n---\n" + "[" * 100_000, "note-broken"),
        ("a.py\n  s_1::t_1 1-3\n---\n[]", "note-broken"),
        ('a.py\n  s_1::t_1 1-3\n---\n{"sessions": {"s_1": 7}}', "note-broken"),
        ("a.py\n  s_1::t_1 3-1,x\n---\n{}", "note-broken"),
        ("  s_1::t_1 1-3\n---\n{}", "note-broken"),
        ("a.py\n  s_1::t_1 1-99999999999999\n---\n{}", "note-broken"),
        ("a.py\n  s_1::t_1 1-3\n---\n{}", "note-version"),
        ('a.py\n  s_1::t_1 1-3\n---\n{"schema_version": "authorship/9"}', "note-version"),
        ("\x00\xff", "note-broken"),
        ("", "note-broken"),
    ],
)
def test_broken_notes_are_named(text: str, code: str, history: Authored) -> None:
    assert code in {problem for problem, _ in parse(text.encode("latin-1")).problems}
    if text:
        history.note(history.commit("Change\n", {"a.py": TEN}), text.encode("latin-1"))
        found = history.attribution()
        assert code in codes(found)
        assert found.added == found.ai + found.unknown


def test_an_empty_attestation_is_no_fault(history: Authored) -> None:
    history.note(history.commit("Change\n", {"a.py": TEN}), note({}))
    found = history.attribution()
    assert (found.unknown, found.doubts) == (10, ())


def test_lines_that_end_in_crlf_and_a_quoted_path() -> None:
    text = note({"b c.py": {TRACE: "1-2"}}, sessions=session()).replace("\n", "\r\n")
    read = parse(text.encode())
    assert (read.lines, read.problems) == ({SESSION: {"b c.py": ((1, 2),)}}, ())


def test_the_divider_is_a_line_of_its_own() -> None:
    """Markdown in the metadata has such lines, too."""
    text = note({"a.py": {TRACE: "1-2"}}) + "\n---\n"
    assert parse(text.encode()).lines == {SESSION: {"a.py": ((1, 2),)}}


def test_a_note_that_is_too_large_is_named_and_not_read(history: Authored) -> None:
    commit = history.commit("Change\n", {"a.py": TEN})
    padded = note({"a.py": {TRACE: "1-3"}}, sessions=session(), padding="x" * 10_000_000)
    history.note(commit, padded)
    found = history.attribution()
    assert (codes(found), found.ai, found.unknown) == (["note-too-large"], 0, 10)
    assert found.doubts[0].matters


def test_a_large_note_is_read(history: Authored) -> None:
    commit = history.commit("Change\n", {"a.py": TEN})
    many = {f"gone/{n}.py": {TRACE: ",".join(f"{m}-{m + 1}" for m in range(1, 300, 3))} for n in range(2_000)}
    text = note({**many, "a.py": {TRACE: "1-3"}}, sessions=session())
    assert 1_000_000 < len(text) < 4_000_000
    history.note(commit, text)
    found = history.attribution()
    assert (found.ai, codes(found)) == (3, ["note-outside-diff"])


def test_notes_that_git_parted_into_folders(history: Authored) -> None:
    """git does so once there are many."""
    commits = history.many([("Change\n", "A <a@example.com>", "A <a@example.com>")] * 300)
    blob = history.builder.git(
        "hash-object", "-w", "--stdin", stdin=note({"many_7.py": {TRACE: "1"}}).encode()
    )
    lines = "".join(f"N {blob} {commit}\n" for commit in commits)
    header = "commit refs/notes/ai\ncommitter A <a@example.com> 1 +0000\ndata 0\n"
    history.builder.git("fast-import", "--quiet", stdin=(header + lines).encode())
    listed = history.builder.git("ls-tree", "--name-only", "refs/notes/ai")
    assert all(len(name) == 2 for name in listed.split())
    found = history.attribution()
    assert (found.ai, found.unknown) == (1, 299)
    assert codes(found) == ["note-disagrees"] * 299


SHAPES: list[object] = [
    None,
    7,
    "x",
    [],
    {"s": None},
    {"s": {"agent_id": None}},
    {"s": {"agent_id": {"tool": 1}}},
]


def test_metadata_of_any_shape_is_no_error() -> None:
    for value in SHAPES:
        text = f"a.py\n  s::t 1\n---\n{json.dumps({'sessions': value, 'schema_version': 'authorship/3.0.0'})}"
        assert parse(text.encode()).lines == {"s": {"a.py": ((1, 1),)}}
