from __future__ import annotations

import re
from typing import Any

import jsonschema
import pytest
import yaml
from config.examples import RIGHT, WRONG

from tidegate.config.schema import FILE, schema, text


class _Core(yaml.SafeLoader):
    """YAML as editors read it: days are text, and only true and false are truths."""


_Core.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":timestamp", ":bool"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Core.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))


def _accepts(document: str) -> bool:
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    instance: Any = yaml.load(document, _Core)
    return jsonschema.Draft202012Validator(schema(), format_checker=checker).is_valid(instance)


def test_the_published_schema_is_the_one_of_the_types() -> None:
    assert FILE.read_text("utf-8") == text(), "run: python -m tidegate.config.schema"


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("document", RIGHT.values(), ids=RIGHT)
def test_right(document: str) -> None:
    assert _accepts(document)


@pytest.mark.parametrize("document", [text for text, _ in WRONG.values()], ids=WRONG)
def test_wrong(document: str) -> None:
    assert not _accepts(document)
