"""What is said once, and what weighs little."""

from __future__ import annotations

from tidegate.detect.findings import finding, fingerprints, weighed
from tidegate.flow.summary import Place
from tidegate.model.finding import Confidence, Finding, Kind, Severity, Status
from tidegate.program.names import FunctionId


def _found(kind: Kind, path: str, line: int, status: Status = Status.INTRODUCED) -> Finding:
    place = Place(FunctionId(path, "view"), line, line, 1)
    prints = fingerprints("unsafe-deserialization", [kind, path, str(line)], "", ())
    return finding("unsafe-deserialization", kind, status, place, prints, Confidence.HIGH)


def test_a_misuse_is_not_repeated_where_data_was_followed_to_it() -> None:
    flow, same = _found(Kind.FLOW, "app.py", 3), _found(Kind.MISUSE, "app.py", 3)
    other, gone = _found(Kind.MISUSE, "app.py", 4), _found(Kind.MISUSE, "app.py", 3, Status.FIXED)
    assert weighed([flow, same, other, gone]) == [flow, other, gone]


def test_an_example_weighs_little_but_a_secret() -> None:
    shipped = _found(Kind.FLOW, "app.py", 1)
    example = _found(Kind.FLOW, "examples/app.py", 1)
    secret = _found(Kind.SECRET, "examples/app.py", 2)
    assert [one.severity for one in weighed([shipped, example, secret])] == [
        Severity.CRITICAL,
        Severity.LOW,
        Severity.CRITICAL,
    ]
