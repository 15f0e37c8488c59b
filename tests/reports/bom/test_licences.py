from __future__ import annotations

from typing import Any

import pytest

from tidegate.reports.bom.licences import licences


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ((), []),
        (("MIT",), [{"license": {"id": "MIT"}}]),
        (("apache-2.0",), [{"license": {"id": "Apache-2.0"}}]),
        (("MIT OR Apache-2.0",), [{"expression": "MIT OR Apache-2.0"}]),
        (("(MIT)",), [{"expression": "(MIT)"}]),
        (("GPL-2.0+",), [{"expression": "GPL-2.0+"}]),
        (("LicenseRef-acme",), [{"expression": "LicenseRef-acme"}]),
        (("SEE LICENSE IN LICENSE",), [{"license": {"name": "SEE LICENSE IN LICENSE"}}]),
        (("(" * 2_000,), [{"license": {"name": "(" * 2_000}}]),
        (
            ("ISC", "MIT OR ISC", "Own"),
            [{"license": {"id": "ISC"}}, {"license": {"name": "MIT OR ISC"}}, {"license": {"name": "Own"}}],
        ),
    ],
)
def test_licences(texts: tuple[str, ...], expected: list[dict[str, Any]]) -> None:
    assert licences(texts) == expected
