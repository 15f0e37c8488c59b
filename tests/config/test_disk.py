from __future__ import annotations

from pathlib import Path

import pytest

from tidegate.config import SETTINGS, knowledge_files, load
from tidegate.config.disk import knowledge_names, reader
from tidegate.model.errors import ConfigurationError


def test_the_named_file_stands_for_the_settings(tmp_path: Path) -> None:
    file = tmp_path / "try.yaml"
    file.write_text("version: 1\nrules: {a: {reason: r}}\n")
    assert load(reader(file)).rules.keys() == {"a"}


def test_knowledge_is_read_from_beside_it(tmp_path: Path) -> None:
    (tmp_path / "knowledge" / "python").mkdir(parents=True)
    (tmp_path / "knowledge" / "python" / "acme.yaml").write_bytes(b"library: acme\n")
    (tmp_path / "config.yaml").write_bytes(b"version: 1\n")
    file = tmp_path / "config.yaml"
    assert knowledge_files(reader(file), knowledge_names(file)) == {
        ".tidegate/knowledge/python/acme.yaml": b"library: acme\n"
    }
    assert reader(file)(".tidegate/knowledge/none.yaml") is None
    assert reader(file)("elsewhere.yaml") is None


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"none\.yaml: No such file"):
        reader(tmp_path / "none.yaml")(SETTINGS)
