from __future__ import annotations

import pytest

from tidegate.cli.program import run
from tidegate.knowledge.purposes import purposes


def test_every_purpose_is_listed_on_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["purposes"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == sorted(purposes())
    assert "jwt" in {line.split()[0] for line in lines}


def test_one_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["purposes", "jwt"]) == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert head == "jwt  JSON Web Tokens"
    assert "pyjwt" in lines[0]
    assert any("jsonwebtoken" in line for line in lines[1:])


def test_an_unknown_one_gets_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["purposes", "http-klient"]) == 2
    assert "did you mean http-client?" in capsys.readouterr().err


def test_settings_that_name_another_are_refused(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path_factory.mktemp("settings") / "config.yaml"
    file.write_text("version: 1\ndependencies:\n  preferred:\n    http-clients: ['PyPI:httpx']\n")
    assert run(["config", "validate", str(file)]) == 2
    error = capsys.readouterr().err
    assert '4: dependencies.preferred: unknown "http-clients"; did you mean "http-client"?' in error
    file.write_text(file.read_text().replace("http-clients", "http-client"))
    assert run(["config", "validate", str(file)]) == 0
