from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import yaml
from repositories import RepositoryBuilder

from tidegate.cli.program import run
from tidegate.config import DEFAULTS, parse


def validate(text: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    file = folder / "config.yaml"
    file.write_text(text)
    status = run(["config", "validate", str(file)])
    out, err = capsys.readouterr()
    return status, out.replace(str(file), "FILE"), err.replace(str(file), "FILE")


def test_a_right_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "version: 1\nrules: {sql-injection: {enabled: false, reason: r}}\n"
    assert validate(text, tmp_path, capsys) == (0, "FILE: right; 1 rule\n", "")


def test_a_file_that_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert validate("version: 1\n", tmp_path, capsys) == (0, "FILE: right; it changes nothing\n", "")


def test_what_a_file_says_is_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    model = "threat_model: {authentication: [a.b], sanitizers: {sql: [c.d]}}\n"
    text = f"version: 1\nmode: observe\nobserve_until: 2999-01-31\n{model}"
    said = "FILE: right; 2 names of the threat model, only observing until 2999-01-31\n"
    assert validate(text, tmp_path, capsys) == (0, said, "")
    ledger = "version: 1\nledger: {repository: acme/shop}\n"
    assert validate(ledger, tmp_path, capsys)[1] == "FILE: right; none of its own rules or tiers\n"


def test_people_beside_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    people = tmp_path / "people.yaml"
    people.write_text("version: 1\npeople: {a: {emails: [x@y]}, b: {emails: [X@y]}}\n")
    _, out, _ = validate("version: 1\n", tmp_path, capsys)
    assert out.splitlines()[1:] == [
        f"{people}: right; 2 enrolled",
        "  x@y is claimed by more than one, and so it is nobody's",
        "  nobody may approve: no human is trained today (trained_until)",
    ]
    people.write_text(
        "version: 1\npeople: {a: {trained_until: 2999-01-01}, b: {kind: bot, trained_until: 2999-01-01}}\n"
    )
    assert "nobody may approve" not in validate("version: 1\n", tmp_path, capsys)[1]
    people.write_text("version: 1\npeople: {b: {kind: bot, trained_until: 2999-01-01}}\n")
    assert "nobody may approve" in validate("version: 1\n", tmp_path, capsys)[1]
    people.write_text("version: 1\npeeple: {}\n")
    status, _, err = validate("version: 1\n", tmp_path, capsys)
    assert status == 2
    assert f'{people}:2: unknown key "peeple"' in err


def test_exceptions_that_do_not_count_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (
        "version: 1\nexceptions:\n"
        "- {fingerprint: abcdefgh, reason: r, by: ada, until: 2020-01-01}\n- {fingerprint: 'ij\\x1bklmnop'}\n"
    )
    status, out, _ = validate(text, tmp_path, capsys)
    assert status == 0
    assert out.splitlines() == [
        "FILE: right; 2 exceptions",
        "  exception abcdefgh does not count: it expired on 2020-01-01",
        "  exception ij\\x1bklmnop does not count: it gives no reason",
    ]


def test_every_mistake_is_told_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "version: 1\nrules: {sql-injektion: {reason: r}}\nthreat_model: {sanitizers: {sq: [a]}}\n"
    status, out, err = validate(text, tmp_path, capsys)
    assert (status, out) == (2, "")
    assert err.splitlines() == [
        'tidegate: error: FILE:2: rules: unknown "sql-injektion"; did you mean "sql-injection"?',
        '  FILE:3: threat_model.sanitizers: unknown "sq"; did you mean "sql"?',
        "  every key stands in docs/configuration.md",
    ]


def test_the_file_of_the_work_tree_is_meant(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    repository = RepositoryBuilder(tmp_path / "r")
    repository.commit("base", {"deep/app.py": "x = 1\n", ".tidegate/config.yaml": "version: 1\n"})
    (tmp_path / "r" / ".tidegate" / "config.yaml").write_text("version: 3\n")
    assert run(["config", "validate", "-C", str(tmp_path / "r" / "deep")]) == 2
    assert ".tidegate/config.yaml:1: version: 3" in capsys.readouterr().err


def test_no_file_is_no_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    RepositoryBuilder(tmp_path / "r").commit("base", {"a": "b"})
    assert run(["config", "validate", "-C", str(tmp_path / "r")]) == 2
    assert "no settings in" in capsys.readouterr().err


def test_a_library_file_beside_it_is_read_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "acme.yaml").write_text("library: acme\nsinkz: []\n")
    status, out, err = validate("version: 1\n", tmp_path, capsys)
    assert (status, out) == (2, "")
    assert ".tidegate/knowledge/acme.yaml" in err
    assert "sinkz" in err


def test_show_goes_by_the_base_branch_and_not_by_the_change(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repository = RepositoryBuilder(tmp_path / "r")
    repository.commit("base", {"a.py": "", ".tidegate/config.yaml": "version: 1\n"})
    repository.branch("feature")
    off = "version: 1\nrules: {xss: {enabled: false, reason: r}}\n"
    repository.commit("off", {".tidegate/config.yaml": off})
    assert run(["config", "show", "-C", str(tmp_path / "r"), "main..feature"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("# .tidegate/config.yaml at the base branch's tip, for main..feature\n")
    assert yaml.safe_load(out)["rules"] == {}
    assert run(["config", "show", "-C", str(tmp_path / "r"), "feature..main"]) == 0
    assert yaml.safe_load(capsys.readouterr().out)["rules"]["xss"]["enabled"] is False


def test_show_without_a_file_says_so_and_shows_the_defaults(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    RepositoryBuilder(tmp_path / "r").commit("base", {"a.py": ""})
    assert run(["config", "show", "-C", str(tmp_path / "r")]) == 0
    out = capsys.readouterr().out
    assert out.startswith(
        "# no .tidegate/config.yaml at the base branch's tip, for work tree: the defaults\n"
    )
    assert parse(out.encode(), "out") == DEFAULTS


def test_what_is_shown_can_be_read_again_and_hides_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "c.yaml"
    file.write_text('version: 1\nexceptions: [{fingerprint: abcdefgh, reason: "\\u202e\\x1b é", by: ada}]\n')
    assert run(["config", "show", "--config", str(file)]) == 0
    out = capsys.readouterr().out
    assert out.isascii()
    assert "\x1b" not in out
    assert "# exception abcdefgh does not count: it does not say until when it holds (until)\n" in out
    assert parse(out.encode(), "out") == parse(file.read_bytes(), "in")


ORGANISATION = "version: 1\ntiers: [{name: all, tier: high}]\n"
PINNED = hashlib.sha256(ORGANISATION.encode()).hexdigest()


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("org.yaml", ORGANISATION, ""),
        ("org.yaml", ORGANISATION + "# more\n", "org.yaml is not what was pinned"),
        ("gone.yaml", ORGANISATION, "there is no gone.yaml"),
        ("./org.yaml", ORGANISATION, "is not a path from the top"),
        ("a/../org.yaml", ORGANISATION, "is not a path from the top"),
    ],
)
def test_what_the_file_extends_is_looked_at(
    path: str, text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A check would end with status 2 where this says that the file is wrong, and nowhere else."""
    repository = RepositoryBuilder(tmp_path)
    own = f"version: 1\nextends: [{{path: {path}, sha256: '{PINNED}'}}]\n"
    repository.commit("base", {".tidegate/config.yaml": own, "org.yaml": text, "a.md": "a\n"})
    repository.commit("head", {"a.md": "b\n"})
    for command in (["config", "validate"], ["config", "show", "HEAD~1..HEAD"], ["check", "HEAD~1..HEAD"]):
        status = run([*command, "-C", str(tmp_path)])
        assert (status == 2) == bool(said)
        assert said in capsys.readouterr().err


def test_a_tier_that_has_ended_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (
        "version: 1\ntiers:\n- {name: a, tier: low, valid_until: 2020-01-01}\n"
        "- {name: b, tier: low, valid_until: 2020-01-01, mode: observe}\n- {name: c, tier: low}\n"
    )
    assert validate(text, tmp_path, capsys)[:2] == (
        0,
        "FILE: right; 3 tiers\n  tier a does not count: it was valid until 2020-01-01\n",
    )


def test_settings_in_folders_are_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    repository = RepositoryBuilder(tmp_path)
    inner = "version: 1\ntiers: [{name: pay, tier: critical}]\n"
    repository.commit("base", {"pay/.tidegate/config.yaml": inner, "pay/a.md": "a\n", "b.md": "b\n"})
    repository.commit("other", {"b.md": "c\n"})
    repository.commit("pay", {"pay/a.md": "b\n"})
    assert run(["config", "show", "HEAD~1..HEAD", "-C", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("# pay/.tidegate/config.yaml at the base branch's tip")
    assert [tier["name"] for tier in yaml.safe_load(out)["tiers"]] == ["pay"]
    assert run(["config", "show", "HEAD~2..HEAD~1", "-C", str(tmp_path)]) == 0
    assert yaml.safe_load(capsys.readouterr().out)["tiers"] == []
    tried = tmp_path.parent / f"{tmp_path.name}.yaml"
    tried.write_text("version: 1\n")
    assert run(["check", "HEAD~1..HEAD", "-C", str(tmp_path), "--config", str(tried)]) == 3
    capsys.readouterr()
    assert run(["config", "show", "HEAD~1..HEAD", "-C", str(tmp_path), "--config", str(tried)]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"# {tried}, pay/.tidegate/config.yaml at the base branch's tip")
    assert [tier["name"] for tier in yaml.safe_load(out)["tiers"]] == ["pay"]
