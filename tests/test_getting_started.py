"""docs/getting-started.md, followed to its end by people who have never seen the tool."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from repositories import RepositoryBuilder
from walkthrough import Person, Step, fits, steps

PAGE = Path(__file__).parents[1] / "docs/getting-started.md"
ADDRESS = "git@github.com:acme/shop.git"
ADA = ("Ada Example", "583231+ada@users.noreply.github.com")
BEN = ("Ben Example", "ben@example.com")


@pytest.fixture
def people(tmp_path: Path) -> dict[str, Person]:
    """Ada and ben with git and the address of a repository; nothing of Tidegate's."""
    origin = tmp_path / "origin.git"
    RepositoryBuilder(origin, "--bare")
    found = {}
    for name, (called, address) in {"ada": ADA, "ben": BEN, "ci": ("CI", "ci@example.com")}.items():
        found[name] = Person(name, tmp_path / "home")
        (found[name].home / ".gitconfig").write_text(
            f'[user]\nname = {called}\nemail = {address}\n[url "{origin}"]\ninsteadOf = {ADDRESS}\n'
        )
    return found


def typed(person: Person, command: str) -> str:
    shown = person.types(command)
    assert person.status == 0, shown
    return shown


def base(people: dict[str, Person], program: Step) -> None:
    """The repository that the page begins with: its program, by ada, and a line of ben's."""
    ada, ben = people["ada"], people["ben"]
    typed(ada, f"git clone --quiet {ADDRESS} && cd shop")
    ada.saves(program.text)
    typed(ada, "git add . && git commit --quiet --message Shop && git push --quiet origin main")
    typed(ben, f"git clone --quiet {ADDRESS} && cd shop && echo '# Shop' > README.md")
    typed(ben, "git add . && git commit --quiet --message Readme && git push --quiet origin main")
    typed(ada, "git pull --quiet && git remote set-head origin main")


def test_the_page_is_true(people: dict[str, Person]) -> None:
    program, *rest = steps(PAGE.read_text("utf-8"))
    base(people, program)
    ada = people["ada"]
    for step, then in zip(rest, [*rest[1:], Step("end", "")], strict=True):
        if step.kind == "file":
            ada.saves(step.text)
        elif step.kind == "diff":
            ada.edits(step.text, people)
        else:
            follow(people[step.who], step, then)
    assert {step.who for step in rest if step.who} == {"ada", "ben"}
    in_ci(people["ci"], ada.here / ".github/workflows/tidegate.yml")


def follow(person: Person, step: Step, then: Step) -> None:
    shown = person.types(step.text)
    assert not step.printed or fits(shown, step.printed), (
        f"{step.text}\n{shown}\n--- the page:\n{step.printed}"
    )
    expected = then.text == "echo $?" or (person.status == 3 and step.printed.startswith("REVIEW"))
    assert person.status == 0 or expected, f"{step.text}: status {person.status}\n{shown}"


def in_ci(ci: Person, workflow: Path) -> None:
    """The job of the page, as far as it runs here: what it installs is installed."""
    (job,) = yaml.safe_load(workflow.read_text("utf-8"))["jobs"].values()
    typed(ci, f"git clone --quiet {ADDRESS} && cd shop && git checkout --quiet --detach origin/news")
    said = "BASE=main PUSHER=583231 GITHUB_STEP_SUMMARY=../summary.md"
    ran = [step["run"] for step in job["steps"] if "run" in step and "pip install" not in step["run"]]
    for command in ran:
        shown = typed(ci, f"export {said}\n{command}")
    assert "approved by ben" in shown
    assert "approved by ben" in (ci.home / "summary.md").read_text("utf-8")
