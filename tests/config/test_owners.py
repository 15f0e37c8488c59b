from __future__ import annotations

import pytest

from tidegate.config.owners import owners

TEXT = b"""\
# everything
*            @acme/platform
/billing/    @acme/payments ada@example.com   # moves money
docs/        # nobody
[Section]
*.tf @acme/cloud
\\
"""


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("app.py", ("@acme/platform",)),
        ("billing/pay.py", ("@acme/payments", "ada@example.com")),
        ("src/billing/pay.py", ("@acme/platform",)),
        ("docs/a.md", ()),
        ("billing/main.tf", ("@acme/cloud",)),
    ],
)
def test_the_last_pattern_counts(path: str, expected: tuple[str, ...]) -> None:
    assert owners({"CODEOWNERS": TEXT}.get)(path) == expected


def test_the_first_place_counts() -> None:
    files = {".github/CODEOWNERS": b"* @here", "CODEOWNERS": b"* @there"}
    assert owners(files.get)("a") == ("@here",)


def test_without_a_file_nobody_owns_anything() -> None:
    assert owners(lambda _: None)("a") == ()
