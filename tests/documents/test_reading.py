from __future__ import annotations

import pytest

from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source


class TestText:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    def test_encodings_that_say_so(self, encoding: str) -> None:
        assert Source("a", "näme==1\n".encode(encoding)).text == "näme==1\n"

    @pytest.mark.parametrize("marker", ["<<<<<<< HEAD", "=======", ">>>>>>> topic"])
    def test_an_unresolved_merge(self, marker: str) -> None:
        with pytest.raises(Unreadable, match="line 2 holds an unresolved merge"):
            _ = Source("a", f"a\n{marker}\nb\n".encode()).text

    def test_a_line_of_a_heading_is_none(self) -> None:
        assert Source("a", b"Title\n==========\n").text.startswith("Title")


class TestJson:
    def test_a_key_that_stands_twice(self) -> None:
        with pytest.raises(Unreadable, match="'b' stands twice"):
            Source("a", b'{"a": {"b": 1, "b": 2}}').json()

    def test_the_line_of_a_mistake(self) -> None:
        with pytest.raises(Unreadable, match="line 2 is no JSON"):
            Source("a", b'{"a": 1,\n]').json()

    def test_depth(self) -> None:
        with pytest.raises(Unreadable, match="too deeply"):
            Source("a", b"[" * 200_000).json()

    def test_a_number_that_nobody_reads(self) -> None:
        with pytest.raises(Unreadable, match="too long"):
            Source("a", b'{"a": ' + b"9" * 5_000 + b"}").json()


class TestJsonWithComments:
    def test_what_means_nothing(self) -> None:
        text = b'{"a": [1, 2,], // one\n "b, }": "/* no */ // no", /* two,\n */ }'
        assert Source("a", text).json_with_comments() == {"a": [1, 2], "b, }": "/* no */ // no"}

    def test_the_line_of_a_mistake(self) -> None:
        with pytest.raises(Unreadable, match="line 4 is no JSON"):
            Source("a", b"{ // one\n/* two\n */\n]").json_with_comments()

    @pytest.mark.parametrize("text", [b'"', b'{"a": "b\\', b"/*", b"//", b'{"a": 1, "a": 2}'])
    def test_what_cannot_be_read(self, text: bytes) -> None:
        with pytest.raises(Unreadable):
            Source("a", text).json_with_comments()


class TestXml:
    def test_names_without_namespaces(self) -> None:
        root = Source("a", b'<p:project xmlns:p="urn:x"><p:name> a </p:name></p:project>').xml()
        assert (root.tag, root.findtext("name")) == ("project", " a ")

    @pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "utf-16", "shift_jis", "x-unknown"])
    def test_what_it_says_of_its_encoding_counts_no_more(self, encoding: str) -> None:
        text = f'<?xml version="1.0" encoding="{encoding}"?><a>é</a>'
        assert Source("a", text.encode()).xml().text == "é"

    @pytest.mark.parametrize(
        "text",
        [
            b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
            b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
            b"<a>&x;</a>",
            b"<a>" * 100,
            b"<a><b></a>",
            b"",
        ],
    )
    def test_what_is_refused(self, text: bytes) -> None:
        with pytest.raises(Unreadable):
            Source("a", text).xml()
