from __future__ import annotations

from pathlib import Path

import pytest

from tidegate.dependencies.formats import format_of, github_actions
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

SAMPLES = Path(__file__).with_name("samples") / "github_actions"
COMMIT = "662472033e021d55d94146f66f6058822b0b39fd"


def read(text: str) -> Listing:
    return github_actions.read(Source("ci.yml", text.encode()))


def sample(path: str) -> Listing:
    return github_actions.read(Source(path, (SAMPLES / path).read_bytes()))


def step(uses: str) -> Listing:
    return read(f"jobs:\n  a:\n    steps:\n      - uses: {uses}\n")


def said(listing: Listing) -> list[tuple[str, str, str | None, str | None, int]]:
    return [
        (one.ecosystem, one.name, one.requirement, one.revision, one.line) for one in listing.dependencies
    ]


def test_an_action_at_a_commit() -> None:
    assert sample("commits/.github/workflows/release.yaml").dependencies[1] == Dependency(
        ecosystem="GitHub Actions",
        name="github/codeql-action",
        requirement="v3.27.0",
        revision=COMMIT,
        direct=True,
        scope=Scope.BUILD,
        origin=Origin.GIT,
        key="github/codeql-action/init",
        alias="github/codeql-action/init",
        line=12,
    )


def test_tags_branches_and_what_comments_say() -> None:
    found = said(sample("commits/.github/workflows/release.yaml"))
    assert [one[2] for one in found] == ["v4.2.2", "v3.27.0", "v3", "release/v1", None]
    assert [one[3] is None for one in found] == [False, False, False, True, False]


def test_a_workflow() -> None:
    found = sample("plain/.github/workflows/ci.yml")
    assert said(found) == [
        ("GitHub Actions", "actions/checkout", "v4", None, 12),
        ("GitHub Actions", "actions/setup-python", "v5.3", None, 14),
        ("GitHub Actions", "actions/checkout", "v4", None, 23),
    ]
    assert [one.key for one in found.dependencies][2] == "actions/checkout #2"


def test_images() -> None:
    found = said(sample("images/.github/workflows/images.yml"))
    assert [(one[0], one[1], one[2], one[4]) for one in found] == [
        ("Docker", "node", "20", 6),
        ("Docker", "postgres", "16", 10),
        ("Docker", "registry.example/acme/cache", None, 13),
        ("Docker", "alpine", "3.20", 15),
        ("Docker", "golang", "1.23", 20),
    ]
    assert found[0][3] is not None
    assert [one[1] for one in said(sample("container/action.yaml"))] == ["registry.example/acme/report"]


def test_reusable_workflows_and_composite_actions() -> None:
    assert said(sample("reusable/.github/workflows/shared.yml")) == [
        ("GitHub Actions", "acme/workflows", "main", None, 6)
    ]
    found = said(sample("composite/.github/actions/setup/action.yml"))
    assert [one[1] for one in found] == ["actions/setup-python", "actions/cache"]
    assert said(sample("program/action.yml")) == []


def test_another_forge() -> None:
    found = sample("forgejo/.forgejo/workflows/test.yml").dependencies[1]
    assert (found.name, found.location) == ("actions/checkout", "https://git.example")


@pytest.mark.parametrize(
    ("uses", "untold"),
    [("a/b@${{ inputs.ref }}", "jobs.a, step 1: a/b@${{ inputs.ref }}"), ("docker://a:${{ x }}", "image")],
)
def test_what_a_run_decides(uses: str, untold: str) -> None:
    found = step(uses)
    assert (found.dependencies, len(found.untold)) == ((), 1)
    assert untold in found.untold[0]


def test_what_a_matrix_decides() -> None:
    text = "jobs:\n  a:\n    container: ${{ matrix.image }}\n    services: ${{ fromJSON(x) }}\n"
    assert read(text).untold == (
        "jobs.a.container: the image ${{ matrix.image }}",
        "jobs.a.services: ${{ fromJSON(x) }}",
    )


@pytest.mark.parametrize(
    ("uses", "gap"),
    [
        ("actions/checkout", "jobs.a, step 1: 'actions/checkout' is no action at a revision"),
        ("checkout@v4", "jobs.a, step 1: 'checkout@v4' is no action at a revision"),
        ("[a]", "jobs.a, step 1: what it uses is no text"),
        ("docker://a:b:c", "jobs.a, step 1: 'a:b:c' is no image"),
    ],
)
def test_gaps(uses: str, gap: str) -> None:
    assert step(uses).gaps == (gap,)


def test_parts_that_are_not_what_they_should_be() -> None:
    step = "    steps:\n      - uses: a/b@1\n"
    text = f"jobs:\n  a: text\n  b:\n    steps: text\n  c:\n    services: {{x: {{}}}}\n{step}"
    found = read(text)
    assert len(found.gaps) == 3
    assert [one.name for one in found.dependencies] == ["a/b"]


@pytest.mark.parametrize("text", ["", "name: x\n", "- a\n", "jobs: 1\n", "jobs: {}\n---\njobs: {}\n"])
def test_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        read(text)


def test_only_workflows_where_they_run() -> None:
    assert format_of("docs/.github/workflows/ci.yml") is None
    assert format_of("tools/lint/action.yml") is not None
