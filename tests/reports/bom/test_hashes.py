from __future__ import annotations

import pytest

from tidegate.reports.bom.hashes import cyclonedx_hash

ABC = {  # the digests of "abc" (FIPS 180)
    "SHA-1": "a9993e364706816aba3e25717850c26c9cd0d89d",
    "SHA-256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "SHA-512": "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
    "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
}
SRI = "3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw=="


@pytest.mark.parametrize(
    ("ecosystem", "text", "algorithm"),
    [
        ("PyPI", f"sha256:{ABC['SHA-256']}", "SHA-256"),
        ("RubyGems", f"sha256={ABC['SHA-256'].upper()}", "SHA-256"),
        ("npm", "sha1-qZk+NkcGgWq6PiVxeFDCbJzQ2J0=", "SHA-1"),
        ("npm", f"sha512-{SRI}", "SHA-512"),
        ("npm", f"sha512-{SRI}?option", "SHA-512"),
        ("NuGet", SRI, "SHA-512"),
        ("crates.io", ABC["SHA-256"], "SHA-256"),
        ("Packagist", ABC["SHA-1"], "SHA-1"),
    ],
)
def test_as_tools_write_them(ecosystem: str, text: str, algorithm: str) -> None:
    assert cyclonedx_hash(ecosystem, text) == {"alg": algorithm, "content": ABC[algorithm]}


@pytest.mark.parametrize(
    ("ecosystem", "text"),
    [
        ("Go", "h1:rJzwtMqSjmu+gA82etKKk7HEQcanHHxsn/l2zO8mZhg="),  # of a list of files
        ("npm", f"10c0/{ABC['SHA-512']}"),  # of Yarn's own archive
        ("npm", ABC["SHA-512"]),
        ("PyPI", "sha256:abc"),
        ("PyPI", f"sha512:{ABC['SHA-256']}"),
        ("PyPI", "sha256:" + "z" * 64),
        ("npm", "sha512-not base64"),
        ("npm", ""),
    ],
)
def test_what_is_no_hash_of_a_download(ecosystem: str, text: str) -> None:
    assert cyclonedx_hash(ecosystem, text) is None
