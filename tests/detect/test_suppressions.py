"""Comments that silence a checker: what is new, and what only moved."""

from __future__ import annotations

from tidegate.detect.secrets import AddedLines
from tidegate.detect.suppressions import detect

RENDERED = "    return mark_safe(html)  # noqa: S308"


def lines(*texts: str, path: str = "app/views.py") -> list[AddedLines]:
    return [AddedLines(path, tuple(enumerate(texts, 10)))]


def found(added: list[AddedLines], removed: list[AddedLines] | None = None) -> list[int]:
    return [one.line for one in detect(added, removed or [])]


def test_a_new_comment_is_shown() -> None:
    assert found(lines("x = 1", RENDERED)) == [11]
    assert found(lines("eval(x)  # nosec")) == [10]
    assert found(lines("eval(x)  # noqa: E501, S307")) == [10]


def test_a_line_that_moved_is_not_new_and_a_second_copy_is() -> None:
    removed = lines("\treturn mark_safe(html)  # noqa: S308", path="app/old.py")
    assert found(lines(RENDERED), removed) == []
    assert found(lines(RENDERED, RENDERED), removed) == [11]


def test_a_comment_stays_on_a_line_that_is_rewritten() -> None:
    rewritten = lines("    return mark_safe(template.render(context))  # noqa: S308")
    assert found(rewritten, lines(RENDERED)) == []
    assert found(rewritten, lines(RENDERED, path="app/other.py")) == [10]
    assert found(lines("    run(line)  # noqa: S602"), lines(RENDERED)) == [10]


def test_what_is_no_matter_of_security_silences_nothing() -> None:
    assert found(lines("self.membership  # noqa: B018", "import a  # noqa: F401", "x = nosec")) == []
    assert found(lines("eval(x)  # nosec", path="tests/test_views.py")) == []
