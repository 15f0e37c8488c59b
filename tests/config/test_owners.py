from __future__ import annotations

import pytest

from tidegate.config.owners import MOST_LINES, Owned, codeowners, owners, parse

TEXT = b"""\
# everything
*            @acme/platform
/billing/    @acme/payments ada@example.com
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
        ("billing/main.tf", ("@acme/payments", "ada@example.com", "@acme/cloud")),
    ],
)
def test_the_last_pattern_counts(path: str, expected: tuple[str, ...]) -> None:
    assert owners({"CODEOWNERS": TEXT}.get)(path) == expected


def test_the_first_place_counts() -> None:
    files = {".github/CODEOWNERS": b"* @here", "CODEOWNERS": b"* @there"}
    assert owners(files.get)("a") == ("@here",)


def test_without_a_file_nobody_owns_anything() -> None:
    assert owners(lambda _: None)("a") == ()


def _github(line: str, path: str) -> tuple[str, ...]:
    return owners({".github/CODEOWNERS": f"* @all\n{line} @some\n".encode()}.get)(path)


def _gitlab(line: str, path: str) -> tuple[str, ...]:
    return owners({".gitlab/CODEOWNERS": f"* @all\n{line} @some\n".encode()}.get)(path)


@pytest.mark.parametrize(
    ("pattern", "path", "github", "gitlab"),
    [
        ("docs/*", "docs/a.md", True, True),
        ("docs/*", "docs/build/a.md", False, False),  # only files of the folder itself
        ("docs/*", "x/docs/a.md", False, True),  # on GitLab a pattern begins anywhere
        ("/docs/", "docs/build/a.md", True, True),
        ("/docs/", "x/docs/a.md", False, False),
        ("apps/", "x/apps/y/z.py", True, True),
        ("/apps/github", "apps/github/z.py", True, True),
        ("/apps/github", "apps/githubber/z.py", False, False),
        ("**/logs", "build/logs/a.txt", True, True),
        ("**/logs", "logs/a.txt", True, True),
        ("/docs/**/*.md", "docs/a/b/c.md", True, True),
        ("/docs/**/*.md", "docs/c.md", True, True),
        ("*.js", "web/a.js", True, True),
        ("*.js", "web/a.jsx", False, False),
        ("path\\ with\\ spaces/", "path with spaces/a", True, True),
        ("/README.md", "README.md", True, True),
        ("/README.md", "x/README.md", False, False),
        ("File.md", "file.md", False, False),
        ("\\#odd.md", "#odd.md", False, True),
        ("[ab].md", "a.md", False, True),
        ("[!ab].md", "a.md", False, False),
        ("/a.b", "axb", False, False),
        ("/", "any/where", True, True),
    ],
)
def test_patterns_of_both_forges(pattern: str, path: str, github: bool, gitlab: bool) -> None:
    assert (_github(pattern, path) == ("@some",)) is github
    assert (_gitlab(pattern, path) == ("@some",)) is gitlab


def test_what_the_forge_would_not_read_is_named() -> None:
    found = codeowners({".github/CODEOWNERS": b"* @all\n!a.md @some\n[ab].md @some\n"}.get)
    assert [problem.partition(" GitHub")[0] for problem in found.problems] == [
        ".github/CODEOWNERS:2:",
        ".github/CODEOWNERS:3:",
    ]
    assert [owned.owners for owned in found.of("a.md")] == [("@all",)]


def test_a_file_that_is_too_large_is_not_a_file_without_owners() -> None:
    found = codeowners({"CODEOWNERS": b"* @all\n" * 500_000}.get)
    assert found.path == "CODEOWNERS"
    assert "is the limit" in found.problems[0]


def test_comments() -> None:
    assert _github("a.md # was @old,", "a.md") == ()
    assert owners({"CODEOWNERS": b"a.md @x # @old\n"}.get)("a.md") == ("@x",)
    assert owners({".gitlab/CODEOWNERS": b"a.md @x # and @y\n"}.get)("a.md") == ("@x", "@y")


SECTIONS = b"""\
* @everybody
[Documentation][2] @docs
docs/
README.md @writers
^[Database] @dba
model/db/
[documentation]
guide/ @guides
[Ruby]
*.rb @ruby
!/config/*.rb
/config/late.rb @nobody
"""


def test_sections_are_judged_each_by_itself() -> None:
    found = codeowners({"CODEOWNERS": SECTIONS}.get)
    assert found.of("docs/a") == (
        Owned(owners=("@everybody",), line=1),
        Owned(owners=("@docs",), section="Documentation", approvals=2, line=3),
    )
    assert found.of("README.md")[1].owners == ("@writers",)
    assert found.of("model/db/x")[1].optional
    assert found.of("guide/x")[1].section == "Documentation"  # sections of one name are one
    assert [owned.owners for owned in found.of("lib/a.rb")] == [("@everybody",), ("@ruby",)]
    assert [owned.owners for owned in found.of("config/a.rb")] == [("@everybody",)]  # taken out
    assert [owned.owners for owned in found.of("config/late.rb")] == [("@everybody",)]  # and never back in


def test_how_many_lines_name_an_owner() -> None:
    text = b"* @ada @acme/money\n/x @ada\n[Docs] @cy\ndocs/\n"
    assert codeowners({"CODEOWNERS": text}.get).named() == {"@ada": 2, "@acme/money": 1, "@cy": 1}


@pytest.mark.parametrize("text", ["* @ben\n" + "#\n" * MOST_LINES, "* @ben\n" + "a" * 2001 + " @cy\n"])
def test_a_file_whose_end_is_not_read_is_not_read_at_all(text: str) -> None:
    """The last line that matches counts: it may stand beyond."""
    found = parse(text.encode(), "CODEOWNERS")
    assert found.sections == ()
    assert "is the limit" in found.problems[0]
