from __future__ import annotations

from pathlib import Path

import pytest

from tidegate.dependencies.formats import gemfile_lock
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin

SAMPLES = Path(__file__).with_name("samples")


def sample(case: str) -> Listing:
    return gemfile_lock.read(
        Source("Gemfile.lock", (SAMPLES / f"gemfile_lock/{case}/Gemfile.lock").read_bytes())
    )


def test_gems_and_what_they_pull_in() -> None:
    found = {one.name: one for one in sample("plain").dependencies}
    assert found["rack-protection"] == Dependency(
        ecosystem="RubyGems",
        name="rack-protection",
        version="3.0.5",
        direct=False,
        location="https://registry.example/",
        key="rack-protection (3.0.5)",
        requires=("rack (2.2.22)",),
        line=13,
    )
    assert {name for name, one in found.items() if one.direct} == {"minitest", "nokogiri", "rake", "sinatra"}


def test_what_a_folder_asks_for_is_asked_for() -> None:
    found = {one.name: one for one in sample("path").dependencies}
    assert (found["engine"].origin, found["engine"].location) == (Origin.PATH, "engine")
    assert found["rack"].direct


def test_sources_platforms_and_checksums() -> None:
    listing = sample("sources")
    found = {one.key: one for one in listing.dependencies}
    assert listing.hosts == {"git.example", "plugins.example", "registry.example", "gems.example"}
    git = found["activesupport (7.2.0.alpha)"]
    assert (git.origin, git.revision) == (Origin.GIT, "0123456789abcdef0123456789abcdef01234567")
    linux = found["nokogiri (1.16.0-x86_64-linux)"]
    assert (linux.version, linux.marker) == ("1.16.0", "x86_64-linux")
    assert linux.integrity[0].startswith("sha256=7704")
    assert found["use_it (0.1.0)"].requires == ("nokogiri (1.16.0)", "nokogiri (1.16.0-x86_64-linux)")
    assert found["inner (1.0.0)"].origin is Origin.URL
    assert not any("secret" in (one.location or "") for one in listing.dependencies)


def test_gaps() -> None:
    text = "GEM\n  specs:\n    rack\n     odd (1)\n\nDEPENDENCIES\n  a b c\n"
    assert gemfile_lock.read(Source("a", text.encode())).gaps == (
        "line 3 is no gem",
        "line 4 is no gem",
        "line 7 is no gem",
    )


@pytest.mark.parametrize("text", ["", "  rack (1)\n", "UNKNOWN\n", "PLATFORMS\n  ruby\n"])
def test_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        gemfile_lock.read(Source("Gemfile.lock", text.encode()))
