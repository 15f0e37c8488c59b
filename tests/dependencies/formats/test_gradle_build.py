from __future__ import annotations

from pathlib import Path

import pytest

from tidegate.dependencies.formats import gradle_build
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Scope

SAMPLES = Path(__file__).with_name("samples") / "gradle_build"


def read(text: str) -> Listing:
    return gradle_build.read(Source("build.gradle", text.encode()))


def told(listing: Listing) -> dict[str, tuple[str | None, str, bool | None]]:
    return {one.name: (one.requirement, one.scope.value, one.direct) for one in listing.dependencies}


def test_groovy() -> None:
    listing = read((SAMPLES / "groovy/build.gradle").read_text())
    assert told(listing) == {
        "com.example.build:tools": ("7.4.2", "build", True),
        "org.springframework.boot:org.springframework.boot.gradle.plugin": ("3.2.5", "build", True),
        "com.example.docs:com.example.docs.gradle.plugin": ("1.0", "build", True),
        "org.apache.commons:commons-text": ("1.10.0", "runtime", True),
        "com.google.guava:guava": ("33.0.0-jre", "runtime", True),
        "org.slf4j:slf4j-api": ("2.0.9", "runtime", True),
        "org.postgresql:postgresql": ("42.7.3", "runtime", True),
        "com.h2database:h2": ("[2.2,3)", "runtime", True),
        "com.fasterxml.jackson:jackson-bom": ("2.17.0", "runtime", True),
        "com.fasterxml.jackson.core:jackson-databind": (None, "runtime", True),
        "org.projectlombok:lombok": ("1.18.32", "build", True),
        "org.junit.jupiter:junit-jupiter": ("5.10.2", "dev", True),
        "org.yaml:snakeyaml": ("2.2", "runtime", False),
    }
    assert listing.hosts == {"plugins.example", "maven.example"}


def test_one_entry_in_full() -> None:
    found = {one.name: one for one in read((SAMPLES / "groovy/build.gradle").read_text()).dependencies}
    assert found["org.apache.commons:commons-text"] == Dependency(
        ecosystem="Maven",
        name="org.apache.commons:commons-text",
        version="1.10.0",
        requirement="1.10.0",
        direct=True,
        scope=Scope.RUNTIME,
        key="runtime org.apache.commons:commons-text:1.10.0",
        line=22,
    )
    assert found["com.h2database:h2"].version is None


def test_kotlin() -> None:
    assert told(read((SAMPLES / "kotlin/build.gradle.kts").read_text())) == {
        "org.jetbrains.kotlin.jvm:org.jetbrains.kotlin.jvm.gradle.plugin": ("1.9.23", "build", True),
        "com.diffplug.spotless:com.diffplug.spotless.gradle.plugin": ("6.25.0", "build", True),
        "io.ktor:ktor-server-core": ("2.3.10", "runtime", True),
        "io.ktor:ktor-server-netty": ("2.3.10", "runtime", True),
        "com.squareup.okio:okio": ("3.9.0", "runtime", True),
        "org.jetbrains.kotlin:kotlin-reflect": (None, "runtime", True),
        "org.example:bom": ("1.0", "runtime", True),
        "ch.qos.logback:logback-classic": ("1.5.6", "runtime", True),
        "org.example:added": ("1.0", "runtime", True),
        "org.jetbrains.kotlin:kotlin-test": (None, "dev", True),
        "org.example:on-ci": ("1.0", "runtime", True),
    }


def test_what_only_decides_is_not_asked_for() -> None:
    assert told(read((SAMPLES / "subprojects/build.gradle").read_text())) == {
        "io.spring.dependency-management:io.spring.dependency-management.gradle.plugin": (
            "1.1.4",
            "build",
            True,
        ),
        "org.springframework.cloud:spring-cloud-dependencies": ("2023.0.1", "runtime", False),
        "org.example:managed": ("1.2", "runtime", False),
        "org.example:forced": ("3.0", "runtime", False),
        "org.example:forced-too": ("3.1", "runtime", False),
        "org.example:one": ("1.+", "runtime", True),
    }


@pytest.mark.parametrize(
    "line",
    [
        'implementation "a:b:$version"',
        'implementation "a:b:${versions.b}"',
        "implementation 'a:b:' + version",
        "implementation deps.b",
        "implementation someVariable",
        "implementation(someCall())",
        "implementation group: 'a', name: artifact, version: '1'",
        "implementation 'not a module'",
        'add("implementation", dep)',
        "add(configuration, 'a:b:1')",
        "addCommonDependencies()",
        "deps.each { implementation it }",
        'implementation "a:b:1\\u0030"',
        "implementation 'a:b:1', other",
    ],
)
def test_what_is_computed_is_a_gap(line: str) -> None:
    found = read(f"dependencies {{\n    api 'x:y:1'\n    {line}\n    api 'x:z:1'\n}}\n")
    assert {gap.partition(":")[0] for gap in found.gaps} == {"line 3"}
    assert {"x:y", "x:z"} <= {one.name for one in found.dependencies}


@pytest.mark.parametrize(
    ("given", "asked", "expected"),
    [
        ("def v = '1.0'", '"a:b:$v"', "1.0"),
        ("ext.v = '1.0'", '"a:b:${v}"', "1.0"),
        ("ext {\n  v = '1.0'\n}", '"a:b:${v}-jre"', "1.0-jre"),
        ('val v = "1.0"', 'group: "a", name: "b", version: "$v"', "1.0"),
        ("def v = '1.0'\nv = '2.0'", '"a:b:$v"', None),
        ("def v = System.getenv('V')", '"a:b:$v"', None),
        ("def v = '1.0' + x", '"a:b:$v"', None),
        ('def v = "1.$x"', '"a:b:$v"', None),
        ("def w = '1.0'", '"a:b:$v"', None),
        ("def v = '1.0'", '"a:b:${v.next()}"', None),
        ("def v = '1.0'", '"a:b:$v.minor"', None),
    ],
)
def test_a_name_that_is_set_once(given: str, asked: str, expected: str | None) -> None:
    found = read(f"{given}\ndependencies {{\n  api {asked}\n}}\n")
    assert [one.requirement for one in found.dependencies] == ([expected] if expected else [])
    assert bool(found.gaps) is (expected is None)


@pytest.mark.parametrize(
    "line",
    [
        "plugins { id 'x' version libVersion }",
        "dependencies.add('implementation', 'a:b:1')",
        "project.dependencies.implementation 'a:b:1'",
        "apply from: 'https://example/other.gradle'",
        "apply from: other",
        "dependencies { implementation('a:b') { version { strictly '1.0' } } }",
    ],
)
def test_ways_that_are_not_read(line: str) -> None:
    assert [gap.partition(":")[0] for gap in read(line).gaps] == ["line 1"]


@pytest.mark.parametrize(
    "line",
    [
        "apply from: 'gradle/other.gradle'",
        "apply plugin: 'java'",
        "def versions = [b: '1.0']",
        "// dependencies { implementation 'a:b:1' }",
        "description = \"dependencies { implementation 'a:b:1' }\"",
        "dependencies { def v = '1.0' }",
        "dependencies { implementation projects.core }",
        "dependencies { implementation testLibs.junit }",
        "dependencies {}",
        "dependencies.each { println it }",
        "node.dependencies.remove(child)",
        "configurations { implementation.exclude group: 'a' }",
    ],
)
def test_what_asks_for_nothing(line: str) -> None:
    found = read(line + "\n")
    assert (found.dependencies, found.gaps) == ((), ())


@pytest.mark.parametrize(
    "text",
    [
        "dependencies {",
        "}",
        "/* a",
        "x = [1",
        "x = " + "[" * 200 + "]" * 200,
        "a{" * 200 + "}" * 200,
        "dependencies { api('a:b:1' }",
    ],
)
def test_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        read(text)
