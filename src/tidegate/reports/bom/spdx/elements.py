"""What AI tools wrote of a change, as elements of SPDX 3.0.1.

Ids are relative to the document; an element refers to others by them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from tidegate import __version__
from tidegate.model.generated import Generated, KnownModel, Work
from tidegate.model.inventory import Identity, Package, Weakness
from tidegate.model.paths import display
from tidegate.model.period import precision
from tidegate.reports.bom import generated_refs as ref
from tidegate.reports.bom.addresses import link
from tidegate.reports.bom.components import references
from tidegate.reports.bom.generated import untold
from tidegate.reports.bom.generated_parts import spelled, unlisted
from tidegate.reports.bom.purls import purl
from tidegate.reports.bom.spdx import tools
from tidegate.reports.bom.spdx.terms import CREATION, Element, element, relationship, remark
from tidegate.reports.bom.tools.weaknesses import refs

ROOT, DOCUMENT, MAKER = "root", "document", "tidegate"
_NOBODY = "maker:unknown"
REQUIRED = {  # of a model by its class page; neither the schema nor the shapes ask for them
    "software_packageVersion",
    "suppliedBy",
    "releaseTime",
    "software_downloadLocation",
    "software_primaryPurpose",
}


def elements(generated: Generated) -> Iterator[Element]:
    """All but the frame, in an order that holds still."""
    yield _root(generated)
    yield from _agents(generated)
    yield from _models(generated.models)
    yield from _files(generated)
    yield from _packages(generated)
    yield from _vulnerabilities(generated)
    yield from _remarks(generated)


def _root(generated: Generated) -> Element:
    inventory = generated.inventory
    return element(
        "software_Package",
        ROOT,
        name=inventory.name,
        software_packageVersion=inventory.revision,
        software_primaryPurpose="source",
    )


def _agents(generated: Generated) -> Iterator[Element]:
    """The tools, which model each used, what it is and what it runs."""
    names = {ref.tool_id(entry.id): entry.name for entry in generated.tooling.entries}
    names |= dict(unlisted(generated))
    runs = tools.uses(generated.tooling)
    for name in sorted(names):
        yield element("SoftwareAgent", name, name=names[name])
        models = {ref.model(w.model) for w in generated.works if ref.tool(w) == name and w.model}
        models |= {
            ref.model(one.name) for one in generated.models if name in map(ref.tool_id, one.configured)
        }
        if used := [*sorted(models), *runs.get(name, [])]:
            yield relationship(name, "usesTool", used)
    yield from tools.elements(generated.tooling)


def _models(models: Sequence[KnownModel]) -> Iterator[Element]:
    makers = {_maker(one): one.provider or "a maker that nobody names" for one in models}
    for name in sorted(makers):
        yield element("Organization", name, name=makers[name])
    for one in models:
        yield _model(one)


def _maker(one: KnownModel) -> str:
    return f"maker:{one.provider.lower()}".replace(" ", "-") if one.provider else _NOBODY


def _model(one: KnownModel) -> Element:
    """What its class asks for and nobody tells is named in the comment."""
    told = {
        "suppliedBy": _maker(one),
        "releaseTime": _moment(one.released),
        "software_downloadLocation": None,  # it is asked as a service
        "software_packageVersion": one.name,
        "software_primaryPurpose": "model",
    }
    missing = sorted(key for key in REQUIRED if not told[key])
    return element(
        "ai_AIPackage",
        ref.model(one.name),
        name=one.name,
        ai_informationAboutTraining=_training(one),
        comment=f"not known: {', '.join(missing)}" if missing else None,
        externalRef=[
            {"type": "ExternalRef", "externalRefType": "documentation", "locator": [url]}
            for url in dict.fromkeys((one.address, one.disclosed))
            if url and link(url)
        ],
        **told,
    )


def _training(one: KnownModel) -> str:
    learned = one.learned
    data = f"Training data: {one.disclosed or 'nothing on file'}."
    if learned.until is None:
        return f"Training cutoff unknown: {learned.why}. {data}"
    told = f"kind: {one.kind}; precision: {precision(learned.until)}; source: {learned.source}"
    return f"Training cutoff {learned.until} ({told}). {data}"


def _moment(day: str | None) -> str | None:
    """A month is no moment."""
    return f"{day}T00:00:00Z" if day and precision(day) == "day" else None


def _files(generated: Generated) -> Iterator[Element]:
    """Files, the lines of each session as snippets, and who made these."""
    digests = dict(generated.digests)
    paths = sorted({one.path for work in generated.works for one in work.lines})
    for path in paths:
        hashes = (
            [{"type": "Hash", "algorithm": "sha256", "hashValue": digests[path]}] if path in digests else []
        )
        yield element("software_File", ref.file(path), name=display(path), verifiedUsing=hashes)
    if paths:
        yield relationship(ROOT, "contains", [ref.file(path) for path in paths], completeness="incomplete")
    for work, task in zip(generated.works, ref.sessions(generated), strict=True):
        snippets = list(_snippets(work, task))
        yield from snippets
        made = [one["spdxId"] for one in snippets]
        yield relationship(ref.tool(work), "generates", made, name=task, comment=_said(work))


def _snippets(work: Work, task: str) -> Iterator[Element]:
    for one in work.lines:
        yield element(
            "software_Snippet",
            f"snippet:{task}:{ref.file(one.path)}:{spelled([one])}",
            name=f"{display(one.path)}:{spelled([one])}",
            originatedBy=[ref.tool(work)],
            software_snippetFromFile=ref.file(one.path),
            software_lineRange={
                "type": "PositiveIntegerRange",
                "beginIntegerRange": one.start,
                "endIntegerRange": one.end,
            },
        )


def _said(work: Work) -> str:
    """Who says so, and how sure that is."""
    sources = "; ".join(f"{source}, {method}" for source, method in work.sources)
    mixed = "together with a person; " if work.is_mixed else ""
    model = f"model {work.model}; " if work.model else "model not named; "
    return f"session {ref.uid(work)}; {model}{mixed}{work.confidence.value} ({sources})"


def _packages(generated: Generated) -> Iterator[Element]:
    packages = generated.inventory.contents.packages
    names = references(packages)
    for one in packages:
        yield _package(one, f"package:{names[one.identity]}")
    ids = {one.identity: f"package:{names[one.identity]}" for one in packages}
    direct = sorted(ids[one.identity] for one in packages if one.direct)
    if direct:
        yield relationship(ROOT, "dependsOn", direct, completeness="incomplete")
    for one in packages:
        pulled = sorted({ids[of] for of in one.requires or () if of in ids})
        if pulled:
            yield relationship(ids[one.identity], "dependsOn", pulled, completeness="incomplete")
    tasks = ref.sessions(generated)
    for number, work in enumerate(generated.works):
        brought = sorted(ids[one.package] for one in generated.introduced if number in one.works)
        if brought:
            yield relationship(
                ref.tool(work), "other", brought, name=f"introduced:{tasks[number]}", comment="introduced"
            )


def _package(one: Package, name: str) -> Element:
    return element(
        "software_Package",
        name,
        name=one.entry.name,
        software_packageVersion=one.identity.version,
        software_packageUrl=purl(one.entry),
    )


def _vulnerabilities(generated: Generated) -> Iterator[Element]:
    """Of packages that lines brought, then of those that tools are or run."""
    affected: dict[str, list[str]] = {}
    names = references(generated.inventory.contents.packages)
    places = {of: [f"package:{name}"] for of, name in names.items()}
    for number, weakness in enumerate(generated.inventory.known.weaknesses):
        made = _vulnerability(weakness, f"{number}")
        yield made
        _place(made, weakness, places, affected)
        judged = sorted({one.text for one in generated.judged if one.weakness == number})
        yield from (remark(made["spdxId"], text) for text in judged)
    run = {of: list(map(tools.named, found)) for of, found in refs(generated.tooling).items()}
    for number, weakness in enumerate(generated.tooling.known.weaknesses):
        made = _vulnerability(weakness, f"tools:{number}")
        yield made
        _place(made, weakness, run, affected)
    for package, found in sorted(affected.items()):
        yield relationship(package, "hasAssociatedVulnerability", found)


def _place(
    made: Element, one: Weakness, places: dict[Identity, list[str]], affected: dict[str, list[str]]
) -> None:
    for of in one.affects:
        for name in places.get(of, ()):
            affected.setdefault(name, []).append(made["spdxId"])


def _vulnerability(one: Weakness, number: str) -> Element:
    return element(
        "security_Vulnerability",
        f"vulnerability:{number}:{quote(one.ids[0], safe='')}",
        name=one.ids[0],
        summary=one.summary,
        security_publishedTime=f"{one.published}T00:00:00Z" if one.published else None,
        externalIdentifier=[
            {
                "type": "ExternalIdentifier",
                "externalIdentifierType": "cve" if name.startswith("CVE-") else "securityOther",
                "identifier": name,
            }
            for name in one.ids
        ],
    )


def _remarks(generated: Generated) -> Iterator[Element]:
    yield from (remark(subject, text) for subject, text in untold(generated))
    for name in generated.reviewers:
        yield remark(ROOT, f"A commit names {name} as its reviewer.", "review")


def frame(when: str, name: str) -> list[Element]:
    """When and by what it was made, and what it is about."""
    maker = f"tidegate {__version__}"
    return [
        {
            "type": "CreationInfo",
            "@id": CREATION,
            "specVersion": "3.0.1",
            "created": when,
            "createdBy": [MAKER],
        },
        element("SoftwareAgent", MAKER, name=maker),
        element(
            "SpdxDocument",
            DOCUMENT,
            name=f"AI-BOM of {name}",
            rootElement=[ROOT],
            profileConformance=["core", "software", "ai", "security"],
        ),
    ]
