from __future__ import annotations

from pathlib import Path

import pytest
from repositories import RepositoryBuilder

from tidegate.detect.dependencies.mentions import sentence
from tidegate.git import Repository
from tidegate.program.trees import GitTree

PYTHON = ("PIL.Image:open",)


def said(folder: Path, ecosystem: str, symbols: tuple[str, ...], files: dict[str, str]) -> str | None:
    builder = RepositoryBuilder(folder / "repository")
    commit = builder.commit("all", files)
    tree = builder.git("rev-parse", f"{commit}^{{tree}}")
    with Repository.open(builder.path) as repository:
        return sentence(GitTree(repository.tree(tree)), ecosystem, symbols)


@pytest.mark.parametrize(
    ("ecosystem", "symbols", "files", "expected"),
    [
        (
            "PyPI",
            PYTHON,
            {"a.py": "def open(x): ...\nfrom PIL import Image\nImage.open(path)\n"},
            "the affected function `open` is called in a.py:3",
        ),
        (
            "PyPI",
            PYTHON,
            {"a.py": "import PIL.Image\nreader = PIL.Image.open\n"},
            "the affected function `open` is mentioned in a.py:2",
        ),
        ("PyPI", PYTHON, {"a.py": "open(path)\n"}, None),
        (
            "PyPI",
            PYTHON,
            {"a.py": "from PIL import Image\nImage.opened()\n", "a.txt": "PIL open()"},
            "the affected function `open` is not mentioned in this repository",
        ),
        (
            "PyPI",
            (*PYTHON, "PIL:save"),
            {"a.py": "import PIL\n"},
            "none of the 2 affected functions is mentioned in this repository",
        ),
        (
            "Go",
            ("x.example/m/auth:Server.Close", "x.example/m/auth:Open"),
            {"main.go": 'import "x.example/m/auth"\n\nfunc main() {\n\tserver.Close()\n}\n'},
            "the affected function `Server.Close` is called in main.go:4",
        ),
        (
            "crates.io",
            ("smallvec::SmallVec::grow",),
            {"src/main.rs": "use smallvec::SmallVec;\nfn grow() {}\nfn main() { v.grow(3); }\n"},
            "the affected function `smallvec::SmallVec::grow` is called in src/main.rs:3",
        ),
        ("npm", ("lodash:template",), {"a.js": "_.template(x)"}, None),
        ("PyPI", (), {"a.py": "x"}, None),
        ("PyPI", tuple(f"PIL:f{n}" for n in range(1000)), {"a.py": "x"}, None),
    ],
)
def test_sentences(
    tmp_path: Path, ecosystem: str, symbols: tuple[str, ...], files: dict[str, str], expected: str | None
) -> None:
    assert said(tmp_path, ecosystem, symbols, files) == expected
