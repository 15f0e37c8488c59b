from __future__ import annotations

from pathlib import Path

import pytest

from tidegate.dependencies.formats import gemfile
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

SAMPLES = Path(__file__).with_name("samples")


def read(text: str) -> Listing:
    return gemfile.read(Source("Gemfile", text.encode()))


def test_gems_with_ranges_sources_and_groups() -> None:
    listing = read((SAMPLES / "gemfile/sources/Gemfile").read_text())
    found = {one.name: one for one in listing.dependencies}
    assert listing.hosts == {"registry.example"}
    assert found["rails"] == Dependency(
        ecosystem="RubyGems", name="rails", requirement="~> 7.1.2", direct=True, key="rails", line=8
    )
    assert (found["pg"].requirement, found["puma"].version) == (">= 1.1, < 2", "6.4.0")
    edge = found["edge"]
    assert (edge.origin, edge.location, edge.revision) == (Origin.GIT, "acme/edge", "main")
    assert (found["local"].origin, found["inner"].location) == (Origin.PATH, "https://gems.example")
    assert {name for name, one in found.items() if one.scope is Scope.DEV} == {
        "debug",
        "simplecov",
        "rubocop",
    }


def test_a_block_of_a_folder() -> None:
    (one,) = read((SAMPLES / "gemfile/gems/gems.rb").read_text()).dependencies
    assert (one.origin, one.location) == (Origin.PATH, "engines")


@pytest.mark.parametrize(
    ("line", "gap"),
    [
        ("gem name", "line 1: the gem's name is no fixed text"),
        ('gem "rails", version', "line 1: its range is no fixed text"),
        ('gem "rails", "~> #{minor}"', "line 1: its range is no fixed text"),
    ],
)
def test_what_is_computed_is_a_gap(line: str, gap: str) -> None:
    found = read(line)
    assert (found.gaps, found.dependencies) == ((gap,), ())


@pytest.mark.parametrize(
    "line",
    [
        'gem "a"; gem "b"',
        "%w[a b].each { |name| gem name }",
        'x = 1; gem "b"',
        "send(:gem, name)",
        'gem "a"' + " " * 3000 + '; gem "b"',
    ],
)
def test_gems_in_a_way_that_is_not_read(line: str) -> None:
    found = read(f'source "https://registry.example"\n{line}\n')
    assert "line 2 may ask for gems in a way that is not read" in found.gaps


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('eval_gemfile "gemfiles/other"', "eval_gemfile"),
        ('Dir["gemfiles/*"].each { |one| instance_eval File.read(one) }', "instance_eval"),
        ('eval(File.read("more"))', "eval"),
    ],
)
def test_what_other_files_bring(line: str, what: str) -> None:
    found = read(f'source "https://registry.example"\n{line}\n')
    assert found.gaps == (f"line 2: what {what} brings is not read",)


def test_what_stands_in_several_blocks() -> None:
    text = """
group :production do
  gem "both", group: :test
  group :test do
    gem "inner"
  end
end
group :test do
  gem "dev"
  git "https://git.example/a.git" do
    gem "forked"
    gem "own", path: "own"
  end
end
gem "after"
"""
    found = {one.name: (one.scope.value, one.group, one.origin.value) for one in read(text).dependencies}
    assert found == {
        "both": ("runtime", "production,test", "registry"),
        "inner": ("runtime", "test", "registry"),
        "dev": ("dev", "test", "registry"),
        "forked": ("dev", "test", "git"),
        "own": ("dev", "test", "path"),
        "after": ("runtime", None, "registry"),
    }


@pytest.mark.parametrize("text", ["", "# nothing\n", "puts 1\n"])
def test_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        read(text)
