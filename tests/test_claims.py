"""What the tool must never say of anybody: that they are compliant. It shows evidence; people judge."""

from __future__ import annotations

import re
from pathlib import Path

import tidegate

_CLAIM = re.compile(rb"\b(?:non-?)?compliant\b", re.IGNORECASE)


def claims(folder: Path) -> list[str]:
    files = (file for file in folder.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    return sorted(file.name for file in files if _CLAIM.search(file.read_bytes()))


def test_no_text_of_the_package_claims_it() -> None:
    assert claims(Path(tidegate.__file__).parent) == []


def test_the_search_finds_what_it_looks_for(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "words.py").write_text('print("The change is PCI-Compliant.")')
    (tmp_path / "kind.yaml").write_text("says: complaint, compliance")
    assert claims(tmp_path) == ["words.py"]
