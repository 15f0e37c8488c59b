"""The table of formats: what it calls a format's file is a manifest or lock file to the whole house."""

from __future__ import annotations

import pytest

from tidegate.dependencies.formats import FORMATS, Format, format_of
from tidegate.model.paths import classify
from tidegate.packages import JUDGED

PATTERNS = [(known, pattern) for known in FORMATS for pattern in known.patterns]


@pytest.mark.parametrize(
    ("known", "pattern"), PATTERNS, ids=[f"{one.name}-{pattern}" for one, pattern in PATTERNS]
)
def test_a_file_that_is_read_is_judged(known: Format, pattern: str) -> None:
    for path in (pattern.replace("*", "dev"), pattern.replace("*/", "a/b/").replace("*", "web-dev.3")):
        assert format_of(path) is known
        assert classify(path) in JUDGED
