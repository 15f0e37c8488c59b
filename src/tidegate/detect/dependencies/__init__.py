"""What is wrong with dependencies that a change adds or changes: one module a question, all of one shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tidegate.detect.dependencies import (
    ages,
    deprecated,
    downgrades,
    downloads,
    elsewhere,
    forbidden,
    hosts,
    integrity,
    licences,
    movable,
    newcomers,
    out_of_step,
    pins,
    purposes,
    replaceable,
    scripts,
    suspicious,
    undeclared,
    vulnerable,
)
from tidegate.detect.dependencies.context import DependencyContext
from tidegate.model.finding import Finding

Detector = Callable[[DependencyContext], Iterator[Finding]]
DETECTORS: tuple[tuple[str, Detector], ...] = (
    ("advisories", vulnerable.detect),
    ("names of packages", suspicious.detect),
    ("imports that nothing declares", undeclared.detect),
    ("sources outside of registries", elsewhere.detect),
    ("hosts of packages", hosts.detect),
    ("scripts from the network", downloads.detect),
    ("hashes of packages", integrity.detect),
    ("install scripts", scripts.detect),
    ("downgrades", downgrades.detect),
    ("pins and ranges", pins.detect),
    ("tags and branches", movable.detect),
    ("owners of what runs in builds", newcomers.detect),
    ("manifests and lock files", out_of_step.detect),
    ("forbidden packages", forbidden.detect),
    ("purposes of packages", purposes.detect),
    ("packages that the language replaces", replaceable.detect),
    ("licences", licences.detect),
    ("ages of versions", ages.detect),
    ("deprecated packages", deprecated.detect),
)
