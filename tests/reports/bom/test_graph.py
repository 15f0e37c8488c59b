from __future__ import annotations

from tidegate.model.dependency import Dependency
from tidegate.model.inventory import Identity, Package
from tidegate.reports.bom.components import references
from tidegate.reports.bom.graph import compositions, dependencies


def identity(name: str) -> Identity:
    return Identity("npm", name, "1")


def package(name: str, pulls: str | None, *, direct: bool | None = False) -> Package:
    """``pulls`` are names; ``None`` where no file says them."""
    return Package(
        identity=identity(name),
        entry=Dependency(ecosystem="npm", name=name, version="1"),
        occurrences=(),
        direct=direct,
        requires=None if pulls is None else tuple(map(identity, pulls.split())),
    )


def ref(name: str) -> str:
    return f"pkg:npm/{name}@1"


def told(packages: list[Package], *, whole: bool = True) -> dict[str, list[str]]:
    found = compositions("root", packages, references(packages), whole=whole)
    return {one["aggregate"]: one["dependencies"] for one in found if "dependencies" in one}


def test_edges() -> None:
    packages = [package("a", "c b", direct=True), package("b", ""), package("c", "b"), package("d", None)]
    assert dependencies("root", packages, references(packages)) == [
        {"ref": "root", "dependsOn": [ref("a")]},
        {"ref": ref("a"), "dependsOn": [ref("b"), ref("c")]},
        {"ref": ref("b"), "dependsOn": []},
        {"ref": ref("c"), "dependsOn": [ref("b")]},
    ]


def test_what_is_known_of_each() -> None:
    packages = [package("a", "b gone", direct=True), package("b", ""), package("c", None, direct=True)]
    assert told(packages) == {
        "complete": [ref("b"), "root"],
        "incomplete": [ref("a")],
        "unknown": [ref("c")],
    }


def test_the_root_is_complete_where_everything_is_reached() -> None:
    reached = [package("a", "b", direct=True), package("b", "a")]
    assert "root" in told(reached)["complete"]
    assert "root" in told(reached, whole=False)["incomplete"]
    assert "root" in told([*reached, package("lost", "", direct=None)])["incomplete"]


def test_the_whole_is_never_complete() -> None:
    for whole, how in ((True, "unknown"), (False, "incomplete")):
        assert compositions("root", [], {}, whole=whole)[0] == {"aggregate": how, "assemblies": ["root"]}


def test_names_that_two_packages_share() -> None:
    """npm's old names may differ by their case alone, purls do not."""
    one, other = (
        Package(
            identity=Identity("npm", name, "1"),
            entry=Dependency(ecosystem="npm", name=name, version="1"),
            occurrences=(),
        )
        for name in ("JSONStream", "jsonstream")
    )
    assert list(references([one, other]).values()) == [ref("jsonstream"), f"{ref('jsonstream')}~2"]
