"""``tidegate ai bom`` on real repositories, read back by cyclonedx-python-lib."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from authored import Authored
from boms import CLAUDE, Document, advisories, bom, graph
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from provenance.attribution.notes import SESSION, TRACE, note, session
from records import record, until
from repositories import RepositoryBuilder

from tidegate.cli.program import run

LINK = "https://claude.ai/code/session_01AbCdEf"
CORS, YAML, OLD = "pkg:pypi/flask-cors@4.0.1", "pkg:pypi/pyyaml@5.3", "pkg:pypi/requests@2.0"
TASK = "task:https%3A%2F%2Fclaude.ai%2Fcode%2Fsession_01AbCdEf"


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGATE_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture
def history(tmp_path: Path) -> Authored:
    """An assistant adds two packages and a file; then somebody of whom nothing is said adds a third."""
    made = Authored(RepositoryBuilder(tmp_path / "shop"), {"requirements.txt": "six==1.0\n"})
    lines = "six==1.0\nflask-cors==4.0.1\npyyaml==5.3\n"
    said = f"Pay\n\n{CLAUDE}\nClaude-Session: {LINK}\nReviewed-by: Robin Example <robin@example.com>\n"
    made.commit(said, {"src/pay.py": "x = 1\ny = 2\n", "requirements.txt": lines})
    made.commit("Ask\n", {"requirements.txt": f"{lines}requests==2.0\n"})
    return made


def test_tools_models_sessions_and_lines(history: Authored, capsys: pytest.CaptureFixture[str]) -> None:
    document = bom(history, capsys)
    assert set(document.components) == {
        "tool:claude-code", "model:claude-opus-4-8", "file:src/pay.py", "file:requirements.txt", CORS, YAML,
    }  # fmt: skip
    assert document.components["tool:claude-code"]["name"] == "Claude Code"
    model = document.components["model:claude-opus-4-8"]
    assert (model["type"], model["supplier"]["name"]) == ("machine-learning-model", "Anthropic")
    assert document.told("model:claude-opus-4-8", "model:trainingCutoff") == ["2026-01"]
    assert document.told("model:claude-opus-4-8", "model:trainingCutoff:precision") == ["month"]
    assert document.told("model:claude-opus-4-8", "model:trainingCutoff:source")[0].startswith("Anthropic")
    assert document.told("model:claude-opus-4-8", "model:trainingData") == ["nothing on file"]
    assert document.told("file:src/pay.py", "attribution:lines") == ["1-2"]
    assert document.told("file:requirements.txt", "attribution:lines") == ["2-3"]
    assert document.told("file:src/pay.py", "attribution:class") == ["trailer"]
    place = document.components["file:requirements.txt"]["evidence"]["occurrences"]
    assert [(one["location"], one["line"]) for one in place] == [("requirements.txt", 2)]
    (task,) = document.tasks
    assert (task["bom-ref"].partition("@")[0], task["uid"]) == (TASK, LINK)
    assert [one["ref"] for one in task["resourceReferences"]] == ["tool:claude-code", "model:claude-opus-4-8"]
    made = {one["resource"]["ref"] for one in task["outputs"]}
    assert made == {"file:src/pay.py", "file:requirements.txt", CORS, YAML}
    workflow = document.parts["formulation"][0]["workflows"][0]
    assert document.properties(workflow, "reviewer") == ["Robin Example"]
    assert "robin@example.com" not in document.text
    assert str(history.builder.path) not in document.text
    subject = document.parts["metadata"]
    assert document.properties(subject, "attribution:added:ai") == ["4"]
    assert document.properties(subject, "attribution:added:unknown") == ["1"]


def test_only_what_an_assistant_brought(history: Authored, capsys: pytest.CaptureFixture[str]) -> None:
    document = bom(history, capsys)
    assert document.told(CORS, "introducedBy") == [document.tasks[0]["bom-ref"]]
    assert OLD not in document.components  # by whom nobody says
    assert "pkg:pypi/six@1.0" not in document.components  # was there before
    assert document.parts["dependencies"] == [{"ref": "root", "dependsOn": [CORS, YAML]}]


def test_whether_advisories_came_after_the_cutoff(
    history: Authored, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    advisories(
        tmp_path,
        record("PYSEC-1", "flask-cors", *until("5.0.0"), published="2026-02-01T00:00:00Z"),
        record("PYSEC-2", "pyyaml", *until("5.4"), published="2021-02-09T21:15:00Z"),
        record("PYSEC-3", "pyyaml", *until("5.4"), published="0001-01-01T00:00:00Z"),
        record("PYSEC-4", "requests", *until("3")),
    )
    document = bom(history, capsys)
    found = {one["id"]: one for one in document.parts["vulnerabilities"] if one["id"].startswith("PYSEC")}
    late = {
        name: document.properties(one, "advisory:publishedAfterModelCutoff") for name, one in found.items()
    }
    assert late == {"PYSEC-1": ["true"], "PYSEC-2": ["false"], "PYSEC-3": ["unknown"]}
    assert document.properties(found["PYSEC-1"], "advisory:model") == ["claude-opus-4-8"]
    assert document.properties(found["PYSEC-1"], "advisory:trainingCutoff") == ["2026-01"]
    assert found["PYSEC-1"]["detail"].startswith("This advisory was published after the end of the training")
    assert "could have known" in found["PYSEC-2"]["detail"]
    assert "has no date" in found["PYSEC-3"]["detail"]
    assert document.told(CORS, "alternative") == ["pkg:pypi/flask-cors@5.0.0"]
    assert document.told(CORS, "alternative:source") == ["fixed-version"]


def test_what_may_be_taken_instead(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The team's choice comes before what is used, and that before a fixed version."""
    settings = "version: 1\ndependencies:\n  preferred:\n    yaml: [PyPI:ruamel.yaml]\n"
    base = {
        ".tidegate/config.yaml": settings,
        "requirements.txt": "httpx==0.27\n",
        "src/app.py": "import httpx\n",
    }
    history = Authored(RepositoryBuilder(tmp_path / "shop"), base)
    lines = "httpx==0.27\npyyaml==5.3\nrequests==2.0\nflask-cors==4.0.1\ngunicorn==1.0\n"
    history.commit(f"Add\n\n{CLAUDE}\n", {"requirements.txt": lines})
    advisories(
        tmp_path,
        record("PYSEC-1", "pyyaml", *until("5.4")),
        record("PYSEC-2", "flask-cors", *until("5.0.0")),
        record("PYSEC-3", "gunicorn", {"introduced": "0"}),
    )
    document = bom(history, capsys)
    told = {
        ref: [*document.told(ref, "alternative"), *document.told(ref, "alternative:source")]
        for ref in document.components
        if ref.startswith("pkg:")
    }
    assert told == {
        YAML: ["pkg:pypi/ruamel-yaml", "team-policy"],
        OLD: ["pkg:pypi/httpx", "already-used"],
        CORS: ["pkg:pypi/flask-cors@5.0.0", "fixed-version"],
        "pkg:pypi/gunicorn@1.0": ["none on file"],
    }


def test_what_may_be_taken_instead_in_a_whole_history(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = "version: 1\ndependencies:\n  preferred:\n    yaml: [PyPI:ruamel.yaml]\n"
    base = {
        ".tidegate/config.yaml": settings,
        "requirements.txt": "httpx==0.27\n",
        "src/app.py": "import httpx\n",
    }
    history = Authored(RepositoryBuilder(tmp_path / "shop"), base)
    lines = "httpx==0.27\npyyaml==5.3\nrequests==2.0\n"
    history.commit(f"Add\n\n{CLAUDE}\n", {"requirements.txt": lines})
    document = bom(history, capsys, "--all", asked=None)
    assert [*document.told(YAML, "alternative"), *document.told(YAML, "alternative:source")] == [
        "pkg:pypi/ruamel-yaml", "team-policy",
    ]  # fmt: skip
    assert [*document.told(OLD, "alternative"), *document.told(OLD, "alternative:source")] == [
        "pkg:pypi/httpx", "already-used",
    ]  # fmt: skip


def test_two_models_are_told_apart(
    history: Authored, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    advisories(tmp_path, record("PYSEC-1", "redis", *until("9"), published="2025-06-01T00:00:00Z"))
    history.commit(
        "Cache\n\nAssisted-by: Codex:gpt-5\n",
        {"api/requirements.txt": "redis==4.0\n"},
    )
    history.commit(f"More\n\n{CLAUDE}\n", {"web/requirements.txt": "redis==4.0\n"})
    document = bom(history, capsys)
    (one,) = [one for one in document.parts["vulnerabilities"] if one["id"] == "PYSEC-1"]
    assert document.properties(one, "advisory:publishedAfterModelCutoff:gpt-5") == ["true"]
    assert document.properties(one, "advisory:publishedAfterModelCutoff:claude-opus-4-8") == ["false"]
    assert document.properties(one, "advisory:publishedAfterModelCutoff") == ["false", "true"]
    assert len(document.told("pkg:pypi/redis@4.0", "introducedBy")) == 2


def test_what_a_lock_file_pulls_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By lines of a note: the manifest's line is the assistant's, the lock file is the package manager's."""
    history = Authored(RepositoryBuilder(tmp_path / "web"), {"package.json": '{"name": "web"}\n'})
    lock = {
        "lockfileVersion": 3,
        "packages": {
            "": {"dependencies": {"direct": "^1.0.0"}},
            "node_modules/direct": {"version": "1.0.0", "dependencies": {"leaf": "^1.0.0"}},
            "node_modules/leaf": {"version": "1.0.1"},
        },
    }
    manifest = '{"name": "web",\n "dependencies": {\n  "direct": "^1.0.0"}}\n'
    commit = history.commit(
        "Add\n", {"package.json": manifest, "package-lock.json": json.dumps(lock, indent=1)}
    )
    history.note(commit, note({"package.json": {TRACE: "3"}}, sessions=session()))
    document = bom(history, capsys)
    task = document.tasks[0]["bom-ref"]
    assert task.startswith(f"task:{SESSION}@")
    assert document.told("pkg:npm/direct@1.0.0", "introducedBy") == [task]
    assert document.told("pkg:npm/leaf@1.0.1", "introducedBy") == [task]
    assert document.told("pkg:npm/leaf@1.0.1", "introducedBy:via") == ["direct"]
    assert document.told("file:package.json", "attribution:lines") == ["3"]


def test_the_same_input_gives_the_same_bytes(
    history: Authored, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    advisories(tmp_path, record("PYSEC-1", "flask-cors", *until("5.0.0")))
    first = bom(history, capsys)
    file = tmp_path / "ai.json"
    words = ["ai", "bom", "main..change", "-C", str(history.builder.path), "--output", str(file), "-q"]
    assert run(words) == 0
    assert capsys.readouterr() == ("", "")
    assert file.read_text() == first.text
    clone = RepositoryBuilder(tmp_path / "clones" / "shop")
    clone.git("fetch", "--quiet", str(history.builder.path), "main:main", "change:change", "--update-head-ok")
    assert run(["ai", "bom", "main..change", "-C", str(clone.path)]) == 0
    assert capsys.readouterr().out == first.text


def test_a_change_of_which_nobody_says_anything(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    history = Authored(RepositoryBuilder(tmp_path / "shop"))
    history.commit("Change\n", {"requirements.txt": "flask==1.0\n"})
    document = bom(history, capsys)
    assert document.components == {}
    assert document.tasks == []
    assert {"aggregate": "incomplete", "assemblies": ["root"]} in document.parts["compositions"]
    assert "1 of 1 added lines: nobody says who wrote them." in document.remarks


def test_a_change_that_people_declare(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    history = Authored(RepositoryBuilder(tmp_path / "shop"))
    history.commit("Change\n\nTidegate-AI: none\n", {"src/a.py": "x = 1\n"})
    document = bom(history, capsys)
    assert document.components == {}
    assert document.remarks == []
    assert {"aggregate": "unknown", "assemblies": ["root"]} in document.parts["compositions"]


def test_a_model_that_nobody_names_or_knows(history: Authored, capsys: pytest.CaptureFixture[str]) -> None:
    history.commit("More\n\nTidegate-AI: cursor\n", {"a.py": "x = 1\n"})
    history.commit("Most\n\nTidegate-AI: codex gpt-99\n", {"b.py": "x = 1\n"})
    document = bom(history, capsys)
    assert "Nobody says which model wrote lines as Cursor." in document.remarks
    assert document.told("model:gpt-99", "model:trainingCutoff") == ["unknown"]
    assert document.told("model:gpt-99", "model:trainingCutoff:reason") == ["no such model is known"]
    assert "modelCard" not in document.components["model:gpt-99"]


def test_the_pull_requests_text_counts(
    history: Authored, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "text.md"
    text.write_text("Tidegate-AI: Cursor gpt-5; session=https://example.com/s/1?token=x\n")
    document = bom(history, capsys, "--description", str(text))
    assert "task:https%3A%2F%2Fexample.com%2Fs%2F1" in {
        one["bom-ref"].partition("@")[0] for one in document.tasks
    }
    assert OLD in document.components
    assert "token=x" not in document.text


def test_everything_that_led_to_head(history: Authored, capsys: pytest.CaptureFixture[str]) -> None:
    document = bom(history, capsys, "--all", asked=None)
    assert {CORS, YAML} <= set(document.components)
    assert "pkg:pypi/six@1.0" not in document.components
    assert document.properties(document.parts["metadata"], "attribution:added") == ["6"]
    assert run(["ai", "bom", "--all", "main..change", "-C", str(history.builder.path)]) == 2
    assert "--all is everything that led to HEAD" in capsys.readouterr().err


def test_no_secret_and_nothing_that_acts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secret = "ghp_" + "aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY1z2A"
    history = Authored(RepositoryBuilder(tmp_path / "shop"))
    history.commit(
        f"Change\n\nTidegate-AI: cursor gpt-5; session={secret}\nReviewed-by: \x1b[31mRed\n",
        {"src/a\u202eb.py": "x = 1\n", f"src/{secret}.py": "x = 1\n", "src/a b#c%.py": "x = 1\n"},
    )
    document = bom(history, capsys)
    assert secret not in document.text
    assert len(document.tasks) == 1
    assert len([ref for ref in document.components if ref.startswith(("file:", "masked:"))]) == 3
    assert document.text.isascii()
    assert "\x1b" not in document.text


def test_spdx(history: Authored, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    advisories(tmp_path, record("PYSEC-1", "flask-cors", *until("5.0.0"), published="2026-02-01T00:00:00Z"))
    text = bom(history, capsys, "--format", "spdx").text
    assert bom(history, capsys, "--format", "spdx").text == text
    found = graph(text)
    (model,) = found["ai_AIPackage"]
    assert model["ai_informationAboutTraining"].startswith("Training cutoff 2026-01 (kind: training; precis")
    assert model["comment"] == "not known: software_downloadLocation"
    lines = [(one["name"], one["software_lineRange"]["endIntegerRange"]) for one in found["software_Snippet"]]
    assert lines == [("requirements.txt:2-3", 3), ("src/pay.py:1-2", 2)]
    purls = [one.get("software_packageUrl") for one in found["software_Package"]]
    assert purls == [None, "pkg:npm/%40anthropic-ai/claude-code", CORS, YAML]
    (weakness,) = [one for one in found["security_Vulnerability"] if "ai-tool" not in one["spdxId"]]
    assert (weakness["name"], weakness["security_publishedTime"]) == ("PYSEC-1", "2026-02-01T00:00:00Z")
    said = [one["statement"] for one in found["Annotation"]]
    assert any("was published after the end of the training data" in one for one in said)
    assert any("1 of 5 added lines" in one for one in said)
    how = {one["relationshipType"] for one in found["Relationship"]}
    assert how == {"usesTool", "contains", "generates", "dependsOn", "other", "hasAssociatedVulnerability"}
    assert str(history.builder.path) not in text


def test_spdx_of_texts_that_nobody_should_trust(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secret = "ghp_" + "aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY1z2A"
    history = Authored(RepositoryBuilder(tmp_path / "shop"))
    history.commit(
        f"Change\n\nTidegate-AI: cursor gpt-5; session={secret}\nReviewed-by: \x1b[31mRed\n",
        {"src/a\u202eb.py": "x = 1\n", f"src/{secret}.py": "x = 1\n", "src/a b#c%.py": "x = 1\n"},
    )
    text = bom(history, capsys, "--format", "spdx").text
    assert secret not in text
    assert text.isascii()
    assert len(graph(text)["software_File"]) == 3


ROUTE = """\
from flask import Flask, request

app = Flask(__name__)


@app.get("/run")
def run():
    return eval(request.args["d"])
"""


def required(history: Authored, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """The status and what is said."""
    capsys.readouterr()
    status = run(["ai", "bom", "main..change", "-C", str(history.builder.path), *words])
    return status, capsys.readouterr().err


def test_a_risky_change_must_be_documented(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    history = Authored(RepositoryBuilder(tmp_path / "shop"))
    commit = history.commit("Run\n", {"app.py": ROUTE})
    status, said = required(history, capsys, "--require", "high")
    assert status == 1
    lines = said.splitlines()
    at = lines.index(f"  commit {commit[:12]} (Run): nobody says who wrote it")
    assert [one.strip() for one in lines[at + 1 : at + 3]] == [
        "Tidegate-AI: TOOL MODEL; session=ID-OR-LINK", "Tidegate-AI: none",
    ]  # fmt: skip
    assert "git commit --amend --trailer" in said
    text = tmp_path / "text.md"
    text.write_text("Tidegate-AI: none\n")
    assert required(history, capsys, "--require", "high", "--description", str(text))[0] == 0
    text.write_text("Tidegate-AI: cursor\n")
    status, said = required(history, capsys, "--require", "high", "--description", str(text))
    assert status == 1
    assert "Cursor, and nobody says with which model" in said
    assert "Tidegate-AI: cursor MODEL" in said


def test_what_to_write_of_each_commit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As it says it, in the pull request's text: then all is documented."""
    history = Authored(RepositoryBuilder(tmp_path / "shop"))
    history.commit("Run\n", {"app.py": ROUTE})
    history.commit("Cache\n\nAssisted-by: Codex:gpt-5\n", {"cache.py": "x = 1\n"})
    silent = history.commit(
        "Look\n\nCo-authored-by: Cursor <cursoragent@cursor.com>\n", {"look.py": "x = 1\n"}
    )
    status, said = required(history, capsys, "--require", "high")
    assert status == 1
    assert "(Run): nobody says who wrote 8 lines of it" in said
    assert f"commit {silent[:12]}: Cursor, and nobody says with which model" in said
    places = [one.strip(" ()`").rpartition("`; ")[2] for one in said.splitlines() if "; paths=" in one]
    assert places == ["paths=app.py", "paths=look.py"]
    text = tmp_path / "text.md"
    text.write_text(f"Tidegate-AI: none; {places[0]}\nTidegate-AI: cursor gpt-5; {places[1]}\n")
    status, said = required(history, capsys, "--require", "high", "--description", str(text))
    assert status == 0
    assert "what AI tools wrote of it is documented" in said


def test_a_harmless_change_need_not_be(history: Authored, capsys: pytest.CaptureFixture[str]) -> None:
    status, said = required(history, capsys, "--require", "critical")
    assert (status, "so nothing must be documented" in said) == (0, True)
    assert required(history, capsys)[0] == 0


def test_evidence_that_cannot_be_read_is_no_documentation(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    history = Authored(RepositoryBuilder(tmp_path / "shop"))
    history.commit("Run\n\nTidegate-AI: cursor gpt-5; colour=red\nTidegate-AI: none\n", {"app.py": ROUTE})
    status, said = required(history, capsys, "--require", "high")
    assert status == 3
    assert "it could not be told whether all is documented" in said


def test_what_does_not_go_together(history: Authored, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ai", "bom", "--all", "--require", "high", "-C", str(history.builder.path)]) == 2
    assert "--require is asked of a change" in capsys.readouterr().err


def two(history: Authored, tmp_path: Path, *words: str) -> tuple[Path, Path]:
    """The documents of the first commit and of what comes after it."""
    history.commit("Cache\n\nAssisted-by: Codex:gpt-5\n", {"src/pay.py": "x = 1\ny = 2\nz = 3\n"})
    one, other = tmp_path / "one.json", tmp_path / "other.json"
    for path, revisions in ((one, "main..change~2"), (other, "change~2..change")):
        asked = [revisions, "-C", str(history.builder.path), "--output", str(path), "-q", *words]
        assert run(["ai", "bom", *asked]) == 0
    return one, other


@pytest.mark.parametrize("form", ["cyclonedx", "cyclonedx-1.6"])
def test_two_documents_as_one(
    form: str, history: Authored, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = two(history, tmp_path, "--format", form)
    assert run(["ai", "bom", "merge", str(one), str(other)]) == 0
    text = capsys.readouterr().out
    assert run(["ai", "bom", "merge", str(other), str(one)]) == 0
    assert capsys.readouterr().out == text
    version = SchemaVersion.V1_7 if form == "cyclonedx" else SchemaVersion.V1_6
    assert JsonStrictValidator(version).validate_str(text) is None
    document = Document(text)
    assert {CORS, YAML, "tool:claude-code", "tool:codex", "model:gpt-5"} <= set(document.components)
    assert len(document.tasks) == 2
    assert document.told("file:src/pay.py", "attribution:lines") == ["1-2", "3"]
    assert len(document.properties(document.parts["metadata"], "mergedFrom")) == 2
    assert {"aggregate": "incomplete", "assemblies": ["root"]} in document.parts["compositions"]
    assert "file:src/pay.py, hashes" in document.properties(document.parts["metadata"], "differs")
    assert len(document.components["file:src/pay.py"]["hashes"]) == 1


def test_what_differs(history: Authored, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = two(history, tmp_path)
    assert run(["ai", "bom", "diff", str(one), str(one)]) == 0
    assert capsys.readouterr().out == "no difference\n"
    assert run(["ai", "bom", "diff", str(one), str(other)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert "+ tool:codex" in said
    assert f"- {CORS}" in said
    assert "~ file:src/pay.py: tidegate:attribution:lines: 1-2 -> 3" in said


def test_what_is_no_document(history: Authored, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = two(history, tmp_path)
    for text, said in (
        ("{", "is no JSON"),
        ("[]", "is no CycloneDX document"),
        (one.read_text().replace('"incomplete"', '"perhaps"'), "is not valid CycloneDX"),
        ('{"specVersion": "1.7", "x": ' + "[" * 100 + "]" * 100 + "}", "levels deep"),
    ):
        other.write_text(text)
        assert run(["ai", "bom", "merge", str(one), str(other)]) == 2
        assert said in capsys.readouterr().err
