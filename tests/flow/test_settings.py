"""Values that are a weakness where they are set. What they are in each library its own examples say."""

from __future__ import annotations

import pytest
from engine import Analysis

from tidegate.program.names import MODULE, FunctionId

_URLS = 'ROOT_URLCONF = "shop.urls"\n'


def _confidences(files: dict[str, str]) -> list[tuple[str, int, str]]:
    analysis = Analysis(files)
    hits = [hit for path in files for hit in analysis.engine.summary(FunctionId(path, MODULE)).hits]
    return [(hit.weakness, hit.place.line, hit.confidence) for hit in hits]


def test_a_default_is_less_certain_than_a_value() -> None:
    given = 'import os\nDEBUG = True\nSECRET_KEY = os.environ.get("SECRET_KEY", "dev")\n'
    assert _confidences({"shop/settings.py": given}) == [
        ("debug-on", 2, "high"),
        ("hard-coded-key", 3, "medium"),
    ]


@pytest.mark.parametrize("path", ["shop/settings/local.py", "shop/settings/dev.py", "shop/settings_test.py"])
def test_settings_of_developers_are_theirs(path: str) -> None:
    assert _confidences({path: "DEBUG = True\n" + _URLS}) == []


def test_a_part_is_found_at_its_own_line() -> None:
    given = 'SIMPLE_JWT = {\n    "ALGORITHM": "HS256",\n    "SIGNING_KEY": "k9-2b7e151628aed2a6",\n}\n'
    assert _confidences({"settings.py": given}) == [("hard-coded-key", 3, "high")]


def test_a_part_that_is_set_later() -> None:
    given = 'SIMPLE_JWT = {}\nSIMPLE_JWT["SIGNING_KEY"] = "k9-2b7e151628aed2a6"\n'
    assert _confidences({"settings.py": given}) == [("hard-coded-key", 2, "high")]


def test_either_of_two_values_counts_unless_it_is_for_developers() -> None:
    head = "import os\nDEBUG = False\nHERE = os.path.exists('/here')\n"
    assert _confidences({"settings.py": head + "ALLOWED_HOSTS = ['*'] if HERE else ['a']\n"}) == [
        ("host-not-checked", 4, "high")
    ]
    assert (
        _confidences({"settings.py": "from env import DEBUG\nALLOWED_HOSTS = ['*'] if DEBUG else ['a']\n"})
        == []
    )


def test_a_text_is_not_read_as_a_list_of_its_letters() -> None:
    assert _confidences({"settings.py": "ALLOWED_HOSTS = '*.example.com'\n"}) == []
    assert _confidences({"settings.py": "ALLOWED_HOSTS = '*'\n"}) == [("host-not-checked", 1, "high")]


CONTEXT = "import ssl\nchecked = input()\ncontext = ssl.create_default_context()\ncontext.verify_mode = "


@pytest.mark.parametrize(
    ("value", "sure"),
    [
        ("ssl.CERT_NONE", ["high"]),
        ("ssl.CERT_REQUIRED if checked else ssl.CERT_NONE", ["medium"]),
        ("ssl.CERT_REQUIRED", []),
    ],
)
def test_one_of_several_values_is_less_certain(value: str, sure: list[str]) -> None:
    assert [confidence for _, _, confidence in _confidences({"net.py": f"{CONTEXT}{value}\n"})] == sure
