"""Each word of the vocabulary: where it holds, its safe twin, and where nobody can tell."""

from __future__ import annotations

from typing import Any

import pytest
from policy.facts import access, entry, file, finding

from tidegate.config.settings import DEFAULTS, InternetFacing, Settings, ThreatModel
from tidegate.config.tiers import (
    AttributionAsked,
    Condition,
    EntryPointsAsked,
    FindingsAsked,
    SizeAsked,
)
from tidegate.model.attribution import Attribution, Author, Share, Trust
from tidegate.model.change import FileChange, FileKind, FileStatus
from tidegate.model.finding import Confidence, Disposition, Kind, Severity, Status
from tidegate.model.kinds import ChangeKind
from tidegate.model.paths import PathClass
from tidegate.model.requirements import State
from tidegate.model.result import EntryPoint, NotAnalysed
from tidegate.policy.facts import ChangeFacts
from tidegate.policy.tiers.conditions import VOCABULARY, holds
from tidegate.policy.tiers.seen import Seen
from tidegate.policy.weighing import Case

YES, NO, UNKNOWN = State.MATCHED, State.NOT_MATCHED, State.UNKNOWN
FACING = Settings(version=1, threat_model=ThreatModel(internet_facing=InternetFacing(routes=("/api/**",))))
GAP = (NotAnalysed("web/app.ts", "code in a language that this version does not know"),)


def seen(*paths: str, settings: Settings = DEFAULTS, **facts: Any) -> Seen:
    files = facts.pop("files", tuple(file(path) for path in paths))
    return Seen(Case(ChangeFacts(files=files, **facts), settings))


def state(condition: Condition, asked: Seen) -> State:
    return holds(condition, asked).state


@pytest.mark.parametrize(
    "gone",
    [
        file("web/guard.rs", FileStatus.DELETED),
        file("web/guard.md", FileStatus.RENAMED, base="web/guard.rs"),
    ],
)
def test_code_that_nobody_understood_is_unknown_when_it_is_gone_too(gone: FileChange) -> None:
    said = holds(Condition(changed=(ChangeKind.AUTHENTICATION,)), seen(files=(gone,)))
    assert said.state is UNKNOWN
    assert "web/guard.rs: code in an unknown language" in said.why


def test_every_word_of_the_settings_is_asked() -> None:
    assert set(VOCABULARY) == set(Condition.__struct_fields__)


MIGRATION = PathClass.MIGRATION
A, B = Condition(paths=("a/**",)), Condition(paths=("b.py",))


@pytest.mark.parametrize(
    ("condition", "paths", "state", "why"),
    [
        (A, ["a/x.py"], YES, "a/x.py changes"),
        (A, ["b/x.py"], NO, "nothing changes in a/**"),
        (Condition(paths=("a/**", "!a/x.py")), ["a/x.py"], NO, "nothing changes in a/**, !a/x.py"),
        (Condition(only_paths=("a/**",)), ["a/x.py"], YES, "only a/x.py changes"),
        (Condition(only_paths=("a/**",)), ["a/x.py", "b.py"], NO, "b.py changes, too"),
        (Condition(only_paths=("a/**",)), [], NO, "no file changes"),
        (Condition(paths=("a/**",), only_paths=("a/**",)), ["a/x.py", "b.py"], NO, "b.py changes, too"),
        (Condition(any=(A, B)), ["b.py"], YES, "b.py changes"),
        (Condition(all=(A, B)), ["b.py"], NO, "nothing changes in a/**"),
        (Condition(not_=A), ["b.py"], YES, "not: nothing changes in a/**"),
        (Condition(path_classes=(MIGRATION,)), ["migrations/0001_a.py"], YES, "migrations/0001_a.py changes"),
        (Condition(path_classes=(MIGRATION,)), ["a.py"], NO, "no migration file changes"),
        (Condition(only_path_classes=(PathClass.PROSE,)), ["README.md"], YES, "only README.md changes"),
        (Condition(only_path_classes=(PathClass.PROSE,)), ["README.md", "a.py"], NO, "a.py changes, too"),
    ],
)  # fmt: skip
def test_files(condition: Condition, paths: list[str], state: State, why: str) -> None:
    assert holds(condition, seen(*paths)) == (state, why)


@pytest.mark.parametrize(
    "condition",
    [
        A,
        Condition(not_=A),
        Condition(only_paths=("b.py",)),
        Condition(path_classes=(PathClass.MIGRATION,)),
        Condition(only_path_classes=(PathClass.PRODUCTION,)),
        Condition(size=SizeAsked(lines=100)),
        Condition(changed=(ChangeKind.WORKFLOW,)),
        Condition(changed=(ChangeKind.PAYMENT,)),
    ],
)
def test_of_what_does_not_merge_nothing_is_denied(condition: Condition) -> None:
    assert state(condition, seen("b.py", conflict=("b.py",))) is UNKNOWN


# --- size ------------------------------------------------------------------------------------------


def sized(added: int, removed: int, kind: FileKind = FileKind.TEXT) -> FileChange:
    return FileChange(
        "a.py",
        FileStatus.MODIFIED,
        kind,
        PathClass.PRODUCTION,
        base_path="a.py",
        added=added,
        removed=removed,
    )


@pytest.mark.parametrize(
    ("asked", "files", "expected"),
    [
        (SizeAsked(lines=10), (sized(6, 4),), YES),
        (SizeAsked(lines=11), (sized(6, 4),), NO),
        (SizeAsked(lines=11), (sized(0, 0, FileKind.TOO_LARGE),), UNKNOWN),
        (SizeAsked(lines=10), (sized(10, 0), sized(0, 0, FileKind.SUBMODULE)), YES),
        (SizeAsked(files=2), (sized(1, 0),), NO),
        (SizeAsked(files=2), (sized(1, 0), sized(1, 0)), YES),
        (SizeAsked(lines=100, files=2), (sized(1, 0), sized(1, 0)), YES),
    ],
)
def test_size(asked: SizeAsked, files: tuple[FileChange, ...], expected: State) -> None:
    assert state(Condition(size=asked), seen(files=files)) is expected


# --- entry points ----------------------------------------------------------------------------------

QUEUE = EntryPoint("queue", "jobs.send", "src/app.py", 3)
REACHED = (entry("GET /api/refunds"), entry("GET /help"), QUEUE)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (EntryPointsAsked(), YES),
        (EntryPointsAsked(at_least=3), YES),
        (EntryPointsAsked(at_least=4), NO),
        (EntryPointsAsked(kinds=("queue",)), YES),
        (EntryPointsAsked(kinds=("graphql",)), NO),
        (EntryPointsAsked(routes=("/api/**",)), YES),
        (EntryPointsAsked(routes=("/admin/**",)), NO),
        (EntryPointsAsked(internet_facing=True), YES),
        (EntryPointsAsked(internet_facing=True, kinds=("queue",)), NO),
        (EntryPointsAsked(internet_facing=True, at_least=2), NO),
    ],
)
def test_entry_points(asked: EntryPointsAsked, expected: State) -> None:
    condition = Condition(entry_points=asked)
    assert state(condition, seen("src/app.py", settings=FACING, entry_points_reached=REACHED)) is expected


def test_who_says_nothing_of_the_internet_knows_nothing_of_it() -> None:
    asked = Condition(entry_points=EntryPointsAsked(internet_facing=True))
    assert state(asked, seen("src/app.py", entry_points_reached=REACHED)) is UNKNOWN
    assert state(asked, seen("src/app.py")) is NO


@pytest.mark.parametrize(
    "facts", [{"reach_limits": ("too far",)}, {"gaps": GAP}, {"failures": ("x failed",)}]
)
def test_entry_points_that_nobody_looked_for(facts: dict[str, Any]) -> None:
    asked = Condition(entry_points=EntryPointsAsked(kinds=("graphql",)))
    assert state(asked, seen("src/app.py", entry_points_reached=REACHED, **facts)) is UNKNOWN
    assert (
        state(Condition(entry_points=EntryPointsAsked()), seen(entry_points_reached=REACHED, **facts)) is YES
    )


# --- findings --------------------------------------------------------------------------------------

MEDIUM = finding(Severity.MEDIUM, Confidence.LOW, kind=Kind.MISUSE)
ACCEPTED = finding(disposition=Disposition("accepted", "old", "ada"))


@pytest.mark.parametrize(
    ("asked", "findings", "expected"),
    [
        (FindingsAsked(), (MEDIUM,), YES),
        (FindingsAsked(), (), NO),
        (FindingsAsked(), (ACCEPTED, finding(status=Status.EXISTING)), NO),
        (FindingsAsked(rules=("sql-injection",)), (MEDIUM,), YES),
        (FindingsAsked(rules=("open-redirect",)), (MEDIUM,), NO),
        (FindingsAsked(kinds=(Kind.FLOW,)), (MEDIUM,), NO),
        (FindingsAsked(severity="medium"), (MEDIUM,), YES),
        (FindingsAsked(severity="high"), (MEDIUM,), NO),
        (FindingsAsked(severity="high"), (finding(Severity.UNKNOWN),), UNKNOWN),
        (FindingsAsked(confidence="medium"), (MEDIUM,), NO),
        (FindingsAsked(confidence="low"), (MEDIUM,), YES),
        (FindingsAsked(at_least=2), (MEDIUM, finding()), YES),
        (FindingsAsked(at_least=2, severity="high"), (MEDIUM, finding()), NO),
        (FindingsAsked(at_least=2, severity="high"), (finding(), finding(Severity.UNKNOWN)), UNKNOWN),
    ],
)
def test_findings(asked: FindingsAsked, findings: tuple[Any, ...], expected: State) -> None:
    assert state(Condition(findings=asked), seen("src/app.py", findings=findings)) is expected


def test_findings_that_nobody_looked_for() -> None:
    asked = Condition(findings=FindingsAsked(severity="high"))
    assert state(asked, seen("src/app.py", findings=(MEDIUM,), limits=("cut short",))) is UNKNOWN


# --- who wrote it ----------------------------------------------------------------------------------


def by(*shares: Share, added: int = 10) -> Seen:
    found = Attribution(added=added, shares=shares)
    return seen(files=(sized(added, 0),), attribution=found)


def share(
    author: Author = Author.AI,
    tool: str | None = "claude-code",
    lines: int = 5,
    confidence: Trust = Trust.TRAILER,
) -> Share:
    return Share(author, tool, "Claude Code", "claude-opus-4.8", confidence, lines)


@pytest.mark.parametrize(
    ("asked", "shares", "says"),
    [
        (AttributionAsked(), [share()], "Claude Code wrote 5 of 10 added lines"),
        (AttributionAsked(tools=("claude-code",)), [share()], "Claude Code wrote"),
        (AttributionAsked(models=("claude-*",)), [share()], "Claude Code wrote"),
        (AttributionAsked(share=50), [share()], "Claude Code wrote"),
        (AttributionAsked(share=51), [share()], "nothing shows"),
        (AttributionAsked(tools=("codex",)), [share()], "nothing shows"),
        (AttributionAsked(models=("gpt-*",)), [share()], "nothing shows"),
        (AttributionAsked(), [], "nothing shows"),
        (AttributionAsked(), [share(Author.HUMAN, None, 10, Trust.DECLARED)], "nothing shows"),
        (AttributionAsked(), [share(confidence=Trust.HEURISTIC)], "nothing shows"),
    ],
)
def test_what_is_not_known_to_be_a_tool_s_counts_as_one_s(
    asked: AttributionAsked, shares: list[Share], says: str
) -> None:
    answer = holds(Condition(attribution=asked), by(*shares))
    assert answer.state is YES
    assert answer.why.startswith(says)


def test_where_no_line_is_added_no_tool_wrote_one() -> None:
    assert state(Condition(attribution=AttributionAsked()), seen(files=(sized(0, 3),))) is NO


@pytest.mark.parametrize(
    ("condition", "authors", "expected"),
    [
        (Condition(authors=("*@acme.example",)), ("ada.b@acme.example",), YES),
        (Condition(authors=("*@acme.example",)), ("eve@else.example",), NO),
        (Condition(authors=("*@acme.example",)), None, UNKNOWN),
        (Condition(other_authors=("*@acme.example",)), ("ada@acme.example",), NO),
        (Condition(other_authors=("*@acme.example",)), ("ada@acme.example", "eve@else.example"), YES),
        (Condition(other_authors=("*@acme.example",)), None, UNKNOWN),
        (Condition(authors=("*@acme.example",)), ("eve@else.example", ""), UNKNOWN),
        (Condition(authors=("*",)), ("",), UNKNOWN),
        (Condition(authors=("*@acme.example",)), ("ada@acme.example", ""), YES),
        (Condition(other_authors=("*@acme.example",)), ("ada@acme.example", ""), UNKNOWN),
        (Condition(other_authors=("*@acme.example",)), ("eve@else.example", ""), YES),
    ],
)
def test_authors(condition: Condition, authors: tuple[str, ...] | None, expected: State) -> None:
    assert state(condition, seen("src/app.py", authors=authors)) is expected


def test_kinds_of_which_nobody_can_tell_are_told_together() -> None:
    condition = Condition(changed=(ChangeKind.PAYMENT, ChangeKind.CRYPTOGRAPHY, ChangeKind.WORKFLOW))
    why = "could not tell: whether it is of payment or cryptography: too far"
    assert holds(condition, seen("a.py", limits=("too far",))) == (UNKNOWN, why)


def test_packages_that_were_not_judged_are_findings_that_nobody_looked_for() -> None:
    asked = seen("pyproject.toml", gaps=(NotAnalysed("pyproject.toml", "no advisories"),))
    assert state(Condition(findings=FindingsAsked()), asked) is UNKNOWN
    assert state(Condition(entry_points=EntryPointsAsked()), asked) is NO


def test_what_is_unknown_does_not_hide_what_is_known() -> None:
    """Kleene: the rest decides where it is enough."""
    unsure = Condition(changed=(ChangeKind.PAYMENT,))
    asked = seen("a/x.py", gaps=GAP, data=(access(),))
    assert state(Condition(any=(unsure, A)), asked) is YES
    assert state(Condition(all=(unsure, B)), asked) is NO
    assert state(Condition(all=(unsure, A)), asked) is UNKNOWN
    assert state(Condition(not_=unsure), asked) is UNKNOWN
