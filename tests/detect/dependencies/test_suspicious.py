"""Unknown names that a change brings: who is held, who is not, and in which words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from detect.dependencies.registry import ask_knowing
from msgspec import convert
from msgspec.structs import replace
from repositories import Content, RepositoryBuilder

from tidegate.check import CheckOptions, check
from tidegate.config.settings import Settings
from tidegate.dependencies.advisories.holdings import Holdings
from tidegate.dependencies.compare import Compared
from tidegate.dependencies.earlier import Earlier
from tidegate.dependencies.listings import NoTree
from tidegate.detect.dependencies.context import DependencyContext
from tidegate.detect.dependencies.suspicious import asked
from tidegate.model.learned import Learned
from tidegate.model.registry import Facts
from tidegate.model.result import CheckResult, Decision, DependencyChange

RULE = "suspicious-dependency"


def checked(folder: Path, before: dict[str, Content], after: dict[str, Content]) -> CheckResult:
    repository = RepositoryBuilder(folder)
    base = repository.commit("base", {"README.md": "x\n", **before})
    head = repository.commit("head", {"README.md": "y\n", **after})
    return check(CheckOptions(directory=folder, revision_range=f"{base}..{head}"))


def held(result: CheckResult) -> list[str]:
    return [finding.message for finding in result.findings if finding.rule == RULE]


def lock(root: dict[str, Any], **packages: dict[str, Any]) -> str:
    """A package-lock.json; ``packages`` by name, the root's own under no name."""
    folders = {f"node_modules/{name.replace('__', '-')}": entry for name, entry in packages.items()}
    return json.dumps({"lockfileVersion": 3, "packages": {"": {"dependencies": root}, **folders}}, indent=1)


def one(version: str = "1.0.0", **more: Any) -> dict[str, Any]:
    return {"version": version, "integrity": "sha512-AA==", **more}


def test_an_invented_name_is_held_and_explained(tmp_path: Path) -> None:
    result = checked(
        tmp_path,
        {"requirements.txt": "requests==2.32.0\n"},
        {"requirements.txt": "requests==2.32.0\nhuggingface-cli==0.1\n"},
    )
    (message,) = held(result)
    assert message.startswith(
        "`huggingface-cli` is new in this repository; is not among the 14,985 most used"
    )
    assert "`huggingface` and `cli` are words of popular packages" in message
    assert result.decision is Decision.REVIEW
    (found,) = [finding for finding in result.findings if finding.rule == RULE]
    assert (found.path, found.line, found.severity) == ("requirements.txt", 2, "medium")


def test_a_popular_one_is_not(tmp_path: Path) -> None:
    assert held(checked(tmp_path, {}, {"requirements.txt": "requests==2.32.0\nJinja2==3.1.6\n"})) == []


@pytest.mark.parametrize(
    "base",
    [
        {"worker/requirements.txt": "Nobody_Knows_It==1.0\n"},
        {"app.py": "from nobody_knows_it import thing\n"},
        {"app.py": "def f():\n    import nobody_knows_it.part\n"},
    ],
)
def test_what_base_knows_is_not_new(tmp_path: Path, base: dict[str, Content]) -> None:
    assert held(checked(tmp_path, base, {"requirements.txt": "nobody-knows-it==1.0\n"})) == []


@pytest.mark.parametrize(
    "base",
    [
        {"app.py": "# nobody_knows_it is what we need\n"},
        {"app.py": "import nobody_knows_it\n", "src/nobody_knows_it/__init__.py": ""},
        {"notes.txt": "nobody-knows-it\n"},
        {"worker/requirements.txt": "./nobody-knows-it\n"},
    ],
)
def test_a_word_or_a_module_of_its_own_is_no_use_of_a_package(
    tmp_path: Path, base: dict[str, Content]
) -> None:
    assert len(held(checked(tmp_path, base, {"requirements.txt": "nobody-knows-it==1.0\n"}))) == 1


def test_an_import_that_comes_with_it_does_not_vouch(tmp_path: Path) -> None:
    after: dict[str, Content] = {
        "requirements.txt": "nobody-knows-it==1.0\n",
        "app.py": "import nobody_knows_it\n",
    }
    assert len(held(checked(tmp_path, {}, after))) == 1


def test_the_organisations_own(tmp_path: Path) -> None:
    config = "version: 1\ndependencies:\n  own: ['PyPI:acme-*']\n"
    result = checked(
        tmp_path, {".tidegate/config.yaml": config}, {"requirements.txt": "acme_billing==1\nacmee==1\n"}
    )
    assert [message.split("`")[1] for message in held(result)] == ["acmee"]


def test_settings_of_head_do_not_count(tmp_path: Path) -> None:
    config = "version: 1\ndependencies:\n  own: ['PyPI:*']\n"
    after: dict[str, Content] = {".tidegate/config.yaml": config, "requirements.txt": "acme_billing==1\n"}
    assert len(held(checked(tmp_path, {}, after))) == 1


def test_what_a_known_package_pulls_in_is_not_held(tmp_path: Path) -> None:
    after = lock(
        {"express": "^4"}, express=one("4.19.0", dependencies={"unheard-of": "1"}), unheard__of=one()
    )
    assert held(checked(tmp_path, {}, {"package-lock.json": after})) == []


def test_what_an_unknown_package_pulls_in_is_told_with_it(tmp_path: Path) -> None:
    after = lock({"never-seen": "1"}, never__seen=one(dependencies={"unheard-of": "1"}), unheard__of=one())
    (message,) = held(checked(tmp_path, {}, {"package-lock.json": after}))
    assert message.startswith("`never-seen` is new")
    assert message.endswith("It brings `unheard-of`, as little known.")


def test_what_nothing_leads_to_is_held(tmp_path: Path) -> None:
    after = lock({"express": "^4"}, express=one("4.19.0"), unheard__of=one())
    (message,) = held(checked(tmp_path, {}, {"package-lock.json": after}))
    assert "`unheard-of`" in message


def test_a_lock_file_that_does_not_say_what_pulls_in_what(tmp_path: Path) -> None:
    """Files of npm before version 5: what nothing leads to may be anybody's wish."""
    names = ("express", "unheard-of", "never-seen")
    old = json.dumps({"name": "x", "dependencies": {name: {"version": "1.0.0"} for name in names}})
    manifest = json.dumps({"dependencies": {"express": "1", "never-seen": "1"}})
    result = checked(tmp_path, {}, {"npm-shrinkwrap.json": old, "package.json": manifest})
    assert [message.split("`")[1] for message in held(result)] == ["never-seen"]
    whys = [one.why for one in result.coverage.not_analysed if one.path == "npm-shrinkwrap.json"]
    assert "what pulls in `unheard-of`, which hardly anybody knows" in whys
    assert result.decision is Decision.REVIEW


def test_a_lock_file_alone_explains_itself(tmp_path: Path) -> None:
    """Nobody says what was asked for: what no other entry requires was."""
    old = {
        "express": {"version": "4.0.0", "requires": {"unheard-of": "1"}},
        "unheard-of": {"version": "1.0.0"},
    }
    lone = {"never-seen": {"version": "1.0.0"}}
    lock = json.dumps({"lockfileVersion": 1, "requires": True, "dependencies": old | lone})
    assert [
        message.split("`")[1] for message in held(checked(tmp_path, {}, {"package-lock.json": lock}))
    ] == ["never-seen"]


def test_a_release_that_asks_for_more_than_it_did(tmp_path: Path) -> None:
    before = lock({"express": "^4"}, express=one("4.19.0"))
    after = lock(
        {"express": "^4"}, express=one("4.19.0", dependencies={"unheard-of": "1"}), unheard__of=one()
    )
    (message,) = held(checked(tmp_path, {"package-lock.json": before}, {"package-lock.json": after}))
    assert "comes with `express`, which did not change" in message


def test_a_newer_release_may_ask_for_more(tmp_path: Path) -> None:
    before = lock({"express": "^4"}, express=one("4.19.0"))
    after = lock(
        {"express": "^4"}, express=one("4.19.1", dependencies={"unheard-of": "1"}), unheard__of=one()
    )
    assert held(checked(tmp_path, {"package-lock.json": before}, {"package-lock.json": after})) == []


def test_a_script_that_always_ran(tmp_path: Path) -> None:
    before = lock({"express": "^4"}, express=one("4.19.0", hasInstallScript=True))
    after = lock({"express": "^4"}, express=one("4.19.1", hasInstallScript=True))
    assert held(checked(tmp_path, {"package-lock.json": before}, {"package-lock.json": after})) == []


def test_a_script_of_an_unknown_package_is_a_sign(tmp_path: Path) -> None:
    after = lock({"unheard-of": "1"}, unheard__of=one(hasInstallScript=True))
    (message,) = held(checked(tmp_path, {}, {"package-lock.json": after}))
    assert "runs a script of its own when it is installed" in message


def test_what_comes_from_elsewhere_than_a_registry_has_no_name_to_judge(tmp_path: Path) -> None:
    after = "nobody-knows-it @ git+https://git.example/it@main\n"
    assert held(checked(tmp_path, {}, {"requirements.txt": after})) == []


@pytest.mark.parametrize(
    ("learned", "first", "expected"),
    [
        (
            "claude-sonnet-4-5-20250929",
            "2025-08-01",
            "after the end of the training data of `claude-sonnet-4-5` (2025-07, known to the month; Anth",
        ),
        ("claude-sonnet-4-5", "2025-07-31", None),
        (
            "2025-07",
            "2025-08-01",
            "after the day up to which the assistants in use have learned (2025-07, known to the month; .",
        ),
        ("2025-07-31", "2025-07-31", None),
        (
            "our-own-model",
            "2025-08-01",
            "cannot be compared with the training cutoff of `our-own-model`: no such model is known",
        ),
    ],
)
def test_what_a_model_cannot_have_learned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, learned: str, first: str, expected: str | None
) -> None:
    known = {"huggingface-cli": {"0.1": {"publishedAt": f"{first}T00:00:00Z"}}}
    answer = ask_knowing(
        known,
        monkeypatch,
        tmp_path,
        {"requirements.txt": ""},
        {"requirements.txt": "huggingface-cli==0.1\n"},
        f"dependencies:\n  assistants_learned_until: {learned}\n",
    )
    message = answer.message(RULE)
    assert (expected in message) if expected else ("learned" not in message and "training" not in message)


class Empty(NoTree):
    """A base without files."""

    def holders(self, *_: object, **__: object) -> Mapping[str, frozenset[str]]:
        return {}


def test_the_model_that_wrote_a_line_counts_before_the_settings(tmp_path: Path) -> None:
    """By what says who wrote a package's line, wherever that comes from."""
    name = ("PyPI", "huggingface-cli")
    facts = Facts(first_release=date(2026, 1, 15))
    wrote = Learned(what="the knowledge cutoff of `m`", until="2026-01-01", source="M's pages")
    context = DependencyContext(
        compared=Compared(),
        earlier=Earlier(Empty()),
        holdings=Holdings(tmp_path),
        settings=convert({"version": 1, "dependencies": {"assistants_learned_until": "2026-06"}}, Settings),
        today=date(2026, 11, 23),
        gaps=[],
        registry={(*name, "0.1"): facts},
    )
    change = DependencyChange(ecosystem=name[0], name=name[1], head_version="0.1", what=("added",))
    assert asked(context, change).learned == Learned(
        what="the day up to which the assistants in use have learned",
        until="2026-06",
        source=".tidegate/config.yaml",
    )
    assert asked(replace(context, learned={name: wrote}), change).learned == wrote
