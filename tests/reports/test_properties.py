"""What holds for every report, whatever the strings of the code under review are."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

import jsonschema
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from reports.samples import SAMPLES
from reports.strategies import results

from tidegate.model.result import CheckResult
from tidegate.reports import render
from tidegate.reports.cells import cell_len
from tidegate.reports.explain import render_explain
from tidegate.reports.markdown import LIMIT, MARKER
from tidegate.reports.schema import published

UNSAFE = ("Cc", "Cf", "Cs", "Zl", "Zp")
SARIF = jsonschema.Draft7Validator(
    json.loads((Path(__file__).parent / "schemas" / "sarif-2.1.0.json").read_text("utf-8"))
)
CONTRACT = jsonschema.Draft202012Validator(json.loads(published()))
# What the comment may hold of HTML: ours.
HTML = re.compile(r"(?:</?(?:details|summary|sub|code)>|<!-- tidegate:check -->\n?)")

hostile = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
samples = pytest.mark.parametrize("result", SAMPLES.values(), ids=SAMPLES)


def unsafe(text: str) -> set[str]:
    return {c for c in text if c != "\n" and unicodedata.category(c) in UNSAFE}


# text


def check_text(result: CheckResult, width: int) -> None:
    text = render("text", result, width=width)
    assert not unsafe(text)
    assert all(cell_len(line) <= width for line in text.split("\n"))
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "\n\n\n" not in text
    assert text.startswith(result.decision.value.upper())
    for finding in result.findings:
        assert not unsafe(render_explain(result, finding.id, width=width))


@samples
@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_text_is_safe_and_fits(result: CheckResult, width: int) -> None:
    check_text(result, width)


@hostile
@given(results, st.integers(60, 130))
def test_text_is_safe_and_fits_for_hostile_strings(result: CheckResult, width: int) -> None:
    ids = [finding.id for finding in result.findings]
    if len(set(ids)) == len(ids):
        check_text(result, width)


@hostile
@given(results)
def test_colour_changes_no_word(result: CheckResult) -> None:
    painted = render("text", result, color=True)
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == render("text", result)


# json


def check_json(result: CheckResult) -> dict[str, Any]:
    text = render("json", result)
    text.encode("utf-8")
    assert not unsafe(text)
    document: dict[str, Any] = json.loads(text)
    CONTRACT.validate(document)
    return document


@samples
def test_json_keeps_the_contract(result: CheckResult) -> None:
    document = check_json(result)
    assert len(document["findings"]) == len(result.findings)


@hostile
@given(results)
def test_json_keeps_the_contract_for_hostile_strings(result: CheckResult) -> None:
    document = check_json(result)
    again = msgspec.convert(document, CheckResult)
    assert again.decision is result.decision
    assert sorted(f.id for f in again.findings) == sorted(f.id for f in result.findings)


# sarif


def uris(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["uri"]] if "uri" in value else []
        return own + [uri for item in value.values() for uri in uris(item)]
    return [uri for item in value for uri in uris(item)] if isinstance(value, list) else []


def check_sarif(result: CheckResult) -> dict[str, Any]:
    text = render("sarif", result)
    assert not unsafe(text)
    log: dict[str, Any] = json.loads(text)
    SARIF.validate(log)
    for uri in uris(log):
        parts = urlsplit(uri)
        assert not parts.scheme
        assert not parts.netloc
        assert not uri.startswith("/")
        assert uri.isascii()
    return log


@samples
def test_sarif_is_valid(result: CheckResult) -> None:
    run = check_sarif(result)["runs"][0]
    assert len(run["results"]) == len(result.findings)
    paths = {unquote_to_bytes(uri) for uri in uris(run["results"])}
    assert {f.path.encode("utf-8", "surrogateescape") for f in result.findings} <= paths


@hostile
@given(results)
def test_sarif_is_valid_for_hostile_strings(result: CheckResult) -> None:
    check_sarif(result)


# markdown


def flat(tokens: list[Token]) -> list[Token]:
    return [t for token in tokens for t in (token, *flat(token.children or []))]


def check_markdown(result: CheckResult) -> str:
    comment = render("markdown", result)
    assert not unsafe(comment)
    assert comment.startswith(f"{MARKER}\n")
    assert len(comment.encode()) <= LIMIT
    opened: list[str] = []
    for token in flat(MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(comment)):
        assert token.type not in ("image", "link_open", "s_open"), token
        if token.type in ("html_block", "html_inline"):
            check_html(token.content, opened)
        if token.type == "text":
            assert not re.search(r"(?<![\u200b])[@#!$~%&](?=[^\s\u200b])|://(?=\S)(?!\u200b)|www\.(?=[^\s\u200b])",
                                 token.content), token.content  # fmt: skip
        if token.type == "fence" and token.info == "mermaid":
            check_graph(token.content)
    assert not opened
    return comment


def check_html(content: str, opened: list[str]) -> None:
    """Only our own tags, each closed in its turn; a summary's text is escaped."""
    rest = HTML.sub("", content)
    assert "<" not in rest
    assert ">" not in rest
    for closing, name in re.findall(r"<(/?)(details|summary|sub|code)>", content):
        if closing:
            assert opened.pop() == name
        else:
            opened.append(name)


def check_graph(content: str) -> None:
    first, *rest = content.rstrip("\n").split("\n")
    assert first == "flowchart LR"
    shape = (
        r'\s+(?:[det]\d+(?:\(\["LABEL"\]\)|\["LABEL"\]|\[\("LABEL"\)\]|\{\{"LABEL"\}\})'
        r"|subgraph change \[changed\]|end|\w+ --> \w+|classDef [\w ,:#-]+|class [\w,]+ \w+)"
    ).replace("LABEL", r"(?:[^\W\d_]|[\w ._/,…-]|#\d+;)*")
    assert all(re.fullmatch(shape, line) for line in rest), content
    nodes = {m[1] for line in rest if (m := re.match(r"\s+([det]\d+)[(\[{]", line))}
    assert len(nodes) <= 15
    used = {end for line in rest if " --> " in line for end in line.strip().split(" --> ")}
    assert used - {"change"} <= nodes


@samples
def test_markdown_is_balanced(result: CheckResult) -> None:
    check_markdown(result)


@hostile
@given(results)
def test_markdown_is_balanced_for_hostile_strings(result: CheckResult) -> None:
    check_markdown(result)
