"""Facts in few words, and random ones."""

from __future__ import annotations

from hypothesis import strategies as st

from tidegate.model.attribution import Attribution, Author, Share, Trust
from tidegate.model.change import FileChange, FileKind, FileStatus
from tidegate.model.finding import Confidence, Disposition, Finding, Kind, Severity, Status
from tidegate.model.kinds import About, ChangeKind
from tidegate.model.paths import classify
from tidegate.model.result import Access, EntryPoint, NotAnalysed
from tidegate.policy.facts import ChangeFacts, ControlChange

PATHS = (
    "src/app.py",
    "billing/charge.py",
    "tests/test_app.py",
    "docs/conf.py",
    "README.md",
    "data/countries.json",
    "templates/index.html",
    "shop/migrations/0002_price.py",
    ".tidegate/config.yaml",
    ".github/workflows/ci.yml",
    "AGENTS.md",
    "Dockerfile",
    "pyproject.toml",
    "ruff.toml",
    "native/fast.rs",
    "api/shop_pb2.py",
)


def file(
    path: str, status: FileStatus = FileStatus.MODIFIED, base: str | None = None, marked: str | None = None
) -> FileChange:
    return FileChange(path, status, FileKind.TEXT, classify(path), base_path=base or path, marked=marked)


def finding(
    severity: Severity = Severity.HIGH,
    confidence: Confidence = Confidence.HIGH,
    path: str = "src/app.py",
    kind: Kind = Kind.FLOW,
    status: Status = Status.INTRODUCED,
    disposition: Disposition | None = None,
    entry_point: str | None = None,
    attribution: dict[str, str] | None = None,
) -> Finding:
    return Finding(
        id="0123456789ab",
        rule="sql-injection",
        title="SQL injection",
        cwe=(89,),
        severity=severity,
        confidence=confidence,
        status=status,
        kind=kind,
        path=path,
        line=3,
        end_line=3,
        message="A value from outside becomes part of a statement.",
        disposition=disposition,
        entry_point=entry_point,
        attribution=attribution,
    )


def access(
    change: str = "new", path: str = "src/app.py", name: str = "refund", fields: tuple[str, ...] = ()
) -> Access:
    return Access(name, fields, "read", change, path, 3)


def entry(name: str = "GET /refunds", path: str = "src/app.py") -> EntryPoint:
    return EntryPoint("http", name, path, 3)


def many(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(strategy, max_size=3).map(tuple)


FILES = st.builds(
    file,
    st.sampled_from(PATHS),
    st.sampled_from([FileStatus.MODIFIED, FileStatus.ADDED, FileStatus.DELETED]),
    st.sampled_from(PATHS),
    st.sampled_from([None, None, "generated", "vendored"]),
)
FINDINGS = st.builds(
    finding,
    st.sampled_from(list(Severity)),
    st.sampled_from(list(Confidence)),
    st.sampled_from(PATHS),
    st.sampled_from(list(Kind)),
    st.sampled_from(list(Status)),
    st.none() | st.just(Disposition("accepted", "old", "ada")),
    st.sampled_from([None, "GET /refunds", "GET /api/refunds"]),
    st.none() | st.just({"tool": "claude-code"}),
)
GAPS = st.builds(NotAnalysed, st.sampled_from(PATHS), st.just("it could not be read"), st.booleans())
ACCESSES = st.builds(
    access,
    st.sampled_from(["new", "changed", "removed", "touched"]),
    st.sampled_from(PATHS),
    st.sampled_from(["refund", "customers"]),
)
CONTROLS = st.builds(
    ControlChange,
    st.just("GET /refunds"),
    st.just(("a.login",)),
    st.just(("b.login",)),
    st.sampled_from(PATHS),
    st.sampled_from([(), ("authentication",), ("csrf", "authorization")]),
)


ABOUT = st.builds(
    About,
    st.sampled_from(list(ChangeKind)),
    st.just("src.app.pay"),
    st.just("it uses stripe"),
    st.sampled_from(PATHS),
    st.booleans(),
)
SHARES = st.builds(
    Share,
    st.sampled_from(list(Author)),
    st.sampled_from([None, "claude-code", "codex"]),
    st.just("A tool"),
    st.sampled_from([None, "claude-opus-4.8", "gpt-5"]),
    st.sampled_from(list(Trust)),
    st.integers(0, 20),
)
ENTRIES = st.builds(
    EntryPoint,
    st.sampled_from(["http", "queue", "cli"]),
    st.sampled_from(["GET /refunds", "POST /api/x"]),
    st.sampled_from(PATHS),
    st.just(3),
)


def attributions(added: int = 20) -> st.SearchStrategy[Attribution]:
    return st.builds(
        Attribution,
        added=st.just(added),
        ai=st.integers(0, added),
        human=st.integers(0, added),
        unknown=st.integers(0, added),
        shares=many(SHARES),
    )


FACTS = st.builds(
    ChangeFacts,
    files=many(FILES),
    findings=many(FINDINGS),
    data=many(ACCESSES),
    services=many(ACCESSES),
    control_changes=many(CONTROLS),
    entry_points_added=many(ENTRIES),
    entry_points_reached=many(ENTRIES),
    reach_limits=many(st.just("too far")),
    about=many(ABOUT),
    authors=st.none() | st.just(("ada@acme.example",)) | st.just(("ada@acme.example", "eve@else.example")),
    attribution=attributions(),
    code_changed=st.booleans(),
    gaps=many(GAPS),
    limits=many(st.just("more than 400 functions")),
    failures=many(st.just("data flow failed")),
    conflict=many(st.sampled_from(PATHS)),
    first_configuration=st.booleans(),
)
