"""A manifest that asks for one package, and its lock file, as each ecosystem writes them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import NamedTuple


class Kind(NamedTuple):
    """``asks`` writes a manifest that asks for a range, ``locks`` the lock file that holds a version."""

    manifest: str
    lock: str
    asks: Callable[[str], str]
    locks: Callable[[str], str]


def _cargo_lock(version: str) -> str:
    own = '[[package]]\nname = "app"\nversion = "0.1.0"\ndependencies = ["a"]\n'
    source = 'source = "registry+https://index.example"\nchecksum = "00"\n'
    return f'version = 3\n\n[[package]]\nname = "a"\nversion = "{version}"\n{source}\n{own}'


def _gemfile_lock(version: str) -> str:
    gems = f"GEM\n  remote: https://gems.example/\n  specs:\n    a ({version})\n"
    return f"{gems}\nPLATFORMS\n  ruby\n\nDEPENDENCIES\n  a\n"


def _composer_lock(version: str) -> str:
    package = {"name": "v/a", "version": version, "notification-url": "https://mirror.example/d"}
    return json.dumps({"packages": [package], "packages-dev": []})


def _nuget_lock(version: str) -> str:
    entry = {"type": "Direct", "requested": "[1.0.0, )", "resolved": version, "contentHash": "x"}
    return json.dumps({"version": 1, "dependencies": {"net8.0": {"a": entry}}})


KINDS = {
    "Go": Kind(
        "go.mod",
        "go.sum",
        lambda range_: f"module m\n\ngo 1.22.0\n\nrequire e.example/a {range_}\n",
        lambda version: f"e.example/a {version} h1:AA=\ne.example/a {version}/go.mod h1:BB=\n",
    ),
    "crates.io": Kind(
        "Cargo.toml",
        "Cargo.lock",
        lambda range_: f'[package]\nname = "app"\nversion = "0.1.0"\n\n[dependencies]\na = "{range_}"\n',
        _cargo_lock,
    ),
    "RubyGems": Kind(
        "Gemfile",
        "Gemfile.lock",
        lambda range_: f'source "https://gems.example"\n\ngem "a", "{range_}"\n',
        _gemfile_lock,
    ),
    "Packagist": Kind(
        "composer.json",
        "composer.lock",
        lambda range_: json.dumps({"require": {"v/a": range_}}),
        _composer_lock,
    ),
    "NuGet": Kind(
        "app.csproj",
        "packages.lock.json",
        lambda range_: (
            '<Project Sdk="Microsoft.NET.Sdk"><ItemGroup>'
            f'<PackageReference Include="a" Version="{range_}" /></ItemGroup></Project>'
        ),
        _nuget_lock,
    ),
    "Gradle": Kind(
        "build.gradle",
        "gradle.lockfile",
        lambda range_: f"dependencies {{\n    implementation 'g:a:{range_}'\n}}\n",
        lambda version: f"g:a:{version}=compileClasspath,runtimeClasspath\nempty=\n",
    ),
}
