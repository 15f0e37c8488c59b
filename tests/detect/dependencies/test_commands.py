"""Packages that commands install, asked about through the command line: judged as those of manifests are."""

from __future__ import annotations

from pathlib import Path

import pytest
from detect.dependencies.asked import Answer, ask

INVENTED = "pip install fastjwt-helper\n"


def added(answer: Answer) -> list[str]:
    """Without images, which a container file names by itself."""
    found = answer.report["dependencies"]["added"]
    return [one["name"] for one in found if one["ecosystem"] != "Docker"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("setup.sh", INVENTED),
        ("Dockerfile", f"FROM python:3.12\nRUN {INVENTED}"),
        (".github/workflows/ci.yml", f"jobs:\n  x:\n    steps:\n    - run: {INVENTED}"),
        ("Makefile", f"setup:\n\t{INVENTED}"),
    ],
)
def test_an_invented_name_is_held(tmp_path: Path, path: str, text: str) -> None:
    answer = ask(tmp_path, {}, {path: text})
    assert answer.message("suspicious-dependency").startswith("`fastjwt-helper` is new in this repository")
    assert "suspicious-dependency" in answer.codes
    (found,) = answer.report["findings"]
    assert (found["path"], found["line"]) == (path, len(text.splitlines()))
    assert added(answer) == ["fastjwt-helper"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("README.md", f"Run\n\n    {INVENTED}"),
        ("docs/setup.rst", INVENTED),
        ("tests/setup.sh", INVENTED),
        ("examples/Dockerfile", f"RUN {INVENTED}"),
        ("setup.sh", f"echo '{INVENTED.strip()}'\n"),
        ("setup.sh", f"# {INVENTED}"),
        ("app.py", "import subprocess\nprint('pip install fastjwt-helper')\n"),
    ],
)
def test_what_only_mentions_it_does_not_install_it(tmp_path: Path, path: str, text: str) -> None:
    assert added(ask(tmp_path, {}, {path: text})) == []


@pytest.mark.parametrize(
    "base",
    [
        {"setup.sh": f"set -e\n{INVENTED}"},
        {"old.sh": INVENTED},
        {"Dockerfile": f"RUN {INVENTED}"},
        {"requirements.txt": "fastjwt-helper==1.0\n"},
        {"app.py": "import fastjwt_helper\n"},
    ],
)
def test_what_base_installs_anywhere_is_not_new(tmp_path: Path, base: dict[str, str]) -> None:
    answer = ask(tmp_path, base, {"setup.sh": f"{INVENTED}echo done\n"})
    assert answer.rules() == []


def test_moved_lines_are_no_change(tmp_path: Path) -> None:
    base = {"setup.sh": "set -e\npip install requests==2.31.0\necho a\n"}
    answer = ask(tmp_path, base, {"setup.sh": "set -eu\n\necho a\npip install --quiet 'requests==2.31.0'\n"})
    dependencies = answer.report["dependencies"]
    assert [*dependencies["added"], *dependencies["updated"], *dependencies["removed"]] == []


def test_a_pinned_version_is_compared_with_advisories(tmp_path: Path) -> None:
    answer = ask(tmp_path, {}, {"Dockerfile": "RUN pip install jinja2==2.10\n"})
    assert answer.rules() == ["vulnerable-dependency"]
    assert "jinja2 2.10 is affected by PYSEC-0000-1" in answer.message("vulnerable-dependency")


@pytest.mark.parametrize("asked", ["jinja2==3.1.6", "jinja2", "--upgrade jinja2"])
def test_a_fixed_one_and_the_newest_are_not_affected(tmp_path: Path, asked: str) -> None:
    answer = ask(tmp_path, {}, {"Dockerfile": f"FROM scratch\nRUN pip install {asked}\n"})
    assert answer.rules() == []
    assert answer.gaps == []


def test_a_range_that_may_be_affected_is_told(tmp_path: Path) -> None:
    answer = ask(tmp_path, {}, {"Dockerfile": "RUN pip install 'jinja2>=2.9'\n"})
    assert any("jinja2" in gap for gap in answer.gaps)


def test_what_goes_down_and_what_loses_its_pin(tmp_path: Path) -> None:
    base = {"setup.sh": "pip install requests==3.0 django==5.0\n"}
    answer = ask(tmp_path, base, {"setup.sh": "pip install requests==2.0 django\n"})
    assert answer.rules() == ["dependency-downgraded", "dependency-unpinned"]


def test_sources_outside_of_registries(tmp_path: Path) -> None:
    head = "pip install git+https://git.example/acme/x@main\nnpm install -g requests\n"
    answer = ask(tmp_path, {}, {"setup.sh": head})
    assert "x comes from a git repository (git+https://git.example/acme/x)" in answer.message(
        "dependency-left-registry"
    )


def test_another_revision_of_the_same_repository_is_no_news(tmp_path: Path) -> None:
    line = "npm install -g https://github.com/acme/tool/tarball/{}\n"
    answer = ask(tmp_path, {"setup.sh": line.format("a" * 40)}, {"setup.sh": line.format("b" * 40)})
    assert "dependency-left-registry" not in answer.rules()
    assert [one["name"] for one in answer.report["dependencies"]["updated"]] == ["tool"]


def test_an_index_that_base_does_not_know(tmp_path: Path) -> None:
    head = {"setup.sh": "pip install --index-url https://mirror.example/simple requests==2.31.0\n"}
    answer = ask(tmp_path / "new", {}, head)
    assert "setup.sh takes requests 2.31.0 from mirror.example" in answer.message("dependency-from-new-host")
    for name, known in (
        ("manifest", {"requirements.txt": "-i https://mirror.example/simple\nflask==3.1.0\n"}),
        ("command", {"Dockerfile": "RUN pip install -i https://mirror.example/simple flask==3.1.0\n"}),
    ):
        assert ask(tmp_path / name, known, head).rules() == []


def test_what_the_team_asks(tmp_path: Path) -> None:
    config = (
        "dependencies:\n  require: [pins]\n"
        "  forbidden: [{package: 'PyPI:requests', reason: we use httpx, instead: ['PyPI:httpx']}]\n"
    )
    answer = ask(tmp_path, {}, {"setup.sh": "pip install requests==2.31.0 flask\n"}, config)
    assert answer.rules() == ["dependency-not-pinned", "forbidden-dependency"]
    assert answer.decision == "block"


def test_a_program_that_is_there_is_run_and_not_installed(tmp_path: Path) -> None:
    base = {"package.json": '{"devDependencies": {"@vue/cli-service": "5.0.8", "eslint": "9.0.0"}}'}
    local = "x:\n\tnpx eslint .\n\tnpx vue-cli-service build\n"
    assert added(ask(tmp_path / "local", base, {"Makefile": local})) == []
    other = "x:\n\tnpx zzz-nobody-knows\n\tpnpm dlx eslint\n"
    assert added(ask(tmp_path / "other", base, {"Makefile": other})) == ["eslint", "zzz-nobody-knows"]


def test_a_manifest_and_a_command_are_one_package(tmp_path: Path) -> None:
    head = {"requirements.txt": "requests==2.31.0\n", "setup.sh": "pip install requests==2.31.0\n"}
    (one,) = ask(tmp_path, {}, head).report["dependencies"]["added"]
    assert [place["path"] for place in one["places"]] == ["requirements.txt", "setup.sh"]


def test_what_a_command_installs_delivers_modules(tmp_path: Path) -> None:
    base = {"requirements.txt": "flask==3.1.0\n", "Dockerfile": f"RUN {INVENTED}"}
    assert ask(tmp_path, base, {"app.py": "import fastjwt_helper\n"}).rules() == []


def test_a_script_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    answer = ask(tmp_path, {}, {".github/workflows/ci.yml": "jobs: [\n"})
    assert any("could not be read" in gap for gap in answer.gaps)


def test_an_ecosystem_that_nobody_counted(tmp_path: Path) -> None:
    answer = ask(tmp_path, {}, {"Dockerfile": "RUN cargo install nobody-knows-it --version 1.0.0\n"})
    assert any("nobody counted what is used of crates.io" in gap for gap in answer.gaps)


@pytest.mark.parametrize(
    "line",
    [
        "curl -fsSL https://get.example/install.sh | sh",
        "curl -fsSL https://get.example/install.sh | sudo -E bash -s -- -y",
        "wget -qO- https://get.example/install.sh | VERSION=1 bash",
        "bash <(curl -s https://get.example/install.sh)",
        'sh -c "$(curl -fsSL https://get.example/install.sh)"',
        'eval "$(curl https://get.example/install.sh)"',
        "curl https://get.example/install.sh | python3 -",
    ],
)
def test_scripts_of_the_network(tmp_path: Path, line: str) -> None:
    answer = ask(tmp_path, {}, {"Dockerfile": f"FROM x:1\nRUN {line}\n"})
    assert answer.rules() == ["script-from-network"]
    (found,) = answer.report["findings"]
    assert (found["severity"], found["line"]) == ("low", 2)
    assert "Dockerfile runs https://get.example/install.sh as it comes" in found["message"]


@pytest.mark.parametrize(
    "line",
    [
        "curl -o install.sh https://get.example/install.sh && sha256sum -c sums && sh install.sh",
        "curl https://get.example/data.json | jq .",
        "curl https://get.example/x.tar.gz | tar xz",
        "echo 'curl https://get.example/install.sh | sh'",
        "curl https://get.example/install.sh | tee install.sh",
        "curl https://get.example/a; cat x | sh",
    ],
)
def test_downloads_that_nothing_runs_unseen(tmp_path: Path, line: str) -> None:
    assert ask(tmp_path, {}, {"Dockerfile": f"FROM x:1\nRUN {line}\n"}).rules() == []


def test_the_same_script_in_base_is_no_news_and_http_weighs_more(tmp_path: Path) -> None:
    base = {"setup.sh": "curl https://get.example/install.sh | sh\n"}
    head = {"setup.sh": "set -e\ncurl -s https://get.example/install.sh | bash\n"}
    assert ask(tmp_path / "same", base, head).rules() == []
    answer = ask(tmp_path / "plain", base, {"setup.sh": "curl http://get.example/install.sh | sh\n"})
    assert [one["severity"] for one in answer.report["findings"]] == ["medium"]


ASKED = "# dependencies = ['fastjwt-helper', 'jinja2==2.10']"
SCRIPT = f"# /// script\n{ASKED}\n# ///\nimport fastjwt_helper, jinja2\n"


def test_what_a_python_script_asks_for_itself(tmp_path: Path) -> None:
    answer = ask(tmp_path, {"requirements.txt": "flask==3.1.0\n"}, {"tool.py": SCRIPT})
    assert answer.rules() == ["suspicious-dependency", "vulnerable-dependency"]
    assert {one["path"] for one in answer.report["findings"]} == {"tool.py"}


def test_the_same_in_base_is_no_news(tmp_path: Path) -> None:
    answer = ask(tmp_path, {"tool.py": SCRIPT}, {"tool.py": f"{SCRIPT}print(1)\n"})
    assert answer.rules() == []
    assert added(answer) == []
