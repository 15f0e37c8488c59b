"""What advisories say → CycloneDX vulnerabilities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tidegate.model.inventory import Identity, Package, Weakness
from tidegate.reports.bom.addresses import link
from tidegate.reports.bom.properties import properties

_SOURCES = {"CVE": "NVD", "GHSA": "GITHUB"}  # whose ids they are; OSV's records have the others
_METHODS = (("CVSS:4", "CVSSv4"), ("CVSS:3.1", "CVSSv31"), ("CVSS:3", "CVSSv3"))


def vulnerabilities(
    weaknesses: Iterable[Weakness], packages: Mapping[Identity, Package], refs: Mapping[Identity, str]
) -> list[dict[str, Any]]:
    return [_vulnerability(one, packages, refs) for one in weaknesses]


def _vulnerability(
    one: Weakness, packages: Mapping[Identity, Package], refs: Mapping[Identity, str]
) -> dict[str, Any]:
    name, *others = one.ids
    made: dict[str, Any] = {
        "bom-ref": f"vulnerability:{one.affects[0].ecosystem.replace(' ', '-')}:{name}",
        "id": name,
        "source": {"name": "OSV", "url": f"https://osv.dev/vulnerability/{name}"},
        "references": [{"id": other, "source": {"name": _source(other)}} for other in sorted(others)],
        "ratings": [_rating(one)],
        "description": one.summary,
        "recommendation": _recommendation(one, packages),
        "advisories": [{"url": url} for url in sorted({*filter(None, map(link, one.references))})],
        "published": f"{one.published}T00:00:00Z" if one.published else None,
        "affects": [_affected(packages[of], refs[of]) for of in one.affects],
        "properties": properties([("advisory:malware", "true")] if one.is_malware else []),
    }
    return {key: value for key, value in made.items() if value}


def _source(name: str) -> str:
    return _SOURCES.get(name.partition("-")[0], "OSV")


def _rating(one: Weakness) -> dict[str, Any]:
    made: dict[str, Any] = {
        "source": {"name": "OSV"},
        "severity": "critical" if one.is_malware else one.severity,
    }
    if one.score is not None and one.vector:
        made |= {"score": one.score, "method": _method(one.vector), "vector": one.vector}
    return made


def _method(vector: str) -> str:
    return next((method for start, method in _METHODS if vector.startswith(start)), "CVSSv2")


def _recommendation(one: Weakness, packages: Mapping[Identity, Package]) -> str:
    if one.is_malware:
        return "Do not install it, and treat machines that installed it as compromised."
    fixes = dict.fromkeys(f"{packages[of].entry.name} {version} or newer" for of, version in one.fixed)
    return f"Use {'; '.join(fixes)}." if fixes else "No fixed version is known."


def _affected(package: Package, ref: str) -> dict[str, Any]:
    version = package.entry.version
    made: dict[str, Any] = {"ref": ref}
    return made | {"versions": [{"version": version, "status": "affected"}]} if version else made
