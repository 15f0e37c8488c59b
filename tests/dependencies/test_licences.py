from __future__ import annotations

import pytest

from tidegate.dependencies.licences import Answer, UnknownLicence, judge, wanted

LISTS = wanted(["MIT", "Apache-2.0", "LGPL-2.1-or-later"], ["GPL-3.0-only"])


@pytest.mark.parametrize(
    ("expression", "answer"),
    [
        ("MIT", Answer.ALLOWED),
        ("mit", Answer.ALLOWED),
        ("BSD-3-Clause", Answer.NOT_LISTED),
        ("GPL-3.0-only", Answer.DENIED),
        ("GPL-3.0", Answer.DENIED),
        ("GPL-3.0-or-later", Answer.NOT_LISTED),
        ("LGPL-2.1+", Answer.ALLOWED),
        ("MIT OR GPL-3.0-only", Answer.ALLOWED),
        ("MIT AND GPL-3.0-only", Answer.DENIED),
        ("MIT AND BSD-3-Clause", Answer.NOT_LISTED),
        ("MIT AND GPL-3.0-only OR Apache-2.0", Answer.ALLOWED),
        ("MIT AND (GPL-3.0-only OR Apache-2.0)", Answer.ALLOWED),
        ("(MIT OR Apache-2.0) AND (GPL-3.0-only OR BSD-3-Clause)", Answer.NOT_LISTED),
        ("GPL-3.0-only WITH Classpath-exception-2.0", Answer.NOT_LISTED),
        ("MIT WITH Classpath-exception-2.0", Answer.ALLOWED),
        ("LicenseRef-acme", Answer.NOT_LISTED),
    ],
)
def test_expressions(expression: str, answer: Answer) -> None:
    assert judge(expression, LISTS) is answer


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "BSD",
        "SEE LICENSE IN LICENSE",
        "MIT OR",
        "(MIT",
        "MIT)",
        "MIT MIT",
        "(" * 500 + "MIT" + ")" * 500,
        "M" * 9999,
    ],
)
def test_what_is_no_expression(expression: str) -> None:
    with pytest.raises(UnknownLicence):
        judge(expression, LISTS)


def test_without_a_list_of_what_is_allowed() -> None:
    assert judge("BSD-3-Clause", wanted([], ["GPL-3.0-only"])) is Answer.ALLOWED
