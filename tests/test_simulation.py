"""Recent changes under two policies: real history, and what keeps a change from being judged."""

from __future__ import annotations

from datetime import date
from itertools import chain, repeat
from pathlib import Path
from types import SimpleNamespace

import pytest
from repositories import RepositoryBuilder

from tidegate import simulation
from tidegate.model.result import Decision
from tidegate.simulation import SimulationOptions, simulate

CHARGE = "import stripe\n\n\ndef move(a):\n    return stripe.Charge.create(amount=a)\n"
MONEY = "version: 1\ntiers: [{name: money, tier: high, when: {changed: [payment]}}]\n"


def built(tmp_path: Path) -> RepositoryBuilder:
    repository = RepositoryBuilder(tmp_path / "r")
    repository.commit("base", {"core/pay.py": CHARGE, "core/b.py": "B = 1\n"})
    repository.branch("feature")
    repository.commit("half", {"core/pay.py": CHARGE.replace("=a)", "=a + 1)")})
    repository.commit("whole", {"core/pay.py": CHARGE.replace("=a)", "=a + 2)")})
    repository.switch("main")
    repository.git("merge", "--quiet", "--no-ff", "-m", "Merge pull request #7", "feature")
    repository.commit("rust", {"native/fast.rs": "fn main() {}\n"})
    return repository


def options(repository: RepositoryBuilder, text: str, **more: object) -> SimulationOptions:
    file = repository.path.parent / "proposed.yaml"
    file.write_text(text, "utf-8")
    return SimulationOptions(
        directory=repository.path,
        proposed=file,
        today=date(2026, 11, 23),
        **more,  # type: ignore[arg-type]
    )


def test_a_merge_is_one_change(tmp_path: Path) -> None:
    found = simulate(options(built(tmp_path), MONEY))
    assert [change.subject for change in found.changes] == ["rust", "Merge pull request #7", "base"]
    merge = found.changes[1]
    assert merge.in_force is not None
    assert merge.proposed is not None
    assert (merge.proposed.decision, merge.proposed.name) == (Decision.REVIEW, "money")
    assert merge.differs
    assert found.in_force is None
    assert found.proposed is not None


def test_what_was_not_understood_is_said(tmp_path: Path) -> None:
    rust = simulate(options(built(tmp_path), MONEY)).changes[0]
    assert rust.unseen == ("native/fast.rs: code in a language that this version does not know",)
    assert rust.proposed is not None
    assert (rust.proposed.decision, rust.proposed.name) == (Decision.REVIEW, "money")


def test_a_threat_model_that_differs_is_understood_anew(tmp_path: Path) -> None:
    text = MONEY + "threat_model: {payment: [core.b]}\n"
    repository = built(tmp_path)
    repository.commit("b", {"core/b.py": "B = 2\n"})
    last = simulate(options(repository, text, last=1)).changes[0]
    assert last.proposed is not None
    assert last.proposed.name == "money"
    without = simulate(options(repository, MONEY, last=1)).changes[0]
    assert without.proposed is not None
    assert without.proposed.name == ""


def test_an_observing_policy_says_what_it_would_decide(tmp_path: Path) -> None:
    text = MONEY + "mode: observe\nobserve_until: 2026-12-31\n"
    merge = simulate(options(built(tmp_path), text)).changes[1]
    assert merge.proposed is not None
    assert merge.proposed.decision is Decision.REVIEW


def test_a_history_that_is_not_there_is_said_of_that_change(tmp_path: Path) -> None:
    source = built(tmp_path)
    shallow = RepositoryBuilder(tmp_path / "shallow")
    shallow.git("fetch", "--quiet", "--depth=1", source.path.as_uri(), "main:refs/remotes/origin/main")
    found = simulate(SimulationOptions(directory=shallow.path))
    (change,) = found.changes
    assert "is not in this clone" in change.why_not
    assert change.proposed is None


def test_settings_in_folders_count_for_both(tmp_path: Path) -> None:
    repository = built(tmp_path)
    folder = "version: 1\ntiers: [{name: core, tier: critical}]\n"
    repository.commit("folder", {"core/.tidegate/config.yaml": folder})
    found = simulate(options(repository, MONEY))
    by_subject = {change.subject: change for change in found.changes}
    merge, rust = by_subject["Merge pull request #7"], by_subject["rust"]
    assert merge.in_force is not None
    assert merge.proposed is not None
    assert (merge.in_force.name, merge.proposed.name) == ("core", "core")
    assert rust.in_force is not None
    assert rust.in_force.name == ""


@pytest.mark.parametrize(("number", "why_not"), [(0, "not looked at whole: the time was up"), (2, "")])
def test_what_was_cut_short_is_not_judged(
    number: int, why_not: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A check of its own would have had the time: what it would decide is not known."""
    repository = built(tmp_path)
    revision = repository.git("rev-list", "--first-parent", "main").splitlines()[number]
    begun = chain([0.0] * 3, repeat(1e9))  # the time is up while the first change is looked at
    monkeypatch.setattr(simulation, "time", SimpleNamespace(monotonic=lambda: next(begun)))
    (change,) = simulate(options(repository, MONEY, last=1, branch=revision)).changes
    assert change.why_not == why_not
    assert (change.proposed is None) == bool(why_not)
