from __future__ import annotations

from tidegate.dependencies.routes import LONGEST, routes
from tidegate.model.dependency import Dependency, Listing


def chain(length: int) -> Listing:
    return Listing(
        dependencies=tuple(
            Dependency(ecosystem="npm", name=f"p{number}", key=f"p{number}", requires=(f"p{number + 1}",))
            for number in range(length)
        )
    )


def test_the_way_to_each() -> None:
    assert routes(chain(4), {"p0"}, ["p0", "p1", "p3", "other"]) == {
        "p0": (),
        "p1": ("p0",),
        "p3": ("p0", "p1", "p2"),
    }


def test_ways_start_at_what_nothing_pulls_in_where_nobody_says() -> None:
    assert routes(chain(3), (), ["p2"]) == {"p2": ("p0", "p1")}


def test_a_long_way_is_told_by_its_ends() -> None:
    way = routes(chain(20_000), {"p0"}, [f"p{number}" for number in range(20_000)])
    assert way[f"p{LONGEST}"] == tuple(f"p{number}" for number in range(LONGEST))
    assert way["p19999"][:3] == ("p0", "…", f"p{19_999 - (LONGEST - 2)}")
    assert way["p19999"][-1] == "p19998"
    assert {len(one) for one in way.values()} == set(range(LONGEST + 1))
