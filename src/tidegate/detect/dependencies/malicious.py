"""Packages that are known to be malicious, in what tests and examples ask for.

Whether a program ships them means nothing here: who tries the example installs them.
"""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.detect.dependencies import vulnerable
from tidegate.detect.dependencies.context import DependencyContext
from tidegate.model.finding import Finding


def detect(context: DependencyContext) -> Iterator[Finding]:
    """Of all that advisories say, only this."""
    return (found for found in vulnerable.detect(context) if found.rule == vulnerable.MALWARE)
