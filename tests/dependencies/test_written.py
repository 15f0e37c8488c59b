from __future__ import annotations

from tidegate.dependencies.written import Place, Written

LINES = [
    "steps:",
    "  - uses: a/b@v1 # first",
    "  - name: x",
    '    uses: "a/b@v1"  # second # more',
    "  - uses : 'c#d'",
    "  - uses: e#f",
    "  - using: g",
    "  - uses: h # " + "x" * 3000,
]


def test_places_in_their_order() -> None:
    written = Written(LINES, ("uses",))
    assert written.next("a/b@v1") == Place(2, "first")
    assert written.next("a/b@v1") == Place(4, "second # more")
    assert written.next("a/b@v1") == Place(4, "second # more")  # an alias writes it once
    assert written.next("c#d") == Place(5)
    assert written.next("e#f") == Place(6)


def test_what_is_not_there() -> None:
    written = Written(LINES, ("uses",))
    assert written.next("g") == written.next("h") == Place(0)
