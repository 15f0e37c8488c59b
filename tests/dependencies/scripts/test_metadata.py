"""Packages that a Python script asks for in its own comments."""

from __future__ import annotations

import pytest

from tidegate.dependencies.scripts import read
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source

SCRIPT = """#!/usr/bin/env -S uv run --script
# /// script
# requires-python = ">=3.12"
# dependencies = [
#   "httpx==0.27.0",
#   "rich>=13",
# ]
# ///
import httpx
"""


def test_what_it_asks_for() -> None:
    first, second = read(Source("tool.py", SCRIPT.encode())).dependencies
    assert (first.name, first.version, first.line, first.direct) == ("httpx", "0.27.0", 5, True)
    assert (second.name, second.version, second.requirement, second.line) == ("rich", None, ">=13", 6)


@pytest.mark.parametrize(
    "text",
    [
        "import httpx\n",
        "# /// pyproject\n# dependencies = ['a']\n# ///\n",
        "#/// script\n# dependencies = ['a']\n# ///\n",
        "# /// script\n# requires-python = '>=3.12'\n#\n# ///\n",
        "",
    ],
)
def test_nothing_is_asked_for(text: str) -> None:
    assert read(Source("tool.py", text.encode())).dependencies == ()


@pytest.mark.parametrize(
    "text",
    [
        "# /// script\n# dependencies = ['a']\nimport a\n",
        "# /// script\n# dependencies = [\n# ///\n",
        "# /// script\n# dependencies = 'a'\n# ///\n",
        "# /// script\n# dependencies = ['not a requirement!']\n# ///\n",
        "# /// script\n# a = " + "[" * 5000 + "\n# ///\n",
    ],
)
def test_what_cannot_be_read_says_so(text: str) -> None:
    with pytest.raises(Unreadable):
        read(Source("tool.py", text.encode()))
