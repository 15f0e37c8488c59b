"""What sorts of ecosystems there are, beside what OSV says of them."""

from __future__ import annotations

# Whose packages are released in registries where everybody may take a name: they have dates and licences, and
# somebody may have counted who uses them. Images, actions, providers, hooks and features have none of it.
PACKAGED = frozenset({"PyPI", "npm", "crates.io", "Go", "Maven", "RubyGems", "NuGet", "Packagist"})
