from __future__ import annotations

from pathlib import Path

import pytest

from tidegate.dependencies.formats import nuget_lock, nuget_packages, nuget_project
from tidegate.dependencies.nuget import exact
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

SAMPLES = Path(__file__).with_name("samples")


def source(path: str) -> Source:
    return Source(path, (SAMPLES / path).read_bytes())


def project(items: str) -> Listing:
    return nuget_project.read(Source("a.csproj", f"<Project>{items}</Project>".encode()))


class TestLock:
    def test_a_graph(self) -> None:
        found = {
            one.key: one
            for one in nuget_lock.read(source("nuget_lock/plain/packages.lock.json")).dependencies
        }
        console = found["net8.0/Serilog.Sinks.Console"]
        assert (console.version, console.requirement, console.direct) == ("5.0.1", "[5.0.1, )", True)
        assert console.requires == ("net8.0/Serilog",)
        assert found["net8.0/Serilog"].direct is False
        assert found["net8.0/acme.core"].origin is Origin.PATH
        assert found["net8.0/linux-x64/System.Native"].requires == ("net8.0/Serilog",)

    @pytest.mark.parametrize(
        "text",
        [
            "{}",
            '{"version": 9, "dependencies": {}}',
            '{"version": 1}',
            '{"version": 1, "dependencies": {"a": 1}}',
        ],
    )
    def test_unreadable(self, text: str) -> None:
        with pytest.raises(Unreadable):
            nuget_lock.read(Source("packages.lock.json", text.encode()))

    def test_gaps(self) -> None:
        text = '{"version": 1, "dependencies": {"net8.0": {"A": 1}}}'
        assert nuget_lock.read(Source("a", text.encode())).gaps == ("net8.0/A is no object",)


class TestPackagesConfig:
    def test_entries(self) -> None:
        first, second, third = nuget_packages.read(
            source("nuget_packages/plain/packages.config")
        ).dependencies
        assert first == Dependency(
            ecosystem="NuGet", name="jQuery", version="3.1.1", key="net46/jQuery", group="net46", line=3
        )
        assert (second.requirement, third.scope) == ("[4,5)", Scope.DEV)

    def test_gaps(self) -> None:
        found = nuget_packages.read(Source("packages.config", b"<packages>\n<package id='a'/></packages>"))
        assert found.gaps == ("line 2 is no package with its version",)

    def test_another_root(self) -> None:
        with pytest.raises(Unreadable):
            nuget_packages.read(Source("packages.config", b"<configuration/>"))


class TestProject:
    def test_references(self) -> None:
        found = {
            one.name: one for one in nuget_project.read(source("nuget_project/plain/Web.csproj")).dependencies
        }
        assert found["Serilog"] == Dependency(
            ecosystem="NuGet",
            name="Serilog",
            version="3.1.1",
            requirement="3.1.1",
            direct=True,
            key="PackageReference//Serilog",
            line=10,
        )
        assert (found["Floating"].version, found["Floating"].requirement) == (None, "4.*")
        assert found["Exact"].version == "2.0.0"
        assert found["StyleCop.Analyzers"].scope is Scope.BUILD
        assert found["System.Memory"].marker == "'$(TargetFramework)' == 'net48'"

    def test_versions_in_one_place(self) -> None:
        one, other = nuget_project.read(source("nuget_project/central/Directory.Packages.props")).dependencies
        assert (one.name, one.direct, one.group) == ("Newtonsoft.Json", False, "PackageVersion")
        assert (other.direct, other.scope) == (True, Scope.BUILD)

    def test_a_list_and_an_sdk(self) -> None:
        found = nuget_project.read(source("nuget_project/sdk/Directory.Build.props")).dependencies
        assert [(one.name, one.version) for one in found] == [
            ("Microsoft.Build.NoTargets", "3.7.0"),
            ("One", None),
            ("Two", None),
        ]

    def test_an_unknown_property_is_a_gap(self) -> None:
        found = project("<ItemGroup><PackageReference Include='A' Version='$(X)'/></ItemGroup>")
        assert found.gaps == ("line 1: '$(X)' names a property that is not defined in this file",)

    def test_another_root(self) -> None:
        with pytest.raises(Unreadable):
            nuget_project.read(Source("a.csproj", b"<project/>"))


@pytest.mark.parametrize(
    ("written", "version"),
    [
        ("1.0", "1.0"),
        ("[1.0]", "1.0"),
        ("[1.0,2.0)", None),
        ("1.*", None),
        ("*", None),
        ("", None),
        (None, None),
    ],
)
def test_exact(written: str | None, version: str | None) -> None:
    assert exact(written) == version
