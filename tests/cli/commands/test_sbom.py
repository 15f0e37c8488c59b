"""``tidegate sbom`` on real repositories, read back by cyclonedx-python-lib."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.model.bom import Bom
from cyclonedx.output.json import JsonV1Dot6, JsonV1Dot7
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL
from records import archive, record, until
from repositories import RepositoryBuilder

from tidegate.cli.program import run
from tidegate.dependencies.formats import format_of

SAMPLES = Path(__file__).parents[2] / "dependencies" / "formats" / "samples"
LOCK = {
    "name": "shop",
    "lockfileVersion": 3,
    "packages": {
        "": {"dependencies": {"@acme/web": "^1.0.0"}, "devDependencies": {"tape": "^5.0.0"}},
        "node_modules/@acme/web": {
            "version": "1.2.0",
            "resolved": "https://me:secret@mirror.example/@acme/web/-/web-1.2.0.tgz?token=secret",
            "integrity": "sha1-qZk+NkcGgWq6PiVxeFDCbJzQ2J0=",
            "license": "MIT",
            "dependencies": {"leaf": "^1.0.0"},
        },
        "node_modules/leaf": {"version": "1.0.1"},
        "node_modules/tape": {"version": "5.0.0", "dev": True},
    },
}
BASE = {
    "package.json": json.dumps(
        {"dependencies": {"@acme/web": "^1.0.0"}, "devDependencies": {"tape": "^5.0.0"}}
    ),
    "package-lock.json": json.dumps(LOCK, indent=1),
    "requirements.txt": "flask==2.0.0\ngone==1.0\nsame==1.0\n",
}


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGATE_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture
def repository(tmp_path: Path) -> RepositoryBuilder:
    made = RepositoryBuilder(tmp_path / "shop")
    made.commit("base", BASE)
    return made


class Document:
    """A document as text, and by its parts."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.parts: dict[str, Any] = json.loads(text)
        self.components = {one["bom-ref"]: one for one in self.parts.get("components", ())}

    def properties(self, ref: str, name: str) -> list[str]:
        of = self.components[ref] if ref != "root" else self.parts["metadata"]
        return [one["value"] for one in of.get("properties", ()) if one["name"] == f"tidegate:{name}"]

    def edges(self) -> set[tuple[str, str]]:
        return {
            (one["ref"], pulled)
            for one in self.parts.get("dependencies", ())
            for pulled in one.get("dependsOn", ())
        }

    def incomplete(self) -> bool:
        return {"aggregate": "incomplete", "assemblies": ["root"]} in self.parts["compositions"]

    def remarks(self) -> list[str]:
        return [one["text"] for one in self.parts.get("annotations", ())]


def sbom(
    repository: RepositoryBuilder, capsys: pytest.CaptureFixture[str], *words: str
) -> tuple[Document, str]:
    """The document and what was said beside it."""
    capsys.readouterr()
    assert run(["sbom", "-C", str(repository.path), *words]) == 0
    out, err = capsys.readouterr()
    return Document(out), err


def advisories(tmp_path: Path, *records: dict[str, Any], ecosystem: str = "PyPI") -> None:
    feed = archive(tmp_path / "feeds" / ecosystem / "all.zip", records)
    assert run(["advisories", "import", str(feed), "-q"]) == 0


def test_head(repository: RepositoryBuilder, capsys: pytest.CaptureFixture[str]) -> None:
    document, _ = sbom(repository, capsys, "HEAD")
    web = document.components["pkg:npm/%40acme/web@1.2.0"]
    assert (web["group"], web["name"], web["version"], web["scope"]) == ("@acme", "web", "1.2.0", "required")
    assert web["purl"] == "pkg:npm/%40acme/web@1.2.0"
    assert web["hashes"] == [{"alg": "SHA-1", "content": "a9993e364706816aba3e25717850c26c9cd0d89d"}]
    assert web["licenses"] == [{"license": {"id": "MIT"}}]
    assert web["externalReferences"] == [
        {"type": "distribution", "url": "https://mirror.example/@acme/web/-/web-1.2.0.tgz"}
    ]
    lines = BASE["package-lock.json"].splitlines()
    place = next(one for one in web["evidence"]["occurrences"] if one["location"] == "package-lock.json")
    assert "@acme/web" in lines[place["line"] - 1]
    assert document.components["pkg:npm/tape@5.0.0"]["scope"] == "excluded"
    assert document.properties("pkg:npm/leaf@1.0.1", "way") == ["@acme/web"]
    assert document.properties("pkg:npm/leaf@1.0.1", "direct") == ["false"]
    assert ("pkg:npm/%40acme/web@1.2.0", "pkg:npm/leaf@1.0.1") in document.edges()
    assert ("root", "pkg:npm/%40acme/web@1.2.0") in document.edges()
    assert ("root", "pkg:npm/leaf@1.0.1") not in document.edges()
    metadata = document.parts["metadata"]
    assert metadata["timestamp"] == "2023-11-14T22:14:20Z"
    assert metadata["component"]["version"] == repository.git("rev-parse", "HEAD")
    assert metadata["component"]["name"] == "shop"
    assert "secret" not in document.text
    assert str(repository.path) not in document.text


def test_the_same_input_gives_the_same_bytes(
    repository: RepositoryBuilder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    advisories(tmp_path, record("PYSEC-1", "flask", *until("2.2.5")))
    first, _ = sbom(repository, capsys, "HEAD")
    file = tmp_path / "sbom.json"
    assert run(["sbom", "main", "-C", str(repository.path), "--output", str(file), "-q"]) == 0
    assert capsys.readouterr() == ("", "")
    assert file.read_text() == first.text
    repository.git("switch", "--quiet", "--create", "other")
    clone = RepositoryBuilder(tmp_path / "clones" / "shop")
    clone.git("pull", "--quiet", str(repository.path), "main")
    assert sbom(clone, capsys, "HEAD")[0].text == first.text
    repository.commit("more", {"requirements.txt": "flask==2.0.0\n"})
    assert sbom(repository, capsys, "HEAD")[0].parts["serialNumber"] != first.parts["serialNumber"]


def test_a_change(repository: RepositoryBuilder, capsys: pytest.CaptureFixture[str]) -> None:
    repository.branch("feature")
    repository.commit("head", {"requirements.txt": "flask==2.2.5\nsame==1.0\nnew==0.1\n"})
    document, _ = sbom(repository, capsys, "main..feature", "--change")
    assert list(document.components) == ["pkg:pypi/flask@2.2.5", "pkg:pypi/new@0.1"]
    assert document.properties("pkg:pypi/flask@2.2.5", "change") == ["updated"]
    assert document.properties("pkg:pypi/flask@2.2.5", "change:from") == ["2.0.0"]
    assert document.properties("pkg:pypi/new@0.1", "change") == ["added"]
    assert document.properties("root", "change:removed") == ["pkg:pypi/gone@1.0"]
    assert document.properties("root", "base") == [repository.git("rev-parse", "main")]
    assert "The change removes pkg:pypi/gone@1.0." in document.remarks()
    assert document.incomplete()
    whole, _ = sbom(repository, capsys, "main..feature")
    assert "pkg:pypi/same@1.0" in whole.components
    assert "pkg:pypi/gone@1.0" not in whole.text


def test_a_change_without_packages(repository: RepositoryBuilder, capsys: pytest.CaptureFixture[str]) -> None:
    repository.commit("prose", {"README.md": "Shop\n"})
    document, _ = sbom(repository, capsys, "HEAD", "--change")
    assert document.components == {}


def test_vulnerabilities(
    repository: RepositoryBuilder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"
    advisories(
        tmp_path,
        record(
            "PYSEC-1",
            "flask",
            *until("2.2.5"),
            aliases=["CVE-2023-30861"],
            severity=[{"type": "CVSS_V3", "score": vector}],
            references=[{"type": "WEB", "url": "https://flask.example/advisory?id=1"}],
        ),
        record("PYSEC-2", "flask", *until("1.0")),
        record("MAL-1", "gone"),
    )
    document, _ = sbom(repository, capsys, "HEAD")
    by_id = {one["id"]: one for one in document.parts["vulnerabilities"]}
    assert set(by_id) == {"PYSEC-1", "MAL-1"}
    one = by_id["PYSEC-1"]
    assert one["references"] == [{"id": "CVE-2023-30861", "source": {"name": "NVD"}}]
    assert one["ratings"] == [
        {"source": {"name": "OSV"}, "severity": "high", "score": 7.5, "method": "CVSSv31", "vector": vector}
    ]
    assert one["affects"] == [
        {"ref": "pkg:pypi/flask@2.0.0", "versions": [{"version": "2.0.0", "status": "affected"}]}
    ]
    assert one["published"] == "2026-10-01T00:00:00Z"
    assert one["recommendation"] == "Use flask 2.2.5 or newer."
    assert one["advisories"] == [{"url": "https://flask.example/advisory?id=1"}]
    assert by_id["MAL-1"]["ratings"][0]["severity"] == "critical"
    assert document.properties("root", "advisories:PyPI") == ["2026-11-01"]


def test_what_could_not_be_told_is_said(
    repository: RepositoryBuilder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    advisories(tmp_path, record("PYSEC-1", "flask", *until("2.2.5")))
    files = {"Package.swift": "let x = 1\n", "api/requirements.txt": "flask>=2\n???\n"}
    repository.commit("more", files)
    document, said = sbom(repository, capsys, "HEAD")
    assert document.incomplete()
    remarks = document.remarks()
    assert "Package.swift: this version does not read such files" in remarks
    assert any(text.startswith("api/requirements.txt: one of its dependencies") for text in remarks)
    assert any(text.startswith("there are no advisories of npm on this machine") for text in remarks)
    unsure = next(one for one in document.parts["annotations"] if one["subjects"] == ["pkg:pypi/flask"])
    assert unsure["text"] == "Whether flask >=2 has PYSEC-1 could not be told."
    assert said.startswith("the SBOM is incomplete, and says so; what could not be told:\n")
    assert "Package.swift" in said
    assert sbom(repository, capsys, "HEAD", "-q")[1] == ""


def test_a_whole_tree_is_never_called_complete(
    repository: RepositoryBuilder, capsys: pytest.CaptureFixture[str]
) -> None:
    document, _ = sbom(repository, capsys, "HEAD")
    assert not document.incomplete()
    assert {"aggregate": "unknown", "assemblies": ["root"]} in document.parts["compositions"]
    told = {one["aggregate"]: one["dependencies"] for one in document.parts["compositions"][1:]}
    assert "pkg:npm/leaf@1.0.1" in told["complete"]
    assert "pkg:pypi/flask@2.0.0" in told["unknown"]  # its file does not say what it pulls in


def test_the_work_tree_and_the_index(
    repository: RepositoryBuilder, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.write({"requirements.txt": "flask==2.0.0\nnew==0.1\n"})
    document, _ = sbom(repository, capsys)
    assert "pkg:pypi/new@0.1" in document.components
    assert document.parts["metadata"]["timestamp"] == "2023-11-14T22:14:20Z"
    staged, _ = sbom(repository, capsys, "--staged", "--change")
    assert staged.components == {}


def test_names_that_nobody_should_trust(
    repository: RepositoryBuilder, capsys: pytest.CaptureFixture[str]
) -> None:
    packages = {
        "node_modules/a\u202eb": {
            "version": "1.0\n\x1b[31m",
            "license": "x\udc80y",
            "resolved": "javascript:x",
        },
        "node_modules/" + "x" * 3_000: {"version": "1"},
        "node_modules/<b>": {"version": '1"; --'},
    }
    lock = json.dumps({"lockfileVersion": 3, "packages": packages})
    repository.commit("head", {"a\tb/package-lock.json": lock})
    document, _ = sbom(repository, capsys, "HEAD")
    assert document.text.isascii()
    assert "\x1b" not in document.text
    links = [one.get("externalReferences") for one in document.components.values()]
    assert "javascript" not in json.dumps(links)


def test_images_and_actions(repository: RepositoryBuilder, capsys: pytest.CaptureFixture[str]) -> None:
    digest, commit = "sha256:" + "a" * 64, "b" * 40
    files = {
        "Dockerfile": f"ARG BASE\nFROM $BASE AS one\nFROM python:3.12@{digest}\nFROM python:3.11\n",
        ".github/workflows/ci.yml": "on: push\njobs:\n  a:\n    steps:\n"
        f"    - uses: actions/checkout@v4\n    - uses: acme/tool/sub@{commit}\n",
    }
    repository.commit("head", files)
    whole, _ = sbom(repository, capsys, "HEAD")
    change, _ = sbom(repository, capsys, "HEAD", "--change")
    expected = {
        f"pkg:docker/python@{digest}",
        "pkg:docker/python@3.11",
        f"pkg:github/acme/tool@{commit}",
        "pkg:github/actions/checkout@v4",
    }
    assert set(change.components) == expected
    assert expected < set(whole.components)
    for document in (whole, change):
        assert any("FROM $BASE: the file does not say BASE" in text for text in document.remarks())


def test_credentials_are_nowhere(repository: RepositoryBuilder, capsys: pytest.CaptureFixture[str]) -> None:
    where = "https://me:s3cret@git.example/acme"
    manifest = {"dependencies": {"one": f"git+{where}/one.git#v1", "two": f"{where}/two.tgz"}}
    files = {
        "package.json": json.dumps(manifest),
        "package-lock.json": None,
        "requirements.txt": f"a @ git+{where}/a.git@v1\n-e {where}/b\n{where} ???\n--index-url {where}\n",
    }
    repository.commit("head", files)
    for words in (("HEAD",), ("HEAD", "--change")):
        document, said = sbom(repository, capsys, *words)
        assert "git.example/acme/one.git" in document.text
        assert "s3cret" not in document.text
        assert "s3cret" not in said


def test_without_the_extra(
    repository: RepositoryBuilder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "cyclonedx", None)
    assert run(["sbom", "-C", str(repository.path)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        "tidegate: error: bills of materials need cyclonedx-python-lib\n"
        '  install it: pip install "tidegate[bom]"\n'
    )


def test_a_folder_that_there_is_not(
    repository: RepositoryBuilder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["sbom", "-C", str(repository.path), "--output", str(tmp_path / "no" / "sbom.json")]) == 2
    assert "no directory" in capsys.readouterr().err


def test_repositories_without_commits_or_packages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    unborn = RepositoryBuilder(tmp_path / "unborn")
    unborn.write({"requirements.txt": "flask==2.0.0\n"})
    document, _ = sbom(unborn, capsys)
    assert list(document.components) == ["pkg:pypi/flask@2.0.0"]
    assert document.parts["metadata"]["timestamp"] == "1970-01-01T00:00:00Z"
    empty = RepositoryBuilder(tmp_path / "empty")
    empty.commit("nothing")
    assert sbom(empty, capsys, "HEAD")[0].components == {}


def test_old_advisories_accuse_and_do_not_excuse(
    repository: RepositoryBuilder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Old is what was old on the day of the commit, which is in November 2023."""
    old = record("PYSEC-1", "flask", *until("2.2.5"), modified="2023-01-01T00:00:00Z")
    advisories(tmp_path, old)
    document, _ = sbom(repository, capsys, "HEAD")
    assert [one["id"] for one in document.parts["vulnerabilities"]] == ["PYSEC-1"]
    assert any(text.startswith("the advisories of PyPI are of 2023-01-01") for text in document.remarks())


def test_a_format_that_there_is_not(
    repository: RepositoryBuilder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["sbom", "-C", str(repository.path), "--format", "spdx"]) == 2
    assert "'spdx' is not one of 'cyclonedx', 'cyclonedx-1.6'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("form", "version", "output"),
    [("cyclonedx", SchemaVersion.V1_7, JsonV1Dot7), ("cyclonedx-1.6", SchemaVersion.V1_6, JsonV1Dot6)],
)
def test_round_trip_of_every_format(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    form: str,
    version: SchemaVersion,
    output: type[JsonV1Dot6 | JsonV1Dot7],
) -> None:
    """Another reader loses no component, purl or edge of any sample file; the library calls it valid."""
    repository = RepositoryBuilder(tmp_path / "all")
    files = {
        "/".join(("apps", *file.relative_to(SAMPLES).parts)): file.read_bytes()
        for file in sorted(SAMPLES.glob("*/*/**/*"))
        if file.is_file()
    }
    repository.commit("all", files)
    document, _ = sbom(repository, capsys, "HEAD", "--format", form)
    ecosystems = {value for ref in document.components for value in document.properties(ref, "ecosystem")}
    read = {known.ecosystem for path in files if (known := format_of(path))}
    assert ecosystems >= read
    assert len(document.components) > 300
    assert JsonStrictValidator(version).validate_str(document.text) is None
    reader: Any = Bom  # what reads is made by a decorator that types do not see
    bom = reader.from_json(document.parts)
    again = Document(output(bom).output_as_string())
    assert {
        ref: (one["name"], one.get("version"), one.get("purl"), one.get("scope"))
        for ref, one in again.components.items()
    } == {
        ref: (one["name"], one.get("version"), one.get("purl"), one.get("scope"))
        for ref, one in document.components.items()
    }
    assert again.edges() == document.edges()
    purls = [one["purl"] for one in document.components.values() if "purl" in one]
    assert [PackageURL.from_string(one).to_string() for one in purls] == purls
