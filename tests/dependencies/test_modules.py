from __future__ import annotations

import sys

import pytest

from tidegate.dependencies.modules import delivers, is_standard, known_deliverers, own
from tidegate.dependencies.names import normal
from tidegate.knowledge.modules import deliverers, standard


def of(requires: str) -> bytes:
    return f'[project]\nrequires-python = "{requires}"\n'.encode()


@pytest.mark.parametrize(
    ("module", "manifest", "expected"),
    [
        ("os.path", b"", True),
        ("numpy", b"", False),
        ("tomllib", of(">=3.8"), True),
        ("tomllib", of(">=3.8,<3.11"), False),
        ("distutils", of(">=3.12"), False),
        ("distutils", of(">=3.11"), True),
        ("distutils", b'[tool.poetry.dependencies]\npython = "^3.12"\n', False),
        ("distutils", b"not toml [", True),
        ("distutils", b"project = 1\n", True),
    ],
)
def test_python_s_own(module: str, manifest: bytes, expected: bool) -> None:
    assert is_standard(module, lambda: manifest) is expected


def test_the_list_knows_the_modules_of_this_python() -> None:
    public = {one for one in sys.stdlib_module_names if not one.startswith("_")}
    unknown = {one for one in public if not is_standard(one, lambda: b"")}
    assert unknown <= {"nt"}, unknown
    assert standard()["tomllib"] == (">=3.11",)


def test_the_names_of_packages_are_as_they_are_compared() -> None:
    assert all(normal("PyPI", one) == one for packages in deliverers().values() for one in packages)


@pytest.mark.parametrize(
    ("module", "packages"),
    [
        ("yaml", ("pyyaml",)),
        ("google.cloud.pubsub_v1.types", ("google-cloud-pubsub",)),
        ("google.protobuf", ("protobuf",)),
        ("opentelemetry.trace", ("opentelemetry-api",)),
        ("nobody_knows_it", ()),
    ],
)
def test_known_deliverers(module: str, packages: tuple[str, ...]) -> None:
    assert known_deliverers(module) == packages


@pytest.mark.parametrize(
    ("package", "module", "expected"),
    [
        ("pyjwt", "jwt", True),
        ("social-auth-app-django", "social_django", True),
        ("django-storages", "google.cloud.storage", False),
        ("django", "django_helper", False),
        ("requests", "requests_helper", False),
        ("python-slugify", "slugify", True),
        ("pymoss", "moss", True),
        ("py-opensonic", "libopensonic", True),
        ("drf-flex-fields", "rest_flex_fields", True),
        ("python-binary", "libhelper", False),
        ("djangorestframework", "rest_framework_helper", False),
        ("py", "python", False),
    ],
)
def test_delivers(package: str, module: str, expected: bool) -> None:
    assert delivers(package, module) is expected


def test_what_a_repository_s_code_is_called() -> None:
    found = own(["src/acme/part/mod.py", "docs/guide.md", "proto/bill.proto", "vendor/lib", "a/b.cp311.so"])
    assert {"src", "acme", "part", "mod", "bill_pb2", "bill_pb2_grpc", "lib", "b"} <= found
    assert {"docs", "guide"}.isdisjoint(found)
