"""Every format, with what an attacker or an accident may make of its files: read, or a reason why not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.dependencies.formats import FORMATS, Format, format_of
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import SIZE_LIMIT, Source
from tidegate.model.dependency import Listing

SAMPLES = Path(__file__).with_name("samples")
NAMES = {known.name: known for known in FORMATS}
_WORDS = re.compile(r"[a-z0-9]+")
_PROGRAMS = ("gradle_build",)  # in which most statements ask for nothing
_ADDED = ("stdlib", "toolchain", "gradle", "plugin", "org", "jetbrains", "kotlin")
FILES = sorted(path for path in SAMPLES.rglob("*") if path.is_file())


def outcome(known: Format, content: bytes) -> Listing | str:
    """What was read, or the reason; anything else is a fault, and so is what nobody could look up."""
    try:
        found = known.read(Source(f"sample/{known.name}", content))
    except Unreadable as error:
        return str(error) or pytest.fail("no reason")
    assert all(found.gaps)
    assert all(one.name and one.ecosystem for one in found.dependencies)
    last = len(content.decode("utf-8", "replace").splitlines()) + 1
    assert all(0 <= one.line <= last for one in found.dependencies)
    return found


def is_told(found: Listing | str) -> bool:
    """Whether it is said that something could not be read."""
    return isinstance(found, str) or bool(found.gaps)


def stands(found: Listing | str, content: bytes) -> bool:
    """Whether the words of every name that was read stand there, but for those that Go and Gradle add.

    Where a file puts names together (``${BASE}-slim``), two pieces of a word may.
    """
    text = Source("sample", content).text.lower()
    names = [one.name.lower() for one in found.dependencies] if isinstance(found, Listing) else []
    words = {word for name in names for word in _WORDS.findall(name)} - set(_ADDED)
    return all(
        any(word[:at] in text and word[at:] in text for at in range(1, len(word) + 1)) for word in words
    )


def format_at(path: Path) -> Format:
    return NAMES[path.relative_to(SAMPLES).parts[0]]


def ids(path: Path) -> str:
    return path.relative_to(SAMPLES).as_posix()


def test_what_has_no_name_is_a_gap() -> None:
    found = outcome(NAMES["gemfile"], b'source "https://rubygems.example"\ngem ""\ngem "rake"\n')
    assert isinstance(found, Listing)
    assert [one.name for one in found.dependencies] == ["rake"]
    assert found.gaps == ("an entry has no name",)


def test_every_format_has_samples() -> None:
    assert {known.name for known in FORMATS} == {path.relative_to(SAMPLES).parts[0] for path in FILES}


@pytest.mark.parametrize("path", FILES, ids=ids)
class TestSamples:
    def test_the_name_chooses_the_format(self, path: Path) -> None:
        inside = "/".join(path.relative_to(SAMPLES).parts[2:])
        assert format_of(inside) is format_at(path)

    def test_all_of_it_is_read(self, path: Path) -> None:
        found = outcome(format_at(path), path.read_bytes())
        assert isinstance(found, Listing)
        assert not found.gaps
        keys = [one.key for one in found.dependencies]
        assert all(pulled in keys for one in found.dependencies for pulled in one.requires)

    def test_an_unresolved_merge(self, path: Path) -> None:
        lines = path.read_bytes().splitlines(keepends=True)
        half = len(lines) // 2
        merge = [b"<<<<<<< HEAD\n", b"=======\n", b">>>>>>> other\n"]
        found = outcome(format_at(path), b"".join([*lines[:half], *merge, *lines[half:]]))
        assert isinstance(found, str)
        assert "unresolved merge" in found

    def test_every_byte_order_mark(self, path: Path) -> None:
        text = path.read_text("utf-8")
        whole = outcome(format_at(path), text.encode())
        assert outcome(format_at(path), text.encode("utf-8-sig")) == whole
        assert outcome(format_at(path), text.encode("utf-16")) == whole

    def test_windows_line_endings(self, path: Path) -> None:
        content = path.read_bytes()
        whole = outcome(format_at(path), content)
        assert outcome(format_at(path), content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")) == whole


@pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.name)
class TestAnything:
    def test_too_large(self, known: Format) -> None:
        found = outcome(known, b" " * (SIZE_LIMIT + 1))
        assert isinstance(found, str)
        assert "larger" in found

    def test_not_a_text(self, known: Format) -> None:
        assert isinstance(outcome(known, b"\x80\x00\xff" * 10), str)

    @pytest.mark.parametrize("deep", [b"[" * 100_000, b'{"a":' * 100_000, b"- " * 50_000, b"<a>" * 100_000])
    def test_deep(self, known: Format, deep: bytes) -> None:
        found = outcome(known, deep)
        assert is_told(found) or known.name in _PROGRAMS

    @given(content=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
    def test_bytes(self, known: Format, content: bytes) -> None:
        """Nothing is made up: what is read stands there, or it is said that something could not be."""
        found = outcome(known, content)
        assert is_told(found) or stands(found, content)


def _shaken(content: bytes, place: int, instead: bytes) -> bytes:
    at = place % (len(content) + 1)
    return content[:at] + instead + content[at + len(instead) :]


@pytest.mark.parametrize("path", FILES, ids=ids)
@given(
    places=st.lists(
        st.tuples(
            st.integers(0, 100_000),
            st.sampled_from(
                [b"[", b"{", b'"', b"null", b"1.5", b"\n", b":", b"=", b"- ", b"<", b"\x00", b"true,"]
            ),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_shaken(path: Path, places: list[tuple[int, bytes]]) -> None:
    """It is read, with its entries where they still stand, or it is said that something could not be."""
    content = path.read_bytes()
    for place, instead in places:
        content = _shaken(content, place, instead)
    found = outcome(format_at(path), content)
    assert is_told(found) or stands(found, content)
