"""Paths: the class of a path, and how to print one."""

from __future__ import annotations

import unicodedata
from enum import StrEnum

from tidegate.model.configuration import binds_everywhere, configuration_kind, is_sample, words


class PathClass(StrEnum):
    PRODUCTION = "production"
    TEST = "test"
    EXAMPLE = "example"
    MIGRATION = "migration"
    TEMPLATE = "template"
    CONFIGURATION = "configuration"  # settings that change behaviour: CI, agents, gate, deployment
    DEPENDENCIES = "dependencies"  # manifests and lock files
    PROSE = "prose"
    DATA = "data"
    GENERATED = "generated"
    UNKNOWN_CODE = "unknown-code"  # code in a language that is not known


_TEST_FOLDERS = words("""
    tests __tests__ __mocks__ __snapshots__ __fixtures__ testdata unittests e2e cypress
""")
_TEST_SORTS = words("""
    unit integration functional system e2e smoke acceptance regression api ui browser load performance
    kubernetes helm docker docs provider playwright selenium webdriver appium puppeteer
""")
_TEST_FOLDERS |= {
    f"{sort}{joint}{tests}" for sort in _TEST_SORTS for joint in "_-" for tests in ("test", "tests")
}
_TEST_FOLDERS |= {f"tests{joint}{sort}" for sort in _TEST_SORTS for joint in "_-"}
# These mean tests or examples only where a project begins: `django/test/` is a library.
_TEST_ROOTS = words("test benchmarks benchmark bench asv_bench")
_EXAMPLE_ROOTS = words("""
    examples example samples demo demos tutorials docs doc documentation docs_src doc_src docs-src cookbook
    notebooks
""")
_CONTAINERS = words("""
    packages services apps libs libraries components plugins modules projects providers addons crates
    integrations workspaces
""")
_PROJECT_ROOTS = words("backend frontend client python py js sdk")
_FIXTURE_FOLDERS = words("fixtures testdata test_data test-data examples example samples")
_NEWS_FOLDERS = words("changelog.d newsfragments news changes changelog changelogs .changeset .changes")
_NEWS_SORTS = words("""
    feature features bugfix bug fix misc doc docs removal deprecation breaking security change changed added
    fixed removed deprecated trivial improvement vendor process internal significant performance contrib
    packaging
""")

_PRODUCTION = words("py pyi pyw")
_TEMPLATE = words("html htm xhtml jinja jinja2 j2 djhtml")
_TEMPLATE_IN_FOLDER = words("txt xml mjml")
_PROSE = words("md markdown mdown rst txt adoc asciidoc org textile tex bib rtf wiki license")
_DATA = words("""
    json jsonc json5 jsonl ndjson geojson topojson yaml yml csv tsv psv xml xsd dtd plist po pot mo xlf xliff
    arb resx strings ftl png jpg jpeg jpe gif webp avif bmp ico icns tif tiff svg psd eps pdf ps mp3 mp4 m4a
    ogg oga ogv wav flac webm mov avi srt vtt ttf otf woff woff2 eot css scss sass less styl map snap ambr
    parquet feather avro orc h5 hdf5 npy npz arrow db sqlite sqlite3 dat gz bz2 xz zst lz4 pem crt cer der
    key pub csr asc sig sha256 sha512 md5 log out ics vcf eml msg gpx kml shp dbf docx xlsx pptx odt ods odp
    epub drawio excalidraw puml mmd dot webmanifest cff http har cast tmlanguage gitkeep keep example sample
    typed dic aff baseline
""")
_GENERATED = (
    "_pb2.py", "_pb2.pyi", "_pb2_grpc.py", "_pb2_grpc.pyi", ".pb.go", ".pb.h", ".pb.cc", ".min.js",
    ".min.mjs", ".min.cjs", ".bundle.js", ".g.dart", ".freezed.dart", ".designer.cs",
)  # fmt: skip
_SCRIPTS = ("js", "mjs", "cjs")

_PROSE_NAMES = words("""
    license licence copying notice authors contributors maintainers changelog changes history news readme
    thanks credits todo copyright patents governance install upgrading security version codenames unlicense
    contributing acknowledgements hacking backers
""")
_DATA_NAMES = words("""
    py.typed .gitkeep .keep .nojekyll cname robots.txt humans.txt .all-contributorsrc .mailmap .zenodo.json
    marker .placeholder .empty dotenv-sample
""")
_DEEPEST_PROJECT = 2  # folders above a project in a repository of several: services/billing/setup.py
_DEPENDENCIES = words("""
    package.json package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml pnpm-workspace.yaml bun.lock
    bun.lockb .npmrc .yarnrc .yarnrc.yml .pnpmfile.cjs deno.json deno.jsonc deno.lock pyproject.toml setup.py
    setup.cfg poetry.lock uv.lock uv.toml pdm.lock pipfile pipfile.lock pylock.toml pip.conf .pypirc
    poetry.toml environment.yml environment.yaml conda-lock.yml pixi.toml pixi.lock constraints.txt
    buildout.cfg go.mod go.sum go.work go.work.sum vendor.conf gopkg.toml gopkg.lock cargo.toml cargo.lock
    pom.xml build.gradle build.gradle.kts settings.gradle settings.gradle.kts gradle.lockfile
    gradle.properties libs.versions.toml verification-metadata.xml gradle-wrapper.properties build.sbt
    ivy.xml maven_install.json gemfile gemfile.lock gems.rb gems.locked composer.json composer.lock
    packages.config packages.lock.json nuget.config directory.packages.props directory.build.props
    paket.dependencies paket.lock mix.exs mix.lock rebar.config rebar.lock pubspec.yaml pubspec.lock
    package.swift package.resolved podfile podfile.lock cartfile cartfile.resolved conanfile.txt conanfile.py
    vcpkg.json flake.nix flake.lock shard.yml shard.lock .terraform.lock.hcl .gitmodules bower.json elm.json
    stack.yaml stack.yaml.lock cabal.project cpanfile requirements.in requirements.txt galaxy.yml brewfile
    jsr.json helmfile.lock
""")
_DEPENDENCY_SUFFIXES = (
    ".lock", ".lockfile", ".versions.toml", ".pom", ".csproj", ".fsproj", ".vbproj", ".gemspec", ".podspec",
    ".cabal", ".nuspec", ".rockspec",
)  # fmt: skip
_VARIANTS = (("pylock.", ".toml"), ("packages.", ".config"))  # pylock.dev.toml, packages.app.config
_JS_SUFFIXES = ("js", "jsx", "mjs", "cjs", "ts", "tsx", "mts", "cts", "vue", "svelte")
_TEST_STEMS = ("_test", "_tests", "_spec")
_CAMEL_TESTS = (
    "Test.java",
    "Tests.java",
    "Test.kt",
    "Tests.cs",
    "Test.cs",
    "Test.php",
    "Tests.swift",
    "Spec.scala",
)


def classify(path: str) -> PathClass:
    """The class of ``path``, by its name alone; a name that says nothing is ``UNKNOWN_CODE``.

    Settings that work in any folder come first, then tests and examples whatever their language.
    A folder or name that only might mean "not production" does not count.
    """
    *folders, name = path.split("/")
    lowered = name.lower()
    below = [folder.lower() for folder in folders]
    kind = configuration_kind(path)
    if kind is not None and binds_everywhere(kind):
        return PathClass.CONFIGURATION
    if _is_manifest(below, lowered):
        return PathClass.DEPENDENCIES
    if lowered.endswith((".md", ".rst", ".markdown")):
        return PathClass.PROSE
    if _is_test(below, name):
        return PathClass.TEST
    if _is_example(below, lowered):
        return _in_examples(lowered)
    if kind is not None:
        return PathClass.CONFIGURATION
    return _by_name(below, lowered)


def display(path: str) -> str:
    """``path`` as git quotes it (``"a\\tb"``, bytes in octal), unchanged where it is safe to print.

    Quoted: control, format and bidirectional characters, bytes that are not UTF-8, ``"`` and ``\\``.
    """
    if path.isascii() and path.isprintable() and '"' not in path and "\\" not in path:
        return path
    quoted = "".join(_quoted(character) for character in path)
    return path if quoted == path else f'"{quoted}"'


_ESCAPES = {"\a": r"\a", "\b": r"\b", "\t": r"\t", "\n": r"\n", "\v": r"\v", "\f": r"\f", "\r": r"\r"}
_ESCAPES |= {'"': r"\"", "\\": r"\\"}
_UNSAFE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def _quoted(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if unicodedata.category(character) not in _UNSAFE_CATEGORIES:
        return character
    if "\udc80" <= character <= "\udcff":
        return f"\\{ord(character) - 0xDC00:03o}"
    return "".join(f"\\{byte:03o}" for byte in character.encode("utf-8", "surrogatepass"))


def _is_manifest(folders: list[str], name: str) -> bool:
    """A manifest or lock file that something installs: not one that tests or examples carry as data."""
    requirements = name.endswith((".txt", ".in")) and (
        "requirements" in name
        or name.startswith("constraints")
        or (bool(folders) and folders[-1] == "requirements")
    )
    variant = any(name.startswith(start) and name.endswith(end) for start, end in _VARIANTS)
    if not (requirements or variant or name in _DEPENDENCIES or name.endswith(_DEPENDENCY_SUFFIXES)):
        return False
    if name.endswith(".py") and len(folders) > _DEEPEST_PROJECT:
        return False  # a module of a package that happens to be called setup.py
    return _FIXTURE_FOLDERS.isdisjoint(folders) and _TEST_FOLDERS.isdisjoint(folders[:-1])


def _project_tops(folders: list[str]) -> list[str]:
    """The folders that stand where a project begins: ``test`` in ``packages/billing/test/a.py``."""
    depth = 0
    while depth < len(folders) and (folders[depth] in _CONTAINERS or folders[depth] in _PROJECT_ROOTS):
        depth += 2 if folders[depth] in _CONTAINERS else 1
    return folders[:1] + folders[depth : depth + 1]


def _is_test(folders: list[str], name: str) -> bool:
    if not _TEST_FOLDERS.isdisjoint(folders):
        return True
    if any(folder in _TEST_ROOTS for folder in _project_tops(folders)) or folders[:2] == ["src", "test"]:
        return True
    return _is_test_file(name)


def _is_test_file(name: str) -> bool:
    stem, _, suffix = name.rpartition(".")
    if suffix in ("py", "pyi"):
        return stem in ("conftest", "tests") or stem.startswith("test_") or stem.endswith(("_test", "_tests"))
    if suffix in _JS_SUFFIXES:
        return stem.endswith((".test", ".spec", ".cy", ".e2e"))
    return (suffix in ("go", "rb", "rs", "exs", "dart") and stem.endswith(_TEST_STEMS)) or name.endswith(
        _CAMEL_TESTS
    )


def _is_example(folders: list[str], name: str) -> bool:
    at_root = any(folder in _EXAMPLE_ROOTS for folder in _project_tops(folders))
    return at_root or name.rpartition(".")[0].endswith((".stories", ".story"))


def _in_examples(name: str) -> PathClass:
    """Documentation folders hold prose and pictures too."""
    by_name = _by_name([], name)
    return by_name if by_name in (PathClass.PROSE, PathClass.DATA) else PathClass.EXAMPLE


def _by_name(folders: list[str], name: str) -> PathClass:
    stem, dot, suffix = name.rpartition(".")
    if name in _DATA_NAMES or is_sample(name):
        return PathClass.DATA
    if name in _PROSE_NAMES or (not dot and stem in _PROSE_NAMES) or _is_news(folders, name):
        return PathClass.PROSE
    if name.endswith(_GENERATED) or (folders[:1] == ["dist"] and suffix in _SCRIPTS):
        return PathClass.GENERATED
    if suffix in _PRODUCTION:
        return PathClass.MIGRATION if _is_migration(folders, stem) else PathClass.PRODUCTION
    if suffix in _TEMPLATE or (suffix in _TEMPLATE_IN_FOLDER and "templates" in folders):
        return PathClass.TEMPLATE
    if dot and suffix in _PROSE:
        return PathClass.PROSE
    if dot and suffix in _DATA:
        return PathClass.DATA
    return PathClass.UNKNOWN_CODE


def _is_news(folders: list[str], name: str) -> bool:
    """``changelog.d/1234.bugfix``: a news fragment, one line of prose."""
    sorts = name.split(".")[1:]
    return (
        bool(folders and sorts)
        and folders[-1] in _NEWS_FOLDERS
        and sorts[0] in _NEWS_SORTS
        and (len(sorts) == 1 or sorts[-1].isdigit())
    )


def _is_migration(folders: list[str], stem: str) -> bool:
    """Django: ``migrations/0001_x.py``; Alembic: ``env.py`` and ``versions/*.py`` of its folder."""
    if not folders:
        return False
    if folders[-1] == "migrations":
        return (stem[:4].isdigit() and stem[4:5] == "_") or stem in ("__init__", "env")
    parent = folders[-2] if len(folders) > 1 else ""
    if folders[-1] == "versions":
        return "migration" in parent or "alembic" in parent
    return folders[-1] == "alembic" and stem == "env"
