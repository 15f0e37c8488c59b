"""Settings of libraries' objects: how sure it is that one is a weakness."""

from __future__ import annotations

import pytest
from engine import engine

from tidegate.program.names import FunctionId

HEAD = "import ssl\ndef connected(checked):\n    context = ssl.create_default_context()\n"


@pytest.mark.parametrize(
    ("written", "sure"),
    [
        ("    context.verify_mode = ssl.CERT_NONE\n", ["high"]),
        ("    context.verify_mode = ssl.CERT_REQUIRED if checked else ssl.CERT_NONE\n", ["medium"]),
        ("    context.verify_mode = ssl.CERT_REQUIRED\n", []),
    ],
)
def test_what_one_of_several_values_does_is_less_sure(written: str, sure: list[str]) -> None:
    hits = engine({"net.py": HEAD + written}).summary(FunctionId("net.py", "connected")).hits
    assert [hit.confidence for hit in hits] == sure
