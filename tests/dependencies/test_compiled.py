"""By whom the entries of a compiled requirements file are asked for."""

from __future__ import annotations

import pytest

from tidegate.dependencies.compiled import is_pulled_in

ENTRIES = {"flask", "werkzeug", "app"}


@pytest.mark.parametrize(
    "text",
    [
        "jinja2==3.1\n    # via flask\n",
        "jinja2==3.1  # via flask\n",
        "jinja2==3.1\n    # via\n    #   Flask\n    #   werkzeug\n",
        "jinja2==3.1  # via flask, werkzeug\nclick==8.1  # via -r requirements.in\n",
        "jinja2==3.1 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n    # via flask\n",
    ],
)
def test_others_ask_for_it(text: str) -> None:
    assert is_pulled_in(text.splitlines(), 1, ENTRIES)


@pytest.mark.parametrize(
    "text",
    [
        "jinja2==3.1\n",
        "jinja2==3.1\n    # via -r requirements.in\n",
        "jinja2==3.1\n    # via\n    #   -r requirements.in\n    #   flask\n",
        "jinja2==3.1\n    # via app (pyproject.toml)\n",
        "jinja2==3.1  # the one that flask wants\n",
        "jinja2==3.1\n    # via nobody-here\n",
        "jinja2==3.1\nclick==8.1\n    # via flask\n",
        "jinja2==3.1\n# via flask\n",
    ],
)
def test_somebody_asks_for_it(text: str) -> None:
    assert not is_pulled_in(text.splitlines(), 1, ENTRIES)


def test_a_line_that_is_not_there() -> None:
    assert not is_pulled_in([], 0, ENTRIES)
    assert not is_pulled_in(["a==1"], 7, ENTRIES)
