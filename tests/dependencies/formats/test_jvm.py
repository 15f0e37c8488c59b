"""Maven's and Gradle's files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tidegate.dependencies.formats import gradle_lockfile, pom, version_catalogue
from tidegate.dependencies.maven import exact
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

SAMPLES = Path(__file__).with_name("samples")


def read_pom(text: str) -> Listing:
    return pom.read(Source("pom.xml", f"<project>{text}</project>".encode()))


def asked(version: str) -> str:
    return f"<dependency><groupId>g</groupId><artifactId>a</artifactId>{version}</dependency>"


def sample_pom(case: str) -> dict[str, Dependency]:
    found = pom.read(Source("pom.xml", (SAMPLES / f"pom/{case}/pom.xml").read_bytes()))
    return {one.key: one for one in found.dependencies}


class TestPom:
    def test_properties_managed_versions_and_scopes(self) -> None:
        found = sample_pom("plain")
        assert found["dependencies/com.fasterxml.jackson.core:jackson-databind"] == Dependency(
            ecosystem="Maven",
            name="com.fasterxml.jackson.core:jackson-databind",
            version="2.15.2",
            requirement="2.15.2",
            direct=True,
            key="dependencies/com.fasterxml.jackson.core:jackson-databind",
            line=26,
        )
        assert found["dependencies/org.slf4j:slf4j-api"].version == "2.0.9"
        junit = found["dependencies/org.junit.jupiter:junit-jupiter"]
        assert (junit.version, junit.requirement, junit.scope) == (None, "[5.9,6)", Scope.DEV)
        core = found["dependencies/com.acme:core"]
        assert (core.version, core.scope) == ("1.0-SNAPSHOT", Scope.OPTIONAL)
        assert found["dependencyManagement/org.slf4j:slf4j-api"].direct is False
        plugin = found["plugins/org.apache.maven.plugins:maven-compiler-plugin"]
        assert (plugin.version, plugin.scope) == ("3.11.0", Scope.BUILD)

    def test_a_parent(self) -> None:
        found = sample_pom("parent")
        parent = found["parent/com.acme:parent"]
        assert (parent.version, parent.origin, parent.location) == ("3.1.0", Origin.PATH, "../parent/pom.xml")
        assert found["dependencies/com.acme:sibling"].version == "3.1.0"

    def test_a_profile_has_its_own_properties(self) -> None:
        (driver,) = sample_pom("profiles").values()
        assert (driver.version, driver.group) == ("5.1.49", "legacy")

    def test_plugins_and_what_they_pull_in(self) -> None:
        found = sample_pom("plugins")
        assert found["plugins/com.diffplug.spotless:spotless-maven-plugin"].version == "2.40.0"
        assert found["plugins/com.google.googlejavaformat:google-java-format"].scope is Scope.BUILD
        assert found["dependencies/com.acme:vendored"].origin is Origin.PATH

    def test_an_unknown_property_is_one_gap(self) -> None:
        entries = asked("<version>${x}</version>") + asked("<version>1.${x}</version>")
        found = read_pom(f"<dependencies>{entries}</dependencies>")
        assert found.gaps == ("x is not defined in this file, which g:a needs",)
        assert [(one.version, one.requirement) for one in found.dependencies] == [
            (None, "${x}"),
            (None, "1.${x}"),
        ]

    def test_a_version_from_elsewhere_is_a_gap(self) -> None:
        found = read_pom(f"<dependencies>{asked('')}</dependencies>")
        assert found.gaps == ("the version of g:a comes from a parent or an imported list of versions",)

    @pytest.mark.parametrize(
        "properties",
        [
            "<x>${x}</x>",
            "<x>${y}</x><y>${x}</y>",
            "<x>" + "${y}" * 50 + "</x><y>" + "${z}" * 50 + "</y><z>" + "1" * 50 + "</z>",
            "<x>${n1}</x>" + "".join(f"<n{i}>${{n{i + 1}}}</n{i}>" for i in range(1, 3000)),
        ],
    )
    def test_properties_that_lead_nowhere(self, properties: str) -> None:
        entry = asked("<version>${x}</version>")
        found = read_pom(f"<properties>{properties}</properties><dependencies>{entry}</dependencies>")
        assert found.gaps == ("x is not defined in this file, which g:a needs",)

    def test_no_coordinates(self) -> None:
        text = "<dependencies><dependency><artifactId>a</artifactId></dependency></dependencies>"
        assert read_pom(text).gaps == ("line 1: its groupId or artifactId is not said in this file",)

    def test_another_root(self) -> None:
        with pytest.raises(Unreadable, match="no project"):
            pom.read(Source("pom.xml", b"<settings/>"))


@pytest.mark.parametrize(
    ("written", "version"),
    [
        ("1.2", "1.2"),
        ("[1.2]", "1.2"),
        ("[1,2)", None),
        ("1.+", None),
        ("LATEST", None),
        ("${x}", None),
        ("", None),
        (None, None),
    ],
)
def test_exact(written: str | None, version: str | None) -> None:
    assert exact(written) == version


class TestGradleLockfile:
    def read(self, text: str, name: str = "gradle.lockfile") -> Listing:
        return gradle_lockfile.read(Source(name, text.encode()))

    def test_an_entry(self) -> None:
        assert self.read("g:a:1.0-jre=runtimeClasspath,testRuntimeClasspath\n").dependencies == (
            Dependency(ecosystem="Maven", name="g:a", version="1.0-jre", key="g:a:1.0-jre", line=1),
        )

    @pytest.mark.parametrize(
        ("line", "name", "scope"),
        [
            ("g:a:1=testCompileClasspath", "gradle.lockfile", Scope.DEV),
            ("g:a:1=annotationProcessor,testAnnotationProcessor", "gradle.lockfile", Scope.BUILD),
            ("g:a:1=compileClasspath", "gradle.lockfile", Scope.RUNTIME),
            ("g:a:1=classpath", "app/buildscript-gradle.lockfile", Scope.BUILD),
            ("g:a:1", "gradle/dependency-locks/runtimeClasspath.lockfile", Scope.RUNTIME),
        ],
    )
    def test_scopes(self, line: str, name: str, scope: Scope) -> None:
        assert self.read(line, name).dependencies[0].scope is scope

    def test_gaps(self) -> None:
        assert self.read("g:a:1=x\ng:a\n").gaps == ("line 2 is no locked module",)

    @pytest.mark.parametrize("text", ["", "\n", "nothing\n"])
    def test_unreadable(self, text: str) -> None:
        with pytest.raises(Unreadable):
            self.read(text)


class TestVersionCatalogue:
    def read(self, text: str) -> Listing:
        return version_catalogue.read(Source("gradle/libs.versions.toml", text.encode()))

    def test_libraries_and_plugins(self) -> None:
        content = (SAMPLES / "version_catalogue/plain/gradle/libs.versions.toml").read_bytes()
        found = {one.key: one for one in version_catalogue.read(Source("a", content)).dependencies}
        assert found["libraries.kotlin-stdlib"] == Dependency(
            ecosystem="Maven",
            name="org.jetbrains.kotlin:kotlin-stdlib",
            version="1.9.20",
            requirement="1.9.20",
            direct=True,
            key="libraries.kotlin-stdlib",
            line=7,
        )
        assert (found["libraries.junit"].version, found["libraries.junit"].requirement) == (None, "[5.9, 6[")
        assert found["libraries.okhttp"].version == "4.12.0"
        assert found["libraries.guava"].version == "32.1.3-jre"
        assert found["libraries.from-bom"].requirement is None
        plugin = found["plugins.kotlin-jvm"]
        assert plugin.name == "org.jetbrains.kotlin.jvm:org.jetbrains.kotlin.jvm.gradle.plugin"
        assert (plugin.version, plugin.scope) == ("1.9.20", Scope.BUILD)

    @pytest.mark.parametrize(
        "entry",
        ["'g:a'", "3", "{ module = 'a', version = '1' }", "{ module = 'g:a', version.ref = 'none' }", "{}"],
    )
    def test_gaps(self, entry: str) -> None:
        found = self.read(f"[libraries]\na = {entry}\n")
        assert not found.dependencies
        assert found.gaps[0].startswith("libraries.a: ")

    @pytest.mark.parametrize("text", ["", "x = 1\n", "versions = 1\n", "[libraries\n"])
    def test_unreadable(self, text: str) -> None:
        with pytest.raises(Unreadable):
            self.read(text)
