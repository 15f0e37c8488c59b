"""Which sinks a check by regular expression makes safe."""

from __future__ import annotations

import pytest

from tidegate.flow.library import CallArguments
from tidegate.flow.patterns import kinds_of_match, kinds_of_result
from tidegate.flow.values import UNKNOWN_VALUE, Value, constant
from tidegate.knowledge.paths import arguments
from tidegate.knowledge.tables import Check, Cleaning

FIRST, SECOND = arguments("0"), arguments("1")
NONE: frozenset[str] = frozenset()


def matched(pattern: str | Value, anchored: str) -> frozenset[str]:
    check = Check(SECOND, NONE, True, False, False, (), FIRST, anchored)
    value = constant(pattern) if isinstance(pattern, str) else pattern
    return kinds_of_match(check, CallArguments([value, UNKNOWN_VALUE], {}))


@pytest.mark.parametrize(
    ("pattern", "anchored", "safe", "unsafe"),
    [
        (r"[a-z0-9]+", "both", {"command", "sql", "path", "html", "url", "log"}, set()),
        (r"[a-z0-9]+", "start", set(), {"command", "log"}),
        (r"[a-z0-9]+", "", set(), {"command", "log"}),
        (r"^[a-z0-9]+$", "", {"command", "path"}, {"log", "header"}),
        (r"\A[a-z0-9]+\Z", "", {"command", "log", "header"}, set()),
        (r"[a-z0-9]+$", "start", {"command"}, {"log"}),
        (r"(?m)^[a-z]+$", "", set(), {"command"}),
        (r"^[a-z]+$|x", "", set(), {"command"}),
        (r"^(?:[a-z]+|[0-9]+)$", "", {"command"}, set()),
        (r"[\w.-]+", "both", {"command", "path", "html"}, {"url", "regex"}),
        (r"[^/]+", "both", set(), {"path", "command"}),
        (r".*", "both", set(), {"command", "sql", "path"}),
        (r"[a-z ]+", "both", {"path", "log"}, {"command"}),
        (r"(", "both", set(), {"command"}),
        (r"[a-z]+(?=;)", "both", {"command"}, set()),
        (r"a{2,3}b*?c++", "both", {"command", "sql"}, set()),
    ],
)
def test_matches(pattern: str, anchored: str, safe: set[str], unsafe: set[str]) -> None:
    kinds = matched(pattern, anchored)
    assert safe <= kinds
    assert kinds.isdisjoint(unsafe)


def test_a_compiled_pattern_and_an_unknown_one() -> None:
    compiled = Value(fields={".pattern": constant("[a-z]+")})
    assert "command" in matched(compiled, "both")
    assert matched(UNKNOWN_VALUE, "both") == NONE


@pytest.mark.parametrize(
    ("pattern", "replacement", "safe"),
    [
        (r"[^a-z0-9]", "", True),
        (r"[^a-z0-9]+", "_", True),
        (r"\W", "-", True),
        (r"[^a-z0-9]", ";", False),
        (r"[;&|]", "", False),
        (r"[^a-z]x", "", False),
        (r"[^a-z]{2,}", "", False),
        (r"[^a-z;]", "", False),
    ],
)
def test_what_is_left_when_the_rest_is_replaced(pattern: str, replacement: str, safe: bool) -> None:
    cleaning = Cleaning(NONE, (), FIRST, SECOND, None)
    kinds = kinds_of_result(cleaning, CallArguments([constant(pattern), constant(replacement)], {}))
    assert ("command" in kinds) is safe


@pytest.mark.parametrize(("group", "safe"), [(1, True), (2, False), (0, False), (3, False), ("name", False)])
def test_groups(group: int | str, safe: bool) -> None:
    cleaning = Cleaning(NONE, (), FIRST, None, SECOND)
    kinds = kinds_of_result(cleaning, CallArguments([constant("id=([0-9]+)(.*)"), constant(group)], {}))
    assert ("command" in kinds) is safe
