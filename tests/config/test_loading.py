from __future__ import annotations

from datetime import date

import pytest
from config.examples import FULL, RIGHT, WRONG
from hypothesis import given
from hypothesis import strategies as st

from tidegate.config import DEFAULTS, SETTINGS, Settings, SettingsError, Words, digest, load, parse
from tidegate.config.loading import knowledge_files
from tidegate.config.nodes import Problem
from tidegate.config.settings import Rule
from tidegate.config.tiers import Condition


def problems(text: str | bytes, words: Words | None = None) -> list[tuple[int, str]]:
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(SettingsError) as caught:
        parse(data, "c.yaml", words or Words())
    return [(problem.line, problem.text) for problem in caught.value.problems]


def found(data: bytes) -> tuple[Problem, ...]:
    """The problems of any text: nothing else may come of it."""
    try:
        parse(data, "c.yaml")
    except SettingsError as error:
        return error.problems
    return ()


def test_without_a_file_the_defaults_hold() -> None:
    assert load(lambda _: None) == DEFAULTS
    assert DEFAULTS.mode == "enforce"


def test_the_file_is_asked_for_by_its_path() -> None:
    settings = load({SETTINGS: b"version: 1\nrules: {a: {reason: r}}\n"}.get)
    assert settings.rules == {"a": Rule(reason="r")}


def test_a_full_file_is_read_as_it_says() -> None:
    settings = parse(FULL.encode(), "c.yaml")
    assert settings.threat_model.authentication == ("acme.auth.login_required", "acme.auth.current_user")
    assert settings.threat_model.sanitizers == {"sql": ("acme.db.quote",), "html": ("acme.html.clean",)}
    assert settings.threat_model.personal_data.tables == ("customers", "user_*")
    assert settings.threat_model.internet_facing.routes == ("/api/**",)
    assert settings.rules["weak-hash"].enabled is False
    assert settings.rules["open-redirect"].paths == ("web/**", "!web/admin/**")
    assert settings.sensitive_paths[0].tier == "critical"
    assert [tier.name for tier in settings.tiers] == ["docs", "money"]
    money = settings.tiers[1]
    assert money.when is not None
    assert money.when.any[1].all[1].not_ == Condition(paths=("shop/help/**",))
    assert money.approvals[1].distinct_roles == ("reviewer", "manager")
    assert settings.exceptions[0].until == date(2026, 12, 31)


@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT)
def test_right(text: str) -> None:
    assert parse(text.encode(), "c.yaml").version == 1


@pytest.mark.parametrize(("text", "expected"), WRONG.values(), ids=WRONG)
def test_wrong(text: str, expected: list[tuple[int, str]]) -> None:
    shown = problems(text)
    assert [line for line, _ in shown] == [line for line, _ in expected]
    for (_, message), (_, part) in zip(shown, expected, strict=True):
        assert part in message


@pytest.mark.parametrize(
    ("data", "line", "part"),
    [
        (b"", 1, "the file is empty"),
        (b"# nothing yet\n", 1, "the file is empty"),
        (b"version: 1\nversion: 1\n", 2, 'the key "version" is already on line 1'),
        (b"version: 1\n? [a, b]\n: 1\n", 2, "a key must be a single word"),
        (b"version: 1\nrules: &x {}\nexceptions: *x\n", 3, "aliases are not read"),
        (b"version: 1\n---\nversion: 1\n", 2, "a second document"),
        (b"version: 1\nmode: [\n", 3, "this is not YAML"),
        (b"version: 1\nmode: \xff\n", 2, "this is not UTF-8 text"),
        (b"version: 1\nmode: \x00\n", 1, "this is not YAML"),
        (b"version: !!python/object:os.system 1\n", 1, "version: 1 (without quotes) is not known"),
        (b"version: 1\nrules: " + b"[" * 40 + b"]" * 40, 2, "nested deeper than"),
        (b"version: 1\nx: [" + b"1," * 60_000 + b"]", 2, "more than 50,000 values"),
        (b"version: 1 #" + b"x" * 1_000_000, 1, "1,000,000 is the limit"),
        (b"version: 1\nsensitive_paths: [{paths: ['!'], tier: high, reason: r}]\n", 2, "Invalid git pattern"),
    ],
)
def test_what_only_the_text_shows(data: bytes, line: int, part: str) -> None:
    ((at, message),) = problems(data)
    assert at == line
    assert part in message


def test_every_line_names_the_file_and_the_place() -> None:
    with pytest.raises(SettingsError) as caught:
        load({SETTINGS: b"version: 1\nmode: strict\nrulez: {}\n"}.get)
    assert str(caught.value).startswith(".tidegate/config.yaml:2: mode: ")
    assert '.tidegate/config.yaml:3: unknown key "rulez"' in caught.value.hint
    assert "docs/configuration.md" in caught.value.hint


def test_words_of_other_parts_are_checked_where_they_are_given() -> None:
    words = Words(rules=frozenset({"sql-injection"}), kinds=frozenset({"sql"}))
    text = "version: 1\nrules: {sql-injektion: {reason: r}}\nthreat_model:\n  sanitizers: {sq: [a.b]}\n"
    assert problems(text, words) == [
        (2, 'rules: unknown "sql-injektion"; did you mean "sql-injection"?'),
        (4, 'threat_model.sanitizers: unknown "sq"; did you mean "sql"?'),
    ]
    assert parse(text.encode(), "c.yaml").rules.keys() == {"sql-injektion"}


def test_purposes_and_ecosystems_that_are_not_known() -> None:
    words = Words(purposes=frozenset({"http-client"}), ecosystems=frozenset({"PyPI", "npm"}))
    text = """\
version: 1
dependencies:
  own: ["pypi:acme-*"]
  preferred:
    http-clients: [PyPI:httpx]
    http-client: [PyPI:httpx, "nmp:ky"]
  forbidden:
    - package: Pypi:pycrypto
      reason: nobody mends it
      instead: [PyPI:cryptography]
"""
    assert problems(text, words) == [
        (3, 'dependencies.own[0]: unknown ecosystem "pypi"; did you mean "PyPI"?'),
        (5, 'dependencies.preferred: unknown "http-clients"; did you mean "http-client"?'),
        (6, 'dependencies.preferred.http-client[1]: unknown ecosystem "nmp"; did you mean "npm"?'),
        (8, 'dependencies.forbidden[0].package: unknown ecosystem "Pypi"; did you mean "PyPI"?'),
    ]
    assert parse(text.encode(), "c.yaml").dependencies.preferred.keys() == {"http-clients", "http-client"}


def test_an_observed_gate_is_enforced_after_its_last_day() -> None:
    settings = Settings(version=1, mode="observe", observe_until=date(2026, 6, 30))
    assert settings.observing(date(2026, 6, 30)) == date(2026, 6, 30)
    assert settings.observing(date(2026, 7, 1)) is None
    assert DEFAULTS.observing(date(2026, 6, 30)) is None


@given(st.binary(max_size=200))
def test_any_bytes_are_settings_or_named_problems(data: bytes) -> None:
    assert all(problem.line >= 1 and problem.text for problem in found(data))


WORDS = [
    *FULL.split(),
    "version:",
    "1",
    "null",
    "~",
    "2026-01-01",
    "1e9",
    "0x10",
    "&a",
    "*a",
    "<<:",
    "!!binary",
]


@given(st.lists(st.tuples(st.integers(0, 4), st.sampled_from(WORDS), st.sampled_from(WORDS)), max_size=12))
def test_any_lines_of_known_words_are_settings_or_named_problems(lines: list[tuple[int, str, str]]) -> None:
    text = "version: 1\n" + "".join(f"{'  ' * depth}{key} {value}\n" for depth, key, value in lines)
    assert all(1 <= problem.line <= len(lines) + 2 for problem in found(text.encode()))


def test_knowledge_files_are_found_by_their_names() -> None:
    files = {".tidegate/knowledge/a.yaml": b"a", ".tidegate/knowledge/b.txt": b"b", "knowledge/c.yaml": b"c"}
    assert knowledge_files(files.get, [*files, ".tidegate/knowledge/gone.yaml"]) == {
        ".tidegate/knowledge/a.yaml": b"a"
    }


def test_a_digest_depends_on_names_and_contents_alone() -> None:
    assert digest({"a": b"1", "b": b"2"}) == digest({"b": b"2", "a": b"1"})
    assert len({digest({"a": b"1"}), digest({"b": b"1"}), digest({"a": b"2"}), digest({})}) == 4
    assert digest({"a": b"1 1 b 1 2"}) != digest({"a": b"1", "b": b"2"})
