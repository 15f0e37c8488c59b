from __future__ import annotations

from pathlib import Path

import pytest
from repositories import RepositoryBuilder

from tidegate.check import CheckOptions, check
from tidegate.config.loading import ANY, parse
from tidegate.config.nested import below, nested, places
from tidegate.config.patterns import paths
from tidegate.config.settings import DEFAULTS, Settings
from tidegate.model.errors import ConfigurationError

PAY = "services/pay/.tidegate/config.yaml"


def test_where_settings_may_stand() -> None:
    assert places(["services/pay/api/a.py", "services/b.py", "c.py"]) == [
        "services/.tidegate/config.yaml",
        PAY,
        "services/pay/api/.tidegate/config.yaml",
    ]


@pytest.mark.parametrize(
    ("glob", "yes", "no"),
    [
        ("*.py", "s/a/b.py", "b.py"),
        ("/b.py", "s/b.py", "s/a/b.py"),
        ("a/b.py", "s/a/b.py", "s/x/a/b.py"),
        ("a/", "s/x/a/b.py", "a/b.py"),
        ("**/b.py", "s/x/b.py", "b.py"),
        ("**", "s/x/y", "t/x"),
    ],
)
def test_globs_begin_in_their_folder(glob: str, yes: str, no: str) -> None:
    matches = paths([below("s", glob)])
    assert matches(yes)
    assert not matches(no)


def test_what_is_taken_out_again() -> None:
    matches = paths([below("s", "*.py"), below("s", "!b.py")])
    assert matches("s/a.py")
    assert not matches("s/b.py")


def test_a_folder_with_signs_of_globs_is_that_folder() -> None:
    matches = paths([below("a [b]*", "x.py")])
    assert matches("a [b]*/x.py")
    assert not matches("a b/x.py")


def inner(text: str, root: Settings = DEFAULTS) -> Settings:
    return nested(root, {PAY: text.encode()}, ANY)


def test_a_tier_holds_below_its_folder() -> None:
    (tier,) = inner("version: 1\ntiers: [{name: a, tier: high, when: {paths: [api/]}}]\n").tiers
    assert tier.when is not None
    assert [one.paths for one in tier.when.all] == [("/services/pay/**",), ("/services/pay/**/api/",)]


def test_it_cannot_loosen() -> None:
    text = (
        "version: 1\nrules: {weak-hash: {enabled: false, reason: r}}\nexceptions: [{fingerprint: abcdefgh}]\n"
    )
    assert inner(text) == DEFAULTS
    root = parse(b"version: 1\nallows: [rules]\n", "f")
    assert not inner(text, root).rules["weak-hash"].enabled
    assert inner(text, root).exceptions == ()


def test_the_gate_stays_as_it_is_where_a_folder_says_nothing_of_it() -> None:
    root = parse(b"version: 1\nmode: observe\nobserve_until: 2027-01-31\n", "f")
    assert inner("version: 1\n", root).mode == "observe"


@pytest.mark.parametrize(
    "said", ["mode: observe\nobserve_until: 2027-01-31\n", f"extends: [{{path: a, sha256: {'f' * 64}}}]\n"]
)
def test_what_only_the_repository_says(said: str) -> None:
    with pytest.raises(ConfigurationError, match="are for the repository's own settings"):
        inner("version: 1\n" + said)


def _tier(repository: RepositoryBuilder, base: str, head: str) -> tuple[str, set[str]]:
    found = check(CheckOptions(directory=repository.path, revision_range=f"{base}..{head}"))
    return found.tier, {reason.code for reason in found.reasons}


def test_only_changes_below_the_folder_are_judged_by_it(tmp_path: Path) -> None:
    repository = RepositoryBuilder(tmp_path)
    settings = "version: 1\nsensitive_paths: [{paths: ['*.py'], tier: high, reason: moves money}]\n"
    base = repository.commit(
        "base", {PAY: settings, "services/pay/a.py": "x = 1\n", "services/b.py": "x = 1\n"}
    )
    there = repository.commit("there", {"services/pay/a.py": "def f():\n    return 2\n"})
    assert _tier(repository, base, there) == ("high", {"sensitive-path"})
    repository.git("checkout", "-q", base)
    beside = repository.commit("beside", {"services/b.py": "def f():\n    return 2\n"})
    assert _tier(repository, base, beside) == ("low", {"nothing-introduced"})


def test_a_change_to_them_is_one_of_the_gate_and_counts_from_base(tmp_path: Path) -> None:
    repository = RepositoryBuilder(tmp_path)
    settings = "version: 1\nsensitive_paths: [{paths: ['*.py'], tier: high, reason: moves money}]\n"
    base = repository.commit("base", {PAY: settings, "services/pay/a.py": "x = 1\n"})
    head = repository.commit("off", {PAY: None, "services/pay/a.py": "def f():\n    return 2\n"})
    assert _tier(repository, base, head) == ("critical", {"gate-changed", "sensitive-path"})
