"""What the purl specification and its definitions of types say, as tables."""

from __future__ import annotations

import pytest
from packageurl import PackageURL

from tidegate.model.dependency import Dependency, Origin
from tidegate.reports.bom.purls import parts_of, purl

COMMIT = "116d38c34d7e0dd6a67e6de2d9ca60d64a333a28"


@pytest.mark.parametrize(
    ("ecosystem", "name", "version", "expected"),
    [
        ("PyPI", "Django", "1.11.1", "pkg:pypi/django@1.11.1"),
        ("PyPI", "Flask_SQLAlchemy", "3.1", "pkg:pypi/flask-sqlalchemy@3.1"),
        ("PyPI", "ruamel.yaml", "0.18.6", "pkg:pypi/ruamel.yaml@0.18.6"),
        ("PyPI", "torch", "2.0.0+cu118", "pkg:pypi/torch@2.0.0%2Bcu118"),
        ("PyPI", "requests", None, "pkg:pypi/requests"),
        ("npm", "foobar", "12.3.1", "pkg:npm/foobar@12.3.1"),
        ("npm", "@angular/animation", "12.3.1", "pkg:npm/%40angular/animation@12.3.1"),
        ("Go", "google.golang.org/genproto", "v0.1.0", "pkg:golang/google.golang.org/genproto@v0.1.0"),
        ("Go", "github.com/BurntSushi/toml", "v1.4.0", "pkg:golang/github.com/burntsushi/toml@v1.4.0"),
        (
            "Go",
            "github.com/a/b/v2",
            "v2.0.0+incompatible",
            "pkg:golang/github.com/a/b/v2@v2.0.0%2Bincompatible",
        ),
        ("Go", "stdlib", "1.23.0", "pkg:golang/stdlib@1.23.0"),
        (
            "Maven",
            "org.apache.xmlgraphics:batik-anim",
            "1.9.1",
            "pkg:maven/org.apache.xmlgraphics/batik-anim@1.9.1",
        ),
        ("RubyGems", "RedCloth", "4.3.4", "pkg:gem/RedCloth@4.3.4"),
        ("NuGet", "EnterpriseLibrary.Common", "6.0.1304", "pkg:nuget/EnterpriseLibrary.Common@6.0.1304"),
        ("Packagist", "Laravel/Framework", "v11.0.0", "pkg:composer/laravel/framework@v11.0.0"),
        ("crates.io", "rand_core", "0.6.3", "pkg:cargo/rand_core@0.6.3"),
        ("Terraform", "hashicorp/aws", "5.1.0", "pkg:generic/hashicorp/aws@5.1.0"),
    ],
)
def test_types(ecosystem: str, name: str, version: str | None, expected: str) -> None:
    found = purl(Dependency(ecosystem=ecosystem, name=name, version=version))
    assert found == expected
    assert PackageURL.from_string(expected).to_string() == expected


@pytest.mark.parametrize(
    ("ecosystem", "name", "revision", "expected"),
    [
        ("GitHub Actions", "actions/checkout", "v4", "pkg:github/actions/checkout@v4"),
        (
            "GitHub Actions",
            "github/codeql-action/init",
            COMMIT,
            f"pkg:github/github/codeql-action@{COMMIT}#init",
        ),
        ("Docker", "library/python", "3.12", "pkg:docker/library/python@3.12"),
        ("Docker", "acme/web", "sha256:244fd47e07d1", "pkg:docker/acme/web@sha256:244fd47e07d1"),
    ],
)
def test_what_is_named_by_a_tag_or_a_digest(ecosystem: str, name: str, revision: str, expected: str) -> None:
    one = Dependency(ecosystem=ecosystem, name=name, revision=revision, origin=Origin.GIT)
    assert purl(one) == expected


def test_images_of_other_registries() -> None:
    one = Dependency(
        ecosystem="Docker",
        name="images.example:5000/acme/web",
        requirement="3.1",
        location="images.example:5000",
    )
    assert purl(one) == "pkg:docker/acme/web@3.1?repository_url=images.example:5000"


@pytest.mark.parametrize(
    ("origin", "location", "revision", "expected"),
    [
        (
            Origin.GIT,
            "https://user:secret@git.example/acme/greet",
            COMMIT,
            f"pkg:pypi/greet@1.0?vcs_url=git%2Bhttps://git.example/acme/greet%40{COMMIT}",
        ),
        (
            Origin.GIT,
            "git+ssh://git@git.example/acme/greet.git",
            None,
            "pkg:pypi/greet@1.0?vcs_url=git%2Bssh://git.example/acme/greet.git",
        ),
        (
            Origin.GIT,
            "git@git.example:acme/greet.git",
            None,
            "pkg:pypi/greet@1.0?vcs_url=git%2Bssh://git.example/acme/greet.git",
        ),
        (
            Origin.URL,
            "https://t0ken@files.example/greet-1.0.tar.gz?signature=abc#sha256=00",
            None,
            "pkg:pypi/greet@1.0?download_url=https://files.example/greet-1.0.tar.gz",
        ),
        (Origin.REGISTRY, "https://mirror.example/simple", None, "pkg:pypi/greet@1.0"),
        (Origin.GIT, "not an address", COMMIT, "pkg:pypi/greet@1.0"),
    ],
)
def test_sources(origin: Origin, location: str, revision: str | None, expected: str) -> None:
    one = Dependency(
        ecosystem="PyPI", name="greet", version="1.0", origin=origin, location=location, revision=revision
    )
    assert purl(one) == expected


@pytest.mark.parametrize(
    ("ecosystem", "name", "origin"),
    [
        ("npm", "web", Origin.PATH),  # no registry's package of that name
        ("PyPI", "./libs/shared", Origin.REGISTRY),
        ("npm", "a/b/c", Origin.REGISTRY),
        ("npm", "", Origin.REGISTRY),
        ("Maven", "org.acme:", Origin.REGISTRY),
        ("PyPI", "bytes\udc80", Origin.REGISTRY),
    ],
)
def test_what_has_none(ecosystem: str, name: str, origin: Origin) -> None:
    assert purl(Dependency(ecosystem=ecosystem, name=name, version="1", origin=origin)) is None


def test_groups() -> None:
    assert parts_of(Dependency(ecosystem="npm", name="@acme/web")) == ("@acme", "web")
    assert parts_of(Dependency(ecosystem="npm", name="web")) == (None, "web")
    assert parts_of(Dependency(ecosystem="Maven", name="org.acme:web")) == ("org.acme", "web")
    assert parts_of(Dependency(ecosystem="Packagist", name="acme/web")) == ("acme", "web")
    assert parts_of(Dependency(ecosystem="Go", name="go.example/acme/web")) == (None, "go.example/acme/web")
